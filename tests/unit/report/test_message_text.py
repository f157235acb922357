# SPDX-License-Identifier: Apache-2.0
"""Messages in six languages: every type, every field, every code, with values unchanged in all of them."""

import re
from dataclasses import replace

import pytest

from truceline.line.levels import Level, Mark
from truceline.line.message_fields import Field, FieldForm
from truceline.line.message_types import MESSAGE_TYPES, UNABLE_REASONS, AnswerCode, MessageType, Precedence
from truceline.line.messages import Answer, Message, admit_message
from truceline.records.entries import Reference
from truceline.records.profile import Value
from truceline.report.message_text import (
    SOURCE_LANGUAGE,
    Language,
    answer_text,
    catalogue,
    instant_text,
    mark_text,
    message_text,
    value_text,
)

NOW = 1_790_000_123_456
EARLIER = Reference(log="truceline.example/strait/northland/0123456789abcdef", seq=41, leaf="5e" * 32)
SAMPLES: dict[FieldForm, Value] = {
    FieldForm.INSTANT: 1_790_000_000_001,
    FieldForm.WINDOW: {"from": 1_790_000_000_000, "until": 1_790_003_600_000},
    FieldForm.POSITION: {"lat": -351_234_567, "lon": 401_000_009, "error_m": 75},
    FieldForm.AREA: {"ring": [[401_000_000, 352_000_000], [-401_000_001, 352_000_000], [401_000_000, -353_000_000]]},
    FieldForm.BAND: {"datum": "amsl", "lower_m": -120, "upper_m": 3_048},
    FieldForm.COUNT: 17,
    FieldForm.NAME: "2nd-squadron",
    FieldForm.ENTRY: ["truceline.example/strait/northland/0123456789abcdef", 7, "0" * 64],
}
EACH_TYPE = pytest.mark.parametrize("kind", MESSAGE_TYPES, ids=lambda kind: kind.code)
EACH_LANGUAGE = pytest.mark.parametrize("language", Language)


def sample(field: Field, turn: int = 0) -> Value:
    """Give a value; of codes, each in turn."""
    return field.codes[turn % len(field.codes)] if field.form is FieldForm.CODE else SAMPLES[field.form]


def whole(kind: MessageType, turn: int = 0) -> Message:
    """Give a message with every field of its type."""
    return Message(
        type=kind.code,
        precedence=kind.precedences[turn % len(kind.precedences)],
        party="northland",
        officer="off-7",
        to=("northland",) if kind.is_own_side else ("eastmere", "hill-league"),
        made_ms=NOW,
        fields={field.name: sample(field, turn) for field in kind.fields},
        valid_until_ms=NOW + 1_800_000 if kind.is_actionable else None,
        refers=None if kind.refers == "never" else EARLIER,
        attached="Words of the sender, 12 of them.",
        exercise=True,
    )


@EACH_LANGUAGE
@EACH_TYPE
def test_every_value_stands_unchanged_in_every_language(kind: MessageType, language: Language) -> None:
    """Whatever was signed is found letter by letter, isolated from the direction of the text."""
    message = whole(kind)
    admit_message(message)

    text = message_text(message, kind, language, now_ms=NOW)

    values = [
        value_text(field, message.fields[field.name]) for field in kind.fields if field.form is not FieldForm.CODE
    ]
    assert [value for value in values if f"\u2066{value}\u2069" not in text] == []
    assert f"\u2066{instant_text(NOW)}\u2069" in text
    assert "northland/off-7" in text
    assert message.attached in text
    assert text.splitlines()[0] == catalogue(language).say("exercise")
    assert catalogue(language).say("not-approved") in text


@EACH_LANGUAGE
@EACH_TYPE
def test_every_code_has_words_and_stands_beside_them(kind: MessageType, language: Language) -> None:
    """Each code of each field is said in each language; unreviewed words have their code beside them."""
    turns = max([len(field.codes) for field in kind.fields] + [len(kind.precedences)])
    for turn in range(turns):
        message = whole(kind, turn)
        text = message_text(message, kind, language, now_ms=NOW)
        codes = [str(message.fields[field.name]) for field in kind.fields if field.form is FieldForm.CODE]
        for code in (*codes, kind.code, message.precedence):
            assert (f"\u2066[{code}]\u2069" in text) == (language is not SOURCE_LANGUAGE)


@EACH_LANGUAGE
def test_every_catalogue_says_exactly_what_the_source_says(language: Language) -> None:
    """No message is missing, none is left over, and each names the same things."""
    theirs, ours = _messages(language), _messages(SOURCE_LANGUAGE)

    assert theirs.keys() - {"reviewed-by"} == ours.keys()
    assert {name: _named(text) for name, text in theirs.items() if name in ours} == {
        name: _named(text) for name, text in ours.items()
    }
    assert all(theirs.values())


@EACH_LANGUAGE
def test_machine_text_says_so(language: Language) -> None:
    """Only a catalogue that a named native reader signed goes without the mark."""
    words = catalogue(language)
    text = message_text(whole(MESSAGE_TYPES[1]), MESSAGE_TYPES[1], language, now_ms=NOW)

    assert (words.say("machine-text") in text) == (language is not SOURCE_LANGUAGE and not words.reviewer)


@EACH_LANGUAGE
@pytest.mark.parametrize("code", AnswerCode)
def test_every_answer_is_said(language: Language, code: AnswerCode) -> None:
    """With its reason, its time and its read-back, each in its place."""
    kind = next(each for each in MESSAGE_TYPES if each.code == "halt.request")
    answer = Answer(
        code=code,
        officer="off-9",
        at_ms=NOW,
        reason=UNABLE_REASONS[0] if code is AnswerCode.UNABLE else "",
        until_ms=NOW + 60_000 if code is AnswerCode.STANDBY else None,
        read_back={"place": SAMPLES[FieldForm.POSITION]},
    )

    text = answer_text(answer, kind, language)

    assert code.upper() in text
    assert "35.1234567 S 40.1000009 E ±75 m" in text
    assert catalogue(language).say("not-approved") in text
    for reason in UNABLE_REASONS:
        assert catalogue(language).say(f"reason-{reason}")


@EACH_LANGUAGE
def test_levels_are_lines_of_their_own(language: Language) -> None:
    """Every level is said by its own word, with who and when."""
    lines = [mark_text(Mark(level=each, party="hill-league", at_ms=NOW, who="off-9"), language) for each in Level]

    assert len(set(lines)) == len(Level)
    assert all("hill-league/off-9 2026-09-21" in line for line in lines)


def test_what_is_stale_is_shown_as_history() -> None:
    """After its time every language says so."""
    kind = next(each for each in MESSAGE_TYPES if each.code == "hazard")
    message = replace(whole(kind), precedence=Precedence.FLASH)
    for language in Language:
        stale = catalogue(language).say("stale")
        assert stale not in message_text(message, kind, language, now_ms=NOW)
        assert stale in message_text(message, kind, language, now_ms=NOW + 1_800_000)


def test_heights_and_circles_are_written_with_their_units() -> None:
    """One limit, both, and a circle."""
    band, area = Field(name="b", form=FieldForm.BAND, about=""), Field(name="a", form=FieldForm.AREA, about="")

    assert value_text(band, {"datum": "agl", "upper_m": 300}) == "≤ 300 m AGL"
    assert value_text(band, {"datum": "pressure", "lower_m": 300}) == "≥ 300 m PRESSURE"
    assert value_text(band, {"datum": "amsl", "lower_m": 0, "upper_m": 9}) == "0 m - 9 m AMSL"
    assert value_text(area, {"circle": {"lat": 5, "lon": -5, "radius_m": 55_000}}) == (
        "0.0000005 N 0.0000005 W, 55000 m"
    )


def _messages(language: Language) -> dict[str, str]:
    from importlib import resources  # noqa: PLC0415 - the file as it is shipped

    text = (resources.files("truceline.report") / "languages" / f"{language}.ftl").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if " = " in line and not line.startswith("#")]
    return {line.split(" = ", 1)[0]: line.split(" = ", 1)[1] for line in lines}


def _named(text: str) -> list[str]:
    return sorted(re.findall(r"\{ \$(\w+) \}", text))
