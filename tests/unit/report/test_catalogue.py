# SPDX-License-Identifier: Apache-2.0
"""Every word the page can need has its message, and every message is one sentence of plain, modest English."""

import re
import string
from pathlib import Path

import pytest

import truceline.report
from truceline.agreement.life import ClockKind, EventKind, LifeState, Prolongation
from truceline.agreement.provisions import Modality, PassageStatus
from truceline.agreement.zones import BoundaryStatus
from truceline.base.fourvalue import FourValue
from truceline.clauses.slots import Missing
from truceline.findings.ruling import Condition, RulingWord
from truceline.report.catalogue import MESSAGES, code_of, codes_under, say, say_count
from truceline.report.page import SECTIONS

FOLDER = Path(truceline.report.__file__).parent
TABLES = {
    "word.": [code_of(word.value) for word in RulingWord],
    "condition.": [code_of(condition.value) for condition in Condition],
    "missing.": [missing.value for missing in Missing],
    "told.": [value.name.lower() for value in FourValue],
    "passage.": [status.value for status in PassageStatus],
    "modality.": [modality.value for modality in Modality],
    "state.": [state.value for state in LifeState],
    "life.": [kind.value for kind in EventKind],
    "clock.": [kind.value for kind in ClockKind],
    "prolongation.": [rule.value for rule in Prolongation],
    "boundary.": [status.value for status in BoundaryStatus],
    "section.": list(SECTIONS),
    "red_line.": [f"R{number}" for number in range(1, 12)],
}
OWN_SAY = re.compile(r"catalogue import [^\n]*\bsay\b|from \"macros|{% include")
"""Modules and templates that speak through the catalogue."""
CALLS = re.compile(r"say(?:_count)?\(\s*\"([a-z_.A-Z0-9]+)\"\s*([,)~])")


def codes_asked_for() -> set[str]:
    """Find the codes that templates and modules name in full."""
    texts = [path.read_text(encoding="utf-8") for kind in ("*.jinja", "*.py") for path in FOLDER.rglob(kind)]
    texts = [text for text in texts if "import" not in text or OWN_SAY.search(text)]
    return {match[1] for text in texts for match in CALLS.finditer(text) if match[2] != "~"}


@pytest.mark.parametrize("prefix", sorted(TABLES))
def test_every_word_of_a_table_has_its_message(prefix: str) -> None:
    """A new value of an enumeration asks for its words."""
    assert [name for name in TABLES[prefix] if f"{prefix}{name}" not in MESSAGES] == []


def test_every_missing_fact_names_who_could_settle_it() -> None:
    """A missing fact without a way out would be an excuse."""
    assert [each for each in Missing if f"missing.{each.value}.who" not in MESSAGES] == []


def test_every_code_asked_for_has_its_message() -> None:
    """A code without a message would end a run with a fault of ours."""
    asked = codes_asked_for()

    assert len(asked) > 100
    assert sorted(code for code in asked if code not in MESSAGES) == []


def test_forms_for_one_have_a_form_for_many() -> None:
    """Under the same code."""
    ones = [code for code in MESSAGES if code.endswith(".one")]

    assert ones
    assert [code for code in ones if code.removesuffix(".one") not in MESSAGES] == []


def test_fields_are_plain_names() -> None:
    """No positions, no attributes, no formats: a translator sees names only."""
    fields = {field for text in MESSAGES.values() for _, field, _, _ in string.Formatter().parse(text) if field}

    assert fields
    assert sorted(field for field in fields if not field.isidentifier()) == []


def test_whole_numbers_have_commas() -> None:
    """Large counts are read at a glance."""
    sentence = say("judged.sentence", blocked=16977, acts=22013, share="77 %")

    assert sentence == "16,977 of 22,013 acts could not be judged (77 %)."


def test_one_has_its_own_form() -> None:
    """One event, two events."""
    assert say_count("before.events", 1) == "1 event"
    assert say_count("before.events", 2) == "2 events"


def test_codes_stand_in_the_order_of_their_table() -> None:
    """R1 to R11."""
    assert codes_under("red_line.") == tuple(f"red_line.R{number}" for number in range(1, 12))
