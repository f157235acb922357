# SPDX-License-Identifier: Apache-2.0
"""The store that forgets everything when it ends: for tests, and as the plain reading of what a store must do."""

from truceline.storage.memory.store import MemoryStore

__all__ = ["MemoryStore"]
