# SPDX-License-Identifier: Apache-2.0
"""The bytes of messages and of what is said of them, as the record seals them: one value, one byte string.

The form is that of the record itself (``records.profile``): whole numbers, codes and text. What is read is written
again and must give the same bytes.
"""

from collections.abc import Callable, Mapping
from typing import NoReturn, TypeVar, cast

from truceline.base.errors import RecordError
from truceline.line.message_types import AnswerCode, Precedence
from truceline.line.messages import Answer, Confirmed, Done, Message, PassedOn, ReadStep, Step
from truceline.records.entries import Reference
from truceline.records.profile import Value, encode, parse_object

T = TypeVar("T")

MESSAGE_FORM, STEP_FORM = "message/1", "step/1"
_FORM = "record"


def write_message(message_id: str, message: Message) -> bytes:
    """Write a message under its id.

    Raises:
        RecordError: Its attached text cannot be written.
    """
    written: dict[str, Value] = {
        _FORM: MESSAGE_FORM,
        "id": message_id,
        "type": message.type,
        "precedence": message.precedence.value,
        "party": message.party,
        "officer": message.officer,
        "to": list(message.to),
        "made": message.made_ms,
        "fields": dict(message.fields),
        "exercise": message.exercise,
    }
    if message.valid_until_ms is not None:
        written["valid_until"] = message.valid_until_ms
    if message.refers is not None:
        written["refers"] = [message.refers.log, message.refers.seq, message.refers.leaf]
    if message.attached:
        written["attached"] = message.attached
    return encode(written, what="message", has_newlines=True)


def read_message(content: bytes) -> tuple[str, Message]:
    """Read a message with its id.

    Raises:
        RecordError: The bytes are none, or not in their one form.
        LimitError: They are too many.
    """
    read = _Reading(parse_object(content, what="message", has_newlines=True), "message")
    read.form(MESSAGE_FORM)
    refers = read.maybe("refers", list)
    message = Message(
        type=read.text("type"),
        precedence=Precedence(read.one_of("precedence", tuple(Precedence))),
        party=read.text("party"),
        officer=read.text("officer"),
        to=read.texts("to"),
        made_ms=read.whole("made"),
        fields=read.of("fields", dict),
        valid_until_ms=read.maybe("valid_until", int),
        refers=None if refers is None else _reference(refers),
        attached=read.maybe("attached", str) or "",
        exercise=read.of("exercise", bool),
    )
    message_id = read.text("id")
    read.end()
    if write_message(message_id, message) != content:
        _refuse("message", "its one form", "another")
    return message_id, message


def write_step(message_id: str, step: Step) -> bytes:
    """Write what a side says of a message.

    Raises:
        RecordError: Its attached text cannot be written.
    """
    word, write = _WRITERS[type(step)]
    written = {_FORM: STEP_FORM, "message": message_id, "step": word, "at": step.at_ms, **write(step)}
    return encode(written, what="step", has_newlines=True)


def read_step(content: bytes) -> tuple[str, Step]:
    """Read what a side says of a message, with the message's id.

    Raises:
        RecordError: The bytes are none, or not in their one form.
        LimitError: They are too many.
    """
    read = _Reading(parse_object(content, what="step", has_newlines=True), "step")
    read.form(STEP_FORM)
    message_id, at_ms = read.text("message"), read.whole("at")
    step = _READERS[read.one_of("step", tuple(_READERS))](read, at_ms)
    read.end()
    if write_step(message_id, step) != content:
        _refuse("step", "its one form", "another")
    return message_id, step


class _Reading:
    """Takes fields off an object, each of the form that it must have."""

    def __init__(self, fields: dict[str, Value], what: str) -> None:
        self._fields, self._what = fields, what

    def form(self, expected: str) -> None:
        """Take the form.

        Raises:
            RecordError: It is another.
        """
        self.one_of(_FORM, (expected,))

    def of(self, name: str, form: type[T]) -> T:
        """Take a field.

        Raises:
            RecordError: It is not there, or of another form.
        """
        value = self._fields.pop(name, None)
        if type(value) is not form:
            _refuse(f"{self._what}, {name}", form.__name__, repr(value)[:60])
        return value

    def maybe(self, name: str, form: type[T]) -> T | None:
        """Take a field that may not be there.

        Raises:
            RecordError: It is of another form.
        """
        return self.of(name, form) if name in self._fields else None

    def text(self, name: str) -> str:
        """Take text."""
        return self.of(name, str)

    def whole(self, name: str) -> int:
        """Take a whole number."""
        return self.of(name, int)

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        """Take one of some words.

        Raises:
            RecordError: It is another.
        """
        value = self.text(name)
        if value not in allowed:
            _refuse(f"{self._what}, {name}", f"one of {', '.join(allowed)}", repr(value)[:60])
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Take a list of texts.

        Raises:
            RecordError: It is another.
        """
        found = self.of(name, list)
        if not all(type(each) is str for each in found):
            _refuse(f"{self._what}, {name}", "texts", repr(found)[:60])
        return tuple(cast("list[str]", found))

    def end(self) -> None:
        """Refuse fields that nobody took.

        Raises:
            RecordError: There are some.
        """
        if self._fields:
            _refuse(self._what, "known fields alone", ", ".join(sorted(self._fields))[:120])


def _reference(value: list[Value]) -> Reference:
    if [type(each) for each in value] != [str, int, str]:
        _refuse("message, refers", "[origin, seq, leaf]", repr(value)[:80])
    log, seq, leaf = value
    return Reference(cast("str", log), cast("int", seq), cast("str", leaf))


def _write_answer(step: Answer) -> dict[str, Value]:
    written: dict[str, Value] = {"code": step.code.value, "officer": step.officer}
    if step.reason:
        written["reason"] = step.reason
    if step.until_ms is not None:
        written["until"] = step.until_ms
    if step.read_back:
        written["read_back"] = dict(step.read_back)
    if step.attached:
        written["attached"] = step.attached
    return written


def _read_answer(read: _Reading, at_ms: int) -> Answer:
    return Answer(
        code=AnswerCode(read.one_of("code", tuple(AnswerCode))),
        officer=read.text("officer"),
        at_ms=at_ms,
        reason=read.maybe("reason", str) or "",
        until_ms=read.maybe("until", int),
        read_back=read.maybe("read_back", dict) or {},
        attached=read.maybe("attached", str) or "",
    )


def _write_done(step: Done) -> dict[str, Value]:
    written: dict[str, Value] = {"is_done": step.is_done}
    return {**written, "reason": step.reason} if step.reason else written


_WRITERS: Mapping[type, tuple[str, Callable[..., dict[str, Value]]]] = {
    ReadStep: ("read", lambda step: {"officer": step.officer}),
    Answer: ("answer", _write_answer),
    PassedOn: ("passed_on", lambda step: {"units": list(step.units)}),
    Confirmed: ("confirmed", lambda step: {"unit": step.unit}),
    Done: ("done", _write_done),
}
_READERS: Mapping[str, Callable[[_Reading, int], Step]] = {
    "read": lambda read, at_ms: ReadStep(officer=read.text("officer"), at_ms=at_ms),
    "answer": _read_answer,
    "passed_on": lambda read, at_ms: PassedOn(units=read.texts("units"), at_ms=at_ms),
    "confirmed": lambda read, at_ms: Confirmed(unit=read.text("unit"), at_ms=at_ms),
    "done": lambda read, at_ms: Done(
        is_done=read.of("is_done", bool), at_ms=at_ms, reason=read.maybe("reason", str) or ""
    ),
}


def _refuse(what: str, expected: str, got: str) -> NoReturn:
    message = f"{what}: expected {expected}, got {got}"
    raise RecordError(message)
