# SPDX-License-Identifier: Apache-2.0
"""Strategies that make nouns from their own annotations."""

import dataclasses
import types
import typing
from enum import StrEnum

from hypothesis import strategies as st

from truceline.base.instants import FIRST_DAY, LAST_DAY, to_text
from truceline.base.moments import Moment, UTCOffset
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
    required = {field.name: of_form(field.form, depth) for field in field_forms(noun) if field.required}
    optional = {field.name: of_form(field.form, depth) for field in field_forms(noun) if not field.required and not few}
    return st.fixed_dictionaries(required, optional=optional).map(lambda fields: noun(**fields))
