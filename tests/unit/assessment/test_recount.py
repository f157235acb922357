# SPDX-License-Identifier: Apache-2.0
"""Two counts of the same events, and what lies between them."""

from dataclasses import replace
from datetime import date

from counted_events import account, event, known
from exercise_library import exercise_library
from truceline.agreement.counting_rule import CountingRule, CountingUnit
from truceline.assessment.before_after import Coverage
from truceline.assessment.disputed_fact import FactKind
from truceline.assessment.known import Known
from truceline.assessment.recount import Countable, differences, recount
from truceline.assessment.recounted import Choice, Recount
from truceline.base.fourvalue import FourValue
from truceline.picture.intake import Event

ALL = CountingRule(id="all", title="All", window_days=7)
APART = replace(ALL, id="apart", without_designated=("council",))
LISTED = {"lake-band": FourValue.TRUE}


def facts_of(*forces: tuple[str, ...]) -> Known:
    """Give what is known when each event is told of some forces, one or several of them, against Northland."""
    own = {}
    for number, each in enumerate(forces, 1):
        own[f"ucdp:{number}:a"] = (account(actor=each, against=("northland",)),)
        own[f"ucdp:{number}:b"] = (account(actor=("northland",), against=each),)
    return replace(known(LISTED), own_accounts=own)


def counted(first: CountingRule, second: CountingRule, events: tuple[Event, ...], facts: Known) -> Recount:
    """Recount by two rules."""
    coverage = Coverage(first=date(2001, 1, 1), last=date(2001, 4, 1))
    library = exercise_library()
    countable = Countable(events=events, known=facts, library=library, agreements=library.agreements, coverage=coverage)
    return recount(first, second, countable).recount


def test_a_choice_is_told_from_a_dispute() -> None:
    """A listed group is left out by choice; where nobody says, the fact is in dispute, with who could settle it."""
    events = (event(1), event(2), event(3))
    result = counted(ALL, APART, events, facts_of(("lake-band",), ("lake-band", "hill-league"), ("northland",)))
    gap = result.gap
    (fact,) = gap.facts

    assert (result.first.counted, result.second.counted, result.difference) == (3, 1, -2)
    assert (gap.both, gap.only_first, gap.chosen_first, gap.disputed_first) == (1, 2, 1, 1)
    assert gap.choices == (Choice(field="without_designated", only_first=1, only_second=0),)
    assert (fact.kind, fact.subject[0], fact.events, fact.alone) == (FactKind.DESIGNATION, "council", 1, 1)
    assert [each.code for each in fact.settled_by] == ["authority", "parties"]
    assert (gap.method, gap.at_least, gap.open_facts) == ("exact", 1, 1)


def test_exchanging_the_rules_mirrors_the_recount() -> None:
    """Neither rule is the right one."""
    events = (event(1), event(2))
    facts = facts_of(("lake-band",), ("lake-band", "hill-league"))
    one, other = counted(ALL, APART, events, facts), counted(APART, ALL, events, facts)

    assert one.difference == -other.difference
    assert (one.gap.only_first, one.gap.only_second) == (other.gap.only_second, other.gap.only_first)
    assert one.gap.facts == other.gap.facts


def test_differences_that_only_work_together_are_an_interaction() -> None:
    """Each of two filters alone leaves out the same events: together they do less than the sum."""
    events = (event(1, place_precision=4, outlets=()), event(2))
    strict = replace(ALL, id="strict", place_precision=(1,), without_sides=("Lake Band",))
    coarse = (replace(events[0], sides=("Lake Band", "Northland")), events[1])
    result = counted(ALL, strict, coarse, known())
    alone = {effect.fields: (effect.alone, effect.last) for effect in result.effects}

    assert alone == {("place_precision",): (-1, 0), ("without_sides",): (-1, 0)}
    assert (result.difference, result.interaction) == (-1, 1)


def test_the_effects_and_the_interaction_add_up() -> None:
    """Whatever the rules."""
    events = tuple(event(n, place_precision=1 + n % 4, first_day=f"2001-02-{1 + n % 9:02}") for n in range(1, 30))
    other = replace(
        ALL, id="b", unit=CountingUnit.INCIDENT, gap_minutes=2880, radius_m=100, place_precision=(1, 2), min_outlets=1
    )
    result = counted(ALL, other, events, known())

    assert sum(effect.alone for effect in result.effects) + result.interaction == result.difference
    assert result.first.counted + result.first.left_out + result.first.not_decided == len(events)
    assert not result.same_unit


def test_the_unit_and_what_it_needs_are_one_difference() -> None:
    """A gap means nothing without its unit."""
    incidents = replace(ALL, unit=CountingUnit.INCIDENT, gap_minutes=15, radius_m=1000)

    assert differences(ALL, incidents) == (("unit", "gap_minutes", "radius_m", "deaths"),)
    assert differences(replace(ALL, dyads=("a", "b")), replace(ALL, dyads=("b", "a"))) == ()


def test_a_fact_that_would_do_instead_is_named() -> None:
    """When neither hour nor place is told finely, either explains it."""
    rough = event(1).place
    assert rough is not None
    spread = replace(rough, position=replace(rough.position, radius_m=1_000.0))  # type: ignore[type-var]  # is a point
    incidents = replace(ALL, unit=CountingUnit.INCIDENT, gap_minutes=15, radius_m=1000)
    result = counted(ALL, incidents, (event(1, place=spread), event(2, place=spread)), known())
    (fact,) = result.gap.facts

    assert {fact.kind, fact.instead[0].kind} == {FactKind.SAME_TIME, FactKind.SAME_PLACE}
    assert (fact.events, fact.alone) == (1, 0)


def test_few_facts_explain_many_events() -> None:
    """Outlets in pairs: the one pair in every event explains them all."""
    quoted = (("A", "B"), ("A", "B", "C"), ("A", "B", "D"))
    events = tuple(event(n, outlets=outlets) for n, outlets in enumerate(quoted, 1))
    facts = known(None, **{f"e{n}": (account("; ".join(outlets)),) for n, outlets in enumerate(quoted, 1)})
    result = counted(ALL, replace(ALL, id="two", min_origins=2), events, facts)
    (fact,) = result.gap.facts

    assert (fact.kind, fact.subject, fact.events) == (FactKind.INDEPENDENCE, ("A", "B"), 3)
    assert result.gap.open_facts == 5


def test_what_is_told_both_ways_is_said_so() -> None:
    """Two accounts that stand against each other leave it not decided, and marked."""
    facts = known(
        LISTED,
        e1=(account(actor=("lake-band",)), account("Hill Radio", actor=("northland",), against=("hill-league",))),
    )
    (fact,) = counted(ALL, APART, (event(1),), facts).gap.facts

    assert fact.told_both == 1


def test_before_and_after_stand_beside_each_other_with_what_is_open() -> None:
    """Each by its own rule; what cannot be decided is counted in the windows too."""
    events = (event(1, first_day="2001-02-09"), event(2, first_day="2001-02-10"))
    (row,) = counted(ALL, APART, events, facts_of(("northland",), ("lake-band", "hill-league"))).before_after

    assert (row.agreement, row.on) == ("square-truce", "2001-02-10")
    assert (row.first.before, row.first.after) == (1, 1)
    assert (row.second.before, row.second.after, row.second.not_decided_after) == (1, 0, 1)
