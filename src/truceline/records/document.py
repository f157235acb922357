# SPDX-License-Identifier: Apache-2.0
"""A document as a tree of values that know their line: YAML 1.2 or JSON.

Duplicate keys, anchors that blow up and deep nesting are refused here, so that everything above may walk a tree
of bounded size.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from truceline.base.errors import Fault, FaultList, InputError, LimitError, NotFoundError, StorageError
from truceline.base.limits import DOCUMENT_BYTES_MAX, DOCUMENT_DEPTH_MAX, DOCUMENT_NODES_MAX

if TYPE_CHECKING:
    from pathlib import Path

    from ruamel.yaml.nodes import Node

Scalar: TypeAlias = str | int | float | bool | None
_JSON_ENDINGS = (".json", ".jsonl", ".geojson")
_JSON = "JSON in UTF-8"
_YAML = "YAML 1.2"
_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]", re.ASCII)
_SURROGATE = re.compile("[\\ud800-\\udfff]")
_WHOLE = "whole characters"
_HALF = "half of one (a lone surrogate)"


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
        NotFoundError: There is no such file.
        StorageError: It cannot be read.
        LimitError: It is larger than the limit.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
    except FileNotFoundError as error:
        message = f"{path}: expected a file, got no such file"
        raise NotFoundError(message) from error
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
        ExceptionGroup: Not UTF-8, not YAML, no document or more than one, too deep, too many values, or keys that
            stand twice in one mapping (all of them).
    """
    faults = FaultList()
    document = maybe_parse(content, name, faults)
    faults.raise_if_any(name)
    assert document is not None
    return document


def maybe_parse(content: bytes, name: str, faults: FaultList) -> Document | None:
    """Parse a document like ``parse_document``, adding its faults to a list; None when there are any."""
    before = len(faults.faults)
    no_json = _json_fault(content, name) if name.lower().endswith(_JSON_ENDINGS) else None
    if no_json is not None:
        faults.add(no_json)
        return None
    try:
        root = _compose(_decode(content, name), name)
        value = _Builder(name, faults).build(root, 0)
    except _BrokenError as broken:
        faults.add(broken.fault)
    else:
        if len(faults.faults) == before:
            return Document(name=name, root=value)
    return None


class _BrokenError(Exception):
    """A document that cannot be parsed any further."""

    def __init__(self, name: str, line: int, expected: str, got: str) -> None:
        super().__init__(got)
        self.fault = Fault(file=name, line=line, where="document", expected=expected, got=got)


def parse_json_line(line: bytes, name: str, number: int) -> Document:
    """Parse one line of JSON Lines; every value carries that line's number.

    Raises:
        InputError: Not JSON, a key twice, a number that is not finite, or too deep.
    """
    return Document(name=name, root=value_of(parse_json(line, f"{name}:{number}"), number))


def parse_json(content: bytes, where: str) -> object:
    """Parse JSON strictly: every key once, every number finite, every character whole.

    Args:
        content: UTF-8 bytes.
        where: File, and line if it is known, for messages.

    Returns:
        Dicts, lists and scalars.

    Raises:
        InputError: Not such JSON.
    """
    try:
        return _load_json(content)
    except _NoJSONError as error:
        message = f"{where}: expected {error.expected}, got {error.got}"
        raise InputError(message) from error


def parse_json_document(content: bytes, name: str, faults: FaultList) -> object:
    """Parse a whole file of JSON like ``parse_json``, adding its fault to a list; None when there is one."""
    try:
        return _load_json(content)
    except _NoJSONError as error:
        fault = Fault(file=name, line=error.line, where="document", expected=error.expected, got=error.got)
        faults.add(fault)
        return None


class _NoJSONError(Exception):
    """Bytes that are not strict JSON. Never leaves this module."""

    def __init__(self, *, expected: str, got: str, line: int = 0) -> None:
        super().__init__(got)
        self.expected = expected
        self.got = got
        self.line = line


def _load_json(content: bytes) -> object:
    try:
        parsed: object = json.loads(content, parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise _NoJSONError(expected=_JSON, got=_mistake(error), line=error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise _NoJSONError(expected=_JSON, got=_reason(error)) from error
    if _HALF_CHARACTER.search(content) is not None:
        _refuse_half_characters(content)
    return parsed


def _refuse_constant(constant: str) -> object:
    raise _NoJSONError(expected="a finite number", got=constant)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _NoJSONError(expected="every key once", got=f"{twice!r:.60} twice")
    return found


def _refuse_half_characters(content: bytes) -> None:
    """Refuse half of a surrogate pair, which no file of results could hold.

    Raises:
        _NoJSONError: There is one.
    """
    import msgspec  # noqa: PLC0415 - rarely needed

    try:
        msgspec.json.decode(content)
    except msgspec.DecodeError as error:
        raise _NoJSONError(expected=_WHOLE, got=_HALF) from error


def _json_fault(content: bytes, name: str) -> Fault | None:
    """Say where a file that is named as JSON is none; YAML would read more than its author can have meant."""
    try:
        json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        return Fault(file=name, line=error.lineno, where="document", expected=_JSON, got=_mistake(error))
    except (ValueError, RecursionError) as error:
        return Fault(file=name, line=0, where="document", expected=_JSON, got=_reason(error))
    return None


def _mistake(error: json.JSONDecodeError) -> str:
    return f"a mistake at column {error.colno} ({error.msg[:1].lower()}{error.msg[1:]})"


def value_of(plain: object, line: int, depth: int = 0) -> Value:
    """Turn parsed JSON into values that all carry one line.

    Raises:
        LimitError: Too deep.
    """
    if depth > DOCUMENT_DEPTH_MAX:
        message = f"line {line}: expected at most {DOCUMENT_DEPTH_MAX} levels, got more"
        raise LimitError(message)
    if isinstance(plain, dict):
        return Value(line, {str(key): value_of(item, line, depth + 1) for key, item in plain.items()})
    if isinstance(plain, list):
        return Value(line, tuple(value_of(item, line, depth + 1) for item in plain))
    assert plain is None or isinstance(plain, str | bool | int | float), type(plain)
    return Value(line, plain, str(plain))


def _reason(error: Exception) -> str:
    return "too deep a nesting" if isinstance(error, RecursionError) else str(error)[:120]


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        got = f"byte 0x{content[error.start]:02x} at offset {error.start}"
        raise _BrokenError(name, content.count(b"\n", 0, error.start) + 1, "UTF-8", got) from error


def _compose(text: str, name: str) -> Node:
    from ruamel.yaml import YAML  # noqa: PLC0415 - costs 40 ms; only documents need it
    from ruamel.yaml.composer import Composer  # noqa: PLC0415 - as above
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415 - as above

    class BoundedComposer(Composer):
        """Counts while it composes, so that an endless document costs no more than the largest allowed."""

        nodes = 0

        def compose_node(self, parent: object, index: object) -> Node:
            self.nodes += 1
            self.warn_double_anchors = False  # YAML 1.2 lets an anchor be set anew
            if self.nodes > DOCUMENT_NODES_MAX or self.depth > DOCUMENT_DEPTH_MAX:
                line = self.parser.peek_event().start_mark.line + 1
                raise _too_much(name, line, is_deep=self.depth > DOCUMENT_DEPTH_MAX)
            node: Node = super().compose_node(parent, index)
            return node

    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = BoundedComposer
    try:
        root: Node | None = yaml.compose(io.StringIO(text))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise _BrokenError(name, line, _YAML, str(error.problem or error.context)) from error
    except (YAMLError, RecursionError, ValueError) as error:
        raise _BrokenError(name, 0, _YAML, _reason(error)) from error
    if root is None:
        raise _BrokenError(name, 0, "a document", "an empty file")
    return root


def _too_much(name: str, line: int, *, is_deep: bool) -> _BrokenError:
    expected = f"at most {DOCUMENT_DEPTH_MAX} levels" if is_deep else f"at most {DOCUMENT_NODES_MAX} values"
    return _BrokenError(name, line, expected, "more")


class _Builder:
    """Turns composed YAML nodes into values, collecting duplicate keys; what aliases repeat counts again."""

    def __init__(self, name: str, faults: FaultList) -> None:
        self.name = name
        self.faults = faults
        self.nodes = 0

    def build(self, node: Node, depth: int) -> Value:
        self.nodes += 1
        line = node.start_mark.line + 1
        if depth > DOCUMENT_DEPTH_MAX or self.nodes > DOCUMENT_NODES_MAX:
            raise _too_much(self.name, line, is_deep=depth > DOCUMENT_DEPTH_MAX)
        if isinstance(node.value, str):
            text = self._whole(node.value, line)
            return Value(line, _scalar(str(node.tag), text), text)
        if node.value and isinstance(node.value[0], tuple):
            return Value(line, self._mapping(node, depth))
        if not node.value and str(node.tag).endswith(":map"):
            return Value(line, {})
        return Value(line, tuple(self.build(item, depth + 1) for item in node.value))

    def _whole(self, text: str, line: int) -> str:
        """Join escaped surrogate pairs, as JSON writes them; half of one is a fault."""
        if _SURROGATE.search(text) is None:
            return text
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            self.faults.add(Fault(file=self.name, line=line, where="document", expected=_WHOLE, got=_HALF))
            return ""

    def _mapping(self, node: Node, depth: int) -> dict[str, Value]:
        mapping: dict[str, Value] = {}
        for key_node, value_node in node.value:
            key = self._whole(str(key_node.value), key_node.start_mark.line + 1)
            if key in mapping:
                line = key_node.start_mark.line + 1
                self.faults.add(Fault(file=self.name, line=line, where=key, expected="the key once", got="it twice"))
            value = self.build(value_node, depth + 1)
            if value.content is None:
                # A value that is left empty begins, for the parser, wherever the next thing does.
                value = Value(key_node.start_mark.line + 1, None, value.text)
            mapping[key] = value
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
