# SPDX-License-Identifier: Apache-2.0
"""The store on one encrypted SQLite file (ADR 0013)."""

from truceline.storage.sqlite.opening import create_store
from truceline.storage.sqlite.store import SQLiteStore

__all__ = ["SQLiteStore", "create_store"]
