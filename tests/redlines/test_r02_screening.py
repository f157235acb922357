# SPDX-License-Identifier: Apache-2.0
"""R2: what screening finds says where intents meet, and never where, when or how they would not."""

from dataclasses import fields

from filed_intents import circle, intent, volume
from redlines.kept import SOURCE
from truceline import screening
from truceline.findings.conflict import Conflict
from truceline.screening import find_conflicts

MODULES = {"conflicts"}
"""Before one is added here: does it say anything but that two things meet?"""


def test_a_conflict_has_no_place_for_a_way_out() -> None:
    """It names the two, and what they share; every bound lies within what both of them claim."""
    here = intent("b", volume(circle(radius_m=5_000.0)), kind="force.fire.mortar")
    (found,) = find_conflicts(here, [intent("a", volume(circle(-140.02, radius_m=9_000.0)))])

    assert {each.name for each in fields(Conflict)} == {"intents", "interval", "bounds_deg", "band", "lapsed_by"}
    assert here.volumes[0].interval.covers(found.interval)


def test_what_does_not_meet_is_answered_with_nothing() -> None:
    """No distance, no gap, no next free time."""
    assert find_conflicts(intent("b"), [intent("a", volume(circle(-139.0)))]) == ()


def test_screening_does_nothing_else() -> None:
    """It has one question, and no module for another."""
    assert screening.__all__ == ["find_conflicts"]
    assert {path.stem for path in (SOURCE / "screening").glob("[a-z]*.py")} == MODULES
