# SPDX-License-Identifier: Apache-2.0
"""R2: no output proposes a way round a rule; not for an act of force, a barred plan or a protected place."""

import re
from pathlib import Path

import pytest

from exercise_acts import act
from redlines.kept import built_without_a_test, objects_in, read_json, run, write_act
from truceline.report import catalogue

ADVICE = re.compile(
    r"\b(?:to avoid|avoids? (?:this|the|a) (?:rule|zone|clause|ruling)|instead of|alternativ\w+|workaround|work around"
    r"|would (?:not be|no longer be) (?:barred|prohibited)|would be (?:allowed|permitted|exempt)|could be moved"
    r"|(?:move|wait|fly|strike|attack|fire) (?:it|there|outside|until|after|before|elsewhere)"
    r"|you (?:may|can|could) (?:then )?(?:fire|strike|attack|enter)"
    r"|recommend\w*|advis\w+|suggest\w*|safe to|free to|way round|loophole)\b",
    re.IGNORECASE,
)
ITSELF = "red_line.R2"
"""The message by which the report says this red line."""


def test_no_message_advises() -> None:
    """No sentence of the catalogue says how an act could come to be not barred."""
    messages = catalogue.MESSAGES
    found = {code: text for code, text in messages.items() if code != ITSELF and ADVICE.search(text)}

    assert len(messages) > 200
    assert found == {}


@pytest.mark.parametrize(
    "advice", ["You may then fire.", "Wait until the window closes: safe to enter.", "Move it outside."]
)
def test_advice_would_be_found(advice: str) -> None:
    """The search knows what it looks for."""
    assert ADVICE.search(advice)


def test_an_explanation_offers_no_other_act(exland: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For an act that is prohibited it holds no field of suggestions, and its lines advise nothing."""
    path = write_act(tmp_path, act(facts={"proportionate": False}))
    assert run("ruling", path, "--library", exland) == 0
    text = capsys.readouterr().out
    assert run("ruling", path, "--library", exland, "--json") == 0
    (tmp_path / "told.json").write_text(capsys.readouterr().out, encoding="utf-8")
    names = {name for each in objects_in(read_json(tmp_path / "told.json")) for name in each}

    assert "PROHIBITED" in text
    assert not ADVICE.search(text)
    assert {name for name in names if re.search(r"suggest|advi|alternat|propos|option|avoid|safe", name)} == set()


def test_ways_round_a_conflict_have_a_test_when_they_come() -> None:
    """Separation between two flights may be offered one day; then it has a test that nothing else is."""
    assert built_without_a_test("r02", "screening", "coordination") == []
