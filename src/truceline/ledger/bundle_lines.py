# SPDX-License-Identifier: Apache-2.0
"""The lines of a bundle of the record: one noun for each kind, read strictly and written in its one form.

Rules:
    - A line is canonical JSON. Its first key names its kind, and it has the fields of that kind and no other.
    - Entries are given as they stand. Whether they are entries is for whoever verifies: a malformed one under a signed
      head is evidence, and must come through.

Source:
    ``docs/records.md``, "Bundle".
"""

import re
from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

from truceline.base.errors import LimitError, RecordError
from truceline.base.limits import (
    BUNDLE_ENTRIES_A_LINE_MAX,
    BUNDLE_LINE_BYTES_MAX,
    BUNDLE_MAKER_LENGTH_MAX,
    BUNDLE_TEXT_BYTES_MAX,
    PROOF_HASHES_MAX,
)
from truceline.crypto.commitments import DisclosedField
from truceline.crypto.notes import decode_base64, encode_base64
from truceline.records.profile import INTEGER_MAX, Value, encode, parse_object

BUNDLE_SCHEMA = "truceline/bundle/1"
ORIGIN = re.compile(r"[a-z0-9][a-z0-9./-]{0,199}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_FIELD_SALT = re.compile(r"[0-9a-f]{32}", re.ASCII)
_ENTRIES = re.compile(
    rb'\{"entries":\["([^"]*(?:","[^"]*){0,255})"\],"from":(0|[1-9][0-9]{0,15}),"log":"([a-z0-9./-]*)"\}'
)
_FIELD_PARTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningLine:
    """The first line: who says that he made the bundle, and when; nobody signs it."""

    made_ms: int
    maker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    """A signed note with its cosignatures, as it stands."""

    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesLine:
    """Entries in order, from one index on."""

    origin: str
    first: int
    raws: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForkLine:
    """Where two heads of a log differ first; in evidence of a fork alone."""

    origin: str
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionLine:
    """A proof that an entry lies under a head; with its leaf hash in evidence of a fork, which shows no entries."""

    origin: str
    leaf: int
    size: int
    hashes: tuple[bytes, ...]
    leaf_hash: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsistencyLine:
    """A proof that one head continues another."""

    origin: str
    old: int
    new: int
    hashes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyLine:
    """The body of an entry with its salt."""

    origin: str
    seq: int
    salt: bytes
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxLine:
    """The sealed body of an entry; with the key that opens it when whoever made the bundle reveals it."""

    origin: str
    seq: int
    sealed: bytes = field(repr=False)
    dek: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """One disclosed field of an entry, and its value as read."""

    origin: str
    seq: int
    field: DisclosedField
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class EndLine:
    """The last line: the hash of all bytes before it, and how many lines they are."""

    digest: bytes
    lines: int


BundleLine = (
    OpeningLine
    | NoteLine
    | EntriesLine
    | ForkLine
    | InclusionLine
    | ConsistencyLine
    | BodyLine
    | BoxLine
    | FieldLine
    | EndLine
)


def rank_of(raw: bytes) -> int:
    """Give the place of a line's kind among the kinds, by its first key.

    Raises:
        RecordError: It is of no kind.
    """
    kind = raw[2 : raw.find(b'"', 2)]
    if raw[:2] != b'{"' or kind not in _RANKS:
        _refuse("a line that begins with the name of its kind", repr(raw[:40]))
    return _RANKS[kind]


def parse_line(raw: bytes) -> BundleLine:
    """Read a line, without its newline.

    Raises:
        LimitError: It is too long, or holds too much.
        RecordError: It is no line of a bundle.
    """
    kind = _KINDS[rank_of(raw)]
    if kind == "entries":
        return _parse_entries(raw)
    is_long = kind in {"body", "box"}
    line = _Fields(
        parse_object(
            raw,
            what="line",
            bytes_max=BUNDLE_LINE_BYTES_MAX if is_long else BUNDLE_TEXT_BYTES_MAX,
            has_newlines=kind == "note",
            has_names=True,
        )
    )
    found = _READERS[kind](line)
    line.check_used()
    return found


def write_line(line: BundleLine) -> bytes:
    """Write a line with its newline.

    Raises:
        LimitError: It holds too much.
        RecordError: It could not be read again.
    """
    raw = encode(_written(line), what="line", has_newlines=isinstance(line, NoteLine), has_names=True)
    parse_line(raw)
    return raw + b"\n"


class _Fields:
    """The fields of a line, taken one by one."""

    __slots__ = ("_left",)

    def __init__(self, read: dict[str, Value]) -> None:
        self._left = read

    def has(self, name: str) -> bool:
        return name in self._left

    def take(self, name: str) -> Value:
        if name not in self._left:
            _refuse(f"a field {name}", ", ".join(sorted(self._left))[:120] or "none left")
        return self._left.pop(name)

    def text(self, name: str) -> str:
        value = self.take(name)
        if not isinstance(value, str):
            _refuse(f"text as {name}", f"{value!r:.60}")
        return value

    def whole(self, name: str) -> int:
        value = self.take(name)
        if type(value) is not int or value < 0:
            _refuse(f"a whole number as {name}", f"{value!r:.60}")
        return value

    def origin(self) -> str:
        return _checked_origin(self.text("log"))

    def digest(self, name: str) -> bytes:
        return _digest(self.take(name))

    def content(self, name: str) -> bytes:
        return decode_base64(self.text(name))

    def digests(self, name: str) -> tuple[bytes, ...]:
        value = self.take(name)
        if not isinstance(value, list) or len(value) > PROOF_HASHES_MAX:
            _refuse(f"a list of at most {PROOF_HASHES_MAX} hashes", f"{value!r:.60}")
        return tuple(_digest(each) for each in value)

    def check_used(self) -> None:
        if self._left:
            _refuse("the fields of this kind of line alone", f"also {', '.join(sorted(self._left))[:120]}")


def _parse_opening(line: _Fields) -> OpeningLine:
    schema, made_ms, maker = line.text("bundle"), line.whole("made"), line.text("maker")
    if schema != BUNDLE_SCHEMA:
        _refuse(BUNDLE_SCHEMA, f"{schema!r:.60}; a newer version of the software reads it")
    length = len(encode(maker)) - len('""')
    if length > BUNDLE_MAKER_LENGTH_MAX:
        message = f"line: expected at most {BUNDLE_MAKER_LENGTH_MAX} bytes as maker, got {length}"
        raise LimitError(message)
    return OpeningLine(made_ms=made_ms, maker=maker)


def _parse_fork(line: _Fields) -> ForkLine:
    value = line.take("fork")
    if not isinstance(value, dict):
        _refuse("an index and a log as fork", f"{value!r:.60}")
    inner = _Fields(value)
    found = ForkLine(origin=inner.origin(), index=inner.whole("index"))
    inner.check_used()
    return found


def _parse_inclusion(line: _Fields) -> InclusionLine:
    return InclusionLine(
        origin=line.origin(),
        leaf=line.whole("leaf"),
        size=line.whole("size"),
        hashes=line.digests("hashes"),
        leaf_hash=line.digest("leaf_hash") if line.has("leaf_hash") else None,
    )


def _parse_field(line: _Fields) -> FieldLine:
    parts = line.take("field")
    if not isinstance(parts, list) or len(parts) != _FIELD_PARTS:
        _refuse("a name, a salt and a value as field", f"{parts!r:.60}")
    name, salt, value = parts
    if not isinstance(name, str) or not isinstance(salt, str) or not _FIELD_SALT.fullmatch(salt):
        _refuse("a name and a salt of 32 hexadecimal digits", f"{parts[:2]!r:.80}")
    content = encode(value, what="field", has_names=True)
    disclosed = DisclosedField(name=name, salt=bytes.fromhex(salt), content=content)
    return FieldLine(origin=line.origin(), seq=line.whole("seq"), field=disclosed, value=value)


def _parse_entries(raw: bytes) -> EntriesLine:
    """Read a line of entries without building what JSON would: there are many."""
    match = _ENTRIES.fullmatch(raw) if len(raw) <= BUNDLE_LINE_BYTES_MAX else None
    if match is None:
        _refuse('{"entries":[BASE64,...],"from":INT,"log":ORIGIN}', repr(raw[:60]))
    first = int(match[2])
    texts = match[1].split(b'","')
    if len(texts) > BUNDLE_ENTRIES_A_LINE_MAX or first > INTEGER_MAX:
        _refuse(f"at most {BUNDLE_ENTRIES_A_LINE_MAX} entries, from an index below 2^53", f"{len(texts)} from {first}")
    try:
        raws = tuple(a2b_base64(text) for text in texts)
    except Base64Error as error:
        _refuse("entries in base64", f"others ({error!s:.60})")
    if any(b2a_base64(each, newline=False) != text for each, text in zip(raws, texts, strict=True)):
        _refuse("entries in the one form of base64", "another form")
    return EntriesLine(origin=_checked_origin(match[3].decode()), first=first, raws=raws)


_READERS: dict[str, Callable[[_Fields], BundleLine]] = {
    # In the order in which lines must stand.
    "bundle": _parse_opening,
    "note": lambda line: NoteLine(content=line.text("note").encode()),
    "entries": lambda _: _refuse("entries read on their own", "others"),
    "fork": _parse_fork,
    "hashes": _parse_inclusion,
    "consistency": lambda line: ConsistencyLine(
        origin=line.origin(), old=line.whole("old"), new=line.whole("new"), hashes=line.digests("consistency")
    ),
    "body": lambda line: BodyLine(
        origin=line.origin(), seq=line.whole("seq"), salt=line.digest("salt"), body=line.content("body")
    ),
    "box": lambda line: BoxLine(
        origin=line.origin(),
        seq=line.whole("seq"),
        sealed=line.content("box"),
        dek=line.digest("dek") if line.has("dek") else None,
    ),
    "field": _parse_field,
    "end": lambda line: EndLine(digest=line.digest("end"), lines=line.whole("lines")),
}
_KINDS = tuple(_READERS)
_RANKS = {kind.encode(): rank for rank, kind in enumerate(_KINDS)}
OPENING_RANK, ENTRIES_RANK, END_RANK = (_RANKS[kind] for kind in (b"bundle", b"entries", b"end"))


def _written(line: BundleLine) -> dict[str, Value]:  # noqa: C901 - one for each kind
    match line:
        case OpeningLine():
            return {"bundle": BUNDLE_SCHEMA, "made": line.made_ms, "maker": line.maker}
        case NoteLine():
            return {"note": line.content.decode()}
        case EntriesLine():
            return {"entries": [encode_base64(raw) for raw in line.raws], "from": line.first, "log": line.origin}
        case ForkLine():
            return {"fork": {"index": line.index, "log": line.origin}}
        case InclusionLine():
            told: dict[str, Value] = {} if line.leaf_hash is None else {"leaf_hash": line.leaf_hash.hex()}
            hashes: list[Value] = [each.hex() for each in line.hashes]
            return {"hashes": hashes, "leaf": line.leaf, "log": line.origin, "size": line.size, **told}
        case ConsistencyLine():
            proof: list[Value] = [each.hex() for each in line.hashes]
            return {"consistency": proof, "log": line.origin, "new": line.new, "old": line.old}
        case BodyLine():
            return {"body": encode_base64(line.body), "log": line.origin, "salt": line.salt.hex(), "seq": line.seq}
        case BoxLine():
            key: dict[str, Value] = {} if line.dek is None else {"dek": line.dek.hex()}
            return {"box": encode_base64(line.sealed), "log": line.origin, "seq": line.seq, **key}
        case FieldLine():
            parts: list[Value] = [line.field.name, line.field.salt.hex(), line.value]
            return {"field": parts, "log": line.origin, "seq": line.seq}
        case EndLine():
            return {"end": line.digest.hex(), "lines": line.lines}


def _checked_origin(origin: str) -> str:
    if not ORIGIN.fullmatch(origin):
        _refuse("the origin of a log", f"{origin!r:.80}")
    return origin


def _digest(value: Value) -> bytes:
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        _refuse("64 hexadecimal digits", f"{value!r:.80}")
    return bytes.fromhex(value)


def _refuse(expected: str, got: str) -> NoReturn:
    message = f"line: expected {expected}, got {got}"
    raise RecordError(message)
