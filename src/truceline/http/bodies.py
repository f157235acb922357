# SPDX-License-Identifier: Apache-2.0
"""Bodies: read within bounds, and strict JSON.

Rules:
    - Size is judged while it is read, before anything is decoded; form and coding are judged before the first byte.
    - Nesting is judged on the bytes, so that no decoder ever sees a deep one.
    - Every key once, finite numbers only, whole characters only, no byte order mark, no NUL and no sign that turns
      the direction of writing round: what a person reads must be what a program reads.

Source:
    RFC 8259; RFC 7493 (I-JSON); UAX #9, section 2 (explicit directional formatting).
"""

import asyncio
import json
import math
import re
from collections.abc import Iterator
from itertools import accumulate

import msgspec
from starlette.types import Receive, Scope

from truceline.http.fields import header
from truceline.http.problems import Mistake, ProblemError

_JSON = re.compile(r"application/(?:[a-z0-9.+-]*\+)?json(?:\s*;\s*charset\s*=\s*\"?utf-8\"?)?", re.IGNORECASE)
_CHARSET = re.compile(r"\s*;\s*charset\s*=\s*\"?utf-8\"?\s*$", re.IGNORECASE)
_STRINGS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z|\\\Z)', re.DOTALL)
"""Strings; one without an end runs to the end of the body, so that nothing is looked at twice."""
_NO_STRUCTURE = bytes(sorted(set(range(256)) - set(b"[]{}")))
_STEPS = tuple({ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}.get(sign, 0) for sign in range(256))
"""How much deeper each byte leads."""
_GREAT_EXPONENT = re.compile(rb"[eE][+]?0*\d{3}")
"""Only with such a one can a number of few digits be beyond doubles."""
_LENGTH_DIGITS_MAX = 18
_DIGITS_MAX = 40
"""Digits of one number: more say nothing about any place or time."""
_LONG_NUMBER = re.compile(rb"\d{41}|[eE][+-]?0*\d{4}")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\x00]")
_MISTAKES_MAX = 20
_QUOTES_MAX = 400_000
"""Signs of quotation of one body: each text costs some dozens of bytes while its structure is judged."""
_VALUES_MAX = 200_000
"""Values of one body: each costs a hundred times its bytes once it is decoded."""


class MalformedError(ProblemError):
    """A body that is no strict JSON."""

    def __init__(self, *, detail: str) -> None:
        super().__init__(code="malformed", detail=detail, mistakes=[Mistake(pointer="#", detail=detail)])


class TooLargeError(ProblemError):
    """More than is read; the rest stays in the pipe, so that the connection ends with the answer."""

    def __init__(self, *, bytes_max: int) -> None:
        detail = f"expected at most {bytes_max} bytes"
        super().__init__(code="too-large", detail=detail, headers={"Connection": "close"})


async def read_body(
    scope: Scope, receive: Receive, *, bytes_max: int, seconds: float, forms: tuple[str, ...] = ()
) -> bytes:
    """Read a whole body of JSON, or of another form.

    Args:
        scope: The request.
        receive: Where it comes from.
        bytes_max: Largest size [bytes].
        seconds: It arrives within so long [s].
        forms: Media types that are read; none for JSON.

    Returns:
        Its bytes, not decoded.

    Raises:
        ProblemError: Another form (415), or too slow (408).
        TooLargeError: It is (413).
    """
    check_form(scope, forms)
    stated = header(scope, b"content-length")
    if stated and (not stated.isascii() or not stated.isdigit() or len(stated) > _LENGTH_DIGITS_MAX):
        raise ProblemError(code="malformed", detail="Content-Length: expected a number")
    if stated and int(stated) > bytes_max:
        raise TooLargeError(bytes_max=bytes_max)
    try:
        async with asyncio.timeout(seconds):
            return await _collect(receive, bytes_max)
    except TimeoutError as error:
        # The rest may still come: the connection cannot be used for another request.
        raise ProblemError(
            code="slow-body", detail=f"expected the whole body within {seconds:g} s", headers={"Connection": "close"}
        ) from error


def check_form(scope: Scope, forms: tuple[str, ...] = ()) -> None:
    """Refuse a body that is not plain JSON, or not of one of the forms given, by its header fields alone.

    Raises:
        ProblemError: Another media type, or any coding.
    """
    coding = header(scope, b"content-encoding").strip().lower()
    if coding not in {"", "identity"}:
        raise ProblemError(code="media-type", detail="Content-Encoding: expected none; compressed bodies are not read")
    told = header(scope, b"content-type").strip()
    if forms and _CHARSET.sub("", told).lower() not in forms:
        raise ProblemError(code="media-type", detail=f"Content-Type: expected {' or '.join(forms)}")
    if not forms and _JSON.fullmatch(told) is None:
        raise ProblemError(code="media-type", detail="Content-Type: expected application/json")


def check_json(content: bytes, *, depth_max: int) -> None:
    """Refuse, before decoding, what no decoder should see.

    Args:
        content: The body.
        depth_max: Deepest nesting.

    Raises:
        MalformedError: Not UTF-8, a byte order mark, too deep, or a number of too many digits.
    """
    if not content.strip(b" \t\r\n"):
        raise MalformedError(detail="expected a JSON document, and the body is empty")
    if content.startswith(b"\xef\xbb\xbf"):
        raise MalformedError(detail="expected no byte order mark")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedError(detail=f"expected UTF-8; byte {error.start} is none") from error
    if content.count(b'"') > _QUOTES_MAX:
        raise MalformedError(detail=f"expected at most {_QUOTES_MAX // 2} texts")
    bare = _STRINGS.sub(b"", content)
    _check_structure(bare, depth_max)
    if _LONG_NUMBER.search(bare) is not None:
        raise MalformedError(detail=f"expected numbers of at most {_DIGITS_MAX} digits and exponents of at most 3")


def parse_json(content: bytes, *, depth_max: int) -> object:
    """Parse strict JSON.

    Args:
        content: The body.
        depth_max: Deepest nesting.

    Returns:
        What it says, as plain objects.

    Raises:
        MalformedError: Not strict JSON (400).
        ProblemError: Signs that may not stand in texts (422).
    """
    check_json(content, depth_max=depth_max)
    parse_float = _finite if _GREAT_EXPONENT.search(content) else None
    try:
        parsed: object = json.loads(
            content, object_pairs_hook=_unique, parse_constant=_refuse_constant, parse_float=parse_float
        )
    except json.JSONDecodeError as error:
        raise MalformedError(detail=f"expected JSON; line {error.lineno}, column {error.colno} is none") from error
    except (ValueError, RecursionError) as error:
        raise MalformedError(detail="expected JSON of ordinary numbers and nesting") from error
    # Without an escape, and without such a sign in the bytes, no text can have one.
    if b"\\" in content or _TURNING.search(content.decode()) is not None:
        check_texts(parsed)
    return parsed


def check_keys(content: bytes, *, depth_max: int) -> None:
    """Do for a hot route what a msgspec decoder does not: bounds, every key once, no turned or half characters.

    Args:
        content: The body.
        depth_max: Deepest nesting.

    Raises:
        ProblemError: As ``parse_json``.
    """
    parse_json(content, depth_max=depth_max)


def decode(content: bytes, kind: type[msgspec.Struct] | msgspec.json.Decoder[object], *, depth_max: int) -> object:
    """Read a body of a hot route.

    Args:
        content: The body.
        kind: What it must be, or a decoder made for it once.
        depth_max: Deepest nesting.

    Returns:
        An instance of it.

    Raises:
        MalformedError: Not strict JSON.
        ProblemError: Not of that form.
    """
    check_keys(content, depth_max=depth_max)
    try:
        if isinstance(kind, msgspec.json.Decoder):
            return kind.decode(content)
        return msgspec.json.decode(content, type=kind)
    except msgspec.ValidationError as error:
        detail, _, path = str(error).partition(" - at `")
        pointer = _pointer_of_path(path.rstrip("`"))
        raise ProblemError(
            code="input", detail="1 fault", mistakes=[Mistake(pointer=pointer, detail=_plain(detail))]
        ) from error
    except msgspec.DecodeError as error:
        raise MalformedError(detail="expected strict JSON") from error


def check_texts(parsed: object) -> None:
    """Refuse signs that may not stand in any text.

    Raises:
        ProblemError: There are some.
    """
    mistakes = []
    for pointer, text in _texts(parsed, "#"):
        if _TURNING.search(text) is not None:
            mistakes.append(
                Mistake(pointer=pointer, detail="expected no NUL and no sign that turns the direction of writing")
            )
        elif any("\ud800" <= sign <= "\udfff" for sign in text):
            mistakes.append(Mistake(pointer=pointer, detail="expected whole characters, and there is half of one"))
        if len(mistakes) >= _MISTAKES_MAX:
            break
    if mistakes:
        count = len(mistakes)
        raise ProblemError(code="unreadable", detail=f"{count} fault{'s' if count > 1 else ''}", mistakes=mistakes)


def pointer(parts: Iterator[str | int] | tuple[str | int, ...]) -> str:
    """Write a JSON pointer as a fragment."""
    return "#" + "".join("/" + str(part).replace("~", "~0").replace("/", "~1")[:80] for part in parts)


async def _collect(receive: Receive, bytes_max: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ProblemError(code="malformed", detail="the connection ended before the body did")
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > bytes_max:
            raise TooLargeError(bytes_max=bytes_max)
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _check_structure(bare: bytes, depth_max: int) -> None:
    if bare.count(b",") > _VALUES_MAX:
        raise MalformedError(detail=f"expected at most {_VALUES_MAX} values")
    signs = bare.translate(None, _NO_STRUCTURE)
    if len(signs) > depth_max and max(accumulate(map(_STEPS.__getitem__, signs))) > depth_max:
        raise MalformedError(detail=f"expected at most {depth_max} levels")


def _texts(parsed: object, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(parsed, str):
        yield where, parsed
    elif isinstance(parsed, dict):
        for key, value in parsed.items():
            below = f"{where}/{key.replace('~', '~0').replace('/', '~1'):.80}"
            yield where, key
            yield from _texts(value, below if key.isprintable() else where)
    elif isinstance(parsed, list):
        for number, value in enumerate(parsed):
            if isinstance(value, str | dict | list):
                yield from _texts(value, f"{where}/{number}")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        message = "expected every key of an object once"
        raise MalformedError(detail=message)
    return found


def _refuse_constant(constant: str) -> object:
    detail = f"expected a finite number, not {constant}"
    raise MalformedError(detail=detail)


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise MalformedError(detail="expected numbers that a double can hold")
    return number


def _plain(detail: str) -> str:
    return re.sub(r", got .*$", "", detail)


def _pointer_of_path(path: str) -> str:
    """Turn msgspec's ``$.volumes[0].area`` into a JSON pointer."""
    parts = re.findall(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]", path)
    return pointer(tuple(name or number for name, number in parts))
