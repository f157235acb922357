# SPDX-License-Identifier: Apache-2.0
"""Use cases, one verb per file. They join what the floors below know, and write nothing."""
