# SPDX-License-Identifier: Apache-2.0
"""Operations of many kinds on a store, what was acknowledged of them, and what must then be found."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import apsw

from kept_things import HOUR_NS, NOON_NS, act_statement, box, finding, intent, kept_answer, volume
from truceline.app.ports import Event, Records
from truceline.app.record_bodies import finding_recordable, intent_recordable, statement_recordable
from truceline.findings.conflict import Slot
from truceline.picture.intents import IntentState
from truceline.storage.sqlite import SQLiteStore
from truceline.storage.sqlite.opening import open_connection
from truceline.storage.sqlite.records import records_on

KEY = bytes(range(32))
SIZES = (1, 3, 12, 1, 7, 24)
"""How many operations are grouped into one commit, in turn."""
KINDS = 5


def operation(number: int) -> Callable[[Records], int]:
    """Make the job of an operation: it files, changes, withdraws, states or concludes, and always tells."""

    def job(records: Records) -> int:
        kind, name = number % KINDS, f"thing-{number:05d}"
        if kind == 0:
            told = act_statement(name, readers=("*",))
            records.statements.add(told)
            records.recorded.put(statement_recordable(told))
        elif kind == 1:
            records.findings.add(finding(name))
            records.recorded.put(finding_recordable(finding(name)))
        else:
            west = (number % 300) - 150.0
            filed = intent(name, volumes=(volume(box(west, 10.0, west + 0.1, 10.1)),), filed_ns=NOON_NS + number)
            records.intents.add(filed, (Slot(cell=number % 7, block=NOON_NS // HOUR_NS),))
            records.recorded.put(intent_recordable(filed, "filed"))
            if kind == KINDS - 1:
                earlier = f"thing-{number - 1:05d}"
                over = intent(earlier, version=2, state=IntentState.WITHDRAWN, filed_ns=NOON_NS + number)
                records.intents.add(over, ())
                records.recorded.put(intent_recordable(over, "withdrawn"))
        records.requests.keep_answer("officer-n1", name, kept_answer(body=name.encode() * 20))
        records.requests.ask_cells("northland", "officer-n1", (number % 50,), NOON_NS + number)
        records.events.tell(Event(number=0, at_ns=NOON_NS, what="act", change="stated", id=name), ("northland",))
        return number

    return job


def groups(count: int) -> list[list[int]]:
    """Cut operations into groups, one commit each."""
    found, start = list[list[int]](), 0
    while start < count:
        size = SIZES[len(found) % len(SIZES)]
        found.append(list(range(start, min(start + size, count))))
        start += size
    return found


@dataclass(slots=True)
class Answers:
    """What a group of operations was answered."""

    acknowledged: set[int] = field(default_factory=set)
    errors: list[BaseException] = field(default_factory=list)


def bring(store: SQLiteStore, numbers: Sequence[int]) -> Answers:
    """Bring operations so that they go into one commit, and wait for all answers."""
    began, gate, done, answers = threading.Event(), threading.Event(), threading.Semaphore(0), Answers()

    def answered(number: int | None, error: BaseException | None) -> None:
        if error is not None:
            answers.errors.append(error)
        elif number is not None:
            answers.acknowledged.add(number)
        done.release()

    def hold(_: Records) -> None:
        began.set()
        gate.wait(60)

    store.read(hold, lambda _, __: done.release())
    assert began.wait(60), "the store did not begin"
    for number in numbers:
        store.write(operation(number), answered)
    gate.set()
    for _ in range(len(numbers) + 1):
        assert done.acquire(timeout=60), "the store did not answer"
    return answers


def told(records: Records) -> set[int]:
    """Give the operations of which listeners are told."""
    return {int(event.id[-5:]) for event in records.events.after(0, "northland", 100_000)}


def found_whole(path: Path) -> set[int]:
    """Open a store as a node does after a crash, prove it whole, and give the operations that it holds."""
    opened = open_connection(path, KEY)
    connection = opened.connection
    assert connection.pragma("integrity_check") == "ok"
    assert not connection.execute("PRAGMA foreign_key_check").fetchall()
    records = records_on(connection, HOUR_NS)
    held = told(records)
    _hold_together(connection, records, held)
    connection.close()
    return held


def _hold_together(connection: apsw.Connection, records: Records, held: set[int]) -> None:
    """Prove that nothing of an operation is there without the rest of it."""
    closed = {number - 1 for number in held if number % KINDS == KINDS - 1}
    filed = {number for number in held if number % KINDS > 1} - closed
    assert _numbers(connection, "SELECT key FROM kept_answer") == held
    assert _numbers(connection, "SELECT id FROM recorded") == held
    assert _numbers(connection, "SELECT id FROM intent WHERE key IN (SELECT id >> 16 FROM volume_box)") == filed
    holders = records.intents.holders([Slot(cell=cell, block=NOON_NS // HOUR_NS) for cell in range(7)])
    assert {holder.slot.cell for holder in holders} == {number % 7 for number in filed}


def _numbers(connection: apsw.Connection, words: str) -> set[int]:
    return {int(str(row[0])[-5:]) for row in connection.execute(words)}
