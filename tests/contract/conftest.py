# SPDX-License-Identifier: Apache-2.0
"""The stores that the contract of ``app.ports`` is tried on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from truceline.app.ports import Store
from truceline.storage.memory import MemoryStore
from truceline.storage.sqlite import SQLiteStore, create_store

KEY = bytes(range(32))


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Give an empty store of each kind."""
    made: Store
    if request.param == "memory":
        made = MemoryStore()
    else:
        create_store(tmp_path / "store.sqlite", KEY)
        made = SQLiteStore(tmp_path / "store.sqlite", KEY)
    yield made
    made.close()
