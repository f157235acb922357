# SPDX-License-Identifier: Apache-2.0
"""Faults of an intent, told for people and without what was sent. EXERCISE."""

from typing import Any

import msgspec

from filed_over_http import plan
from truceline.http.intent_faults import faults_of


def told(body: dict[str, Any]) -> dict[str, str]:
    """Give every fault by its pointer."""
    return {each.pointer: each.detail for each in faults_of(msgspec.json.encode(body))}


def test_a_word_that_is_none_is_answered_with_those_that_are() -> None:
    """The allowed ones are named, the one that was sent is not."""
    body = plan("northland")
    body["volumes"][0] |= {"lower_m": 1.0, "datum": "msl"}

    (detail,) = told(body).values()

    assert detail.startswith("expected one of ")
    assert "amsl" in detail.split("expected one of ")[1]
    assert "'msl'" not in detail


def test_a_length_is_told_in_characters() -> None:
    """Not in the words of a library."""
    assert told(plan("northland", title="x" * 201)) == {"#/title": "expected at most 200 characters"}


def test_an_area_over_the_antimeridian_is_to_be_cut() -> None:
    """What to do stands with the fault; the numbers that were sent do not."""
    ring = [[179.0, 1.0], [-179.5, 1.0], [-179.5, 2.0], [179.0, 2.0], [179.0, 1.0]]

    (detail,) = told(plan("northland", ring=ring)).values()

    assert "cut the shape at the antimeridian into two parts" in detail
    assert "179.5" not in detail


def test_a_centre_is_told_where_it_stands_in_the_body() -> None:
    """A circle has no field of that name."""
    body = plan("northland")
    body["volumes"][0] |= {"geometry": {"type": "Point", "coordinates": [20.0, 95.5]}, "radius_m": 100.0}

    assert set(told(body)) == {"#/volumes/0/geometry/coordinates"}
