# SPDX-License-Identifier: Apache-2.0
"""Clocks, gates, duties, terms and readiness at an instant."""

from dataclasses import replace

import pytest

from exercise import at, memo, shipped, truce
from truceline.agreement.duties import DutyState
from truceline.agreement.overview import Standing, standing_at

DUTIES = (
    ("2031-03-01T00:00:00Z", {"Q7": "not_in_force", "Q8": "not_in_force", "Q9": "not_in_force"}),
    ("2031-03-17T21:59:59Z", {"Q7": "due", "Q8": "due", "Q9": "no_evidence"}),
    ("2031-03-17T22:00:00Z", {"Q7": "overdue", "Q8": "due", "Q9": "no_evidence"}),
    ("2031-03-19T22:00:00Z", {"Q7": "done", "Q8": "due", "Q9": "no_evidence"}),
    ("2031-04-04T22:00:00Z", {"Q7": "done", "Q8": "overdue", "Q9": "no_evidence"}),
)


@pytest.mark.parametrize(("instant", "states"), DUTIES)
def test_duties_fall_due_at_the_end_of_their_day(instant: str, states: dict[str, str]) -> None:
    """Overdue begins with the first instant after the due day; without a date nothing is overdue."""
    found = {each.provision.id: each.state for each in standing_at(truce(), at(instant)).duties}

    assert found == states


def test_a_duty_done_late_says_so() -> None:
    """Done is on record, and so is that it came after its date."""
    duty = standing_at(truce(), at("2031-04-01T00:00:00Z")).duties[0]

    assert duty.state is DutyState.DONE
    assert duty.late


def test_evidence_stands_from_its_day_on() -> None:
    """Nothing that came later is told."""
    assert standing_at(truce(), at("2031-04-09T00:00:00Z")).duties[1].evidence == ()
    assert len(standing_at(truce(), at("2031-04-10T00:00:00Z")).duties[1].evidence) == 1


def _clock(standing: Standing, name: str) -> dict[str, tuple[float, bool]]:
    clock = next(each for each in standing.clocks if each.clock.id == name)
    return {side.by: (side.hours, side.full) for side in clock.sides}


def test_elapsed_time_knows_no_breach() -> None:
    """The elapsed clock runs through a breach and is full after its hours."""
    assert _clock(standing_at(truce(), at("2031-03-06T21:59:59Z")), "elapsed")[""][1] is False
    assert _clock(standing_at(truce(), at("2031-03-06T22:00:00Z")), "elapsed") == {"": (48.0, True)}


def test_calm_counts_on_each_sides_own_reading() -> None:
    """Only the side that claims the breach starts again, at the end of the day it names."""
    found = _clock(standing_at(truce(), at("2031-03-11T22:00:00Z")), "calm")

    assert found == {"amber": (168.0, True), "blue": (72.0, False)}


GATES = (
    ("2031-03-01T00:00:00Z", "closed"),
    ("2031-03-12T00:00:00Z", "closed"),
    ("2031-03-16T00:00:00Z", "closed"),
    ("2031-03-17T00:00:00Z", "open"),
    ("2031-04-19T22:00:00Z", "withdrawn"),
)


@pytest.mark.parametrize(("instant", "state"), GATES)
def test_a_gate_opens_only_when_all_confirm_and_all_clocks_are_full(instant: str, state: str) -> None:
    """One confirmation is not enough, nor is one full clock; withdrawal by one side ends it."""
    (gate,) = standing_at(truce(), at(instant)).gates

    assert gate.state == state


def test_a_gate_says_what_it_waits_for() -> None:
    """The clock and the side are named."""
    (gate,) = standing_at(truce(), at("2031-03-13T00:00:00Z")).gates

    assert gate.waiting_for == ("calm",)
    assert gate.missing == ("blue",)


def test_clocks_stop_when_the_agreement_is_suspended() -> None:
    """Nobody's clock runs on alone."""
    agreement = replace(memo(), gates=truce().gates)
    calm = standing_at(agreement, at("2031-09-01T00:00:00Z")).clocks[1]

    assert calm.stopped_ns == at("2031-08-01T22:00:00Z")
    assert calm.sides[0].hours == pytest.approx((at("2031-08-01T22:00:00Z") - at("2031-03-04T22:00:00Z")) / 3.6e12)


def test_a_clock_that_has_not_begun_is_not_full() -> None:
    """Before its start it counts nothing."""
    standing = standing_at(truce(), at("2031-02-01T00:00:00Z"))

    assert [clock.full for clock in standing.clocks] == [False, False]


def test_readings_of_the_term_stand_side_by_side() -> None:
    """Some may have ended while others still run."""
    standing = standing_at(truce(), at("2031-09-03T12:00:00Z"))

    assert [reading.ended for reading in standing.readings] == [True, False, False]


def test_readiness_is_shown_until_the_same_party_reinstates() -> None:
    """Readiness declared is no reinstatement."""
    assert [event.by for event in standing_at(memo(), at("2031-09-01T00:00:00Z")).readiness] == [("blue",)]
    assert standing_at(memo(), at("2031-10-02T00:00:00Z")).readiness == ()


def test_zones_hold_by_version() -> None:
    """The later version holds from its day on, the earlier one until its own."""
    spring = standing_at(truce(), at("2031-05-31T12:00:00Z")).zones
    summer = standing_at(truce(), at("2031-06-01T12:00:00Z")).zones

    assert [zone.version for zone in spring if zone.id == "quay"] == [1]
    assert [zone.version for zone in summer if zone.id == "quay"] == [2]


def test_nothing_later_is_told() -> None:
    """Events and renewals of the future are not on record yet."""
    standing = standing_at(truce(), at("2031-02-26T00:00:00Z"))

    assert [event.kind.value for event in standing.events] == ["idea", "negotiating"]
    assert standing.renewals == ()


def test_the_seven_days_of_september_are_two_clocks() -> None:
    """Seven days elapse; on neither Side's reading do seven days of calm open the joint centre."""
    standing = standing_at(shipped().get_agreement("sep-2016"), at("2016-09-20T00:00:00Z"))
    gate = next(each for each in standing.gates if each.gate.id == "joint-centre")

    assert gate.state == "closed"
    assert {each.by for clock in standing.clocks for each in clock.stated} == {"syria-government", "usa"}
