# SPDX-License-Identifier: Apache-2.0
"""Records by their kind; what nobody registered stays opaque."""

from dataclasses import dataclass

import msgspec
import pytest

from truceline.base.errors import InputError, RecordError
from truceline.records.registry import Kind, Opaque, Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note."""

    text: str
    number: int = 0


NOTE = Kind(name="note", version=2, noun=Note)


@pytest.fixture
def registry() -> Registry:
    """A registry that knows one kind."""
    made = Registry()
    made.register(NOTE)
    return made


def test_a_record_comes_back_as_its_noun(registry: Registry) -> None:
    """With its schema in front."""
    record = registry.encode(NOTE.schema, Note(text="a"))

    assert record == {"schema": "truceline/note/2", "text": "a"}
    assert registry.decode_line(msgspec.json.encode(record), "x", 1) == Note(text="a")


def test_another_kind_or_version_stays_opaque(registry: Registry) -> None:
    """It is kept whole and never guessed at."""
    found = registry.decode_line(b'{"schema": "truceline/note/3", "words": "a"}', "x", 1)

    assert isinstance(found, Opaque)
    assert found.schema == "truceline/note/3"


@pytest.mark.parametrize("line", [b"[]", b"{}", b'{"schema": 1}'], ids=["a list", "no schema", "a number"])
def test_what_does_not_say_what_it_is_is_no_record(registry: Registry, line: bytes) -> None:
    """With its line."""
    with pytest.raises(RecordError, match="x:3: expected an object with a field schema"):
        registry.decode_line(line, "x", 3)


def test_faults_of_a_known_kind_are_all_told(registry: Registry) -> None:
    """As for any document."""
    with pytest.raises(ExceptionGroup) as raised:
        registry.decode_line(b'{"schema": "truceline/note/2", "number": "x"}', "x", 3)

    assert len(raised.value.exceptions) == 2
    with pytest.raises(InputError):
        registry.decode_line(b"{", "x", 3)


def test_the_published_schema_asks_for_the_schema(registry: Registry) -> None:
    """A stranger can tell kinds apart."""
    made = registry.published_schema(NOTE.schema)

    assert made["required"] == ["schema", "text"]
    assert isinstance(made["properties"], dict)
    assert made["properties"]["schema"] == {"const": "truceline/note/2"}
