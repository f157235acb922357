# SPDX-License-Identifier: Apache-2.0
"""A message of the line as text in six languages: a view of its code and fields, which alone were signed.

Rules:
    - Numbers, coordinates, times and units are written alike in every language, with the same digits, and are set
      apart from the direction of the text around them.
    - What is a code is written in words; where no named native reader signed a catalogue, the text says that it is
      machine text, and the code stands beside its words.
    - Every rendering says that acknowledged is not approved, and that an exercise is one.
    - Names of parties, forces and units stay as they are signed. Attached text is never translated.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from importlib import resources

from fluent.runtime import FluentBundle, FluentResource

from truceline.line.levels import Mark
from truceline.line.message_fields import E7, Field, FieldForm
from truceline.line.message_types import MessageType
from truceline.line.messages import Answer, Message, is_stale
from truceline.records.profile import Value

_MS_PER_S = 1_000
_REVIEWED = "reviewed-by"
"""Code under which a catalogue names the native reader who signed it."""
_ISOLATE, _END = "\u2066", "\u2069"


class Language(StrEnum):
    """A language in which messages can be read."""

    ENGLISH = "en"
    RUSSIAN = "ru"
    ARABIC = "ar"
    TURKISH = "tr"
    PERSIAN = "fa"
    HEBREW = "he"

    @property
    def is_right_to_left(self) -> bool:
        """Whether it is written from right to left."""
        return self in {Language.ARABIC, Language.PERSIAN, Language.HEBREW}


SOURCE_LANGUAGE = Language.ENGLISH
"""In which the catalogue was written first; its words are those of ``docs/messages.md``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The words of one language.

    Attributes:
        language: Which.
        bundle: Its messages.
    """

    language: Language
    bundle: FluentBundle

    @property
    def reviewer(self) -> str:
        """The native reader who signed it; empty when nobody did."""
        return self.say(_REVIEWED) if self.bundle.has_message(_REVIEWED) else ""

    @property
    def is_machine_text(self) -> bool:
        """Whether it is to be marked as text that nobody reviewed."""
        return self.language is not SOURCE_LANGUAGE and not self.reviewer

    def say(self, name: str, **words: str) -> str:
        """Make a text.

        Args:
            name: Of the message of the catalogue; one that is not there is our own mistake.
            words: What it names.
        """
        pattern = self.bundle.get_message(name).value
        assert pattern is not None
        text, faults = self.bundle.format_pattern(pattern, dict(words))
        assert not faults, faults
        return str(text)


@lru_cache(maxsize=len(Language))
def catalogue(language: Language) -> Catalogue:
    """Give the words of a language."""
    text = (resources.files("truceline.report") / "languages" / f"{language}.ftl").read_text(encoding="utf-8")
    bundle = FluentBundle([language.value], use_isolating=True)
    bundle.add_resource(FluentResource(text))
    return Catalogue(language=language, bundle=bundle)


def message_text(message: Message, kind: MessageType, language: Language, *, now_ms: int) -> str:
    """Write a message.

    Args:
        message: The message, admitted.
        kind: Its type.
        language: In which.
        now_ms: Now, to say whether it is stale [ms since 1970 UTC].

    Returns:
        Lines of text; in a language from right to left, values are isolated from it.
    """
    words = catalogue(language)
    return "\n".join(_message_lines(words, message, kind, now_ms))


def answer_text(answer: Answer, kind: MessageType, language: Language) -> str:
    """Write an answer.

    Args:
        answer: The answer, admitted.
        kind: Type of the message that it answers.
        language: In which.
    """
    return "\n".join(_answer_lines(catalogue(language), answer, kind))


def mark_text(mark: Mark, language: Language) -> str:
    """Write one level: which, by whom, when. Each level is a line of its own; they are never merged."""
    words = catalogue(language)
    who = f"{mark.party}/{mark.who}" if mark.who else mark.party
    level = _coded(words, f"level-{mark.level}", mark.level)
    return words.say("field", label=level, value=_apart(f"{who} {instant_text(mark.at_ms)}"))


def value_text(field: Field, value: Value) -> str:
    """Write a value that is no code, alike in every language.

    Args:
        field: Its field.
        value: As it was signed.

    Returns:
        Coordinates in decimal degrees with all seven places, instants in UTC, heights and distances in metres.
    """
    match field.form, value:
        case FieldForm.INSTANT, int(at_ms):
            return instant_text(at_ms)
        case FieldForm.WINDOW, {"from": int(start), "until": int(end)}:
            return f"{instant_text(start)} - {instant_text(end)}"
        case FieldForm.POSITION, {"lat": int(lat), "lon": int(lon), **more}:
            return _place(lat, lon) + (f" ±{more['error_m']} m" if "error_m" in more else "")
        case FieldForm.AREA, {"circle": {"lat": int(lat), "lon": int(lon), "radius_m": int(radius)}}:
            return f"{_place(lat, lon)}, {radius} m"
        case FieldForm.AREA, {"ring": list(ring)}:
            return "; ".join(_corner(corner) for corner in ring)
        case FieldForm.BAND, {"datum": str(datum)}:
            assert isinstance(value, dict)
            return f"{_heights(value)} {datum.upper()}"
        case FieldForm.ENTRY, [str(origin), int(seq), str(leaf)]:
            return f"{origin} {seq} {leaf}"
        case _:
            return str(value)


def instant_text(at_ms: int) -> str:
    """Write an instant in UTC, to the millisecond where it has some."""
    seconds, rest = divmod(at_ms, _MS_PER_S)
    fraction = f".{rest:03d}" if rest else ""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}{fraction} UTC"


def _message_lines(words: Catalogue, message: Message, kind: MessageType, now_ms: int) -> Iterator[str]:
    if message.exercise:
        yield words.say("exercise")
    title = _coded(words, f"type-{_dashed(kind.code)}", kind.code)
    precedence = _coded(words, f"precedence-{message.precedence}", message.precedence)
    yield words.say("head", type=title, precedence=precedence)
    sender = _apart(f"{message.party}/{message.officer}")
    yield words.say("from-to", **{"from": sender, "to": _apart(", ".join(message.to))})
    yield words.say("made", at=_apart(instant_text(message.made_ms)))
    if message.valid_until_ms is not None:
        yield words.say("valid-until", until=_apart(instant_text(message.valid_until_ms)))
    if is_stale(message, now_ms):
        yield words.say("stale")
    if message.refers is not None:
        entry = f"{message.refers.log} {message.refers.seq} {message.refers.leaf}"
        yield words.say("refers", entry=_apart(entry))
    yield from _field_lines(words, kind, message.fields)
    yield from _end_lines(words, message.attached)


def _answer_lines(words: Catalogue, answer: Answer, kind: MessageType) -> Iterator[str]:
    yield words.say("answer", code=_coded(words, f"answer-{answer.code}", answer.code))
    yield _apart(f"{answer.officer} {instant_text(answer.at_ms)}")
    if answer.reason:
        yield words.say("answer-reason", reason=_coded(words, f"reason-{answer.reason}", answer.reason))
    if answer.until_ms is not None:
        yield words.say("answer-until", until=_apart(instant_text(answer.until_ms)))
    if answer.read_back:
        yield words.say("read-back")
        yield from _field_lines(words, kind, answer.read_back)
    yield from _end_lines(words, answer.attached)


def _field_lines(words: Catalogue, kind: MessageType, fields: Mapping[str, Value]) -> Iterator[str]:
    for field in kind.fields:
        if field.name in fields:
            yield words.say(
                "field", label=words.say(f"field-{field.name}"), value=_value(words, field, fields[field.name])
            )


def _end_lines(words: Catalogue, attached: str) -> Iterator[str]:
    if attached:
        yield words.say("attached")
        yield f"\u2068{attached}{_END}"
    yield words.say("not-approved")
    if words.is_machine_text:
        yield words.say("machine-text")


def _value(words: Catalogue, field: Field, value: Value) -> str:
    if field.form is FieldForm.CODE:
        return _coded(words, f"code-{field.name}-{value}", str(value))
    return _apart(value_text(field, value))


def _coded(words: Catalogue, message: str, code: str) -> str:
    """Write a code in words, with itself beside them where nobody reviewed the words."""
    said = words.say(message)
    return f"{said} {_apart(f'[{code}]')}" if words.is_machine_text else said


def _apart(text: str) -> str:
    """Set a value apart from the direction of the text around it: it is read from left to right."""
    return f"{_ISOLATE}{text}{_END}"


def _dashed(code: str) -> str:
    return code.replace(".", "-")


def _corner(corner: Value) -> str:
    assert isinstance(corner, list)
    lon, lat = corner
    assert isinstance(lon, int)
    assert isinstance(lat, int)
    return _place(lat, lon)


def _place(lat: int, lon: int) -> str:
    return f"{_angle_text(lat)} {'S' if lat < 0 else 'N'} {_angle_text(lon)} {'W' if lon < 0 else 'E'}"


def _angle_text(angle: int) -> str:
    whole, rest = divmod(abs(angle), E7)
    return f"{whole}.{rest:07d}"


def _heights(heights: Mapping[str, Value]) -> str:
    if "lower_m" in heights and "upper_m" in heights:
        return f"{heights['lower_m']} m - {heights['upper_m']} m"
    return f"≥ {heights['lower_m']} m" if "lower_m" in heights else f"≤ {heights['upper_m']} m"
