# SPDX-License-Identifier: Apache-2.0
"""The only writer of result files: whole or not at all."""
