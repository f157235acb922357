# SPDX-License-Identifier: Apache-2.0
"""The door to the shelves: errors undo only themselves, one of two who race wins, nothing stays behind a failed job."""

import threading
from collections.abc import Callable

import pytest

from kept_things import (
    NOON_NS,
    act_statement,
    add_all,
    do,
    finding,
    ids,
    intent,
    kept_answer,
    proposed_text,
    reading,
    see,
)
from truceline.app.ports import Event, Records, StatementKind, Store, StoreState
from truceline.base.errors import ClosedError, NotFoundError, StaleVersionError


class RefusedError(Exception):
    """A use case refuses after it has written."""


def write_everything(records: Records) -> None:
    """Write to every shelf."""
    records.intents.add(intent(), (), ())
    records.statements.add(act_statement())
    records.findings.add(finding())
    records.texts.propose(proposed_text())
    records.requests.keep_answer("officer-n1", "key", kept_answer())
    records.requests.ask_cells("northland", "officer-n1", (1, 2), NOON_NS)
    records.events.tell(Event(number=0, at_ns=NOON_NS, what="intent", change="filed", id="intent-1"), ("northland",))


def anything(records: Records) -> list[object]:
    """Look at every shelf."""
    return [
        records.intents.versions("intent-1"),
        records.statements.page(StatementKind.ACT, reading()).items,
        records.findings.page(reading()).items,
        records.texts.proposed(),
        records.requests.answer("officer-n1", "key") or (),
        records.requests.cells_asked("northland", 0),
        records.events.after(0, "northland", 9),
        range(records.events.last()),
    ]


def test_a_job_that_fails_leaves_nothing_behind(store: Store) -> None:
    """On no shelf, though it had written to all of them; its error reaches whoever asked, as it was raised."""

    def job(records: Records) -> None:
        write_everything(records)
        raise RefusedError

    with pytest.raises(RefusedError):
        do(store, job)
    assert not any(see(store, anything))
    do(store, write_everything)
    assert all(see(store, anything))


def test_a_job_sees_what_it_wrote_itself(store: Store) -> None:
    """And what earlier ones wrote."""
    do(store, add_all(intent("intent-0")))

    def job(records: Records) -> list[str]:
        write_everything(records)
        return ids(records.intents.page(reading()).items)

    assert do(store, job) == ["intent-1", "intent-0"]


def test_an_error_among_jobs_undoes_only_its_own(store: Store) -> None:
    """Those before and after it, brought at the same time, stand."""
    done, outcomes = threading.Semaphore(0), dict[int, BaseException | None]()

    def bring(number: int) -> None:
        def job(records: Records) -> None:
            records.intents.add(intent(f"intent-{number}"), ())
            if number % 3 == 0:
                raise RefusedError

        def answered(value: None, error: BaseException | None) -> None:
            del value
            outcomes[number] = error
            done.release()

        store.write(job, answered)

    for number in range(30):
        bring(number)
    for _ in range(30):
        assert done.acquire(timeout=30)

    assert {number for number, error in outcomes.items() if isinstance(error, RefusedError)} == set(range(0, 30, 3))
    kept = set(ids(see(store, lambda records: records.intents.page(reading())).items))
    assert kept == {f"intent-{number}" for number in range(30) if number % 3}


def test_of_two_who_change_one_version_exactly_one_wins(store: Store) -> None:
    """The other is told that it came too late."""
    do(store, add_all(intent()))
    won, lost = list[str](), list[BaseException]()
    start = threading.Barrier(8)

    def race(officer: str) -> None:
        def job(records: Records) -> str:
            records.intents.add(intent(version=2, officer=officer), ())
            return officer

        start.wait()
        try:
            won.append(do(store, job))
        except StaleVersionError as error:
            lost.append(error)

    racers = [threading.Thread(target=race, args=(f"officer-{number}",)) for number in range(8)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert (len(won), len(lost)) == (1, 7)
    assert see(store, lambda records: records.intents.get("intent-1").officer) == won[0]


@pytest.mark.parametrize("write", [True, False])
def test_a_read_changes_nothing(store: Store, *, write: bool) -> None:
    """Even when a job that was brought as a read writes."""
    try:
        do(store, write_everything, write=write)
    except AssertionError:
        assert not write

    assert any(see(store, anything)) == write
    assert store.state is StoreState.OPEN


def test_a_closed_store_finishes_what_waits_and_takes_no_more(store: Store) -> None:
    """Whatever was brought before is answered."""
    answered = list[object]()
    for number in range(40):
        store.write(add_all(intent(f"intent-{number}")), lambda _, error: answered.append(error))
    store.close()

    assert answered == [None] * 40
    assert store.state is StoreState.CLOSED
    for door in (store.read, store.write):
        with pytest.raises(ClosedError):
            door(anything, lambda _, __: None)


def test_answers_of_reads_may_bring_further_jobs(store: Store) -> None:
    """Whoever is answered in the store's own thread may ask again."""
    done, found = threading.Event(), list[object]()

    def second(_: object, error: BaseException | None) -> None:
        found.append(error)
        done.set()

    def first(value: object, _: BaseException | None) -> None:
        found.append(value)
        store.read(missing, second)

    missing: Callable[[Records], object] = lambda records: records.intents.get("nobody")  # noqa: E731 - a job
    store.read(anything, first)
    assert done.wait(30)
    assert isinstance(found[1], NotFoundError)
