# SPDX-License-Identifier: Apache-2.0
"""Typed fields: what may stand in them, and how far a reading lies from what was sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.base.errors import InputError
from truceline.line.message_fields import (
    LATITUDE_MAX,
    LONGITUDE_MAX,
    OTHER,
    SAME,
    Field,
    FieldForm,
    apart,
    check_field,
)
from truceline.records.profile import Value

LEAF = "0" * 64


def field(form: FieldForm, *codes: str) -> Field:
    """Make a field."""
    return Field(name="it", form=form, about="", codes=codes, is_read_back=True)


GOOD: list[tuple[FieldForm, Value]] = [
    (FieldForm.INSTANT, 1_790_000_000_000),
    (FieldForm.WINDOW, {"from": 1, "until": 2}),
    (FieldForm.POSITION, {"lat": -900_000_000, "lon": 1_800_000_000}),
    (FieldForm.POSITION, {"lat": 0, "lon": 0, "error_m": 50}),
    (FieldForm.AREA, {"circle": {"lat": 1, "lon": 2, "radius_m": 5_000}}),
    (FieldForm.AREA, {"ring": [[0, 0], [10, 0], [10, 10]]}),
    (FieldForm.BAND, {"datum": "amsl", "lower_m": 0, "upper_m": 3_000}),
    (FieldForm.BAND, {"datum": "agl", "upper_m": 300}),
    (FieldForm.CODE, "air"),
    (FieldForm.COUNT, 0),
    (FieldForm.NAME, "2nd-squadron"),
    (FieldForm.ENTRY, ["truceline.example/strait/northland/0123456789abcdef", 7, LEAF]),
]
BAD: list[tuple[FieldForm, Value]] = [
    (FieldForm.INSTANT, -1),
    (FieldForm.INSTANT, True),
    (FieldForm.WINDOW, {"from": 2, "until": 2}),
    (FieldForm.WINDOW, {"from": 2}),
    (FieldForm.POSITION, {"lat": 900_000_001, "lon": 0}),
    (FieldForm.POSITION, {"lat": 0, "lon": -1_800_000_001}),
    (FieldForm.POSITION, {"lat": "0", "lon": 0}),
    (FieldForm.POSITION, {"lat": 0, "lon": 0, "alt": 3}),
    (FieldForm.AREA, {"circle": {"lat": 1, "lon": 2}}),
    (FieldForm.AREA, {"circle": {"lat": 1, "lon": 2, "radius_m": 0}}),
    (FieldForm.AREA, {"circle": 5}),
    (FieldForm.AREA, {"ring": [[0, 0], [10, 0]]}),
    (FieldForm.AREA, {"ring": [[0, 0], [10, 0], [1, 2, 3]]}),
    (FieldForm.AREA, {"ring": [[0, 0]] * 300}),
    (FieldForm.AREA, []),
    (FieldForm.BAND, {"datum": "amsl"}),
    (FieldForm.BAND, {"datum": "sea", "lower_m": 0}),
    (FieldForm.BAND, {"datum": "amsl", "lower_m": 5, "upper_m": 4}),
    (FieldForm.BAND, {"lower_m": 5}),
    (FieldForm.CODE, "space"),
    (FieldForm.CODE, ["air"]),
    (FieldForm.COUNT, -1),
    (FieldForm.COUNT, 10_000_000),
    (FieldForm.NAME, "North Land"),
    (FieldForm.NAME, ""),
    (FieldForm.ENTRY, ["Origin", 7, LEAF]),
    (FieldForm.ENTRY, ["origin", -7, LEAF]),
    (FieldForm.ENTRY, ["origin", 7]),
]


@pytest.mark.parametrize(("form", "value"), GOOD)
def test_a_value_of_its_form_is_taken(form: FieldForm, value: Value) -> None:
    """Every form has values at its bounds."""
    check_field(field(form, "air", "ground"), value)


@pytest.mark.parametrize(("form", "value"), BAD)
def test_any_other_value_is_refused_by_name(form: FieldForm, value: Value) -> None:
    """The field is named, and what was expected."""
    with pytest.raises(InputError, match=r"field it: expected .+, got "):
        check_field(field(form, "air", "ground"), value)


def test_nine_kilometres_are_caught() -> None:
    """The place of a notice that was read back nine kilometres off does not agree."""
    sent: Value = {"lat": 352_000_000, "lon": 401_000_000}
    read: Value = {"lat": 352_000_000, "lon": 401_989_000}

    found = apart(field(FieldForm.POSITION), sent, read)

    assert not found.is_within
    assert found.unit == "m"
    assert 8_980 <= found.amount <= 9_010


def test_what_reading_aloud_loses_is_no_difference() -> None:
    """A grid of 100 m, a time in minutes and a height in hundreds of feet agree."""
    place = apart(field(FieldForm.POSITION), {"lat": 0, "lon": 0}, {"lat": 4_000, "lon": 4_000})
    time = apart(field(FieldForm.INSTANT), 1_000_000, 1_059_999)
    band = apart(field(FieldForm.BAND), {"datum": "amsl", "upper_m": 300}, {"datum": "amsl", "upper_m": 330})

    assert place.is_within
    assert time.is_within
    assert band.is_within


def test_heights_on_two_datums_are_never_near() -> None:
    """The same number of metres over ground and over the sea is another height."""
    sent: Value = {"datum": "amsl", "upper_m": 300}
    read: Value = {"datum": "agl", "upper_m": 300}

    assert apart(field(FieldForm.BAND), sent, read) == OTHER


def test_a_ring_of_another_shape_is_another_area() -> None:
    """Corners are compared in their order; another number of them is another area."""
    square: Value = {"ring": [[0, 0], [10_000, 0], [10_000, 10_000], [0, 10_000]]}
    moved: Value = {"ring": [[0, 0], [10_000, 0], [10_000, 10_000], [0, 910_000]]}
    triangle: Value = {"ring": [[0, 0], [10_000, 0], [10_000, 10_000]]}
    circle: Value = {"circle": {"lat": 0, "lon": 0, "radius_m": 5}}

    assert apart(field(FieldForm.AREA), square, moved).amount > 9_000
    assert apart(field(FieldForm.AREA), square, triangle) == OTHER
    assert apart(field(FieldForm.AREA), square, circle) == OTHER


_PLACES = st.fixed_dictionaries(
    {"lat": st.integers(-LATITUDE_MAX, LATITUDE_MAX), "lon": st.integers(-LONGITUDE_MAX, LONGITUDE_MAX)}
)


@given(_PLACES, _PLACES)
def test_distances_are_even_and_never_told_too_small(one: dict[str, Value], other: dict[str, Value]) -> None:
    """Both ways alike, nothing only for the same place, and never beyond half the earth."""
    there, back = apart(field(FieldForm.POSITION), one, other), apart(field(FieldForm.POSITION), other, one)

    assert there.amount == back.amount
    assert (there == SAME) == (one == other)
    assert 0 <= there.amount <= 20_020_000
