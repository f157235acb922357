# SPDX-License-Identifier: Apache-2.0
"""The clause test: acts against provisions, one at a time with its reasons, and vectorised over many."""
