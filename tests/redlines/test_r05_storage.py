# SPDX-License-Identifier: Apache-2.0
"""R5: what is hidden is on no page of another's, is not counted there, and stands in no file in plain."""

from functools import partial
from pathlib import Path

import pytest

from kept_things import HOUR_NS, NOON_NS, act_statement, add_all, box, do, intent, reading, see, volume
from truceline.app.ports import Page, Records, Selection, Statement, StatementKind, Store
from truceline.findings.conflict import Slot
from truceline.picture.acts import Position
from truceline.picture.intents import HIDDEN_KINDS, Intent, Sharing
from truceline.storage.memory import MemoryStore
from truceline.storage.sqlite import SQLiteStore, create_store

KEY = bytes(range(32))
OTHERS = ("hill-league", "dale", "stranger", "*", "")


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Give a store that holds hidden intents and protected statements of the Northland party."""
    made: Store = MemoryStore()
    if request.param == "sqlite":
        create_store(tmp_path / "store.db", KEY)
        made = SQLiteStore(tmp_path / "store.db", KEY)
    for number, root in enumerate(HIDDEN_KINDS):
        do(made, add_all(intent(f"hidden-{number}", kind=(f"{root}.x",), sharing=Sharing())))
        protected = act_statement(
            f"act-{number}", place=Position(lon_deg=10.0, lat_deg=20.0), readers=OTHERS, is_protected=True
        )
        do(made, lambda records, one=protected: records.statements.add(one))  # type: ignore[misc]
    return made


def intents_of(asked: Selection, records: Records) -> Page[Intent]:
    """List intents."""
    return records.intents.page(asked)


def acts_of(asked: Selection, records: Records) -> Page[Statement]:
    """List acts."""
    return records.statements.page(StatementKind.ACT, asked)


@pytest.mark.parametrize("reader", OTHERS)
def test_no_page_of_others_holds_or_counts_what_is_hidden(reader: str, store: Store) -> None:
    """With and without a box, from the beginning and from any cursor: nothing, and no next page."""
    own = see(store, partial(intents_of, reading("northland", limit=1)))
    for after in ("", own.next):
        for bounds in (None, (10.0, 20.0, 10.005, 20.005)):
            asked = reading(reader, limit=1, after=after, bounds_deg=bounds)
            assert see(store, partial(intents_of, asked)) == Page(items=())
            assert see(store, partial(acts_of, asked)) == Page(items=())
    assert own.next
    store.close()


def test_holders_of_a_slot_name_no_intent_and_no_place(store: Store) -> None:
    """What is told of a slot is the same, wherever in it the hidden intent lies and however many there are."""
    slot = Slot(cell=1, block=NOON_NS // HOUR_NS)

    def told_of(name: str, area: tuple[float, float, float, float]) -> object:
        hidden = intent(name, kind=("aid.passage.x",), sharing=Sharing(), volumes=(volume(box(*area)),))
        do(store, lambda records: records.intents.add(hidden, (slot,)))
        return see(store, lambda records: records.intents.holders([slot]))

    assert told_of("here", (10.0, 20.0, 10.1, 20.1)) == told_of("there", (10.15, 20.15, 10.16, 20.16))
    store.close()


def test_a_seized_file_shows_nothing(tmp_path: Path) -> None:
    """Neither the words of an intent, nor its party, nor the bytes of its position."""
    create_store(tmp_path / "store.db", KEY)
    store = SQLiteStore(tmp_path / "store.db", KEY)
    hidden = intent(kind=("aid.passage.convoy",), sharing=Sharing(), volumes=(volume(box(10.123, 20.456, 10.2, 20.5)),))
    do(store, add_all(hidden))
    store.close()
    content = (tmp_path / "store.db").read_bytes()

    for plain in (b"aid.passage.convoy", b"northland", b"officer-n1", b"intent", b"EXERCISE"):
        assert plain not in content
    import struct  # noqa: PLC0415 - for this alone

    assert struct.pack(">d", 10.123) not in content
    assert [path.name for path in tmp_path.iterdir()] == ["store.db"]
