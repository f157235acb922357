# SPDX-License-Identifier: Apache-2.0
"""Whether an agreement largely held, by a rule."""

from dataclasses import replace

import pytest

from exercise_measures import EVENT, FAR, events_on, library_with, measured, quoting, truce
from truceline.agreement.agreement import Assertion
from truceline.agreement.held_rule import HeldRule
from truceline.agreement.life import EventKind, LifeEvent
from truceline.assessment.doubts import Held, HeldAnswer, HeldTest
from truceline.assessment.held import (
    CANNOT_TELL,
    GAINED,
    LARGELY_HELD,
    LOST,
    NOT_SHOWN,
    NOTHING_COUNTED,
    TURNED,
    answer_of,
)
from truceline.base.errors import InputError
from truceline.base.moments import Moment
from truceline.picture.intake import Event
from truceline.picture.sources import Source

RULE = HeldRule(id="half", title="Half", lived_days_at_least=5)
SOURCE = Source(ref=("X1",), speaker="a spokesman", on=Moment("2001-03-01"))
ELSEWHERE = replace(EVENT, id="far", areas=(), place=FAR)
STEADY = [day for day in range(-60, 60) for _ in range(4)]
FALLEN = [day for day in range(-60, 60) for _ in range(8 if day < 0 or day >= 7 else 1)]


def held_of(*events: Event, **changed: object) -> Held:
    """Answer for the truce, changed in some fields."""
    held = measured(events, library=library_with(replace(truce(), **changed)), held_rule=RULE).held  # type: ignore[arg-type]
    assert held is not None
    return held


def answer(*events: Event, **changed: object) -> HeldAnswer:
    """Give its only answer."""
    (only,) = held_of(*events, **changed).answers
    return only


def test_a_fall_in_its_own_area_alone_is_largely_held() -> None:
    """Every test of the rule is met, and each stands with its value and threshold."""
    found = answer(*events_on(FALLEN), *events_on(STEADY, ELSEWHERE))

    assert found.answer == LARGELY_HELD
    assert [(test.code, test.met, test.state) for test in found.tests] == [
        ("fall", True, "met"),
        ("interval", True, "met"),
        ("placebo", True, "met"),
        ("beside_outside", True, "met"),
        ("lived", None, "assumed"),
    ]
    assert (found.tests[0].value, found.tests[0].threshold) == (round(7 / 56, 3), 0.5)
    assert found.could_see


def test_a_fall_that_came_everywhere_is_not_its_own() -> None:
    """Where as much fell outside, the rule is not met."""
    found = answer(*events_on(FALLEN), *events_on(FALLEN, ELSEWHERE))

    assert [test.code for test in found.tests if test.state == "not_met"] == ["beside_outside"]
    assert found.answer == NOT_SHOWN


def test_what_was_declared_over_too_soon_did_not_hold() -> None:
    """Whatever fell before: three days are fewer than the rule asks for."""
    over = LifeEvent(kind=EventKind.DECLARED_OVER, on=Moment("2001-02-13"), source=Source(ref=("X1",)))
    found = answer(*events_on(FALLEN), *events_on(STEADY, ELSEWHERE), events=(over,))

    assert (found.tests[-1].code, found.tests[-1].value, found.tests[-1].met) == ("lived", 3.0, False)
    assert found.answer == NOT_SHOWN


def test_what_changes_the_answer_is_told() -> None:
    """All told by one outlet: without it nobody can tell."""
    found = answer(*events_on(FALLEN, quoting("River Wire")), *events_on(STEADY, ELSEWHERE))

    assert [(each.dropped.kind, each.answer, each.kind) for each in found.reversed_by] == [
        ("outlet", NOTHING_COUNTED, LOST),
        ("place_precision", NOTHING_COUNTED, LOST),
    ]


def test_what_turns_the_answer_is_told_apart_from_what_leaves_none() -> None:
    """Counted as inside, events of a place too coarse to say turn it; nothing is lost by that."""
    coarse = replace(EVENT, id="xa02", areas=("XA02",), place=None)
    rising = [day for day in range(-60, 60) for _ in range(12 if 0 <= day < 7 else 1)]
    found = answer(*events_on(FALLEN), *events_on(STEADY, ELSEWHERE), *events_on(rising, coarse))

    assert found.answer == LARGELY_HELD
    assert [(each.dropped.which, each.answer, each.kind) for each in found.reversed_by if each.kind == TURNED] == [
        ("inside", NOT_SHOWN, TURNED)
    ]


def test_what_alone_lets_anything_be_told_is_a_gain() -> None:
    """Two events inside tell nothing; with those of unknown place a fall is seen."""
    nowhere = replace(EVENT, id="nowhere", areas=(), place=None)
    found = answer(*events_on([-3, -1]), *events_on(STEADY, ELSEWHERE), *events_on(FALLEN, nowhere))

    assert found.answer == CANNOT_TELL
    assert [
        (each.dropped.kind, each.dropped.which, each.kind) for each in found.reversed_by if each.kind == GAINED
    ] == [("unknown_place", "inside", GAINED)]


def test_a_ratio_is_below_only_with_the_upper_end_of_its_interval() -> None:
    """A few events more before than after: deeper than elsewhere, within what chance allows."""
    few = [-6, -6, -5, -4, -3, -2, -1, -1, 2, 4]
    test = next(
        each for each in answer(*events_on(few), *events_on(FALLEN, ELSEWHERE)).tests if each.code == "beside_outside"
    )
    deep = next(
        each
        for each in answer(*events_on(FALLEN), *events_on(STEADY, ELSEWHERE)).tests
        if each.code == "beside_outside"
    )

    assert (test.met, deep.met) == (False, True)
    assert test.value is not None
    assert test.value > 1


def test_nothing_counted_inside_is_no_failure() -> None:
    """Whatever is counted elsewhere, and however long it lived."""
    over = LifeEvent(kind=EventKind.DECLARED_OVER, on=Moment("2001-02-13"), source=Source(ref=("X1",)))

    assert answer(*events_on(STEADY, ELSEWHERE)).answer == NOTHING_COUNTED
    assert answer(*events_on(STEADY, ELSEWHERE), events=(over,)).answer == NOTHING_COUNTED


def test_a_speakers_word_stands_beside_and_changes_nothing() -> None:
    """The same count with and without "it has largely held"."""
    events = events_on(STEADY)
    words = Assertion(by="northland", about="square-truce", says="It has largely held.", source=SOURCE, on_holding=True)
    other = replace(words, on_holding=False)
    spoken, silent = answer(*events, assertions=(words, other)), answer(*events)

    assert [(each.by, each.speaker, each.on, each.says, each.ref) for each in spoken.spoken] == [
        ("northland", "a spokesman", "2001-03-01", "It has largely held.", ("X1",))
    ]
    assert silent.spoken == ()
    assert (spoken.answer, spoken.tests) == (silent.answer, silent.tests)


@pytest.mark.parametrize(
    ("met", "could_see", "expected"),
    [
        ({"fall": True, "lived": True}, True, LARGELY_HELD),
        ({"fall": True, "lived": True}, False, LARGELY_HELD),
        ({"fall": False, "lived": True}, True, NOT_SHOWN),
        ({"fall": False, "lived": True}, False, CANNOT_TELL),
        ({"fall": False, "lived": False}, False, NOT_SHOWN),
        ({"interval": True, "beside_outside": False, "lived": True}, False, NOT_SHOWN),
        ({"fall": None, "lived": True}, True, CANNOT_TELL),
        ({"fall": None, "placebo": False, "lived": True}, True, NOT_SHOWN),
    ],
)
def test_how_tests_make_an_answer(met: dict[str, bool | None], could_see: bool, expected: str) -> None:  # noqa: FBT001 - a table
    """A monitoring that could not have seen the fall shows no failure; one that saw it shows it."""
    tests = [HeldTest(code=code, value=None, threshold=1.0, met=each) for code, each in met.items()]

    assert answer_of(tests, could_see=could_see) == expected


def test_the_rule_is_printed_and_said_to_be_whose() -> None:
    """The library's own, or this software's where it states none."""
    own = held_of().rule
    none = measured(events_on(STEADY)).held
    assert none is not None

    assert (own.id, own.from_library, own.lived_days_at_least) == ("half", True, 5)
    assert (none.rule.id, none.rule.from_library) == ("truceline-own", False)


@pytest.mark.parametrize(
    "changed",
    [{"ratio_at_most": 0.0}, {"ratio_at_most": 1.5}, {"placebo_at_most": float("nan")}, {"lived_days_at_least": 0}],
)
def test_a_rule_that_asks_nothing_is_refused(changed: dict[str, float]) -> None:
    """Thresholds are above 0 and at most 1; a life is a day at least."""
    with pytest.raises(InputError, match="expected"):
        HeldRule(id="x", title="X", **changed)  # type: ignore[arg-type]
