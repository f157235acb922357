# SPDX-License-Identifier: Apache-2.0
"""Words and drawings from nouns: the catalogue of messages and the report in one page. Writes no file."""
