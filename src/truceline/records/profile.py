# SPDX-License-Identifier: Apache-2.0
"""The narrow profile in which the record is written: one value, one byte string, legible in a text editor.

Objects, lists, text, whole numbers, true and false; no fractions and no null. ``docs/records.md`` states every rule.

Rules:
    - What is read is written again and must give the bytes that were received. Whoever hashes or verifies takes those
      bytes, never the ones written again.
    - Neither a list nor an object nests deeper than ``DEPTH_MAX``; refused before anything deeper is built.
    - ``records.canonical`` is the wider form for digests of this software's own files; nothing of the record uses it.

Source:
    RFC 8785 (JSON Canonicalization Scheme), of which this is a subset; Unicode Standard Annexes 9 and 15.
"""

import re
from collections.abc import Iterable
from typing import Annotated, NoReturn, TypeAlias, Union, cast
from unicodedata import is_normalized

import msgspec

from truceline.base.errors import LimitError, RecordError
from truceline.base.limits import ENTRY_BYTES_MAX

INTEGER_MAX = 2**53 - 1
"""Largest whole number: beyond it, readers that keep numbers as binary fractions would read another one."""
DEPTH_MAX = 8
"""How deep lists and objects nest."""

Value: TypeAlias = Union[str, int, bool, list["Value"], dict[str, "Value"]]  # noqa: UP007 - names itself

_Scalar = str | bool | Annotated[int, msgspec.Meta(ge=-INTEGER_MAX, le=INTEGER_MAX)]
_KEY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_NAME = re.compile(r"[a-z0-9_][a-z0-9._/-]*", re.ASCII)
"""Keys of objects that list things by their names: ids of keys, names of witnesses."""
_HIDDEN = re.compile("[\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]")
"""Controls, and signs that turn the direction of a text without being seen."""
_USUAL_KEYS = frozenset(
    {
        *("box", "by", "c", "dl", "k", "log", "n", "prev", "re", "sd", "seen", "seq", "sig", "t", "to", "typ", "v"),
        *(
            "body",
            "bundle",
            "consistency",
            "end",
            "entries",
            "field",
            "from",
            "hashes",
            "leaf",
            "lines",
            "note",
            "size",
        ),
    }
)
"""Keys that most records have: known to be good, so that they are not looked at one by one."""


def _nested(depth: int) -> object:
    """Give the type of values that nest at most so deep."""
    found: object = _Scalar
    for _ in range(depth):
        found = Union[_Scalar, list[found], dict[str, found]]  # type: ignore[valid-type]  # noqa: UP007 - made as it runs
    return found


_DECODER: msgspec.json.Decoder[object] = msgspec.json.Decoder(_nested(DEPTH_MAX))
_ENCODER = msgspec.json.Encoder(order="sorted")


def parse(
    raw: bytes,
    *,
    what: str = "record",
    bytes_max: int = ENTRY_BYTES_MAX,
    has_newlines: bool = False,
    has_names: bool = False,
) -> Value:
    """Read a value from its one byte string.

    Args:
        raw: The bytes as received.
        what: What they should be, for messages.
        bytes_max: How many are accepted [bytes].
        has_newlines: Whether texts may hold newlines, as the texts of notes in a bundle do.
        has_names: Whether keys may be names and ids, as in the bodies of key entries.

    Raises:
        LimitError: They are too many.
        RecordError: They are no value of the profile, or not the bytes in which it is written.
    """
    if len(raw) > bytes_max:
        message = f"{what}: expected at most {bytes_max} bytes, got {len(raw)}"
        raise LimitError(message)
    value = _checked(raw, what, has_newlines=has_newlines, has_names=has_names)
    if _ENCODER.encode(value) != raw:
        _refuse(what, "sorted keys, each once, no spaces, and numbers and text in their one form", "another form")
    return value


def parse_object(
    raw: bytes,
    *,
    what: str = "record",
    bytes_max: int = ENTRY_BYTES_MAX,
    has_newlines: bool = False,
    has_names: bool = False,
) -> dict[str, Value]:
    """Read an object, as ``parse`` reads a value.

    Raises:
        LimitError: The bytes are too many.
        RecordError: They are no object of the profile.
    """
    value = parse(raw, what=what, bytes_max=bytes_max, has_newlines=has_newlines, has_names=has_names)
    if not isinstance(value, dict):
        _refuse(what, "an object", f"a {type(value).__name__}")
    return value


def encode(value: Value, *, what: str = "record", has_newlines: bool = False, has_names: bool = False) -> bytes:
    """Write a value as its one byte string.

    Args:
        value: Lists may be tuples.
        what: What it is, for messages.
        has_newlines: Whether its texts may hold newlines.
        has_names: Whether its keys may be names and ids.

    Raises:
        RecordError: It is outside the profile.
    """
    try:
        raw = _ENCODER.encode(value)
    except (UnicodeEncodeError, TypeError, RecursionError, OverflowError) as error:
        message = f"{what}: expected text, whole numbers, true, false, lists and objects, got others ({error!s:.120})"
        raise RecordError(message) from error
    _checked(raw, what, has_newlines=has_newlines, has_names=has_names)
    return raw


def check_text(raw: bytes, what: str, *, has_newlines: bool = False) -> None:
    """Refuse text in JSON that could be read as another: hidden signs, two ways to write one, needless escapes.

    The text is looked at as a whole. Its marks (quotes, brackets, commas) join with no sign that follows them, so that
    it is in normal form exactly when each string of it is.

    Raises:
        RecordError: There is such text.
    """
    if b"\\" in raw:
        left = raw.replace(b"\\\\", b"").replace(b'\\"', b"")
        if has_newlines:
            left = left.replace(b"\\n", b"")
        if b"\\" in left:
            _refuse(what, 'no escapes but \\" and \\\\', "another one")
    if raw.isascii():
        if b"\x7f" in raw:
            _refuse(what, "text without control characters", "U+007F")
        return
    text = raw.decode()
    hidden = _HIDDEN.search(text)
    if hidden:
        _refuse(what, "text without control characters and signs that turn its direction", f"U+{ord(hidden[0]):04X}")
    if not is_normalized("NFC", text):
        _refuse(what, "text in Unicode normal form C", "another form")


def _checked(raw: bytes, what: str, *, has_newlines: bool, has_names: bool) -> Value:
    try:
        value = cast("Value", _DECODER.decode(raw))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"{what}: expected canonical JSON, got other bytes ({error!s:.160})"
        raise RecordError(message) from error
    check_text(raw, what, has_newlines=has_newlines)
    _check_keys(value, what, _NAME if has_names else _KEY)
    return value


def _check_keys(value: Value, what: str, form: re.Pattern[str]) -> None:
    """Refuse keys that are no plain names.

    Raises:
        RecordError: There are some.
    """
    left: list[Value] = [value]
    for each in left:
        if type(each) is dict:
            if not _USUAL_KEYS.issuperset(each):
                _check_names(each, what, form)
            left += [item for item in each.values() if type(item) is dict or type(item) is list]
        elif type(each) is list:
            left += [item for item in each if type(item) is dict or type(item) is list]


def _check_names(keys: Iterable[str], what: str, form: re.Pattern[str]) -> None:
    for key in keys:
        if form.fullmatch(key) is None:
            _refuse(what, f"keys of the form {form.pattern}", f"{key!r:.60}")


def _refuse(what: str, expected: str, got: str) -> NoReturn:
    message = f"{what}: expected {expected}, got {got}"
    raise RecordError(message)
