# SPDX-License-Identifier: Apache-2.0
"""Schemas made from the same annotations by which nouns are read."""

import dataclasses
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import pytest

from truceline.agreement.records import DOCUMENT_NOUNS
from truceline.base.moments import Moment, UTCOffset
from truceline.picture.records import ACT, CLAIM, REPORT
from truceline.records.reader import field_forms
from truceline.records.schema import json_schema


class Word(StrEnum):
    """One word."""

    ONE = "one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A leaf.

    Attributes:
        word: A word
            of one.
    """

    word: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A tree of everything.

    It has more to say.
    """

    schema: str
    leaves: tuple[Leaf, ...]
    first: Leaf | None = None
    day: Moment | None = None
    offset: UTCOffset = UTCOffset("+00:00")  # noqa: RUF009 - frozen
    facts: dict[str, float] | None = None
    count: int = 0
    flag: bool = False


def test_a_schema_says_what_the_reader_takes() -> None:
    """Required is what has no default; unknown fields are refused; nouns are named once."""
    made = json_schema(Tree, "truceline/tree/1", "Tree")

    assert made["required"] == ["schema", "leaves"]
    assert made["additionalProperties"] is False
    assert made["description"] == "A tree of everything."
    assert made["$defs"] == {
        "Leaf": {
            "type": "object",
            "description": "A leaf.",
            "properties": {"word": {"enum": ["one"], "description": "A word of one."}},
            "required": ["word"],
            "additionalProperties": False,
        }
    }
    properties = made["properties"]
    assert isinstance(properties, dict)
    assert properties["schema"] == {"const": "truceline/tree/1"}
    assert properties["leaves"] == {"type": "array", "items": {"$ref": "#/$defs/Leaf"}}
    assert properties["first"] == {"anyOf": [{"$ref": "#/$defs/Leaf"}, {"type": "null"}]}
    assert properties["facts"] == {
        "anyOf": [{"type": "object", "additionalProperties": {"type": "number"}}, {"type": "null"}]
    }
    assert properties["count"] == {"type": "integer"}
    assert properties["flag"] == {"type": "boolean"}


def _nouns(form: object) -> Iterator[type]:
    for inner in typing.get_args(form):
        yield from _nouns(inner)
    if isinstance(form, type) and dataclasses.is_dataclass(form) and form not in {Moment, UTCOffset}:
        yield form
        for field in field_forms(form):
            yield from _nouns(field.form)


ALL = {**DOCUMENT_NOUNS, **{kind.name: kind.noun for kind in (ACT, CLAIM, REPORT)}}


@pytest.mark.parametrize("noun", ALL.values(), ids=ALL)
def test_no_two_nouns_of_a_document_share_a_name(noun: type) -> None:
    """Definitions are named by their noun, so that two of one name would be one."""
    found = set(_nouns(noun))

    assert len({each.__name__ for each in found}) == len(found)
