# SPDX-License-Identifier: Apache-2.0
"""Messages and answers: what is taken, what is refused and why, and how far a message came."""

from dataclasses import replace
from typing import Any

import pytest

from truceline.base.errors import InputError, LimitError
from truceline.line.levels import (
    Level,
    Progress,
    Receipt,
    SaidStep,
    compare,
    dues,
    progress,
)
from truceline.line.message_types import DEADLINES, AnswerCode, MessageType, Precedence, message_type
from truceline.line.messages import (
    Answer,
    Confirmed,
    Done,
    Message,
    PassedOn,
    ReadStep,
    Step,
    admit_answer,
    admit_message,
    admit_units,
    is_stale,
)
from truceline.records.entries import Reference
from truceline.records.profile import Value

NOW = 1_790_000_000_000
MINUTE = 60_000
PLACE: Value = {"lat": 352_000_000, "lon": 401_000_000}
OFF: Value = {"lat": 352_000_000, "lon": 401_989_000}
HALT = Message(
    type="halt.request",
    precedence=Precedence.FLASH,
    party="northland",
    officer="off-7",
    to=("hill-league",),
    made_ms=NOW,
    fields={"domain": "air", "place": PLACE, "since": NOW - MINUTE, "because": "own_forces_under_fire"},
    valid_until_ms=NOW + 30 * MINUTE,
)
READ_BACK = {name: HALT.fields[name] for name in ("place", "since", "because")}


def kind_of(message: Message) -> MessageType:
    """Give its type."""
    found = message_type(message.type)
    assert found is not None
    return found


def far(message: Message, *steps: Step, receipts: tuple[Receipt, ...] = (), party: str = "hill-league") -> Progress:
    """Say how far it came when the receiving side says these steps."""
    said = [SaidStep(party=party, step=step) for step in steps]
    return progress(message, kind_of(message), "hill-league", receipts, said)


def answer(code: AnswerCode, **more: object) -> Answer:
    """Answer."""
    return Answer(code=code, officer="off-9", at_ms=NOW + 2 * MINUTE, **more)  # type: ignore[arg-type]


def test_a_message_of_its_type_is_taken() -> None:
    """All that its type asks for is there."""
    assert admit_message(HALT).code == "halt.request"


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        ("type", {"type": "strike.order"}),
        ("precedence", {"precedence": Precedence.ROUTINE}),
        ("to", {"to": ()}),
        ("to", {"to": ("northland",)}),
        ("to", {"to": ("lamplight", "hill-league")}),
        ("names", {"officer": "Colonel B."}),
        ("valid_until", {"valid_until_ms": None}),
        ("valid_until", {"valid_until_ms": NOW}),
        ("fields", {"fields": {"domain": "air"}}),
        ("fields", {"fields": {**HALT.fields, "target": "x"}}),
        ("field place", {"fields": {**HALT.fields, "place": {"lat": 0}}}),
        ("attached", {"attached": "turned \u202e round"}),
        ("attached", {"attached": "e\u0301"}),
    ],
)
def test_what_a_type_does_not_allow_is_refused_by_name(what: str, changes: dict[str, Any]) -> None:
    """The fault is named with what was expected."""
    with pytest.raises(InputError, match=what):
        admit_message(replace(HALT, **changes))


def test_attached_text_is_bounded() -> None:
    """Free text is attached, and short."""
    with pytest.raises(LimitError):
        admit_message(replace(HALT, attached="a" * 2_001))


def test_a_change_refers_and_a_test_does_not() -> None:
    """What is about an earlier message names it; what stands by itself names none."""
    earlier = Reference(log="truceline.example/strait/northland/0123456789abcdef", seq=4, leaf="0" * 64)
    cancel = Message(
        type="activity.cancel",
        precedence=Precedence.PRIORITY,
        party="northland",
        officer="off-7",
        to=("hill-league",),
        made_ms=NOW,
        fields={"from": NOW},
    )
    check = replace(
        cancel,
        type="test.check",
        precedence=Precedence.ROUTINE,
        fields={"channel": "air-line", "asked_by": "machine", "number": 4},
    )

    admit_message(replace(cancel, refers=earlier))
    admit_message(check)
    with pytest.raises(InputError, match="refers"):
        admit_message(cancel)
    with pytest.raises(InputError, match="refers"):
        admit_message(replace(check, refers=earlier))


def test_a_handover_stays_with_the_own_side() -> None:
    """It is addressed to the own party and to nobody else."""
    handover = Message(
        type="watch.handover",
        precedence=Precedence.ROUTINE,
        party="northland",
        officer="off-7",
        to=("northland",),
        made_ms=NOW,
        fields={"from_officer": "off-7", "to_officer": "off-8", "open_items": 2},
    )

    assert admit_message(handover).is_own_side
    with pytest.raises(InputError, match="to"):
        admit_message(replace(handover, to=("hill-league",)))


def test_nothing_is_promised_of_what_is_stale() -> None:
    """After its time a message is history: it can be answered, and WILCO cannot be given."""
    late = NOW + 30 * MINUTE

    assert is_stale(HALT, late)
    assert not is_stale(HALT, late - 1)
    admit_answer(answer(AnswerCode.ROGER), HALT, now_ms=late)
    admit_answer(answer(AnswerCode.WILCO), HALT, now_ms=late - 1)
    with pytest.raises(InputError, match="promise"):
        admit_answer(answer(AnswerCode.WILCO), HALT, now_ms=late)


@pytest.mark.parametrize(
    "wrong",
    [
        answer(AnswerCode.CHECKED),
        answer(AnswerCode.CONTEST),
        answer(AnswerCode.UNABLE),
        answer(AnswerCode.UNABLE, reason="no wish"),
        answer(AnswerCode.ROGER, reason="too_late"),
        answer(AnswerCode.STANDBY),
        answer(AnswerCode.STANDBY, until_ms=NOW - 1),
        answer(AnswerCode.WILCO, until_ms=NOW + MINUTE),
        answer(AnswerCode.ROGER, read_back={"domain": "air"}),
        answer(AnswerCode.ROGER, read_back={"place": "there"}),
    ],
)
def test_an_answer_that_the_type_does_not_allow_is_refused(wrong: Answer) -> None:
    """Every answer is one of the type's, with its reason or its time, and reads back fields that there are."""
    with pytest.raises(InputError):
        admit_answer(wrong, HALT, now_ms=NOW)


def test_no_level_is_set_by_the_side_that_sent() -> None:
    """Whatever the sender's own log says of its own message reaches nothing."""
    steps = (
        ReadStep(officer="off-7", at_ms=NOW + 1),
        answer(AnswerCode.WILCO, read_back=READ_BACK),
        PassedOn(units=("2nd-battery",), at_ms=NOW + 2),
        Confirmed(unit="2nd-battery", at_ms=NOW + 3),
        Done(is_done=True, at_ms=NOW + 4),
    )
    own = (Receipt(party="northland", is_mirror=True, at_ms=NOW),)

    found = far(HALT, *steps, receipts=own, party="northland")

    assert found.marks == ()
    assert found.answer is None
    assert far(HALT, *steps, party="lamplight").marks == ()


def test_levels_stand_apart_each_with_its_word() -> None:
    """Deposited and delivered are cosignatures; the rest is the receiving side's word, in its order."""
    receipts = (
        Receipt(party="lamplight", is_mirror=True, at_ms=NOW + 1_000),
        Receipt(party="hill-league", is_mirror=False, at_ms=NOW + 2_000),
        Receipt(party="hill-league", is_mirror=True, at_ms=NOW + 3_000),
    )
    found = far(
        HALT,
        ReadStep(officer="off-9", at_ms=NOW + MINUTE),
        answer(AnswerCode.WILCO, read_back=READ_BACK),
        PassedOn(units=("2nd-battery", "3rd-battery"), at_ms=NOW + 3 * MINUTE),
        Confirmed(unit="3rd-battery", at_ms=NOW + 4 * MINUTE),
        Done(is_done=True, at_ms=NOW + 5 * MINUTE),
        receipts=receipts,
    )

    assert [(mark.level, mark.who or mark.party) for mark in found.marks] == [
        (Level.DEPOSITED, "lamplight"),
        (Level.DEPOSITED, "hill-league"),
        (Level.DEPOSITED, "hill-league"),
        (Level.DELIVERED, "hill-league"),
        (Level.READ, "off-9"),
        (Level.UNDERSTOOD, "off-9"),
        (Level.DISSEMINATED, "2nd-battery"),
        (Level.DISSEMINATED, "3rd-battery"),
        (Level.CONFIRMED, "3rd-battery"),
        (Level.DONE, "hill-league"),
    ]
    assert found.unconfirmed == ("2nd-battery",)


def test_wilco_with_a_wrong_place_is_not_understood() -> None:
    """It was answered; that the place was read back nine kilometres off is told field by field."""
    found = far(HALT, answer(AnswerCode.WILCO, read_back={**READ_BACK, "place": OFF}))

    assert found.answer is not None
    assert found.at(Level.UNDERSTOOD) is None
    assert {each.name: each.agrees for each in found.compared} == {"place": False, "since": True, "because": True}


def test_a_read_back_with_a_field_missing_is_not_understood() -> None:
    """Every field that is to be read back is looked at."""
    part = {"since": HALT.fields["since"]}

    assert far(HALT, answer(AnswerCode.ROGER, read_back=part)).at(Level.UNDERSTOOD) is None
    assert [each.apart for each in compare(kind_of(HALT), HALT.fields, part) if each.name == "place"] == [None]


def test_a_corrected_read_back_is_understood() -> None:
    """The newest counts for the comparison, and the level is reached then."""
    wrong = answer(AnswerCode.ROGER, read_back={**READ_BACK, "place": OFF})
    right = replace(answer(AnswerCode.WILCO, read_back=READ_BACK), at_ms=NOW + 3 * MINUTE)

    found = far(HALT, wrong, right)

    assert found.at(Level.UNDERSTOOD) is not None
    assert all(each.agrees for each in found.compared)


def test_a_unit_confirms_only_what_was_passed_on_to_it() -> None:
    """A confirmation of a unit that is not named, or from before, reaches nothing."""
    found = far(
        HALT, Confirmed(unit="2nd-battery", at_ms=NOW + 1), PassedOn(units=("2nd-battery",), at_ms=NOW + MINUTE)
    )

    assert found.at(Level.CONFIRMED) is None
    assert found.unconfirmed == ("2nd-battery",)


def test_deadlines_run_from_what_happened() -> None:
    """Delivery from the deposit, all else from delivery; without delivery from when it was due."""
    due = DEADLINES[Precedence.FLASH]
    nothing = {each.level: each for each in dues(HALT, far(HALT), due)}
    receipts = (
        Receipt(party="lamplight", is_mirror=True, at_ms=NOW + 10_000),
        Receipt(party="hill-league", is_mirror=True, at_ms=NOW + 20_000),
    )
    delivered = {each.level: each for each in dues(HALT, far(HALT, receipts=receipts), due)}

    assert nothing["delivered"].by_ms == NOW + 30_000
    assert nothing["answered"].by_ms == NOW + 30_000 + 300_000
    assert nothing["delivered"].is_overdue(NOW + 30_001)
    assert delivered["delivered"].by_ms == NOW + 40_000
    assert delivered["delivered"].reached_ms == NOW + 20_000
    assert delivered["read"].by_ms == NOW + 20_000 + 120_000
    assert not delivered["delivered"].is_overdue(NOW + 10**9)


def test_standing_by_moves_an_answer_and_not_for_ever() -> None:
    """All STANDBY together give the time for an answer once more at most."""
    due = DEADLINES[Precedence.FLASH]
    once = far(HALT, answer(AnswerCode.STANDBY, until_ms=NOW + 6 * MINUTE))
    for_ever = far(HALT, answer(AnswerCode.STANDBY, until_ms=NOW + 10**9))
    in_time = NOW + 30_000 + 300_000

    assert {each.level: each.by_ms for each in dues(HALT, once, due)}["answered"] == NOW + 6 * MINUTE
    assert {each.level: each.by_ms for each in dues(HALT, for_ever, due)}["answered"] == in_time + 300_000
    assert once.answer is None


def test_units_are_named_once() -> None:
    """No unit twice, none without an id, and not too many."""
    admit_units(("2nd-battery", "3rd-battery"))
    for wrong in ((), ("a", "a"), ("A b",)):
        with pytest.raises(InputError):
            admit_units(wrong)
    with pytest.raises(LimitError):
        admit_units(tuple(f"u{number}" for number in range(201)))
