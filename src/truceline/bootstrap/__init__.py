# SPDX-License-Identifier: Apache-2.0
"""From a folder to a node: its settings, its keys, its doors, and the one place where everything is put together."""
