# SPDX-License-Identifier: Apache-2.0
"""Reads a document into a noun by the noun's own annotations, and tells every fault at once.

Understood annotations: ``str``, ``int``, ``float``, ``bool``, a ``StrEnum``, ``Moment``, ``UTCOffset``, another
noun (a dataclass), ``tuple[X, ...]``, ``dict[str, X]`` and ``X | None``. The docstring of a noun is its
specification; nothing is coerced, nothing unknown is ignored.
"""

import dataclasses
import difflib
import types
import typing
from enum import StrEnum
from functools import cache
from math import isfinite

from truceline.base.errors import Fault, FaultList, InputError, UnreadableError
from truceline.base.moments import Moment, UTCOffset
from truceline.records.document import Document, Value

T = typing.TypeVar("T")


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


class _UnreadableError(Exception):
    """A value could not be read; its fault is already in the list."""


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
    reader = _Reader(document.name, faults)
    before = len(faults.faults)
    try:
        result = reader.noun(noun, document.root, "")
    except _UnreadableError:
        return None
    return None if len(faults.faults) > before else typing.cast("T", result)


class _Reader:
    def __init__(self, file: str, faults: FaultList) -> None:
        self.file = file
        self.faults = faults

    def noun(self, noun: type, value: Value, where: str) -> object:
        if not isinstance(value.content, dict):
            raise self._fault(value, where or noun.__name__, f"a mapping with the fields of {noun.__name__}")
        forms = field_forms(noun)
        known = {form.name for form in forms}
        for key, item in value.content.items():
            if key not in known:
                hint = difflib.get_close_matches(key, known, n=1)
                wanted = f"a known field (did you mean {hint[0]}?)" if hint else f"one of {', '.join(sorted(known))}"
                self._note(item, _join(where, key), wanted, f"the unknown field {key!r}")
        arguments = self._arguments(forms, value, where)
        if arguments is None:
            raise _UnreadableError
        try:
            return noun(**arguments)
        except InputError as error:
            raise self._fault(value, where or noun.__name__, str(error)) from error

    def _arguments(self, forms: tuple[FieldForm, ...], value: Value, where: str) -> dict[str, object] | None:
        content = typing.cast("dict[str, Value]", value.content)
        arguments: dict[str, object] = {}
        broken = False
        for form in forms:
            item = content.get(form.name)
            if item is None:
                if form.required:
                    self._note(value, _join(where, form.name), "this field", "nothing")
                    broken = True
                continue
            try:
                arguments[form.name] = self.value(form.form, item, _join(where, form.name))
            except _UnreadableError:
                broken = True
        return None if broken else arguments

    def value(self, form: object, value: Value, where: str) -> object:
        origin = typing.get_origin(form)
        if origin in (types.UnionType, typing.Union):
            inner = [part for part in typing.get_args(form) if part is not type(None)]
            assert len(inner) == 1, form
            return None if value.content is None else self.value(inner[0], value, where)
        if origin is tuple:
            return self._list(typing.get_args(form)[0], value, where)
        if origin is dict:
            return self._mapping(typing.get_args(form)[1], value, where)
        assert isinstance(form, type), form
        if dataclasses.is_dataclass(form) and form not in (Moment, UTCOffset):
            return self.noun(form, value, where)
        return self._scalar(form, value, where)

    def _list(self, form: object, value: Value, where: str) -> tuple[object, ...]:
        if not isinstance(value.content, tuple):
            raise self._fault(value, where, "a list")
        items: list[object] = []
        broken = False
        for index, item in enumerate(value.content):
            try:
                items.append(self.value(form, item, f"{where}[{index}]"))
            except _UnreadableError:
                broken = True
        if broken:
            raise _UnreadableError
        return tuple(items)

    def _mapping(self, form: object, value: Value, where: str) -> dict[str, object]:
        if not isinstance(value.content, dict):
            raise self._fault(value, where, "a mapping")
        items: dict[str, object] = {}
        broken = False
        for key, item in value.content.items():
            try:
                items[key] = self.value(form, item, _join(where, key))
            except _UnreadableError:
                broken = True
        if broken:
            raise _UnreadableError
        return items

    def _scalar(self, form: type, value: Value, where: str) -> object:
        content = value.content
        if isinstance(content, tuple | dict):
            raise self._fault(value, where, _expected(form))
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
                raise self._fault(value, where, error.expected) from error
        raise self._fault(value, where, _expected(form))

    def _note(self, value: Value, where: str, expected: str, got: str) -> None:
        self.faults.add(Fault(file=self.file, line=value.line, where=where, expected=expected, got=got))

    def _fault(self, value: Value, where: str, expected: str) -> _UnreadableError:
        self._note(value, where, expected, _shown(value))
        return _UnreadableError()


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
