# SPDX-License-Identifier: Apache-2.0
"""Entries: the leaves of a party's log, as headers that everybody in the arrangement may read.

What an entry is about stands in a body beside the tree; the header commits to it.

Rules:
    - The bytes are the entry. They are kept as received and never written again; ``Header`` is only what they say.
    - An entry of an unknown type is whole and valid: it is kept and shown as opaque. An unknown field is refused,
      because a later version of the header says so by ``v``.
    - A list that may be left out is left out when it is empty: one meaning, one byte string.
    - Nothing here trusts an entry: its signature, its place and its time are for others to prove.

Source:
    ``docs/records.md``, the format that implementers write against.
"""

import re
from base64 import b64encode
from binascii import a2b_base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated, NoReturn

import msgspec

from truceline.base.errors import LimitError, RecordError
from truceline.base.limits import (
    ENTRY_BYTES_MAX,
    ENTRY_PARTIES_MAX,
    ENTRY_REFERENCES_MAX,
    ENTRY_SEEN_MAX,
    FIELD_DIGESTS_MAX,
)
from truceline.crypto.boxes import BoxHeader, check_padded_size
from truceline.crypto.merkle import leaf_hash
from truceline.records.profile import INTEGER_MAX

ENTRY_LABEL = b"truceline/entry/v1\n"
"""Stands before the bytes of an entry that are signed, so that no signature over anything else can be one over it."""
OFFICER_LABEL = b"truceline/officer/v1\n"
NO_ENTRY = "0" * 64
"""What the first entry names as the one before it."""
LOG_AUTHOR = "log"
"""Author of the entries that a node makes by itself; its log key signs them."""
GENESIS = "key.genesis"
"""Type of the first entry of every log, and of no other."""
SEALED_TYPE = "x"
"""Type of an entry that does not show its type."""
VERSION = 1

_KEY_ID_DIGITS = 32
_NO_SIGNATURE = b64encode(bytes(64)).decode()
_SIGNATURE_MARK = b'"sig":"'
_SIGNATURE_LENGTH = len(_NO_SIGNATURE)

_Whole = Annotated[int, msgspec.Meta(ge=0, le=INTEGER_MAX)]


class Box(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """What an entry says of its body.

    Attributes:
        commitment: SHA-256 of salt and body, in hexadecimal digits.
        key_digest: SHA-256 of the key that opens it; only of a sealed body.
        size: Of the body, or of its padded form when it is sealed [bytes].
        sealed_digest: SHA-256 of the sealed body; only of a sealed one.
    """

    commitment: str = msgspec.field(name="c")
    key_digest: str | None = msgspec.field(name="k", default=None)
    size: _Whole = msgspec.field(name="n")
    sealed_digest: str | None = msgspec.field(name="s", default=None)

    @staticmethod
    def of_sealed(header: BoxHeader) -> "Box":
        """Say of a sealed body what an entry says."""
        return Box(
            commitment=header.commitment.hex(),
            key_digest=header.key_commitment.hex(),
            size=header.padded_bytes,
            sealed_digest=header.sealed_digest.hex(),
        )

    def maybe_sealed(self) -> BoxHeader | None:
        """Give what a sealed body is held against; none when the body is open."""
        if self.key_digest is None or self.sealed_digest is None:
            return None
        return BoxHeader(
            commitment=bytes.fromhex(self.commitment),
            key_commitment=bytes.fromhex(self.key_digest),
            padded_bytes=self.size,
            sealed_digest=bytes.fromhex(self.sealed_digest),
        )


class Reference(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Another entry, named by its log, its place and its hash as a leaf."""

    log: str
    seq: _Whole
    leaf: str


class Seen(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The newest head that the author's node had seen of another log: size, root, and the hash of its cosigned note."""

    log: str
    size: _Whole
    root: str
    note: str


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an entry says; hashes are in hexadecimal digits.

    Attributes:
        box: Its body, if it has one.
        by: Key of the officer who signed, or ``LOG_AUTHOR``.
        deadline_ms: Until when an answer is asked for [ms since 1970 UTC].
        log: Origin of the log it belongs to.
        prev: Leaf hash of the entry before it.
        refers: Entries that it is about.
        digests: Digests of fields that can be shown one by one, decoys among them.
        seen: What the node had seen of other logs.
        seq: Its index.
        signature: In base64.
        at_ms: When, by its author's word alone [ms since 1970 UTC].
        to: Whom it addresses: parties, or keys when the entry is sealed.
        type: Kind of its body; any, known or not.
        version: Of the header.
    """

    # In the order of the keys in the bytes.
    box: Box | None = None
    by: str
    deadline_ms: _Whole | None = msgspec.field(name="dl", default=None)
    log: str
    prev: str
    refers: tuple[Reference, ...] = msgspec.field(name="re", default=())
    digests: tuple[str, ...] = msgspec.field(name="sd", default=())
    seen: tuple[Seen, ...]
    seq: _Whole
    signature: str = msgspec.field(name="sig")
    at_ms: _Whole = msgspec.field(name="t")
    to: tuple[str, ...] = ()
    type: str = msgspec.field(name="typ")
    version: int = msgspec.field(name="v")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as received.

    Attributes:
        raw: Its bytes.
        header: What they say.
        leaf: Its hash as a leaf.
    """

    raw: bytes = field(repr=False)
    header: Header
    leaf: bytes

    @property
    def signed(self) -> bytes:
        """What its author signed: a label, and its bytes without the signature's own field."""
        start = self.raw.index(_SIGNATURE_MARK)
        end = start + len(_SIGNATURE_MARK) + _SIGNATURE_LENGTH + len(b'",')
        return ENTRY_LABEL + self.raw[:start] + self.raw[end:]

    @property
    def signature(self) -> bytes:
        """Its signature, 64 bytes."""
        return a2b_base64(self.header.signature)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry before it has its place in a log. Fields as in ``Header``; lists in any order."""

    by: str
    type: str
    at_ms: int
    box: Box | None = None
    deadline_ms: int | None = None
    refers: tuple[Reference, ...] = ()
    digests: tuple[str, ...] = ()
    seen: tuple[Seen, ...] = ()
    to: tuple[str, ...] = ()


def officer_key_id(public: bytes) -> str:
    """Name an officer's public key as entries do."""
    return sha256(OFFICER_LABEL + public).hexdigest()[:_KEY_ID_DIGITS]


def parse_entry(raw: bytes) -> Entry:
    """Read an entry strictly.

    Args:
        raw: As received.

    Raises:
        LimitError: It is too large.
        RecordError: A rule of the format is broken.
    """
    return Entry(raw=raw, header=_parse_header(raw), leaf=leaf_hash(raw))


def make_entry(draft: Draft, *, log: str, seq: int, prev: bytes, sign: Callable[[bytes], bytes]) -> Entry:
    """Give a draft its place in a log, and have it signed.

    Args:
        draft: What its author states.
        log: Origin of the log.
        seq: Its index.
        prev: Leaf hash of the entry before it; 32 zero bytes for the first.
        sign: Signs some bytes with the author's key.

    Raises:
        LimitError: It would be too large.
        RecordError: The draft breaks a rule of the format.
    """
    header = Header(
        box=draft.box,
        by=draft.by,
        deadline_ms=draft.deadline_ms,
        log=log,
        prev=prev.hex(),
        refers=draft.refers,
        digests=tuple(sorted(draft.digests)),
        seen=tuple(sorted(draft.seen, key=lambda each: each.log)),
        seq=seq,
        signature=_NO_SIGNATURE,
        at_ms=draft.at_ms,
        to=tuple(sorted(draft.to)),
        type=draft.type,
        version=VERSION,
    )
    unsigned = _ENCODER.encode(header)
    _parse_header(unsigned)
    start = unsigned.index(_SIGNATURE_MARK) + len(_SIGNATURE_MARK)
    end = start + _SIGNATURE_LENGTH
    signed = ENTRY_LABEL + unsigned[: start - len(_SIGNATURE_MARK)] + unsigned[end + len(b'",') :]
    signature = b64encode(sign(signed))
    assert len(signature) == _SIGNATURE_LENGTH
    raw = unsigned[:start] + signature + unsigned[end:]
    header = msgspec.structs.replace(header, signature=signature.decode())
    return Entry(raw=raw, header=header, leaf=leaf_hash(raw))


def _parse_header(raw: bytes) -> Header:
    """Read what an entry says.

    Raises:
        LimitError: It is too large.
        RecordError: A rule of the format is broken.
    """
    if len(raw) > ENTRY_BYTES_MAX:
        message = f"entry: expected at most {ENTRY_BYTES_MAX} bytes, got {len(raw)}"
        raise LimitError(message)
    if _GRAMMAR.fullmatch(raw) is None:
        _refuse_form(raw)
    try:
        header = _DECODER.decode(raw)
    except msgspec.ValidationError as error:
        message = f"entry: expected numbers up to 2^53 - 1, got others ({error!s:.120})"
        raise RecordError(message) from error
    if _ENCODER.encode(header) != raw:
        _refuse("no list that is empty and no number with a zero before it", "another form")
    _check_meaning(header)
    return header


def _check_meaning(header: Header) -> None:
    """Check what the shape of the bytes alone does not show.

    Raises:
        RecordError: A rule of the format is broken.
    """
    is_first = header.seq == 0
    if (header.prev == NO_ENTRY) is not is_first or (header.type == GENESIS) is not is_first:
        expected = f"the type {GENESIS} and no entry before it at index 0, and nowhere else"
        _refuse(expected, f"{header.type} at index {header.seq}")
    if header.seen and not _is_rising([each.log for each in header.seen]):
        _refuse("what was seen sorted by origin, each once", "another order")
    if header.digests and not _is_rising(header.digests):
        _refuse("digests of fields sorted, each once", "another order")
    if len(set(header.refers)) != len(header.refers):
        _refuse("each reference once", "one twice")
    if header.to and not _is_rising(header.to):
        _refuse("recipients sorted, each once", "another order")
    if header.box is not None and header.box.key_digest is not None:
        check_padded_size(header.box.size)


def _is_rising(names: Sequence[str]) -> bool:
    return len(names) == 1 or (len(set(names)) == len(names) and sorted(names) == list(names))


def _grammar() -> re.Pattern[bytes]:
    """Write the form of an entry down as one expression: names and order of fields, digits, lengths and numbers.

    Source:
        ``docs/records.md``, "The entry".
    """
    digest = '"[0-9a-f]{64}"'
    whole = "(?:0|[1-9][0-9]{0,15})"
    origin = '"[a-z0-9][a-z0-9./-]{0,199}"'
    parts = (
        rf'(?:"box":\{{"c":{digest},(?:"n":{whole}|"k":{digest},"n":{whole},"s":{digest})\}},)?',
        '"by":"(?:log|[0-9a-f]{32})",',
        rf'(?:"dl":{whole},)?',
        rf'"log":{origin},',
        rf'"prev":{digest},',
        _listed("re", rf"\[{origin},{whole},{digest}\]", ENTRY_REFERENCES_MAX, may_be_left_out=True),
        _listed("sd", digest, FIELD_DIGESTS_MAX, may_be_left_out=True),
        _listed("seen", rf"\[{origin},{whole},{digest},{digest}\]", ENTRY_SEEN_MAX, may_be_left_out=False),
        rf'"seq":{whole},',
        '"sig":"[A-Za-z0-9+/]{85}[AQgw]==",',
        rf'"t":{whole},',
        _listed("to", '"[a-z0-9][a-z0-9-]{0,63}"', ENTRY_PARTIES_MAX, may_be_left_out=True),
        '"typ":"[a-z][a-z0-9_.]{0,31}",',
        f'"v":{VERSION}',
    )
    return re.compile(rf"\{{{''.join(parts)}\}}".encode())


def _listed(name: str, item: str, count_max: int, *, may_be_left_out: bool) -> str:
    some = rf'"{name}":\[{item}(?:,{item}){{0,{count_max - 1}}}\],'
    return f"(?:{some})?" if may_be_left_out else rf'(?:{some}|"{name}":\[\],)'


_GRAMMAR = _grammar()
_DECODER = msgspec.json.Decoder(Header)
_ENCODER = msgspec.json.Encoder()


def _refuse_form(raw: bytes) -> NoReturn:
    """Say as well as can be why bytes have not the form of an entry.

    Raises:
        RecordError: Always.
    """
    try:
        header = _DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"entry: expected the fields of docs/records.md in canonical JSON, got others ({error!s:.160})"
        raise RecordError(message) from error
    if header.version != VERSION:
        _refuse(f"a header of version {VERSION}", f"version {header.version}; a newer version of the software reads it")
    _refuse("canonical JSON with fields as docs/records.md says", f"another form: {raw[:120]!r}")


def _refuse(expected: str, got: str) -> NoReturn:
    message = f"entry: expected {expected}, got {got}"
    raise RecordError(message)
