# SPDX-License-Identifier: Apache-2.0
"""Deleting what is kept no longer, and erasing what must go."""

from dataclasses import replace
from functools import partial

import pytest

from kept_things import (
    HOUR_NS,
    LOOK,
    NOON_NS,
    TOLD,
    act_statement,
    add_all,
    asking,
    claim_statement,
    do,
    finding,
    ids,
    intent,
    kept_answer,
    reading,
    see,
    standing,
)
from truceline.app.ports import ERASED_STATUS, Records, StatementKind, Store
from truceline.base.errors import InputError, NotFoundError, StaleVersionError, TakenError
from truceline.findings.conflict import Slot
from truceline.findings.finding import Finding, FindingKind, Probing
from truceline.picture.intents import Intent, IntentState, Sharing

OPEN = Sharing(conflict=("dale", "hill-league"))
NOON = NOON_NS // HOUR_NS


def suspicion(name: str, at_ns: int) -> Finding:
    """Make a finding that is about no plan."""
    probing = Probing(party="northland", officer="officer-n1", cells_asked=9, revisions=9, reason="EXERCISE")
    return replace(
        finding(name, at_ns=at_ns, kind=FindingKind.PROBING, about=("northland",), readers=("northland",)),
        detail=probing,
    )


def fill(records: Records) -> None:
    """Keep two things of each kind: one at noon, one an hour later."""
    for number, at_ns in enumerate((NOON_NS, NOON_NS + HOUR_NS)):
        records.statements.add(act_statement(f"act-{number}", at_ns=at_ns, readers=("*",)))
        records.statements.add(claim_statement(f"claim-{number}", at_ns=at_ns))
        records.findings.add(finding(f"plan_finding-{number}", at_ns=at_ns))
        records.findings.add(suspicion(f"finding-{number}", at_ns=at_ns))
        records.requests.add_look(replace(LOOK, at_ns=at_ns))
        records.requests.keep_answer("officer-n1", f"key-{number}", kept_answer(at_ns=at_ns))
        records.requests.ask_cells("northland", "officer-n1", (number,), at_ns)
        records.events.tell(replace(TOLD, at_ns=at_ns), ("northland", "dale"))


def listed(reader: str, records: Records) -> tuple[Intent, ...]:
    """List the intents that a party may read."""
    return records.intents.page(reading(reader)).items


def forget_cells(before_ns: int, limit: int, records: Records) -> int:
    """Delete what was asked about before an instant."""
    return records.retention.delete_before("cell", before_ns, limit)


def erase_for(name: str, reader: str, records: Records) -> None:
    """Erase a finding for a reader."""
    records.retention.erase_for(name, reader, "EXERCISE", NOON_NS)


def counts(records: Records) -> dict[str, int]:
    """Count what is there of each kind."""
    return {
        "act": len(records.statements.page(StatementKind.ACT, reading("dale")).items),
        "claim": len(records.statements.claims()),
        "plan_finding": len(records.findings.page(reading(), kind=FindingKind.CONFLICT).items),
        "finding": len(records.findings.page(reading(), kind=FindingKind.PROBING).items),
        "look": len(records.requests.looks(reading()).items),
        "answer": sum(records.requests.answer("officer-n1", f"key-{number}") is not None for number in range(2)),
        "cell": len(records.requests.cells_asked("northland", 0)),
        "event": len(records.events.after(0, "dale", 10)),
    }


@pytest.mark.parametrize("what", ["act", "claim", "finding", "plan_finding", "look", "answer", "cell", "event"])
def test_what_was_taken_before_an_instant_is_deleted(what: str, store: Store) -> None:
    """Of that kind alone; what is younger stays."""
    do(store, fill)

    assert do(store, lambda records: records.retention.delete_before(what, NOON_NS, 10)) == 0
    assert do(store, lambda records: records.retention.delete_before(what, NOON_NS + 1, 10)) == 1
    expected = dict.fromkeys(see(store, counts), 2) | {what: 1}
    assert see(store, counts) == expected
    assert do(store, lambda records: records.retention.delete_before(what, NOON_NS + 9 * HOUR_NS, 10)) == 1
    assert see(store, counts)[what] == 0


def test_revisions_go_with_the_cells_asked_about(store: Store) -> None:
    """Within the same bound on how many go at once."""

    def left(records: Records) -> tuple[int, int]:
        return len(records.requests.cells_asked("northland", 0)), records.requests.revisions("officer-n2", 0)

    def job(records: Records) -> None:
        records.requests.ask_cells("northland", "officer-n1", (1, 2), NOON_NS)
        for number in range(3):
            records.requests.add_revision("officer-n2", NOON_NS + number)

    do(store, job)
    for before_ns, limit, gone, stay in (
        (NOON_NS, 9, 0, (2, 3)),
        (NOON_NS + 2, 3, 3, (0, 2)),
        (NOON_NS + 2, 9, 1, (0, 1)),
        (NOON_NS + 3, 9, 1, (0, 0)),
    ):
        found = do(store, partial(forget_cells, before_ns, limit))
        assert (found, see(store, left)) == (gone, stay)


def test_numbers_of_events_are_never_given_twice(store: Store) -> None:
    """Not even after all events were deleted."""
    do(store, fill)
    do(store, lambda records: records.retention.delete_before("event", NOON_NS + 9 * HOUR_NS, 10))
    do(store, lambda records: records.events.tell(TOLD, ("dale",)))

    assert see(store, lambda records: records.events.last()) == 3
    assert [event.number for event in see(store, lambda records: records.events.after(0, "dale", 9))] == [3]


def test_no_more_are_deleted_at_once_than_asked(store: Store) -> None:
    """The rest goes next time."""
    do(store, fill)

    for left in (1, 1, 0):
        assert do(store, lambda records: records.retention.delete_before("claim", 2**62, 1)) == left


def test_an_unknown_kind_is_refused(store: Store) -> None:
    """Whoever asks is wrong, and nothing is deleted."""
    with pytest.raises(InputError):
        do(store, lambda records: records.retention.delete_before("text", 2**62, 10))


def test_intents_are_deleted_by_their_end(store: Store) -> None:
    """A withdrawn one by the instant of withdrawal; with every version, and out of every search."""
    slot = Slot(cell=1, block=NOON)

    def job(records: Records) -> None:
        records.intents.add(intent("short"), (slot,))
        records.intents.add(standing("gone", party="dale"), (), (1,))
        closed = standing("gone", version=2, party="dale", state=IntentState.ENDED, filed_ns=NOON_NS + 1)
        records.intents.add(closed, ())
        records.intents.add(standing("stays", party="hill-league", sharing=Sharing(conflict=("northland",))), (), (1,))

    do(store, job)
    assert do(store, lambda records: records.retention.delete_before("intent", NOON_NS + 2, 10)) == 1
    assert do(store, lambda records: records.retention.delete_before("intent", NOON_NS + HOUR_NS + 1, 10)) == 1
    assert see(store, lambda records: records.intents.versions("gone")) == ()
    assert ids(see(store, lambda records: records.intents.candidates(asking(sharing=OPEN)))) == ["stays"]
    assert [each.party for each in see(store, lambda records: records.intents.holders([slot]))] == ["hill-league"]
    for reader in ("northland", "dale"):
        assert see(store, partial(listed, reader)) == ()
    do(store, add_all(intent("short")))


def test_an_erased_intent_is_gone_but_for_its_erasure(store: Store) -> None:
    """No version, no search, no answer that named it; the running block stays held; its id is never free again."""
    slot, later = Slot(cell=1, block=NOON), Slot(cell=1, block=NOON + 2)

    def job(records: Records) -> None:
        records.intents.add(intent(), (slot,))
        records.intents.add(intent(version=2), (slot, later))
        named = kept_answer(body=b'{"id":"intent-1"}', etag='"intent-1.1"', location="/v1/intents/intent-1")
        records.requests.keep_answer("officer-n1", "key", named)
        records.requests.keep_answer("officer-n1", "other", kept_answer(body=b'{"id":"intent-2"}'))

    do(store, job)
    do(store, lambda records: records.retention.erase("intent", "intent-1", "EXERCISE asked for it", NOON_NS + 5))

    with pytest.raises(NotFoundError):
        see(store, lambda records: records.intents.get("intent-1"))
    assert see(store, lambda records: records.intents.versions("intent-1")) == ()
    assert see(store, lambda records: records.intents.candidates(asking(sharing=OPEN))) == ()
    assert [each.slot for each in see(store, lambda records: records.intents.holders([slot, later]))] == [slot]
    assert see(store, lambda records: records.intents.page(reading())).items == ()
    assert see(store, lambda records: records.requests.answer("officer-n1", "key")) == kept_answer(
        status=ERASED_STATUS, body=b""
    )
    assert see(store, lambda records: records.requests.answer("officer-n1", "other")) is not None
    assert see(store, lambda records: records.retention.erased("intent", "intent-1")) == "EXERCISE asked for it"
    for version in (1, 3):
        with pytest.raises(StaleVersionError):
            do(store, add_all(intent(version=version)))
    with pytest.raises(NotFoundError):
        do(store, lambda records: records.retention.erase("intent", "intent-1", "again", NOON_NS))
    assert do(store, lambda records: records.retention.delete_before("intent", 2**62, 10)) == 1


def test_a_finding_is_erased_for_one_reader_and_stays_for_the_others(store: Store) -> None:
    """The party is out of its readers, its list and whom it is about; nothing else of it changes."""

    def found(reader: str) -> list[str]:
        return ids(see(store, lambda records: records.findings.page(reading(reader))).items)

    do(store, lambda records: records.findings.add(finding()))
    do(store, lambda records: records.retention.erase_for("finding-1", "northland", "EXERCISE", NOON_NS + 5))

    assert (found("northland"), found("hill-league")) == ([], ["finding-1"])
    assert see(store, lambda records: records.findings.get("finding-1")) == finding(
        about=("hill-league",), readers=("hill-league",)
    )
    assert see(store, lambda records: records.retention.erased("reading", "finding-1/northland")) == "EXERCISE"
    assert see(store, lambda records: records.retention.erased("finding", "finding-1")) == ""
    for name, reader in (("finding-1", "northland"), ("finding-1", "dale"), ("nothing", "hill-league")):
        with pytest.raises(NotFoundError):
            do(store, partial(erase_for, name, reader))
    do(store, lambda records: records.retention.erase("finding", "finding-1", "EXERCISE: too", NOON_NS + 6))
    assert found("hill-league") == []
    assert do(store, lambda records: records.retention.delete_before("plan_finding", 2**62, 10)) == 1


@pytest.mark.parametrize("what", ["act", "claim", "finding"])
def test_other_things_are_erased_too(what: str, store: Store) -> None:
    """Out of their lists; the reason stays, and so does the id."""
    do(store, fill)
    do(store, lambda records: records.retention.erase(what, f"{what}-0", "EXERCISE", NOON_NS))

    assert see(store, counts)[what] == 1
    assert see(store, lambda records: records.retention.erased(what, f"{what}-0")) == "EXERCISE"
    assert see(store, lambda records: records.retention.erased(what, f"{what}-1")) == ""
    with pytest.raises(TakenError):
        do(store, fill)
    with pytest.raises(NotFoundError):
        do(store, lambda records: records.retention.erase(what, "nothing", "EXERCISE", NOON_NS))
    assert do(store, lambda records: records.retention.delete_before(what, 2**62, 10)) == 2
