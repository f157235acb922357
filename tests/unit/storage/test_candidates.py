# SPDX-License-Identifier: Apache-2.0
"""What may not be told of is passed over unread: its content has no part in an answer, nor in the answer's time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kept_things import HOUR, add_all, asking, do, ids, intent, see
from truceline.app.ports import Records, Store
from truceline.picture.intents import Intent, Sharing
from truceline.storage.sqlite import SQLiteStore, create_store
from truceline.storage.sqlite.intents import SQLiteIntents

KEY = bytes(range(32))
TOLD = (
    intent("told-own", sharing=Sharing()),
    intent("told-own-hidden", kind=("aid.delivery",), sharing=Sharing()),
    intent("told-in-full", party="dale", sharing=Sharing(full=("northland",))),
    intent("told-in-a-conflict", party="hill-league", sharing=Sharing(full=("dale",), conflict=("northland",))),
)
NOT_TOLD = (
    intent("hidden", party="dale", kind=("aid.delivery",), sharing=Sharing()),
    intent("not-for-us", party="dale", sharing=Sharing(full=("hill-league",))),
    intent("not-by-us", party="stranger", sharing=Sharing(full=("northland",))),
    intent("much-like-us", party="dale", sharing=Sharing(full=("northland-2", "north"))),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give a store in which nothing that may not be told to the Northland party can be read any more."""
    create_store(tmp_path / "store.db", KEY)
    made = SQLiteStore(tmp_path / "store.db", KEY)

    def garble(records: Records) -> None:
        shelf = records.intents
        assert isinstance(shelf, SQLiteIntents)
        for each in NOT_TOLD:
            shelf.connection.execute("UPDATE intent SET body = x'c1' WHERE id = ?", (each.id,))
            assert shelf.connection.changes() == 1

    do(made, add_all(*TOLD, *NOT_TOLD))
    do(made, garble)
    yield made
    made.close()


def found(store: Store, asked: Intent) -> list[str]:
    """Give the ids of candidates."""
    return ids(see(store, lambda records: records.intents.candidates(asked)))


def test_what_may_not_be_told_is_never_read(store: Store) -> None:
    """Its body is garbled, and nothing is the worse for it."""
    asked = asking(sharing=Sharing(full=("hill-league",), conflict=("dale",)))

    assert found(store, asked) == sorted(each.id for each in TOLD)


def test_a_hidden_intent_meets_its_own_party_alone(store: Store) -> None:
    """Whoever names it."""
    asked = asking(interval=HOUR, kind=("aid.delivery",), sharing=Sharing())

    assert found(store, asked) == ["told-own", "told-own-hidden"]


def test_a_garbled_body_is_noticed_where_it_is_read(store: Store) -> None:
    """So the tests above see what they say."""
    with pytest.raises(Exception, match=r"(?i)msgpack|malformed|invalid"):
        see(store, lambda records: records.intents.get("hidden"))
