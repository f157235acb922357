# SPDX-License-Identifier: Apache-2.0
"""Counting by a rule: counted, left out, not decided, and never dropped."""

from dataclasses import replace
from datetime import date

import pytest

from counted_events import account, at, event, known
from truceline.agreement.counting_rule import CountingRule, CountingUnit, DeathEstimate
from truceline.assessment.counting import Status, count, count_by_day, counted_events, facts_behind, spelled_out
from truceline.assessment.disputed_fact import Fact, FactKind
from truceline.assessment.known import Known
from truceline.base.fourvalue import FourValue
from truceline.picture.intake import Deaths, Event, Violence

RULE = CountingRule(id="week", title="A week", window_days=7)
PAIR = "Northland - Hill League"
NOTHING = known()
OUT, OPEN, IN = Status.LEFT_OUT, Status.NOT_DECIDED, Status.COUNTED


def made_of(one: Event, rule: CountingRule, facts: Known = NOTHING) -> tuple[Status, tuple[str, ...]]:
    """Say what a rule makes of one event, and why."""
    (decision,) = count([one], rule, facts).decisions
    return decision.status, decision.reasons


FORCE = account(kind=("force",))
MORTAR = account(kind=("force.fire.mortar",))
CASES = {
    "a day of another precision is left out": (event(1, day_precision=2), {}, NOTHING, OUT, "day_precision"),
    "a day that nobody tells is not decided": (event(1, day_precision=0), {}, NOTHING, OPEN, "day_precision"),
    "a pair by its sides in either order": (
        event(1, dyad="x"),
        {"dyads": ("Hill League - Northland",)},
        NOTHING,
        IN,
        "",
    ),
    "another pair is left out": (event(1), {"dyads": ("Lake Band - Northland",)}, NOTHING, OUT, "dyads"),
    "a side": (event(1), {"sides": ("Northland",)}, NOTHING, IN, ""),
    "a side to leave out": (event(1), {"without_sides": ("Northland",)}, NOTHING, OUT, "without_sides"),
    "a kind of violence": (event(1), {"violence": (Violence.ONE_SIDED,)}, NOTHING, OUT, "violence"),
    "violence nobody sorts": (event(1, violence=None), {"violence": (Violence.NON_STATE,)}, NOTHING, OPEN, "violence"),
    "a weapon that is told": (event(1), {"kinds": ("force.fire",)}, known(e1=(MORTAR,)), IN, ""),
    "another weapon": (event(1), {"kinds": ("force.air",)}, known(e1=(MORTAR,)), OUT, "kinds"),
    "a weapon that nobody tells": (event(1), {"kinds": ("force.fire",)}, known(e1=(FORCE,)), OPEN, "kinds"),
    "weapons told both ways": (
        event(1),
        {"kinds": ("force.fire",)},
        known(e1=(MORTAR, account("Hill Radio", kind=("force.air",)))),
        OPEN,
        "kinds",
    ),
    "rounds that nobody told": (event(1), {"min_rounds": 5}, known(e1=(MORTAR,)), OPEN, "min_rounds"),
    "enough rounds": (event(1), {"min_rounds": 5}, known(e1=(account(quantities={"rounds": 5.0}),)), IN, ""),
    "too few rounds": (
        event(1),
        {"min_rounds": 5},
        known(e1=(account(quantities={"rounds": 4.0}),)),
        OUT,
        "min_rounds",
    ),
    "who began is told": (
        event(1),
        {"begun_by": ("hill-league",)},
        known(e1=(account(actor=("hill-league",), first_act=True),)),
        IN,
        "",
    ),
    "who answered did not begin": (
        event(1),
        {"begun_by": ("hill-league",)},
        known(e1=(account(actor=("hill-league",), first_act=False),)),
        OUT,
        "begun_by",
    ),
    "who is answered began": (
        event(1),
        {"begun_by": ("hill-league",)},
        known(e1=(account(actor=("northland",), against=("hill-league",), first_act=False),)),
        IN,
        "",
    ),
    "nobody says who began": (
        event(1),
        {"begun_by": ("hill-league",)},
        known(e1=(account(actor=("hill-league",)),)),
        OPEN,
        "begun_by",
    ),
    "inside an area": (event(1), {"areas": ("XA01",)}, NOTHING, IN, ""),
    "inside an area around": (event(1, areas=("XA0102",)), {"areas": ("XA01",)}, NOTHING, IN, ""),
    "perhaps inside a part": (event(1), {"areas": ("XA0102",)}, NOTHING, OPEN, "areas"),
    "outside an area": (event(1), {"areas": ("XA02",)}, NOTHING, OUT, "areas"),
    "of unknown area": (event(1, areas=()), {"areas": ("XA02",)}, NOTHING, OPEN, "areas"),
    "inside an area left out": (event(1), {"without_areas": ("XA01",)}, NOTHING, OUT, "without_areas"),
    "perhaps inside one left out": (event(1), {"without_areas": ("XA0102",)}, NOTHING, OPEN, "without_areas"),
    "too few outlets": (event(1), {"min_outlets": 2}, NOTHING, OUT, "min_outlets"),
    "an outlet left out": (event(1), {"without_outlets": ("River Wire",)}, NOTHING, OUT, "without_outlets"),
    "an outlet beside others": (
        event(1, outlets=("Hill Radio", "River Wire")),
        {"without_outlets": ("River Wire",)},
        NOTHING,
        IN,
        "",
    ),
    "outlets of unknown independence": (
        event(1, outlets=("Hill Radio", "River Wire")),
        {"min_origins": 2},
        known(e1=(FORCE,)),
        OPEN,
        "min_origins",
    ),
    "one outlet cannot be two origins": (event(1), {"min_origins": 2}, known(e1=(FORCE,)), OUT, "min_origins"),
    "accounts of two origins": (
        event(1),
        {"min_origins": 2},
        known(e1=(FORCE, account("Hill Radio"))),
        IN,
        "",
    ),
    "a listed group": (
        event(1),
        {"without_designated": ("council",)},
        known({"lake-band": FourValue.TRUE}, e1=(account(actor=("lake-band",)),)),
        OUT,
        "without_designated",
    ),
    "perhaps a listed group": (
        event(1),
        {"without_designated": ("council",)},
        known({"lake-band": FourValue.TRUE}, e1=(account(actor=("lake-band", "hill-league")),)),
        OPEN,
        "without_designated",
    ),
    "no listed group": (
        event(1),
        {"without_designated": ("council",)},
        known({"lake-band": FourValue.TRUE}, e1=(account(actor=("northland",), against=("hill-league",)),)),
        IN,
        "",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_filter_counts_leaves_out_or_does_not_decide(
    case: tuple[Event, dict[str, object], Known, Status, str],
) -> None:
    """What is told against leaves out; what is not told, or told both ways, is not decided."""
    one, asked, facts, status, reason = case
    rule = replace(RULE, **asked)  # type: ignore[arg-type]  # fields by name

    assert made_of(one, rule, facts) == (status, (reason,) if reason else ())


def test_what_is_told_against_decides_before_what_is_not_told() -> None:
    """An event that is left out anyway is no open question."""
    rule = replace(RULE, dyads=("Lake Band - Northland",), min_rounds=3)

    assert made_of(event(1), rule) == (OUT, ("dyads",))


def test_every_event_is_somewhere() -> None:
    """Counted, left out and not decided add up to all."""
    rule = replace(RULE, min_outlets=2, violence=(Violence.STATE_BASED,))
    events = [event(1), event(2, outlets=()), event(3, outlets=("A", "B")), event(4, violence=None, outlets=("A", "B"))]
    decisions = count(events, rule, NOTHING).decisions

    assert [each.status for each in decisions] == [OUT, OPEN, IN, OPEN]


def test_a_day_counts_once_for_all_its_events() -> None:
    """The first stands for the day and knows the others."""
    rule = replace(RULE, unit=CountingUnit.DAY)
    events = [event(1), event(2), event(3, first_day="2001-02-11")]
    first, second = counted_events(events, rule)

    assert first.members == ("ucdp:1", "ucdp:2")
    assert second.members == ("ucdp:3",)
    assert made_of(events[0], rule) == (IN, ())


def test_deaths_are_counted_as_the_file_estimates_them() -> None:
    """An event whose dead nobody counted is not decided."""
    rule = replace(RULE, unit=CountingUnit.DEATH, deaths=DeathEstimate.HIGH)
    events = [event(1, deaths=Deaths(low=1, best=2, high=5)), event(2)]
    result = count(events, rule, NOTHING)

    assert count_by_day(result.counted) == {date(2001, 2, 10): 5}
    assert result.units == 5
    assert result.decisions[1].status is OPEN


def test_an_incident_counts_once_by_its_first_event() -> None:
    """Two at one place on one day are one incident by a gap of a day; the representative knows its members."""
    rule = replace(RULE, unit=CountingUnit.INCIDENT, gap_minutes=1440, radius_m=1000)
    counted = counted_events([event(2), event(1), event(3, place=at(21.5))], rule, NOTHING)

    assert [each.members for each in counted] == [("ucdp:1", "ucdp:2"), ("ucdp:3",)]
    assert count_by_day(counted) == {date(2001, 2, 10): 2}


def test_a_rule_that_asks_nothing_keeps_the_events_as_they_are() -> None:
    """The default rule gives the very same events."""
    events = (event(1), event(2))

    assert counted_events(events, RULE) == events


def test_the_facts_behind_an_undecided_event_are_named() -> None:
    """Of two sides, the one that may be listed is asked about; of outlets, every pair."""
    facts = replace(
        known({"lake-band": FourValue.TRUE}),
        own_accounts={
            "ucdp:1:a": (account(actor=("hill-league", "lake-band")),),
            "ucdp:1:b": (account(actor=("northland",)),),
        },
    )
    one = event(1, outlets=("A", "B", "C"))
    rule = replace(RULE, without_designated=("council",), min_origins=2)
    (decision,) = count([one], rule, facts).decisions

    assert decision.reasons == ("min_origins", "without_designated")
    assert facts_behind(one, decision, rule, facts) == {
        Fact(kind=FactKind.DESIGNATION, subject=("council", "Hill League")),
        Fact(kind=FactKind.INDEPENDENCE, subject=("A", "B")),
        Fact(kind=FactKind.INDEPENDENCE, subject=("A", "C")),
        Fact(kind=FactKind.INDEPENDENCE, subject=("B", "C")),
    }


def test_a_rule_is_spelled_out_with_all_that_it_asks() -> None:
    """Fields that ask nothing are not shown."""
    rule = replace(RULE, unit=CountingUnit.INCIDENT, gap_minutes=15, radius_m=1000, without_designated=("a", "b"))

    assert spelled_out(rule).further == {"gap_minutes": "15", "radius_m": "1000", "without_designated": "a; b"}
