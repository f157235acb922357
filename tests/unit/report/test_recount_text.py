# SPDX-License-Identifier: Apache-2.0
"""Two counts side by side, in words."""

from dataclasses import fields, replace

import pytest

from counted_events import account, event, known
from exercise_library import exercise_library
from truceline.agreement.counting_rule import CountingRule
from truceline.assessment.disputed_fact import FactKind
from truceline.assessment.filters import FILTERS
from truceline.assessment.recount import Countable, recount
from truceline.assessment.recounted import DisputedFact, Recount, Settler
from truceline.report import recount_text as texts
from truceline.report.catalogue import MESSAGES
from truceline.report.naming import Namer
from truceline.report.recount_text import fact_words, recount_text, settler_words

ALL = CountingRule(id="all", title="Every event", window_days=7)
TWO = replace(ALL, id="two", title="Two origins", min_origins=2)
LIBRARY = exercise_library()
NAMER = Namer(library=LIBRARY)
SUBJECTS = {
    FactKind.DESIGNATION: ("council", "Hill League"),
    FactKind.INDEPENDENCE: ("A", "B"),
    FactKind.AREA: ("XA01", "XA0102"),
}


def result(count: int) -> Recount:
    """Recount events, each quoting two outlets of its own."""
    events = tuple(event(n, outlets=(f"A{n:02}", f"B{n:02}")) for n in range(count))
    told = known(None, **{f"e{n}": (account(f"A{n:02}; B{n:02}"),) for n in range(count)})
    countable = Countable(events=events, known=told, library=LIBRARY, agreements=(), coverage=None)
    return recount(ALL, TWO, countable).recount


def test_a_recount_says_first_that_neither_count_is_the_right_one() -> None:
    """Both rules, both counts, what is not decided, and who could settle it."""
    lines = recount_text(result(2), LIBRARY).splitlines()

    assert "Neither count is the right one" in lines[1]
    assert [line.split()[-4:] for line in lines if line.startswith("counted")] == [["2", "events", "0", "events"]]
    assert any("whether A00 and B00 are independent of each other" in line for line in lines)
    assert any("the outlets themselves (A00, B00)" in line for line in lines)


def test_of_many_facts_the_rest_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long list is cut, and says so."""
    monkeypatch.setattr(texts, "FACTS_MAX", 2)
    printed = recount_text(result(5), LIBRARY)

    assert "and 3 more, explaining at most 1 each" in printed
    assert "(5 of 5; there is no smaller)" in printed


def test_hidden_characters_of_a_name_are_shown() -> None:
    """A rule's title is somebody else's text."""
    turned = replace(result(1), first=replace(result(1).first, rule=replace(ALL, title="a\u202eb")))

    assert "a[U+202E]b" in recount_text(turned, LIBRARY)


def test_every_field_that_can_decide_has_its_words() -> None:
    """A reason is never shown as a bare name of a field."""
    reasons = {each.field for each in FILTERS} | {"unit", "gap_minutes", "radius_m", "deaths"}

    assert {f"recount.field.{name}" for name in reasons} <= MESSAGES.keys()
    assert reasons <= {field.name for field in fields(CountingRule)}


@pytest.mark.parametrize("kind", FactKind)
def test_every_kind_of_fact_has_its_words(kind: FactKind) -> None:
    """With its subject in it."""
    subject = SUBJECTS.get(kind, ("Northland - Hill League",))
    fact = DisputedFact(kind=kind, subject=subject, events=1, alone=1, told_both=0, instead=(), settled_by=())

    assert ("Upper Governorate" if kind is FactKind.AREA else subject[-1]) in fact_words(fact, NAMER)


@pytest.mark.parametrize("code", ["authority", "parties", "guarantors", "monitor", "publisher", "outlets"])
def test_whoever_could_settle_is_named(code: str) -> None:
    """Of many, a few and the number of the others."""
    names = tuple(f"name-{n}" for n in range(6))
    words = settler_words(Settler(code=code, names=names), NAMER)

    assert words
    assert code == "publisher" or "name-3 and 2 more" in words
    assert code not in {"guarantors", "monitor", "publisher"} or settler_words(Settler(code=code), NAMER)
