#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks evidence of a Truceline record: one file, no network, nothing installed but Python 3.9 or later.

    python3 truceline_verify.py bundle   FILE --policy FILE [--all-signatures] [--json]
    python3 truceline_verify.py entry    FILE --policy FILE --log ORIGIN --seq N
    python3 truceline_verify.py receipts FILE --policy FILE --log ORIGIN --seq N
    python3 truceline_verify.py fork     FILE --policy FILE
    python3 truceline_verify.py timeline FILE --policy FILE
    python3 truceline_verify.py silence  FILE --policy FILE --party P --from T --to T

Exit codes: 0 proven; 20 breach of the log protocol proved; 21 insufficient; 22 malformed; anything else (2, 66, 70,
74, 130): this tool failed or was used wrongly, which says nothing about anybody.

What is trusted: the policy file (whose keys count), this file, Python, SHA-256 and Ed25519. Nothing inside the bundle.
The last line of a bundle shows accidents of transport. Whoever alters a bundle can write that line anew; such a person
can still leave things out (notes, cosignatures, bodies, fields, entries at the end), add signature lines of keys that
the policy does not name, and alter `made` and `maker`, which are shown as claims. That can turn a proven thing into an
unproven or unmentioned one, never an unproven thing into a proven one: every other byte is under a hash that is under
a signature. Leaving out can also hide a breach: 0 speaks of what lies in the file, not of what was kept back.

Sections: 1 limits, 2 verdicts, 3 Ed25519, 4 canonical JSON, 5 keys, notes and policy, 6 hash tree, 7 entries,
8 the bundle file, 9 keys of one log, 10 one log, 11 the whole file, 12 questions and answers, 13 the command line.

Source:
    The format: docs/records.md, docs/verifying.md. RFC 8032 (Ed25519, with the stricter rules of libsodium), RFC 9162
    section 2.1 (tree and proofs), RFC 8785 (JSON), C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import bisect
import functools
import hashlib
import json
import re
import sys
import unicodedata
from array import array
from datetime import datetime, timezone
from typing import Any, BinaryIO, Iterable, Iterator, NamedTuple, NoReturn

# ---- 1 Limits: hostile input must cost bounded memory and time ------------------------------------------------------
ENTRY_BYTES_MAX = 60_000  # The format's own limit.
ENTRIES_A_LINE_MAX = 256  # The format's own limit.
LINE_BYTES_MAX = ENTRIES_A_LINE_MAX * 80_003 + 1_000  # 256 of the longest entries in base64; one line is in memory.
ENTRIES_MAX = 4_000_000  # 33 bytes are remembered of each: about 130 MB.
KEPT_BYTES_MAX = 48 << 20  # All other lines together; they are held in memory.
NOTE_BYTES_MAX, NOTE_LINES_MAX, NOTES_MAX = 64 << 10, 32, 8_192  # About 2 ms of signatures each.
JSON_BYTES_MAX, DEPTH_MAX = 64 << 10, 8  # Of one document that is read as JSON.
POLICY_BYTES_MAX, POLICY_NAMES_MAX = 64 << 10, 64  # C2SP asks for at least 32 of each sort.
PROOF_HASHES_MAX = 63  # A tree of 2^53 leaves needs 53 or 54.
REMEMBERED_MAX = 10_000  # Entries that a question may show, references that answer challenges.
SAMPLE = 1_000  # Officer signatures checked unless all are asked for: about one second.
INTEGER_END = 2**53  # Whole numbers that every JSON reader keeps.
CLOCK_GRAIN_MS = 999  # Cosignatures tell whole seconds: second N may be as late as N.999.
STALE_MS = 15 * 60 * 1000  # A head older than this may be called stale (suspected only).


# ---- 2 Verdicts -----------------------------------------------------------------------------------------------------
PROVEN, BREACH, INSUFFICIENT, MALFORMED, NO_FILE, FAILED, NO_OUTPUT, STOPPED = 0, 20, 21, 22, 66, 70, 74, 130
VERDICTS = {
    PROVEN: "PROVEN: what stands under 'Proven' is proven; nothing in this file contradicts it.",
    BREACH: "BREACH OF THE LOG PROTOCOL PROVED: see below which rule, and by which key. A key is not a person.",
    INSUFFICIENT: "INSUFFICIENT: this file does not prove what was asked. That is no evidence against anybody.",
    MALFORMED: "MALFORMED: this file is not whole, or not what it says it is. It proves nothing, against nobody.",
}


class MalformedError(Exception):
    """The file or the policy is not well formed: exit 22."""


def refuse(reason: str) -> NoReturn:
    raise MalformedError(reason)


def instant(ms: int) -> str:
    """Give an instant in words; the number itself where a calendar has none."""
    if not 0 <= ms < 253_402_300_800_000:
        return f"{ms} ms since 1970" if ms >= 0 else "unknown"
    moment = datetime.fromtimestamp(ms // 1000, timezone.utc)
    return moment.strftime("%Y-%m-%d %H:%M:%S") + (f".{ms % 1000:03d}" if ms % 1000 else "") + " UTC"


# ---- 3 Ed25519 (RFC 8032, verification by the rules of libsodium: S < L, canonical A and R, no small order) ---------
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def point_add(a: tuple, b: tuple) -> tuple:
    """Add two points in extended coordinates (RFC 8032 section 5.1.4)."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * D * a[3] * b[3] % P
    h = 2 * a[2] * b[2] % P
    return (f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P


def is_small_order(point: tuple) -> bool:
    for _ in range(3):
        point = point_add(point, point)
    return point[0] % P == 0 and (point[1] - point[2]) % P == 0


def point_of(raw: bytes) -> tuple | None:
    """Decode 32 bytes to a point (RFC 8032 section 5.1.3); None for any encoding that is not canonical."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def multiples(point: tuple) -> list:
    """List 0 to 15 times 16^i of the point, for i = 0 to 63: a product is then 64 additions."""
    rows = []
    for _ in range(64):
        row = [NEUTRAL]
        for _ in range(15):
            row.append(point_add(row[-1], point))
        rows.append(row)
        point = point_add(row[15], point)
    return rows


def add_product(total: tuple, rows: list, scalar: int) -> tuple:
    for row in rows:
        if scalar & 15:
            total = point_add(total, row[scalar & 15])
        scalar >>= 4
    return total


BASE_ROWS = multiples(point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or NEUTRAL)


@functools.lru_cache(maxsize=64)
def key_rows(public: bytes) -> list | None:
    """Prepare a public key; None if it is no canonical point or has small order."""
    point = point_of(public) if len(public) == 32 else None
    if point is None or is_small_order(point):
        return None
    return multiples((P - point[0], point[1], 1, P - point[3]))


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Verify: S B - H(R, A, message) A must encode to exactly the bytes of R, and R must not have small order."""
    rows = key_rows(public)
    scalar = int.from_bytes(signature[32:], "little")
    if rows is None or len(signature) != 64 or scalar >= L:
        return False
    challenge = hashlib.sha512(signature[:32] + public + message).digest()
    total = add_product(NEUTRAL, BASE_ROWS, scalar)
    total = add_product(total, rows, int.from_bytes(challenge, "little") % L)
    inverse = pow(total[2], P - 2, P)
    x, y = total[0] * inverse % P, total[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32] and not is_small_order(total)


# ---- 4 Canonical JSON: one value, one byte string (docs/records.md) -------------------------------------------------
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def from_base64(text: str | bytes) -> bytes:
    """Decode standard base64 with padding; only the one canonical spelling is taken."""
    raw = text if isinstance(text, bytes) else str(text).encode()
    try:
        content = binascii.a2b_base64(raw)
    except (binascii.Error, ValueError):
        content = b""
    if base64.b64encode(content) != raw:
        refuse("a text that is not base64 in its one canonical spelling")
    return content


def read_integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) >= INTEGER_END:
        refuse("a whole number of 2^53 or more")
    return int(digits)


def read_fraction(digits: str) -> NoReturn:
    refuse("a number that is not whole")


def check_value(value: object, newlines: bool, depth: int = 1) -> None:
    if isinstance(value, str):
        if HIDDEN.search(value.replace("\n", "") if newlines else value):
            refuse("a text with control or direction characters")
        if not value.isascii() and not unicodedata.is_normalized("NFC", value):
            refuse("a text that is not in form NFC")
    elif isinstance(value, (dict, list)):
        if depth > DEPTH_MAX or not all(re.fullmatch("[a-z][a-z0-9_]*", k) for k in value if isinstance(value, dict)):
            refuse(f"nested deeper than {DEPTH_MAX}, or a key that is not of the form [a-z][a-z0-9_]*")
        for item in value.values() if isinstance(value, dict) else value:
            check_value(item, newlines, depth + 1)
    elif value is None:
        refuse("null, which the format does not have")


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_json(raw: bytes, newlines: bool = False) -> Any:
    """Read canonical JSON: written anew, the value must give the very bytes received.

    That one comparison refuses double or unsorted keys, blanks, other escapes, `1.0`, `-0`, and trailing bytes.
    Long text is taken only with few commas: then it is one long string, not a million small things.
    """
    if len(raw) > JSON_BYTES_MAX and raw.count(b",") > 8:
        refuse(f"JSON of more than {JSON_BYTES_MAX} bytes")
    try:
        value = json.loads(raw.decode(), parse_int=read_integer, parse_float=read_fraction, parse_constant=read_fraction)
        check_value(value, newlines)
        if canonical(value) == raw:
            return value
    except (ValueError, RecursionError):
        refuse("not JSON in UTF-8, or nested too deep")
    refuse("JSON that is not in canonical form")


# ---- 5 Keys, notes and policy (C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy) --------------------
INT, HEX, ORIGIN = "(?:0|[1-9][0-9]{0,15})", "[0-9a-f]{64}", "[a-z0-9][a-z0-9./-]{0,199}"
VKEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")
SIGNATURE_LINE = re.compile("\u2014 ([^\\s+]+) ([A-Za-z0-9+/]+={0,2})")
CHECKPOINT = re.compile(f"({ORIGIN})\n({INT})\n([A-Za-z0-9+/]{{43}}=)\n")
LOG_KEY, COSIGNER_KEY = 1, 4  # Types of C2SP; others (0x06, ML-DSA) are not known to this tool.


def key_id(name: str, kind: int, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + bytes([kind]) + public)[:4]


def read_vkey(text: str, *kinds: int) -> tuple[str, bytes]:
    """Read NAME+KEYID+BASE64(type || public key)."""
    match = VKEY.fullmatch(text) or refuse("a verifier key that is not of the form NAME+KEYID+BASE64")
    content = from_base64(match[3])
    if len(content) != 33 or content[0] not in kinds or key_id(match[1], content[0], content[1:]).hex() != match[2]:
        refuse("a verifier key that is not an Ed25519 key of the sort needed here, or whose id is not its hash")
    return match[1], content[1:]


class Witness(NamedTuple):
    """A cosigner that the policy names. Two key names that differ by a last `/mirror` or `/witness` are one organisation.

    The last part of the organisation's name is its party.
    """

    name: str
    key_name: str
    public: bytes

    @property
    def organisation(self) -> str:
        return re.sub("/(?:mirror|witness)$", "", self.key_name)

    @property
    def party(self) -> str:
        return self.organisation.rpartition("/")[2]


class Policy:
    """Whose keys count, and how many cosigners make a quorum."""

    def __init__(self, raw: bytes) -> None:
        self.logs: dict[str, list[bytes]] = {}
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, tuple[int, list[str]]] = {}
        self.quorum = ""
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            refuse("policy: not UTF-8")
        if len(raw) > POLICY_BYTES_MAX or text[-1:] != "\n" or HIDDEN.search(re.sub("[\n\t]", "", text)):
            refuse("policy: too long, without an end of its last line, or with control or direction characters")
        for number, line in enumerate(text.split("\n"), start=1):
            words = re.split("[ \t]+", line.strip(" \t"))
            if words[0] and not words[0].startswith("#"):
                try:
                    self._take(words[0], words[1:])
                except MalformedError as fault:
                    refuse(f"policy, line {number}: {fault}")
        if not self.quorum:
            refuse("policy: no quorum line")
        self.by_key = {(w.key_name, key_id(w.key_name, COSIGNER_KEY, w.public)): w for w in self.witnesses.values()}

    def _take(self, kind: str, words: list[str]) -> None:
        named = [*self.witnesses, *self.groups]
        if kind in {"witness", "group"} and words and (words[0] in [*named, "none"] or len(named) > POLICY_NAMES_MAX):
            refuse("a name that is taken, or too many")
        if kind == "log" and len(words) in {1, 2}:
            name, public = read_vkey(words[0], LOG_KEY)
            if any(public in keys for keys in self.logs.values()) or len(self.logs) > POLICY_NAMES_MAX:
                refuse("the same log key twice, or too many logs")
            self.logs.setdefault(name, []).append(public)
        elif kind == "witness" and len(words) in {2, 3}:
            witness = Witness(words[0], *read_vkey(words[1], COSIGNER_KEY))
            if any(witness.public == other.public for other in self.witnesses.values()):
                refuse("the same witness key twice")
            self.witnesses[words[0]] = witness
        elif kind == "group" and len(words) >= 3:
            members = words[2:]
            taken = [*members, *(member for _, others in self.groups.values() for member in others)]
            needed = {"any": "1", "all": str(len(members))}.get(words[1], words[1])
            if any(taken.count(member) > 1 or member not in named for member in members):
                refuse("a member that is not named before, or stands in two places")
            if not re.fullmatch("[1-9][0-9]{0,2}", needed) or int(needed) > len(members):
                refuse("a threshold that is not between 1 and the number of members")
            self.groups[words[0]] = (int(needed), members)
        elif kind == "quorum" and len(words) == 1 and not self.quorum and words[0] in [*named, "none"]:
            self.quorum = words[0]
        else:
            refuse("not a line: log VKEY, witness NAME VKEY, group NAME any|all|N MEMBER..., quorum NAME (once, last)")

    def voices(self, name: str) -> frozenset[str]:
        """Give the organisations of a witness or of all below a group."""
        if name in self.witnesses:
            return frozenset([self.witnesses[name].organisation])
        return frozenset().union(*(self.voices(member) for member in self.groups[name][1]))

    def is_met(self, cosigners: set[str], name: str) -> bool:
        """Whether these witnesses are a quorum; two members of one organisation count once."""
        if name not in self.groups:
            return name == "none" or name in cosigners
        needed, members = self.groups[name]
        met = [member for member in members if self.is_met(cosigners, member)]
        return len(met) == len(members) or len({self.voices(member) for member in met}) >= needed


class Note:
    """A signed note: the head of a log (its size and root) with signatures."""

    def __init__(self, text: str, policy: Policy) -> None:
        body, _, tail = text.rpartition("\n\n")
        match = CHECKPOINT.fullmatch(body + "\n")
        lines = [SIGNATURE_LINE.fullmatch(line) for line in tail[:-1].split("\n")]
        if not match or tail[-1:] != "\n" or not all(lines) or len(lines) > NOTE_LINES_MAX or len(text) > NOTE_BYTES_MAX:
            refuse("a note that is not a checkpoint (origin, size, root) with signatures")
        self.body, self.digest = (body + "\n").encode(), sha256(text.encode()).hex()
        self.origin, self.size, self.root = match[1], read_integer(match[2]), from_base64(match[3])
        signed = [(line[1], from_base64(line[2])) for line in lines if line]
        self.lines = [(name, content[:4], content[4:]) for name, content in signed]
        self.cosigned: list[tuple[Witness, int]] = []
        self.signers: dict[bytes, bool] = {}
        for name, ident, signature in self.lines:
            witness = policy.by_key.get((name, ident))
            if witness:  # The time in seconds (8 bytes), and a signature over that time and the note's body.
                seconds = int.from_bytes(signature[:8], "big")
                message = f"cosignature/v1\ntime {seconds}\n".encode() + self.body
                if seconds >= INTEGER_END // 1000 or not is_signed(witness.public, message, signature[8:]):
                    refuse(f"a note of {self.origin} with a false cosignature in the name of {witness.name}")
                self.cosigned.append((witness, seconds * 1000))

    def is_signed_by(self, public: bytes) -> bool:
        """Whether the log signed with this key; a false signature under its name makes the note malformed."""
        if public not in self.signers:
            ident = (self.origin, key_id(self.origin, LOG_KEY, public))
            found = [signature for name, other, signature in self.lines if (name, other) == ident]
            if not all(is_signed(public, self.body, signature) for signature in found):
                refuse(f"a note of {self.origin} with a false signature in the log's own name")
            self.signers[public] = bool(found)
        return self.signers[public]


# ---- 6 The hash tree (RFC 9162 section 2.1) -------------------------------------------------------------------------
def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry)


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right)


class Tree:
    """A tree that grows; it keeps only the roots of its complete subtrees, the largest first."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[bytes] = []

    def add(self, node: bytes) -> None:
        self.size += 1
        size = self.size
        while size % 2 == 0:
            node = node_hash(self.peaks.pop(), node)
            size //= 2
        self.peaks.append(node)

    def root(self) -> bytes:
        if not self.peaks:
            return sha256(b"")
        return functools.reduce(lambda right, left: node_hash(left, right), reversed(self.peaks))


def climb(node: bytes, proof: list[bytes], path: int, inner: int) -> bytes:
    """Hash upwards: below the height `inner` the bits of `path` tell the side, above it every sibling is on the left."""
    for height, sibling in enumerate(proof):
        is_right = height >= inner or path >> height & 1
        node = node_hash(sibling, node) if is_right else node_hash(node, sibling)
    return node


def root_from_inclusion(index: int, size: int, node: bytes, proof: list[bytes]) -> bytes:
    """Compute the root that an inclusion proof leads to (RFC 9162 section 2.1.3); empty if it does not fit."""
    inner = (index ^ (size - 1)).bit_length()
    if not 0 <= index < size or len(proof) != inner + bin(index >> inner).count("1"):
        return b""
    return climb(node, proof, index, inner)


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: list[bytes]) -> bool:
    """Check that the older tree is the beginning of the newer one (RFC 9162 section 2.1.4)."""
    if not 0 < old < new:
        return False
    shift = (old & -old).bit_length() - 1  # The last complete subtree of the older tree has 2^shift leaves.
    inner = ((old - 1) ^ (new - 1)).bit_length()
    border = bin((old - 1) >> inner).count("1")
    path = [old_root, *proof] if old == 1 << shift else proof
    if len(path) != 1 + inner - shift + border:
        return False
    bits, inner, rest = (old - 1) >> shift, inner - shift, path[1:]
    inside = [sibling for height, sibling in enumerate(rest) if height >= inner or bits >> height & 1]
    return climb(path[0], inside, 0, 0) == old_root and climb(path[0], rest, bits, inner) == new_root


# ---- 7 Entries: the canonical header is a regular language, so one pattern is its whole grammar ---------------------
STRING = r'"(?:[^"\\\x00-\x1f]|\\["\\])*"'
REFERENCE = f'\\["{ORIGIN}",{INT},"{HEX}"\\]'
SEEN = f'\\["{ORIGIN}",{INT},"{HEX}","{HEX}"\\]'
ENTRY = re.compile(
    (
        f'\\{{(?:"box":\\{{"c":"(?P<c>{HEX})",(?:"k":"(?P<k>{HEX})",)?"n":(?P<n>{INT})\\}},)?'
        f'"by":"(?P<by>[0-9a-f]{{32}}|log)",(?:"dl":(?P<dl>{INT}),)?"log":"(?P<log>{ORIGIN})","prev":"(?P<prev>{HEX})",'
        f'(?:"re":(?P<re>\\[(?:{REFERENCE}(?:,{REFERENCE}){{0,63}})?\\]),)?'
        f'(?:"sd":(?P<sd>\\[(?:"{HEX}"(?:,"{HEX}"){{0,255}})?\\]),)?'
        f'"seen":(?P<seen>\\[(?:{SEEN}(?:,{SEEN}){{0,15}})?\\]),"seq":(?P<seq>{INT}),'
        '(?P<cut>"sig":"(?P<sig>[A-Za-z0-9+/]{85}[AQgw]==)",)'
        f'"t":(?P<t>{INT}),(?:"to":(?P<to>\\[(?:{STRING}(?:,{STRING})*)?\\]),)?'
        '"typ":"(?P<typ>[a-z][a-z0-9_.]{0,31})","v":1\\}'
    ).encode()
)
KNOWN_TYPES = frozenset(
    """key.genesis key.rotate key.revoke key.officer key.root agreement.proposed agreement.accepted intent.filed
    intent.changed intent.withdrawn intent.ended intent.confirmed claim.stated report.stated act.told finding.raised
    adjudication.given erase blob.missing reject challenge clock.doubt receipt.exception x""".split()
)


def fault_of(raw: bytes, match: re.Match[bytes] | None, seen: bytes) -> str:
    """Say what is wrong with the form of an entry; empty if nothing is. The `seen` of the entry before is known good."""
    try:
        if match is None:
            value = read_json(raw)
            later = isinstance(value, dict) and type(value.get("v")) is int and value["v"] > 1
            return "LATER" if later else "it has not the fields of an entry"
        if len(raw) > ENTRY_BYTES_MAX or any(int(match[name] or 0) >= INTEGER_END for name in ("n", "dl", "seq", "t")):
            return f"longer than {ENTRY_BYTES_MAX} bytes, or a whole number of 2^53 or more"
        for name in ("sd", "to", "seen", "re"):
            items = read_json(match[name]) if match[name] and match[name] != seen else []
            order = [item[0] for item in items] if name == "seen" else items
            if name != "re" and order != sorted(order):
                return f"its field `{name}` is not sorted"
    except MalformedError as fault:
        return str(fault)
    return ""


# ---- 8 The bundle file ----------------------------------------------------------------------------------------------
KINDS = {  # The kinds of line in the order in which they must stand, each with its fields; the first names the kind.
    "bundle": "bundle made maker", "note": "note", "entries": "entries from log", "fork": "fork",
    "hashes": "hashes leaf log size", "consistency": "consistency log new old",
    "body": "body log salt seq", "field": "field log seq", "end": "end lines",
}  # fmt: skip
TEXTS = {
    "bundle": "truceline/bundle/1", "maker": ".*", "note": "(?s:.*)", "log": ORIGIN, "leaf_hash": HEX, "body": ".*",
    "salt": HEX, "end": HEX,
}  # fmt: skip
RANK = {kind: rank for rank, kind in enumerate(KINDS)}
LEAF_FIELDS = ["hashes", "leaf", "leaf_hash", "log", "size"]  # A leaf hash with its proof, in evidence of a fork.
ENTRIES = re.compile(f'\\{{"entries":\\["(.*)"\\],"from":({INT}),"log":"({ORIGIN})"\\}}'.encode())


def read_line(line: bytes, kind: str) -> dict[str, Any]:
    """Read one line that is not of entries, and hold every field against its form."""
    value = read_json(line, newlines=kind == "note")
    if not isinstance(value, dict) or (sorted(value) != sorted(KINDS[kind].split()) and sorted(value) != LEAF_FIELDS):
        refuse("not the fields of a line of this kind")
    fields = value["fork"] if kind == "fork" else value
    if not isinstance(fields, dict) or (kind == "fork" and sorted(fields) != ["index", "log"]):
        refuse("not the fields of a line of this kind")
    for name, item in fields.items():
        if name in TEXTS:
            is_good = isinstance(item, str) and re.fullmatch(TEXTS[name], item)
        elif name in {"hashes", "consistency"}:
            is_good = isinstance(item, list) and len(item) <= PROOF_HASHES_MAX
            is_good = is_good and all(isinstance(text, str) and re.fullmatch(HEX, text) for text in item)
        elif name == "field":
            is_good = isinstance(item, list) and len(item) == 3 and isinstance(item[0], str)
            is_good = is_good and re.fullmatch("[0-9a-f]{32}", str(item[1]))
        else:
            is_good = type(item) is int and item >= 0
        if not is_good:
            refuse(f"the field `{name}` is not of its form")
    return value


def framed_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Give every line but the last, which must be the digest and number of all bytes and lines before it."""
    stream.seek(0)
    digest, held, number = hashlib.sha256(), b"", 0
    for line in iter(lambda: stream.readline(LINE_BYTES_MAX + 1), b""):
        if not line.endswith(b"\n"):
            refuse(f"line {number + 1} is cut off, or longer than {LINE_BYTES_MAX} bytes")
        if held:
            digest.update(held)
            yield number, held[:-1]
        held, number = line, number + 1
    if not held.startswith(b'{"end":'):
        refuse("the file does not end with its end line: it is cut off, or something follows")
    if read_line(held[:-1], "end") != {"end": digest.hexdigest(), "lines": number - 1}:
        refuse("the end line does not fit the lines before it: something was changed or lost")


class Bundle:
    """All lines of a bundle but the entries, which are too many to keep and are read a second time."""

    def __init__(self, stream: BinaryIO, policy: Policy) -> None:
        self.stream, self.policy = stream, policy
        self.notes: list[Note] = []
        self.lines: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
        self.bodies: dict[tuple[str, int], tuple[str, bytes]] = {}
        self.fields: dict[tuple[str, int], list[bytes]] = {}
        self.entries, kept, rank = 0, 0, 0
        for number, line in framed_lines(stream):
            kind = line[2 : line.find(b'"', 2)].decode("ascii", "replace")
            if kind not in KINDS or (number == 1) != (kind == "bundle") or RANK[kind] < rank:
                refuse(f"line {number}: not a line of a bundle, or not in its place")
            rank, kept = RANK[kind], kept + (0 if kind == "entries" else len(line))
            if kind == "entries":
                self.entries += line.count(b",", 0, line.rfind(b'],"from":') + 2)
            if kept > KEPT_BYTES_MAX or len(self.notes) > NOTES_MAX or self.entries > ENTRIES_MAX:
                refuse(f"line {number}: more than this tool holds in memory")
            try:
                if kind != "entries":
                    self._take(kind, read_line(line, kind))
            except MalformedError as fault:
                refuse(f"line {number}: {fault}")
        self.by_digest = {note.digest: note for note in self.notes}
        if len(self.by_digest) < len(self.notes) or not self.lines["bundle"]:
            refuse("an empty file, or a note that stands in it twice")

    def _take(self, kind: str, value: dict[str, Any]) -> None:
        where = (value.get("log", ""), value.get("seq", -1))
        if kind == "note":
            self.notes.append(Note(value["note"], self.policy))
        elif kind == "body":
            content = from_base64(value["body"])
            if where in self.bodies:
                refuse("a second body for one entry")
            self.bodies[where] = (sha256(bytes.fromhex(value["salt"]) + content).hex(), content)
        elif kind == "field":
            digest = sha256(b"truceline/field/v1\n" + canonical(value["field"])).hex()
            self.fields.setdefault(where, []).append(f'"{digest}"'.encode())
            self.lines[kind].append(value)
        else:
            self.lines[kind].append(value)

    def entry_lines(self) -> Iterator[tuple[str, int, list[bytes]]]:
        """Read the file a second time and give its entries; the end line is compared again."""
        for number, line in framed_lines(self.stream):
            if line.startswith(b'{"entries":'):
                match = ENTRIES.fullmatch(line) or refuse(f"line {number}: not a line of entries")
                raws = [from_base64(text) for text in match[1].split(b'","', ENTRIES_A_LINE_MAX)]
                yield match[3].decode(), read_integer(match[2].decode()), raws


# ---- 9 Keys of one log: each key entry must be signed by the root key that the one before it promised ---------------
class UnclearError(Exception):
    """Something that this tool cannot follow: what rests on it is insufficient, never a breach."""


def read_key(text: object) -> bytes:
    """Read a public key given as a verifier key (its name is not used) or as base64 of 32 bytes."""
    if isinstance(text, str) and VKEY.fullmatch(text):
        return read_vkey(text, LOG_KEY, COSIGNER_KEY)[1]
    return from_base64(str(text))


class Keys:
    """Who may sign for one log, learnt from its genesis and its key entries in order."""

    def __init__(self, origin: str) -> None:
        self.origin, self.next_root = origin, ""
        self.log_keys: list[tuple[int, bytes]] = []  # (entry, key): heads larger than that entry's number need this key.
        self.officers: dict[str, bytes] = {}
        self.revoked: dict[str, tuple[int, int]] = {}  # Officer: the entry that revokes it, suspect from [ms].
        self.own: set[bytes] = set()
        self.known_to = 0  # So many entries from the beginning were followed without a gap.
        self.told: list[str] = []

    def follow(self, seq: int, typ: str, content: bytes) -> None:
        """Follow one key entry; MalformedError: it breaks the rules; UnclearError: it cannot be followed."""
        try:
            value = read_json(content)
            if typ == "key.genesis":
                self._genesis(content, value)
                return
            statement, root = value["statement"], from_base64(value["root_key"])
            if sha256(root).hex() != self.next_root or statement.get("next_root", value["next_root"]) != value["next_root"]:
                refuse("its root key is not the one promised before, or it promises two")
            if not is_signed(root, b"truceline/root/v1\n" + canonical(statement), from_base64(value["root_sig"])):
                refuse("the signature of its root key is false")
            if typ == "key.rotate":
                self.log_keys.append((seq, read_key(statement["log_key"])))
            elif typ == "key.officer":
                self._enrol(statement["officers"])
            elif typ == "key.revoke":
                self.revoked[statement["key"]] = (seq, int(statement["suspect_from"]))
            elif typ != "key.root":
                raise UnclearError(f"{typ} is not known")
            self.next_root = value["next_root"]
            self.told.append(f"entry {seq} is a {typ}, signed by the root key promised before it")
        except (KeyError, TypeError, AttributeError, ValueError) as fault:
            raise UnclearError("its body has not the fields expected") from fault

    def _genesis(self, content: bytes, value: dict[str, Any]) -> None:
        parts = self.origin.split("/")
        if sha256(b"truceline/genesis/v1\n" + content).hex()[:16] != parts[-1]:
            refuse("the origin of this log is not the hash of its genesis")
        if parts[-3:-1] != [value["arrangement"], value["party"]]:
            refuse("the genesis names another arrangement or party than the origin")
        self.log_keys, self.next_root = [(-1, read_key(value["log_key"]))], value["next_root"]
        self._enrol(value["officers"])
        self.own = {read_key(key) for kind in ("witness_keys", "mirror_keys") for key in value[kind].values()}
        for size, root in value.get("orphans", []):
            self.told.append(f"its genesis declares an earlier head given up: size {size}, root {root}")

    def _enrol(self, officers: dict[str, str]) -> None:
        for ident, text in officers.items():
            if sha256(b"truceline/officer/v1\n" + read_key(text)).hex()[:32] != ident:
                refuse("an officer's key id is not the hash of the key")
            self.officers[ident] = read_key(text)


# ---- 10 One log -----------------------------------------------------------------------------------------------------
class Head:
    """A size and root of one log, with all notes that carry it; heads of one group are shown to be of one tree."""

    def __init__(self, size: int, root: bytes, group: int) -> None:
        self.size, self.root, self.group = size, root, group
        self.notes: list[Note] = []
        self.signers: set[bytes] = set()  # Log keys in force that signed it.
        self.is_refuted = self.is_good = False  # Refuted: the entries in the file hash to another root at this size.


class Log:
    """The entries and heads of one origin in the file, checked as they come."""

    def __init__(self, origin: str, case: Case) -> None:
        self.origin, self.case, self.bundle, self.policy = origin, case, case.bundle, case.bundle.policy
        self.party = origin.split("/")[-2] if "/" in origin else origin
        self.keys, self.tree, self.trusted = Keys(origin), Tree(), self.policy.logs.get(origin, [])
        self.at: dict[int, list[Head]] = {}
        self.heads: list[Head] = []
        for note in (each for each in self.bundle.notes if each.origin == origin):
            same = [head for head in self.at.get(note.size, []) if head.root == note.root]
            if not same:
                same = [Head(note.size, note.root, len(self.heads) + 1)]
                self.heads += same
                self.at.setdefault(note.size, []).extend(same)
            same[0].notes.append(note)
        self.wanted: dict[int, list[dict[str, Any]]] = {}
        for line in (each for each in self.bundle.lines["hashes"] if each["log"] == origin and "leaf_hash" not in each):
            self.wanted.setdefault(line["leaf"], []).append(line)
        self.seqs, self.times, self.since = array("q"), array("q"), array("q")
        self.who, self.names = array("l"), {"log": 0}
        self.next_seq, self.leaf, self.seen, self.latest = 0, "", b"[]", {}  # type: ignore[var-annotated]
        self.runs: list[list[int]] = []  # Entries [from, to) without a gap.
        self.proved: dict[int, tuple[int, Head]] = {}  # Run: entries up to this one are chained to a proof under a head.
        self.faults: list[tuple[int, str]] = []
        self.unclear: list[str] = []
        self.counts = dict.fromkeys(("checked", "unheld", "opened", "unopened", "opaque"), 0)
        self.rows: dict[int, tuple[str, re.Match[bytes]]] = {}
        self.until: dict[int, tuple[list[int], list[int]]] = {}  # By group: sizes, and not-after times [ms].

    def is_own(self, witness: Witness) -> bool:
        """Whether a cosigner belongs to the author, who cannot vouch for its own log."""
        return witness.party == self.party or witness.public in self.keys.own

    def take(self, start: int, raws: list[bytes]) -> None:
        if start < self.next_seq:
            refuse(f"{self.origin}: entry {start} stands twice or out of order")
        if start > self.next_seq or not self.runs:
            self.runs.append([start, start])
            self.leaf, self.seen, self.latest = "" if start else "0" * 64, b"[]", {}
        for seq, raw in enumerate(raws, start=start):
            node, match = leaf_hash(raw), ENTRY.fullmatch(raw)
            self._hold_opened(seq, match)
            try:
                self._entry(seq, raw, match)
            except UnclearError as fault:
                self.unclear.append(f"{self.origin}: entry {seq} cannot be followed: {fault}")
            except MalformedError as fault:
                self.faults.append((seq, str(fault)))
            if len(self.faults) + len(self.unclear) > REMEMBERED_MAX:
                refuse(f"{self.origin}: more than {REMEMBERED_MAX:,} entries are not well formed")
            self.leaf = node.hex()
            self._remember(seq, match)
            if self.runs[-1][0] == 0:
                self.tree.add(node)
                for head in self.at.get(self.tree.size, ()):
                    head.is_refuted = head.root != self.tree.root()
                    head.group = head.group if head.is_refuted else 0
            for line in self.wanted.pop(seq, ()):
                root = root_from_inclusion(seq, line["size"], node, [bytes.fromhex(text) for text in line["hashes"]])
                heads = [head for head in self.at.get(line["size"], ()) if head.root == root]
                if not heads:
                    refuse(f"{self.origin}: the inclusion proof of entry {seq} leads to no note in the file")
                self.proved[self.runs[-1][0]] = (seq + 1, heads[0])
        self.next_seq = self.runs[-1][1] = start + len(raws)

    def _hold_opened(self, seq: int, match: re.Match[bytes] | None) -> None:
        """Hold the opened body and the disclosed fields of an entry against its commitments."""
        where = (self.origin, seq)
        fields, body = self.bundle.fields.get(where, ()), self.bundle.bodies.get(where)
        if body and (match is None or (match["c"] or b"").decode() != body[0]):
            refuse(f"{self.origin}: the body given for entry {seq} is not the one committed to")
        if fields and (match is None or any(digest not in (match["sd"] or b"") for digest in fields)):
            refuse(f"{self.origin}: a field given for entry {seq} is not one that the entry commits to")
        self.counts["opened"] += body is not None
        self.case.given -= (body is not None) + len(fields)

    def _entry(self, seq: int, raw: bytes, match: re.Match[bytes] | None) -> None:
        """Check one entry; MalformedError: it breaks the rules; UnclearError: it cannot be followed."""
        fault = fault_of(raw, match, self.seen)
        if fault == "LATER":
            raise UnclearError("it is of a later version of the format")
        if fault or match is None:
            refuse(fault)
        typ, by, body = match["typ"].decode(), match["by"].decode(), self.bundle.bodies.get((self.origin, seq))
        if match["log"].decode() != self.origin or int(match["seq"]) != seq:
            refuse("it names another log or number than its place")
        if self.leaf and match["prev"].decode() != self.leaf:
            refuse("its `prev` is not the hash of the entry before it")
        if (seq == 0) != (typ == "key.genesis"):
            refuse("a log has exactly one genesis, at its beginning")
        if body and not match["k"] and int(match["n"]) != len(body[1]):
            refuse("the size that it states is not the size of its body")
        is_known = self.runs[-1][0] == 0 and self.keys.known_to == seq
        if is_known and typ.startswith("key."):
            if body is None:
                raise UnclearError("it changes keys, and its body is not in the file")
            self.keys.follow(seq, typ, body[1])
        self.keys.known_to += is_known
        history, publics = [key for _, key in self.keys.log_keys], [self.keys.officers.get(by, b"")]
        if by == "log":  # The entry that rotates may be signed by either key.
            publics = history[-2 if typ == "key.rotate" else -1 :] if is_known else [*self.trusted, *history]
        elif is_known and (not publics[0] or self.keys.revoked.get(by, (seq, 0))[0] < seq):
            refuse("its officer's key was never enrolled, or was revoked before")
        if publics == [b""] or not (self.case.is_sampled(self, seq) or typ.startswith("key.")):
            self.counts["unheld"] += publics == [b""]
            return
        message = b"truceline/entry/v1\n" + raw[: match.start("cut")] + raw[match.end("cut") :]
        is_good = any(is_signed(public, message, from_base64(match["sig"])) for public in publics)
        self.counts["checked" if is_good else "unheld"] += 1
        if not is_good and (is_known or by != "log"):
            refuse("its signature is false")

    def _remember(self, seq: int, match: re.Match[bytes] | None) -> None:
        """Keep the times of an entry, and the earliest moment at which it can have been made."""
        if match and match["seen"] != self.seen:
            self.seen = match["seen"]
            for origin, size, root, digest in json.loads(self.seen):
                note = self.bundle.by_digest.get(digest)
                if note and (note.origin, note.size, note.root.hex()) == (origin, size, root):
                    for witness, ms in note.cosigned:
                        if not self.is_own(witness):
                            self.latest[witness.organisation] = max(ms, self.latest.get(witness.organisation, -1))
        two = sorted(self.latest.values())[-2:]
        self.seqs.append(seq)
        self.since.append(two[0] if len(two) == 2 else -1)
        self.times.append(min(int(match["t"]), INTEGER_END) if match else -1)
        self.who.append(self.names.setdefault(match["by"].decode(), len(self.names)) if match else 0)
        if match:
            self.counts["unopened"] += match["c"] is not None and (self.origin, seq) not in self.bundle.bodies
            self.counts["opaque"] += match["typ"].decode() not in KNOWN_TYPES
            if len(self.rows) < REMEMBERED_MAX or (self.origin, seq) == self.case.asked:
                self.rows[seq] = (self.leaf, match)

    def settle(self) -> None:
        """Settle which heads are of one tree with the entries, who signed them, and what that proves."""
        for line in (each for each in self.bundle.lines["consistency"] if each["log"] == self.origin):
            old, new, proof = line["old"], line["new"], [bytes.fromhex(text) for text in line["consistency"]]
            pairs = [(a, b) for a in self.at.get(old, ()) for b in self.at.get(new, ())]
            pairs = [(a, b) for a, b in pairs if is_consistent(old, new, a.root, b.root, proof)]
            if not pairs:
                refuse(f"{self.origin}: the consistency proof from {old} to {new} fits no notes in the file")
            for a, b in pairs:
                low, high = sorted((a.group, b.group))
                for head in self.heads:
                    head.group = low if head.group == high else head.group
        if self.wanted:
            refuse(f"{self.origin}: an inclusion proof for an entry that is not in the file")
        for head in self.heads:
            if head.group == 0:
                self.proved[0] = (self.tree.size, head)
        shown = {head.group for _, head in self.proved.values()}
        for head in self.heads:
            head.signers = {key for key in self._keys_at(head.size) if any(n.is_signed_by(key) for n in head.notes)}
            names = {w.name for note in head.notes for w, _ in note.cosigned if not self.is_own(w)}
            is_met = self.policy.is_met(names, self.policy.quorum)
            head.is_good = bool(head.signers) and is_met and head.group in shown and not head.is_refuted
        self._find_breaches(shown)
        for group in shown:
            self.until[group] = self._cosigned_until(group)
        self._find_lacks(shown)

    def _keys_at(self, size: int) -> list[bytes]:
        """Give the log keys that count for a head: those that the log's own history or the policy names."""
        history = self.keys.log_keys
        if history and not {key for _, key in history} & set(self.trusted):
            return []
        if history and size <= self.keys.known_to:
            return [key for seq, key in history if seq < size][-1:]
        return [*self.trusted, *(key for _, key in history[-1:] if key not in self.trusted)]

    def _find_breaches(self, shown: set[int]) -> None:
        """E1: two heads that exclude each other, signed with one key; E2: a broken entry under a signed head."""
        for a in (head for head in self.heads if head.is_refuted or len(self.at[head.size]) > 1):
            for b in (head for head in self.heads if head.root != a.root and head.size >= a.size and head.signers):
                excluded = a.size == b.size and (a.is_refuted or (a.root < b.root and not b.is_refuted))
                excluded = excluded or (a.is_refuted and b.group == 0)
                if excluded and (a.signers & b.signers or (a.signers and b.size <= self.keys.known_to)):
                    self.case.tell_fork(a, b, f"sizes {a.size} and {b.size}")
                    a.is_refuted = False
        if any(head.is_refuted for head in self.heads):
            refuse(f"{self.origin}: the entries do not hash to the root of a note in the file")
        for seq, fault in self.faults:
            group = self.group_of(seq)
            if not any(head.signers and head.group == group and head.size > seq for head in self.heads):
                refuse(f"{self.origin}: entry {seq}: {fault}")
            text = f"{self.origin}: entry {seq}, under a root that is signed with the log's key, breaks the rules: {fault}."
            self.case.breaches.append(("E2", text))

    def group_of(self, seq: int) -> int:
        """Give the group of heads that an entry is shown to lie under; -1 if there is none."""
        at = bisect.bisect_right(self.runs, [seq, INTEGER_END]) - 1
        end, head = self.proved.get(self.runs[at][0], (0, None)) if at >= 0 else (0, None)
        return head.group if head and seq < end else -1

    def _cosigned_until(self, group: int) -> tuple[list[int], list[int]]:
        """Give, for sizes upwards, the moment by which a quorum of two or more other organisations had cosigned."""
        first: dict[Witness, int] = {}
        found: list[tuple[int, int]] = []
        for head in sorted((h for h in self.heads if h.group == group and h.signers), key=lambda h: -h.size):
            for witness, ms in (each for note in head.notes for each in note.cosigned if not self.is_own(each[0])):
                first[witness] = min(ms, first.get(witness, ms))
            names: set[str] = set()
            voices: set[str] = set()
            when = -1
            for witness, ms in sorted(first.items(), key=lambda each: each[1]):
                names.add(witness.name)
                voices.add(witness.organisation)
                if len(voices) >= 2 and self.policy.is_met(names, self.policy.quorum):
                    when = ms
                    break
            found.append((head.size, when))
        found.reverse()
        return [size for size, _ in found], [when for _, when in found]

    def interval(self, index: int) -> tuple[int, int]:
        """Give not-before and not-after of the entry at a place in the file [ms]; -1 where unknown."""
        seq = self.seqs[index]
        sizes, times = self.until.get(self.group_of(seq), ([], []))
        at = bisect.bisect_right(sizes, seq)
        return self.since[index], times[at] if at < len(times) else -1

    def is_covered(self, seq: int) -> bool:
        """Whether a quorum cosigned a head that is shown to contain this entry."""
        group = self.group_of(seq)
        return any(head.is_good and head.group == group and head.size > seq for head in self.heads)

    def _find_lacks(self, shown: set[int]) -> None:
        say, name = self.case.lacking.append, self.origin
        if not self.trusted:
            say(f"{name}: the policy names no key of this log.")
        elif not self._keys_at(INTEGER_END):
            say(f"{name}: the key that the policy names is not one of the keys in the log's own history.")
        for start, end in self.runs:
            if not self.is_covered(end - 1):
                say(f"{name}: entries {start} to {end - 1} are not all under a head signed by the log and cosigned by a quorum.")
        for head in self.heads if self.runs else ():
            if head.group not in shown:
                say(f"{name}: nothing shows that the head of size {head.size} continues the same tree.")
            elif not head.signers:
                say(f"{name}: the head of size {head.size} is not signed with the log's key in force.")
        if self.counts["unheld"]:
            say(f"{name}: {self.counts['unheld']:,} entries are signed with keys that this file does not show.")
        self.case.lacking += [f"{text}." for text in self.unclear[:20]]


# ---- 11 The whole file ----------------------------------------------------------------------------------------------
class Case:
    """Everything that one file shows under one policy; proved breaches and mere suspicions are kept apart."""

    def __init__(self, stream: BinaryIO, policy: Policy, options: argparse.Namespace) -> None:
        self.proven, self.claimed, self.unknown, self.lacking = [], [], [], []  # type: ignore[var-annotated]
        self.breaches: list[tuple[str, str]] = []  # "E1" to "E6": proved.
        self.suspected: list[tuple[str, str]] = []  # "S1" to "S4": never proved.
        self.asked = (getattr(options, "log", ""), getattr(options, "seq", -1))
        self.bundle = Bundle(stream, policy)
        self.given = len(self.bundle.bodies) + len(self.bundle.lines["field"])
        self.step = 1 if options.all_signatures else -(-self.bundle.entries // SAMPLE)
        named = {*(note.origin for note in self.bundle.notes), *(each["log"] for each in self.bundle.lines["hashes"])}
        self.logs = {origin: Log(origin, self) for origin in sorted(named)}
        for origin, start, raws in self.bundle.entry_lines():
            if origin not in self.logs:
                self.logs[origin] = Log(origin, self)
            self.logs[origin].take(start, raws)
        if self.given:
            refuse("a body or a field for an entry that is not in the file")
        for log in self.logs.values():
            log.settle()
            self._check_times(log)
        self._check_forks()
        self._check_cosigners()
        if not self.breaches and not any(log.runs for log in self.logs.values()):
            self.lacking.append("The file holds no entries and no proof of a fork.")

    def is_sampled(self, log: Log, seq: int) -> bool:
        return seq % max(1, self.step) == 0 or (log.origin, seq) == self.asked

    def tell_fork(self, a: Head, b: Head, where: str) -> None:
        origin = a.notes[0].origin
        text = f"{origin}: whoever holds the log's key signed two heads that cannot be of one log: {where}, "
        self.breaches.append(("E1", text + f"roots {a.root.hex()} and {b.root.hex()}."))
        both = {w for note in a.notes for w, _ in note.cosigned} & {w for note in b.notes for w, _ in note.cosigned}
        self.breaches += [("E4", f"{w.name} cosigned both of these heads of {origin}.") for w in sorted(both)]

    def _check_forks(self) -> None:
        """E1 by the first differing entry: two leaf hashes at one place, each proved under one of two signed heads."""
        for fork in (line["fork"] for line in self.bundle.lines["fork"]):
            log = self.logs.get(fork["log"])
            leaves = [line for line in self.bundle.lines["hashes"] if line["log"] == fork["log"] and "leaf_hash" in line]
            found = []
            for line in leaves:
                proof = [bytes.fromhex(text) for text in line["hashes"]]
                root = root_from_inclusion(line["leaf"], line["size"], bytes.fromhex(line["leaf_hash"]), proof)
                heads = [head for head in log.heads if (head.size, head.root) == (line["size"], root)] if log else []
                found += [(line["leaf_hash"], head) for head in heads if line["leaf"] == fork["index"]]
            if not log or len(leaves) != 2 or len(found) != 2 or found[0][0] == found[1][0]:
                refuse("evidence of a fork whose proofs do not lead from two different entries to two notes")
            if found[0][1].signers & found[1][1].signers:
                self.tell_fork(found[0][1], found[1][1], f"they hold different entries at number {fork['index']}")
            else:
                self.lacking.append(f"{log.origin}: one key that the policy names must have signed both heads.")

    def _check_cosigners(self) -> None:
        """E4: a cosigner's heads of one log must grow with its times, and be one for each size."""
        told: dict[tuple[str, str], list[tuple[int, int, bytes]]] = {}
        for note in self.bundle.notes:
            for witness, ms in note.cosigned:
                told.setdefault((witness.name, note.origin), []).append((note.size, ms, note.root))
        for (name, origin), heads in sorted(told.items()):
            before, latest, last_size, last_root = -1, -1, -1, b""
            for size, ms, root in sorted(heads):
                if size > last_size:
                    before, last_size, last_root = latest, size, root
                latest = max(latest, ms)
                if root != last_root:
                    self.breaches.append(("E4", f"{name} cosigned two roots of {origin} at size {size}."))
                if ms < before:
                    text = f"{name} cosigned {origin} at size {size} with a time before that of a smaller size."
                    self.breaches.append(("E4", text))

    def _check_times(self, log: Log) -> None:
        """E6: the time that an author states lies outside an interval of which both ends are proven."""
        doubtful = dated = 0
        revoked = {log.names[ident]: since for ident, (_, since) in log.keys.revoked.items() if ident in log.names}
        for index, ms in enumerate(log.times):
            since, until = log.interval(index)
            dated += since >= 0 and until >= 0
            doubtful += log.who[index] in revoked and not 0 <= until <= revoked[log.who[index]]
            if ms >= 0 and since >= 0 and until >= 0 and not since <= ms <= until + CLOCK_GRAIN_MS:
                text = f"{log.origin}: entry {log.seqs[index]} states {instant(ms)}, outside the proven interval from "
                self.breaches.append(("E6", text + f"{instant(since)} to {instant(until)}; a wrong clock does this too."))
        if doubtful:
            self.unknown.append(f"{log.origin}: {doubtful:,} entries by a key revoked later are not shown to be older than"
                                " the moment from which that key is suspect.")
        if log.runs:
            self.unknown.append(f"{log.origin}: for {len(log.seqs) - dated:,} of {len(log.seqs):,} entries one end of the"
                                " interval in which they were made, or both, is not proven.")


# ---- 12 Questions and answers ---------------------------------------------------------------------------------------
def tell_logs(case: Case) -> None:
    """Say of every log what is proven, what is only claimed and what is unknown."""
    header = case.bundle.lines["bundle"][0]
    case.claimed.append(f"The file says of itself: made {instant(header['made'])} by {header['maker']!r}. Nobody signed that.")
    case.claimed.append("All times in entries and all contents are what their authors state; proven is that they stated it.")
    for log in case.logs.values():
        good = [head for head in log.heads if head.is_good]
        for start, end in log.runs:
            if good and log.is_covered(end - 1):
                whole = ", the whole log up to there: nothing left out, added or reordered" if start == 0 else ""
                case.proven.append(f"{log.origin}: entries {start} to {end - 1} are in the log that {log.party}'s key signed{whole}.")
        if good:
            best = max(good, key=lambda head: head.size)
            names = sorted({f"{w.name} ({w.organisation})" for n in best.notes for w, _ in n.cosigned})
            case.proven.append(f"{log.origin}: head of size {best.size}, root {best.root.hex()}, cosigned by {', '.join(names)}.")
        case.proven += [f"{log.origin}: {text}." for text in log.keys.told if good]
        counts, total = log.counts, len(log.seqs)
        if log.runs:
            case.proven += [f"{log.origin}: signatures checked on {counts['checked']:,} of {total:,} entries; the rest rest on"
                            " the log's own signature."] if good else []
            case.proven += [f"{log.origin}: {counts['opened']:,} opened bodies are those committed to."] if good else []
            case.unknown.append(f"{log.origin}: {counts['unopened']:,} contents are sealed or not in the file;"
                                f" {counts['opaque']:,} entries are of types that this tool does not know.")
            strangers = {name for n in case.bundle.notes for name, ident, _ in n.lines if n.origin == log.origin
                         and name != n.origin and (name, ident) not in case.bundle.policy.by_key}
            case.unknown += [f"{log.origin}: {len(strangers)} signers are not in the policy and not counted."] if strangers else []
    for line in case.bundle.lines["field"]:
        name, _, value = line["field"]
        case.claimed.append(f"{line['log']}: entry {line['seq']} discloses {name!r} = {canonical(value).decode()[:500]}")


def describe(log: Log, seq: int) -> str:
    """Say in one line what an entry is, who stated it, and between which moments it was made."""
    leaf, match = log.rows[seq]
    since, until = log.interval(bisect.bisect_left(log.seqs, seq))
    text = f"{log.origin} entry {seq} ({match['typ'].decode()}, by {match['by'].decode()}, leaf {leaf}): made"
    text += f" after {instant(since)}" if since >= 0 else " at an unknown time"
    text += f" and before {instant(until)}" if until >= 0 else ", no proven latest time"
    return text + f"; claimed time {instant(int(match['t']))}."


def answer_entry(case: Case, options: argparse.Namespace) -> None:
    log = case.logs.get(options.log)
    if log is None or options.seq not in log.rows:
        case.lacking.append("The entry asked about is not in the file.")
        return
    case.proven += [describe(log, options.seq)] if log.is_covered(options.seq) else []
    body = case.bundle.bodies.get((options.log, options.seq))
    if body:
        try:
            case.claimed.append(f"Its content, as opened: {canonical(read_json(body[1])).decode()}")
        except MalformedError:
            case.claimed.append(f"Its content, {len(body[1])} bytes that are not shown here, sha256 {sha256(body[1]).hex()}.")


def answer_receipts(case: Case, options: argparse.Namespace) -> None:
    """A receipt is the addressee's own mirror cosignature over a head that contains the entry (delivered, not read)."""
    answer_entry(case, options)
    log = case.logs.get(options.log)
    if log is None or options.seq not in log.rows:
        return
    leaf, match = log.rows[options.seq]
    heads = [h for h in log.heads if h.group == log.group_of(options.seq) and h.signers and h.size > options.seq]
    signed = sorted((ms, w, h.size) for h in heads for note in h.notes for w, ms in note.cosigned if not log.is_own(w))
    for ms, witness, size in signed[:1]:
        case.proven.append(f"Deposited: first cosigned by {witness.name} at {instant(ms)}, in a head of size {size}.")
    named = f'["{options.log}",{options.seq},"{leaf}"]'.encode()
    for party in json.loads(match["to"] or b"[]"):
        mirrored = [each for each in signed if each[1].key_name.endswith("/mirror") and each[1].party == party]
        replies = [(other, seq) for other in case.logs.values() if other.party == party
                   for seq, (_, row) in other.rows.items() if named in (row["re"] or b"")]
        excepted = [seq for other, seq in replies if other.rows[seq][1]["typ"] in {b"receipt.exception", b"blob.missing"}]
        case.proven += ["Referred to in " + describe(other, seq) for other, seq in replies if other.is_covered(seq)]
        if excepted:
            case.suspected.append(("S3", f"{party} states in entry {excepted[0]} of its log that it lacks what was sent."))
        if mirrored and not excepted:
            ms, witness, size = mirrored[0]
            case.proven.append(f"Delivered to {party}: {witness.name} mirrored size {size} at {instant(ms)}. Not proven: read.")
        else:
            case.lacking.append(f"No receipt without exception of {party} in the file; that does not show it got nothing.")


def answer_timeline(case: Case, options: argparse.Namespace) -> None:
    rows = [(log.interval(bisect.bisect_left(log.seqs, seq))[1], log, seq) for log in case.logs.values() for seq in log.rows]
    for _, log, seq in sorted(rows, key=lambda row: (row[0] < 0, row[0], row[1].origin, row[2])):
        (case.proven if log.is_covered(seq) else case.unknown).append(describe(log, seq))
    case.unknown.append(f"Of each log at most {REMEMBERED_MAX:,} entries are listed.")


def answer_silence(case: Case, options: argparse.Namespace) -> None:
    """Whether a party's own log holds entries made within a span; a log complete beyond it can show that."""
    logs = [log for log in case.logs.values() if log.party == options.party and log.runs]
    for log in logs:
        inside = outside = 0
        for index in range(len(log.seqs)):
            since, until = log.interval(index)
            inside += since >= options.start and 0 <= until <= options.end
            outside += 0 <= until < options.start or since > options.end
        rest, total = len(log.seqs) - inside - outside, len(log.seqs)
        beyond = any(note.origin == log.origin for note in case.bundle.notes) and total and log.since[-1] > options.end
        text = f"{log.origin}: of {total:,} entries {inside:,} were made within the span, {outside:,} outside it, {rest:,} cannot be placed."
        case.proven.append(text)
        if not inside and (rest or not beyond or log.runs != [[0, total]]):
            case.lacking.append(f"{log.origin}: neither entries within the span nor their absence is proven.")
        heads = sorted({ms for h in log.heads if h.signers for n in h.notes for w, ms in n.cosigned if not log.is_own(w)})
        gaps = [b - a for a, b in zip([options.start, *heads], [*heads, options.end]) if b > options.start and a < options.end]
        if max(gaps, default=0) > STALE_MS:
            case.suspected.append(("S2", f"{log.origin}: up to {max(gaps) // 60000} minutes without a cosigned head in this file."))
    if not logs:
        case.lacking.append("The file holds no log of that party.")
    case.unknown.append("Why a party was silent: a fault, a cut line or a choice look alike here.")


# ---- 13 The command line --------------------------------------------------------------------------------------------
ANSWERS = {"entry": answer_entry, "receipts": answer_receipts, "timeline": answer_timeline, "silence": answer_silence}


def read_instant(text: str) -> int:
    if re.fullmatch("[0-9]{1,15}", text):
        return int(text)
    return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc).timestamp()) * 1000


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Checks evidence of a Truceline record. Exit codes: 0, 20, 21, 22.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("bundle", "entry", "fork", "receipts", "timeline", "silence"):
        command = commands.add_parser(name)
        command.add_argument("file")
        command.add_argument("--policy", required=True)
        command.add_argument("--all-signatures", action="store_true")
        command.add_argument("--json", action="store_true")
        if name in {"entry", "receipts"}:
            command.add_argument("--log", required=True)
            command.add_argument("--seq", required=True, type=int)
        if name == "silence":
            command.add_argument("--party", required=True)
            command.add_argument("--from", dest="start", required=True, type=read_instant)
            command.add_argument("--to", dest="end", required=True, type=read_instant)
    return parser.parse_args(arguments)


def judge(options: argparse.Namespace) -> dict[str, Any]:
    """Check the file and answer the question; the result is what is printed."""
    told: dict[str, Any] = {"schema": "truceline/verify/1", "command": options.command}
    try:
        with open(options.policy, "rb") as stream:
            policy = Policy(stream.read(POLICY_BYTES_MAX + 1))
        with open(options.file, "rb") as stream:
            case = Case(stream, policy, options)
    except MalformedError as fault:
        return {**told, "exit": MALFORMED, "verdict": VERDICTS[MALFORMED], "reason": str(fault)}
    tell_logs(case)
    if options.command in ANSWERS:
        ANSWERS[options.command](case, options)
    if options.command == "fork" and not any(kind == "E1" for kind, _ in case.breaches):
        case.lacking.append("The file shows no fork.")
    code = BREACH if case.breaches else INSUFFICIENT if case.lacking else PROVEN
    told.update(exit=code, verdict=VERDICTS[code], proven=case.proven, breaches=case.breaches, lacking=case.lacking)
    return {**told, "suspected": case.suspected, "claimed": case.claimed, "unknown": case.unknown}


def in_words(told: dict[str, Any]) -> str:
    titles = {"breaches": "Breach of the log protocol, proved", "lacking": "Why this is not enough", "proven": "Proven",
              "suspected": "Suspected, not proved", "claimed": "Only claimed", "unknown": "Unknown"}
    lines = [told["verdict"], *([f"Reason: {told['reason']}"] if "reason" in told else [])]
    for key, title in titles.items():
        items = [item if isinstance(item, str) else f"{item[0]}: {item[1]}" for item in told.get(key, [])]
        lines += [f"\n{title}:", *(f"  - {item}" for item in items)] if items else []
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    options = read_arguments(arguments)
    try:
        told = judge(options)
        text = json.dumps(told, indent=1) + "\n" if options.json else in_words(told)
    except OSError as fault:
        sys.stderr.write(f"The tool could not read a file ({fault}). This says nothing about anybody.\n")
        return NO_FILE
    except KeyboardInterrupt:
        return STOPPED
    except BaseException as fault:  # Whatever goes wrong here must never look like a verdict.
        sys.stderr.write(f"The tool failed ({type(fault).__name__}). This says nothing about anybody.\n")
        return FAILED
    try:
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        sys.stdout.write(text)
        sys.stdout.flush()
    except (OSError, AttributeError):
        return NO_OUTPUT
    return int(told["exit"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
