# SPDX-License-Identifier: Apache-2.0
"""Parts of wire models that several nouns share, and how the framework's faults are told."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from truceline.base.errors import InputError
from truceline.base.instants import parse_instant
from truceline.base.limits import FAULTS_MAX
from truceline.http.bodies import pointer
from truceline.http.problems import Mistake


def _check_instant(text: str) -> str:
    try:
        parse_instant(text)
    except InputError as error:
        message = str(error).partition(", got")[0]
        raise ValueError(message) from error
    return text


InstantText = Annotated[
    str, Field(max_length=40, json_schema_extra={"format": "date-time"}), AfterValidator(_check_instant)
]
"""Strict RFC 3339 with an offset; ``parse_instant`` reads it."""


def mistakes_of(found: Sequence[Any]) -> tuple[Mistake, ...]:
    """Say the framework's faults as JSON pointers, without what was sent.

    Args:
        found: Faults as pydantic lists them.
    """
    return tuple(_mistake(each) for each in found[:FAULTS_MAX])


def _mistake(found: dict[str, Any]) -> Mistake:
    place, *parts = found["loc"]
    where = pointer(tuple(parts)) if place == "body" else f"{place}:{'.'.join(str(part) for part in parts)[:80]}"
    return Mistake(pointer=where, detail=str(found["msg"])[:300])
