# SPDX-License-Identifier: Apache-2.0
"""Records inside bodies: read by their own format (docs/jsonl-format.md), described by their own schema."""

import re
from collections.abc import Callable
from typing import Any, TypeVar, cast

from truceline.base.errors import FaultList
from truceline.base.limits import FAULTS_MAX
from truceline.http.bodies import pointer
from truceline.http.problems import Mistake, ProblemError
from truceline.picture.records import picture_registry
from truceline.records.document import Document, value_of
from truceline.records.reader import maybe_read
from truceline.records.registry import Kind

T = TypeVar("T")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


class RecordProblemError(ProblemError):
    """A record that is not as its format says."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        count = len(mistakes)
        super().__init__(code="record", detail=f"{count} fault{'s' if count > 1 else ''}", mistakes=mistakes)


def read_record(kind: Kind, noun: type[T], sent: dict[str, Any], where: tuple[str | int, ...]) -> T:
    """Read a record of one kind that stands inside a body.

    Args:
        kind: Which kind.
        noun: What it is read into.
        sent: The record as plain objects.
        where: Where it stands in the body.

    Returns:
        The noun.

    Raises:
        RecordProblemError: It is no such record; every fault is told with its place in the body.
    """
    if sent.get("schema") != kind.schema:
        raise RecordProblemError([Mistake(pointer=pointer((*where, "schema")), detail=f"expected {kind.schema}")])
    body = {name: value for name, value in sent.items() if name != "schema"}
    faults = FaultList()
    found = maybe_read(noun, Document(name=kind.name, root=value_of(body, 0)), faults)
    if found is None:
        raise RecordProblemError(
            [
                Mistake(pointer=pointer((*where, *_parts(fault.where))), detail=f"expected {fault.expected}")
                for fault in faults.faults[:FAULTS_MAX]
            ]
        )
    return found


def written_record(kind: Kind, noun: object) -> dict[str, Any]:
    """Write a noun as a record of its kind."""
    return cast("dict[str, Any]", picture_registry().encode(kind.schema, noun))


def schema_of(kind: Kind) -> Callable[[dict[str, Any]], None]:
    """Give what writes the schema of a kind of record into the description of a field."""

    def describe(schema: dict[str, Any]) -> None:
        made = cast("dict[str, Any]", picture_registry().published_schema(kind.schema))
        schema.clear()
        schema.update(_inlined({name: made[name] for name in made if name not in {"$schema", "$defs"}}, made["$defs"]))

    return describe


def _inlined(part: Any, known: dict[str, Any]) -> Any:  # noqa: ANN401 - any part of a JSON Schema
    """Put definitions in the places that refer to them: an OpenAPI document has its own root."""
    if isinstance(part, dict):
        name = part.get("$ref", "")
        if name:
            return _inlined(known[name.rpartition("/")[2]], known)
        return {key: _inlined(value, known) for key, value in part.items()}
    return [_inlined(each, known) for each in part] if isinstance(part, list) else part


def _parts(where: str) -> tuple[str | int, ...]:
    return tuple(int(number) if number else name for name, number in _STEP.findall(where))
