# SPDX-License-Identifier: Apache-2.0
"""Strategies that make nouns from their own annotations."""

import dataclasses
import types
import typing
from enum import StrEnum

from hypothesis import strategies as st

from truceline.agreement.counting_rule import GAP_MINUTES_MAX, RADIUS_MAX_M, CountingRule, CountingUnit
from truceline.agreement.held_rule import HeldRule
from truceline.base.instants import FIRST_DAY, LAST_DAY, to_text
from truceline.base.moments import Moment, UTCOffset
from truceline.picture.kinds import KIND_BY_CODE
from truceline.records.reader import field_forms

_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
_DAYS = st.dates(FIRST_DAY, LAST_DAY).map(lambda day: Moment(day.isoformat()))
_INSTANTS = st.integers(-(10**18), 4 * 10**18).map(lambda instant: Moment(to_text(instant)))
_OFFSETS = st.builds(
    lambda sign, hour, quarter: UTCOffset(f"{sign}{hour:02d}:{quarter * 15:02d}"),
    st.sampled_from("+-"),
    st.integers(0, 13),
    st.integers(0, 3),
)
_WHOLE = 10**9
_SIMPLE: dict[object, st.SearchStrategy[typing.Any]] = {
    str: _TEXTS,
    int: st.integers(-_WHOLE, _WHOLE),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    Moment: st.one_of(_DAYS, _INSTANTS),
    UTCOffset: _OFFSETS,
}
_LIST_SIZE = 2
_COUNTS = st.integers(0, _WHOLE)
_SHARES = st.floats(0, 1, exclude_min=True)
_NARROWER: dict[type, dict[str, st.SearchStrategy[typing.Any]]] = {
    CountingRule: {
        "kinds": st.lists(st.sampled_from(sorted(KIND_BY_CODE)), max_size=_LIST_SIZE).map(tuple),
        "min_rounds": _COUNTS,
        "min_outlets": _COUNTS,
        "min_origins": _COUNTS,
        "gap_minutes": st.floats(0, GAP_MINUTES_MAX),
        "radius_m": st.floats(0, RADIUS_MAX_M),
    },
    HeldRule: {
        "ratio_at_most": _SHARES,
        "interval_below": _SHARES,
        "placebo_at_most": _SHARES,
        "inside_by_outside_below": _SHARES,
        "lived_days_at_least": st.integers(1, _WHOLE),
    },
}
"""Values of fields that a noun itself keeps narrower than their form."""


def of_form(form: object, depth: int = 0) -> st.SearchStrategy[typing.Any]:
    """Make values of one annotation; deep inside only what is required."""
    if form in _SIMPLE:
        return _SIMPLE[form]
    origin, arguments = typing.get_origin(form), typing.get_args(form)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (part for part in arguments if part is not type(None))
        return st.none() | of_form(inner, depth)
    if origin is tuple:
        return st.lists(of_form(arguments[0], depth), max_size=_LIST_SIZE).map(tuple)
    if origin is dict:
        return st.dictionaries(_TEXTS.filter(bool), of_form(arguments[1], depth), max_size=_LIST_SIZE)
    assert isinstance(form, type)
    if issubclass(form, StrEnum):
        return st.sampled_from(list(form))
    return nouns(form, depth + 1)


def nouns(noun: type, depth: int = 0) -> st.SearchStrategy[typing.Any]:
    """Make nouns of one class."""
    assert dataclasses.is_dataclass(noun)
    few = depth > _LIST_SIZE
    own = _NARROWER.get(noun, {})
    forms = [
        (field, own[field.name] if field.name in own else of_form(field.form, depth)) for field in field_forms(noun)
    ]
    required = {field.name: values for field, values in forms if field.required}
    optional = {field.name: values for field, values in forms if not field.required and not few}
    made = st.fixed_dictionaries(required, optional=optional)
    return made.map(lambda fields: noun(**_going_together(noun, fields)))


def _going_together(noun: type, fields: dict[str, typing.Any]) -> dict[str, typing.Any]:
    """Make fields of a counting rule go together: only incidents have a gap and a radius, and they need both."""
    if noun is not CountingRule:
        return fields
    if fields.get("unit") is CountingUnit.INCIDENT:
        return {"gap_minutes": 15.0, "radius_m": 1_000.0} | {
            name: value for name, value in fields.items() if value is not None
        }
    return {name: value for name, value in fields.items() if name not in {"gap_minutes", "radius_m"}}
