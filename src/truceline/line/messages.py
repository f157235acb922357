# SPDX-License-Identifier: Apache-2.0
"""Messages of the line, their answers and what became of them, as one side records them and the other reads them.

Every one of them is an entry of the log of the party that says it. A message is the sender's; that it was read,
answered, passed on, confirmed and done is the word of the side that received it, and of nobody else.

Rules:
    - What is signed is code and fields. Text is a view (``docs/messages.md``); what is attached stays as it is.
    - Cancelling and correcting never erase: both messages stand.
    - EXERCISE is part of what is signed. A message of an exercise never answers, corrects or cancels a live one.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from truceline.base.errors import InputError, LimitError
from truceline.base.limits import LINE_UNITS_MAX, LINE_WORDS_MAX
from truceline.line.message_fields import check_field
from truceline.line.message_types import UNABLE_REASONS, AnswerCode, MessageType, Precedence, message_type
from truceline.records.entries import Reference
from truceline.records.profile import Value

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as its sender signed it.

    Attributes:
        type: Code of its type.
        precedence: How urgent.
        party: Who sends it.
        officer: Pseudonym of the officer who does.
        to: Parties that are to answer, in order of their names.
        made_ms: When, by the sender's word [ms since 1970 UTC].
        fields: By name, as ``line.message_fields`` checks them.
        valid_until_ms: Until when it can be acted on [ms since 1970 UTC]; none where nobody is to act.
        refers: The earlier message that it is about.
        attached: Free text in the sender's language; it carries no meaning of the message.
        exercise: Whether it belongs to an exercise.
    """

    type: str
    precedence: Precedence
    party: str
    officer: str
    to: tuple[str, ...]
    made_ms: int
    fields: Mapping[str, Value] = field(default_factory=dict)
    valid_until_ms: int | None = None
    refers: Reference | None = None
    attached: str = ""
    exercise: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStep:
    """A named officer of the receiving side has read it."""

    officer: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of the receiving side.

    Attributes:
        code: Which.
        officer: Pseudonym of the officer who gives it.
        at_ms: When, by that side's word [ms since 1970 UTC].
        reason: Of ``UNABLE``: one of ``UNABLE_REASONS``.
        until_ms: Of ``STANDBY``: until when an answer follows [ms since 1970 UTC].
        read_back: Fields as they were understood.
        attached: Free text.
    """

    code: AnswerCode
    officer: str
    at_ms: int
    reason: str = ""
    until_ms: int | None = None
    read_back: Mapping[str, Value] = field(default_factory=dict)
    attached: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn:
    """It was passed on to units of the receiving side, each by name."""

    units: tuple[str, ...]
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """A unit confirmed that it has it."""

    unit: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was asked was done, or was not."""

    is_done: bool
    at_ms: int
    reason: str = ""


Step = ReadStep | Answer | PassedOn | Confirmed | Done
"""What the receiving side says of a message."""


def admit_message(message: Message) -> MessageType:
    """Give the type of a message, refusing one that its type does not allow.

    Raises:
        InputError: It is not as its type says; the message tells what was expected.
        LimitError: Its attached text is too long.
    """
    kind = message_type(message.type)
    if kind is None:
        _refuse("type", "one of docs/messages.md", message.type)
    if message.precedence not in kind.precedences:
        _refuse("precedence", f"one of {', '.join(kind.precedences)} for {kind.code}", message.precedence)
    _check_ends(message, kind)
    _check_time(message, kind)
    if (kind.refers == "must") > (message.refers is not None) or (kind.refers == "never" and message.refers):
        _refuse("refers", f"{'an' if kind.refers == 'must' else 'no'} earlier message for {kind.code}", message.refers)
    check_attached(message.attached)
    known = {each.name: each for each in kind.fields}
    missing = [each.name for each in kind.fields if each.is_required and each.name not in message.fields]
    strange = sorted(set(message.fields) - set(known))
    if missing or strange:
        _refuse("fields", f"those of {kind.code}: {', '.join(known)}", f"none of {missing}, strange {strange}")
    for name, value in message.fields.items():
        check_field(known[name], value)
    return kind


def admit_answer(answer: Answer, message: Message, *, now_ms: int) -> None:
    """Refuse an answer that a message does not allow now.

    Args:
        answer: The answer.
        message: What it answers, admitted.
        now_ms: Now [ms since 1970 UTC].

    Raises:
        InputError: The type allows no such answer, a reason or a time is missing, or the message is stale: nothing can
            be promised of what could be acted on only until now.
        LimitError: Its attached text is too long.
    """
    kind = message_type(message.type)
    assert kind is not None, "the message was admitted"
    if answer.code not in kind.answers:
        _refuse("answer", f"one of {', '.join(kind.answers)} to {kind.code}", answer.code)
    if answer.code is AnswerCode.WILCO and is_stale(message, now_ms):
        _refuse("answer", f"no promise after {message.valid_until_ms}, until when it was valid", answer.code)
    if (answer.code is AnswerCode.UNABLE) != (answer.reason in UNABLE_REASONS):
        _refuse("reason", f"one of {', '.join(UNABLE_REASONS)} with UNABLE, and none otherwise", answer.reason)
    if (answer.code is AnswerCode.STANDBY) != (answer.until_ms is not None):
        _refuse("until", "a time with STANDBY, and none otherwise", answer.until_ms)
    if answer.until_ms is not None and answer.until_ms <= now_ms:
        _refuse("until", f"a time after {now_ms}", answer.until_ms)
    known = {each.name: each for each in kind.fields if each.is_read_back}
    for name, value in answer.read_back.items():
        if name not in known:
            _refuse("read_back", f"fields of {', '.join(known) or 'none'}", name)
        check_field(known[name], value)
    check_attached(answer.attached)


def is_stale(message: Message, now_ms: int) -> bool:
    """Say whether a message can be acted on no more: it is history then, and is shown as that."""
    return message.valid_until_ms is not None and now_ms >= message.valid_until_ms


def admit_units(units: tuple[str, ...]) -> None:
    """Refuse units that cannot be told apart.

    Raises:
        InputError: There are none, one is no id, or one stands twice.
        LimitError: They are too many.
    """
    if len(units) > LINE_UNITS_MAX:
        message = f"units: expected at most {LINE_UNITS_MAX}, got {len(units)}; pass it on in parts"
        raise LimitError(message)
    if not units or len(set(units)) != len(units) or not all(_NAME.fullmatch(unit) for unit in units):
        _refuse("units", "ids of units, each once", units)


def check_attached(text: str) -> None:
    """Refuse attached text that hides something.

    Raises:
        InputError: It holds control characters, or signs that turn the direction of writing unseen.
        LimitError: It is too long.
    """
    if len(text) > LINE_WORDS_MAX:
        message = f"attached text: expected at most {LINE_WORDS_MAX} characters, got {len(text)}"
        raise LimitError(message)
    is_plain = all(unicodedata.category(sign) != "Cc" or sign == "\n" for sign in text)
    if not is_plain or _TURNING.search(text) or not unicodedata.is_normalized("NFC", text):
        _refuse("attached", "plain text in normal form C", text)


def _check_ends(message: Message, kind: MessageType) -> None:
    names = (message.party, message.officer, *message.to)
    if not all(_NAME.fullmatch(name) for name in names):
        _refuse("names", "ids of parties and officers", names)
    if not message.to or list(message.to) != sorted(set(message.to)):
        _refuse("to", "parties in order of their names, each once", message.to)
    if kind.is_own_side != (message.to == (message.party,)) or (not kind.is_own_side and message.party in message.to):
        _refuse("to", "the own side" if kind.is_own_side else "other parties", message.to)


def _check_time(message: Message, kind: MessageType) -> None:
    until = message.valid_until_ms
    if kind.is_actionable and until is None:
        _refuse("valid_until", f"until when {kind.code} can be acted on", "none")
    if not kind.is_actionable and until is not None:
        _refuse("valid_until", f"none for {kind.code}, on which nobody acts", until)
    if until is not None and until <= message.made_ms:
        _refuse("valid_until", f"a time after it was made ({message.made_ms})", until)


def _refuse(what: str, expected: str, got: object) -> NoReturn:
    message = f"message, {what}: expected {expected}, got {got!r:.120}"
    raise InputError(message)
