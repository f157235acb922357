# SPDX-License-Identifier: Apache-2.0
"""A document as a tree of values that know their line: YAML 1.2 or JSON.

Duplicate keys, anchors that blow up and deep nesting are refused here, so that everything above may walk a tree
of bounded size.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from truceline.base.errors import Fault, FaultList, InputError, LimitError, StorageError
from truceline.base.limits import DOCUMENT_BYTES_MAX, DOCUMENT_DEPTH_MAX, DOCUMENT_NODES_MAX

if TYPE_CHECKING:
    from pathlib import Path

    from ruamel.yaml.nodes import Node as YAMLNode

Scalar: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a document.

    Attributes:
        line: 1-based line at which it begins; 0 when unknown.
        content: A scalar, a tuple of values, or a mapping of values.
        text: The scalar exactly as written; empty for lists and mappings.
    """

    line: int
    content: Scalar | tuple[Value, ...] | dict[str, Value]
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One parsed document.

    Attributes:
        name: The file's name as given.
        root: Its value.
    """

    name: str
    root: Value


def read_bytes(path: Path, limit: int = DOCUMENT_BYTES_MAX) -> bytes:
    """Read a whole small file.

    Raises:
        StorageError: It cannot be read.
        LimitError: It is larger than the limit.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
    except OSError as error:
        message = f"{path}: expected a readable file, got {error.strerror or error}"
        raise StorageError(message) from error
    if len(content) > limit:
        message = f"{path}: expected at most {limit} bytes, got more"
        raise LimitError(message)
    return content


def parse_document(content: bytes, name: str) -> Document:
    """Parse YAML 1.2 (of which JSON is a part) with the line of every value.

    Args:
        content: The file's bytes, UTF-8.
        name: The file's name for messages.

    Returns:
        The tree.

    Raises:
        InputError: Not UTF-8, not YAML, an empty document, or more than one.
        LimitError: Too deep or too many values.
        ExceptionGroup: Keys that stand twice in one mapping, all of them.
    """
    text = _decode(content, name)
    root = _compose(text, name)
    if root is None:
        message = f"{name}: expected a document, got an empty file"
        raise InputError(message)
    builder = _Builder(name)
    value = builder.build(root, 0)
    builder.faults.raise_if_any(name)
    return Document(name=name, root=value)


def parse_json_line(line: bytes, name: str, number: int) -> Document:
    """Parse one line of JSON Lines; every value carries that line's number.

    Raises:
        InputError: Not JSON, a key twice, or a number that is not finite.
    """
    where = f"{name}:{number}"

    def refuse_constant(constant: str) -> object:
        message = f"{where}: expected a finite number, got {constant}"
        raise InputError(message)

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = [key for key, _ in pairs]
        if len(set(keys)) != len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            message = f"{where}: expected every key once, got {twice!r:.60} twice"
            raise InputError(message)
        return dict(pairs)

    try:
        parsed = json.loads(line, parse_constant=refuse_constant, object_pairs_hook=unique)
        return Document(name=name, root=_from_plain(parsed, number, 0))
    except (ValueError, RecursionError) as error:
        message = f"{where}: expected one JSON object in UTF-8, got {_reason(error)}"
        raise InputError(message) from error


def _reason(error: Exception) -> str:
    return "too deep a nesting" if isinstance(error, RecursionError) else str(error)[:120]


def _from_plain(plain: object, line: int, depth: int) -> Value:
    if depth > DOCUMENT_DEPTH_MAX:
        message = f"line {line}: expected at most {DOCUMENT_DEPTH_MAX} levels, got more"
        raise LimitError(message)
    if isinstance(plain, dict):
        return Value(line, {str(key): _from_plain(item, line, depth + 1) for key, item in plain.items()})
    if isinstance(plain, list):
        return Value(line, tuple(_from_plain(item, line, depth + 1) for item in plain))
    if plain is None or isinstance(plain, str | bool | int | float):
        return Value(line, plain, str(plain))
    raise AssertionError(type(plain))


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{name}: expected UTF-8, got byte 0x{content[error.start]:02x} at offset {error.start}"
        raise InputError(message) from error


def _compose(text: str, name: str) -> YAMLNode | None:
    from ruamel.yaml import YAML  # noqa: PLC0415 - costs 40 ms; only documents need it
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    try:
        root: YAMLNode | None = YAML(typ="safe", pure=True).compose(io.StringIO(text))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        message = f"{name}:{line}: expected YAML 1.2, got {error.problem or error.context}"
        raise InputError(message) from error
    except (YAMLError, RecursionError, ValueError) as error:
        message = f"{name}: expected YAML 1.2, got {_reason(error)}"
        raise InputError(message) from error
    return root


class _Builder:
    """Turns composed YAML nodes into values, collecting duplicate keys and holding the limits."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults = FaultList()
        self.nodes = 0

    def build(self, node: YAMLNode, depth: int) -> Value:
        self.nodes += 1
        if depth > DOCUMENT_DEPTH_MAX or self.nodes > DOCUMENT_NODES_MAX:
            message = f"{self.name}: expected at most {DOCUMENT_DEPTH_MAX} levels and {DOCUMENT_NODES_MAX} values"
            raise LimitError(message)
        line = node.start_mark.line + 1
        if node.id == "mapping":
            return Value(line, self._mapping(node, depth))
        if node.id == "sequence":
            return Value(line, tuple(self.build(item, depth + 1) for item in node.value))
        return Value(line, _scalar(node.tag, node.value), node.value)

    def _mapping(self, node: YAMLNode, depth: int) -> dict[str, Value]:
        mapping: dict[str, Value] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in mapping:
                line = key_node.start_mark.line + 1
                self.faults.add(Fault(file=self.name, line=line, where=key, expected="the key once", got="it twice"))
            mapping[key] = self.build(value_node, depth + 1)
        return mapping


def _scalar(tag: str, text: str) -> Scalar:
    kind = tag.rsplit(":", 1)[-1]
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    try:
        if kind == "int":
            return int(text.replace("_", ""), 0)
        if kind == "float":
            return float(text.replace("_", ""))
    except ValueError:
        return text
    return text
