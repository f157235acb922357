# SPDX-License-Identifier: Apache-2.0
"""R4: the store has no place for fixes or tracks, and gives no list of what others do."""

import inspect
import re
from pathlib import Path

from kept_things import add_all, do, intent, reading, see
from redlines.kept import SOURCE
from truceline.app.ports import Records
from truceline.picture.intents import Sharing
from truceline.storage.memory import MemoryStore
from truceline.storage.sqlite import SQLiteStore, create_store

KEY = bytes(range(32))
SHELVES = {"intents", "statements", "findings", "texts", "requests", "events", "retention", "recorded", "messages"}
TABLES = {
    *("intent", "intent_past", "intent_reader", "volume_box", "sharing", "slot_holder", "standing_holder"),
    *("statement", "statement_reader", "finding", "finding_reader", "proposed_text", "acceptance"),
    # What goes into the log, what other logs delivered, and messages that say a place once.
    *("recorded", "delivered", "message", "message_side", "message_step"),
    *("kept_answer", "cell_asked", "revision", "event", "event_reader", "look", "erasure"),
}
"""Everything a store holds. Before one is added: does it say where another's forces are now?"""


def test_nothing_holds_fixes_or_tracks() -> None:
    """Neither a shelf nor a table beyond the known ones."""
    steps = (SOURCE / "storage" / "sqlite" / "schema").glob("upto-*.sql")
    made = {name for step in steps for name in re.findall(r"CREATE (?:VIRTUAL )?TABLE (\w+)", step.read_text())}

    assert made == TABLES
    assert {name for name, _ in inspect.getmembers(Records, lambda each: isinstance(each, property))} == SHELVES


def test_no_list_shows_an_intent_that_is_shared_only_in_a_conflict(tmp_path: Path) -> None:
    """However its reader asks; the search that finds it gives no names of readers away and is for screening alone."""
    create_store(tmp_path / "store.db", KEY)
    for store in (MemoryStore(), SQLiteStore(tmp_path / "store.db", KEY)):
        do(store, add_all(intent(sharing=Sharing(conflict=("dale",)))))
        for selection in (reading("dale"), reading("dale", bounds_deg=(9.0, 19.0, 11.0, 21.0)), reading("*")):
            page = see(store, lambda records, asked=selection: records.intents.page(asked))  # type: ignore[misc]
            assert page.items == ()
        store.close()
