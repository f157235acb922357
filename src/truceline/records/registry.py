# SPDX-License-Identifier: Apache-2.0
"""The registry of record kinds: which noun a kind and version stand for. What nobody registered stays opaque.

Each floor registers its own nouns beside them (``register``); this module knows none of them.
"""

from dataclasses import dataclass, field

from truceline.base.errors import RecordError
from truceline.records.document import Document, parse_json_line
from truceline.records.reader import read
from truceline.records.schema import json_schema
from truceline.records.writer import Plain, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of record.

    Attributes:
        name: Such as ``act``.
        version: Counts up with every change that old readers cannot read.
        noun: The dataclass it is read into.
    """

    name: str
    version: int
    noun: type

    @property
    def schema(self) -> str:
        """The value of its ``schema`` field."""
        return f"truceline/{self.name}/{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opaque:
    """A record of a kind that this version does not know; kept and shown, never guessed at."""

    schema: str
    document: Document


@dataclass(slots=True)
class Registry:
    """Kinds by their ``schema`` text."""

    kinds: dict[str, Kind] = field(default_factory=dict)

    def register(self, kind: Kind) -> None:
        """Add a kind; the same kind and version twice is a mistake of ours."""
        assert kind.schema not in self.kinds, kind.schema
        self.kinds[kind.schema] = kind

    def encode(self, schema: str, noun: object) -> dict[str, Plain]:
        """Write a noun as a record."""
        kind = self.kinds[schema]
        assert isinstance(noun, kind.noun)
        body = plain(noun)
        assert isinstance(body, dict)
        return {"schema": schema, **body}

    def decode(self, document: Document) -> object:
        """Read a record into its noun, or leave it opaque.

        Raises:
            RecordError: It does not say what it is.
            ExceptionGroup: Every fault of a record of a known kind.
        """
        content = document.root.content
        if not isinstance(content, dict) or "schema" not in content or not isinstance(content["schema"].content, str):
            line = document.root.line
            expected = "an object with a field schema, such as truceline/act/1"
            message = f"{document.name}:{line}: expected {expected}, got none"
            raise RecordError(message)
        schema = content["schema"].content
        kind = self.kinds.get(schema)
        if kind is None:
            return Opaque(schema=schema, document=document)
        rest = {key: value for key, value in content.items() if key != "schema"}
        body = Document(name=document.name, root=type(document.root)(document.root.line, rest))
        return read(kind.noun, body)

    def decode_line(self, line: bytes, name: str, number: int) -> object:
        """Read one line of JSON Lines as a record.

        Raises:
            RecordError: It does not say what it is.
            InputError: Not JSON.
            ExceptionGroup: Every fault of a record of a known kind.
        """
        return self.decode(parse_json_line(line, name, number))

    def published_schema(self, schema: str) -> dict[str, Plain]:
        """Make the JSON Schema of one kind."""
        kind = self.kinds[schema]
        made = json_schema(kind.noun, "", f"Truceline {kind.name}, version {kind.version}")
        properties, required = made["properties"], made["required"]
        assert isinstance(properties, dict)
        assert isinstance(required, list)
        made["properties"] = {"schema": {"const": schema}, **properties}
        made["required"] = ["schema", *required]
        return made
