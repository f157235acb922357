# SPDX-License-Identifier: Apache-2.0
"""Screening: what meets what, found before it happens. It tells nobody (``coordination``) and advises nothing (R2)."""

from truceline.screening.conflicts import find_conflicts

__all__ = ["find_conflicts"]
