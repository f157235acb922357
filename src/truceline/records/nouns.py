# SPDX-License-Identifier: Apache-2.0
"""Nouns as JSON documents of one form and back: the same noun always gives the same bytes, and reading loses nothing.

Made for bodies of the record, which must be read alike in decades (docs/records.md, "Bodies"). The form follows the
annotations of a noun, worked out once for each class.

Rules:
    - Objects by field name, sorted; what is at its default is left out. Instants (fields ``*_ns``) are RFC 3339 text
      under the name without its ending; "no start" and "no end" are left out. Bytes are UTF-8 text. Sets are sorted.
    - Where one of several nouns may stand, its name stands in ``is``.
    - Fractions are written in the fewest digits that give the same number; what is not finite is only left out.
    - Nothing is coerced and nothing unknown ignored; what is read is written again and must give the same bytes.

Source:
    The shortest round trip of IEEE 754 numbers as RFC 8785, section 3.2.2.3 asks for it.
"""

import dataclasses
import re
import types
import typing
from collections.abc import Callable, Mapping
from enum import StrEnum
from math import isfinite
from typing import Any, NoReturn, TypeAlias, TypeVar

import msgspec

from truceline.base.errors import LimitError, NodeError, RecordError
from truceline.base.instants import parse_instant, to_text
from truceline.base.limits import BOX_BODY_BYTES_MAX
from truceline.base.moments import Moment
from truceline.records.reader import field_forms

T = TypeVar("T")
Write: TypeAlias = Callable[[Any], Any]
Read: TypeAlias = Callable[[Any, str], Any]

RECORD = "record"
"""The field that says which kind and version a body is of."""
_IS = "is"
_NS = "_ns"
_INTEGER_MAX = 2**53 - 1
_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder()


@dataclasses.dataclass(frozen=True, slots=True)
class _Way:
    """How values of one form are written and read."""

    write: Write
    read: Read


@dataclasses.dataclass(frozen=True, slots=True)
class _Field:
    """How one field is written and read."""

    name: str
    key: str
    way: _Way
    default: object
    may_lack: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NounKind:
    """A kind of body.

    Attributes:
        name: With its version, such as ``intent/1``.
        noun: What it is read into.
    """

    name: str
    noun: type


def write_noun(kind: NounKind, noun: object) -> bytes:
    """Write a noun as the body of a kind.

    Raises:
        RecordError: It holds a number that is not finite or too large, or bytes that are no text.
        LimitError: It is too large for a body.
    """
    assert type(noun) is kind.noun, type(noun)
    written = _way_of(kind.noun).write(noun)
    written[RECORD] = kind.name
    try:
        content = _ENCODER.encode(written)
    except UnicodeEncodeError as error:
        message = f"body {kind.name}: expected whole characters, got half of one"
        raise RecordError(message) from error
    if len(content) > BOX_BODY_BYTES_MAX:
        message = f"body {kind.name}: expected at most {BOX_BODY_BYTES_MAX} bytes, got {len(content)}"
        raise LimitError(message)
    return content


def read_noun(kinds: Mapping[str, NounKind], content: bytes) -> object:
    """Read a body into its noun.

    Args:
        kinds: Known kinds by name.
        content: The bytes.

    Raises:
        RecordError: They are no body of a known kind, or not in its one form.
        LimitError: They are too many.
    """
    if len(content) > BOX_BODY_BYTES_MAX:
        message = f"body: expected at most {BOX_BODY_BYTES_MAX} bytes, got {len(content)}"
        raise LimitError(message)
    read = read_json(content)
    kind = kinds.get(str(read.pop(RECORD, "")))
    if kind is None:
        _refuse("body", f"one of the kinds {', '.join(kinds)}", "another")
    try:
        noun = _way_of(kind.noun).read(read, "body")
    except RecordError:
        raise
    except (NodeError, ExceptionGroup, AssertionError) as error:
        message = f"body {kind.name}: expected a whole one, got one that breaks a rule: {error!s:.200}"
        raise RecordError(message) from error
    if write_noun(kind, noun) != content:
        _refuse(
            f"body {kind.name}", "its one form: sorted keys, nothing at its default, the shortest numbers", "another"
        )
    return noun


def read_json(content: bytes) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        RecordError: It is none.
    """
    try:
        read = _DECODER.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"body: expected JSON, got other bytes ({error!s:.120})"
        raise RecordError(message) from error
    if not isinstance(read, dict):
        _refuse("body", "an object", type(read).__name__)
    return read


def _way_of(form: object) -> _Way:
    """Give how values of a form are written and read; worked out once."""
    if form not in _WAYS:
        _WAYS[form] = _worked_out(form)
    return _WAYS[form]


def _worked_out(form: object) -> _Way:
    origin, arguments = typing.get_origin(form), typing.get_args(form)
    if origin in (types.UnionType, typing.Union):
        return _way_of_union(tuple(each for each in arguments if each is not type(None)))
    if origin is tuple:
        is_list = arguments[-1] is Ellipsis
        return _way_of_list(_way_of(arguments[0])) if is_list else _way_of_tuple(tuple(map(_way_of, arguments)))
    if origin is frozenset:
        return _Way(sorted, _read_set)
    if origin is dict:
        return _way_of_dict(_way_of(arguments[1]))
    assert isinstance(form, type), form
    if issubclass(form, StrEnum):
        return _way_of_enum(form)
    assert dataclasses.is_dataclass(form), form
    return _way_of_noun(form)


def _way_of_noun(noun: type) -> _Way:
    defaults = {each.name: each.default for each in dataclasses.fields(noun) if each.init}
    fields = tuple(
        _field(each.name, each.form, defaults[each.name]) for each in field_forms(noun) if each.name in defaults
    )
    by_key = {each.key: each for each in fields}

    def write(thing: Any) -> dict[str, Any]:  # noqa: ANN401 - the noun
        written = {}
        for each in fields:
            value = getattr(thing, each.name)
            if value is not None and value != each.default:
                written[each.key] = each.way.write(value)
        return written

    def read(value: Any, where: str) -> Any:  # noqa: ANN401 - JSON in, a noun out
        if not isinstance(value, dict) or not by_key.keys() >= value.keys():
            _refuse(where, f"an object with fields of {noun.__name__} alone", f"{value!r:.80}")
        given = {by_key[key].name: by_key[key].way.read(each, f"{where}.{key}") for key, each in value.items()}
        for each in fields:
            if each.name not in given and each.default is dataclasses.MISSING:
                if not each.may_lack:
                    _refuse(f"{where}.{each.key}", "a value", "none")
                given[each.name] = None
        return noun(**given)

    return _Way(write, read)


def _field(name: str, form: object, default: object) -> _Field:
    may_lack = type(None) in typing.get_args(form)
    if name.endswith(_NS) and form is int:
        return _Field(name, name.removesuffix(_NS), _Way(to_text, _read_instant), default, may_lack)
    return _Field(name, name, _way_of(form), default, may_lack)


def _way_of_union(forms: tuple[Any, ...]) -> _Way:
    """Work out a form with nothing beside it, or several nouns that are told apart by their names."""
    if len(forms) == 1:
        return _way_of(forms[0])
    nouns = {_name_of(form): _way_of(form) for form in forms}
    names = {form: _name_of(form) for form in forms}

    def write(thing: Any) -> dict[str, Any]:  # noqa: ANN401 - one of the nouns
        name = names[type(thing)]
        return {**nouns[name].write(thing), _IS: name}

    def read(value: Any, where: str) -> Any:  # noqa: ANN401 - JSON in, a noun out
        name = value.get(_IS) if isinstance(value, dict) else None
        if not isinstance(name, str) or name not in nouns:
            _refuse(f"{where}.{_IS}", f"one of {', '.join(sorted(nouns))}", f"{name!r:.40}")
        return nouns[name].read({key: each for key, each in value.items() if key != _IS}, where)

    return _Way(write, read)


def _name_of(form: object) -> str:
    assert isinstance(form, type)
    return _CAPITAL.sub("_", form.__name__).lower()


def _way_of_list(item: _Way) -> _Way:
    write_item, read_item = item.write, item.read

    def read(value: Any, where: str) -> tuple[Any, ...]:  # noqa: ANN401 - JSON
        return tuple(read_item(each, where) for each in _list(value, where))

    return _Way(lambda things: [write_item(each) for each in things], read)


def _way_of_tuple(items: tuple[_Way, ...]) -> _Way:
    if all(each is _WAYS[float] for each in items):
        return _Way(_write_floats, _read_floats(len(items)))

    def read(value: Any, where: str) -> tuple[Any, ...]:  # noqa: ANN401 - JSON
        if len(_list(value, where)) != len(items):
            _refuse(where, f"{len(items)} values", f"{len(value)}")
        return tuple(way.read(each, where) for way, each in zip(items, value, strict=True))

    return _Way(lambda things: [way.write(each) for way, each in zip(items, things, strict=True)], read)


def _way_of_dict(item: _Way) -> _Way:
    def read(value: Any, where: str) -> dict[str, Any]:  # noqa: ANN401 - JSON
        if not isinstance(value, dict):
            _refuse(where, "an object", f"{value!r:.80}")
        return {key: item.read(each, f"{where}.{key}") for key, each in value.items()}

    return _Way(lambda things: {key: item.write(each) for key, each in things.items()}, read)


def _way_of_enum(form: type[StrEnum]) -> _Way:
    def read(value: Any, where: str) -> StrEnum:  # noqa: ANN401 - JSON
        if value not in form.__members__.values():
            _refuse(where, f"one of {', '.join(form)}", f"{value!r:.40}")
        return form(value)

    return _Way(str, read)


def _write_int(value: int) -> int:
    if abs(value) > _INTEGER_MAX:
        _refuse("body", "a whole number within 2^53", str(value))
    return value


def _write_float(value: float) -> float:
    if not isfinite(value):
        _refuse("body", "a finite number", str(value))
    return float(value)


def _write_floats(values: tuple[float, ...]) -> list[float]:
    return [_write_float(each) for each in values]


def _read_floats(count: int) -> Read:
    def read(value: Any, where: str) -> tuple[float, ...]:  # noqa: ANN401 - JSON
        if len(_list(value, where)) != count:
            _refuse(where, f"{count} numbers", f"{len(value)}")
        return tuple(_read_float(each, where) for each in value)

    return read


def _write_bytes(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        message = "body: expected a document in UTF-8, got other bytes"
        raise RecordError(message) from error


def _read_as(form: type, told: str) -> Read:
    def read(value: Any, where: str) -> Any:  # noqa: ANN401 - JSON
        if type(value) is not form:
            _refuse(where, told, f"{value!r:.80}")
        return value

    return read


def _read_float(value: Any, where: str) -> float:  # noqa: ANN401 - JSON
    if type(value) is not float or not isfinite(value):
        _refuse(where, "a number with a fraction", f"{value!r:.40}")
    return value


def _read_bytes(value: Any, where: str) -> bytes:  # noqa: ANN401 - JSON
    text: str = _read_text(value, where)
    return text.encode()


def _read_instant(value: Any, where: str) -> int:  # noqa: ANN401 - JSON
    return parse_instant(_read_text(value, where))


def _read_set(value: Any, where: str) -> frozenset[str]:  # noqa: ANN401 - JSON
    return frozenset(_read_text(each, where) for each in _list(value, where))


def _read_moment(value: Any, where: str) -> Moment:  # noqa: ANN401 - JSON
    return Moment(_read_text(value, where))


def _list(value: Any, where: str) -> list[Any]:  # noqa: ANN401 - JSON
    if not isinstance(value, list):
        _refuse(where, "a list", f"{value!r:.80}")
    return value


def _text_of(value: Moment) -> str:
    return value.text


def _same(value: Any) -> Any:  # noqa: ANN401 - text or a truth value
    return value


def _refuse(where: str, expected: str, got: str) -> NoReturn:
    message = f"{where}: expected {expected}, got {got}"
    raise RecordError(message)


_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_read_text = _read_as(str, "text")
_WAYS: dict[object, _Way] = {
    str: _Way(_same, _read_text),
    bool: _Way(_same, _read_as(bool, "true or false")),
    int: _Way(_write_int, _read_as(int, "a whole number")),
    float: _Way(_write_float, _read_float),
    bytes: _Way(_write_bytes, _read_bytes),
    Moment: _Way(_text_of, _read_moment),
}
