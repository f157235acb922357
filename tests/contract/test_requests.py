# SPDX-License-Identifier: Apache-2.0
"""The shelves of texts, requests and events."""

from dataclasses import replace

import pytest

from kept_things import (
    HOUR_NS,
    LOOK,
    NOON_NS,
    TOLD,
    do,
    kept_answer,
    proposed_text,
    reading,
    see,
    walk,
)
from truceline.app.ports import Acceptance, Records, Store
from truceline.base.errors import TakenError
from truceline.base.instants import Interval

ACCEPTED = Acceptance(
    agreement="exercise-truce", digest="aa", party="dale", officer="officer-d1", at_ns=NOON_NS, words="EXERCISE"
)


def test_versions_of_a_text_stand_in_their_order(store: Store) -> None:
    """Of each agreement apart; the same version twice is refused."""
    first, second = proposed_text("bb"), proposed_text("aa", replaces="bb", document=b"\x00\xff")
    other = proposed_text("aa", agreement="another-exercise")

    def job(records: Records) -> None:
        for text in (first, second, other):
            records.texts.propose(text)

    do(store, job)
    assert see(store, lambda records: records.texts.versions("exercise-truce")) == (first, second)
    assert see(store, lambda records: records.texts.versions("nothing")) == ()
    assert see(store, lambda records: records.texts.proposed()) == ("another-exercise", "exercise-truce")
    with pytest.raises(TakenError):
        do(store, lambda records: records.texts.propose(proposed_text("aa")))


def test_a_party_accepts_a_version_once(store: Store) -> None:
    """What it said first stands; other parties and versions are apart."""
    others = (replace(ACCEPTED, party="northland"), replace(ACCEPTED, digest="bb"))

    def job(records: Records) -> None:
        for each in (ACCEPTED, *others):
            records.texts.accept(each)

    do(store, job)
    with pytest.raises(TakenError):
        do(store, lambda records: records.texts.accept(replace(ACCEPTED, words="otherwise")))
    assert see(store, lambda records: records.texts.acceptances("exercise-truce")) == (ACCEPTED, *others)


def test_an_answer_is_kept_for_its_officer_and_key(store: Store) -> None:
    """Whole, and for nobody else."""
    kept = kept_answer(etag='"1"', location="/v1/intents/intent-1", body=b"\x00\x01")
    do(store, lambda records: records.requests.keep_answer("officer-n1", "key-1", kept))

    assert see(store, lambda records: records.requests.answer("officer-n1", "key-1")) == kept
    assert see(store, lambda records: records.requests.answer("officer-n2", "key-1")) is None
    assert see(store, lambda records: records.requests.answer("officer-n1", "key-2")) is None


def test_distinct_cells_count_since_an_instant(store: Store) -> None:
    """The latest time of each counts, also when an earlier one is told afterwards."""

    def job(records: Records) -> None:
        asked = records.requests
        asked.ask_cells("northland", "officer-n1", (1, 2), NOON_NS)
        asked.ask_cells("northland", "officer-n1", (2, 3), NOON_NS + HOUR_NS)
        asked.ask_cells("northland", "officer-n1", (3,), NOON_NS - HOUR_NS)
        asked.ask_cells("northland", "officer-n2", (2, 4), NOON_NS + HOUR_NS)
        asked.ask_cells("dale", "officer-d1", (9,), NOON_NS + HOUR_NS)

    do(store, job)
    assert see(store, lambda records: records.requests.cells_asked("northland", NOON_NS)) == {1, 2, 3, 4}
    assert see(store, lambda records: records.requests.cells_asked("northland", NOON_NS + 1)) == {2, 3, 4}
    found = see(store, lambda records: records.requests.cells_asked("northland", NOON_NS + 1, officer="officer-n1"))
    assert found == {2, 3}


def test_revisions_count_since_an_instant(store: Store) -> None:
    """Of each officer apart; several of one instant count each."""

    def job(records: Records) -> None:
        for officer, at_ns in (("n1", 0), ("n1", 0), ("n1", HOUR_NS), ("n2", HOUR_NS), ("n1", -HOUR_NS)):
            records.requests.add_revision(officer, NOON_NS + at_ns)

    do(store, job)
    for officer, since_ns, count in (("n1", 0, 3), ("n1", 1, 1), ("n1", -HOUR_NS, 4), ("n2", 0, 1), ("n3", 0, 0)):
        found = see(store, lambda records, who=officer, at=NOON_NS + since_ns: records.requests.revisions(who, at))  # type: ignore[misc]
        assert found == count


def test_a_party_sees_the_looks_of_its_own_officers(store: Store) -> None:
    """Latest first, page by page, within a time."""
    looks = [replace(LOOK, at_ns=NOON_NS + number // 2, id=f"intent-{number}") for number in range(5)]

    def job(records: Records) -> None:
        for look in (*looks, replace(LOOK, party="dale")):
            records.requests.add_look(look)

    do(store, job)
    found = walk(lambda after: see(store, lambda records: records.requests.looks(reading(limit=2, after=after))))
    assert found == looks[::-1]
    early = reading(interval=Interval(start_ns=NOON_NS, end_ns=NOON_NS + 1))
    assert list(see(store, lambda records: records.requests.looks(early)).items) == looks[1::-1]


def test_events_reach_those_they_were_told_to_in_order(store: Store) -> None:
    """And nobody else; what is for all comes in its place, once."""
    readers = [("northland",), ("*",), ("northland", "dale"), ("northland", "*"), ()]

    def job(records: Records) -> None:
        for number, told in enumerate(readers):
            records.events.tell(replace(TOLD, id=f"intent-{number}"), told)

    assert see(store, lambda records: records.events.last()) == 0
    do(store, job)

    def heard(reader: str, after: int = 0, limit: int = 10) -> list[str]:
        return [event.id[-1] for event in see(store, lambda records: records.events.after(after, reader, limit))]

    assert heard("northland") == ["0", "1", "2", "3"]
    assert heard("dale") == ["1", "2", "3"]
    assert heard("stranger") == ["1", "3"]
    first = see(store, lambda records: records.events.after(0, "northland", 2))
    assert heard("northland", first[-1].number) == ["2", "3"]
    assert heard("northland", limit=1) == ["0"]
    assert see(store, lambda records: records.events.last()) == 5
    assert first[0] == replace(TOLD, id="intent-0", number=first[0].number)
