# SPDX-License-Identifier: Apache-2.0
"""Which texts are copies of one report, and what is told in them by whom: texts -> stories."""
