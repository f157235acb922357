# SPDX-License-Identifier: Apache-2.0
"""Writes a noun as plain values, leaving out what is left out, so that ``reader`` gives the same noun back."""

import dataclasses
from enum import StrEnum
from typing import TypeAlias, Union

from truceline.base.moments import Moment, UTCOffset

Plain: TypeAlias = Union[str, int, float, bool, list["Plain"], dict[str, "Plain"], None]  # noqa: UP007 - names itself


def plain(thing: object) -> Plain:
    """Turn a noun, a list or a scalar into plain JSON values.

    Args:
        thing: A noun, a tuple, a mapping with text keys, or a scalar.

    Returns:
        Dicts, lists and scalars; fields at their default are left out.
    """
    if isinstance(thing, Moment | UTCOffset):
        return thing.text
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return {
            field.name: plain(value)
            for field in dataclasses.fields(thing)
            if not _is_default(field, value := getattr(thing, field.name))
        }
    if isinstance(thing, dict):
        return {str(key): plain(value) for key, value in thing.items()}
    if isinstance(thing, tuple | list | frozenset):
        return [plain(item) for item in thing]
    if isinstance(thing, StrEnum):
        return thing.value
    assert thing is None or isinstance(thing, str | int | float | bool), type(thing)
    return thing


def _is_default(field: dataclasses.Field[object], value: object) -> bool:
    return field.default is not dataclasses.MISSING and value == field.default
