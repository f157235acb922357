# SPDX-License-Identifier: Apache-2.0
"""Nothing is looked up by date: a copy of the library with every date moved gives every answer moved.

Whatever depends on a calendar (a weekday, the length of a month, a date written in code, a date in a file that is not
YAML) would show here.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from truceline.agreement.agreement import Agreement
from truceline.agreement.clocks import ClockStanding
from truceline.agreement.duties import DutyStanding
from truceline.agreement.exercise import PACKAGED
from truceline.agreement.library import Library, load_library
from truceline.agreement.overview import Standing, standing_at
from truceline.agreement.standing import Phase, phases, provision_phases
from truceline.base.instants import EARLIEST_NS, LATEST_NS, parse_instant
from truceline.clauses.judging import ClauseTest, clause_test
from truceline.exports.library_copy import copy_library
from truceline.findings.ruling import Ruling

FOLDER = PACKAGED / "syria-2015-2017"
DAYS = (400, -1000)
DAY_NS = 86_400 * 10**9
HOUR_NS = 3_600 * 10**9
WRITTEN_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def moved_text(text: str, days: int) -> str:
    """Move every day written in a text."""
    return WRITTEN_DAY.sub(lambda found: str(date.fromisoformat(found[0]) + timedelta(days=days)), text)


@cache
def library(days: int) -> Library:
    """Give the library with every date moved by some days [d]; the shipped one for none."""
    if days == 0:
        return load_library(FOLDER)
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        copy_library(FOLDER, copy)
        for path in copy.rglob("*.yaml"):
            path.write_text(moved_text(path.read_text(encoding="utf-8"), days), encoding="utf-8")
        return load_library(copy)


@cache
def judge(days: int) -> ClauseTest:
    """Give the clause test over a moved library."""
    return clause_test(library(days))


def moved(instant_ns: int | None, days: int) -> int | None:
    """Move an instant [ns]; the two ends of time stay where they are."""
    ends = {None, EARLIEST_NS, LATEST_NS}
    return instant_ns if instant_ns is None or instant_ns in ends else instant_ns + days * DAY_NS


def phase_in_short(phase: Phase, days: int) -> object:
    """Give what a phase says, its stretch moved."""
    stretch = (moved(phase.interval.start_ns, days), moved(phase.interval.end_ns, days))
    told = (sorted(phase.applies.for_it), sorted(phase.applies.against_it))
    return (stretch, phase.state, told, phase.not_yet_applied, phase.because, phase.contested_by)


def duty_in_short(duty: DutyStanding, days: int) -> object:
    """Give what is said of a duty, its due date moved."""
    return (duty.provision.id, duty.state, moved(duty.overdue_ns, days), duty.late, len(duty.evidence))


def clock_in_short(clock: ClockStanding, days: int) -> object:
    """Give what a clock says, its instants moved."""
    sides = [(side.by, moved(side.since_ns, days), side.hours, side.full) for side in clock.sides]
    return (clock.gate, clock.clock.id, clock.started, moved(clock.stopped_ns, days), sides, len(clock.stated))


def in_short(standing: Standing, days: int) -> object:
    """Give all that is said of an agreement at an instant, its instants moved by some days [d]."""
    return (
        phase_in_short(standing.phase, days),
        [(bond.participant.party, bond.participant.role, bond.state) for bond in standing.bonds],
        [(rule.provision.id, phase_in_short(rule.phase, days)) for rule in standing.rules],
        [(zone.id, zone.version) for zone in standing.zones],
        [clock_in_short(clock, days) for clock in standing.clocks],
        [(reading.reading.counted_from, moved(reading.ends_ns, days), reading.ended) for reading in standing.readings],
        (standing.term.state, moved(standing.term.ended_ns, days), standing.term.missing),
        [duty_in_short(duty, days) for duty in standing.duties],
        [event.kind for event in standing.events],
        [event.kind for event in standing.readiness],
    )


def instants(agreement: Agreement) -> Iterator[int]:
    """Give instants around everything that changes in an agreement, and some between [ns since 1970 UTC]."""
    found = {phase.interval.start_ns for phase in phases(agreement)}
    for provision in agreement.provisions:
        found |= {phase.interval.start_ns for phase in provision_phases(agreement, provision)}
        if provision.duty is not None and provision.duty.due is not None:
            found.add(provision.duty.due.end_ns(agreement.utc_offset.delta))
    for change in sorted(found - {EARLIEST_NS}):
        yield from (change - 1, change, change + 11 * HOUR_NS)


def ruling_in_short(ruling: Ruling) -> object:
    """Give all that a ruling says; nothing in it is a date."""
    return (
        ruling.agreement,
        ruling.provision,
        ruling.word,
        ruling.decided_by,
        ruling.rests_on,
        ruling.missing,
        ruling.flips,
    )


@pytest.mark.parametrize("days", DAYS)
def test_a_moved_copy_loads_and_holds_the_same(days: int) -> None:
    """No check of the format depends on the calendar."""
    ids = [agreement.id for agreement in library(days).agreements]
    assert ids == [agreement.id for agreement in library(0).agreements]
    assert len(library(days).incidents) == len(library(0).incidents)


@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("agreement", library(0).agreements, ids=lambda agreement: agreement.id)
def test_every_agreement_stands_the_same_at_the_moved_instant(agreement: Agreement, days: int) -> None:
    """States, bonds, rules, clocks, terms and duties around every change."""
    copy = library(days).get_agreement(agreement.id)
    asked = list(instants(agreement))
    assert asked
    for instant_ns in asked:
        told = in_short(standing_at(agreement, instant_ns), days)
        assert told == in_short(standing_at(copy, instant_ns + days * DAY_NS), 0)


@pytest.mark.parametrize("days", DAYS)
def test_every_documented_act_is_ruled_the_same(days: int) -> None:
    """Word, deciding condition, tellers, gaps and flips."""
    acts = [act for incident in library(0).incidents for act in incident.acts]
    copies = [act for incident in library(days).incidents for act in incident.acts]
    for act, copy in zip(acts, copies, strict=True):
        told = [ruling_in_short(ruling) for ruling in judge(0).rule(act)]
        assert told == [ruling_in_short(ruling) for ruling in judge(days).rule(copy)]


@pytest.mark.parametrize("days", DAYS)
def test_the_dates_that_the_texts_are_known_by_move(days: int) -> None:
    """Application, renewal due, and the days from which duties are overdue."""
    astana, copy = (library(each).get_agreement("astana-2017") for each in (0, days))
    for text, state in (
        ("2017-05-05T20:30:00Z", "in_force_not_applied"),
        ("2017-07-01T00:00:00Z", "in_force"),
        ("2017-11-06T00:00:00Z", "renewal_due"),
    ):
        instant_ns = parse_instant(text)
        assert standing_at(astana, instant_ns).phase.state == state
        assert standing_at(copy, instant_ns + days * DAY_NS).phase.state == state
    for provision, since in (("A3-group", "2017-05-18T21:00:00Z"), ("A3-maps", "2017-06-04T21:00:00Z")):
        first_ns = parse_instant(since)
        for at_ns, expected in ((first_ns - 1, "due"), (first_ns, "overdue")):
            duty = next(
                each for each in standing_at(copy, at_ns + days * DAY_NS).duties if each.provision.id == provision
            )
            assert duty.state == expected
            assert duty.overdue_ns == first_ns + days * DAY_NS


def test_the_unmoved_copy_would_be_found_out() -> None:
    """An act of the shipped library is ruled otherwise by a library of another time."""
    acts = [act for incident in library(0).incidents for act in incident.acts]
    told = [[ruling_in_short(ruling) for ruling in judge(0).rule(act)] for act in acts]
    assert told != [[ruling_in_short(ruling) for ruling in judge(DAYS[0]).rule(act)] for act in acts]


def test_nothing_but_yaml_holds_a_date() -> None:
    """What a mover of dates does not touch holds none."""
    others = [path for path in FOLDER.rglob("*") if path.is_file() and path.suffix != ".yaml"]
    assert others
    assert not [path.name for path in others if WRITTEN_DAY.search(path.read_text(encoding="utf-8"))]
