# SPDX-License-Identifier: Apache-2.0
"""Truceline: the software of an agreement between powers that do not trust each other."""

__version__ = "0.1.0"
