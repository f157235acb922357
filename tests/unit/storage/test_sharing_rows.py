# SPDX-License-Identifier: Apache-2.0
"""With whom somebody shares is written once, and stands no longer than the versions of which it is said."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kept_things import add_all, do, intent
from truceline.app.ports import Records, Store
from truceline.picture.intents import Sharing
from truceline.storage.sqlite import SQLiteStore, create_store
from truceline.storage.sqlite.intents import SQLiteIntents

KEY = bytes(range(32))
FIRST, SECOND = (intent(name, sharing=Sharing(full=("dale",), conflict=("hill-league",))) for name in ("one", "two"))
TURNED = intent("three", sharing=Sharing(full=("hill-league",), conflict=("dale",)))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give a store with three intents of one party that share with the same two."""
    create_store(tmp_path / "store.db", KEY)
    made = SQLiteStore(tmp_path / "store.db", KEY)
    do(made, add_all(FIRST, SECOND, TURNED))
    yield made
    made.close()


def sharings(records: Records) -> list[tuple[str, str, int]]:
    """Give the rows."""
    shelf = records.intents
    assert isinstance(shelf, SQLiteIntents)
    return list(shelf.connection.execute("SELECT party, shared, versions FROM sharing"))


def test_the_same_names_are_written_once(store: Store) -> None:
    """Whichever list they stand on."""
    assert do(store, sharings) == [(FIRST.party, "\ndale\nhill-league\n", 3)]


def test_names_go_with_the_last_version(store: Store) -> None:
    """Erased one after the other."""

    def erase(records: Records, name: str) -> None:
        records.retention.erase("intent", name, "asked for", 10**18)

    do(store, lambda records: erase(records, "one"))
    assert [row[2] for row in do(store, sharings)] == [2]
    do(store, lambda records: erase(records, "two"))
    do(store, lambda records: erase(records, "three"))
    assert do(store, sharings) == []
