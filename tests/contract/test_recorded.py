# SPDX-License-Identifier: Apache-2.0
"""The shelf of what goes into the log, in every store: outbox, bodies, and what other logs delivered."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

import pytest

from kept_things import do, intent, see
from truceline.app.ports import Records, Store
from truceline.app.record_bodies import intent_recordable, unsealed
from truceline.app.record_ports import Delivered, DeliveredRow, EntryPlace, Placing, Recordable, RecordedRow
from truceline.base.errors import StorageError, TakenError
from truceline.crypto.boxes import seal_box
from truceline.crypto.commitments import verify_body

ORIGIN = "truceline.example/exercise/northland/0123456789abcdef"
OPEN = Recordable(type="erase", what="erasure", id="e", author="northland", at_ns=2_000_000, body=b"{}", is_open=True)


class TakingLog:
    """A log that takes all that it is brought, and remembers it."""

    origin = ORIGIN

    def __init__(self) -> None:
        self.refusal = ""
        self.taken: list[tuple[int, ...]] = []
        self.abouts: list[int] = []

    def find(self, _row: RecordedRow | None, _waiting: Sequence[RecordedRow]) -> tuple[EntryPlace, ...]:
        """Find nothing."""
        return ()

    def record(self, waiting: Sequence[RecordedRow], places: Sequence[EntryPlace]) -> tuple[EntryPlace, ...]:
        """Take rows."""
        self.taken.append(tuple(row.number for row in waiting))
        self.abouts += [place.seq for place in places]
        return tuple(
            EntryPlace(number=row.number, origin=ORIGIN, seq=100 + row.number, leaf=bytes([row.number]) * 32)
            for row in waiting
        )


def put(*things: Recordable) -> Any:  # noqa: ANN401 - a job
    """Make a job that puts things on the shelf."""
    return lambda records: tuple(map(records.recorded.put, things))


def on_log(store: Store) -> TakingLog:
    """Give a store a log."""
    log = TakingLog()
    cast("Any", store).attach(log)
    return log


FILED = intent_recordable(intent(), "filed")


def test_what_is_put_has_its_place_before_it_is_answered(store: Store) -> None:
    """The places are told to whoever put it, stand on the shelf, and are never given twice."""
    log = on_log(store)
    placings: tuple[Placing, ...] = do(store, put(FILED, OPEN))
    more: tuple[Placing, ...] = do(store, put(FILED))
    assert [(each.origin, each.seq, each.number) for each in (*placings, *more)] == [
        *((ORIGIN, 101, 1), (ORIGIN, 102, 2), (ORIGIN, 103, 3))
    ]
    assert log.taken == [(1, 2), (3,)]
    rows = see(store, lambda records: records.recorded.after(0, 10))
    assert [(row.seq, row.leaf) for row in rows] == [(100 + each, bytes([each]) * 32) for each in (1, 2, 3)]
    assert see(store, lambda records: records.recorded.at(102)) == rows[1]
    assert see(store, lambda records: records.recorded.of("intent", "intent-1")) == (rows[0], rows[2])
    assert see(store, lambda records: records.recorded.after(1, 1)) == rows[1:2]
    assert see(store, lambda records: records.recorded.at(7)) is None


def test_a_sealed_row_has_all_that_its_box_needs(store: Store) -> None:
    """Salt and key are drawn anew for each; the true type stands inside the body."""
    do(store, put(FILED, FILED, OPEN))
    first, second, opened = see(store, lambda records: records.recorded.after(0, 10))
    assert len({first.salt, second.salt, first.dek, second.dek, first.commitment, second.commitment}) == 6
    for row in (first, second):
        assert row.body is not None
        assert row.salt is not None
        assert row.dek is not None
        assert unsealed(row.body) == ("intent.filed", FILED.body)
        header = seal_box(row.body, salt=row.salt, dek=row.dek).header
        assert (header.commitment, header.key_commitment, header.padded_bytes, header.sealed_digest) == (
            *(row.commitment, row.key_digest, row.size, row.sealed_digest),
        )
    assert (opened.dek, opened.body, opened.size, opened.is_open) == (None, b"{}", 2, True)
    verify_body(opened.commitment, opened.salt or b"", b"{}")


def test_without_a_log_rows_wait_for_one(store: Store) -> None:
    """They are brought when it comes, in their order."""
    do(store, put(FILED, OPEN))
    assert [row.number for row in see(store, lambda records: records.recorded.waiting(1))] == [1]
    assert see(store, lambda records: records.recorded.last_placed()) is None
    log = on_log(store)
    assert log.taken == [(1, 2)]
    assert see(store, lambda records: records.recorded.waiting(5)) == ()


def test_a_log_that_takes_nothing_keeps_things_off_the_shelf(store: Store) -> None:
    """Whoever puts something is refused; nothing stays."""
    log = on_log(store)
    log.refusal = "EXERCISE"
    with pytest.raises(StorageError, match="EXERCISE"):
        do(store, put(FILED))
    assert see(store, lambda records: records.recorded.after(0, 10)) == ()


def test_what_a_failed_job_put_is_gone(store: Store) -> None:
    """Its number is given to the next one, which the log then takes."""
    log = on_log(store)

    def fails(records: Records) -> None:
        records.recorded.put(FILED)
        raise KeyError

    with pytest.raises(KeyError):
        do(store, fails)
    (placing,) = do(store, put(OPEN))
    assert (placing.seq, log.taken) == (101, [(1,)])


def test_destroying_leaves_the_commitment(store: Store) -> None:
    """Salt, key and body of every row of the thing go; an entry about them finds where they stand."""
    log = on_log(store)
    do(store, put(FILED))

    def erase(records: Records) -> tuple[int, ...]:
        records.recorded.put(FILED)
        numbers = records.recorded.destroy("intent", "intent-1")
        records.recorded.put(replace(OPEN, about=numbers))
        return numbers

    assert do(store, erase) == (1, 2)
    rows = see(store, lambda records: records.recorded.after(0, 10))
    assert [(row.salt, row.dek, row.body) for row in rows[:2]] == [(None, None, None)] * 2
    assert all(len(row.commitment) == 32 for row in rows)
    assert (log.taken, log.abouts) == ([(1,), (2,), (3,)], [101, 102])


def test_bodies_go_by_their_age_and_entries_stay(store: Store) -> None:
    """Only those that the log has; the newest stay."""
    do(store, put(OPEN))
    assert do(store, lambda records: records.retention.delete_before("body", 10**18, 10)) == 0
    on_log(store)
    do(store, put(FILED))
    assert do(store, lambda records: records.retention.delete_before("body", 10**18, 10)) == 1
    old, new = see(store, lambda records: records.recorded.after(0, 10))
    assert (old.body, old.salt, old.seq) == (None, None, 101)
    assert new.body is not None


def delivery(seq: int, refused: str = "", thing_id: str = "a/b") -> DeliveredRow:
    """Make a delivery."""
    delivered = Delivered(
        origin=ORIGIN, seq=seq, leaf=bytes(32), party="dale", type="claim.stated", at_ms=1, salt=b"s", body=b"{}"
    )
    return DeliveredRow(delivered=delivered, what="agreement", id=thing_id, refused=refused)


def taking(*rows: DeliveredRow) -> Callable[[Records], None]:
    """Make a job that keeps deliveries."""

    def job(records: Records) -> None:
        for row in rows:
            records.recorded.take(row)

    return job


def test_deliveries_are_kept_once(store: Store) -> None:
    """Taken ones are found by what they are about, refused ones by their place alone."""
    rows = (delivery(4), delivery(2), delivery(3, "no"), delivery(5, thing_id="c"))
    do(store, taking(*rows))
    with pytest.raises(TakenError):
        do(store, taking(delivery(4)))
    assert see(store, lambda records: records.recorded.delivered(ORIGIN, 3)) == rows[2]
    assert see(store, lambda records: records.recorded.delivered(ORIGIN, 9)) is None
    assert see(store, lambda records: records.recorded.delivered_of("agreement", "a/b")) == (rows[1], rows[0])


def test_a_row_is_restored_as_it_was(store: Store) -> None:
    """With its number and its place; what is put afterwards gets the next one."""
    on_log(store)
    do(store, put(FILED, OPEN))
    rows = see(store, lambda records: records.recorded.after(0, 10))
    moved = [replace(row, number=row.number + 10, seq=row.number + 900) for row in rows]

    def job(records: Records) -> None:
        for row in moved:
            records.recorded.restore(row)

    do(store, job)
    assert see(store, lambda records: records.recorded.after(10, 10)) == tuple(moved)
    assert see(store, lambda records: records.recorded.last_placed()) == moved[-1]
