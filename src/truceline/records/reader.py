# SPDX-License-Identifier: Apache-2.0
"""Reads a document into a noun by the noun's own annotations, and tells every fault at once.

Understood annotations: ``str``, ``int``, ``float``, ``bool``, a ``StrEnum``, ``Moment``, ``UTCOffset``, another
noun (a dataclass), ``tuple[X, ...]``, ``dict[str, X]`` and ``X | None``. The docstring of a noun is its
specification; nothing is coerced, nothing unknown is ignored. What is broken leaves a hole, so that whoever checks a
document can go on; nobody else ever sees a noun with holes.
"""

import dataclasses
import difflib
import re
import types
import typing
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from math import isfinite

from truceline.base.errors import Fault, FaultList, InputError, UnreadableError
from truceline.base.moments import Moment, UTCOffset
from truceline.records.document import Document, Value

T = typing.TypeVar("T")
_STEP = re.compile(r"[.\[]")
_NO_MOMENT = "1970-01-01"
_NO_OFFSET = "+00:00"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FieldForm:
    """How one field of a noun is read.

    Attributes:
        name: Its key.
        form: Its annotation, resolved.
        required: Whether it has no default.
    """

    name: str
    form: object
    required: bool


@cache
def field_forms(noun: type) -> tuple[FieldForm, ...]:
    """List the fields of a noun in order, annotations resolved."""
    hints = typing.get_type_hints(noun)
    return tuple(
        FieldForm(
            name=field.name,
            form=hints[field.name],
            required=field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        )
        for field in dataclasses.fields(noun)
    )


ID_FIELDS = ("id", "engagement", "authority")
"""Fields that hold the key of something."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reading(typing.Generic[T]):
    """What could be read of a document.

    Attributes:
        noun: The noun; where it has holes, a field holds its default or an empty value instead of what is broken.
        holes: Paths of the broken fields, such as ``zones[2].status``, and of everything round them (``zones[2]``,
            ``zones`` and the empty path of the whole).
        is_id_lost: Whether an id may be among what could not be read, so that a name without owner proves nothing.
    """

    noun: T
    holes: frozenset[str] = frozenset()
    is_id_lost: bool = False


def read(noun: type[T], document: Document) -> T:
    """Read a whole document as one noun.

    Args:
        noun: A dataclass of understood annotations.
        document: The parsed document.

    Returns:
        The noun.

    Raises:
        ExceptionGroup: Every fault of the document.
    """
    faults = FaultList()
    result = maybe_read(noun, document, faults)
    faults.raise_if_any(document.name)
    assert result is not None
    return result


def maybe_read(noun: type[T], document: Document, faults: FaultList) -> T | None:
    """Read a whole document as one noun, adding its faults to a list; None when there are any."""
    found = read_with_holes(noun, document, faults)
    return None if found.holes else found.noun


def read_with_holes(noun: type[T], document: Document, faults: FaultList) -> Reading[T]:
    """Read what can be read of a document, adding its faults to a list; for checks alone, which go on to tell more.

    Args:
        noun: A dataclass of understood annotations.
        document: The parsed document.
        faults: Every fault is added; there is a hole for each.

    Returns:
        The noun with its holes.
    """
    reader = _Reader(document.name, faults)
    result = typing.cast("T", reader.noun(noun, document.root, ""))
    return Reading(noun=result, holes=frozenset(reader.holes), is_id_lost=reader.is_id_lost)


class _Reader:
    """Reads values into nouns; where one is broken it notes the fault and the hole, and goes on."""

    def __init__(self, file: str, faults: FaultList) -> None:
        self.file = file
        self.faults = faults
        self.holes: set[str] = set()
        self.is_id_lost = False

    def noun(self, noun: type, value: Value, where: str) -> object:
        if not isinstance(value.content, dict):
            return self._broken(noun, value, where, f"a mapping with the fields of {noun.__name__}")
        forms = field_forms(noun)
        before = len(self.faults.faults)
        self._refuse_unknown(value, {form.name for form in forms}, where)
        arguments = self._arguments(forms, value, where)
        if len(self.faults.faults) > before:
            return _unchecked(noun, arguments)
        try:
            return noun(**arguments)
        except InputError as error:
            self._fault(value, where or noun.__name__, str(error))
            return _unchecked(noun, arguments)

    def _refuse_unknown(self, value: Value, known: set[str], where: str) -> None:
        content = typing.cast("dict[str, Value]", value.content)
        for key, item in content.items():
            if key not in known:
                hint = difflib.get_close_matches(key, known, n=1)
                wanted = f"a known field (did you mean {hint[0]}?)" if hint else f"one of {', '.join(sorted(known))}"
                self._note(item, _join(where, key), wanted, f"the unknown field {key!r}")
                self.is_id_lost |= _holds_id(item)

    def _arguments(self, forms: tuple[FieldForm, ...], value: Value, where: str) -> dict[str, object]:
        content = typing.cast("dict[str, Value]", value.content)
        arguments: dict[str, object] = {}
        for form in forms:
            item, path = content.get(form.name), _join(where, form.name)
            if item is not None:
                arguments[form.name] = self.value(form.form, item, path)
            elif form.required:
                self._note(value, path, "this field", "nothing")
                arguments[form.name] = self._blank(form.form, path)
        return arguments

    def value(self, form: object, value: Value, where: str) -> object:
        origin = typing.get_origin(form)
        if origin in (types.UnionType, typing.Union):
            inner = _inner(form)
            return None if value.content is None else self.value(inner, value, where)
        if origin is tuple:
            return self._list(form, value, where)
        if origin is dict:
            return self._mapping(form, value, where)
        assert isinstance(form, type), form
        if _is_noun(form):
            return self.noun(form, value, where)
        return self._scalar(form, value, where)

    def _list(self, form: object, value: Value, where: str) -> object:
        if not isinstance(value.content, tuple):
            return self._broken(form, value, where, "a list")
        inner = typing.get_args(form)[0]
        return tuple(self.value(inner, item, f"{where}[{index}]") for index, item in enumerate(value.content))

    def _mapping(self, form: object, value: Value, where: str) -> object:
        if not isinstance(value.content, dict):
            return self._broken(form, value, where, "a mapping")
        inner = typing.get_args(form)[1]
        return {key: self.value(inner, item, _join(where, key)) for key, item in value.content.items()}

    def _scalar(self, form: type, value: Value, where: str) -> object:
        content = value.content
        if isinstance(content, tuple | dict):
            return self._broken(form, value, where, _expected(form))
        if form is bool and isinstance(content, bool):
            return content
        if form is int and isinstance(content, int) and not isinstance(content, bool):
            return content
        if form is float and isinstance(content, int | float) and not isinstance(content, bool) and isfinite(content):
            return float(content)
        if form is str and isinstance(content, str):
            return content
        if issubclass(form, StrEnum) and value.text in set(form):
            return form(value.text)
        if form in (Moment, UTCOffset) and isinstance(content, str):
            try:
                return form(value.text)
            except UnreadableError as error:
                return self._broken(form, value, where, error.expected)
        return self._broken(form, value, where, _expected(form))

    def _broken(self, form: object, value: Value, where: str, expected: str) -> object:
        """Note a fault and fill its hole."""
        self._fault(value, where or getattr(form, "__name__", ""), expected)
        self.is_id_lost |= _holds_id(value)
        return self._blank(form, where)

    def _blank(self, form: object, where: str) -> object:
        """Give an empty value in the place of what is broken or missing."""
        self._tell_hole(where)
        self.is_id_lost |= where.rpartition(".")[2] in ID_FIELDS or _names_things(form)
        return _empty(form)

    def _note(self, value: Value, where: str, expected: str, got: str) -> None:
        self._tell_hole(where)
        self.faults.add(Fault(file=self.file, line=value.line, where=where, expected=expected, got=got))

    def _tell_hole(self, where: str) -> None:
        self.holes.update(where[: step.start()] for step in _STEP.finditer(where))
        self.holes.update(("", where))

    def _fault(self, value: Value, where: str, expected: str) -> None:
        self._note(value, where, expected, _shown(value))


def _is_noun(form: object) -> bool:
    return isinstance(form, type) and dataclasses.is_dataclass(form) and form not in (Moment, UTCOffset)


def _inner(form: object) -> object:
    """Give X of ``X | None``, ``tuple[X, ...]`` and ``dict[str, X]``; any other form itself."""
    inner = [part for part in typing.get_args(form) if part not in (type(None), Ellipsis)]
    return inner[-1] if inner else form


def _names_things(form: object) -> bool:
    """Say whether values of a form carry ids."""
    inner = _inner(form)
    if inner is not form:
        return _names_things(inner)
    return isinstance(inner, type) and _is_noun(inner) and any(each.name in ID_FIELDS for each in field_forms(inner))


def _holds_id(value: Value) -> bool:
    """Say whether an id stands anywhere in a value as written."""
    if isinstance(value.content, dict):
        return any(key in ID_FIELDS or _holds_id(item) for key, item in value.content.items())
    return isinstance(value.content, tuple) and any(_holds_id(item) for item in value.content)


def _empty(form: object) -> object:
    """Give an empty value of a form."""
    origin = typing.get_origin(form)
    if origin in (types.UnionType, typing.Union):
        return None
    if origin in (tuple, dict):
        return origin()
    assert isinstance(form, type), form
    if _is_noun(form):
        return _unchecked(form, {})
    if issubclass(form, StrEnum):
        return next(iter(form))
    return form({Moment: _NO_MOMENT, UTCOffset: _NO_OFFSET}[form]) if form in (Moment, UTCOffset) else form()


def _unchecked(noun: type, arguments: Mapping[str, object]) -> object:
    """Make a noun without the checks of its own, empty where nothing is given; it never leaves the checks of a file."""
    made: object = object.__new__(noun)
    for field in dataclasses.fields(noun):
        if field.name in arguments:
            content = arguments[field.name]
        elif field.default is not dataclasses.MISSING:
            content = field.default
        elif field.default_factory is not dataclasses.MISSING:
            content = field.default_factory()
        else:
            content = _empty(next(form.form for form in field_forms(noun) if form.name == field.name))
        object.__setattr__(made, field.name, content)
    return made


def _join(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _expected(form: type) -> str:
    if issubclass(form, StrEnum):
        return "one of " + ", ".join(form)
    names = {
        str: "text",
        int: "a whole number",
        float: "a finite number",
        bool: "true or false",
        Moment: "YYYY-MM-DD or an RFC 3339 instant with an offset",
        UTCOffset: "a UTC offset such as +03:00",
    }
    return names[form]


def _shown(value: Value) -> str:
    content = value.content
    if content is None:
        return "nothing"
    if isinstance(content, tuple):
        return f"a list of {len(content)}"
    if isinstance(content, dict):
        return "a mapping with " + (", ".join(list(content)[:4]) or "nothing in it")
    return repr(value.text)[:80]
