# SPDX-License-Identifier: Apache-2.0
"""How far a message came: levels that are never merged, each with who says so and when.

Rules:
    - No level is set by the side that sent. *Deposited* and *delivered* are cosignatures of others over the sender's
      log; all further levels are entries of the receiving side.
    - A level says what it says and no more. *Delivered* is a machine's word, *read* an officer's, *understood* an
      officer's whose read-back agrees field by field; *done* comes after. None is approval.
    - A level never stands on a later one: a message may be answered that nobody stated to have read, and then it is
      shown so.

Source:
    ACP 123 and STANAG 4406, which keep delivery report and receipt notification apart; docs/messages.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from truceline.line.message_fields import Apart, apart
from truceline.line.message_types import ENDING, AnswerCode, Deadlines, MessageType
from truceline.line.messages import Answer, Confirmed, Done, Message, PassedOn, ReadStep, Step
from truceline.records.profile import Value

MS_PER_S = 1_000


class Level(StrEnum):
    """How far a message came, in the order in which it usually goes."""

    DEPOSITED = "deposited"
    DELIVERED = "delivered"
    READ = "read"
    UNDERSTOOD = "understood"
    DISSEMINATED = "disseminated"
    CONFIRMED = "confirmed"
    DONE = "done"
    NOT_DONE = "not_done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A cosignature over a head of the sender's log that contains the message.

    Attributes:
        party: Whose.
        is_mirror: Whether it states that the message is kept there; otherwise only that the head was seen.
        at_ms: When, by the cosigner's word [ms since 1970 UTC].
    """

    party: str
    is_mirror: bool
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidStep:
    """A step, with the party in whose log it stands."""

    party: str
    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One level as one side reached it.

    Attributes:
        level: Which.
        party: Whose word it is.
        at_ms: When, by that word [ms since 1970 UTC].
        who: The officer or the unit, where one is named.
    """

    level: Level
    party: str
    at_ms: int
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A field of a read-back beside what was sent.

    Attributes:
        name: Of the field.
        apart: How far they lie apart; none when it was not read back.
    """

    name: str
    apart: Apart | None

    @property
    def agrees(self) -> bool:
        """Whether it was read back, and as it was sent."""
        return self.apart is not None and self.apart.is_within


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a message came with one party.

    Attributes:
        party: The party that is to answer.
        marks: Levels reached, in the order in which they were.
        answers: Its answers, in order.
        compared: Its newest read-back, field by field.
        units: Units to which it was passed on, and when each confirmed [ms since 1970 UTC].
    """

    party: str
    marks: tuple[Mark, ...]
    answers: tuple[Answer, ...]
    compared: tuple[Compared, ...]
    units: Mapping[str, int | None]

    def at(self, level: Level) -> Mark | None:
        """Give the first mark of a level."""
        return next((mark for mark in self.marks if mark.level is level), None)

    @property
    def answer(self) -> Answer | None:
        """The answer that ended the waiting, if one did."""
        return next((each for each in reversed(self.answers) if each.code in ENDING), None)

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Units that have it by that side's word, and have not confirmed."""
        return tuple(unit for unit, at_ms in self.units.items() if at_ms is None)


def progress(
    message: Message, kind: MessageType, party: str, receipts: Iterable[Receipt], steps: Iterable[SaidStep]
) -> Progress:
    """Say how far a message came with one party.

    Args:
        message: The message.
        kind: Its type.
        party: The party that is to answer.
        receipts: Cosignatures over heads that contain it.
        steps: What logs say of it; what stands in the sender's own, or in a stranger's, is not looked at.

    Returns:
        Levels with their marks; a level that nobody else states is not reached.
    """
    marks = [
        Mark(level=Level.DEPOSITED, party=each.party, at_ms=each.at_ms)
        for each in receipts
        if each.party not in {message.party, ""}
    ]
    marks += [
        Mark(level=Level.DELIVERED, party=party, at_ms=each.at_ms)
        for each in receipts
        if each.is_mirror and each.party == party
    ]
    is_own_side = kind.is_own_side
    said = [each.step for each in steps if each.party == party and (is_own_side or each.party != message.party)]
    answers = tuple(step for step in said if isinstance(step, Answer))
    compared: tuple[Compared, ...] = ()
    for answer in answers:
        if answer.read_back:
            compared = compare(kind, message.fields, answer.read_back)
    marks += _understood(kind, message, party, answers)
    marks += [
        Mark(level=Level.READ, party=party, at_ms=step.at_ms, who=step.officer)
        for step in said
        if isinstance(step, ReadStep)
    ]
    units, passed = _units(said, party)
    marks += passed
    marks += [
        Mark(level=Level.DONE if step.is_done else Level.NOT_DONE, party=party, at_ms=step.at_ms)
        for step in said
        if isinstance(step, Done)
    ]
    order = tuple(Level)
    marks.sort(key=lambda mark: (mark.at_ms, order.index(mark.level), mark.who))
    return Progress(party=party, marks=tuple(marks), answers=answers, compared=compared, units=units)


def compare(kind: MessageType, sent: Mapping[str, Value], read: Mapping[str, Value]) -> tuple[Compared, ...]:
    """Compare a read-back with what was sent, field by field.

    Args:
        kind: Type of the message.
        sent: Its fields.
        read: What was read back.

    Returns:
        Every field that is to be read back and was sent, or was read back though it was not sent.
    """
    return tuple(
        Compared(name=each.name, apart=_apart_of(each.name, kind, sent, read))
        for each in kind.fields
        if each.is_read_back and (each.name in sent or each.name in read)
    )


def _apart_of(name: str, kind: MessageType, sent: Mapping[str, Value], read: Mapping[str, Value]) -> Apart | None:
    if name not in sent or name not in read:
        return None
    found = next(each for each in kind.fields if each.name == name)
    return apart(found, sent[name], read[name])


def _understood(kind: MessageType, message: Message, party: str, answers: tuple[Answer, ...]) -> list[Mark]:
    """Give a mark for every answer that says so and reads back all that is to be read back, rightly."""
    says_so = {AnswerCode.ROGER, AnswerCode.WILCO, AnswerCode.UNABLE}
    return [
        Mark(level=Level.UNDERSTOOD, party=party, at_ms=answer.at_ms, who=answer.officer)
        for answer in answers
        if answer.code in says_so
        and answer.read_back
        and all(each.agrees for each in compare(kind, message.fields, answer.read_back))
    ]


def _units(said: list[Step], party: str) -> tuple[dict[str, int | None], list[Mark]]:
    units: dict[str, int | None] = {}
    marks: list[Mark] = []
    for step in said:
        if isinstance(step, PassedOn):
            units |= {unit: units.get(unit) for unit in step.units}
            marks += [Mark(level=Level.DISSEMINATED, party=party, at_ms=step.at_ms, who=unit) for unit in step.units]
        elif isinstance(step, Confirmed) and units.get(step.unit, 0) is None:
            units[step.unit] = step.at_ms
            marks.append(Mark(level=Level.CONFIRMED, party=party, at_ms=step.at_ms, who=step.unit))
    return units, marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Until when something is to come of a message, and whether it came.

    Attributes:
        level: ``delivered``, ``read`` or ``answered``.
        by_ms: Until when [ms since 1970 UTC].
        reached_ms: When it came [ms since 1970 UTC]; none while it did not.
    """

    level: str
    by_ms: int
    reached_ms: int | None

    def is_overdue(self, now_ms: int) -> bool:
        """Say whether it should have come by now and did not."""
        return self.reached_ms is None and now_ms > self.by_ms


def dues(message: Message, found: Progress, deadlines: Deadlines) -> tuple[Due, ...]:
    """Say what is to come of a message, and until when.

    Delivery is due after the message was deposited, or made where no third deposits; all else after delivery, or after
    delivery was due as long as nothing was delivered. STANDBY moves the answer to the time that it states, and all of
    them together by no more than the time for an answer once again: nobody is put off for ever.

    Args:
        message: The message.
        found: How far it came.
        deadlines: Of its type at its precedence, or of the agreement.
    """
    deposited, delivered, read = (found.at(each) for each in (Level.DEPOSITED, Level.DELIVERED, Level.READ))
    start = deposited.at_ms if deposited else message.made_ms
    delivery = start + deadlines.delivered_s * MS_PER_S
    begin = delivered.at_ms if delivered else delivery
    answer = found.answer
    waits = [each.until_ms for each in found.answers if each.until_ms is not None]
    in_time = begin + deadlines.answered_s * MS_PER_S
    answered = min(max([in_time, *waits]), in_time + deadlines.answered_s * MS_PER_S)
    rows = [Due(level="delivered", by_ms=delivery, reached_ms=delivered.at_ms if delivered else None)]
    if deadlines.read_s is not None:
        by_ms = begin + deadlines.read_s * MS_PER_S
        rows.append(Due(level="read", by_ms=by_ms, reached_ms=read.at_ms if read else None))
    rows.append(Due(level="answered", by_ms=answered, reached_ms=answer.at_ms if answer else None))
    return tuple(rows)
