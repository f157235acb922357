#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks evidence of a Truceline record: one file, no network, nothing installed but Python 3.9 or later.

    python3 truceline_verify.py bundle|fork|timeline FILE --policy FILE [--all-signatures] [--json]
    python3 truceline_verify.py entry|receipts FILE --policy FILE --log ORIGIN --seq N
    python3 truceline_verify.py silence FILE --policy FILE --party P --from T --to T

Exit codes: 0 proven; 20 breach of the log protocol proved; 21 insufficient; 22 malformed; anything else (2, 66, 70,
130): this tool failed or was used wrongly, which says nothing about anybody.

What is trusted: the policy file (whose keys count), this file, Python, SHA-256 and Ed25519. Nothing inside the bundle.
Whoever writes the last line of a bundle anew can leave things out: that can turn a proven thing into an unproven one,
never the reverse. 0 speaks of what lies in the file alone.

Source: the format, docs/verifying.md; RFC 8032 (Ed25519, with the stricter rules of libsodium); RFC 9162 section 2.1
(tree and proofs); RFC 8785 (JSON); C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy.
"""
from __future__ import annotations
import argparse, base64, binascii, bisect, functools, hashlib, json, re, sys, unicodedata
from array import array
from datetime import datetime, timezone
from typing import Any, BinaryIO, Iterator, NamedTuple, NoReturn

# ---- 1 Limits: hostile input must cost bounded memory and time ------------------------------------------------------
ENTRY_BYTES_MAX, ENTRIES_A_LINE_MAX = 60_000, 256  # The format's own limits.
LINE_BYTES_MAX = ENTRIES_A_LINE_MAX * 80_003 + 1_000  # 256 of the longest entries in base64; one line is in memory.
ENTRIES_MAX = 4_000_000  # About 32 bytes are remembered of each: 130 MB.
KEPT_BYTES_MAX = 48 << 20  # All lines together that are not of entries; they are held in memory.
NOTE_BYTES_MAX, NOTE_LINES_MAX, NOTES_MAX = 64 << 10, 32, 8_192  # About 2 ms of signatures for each note.
LINE_JSON_BYTES_MAX, DEPTH_MAX, MAKER_MAX = 128 << 10, 8, 200  # Lines but of entries, bodies and boxes.
POLICY_BYTES_MAX, POLICY_NAMES_MAX = 64 << 10, 128  # C2SP asks for 32 of each sort at least.
LOGS_MAX, ROOTS_A_SIZE_MAX = 64, 8  # Of one file; roots of one log at one size (a fork has two).
PROOF_HASHES_MAX = 63  # A tree of 2^53 leaves needs 54.
REMEMBERED_MAX = 10_000  # Entries of a log that a question may show; faults that are told.
SAMPLE = 1_000  # Officer signatures checked unless all are asked for: about one second.
INTEGER_END = 2**53  # Whole numbers below it are kept by every JSON reader.
CLOCK_DOUBT_MS = 31_000  # Clocks may be 30 s off, and cosignatures tell whole seconds: E6 only beyond both.

# ---- 2 Verdicts -----------------------------------------------------------------------------------------------------
PROVEN, BREACH, INSUFFICIENT, MALFORMED, NO_FILE, FAILED, STOPPED = 0, 20, 21, 22, 66, 70, 130
VERDICTS = {
    PROVEN: "PROVEN: what stands under 'Proven' is proven; nothing in this file contradicts it.",
    BREACH: "BREACH OF THE LOG PROTOCOL PROVED: see below which rule, and by which key. A key is not a person.",
    INSUFFICIENT: "INSUFFICIENT: this file does not prove what was asked. That is no evidence against anybody.",
    MALFORMED: "MALFORMED: this file is not whole, or not what it says it is. It proves nothing, against nobody.",
}
IN_DOUBT = "Whether the key was in force at that size must be read from the log: this file and policy do not show it."
class MalformedError(Exception): """The file or policy is not well formed; of one entry: it breaks the rules."""
class UnclearError(Exception): """It cannot be followed here: insufficient, never a breach."""
def refuse(reason: str) -> NoReturn: raise MalformedError(reason)
def instant(ms: int) -> str:  # The number itself where a calendar has none.
    if not 0 <= ms < 253_402_300_800_000: return f"{ms} ms since 1970"
    moment = datetime.fromtimestamp(ms // 1000, timezone.utc)
    return moment.strftime("%Y-%m-%d %H:%M:%S") + (f".{ms % 1000:03d}" if ms % 1000 else "") + " UTC"

# ---- 3 Ed25519 (RFC 8032, verified by the rules of libsodium: S < L, canonical A and R, none of small order) ---------
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT_OF_MINUS_ONE, NEUTRAL = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P), (0, 1, 1, 0)
def add(a: tuple, b: tuple) -> tuple:  # Add two points in extended coordinates (RFC 8032 section 5.1.4).
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * D * a[3] * b[3] % P, 2 * a[2] * b[2] % P
    return (f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P
def is_neutral(point: tuple) -> bool: return point[0] % P == 0 and (point[1] - point[2]) % P == 0
def multiply(s: int, a: tuple, h: int = 0, b: tuple = NEUTRAL) -> tuple:  # s a + h b, both at once.
    point, sums = NEUTRAL, (NEUTRAL, a, b, add(a, b))
    for i in reversed(range(max(s, h).bit_length())):
        point = add(point, point)
        if (bits := (s >> i & 1) + 2 * (h >> i & 1)): point = add(point, sums[bits])
    return point
def point_of(raw: bytes) -> tuple | None:
    """Decode 32 bytes to a point (RFC 8032 section 5.1.3); None for any encoding that is not canonical."""
    y, sign = int.from_bytes(raw, "little") & (2**255 - 1), raw[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * ROOT_OF_MINUS_ONE % P
    if y >= P or (x * x - square) % P or (x == 0 and sign): return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P
BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or NEUTRAL
@functools.lru_cache(maxsize=256)
def minus_key(public: bytes) -> tuple | None:  # None: not canonical, or not of prime order.
    point = point_of(public) if len(public) == 32 else None
    is_good = point and not is_neutral(point) and is_neutral(multiply(L, point))
    return (P - point[0], point[1], 1, P - point[3]) if point and is_good else None
def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Verify: S B - H(R, A, message) A must encode to exactly the bytes of R, and must not have small order."""
    minus, s = minus_key(public), int.from_bytes(signature[32:], "little")
    if minus is None or len(signature) != 64 or s >= L: return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    point = multiply(s, BASE, h, minus)
    x, y = (each * pow(point[2], P - 2, P) % P for each in point[:2])
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32] and not is_neutral(multiply(8, point))

# ---- 4 Canonical JSON: one value, one byte string -------------------------------------------------------------------
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
KEY, ESCAPES = re.compile("[a-z0-9_][a-z0-9._/-]*"), (rb'\\["\\]', rb'\\["\\n]')  # The latter in lines of notes.
def sha256(content: bytes) -> bytes: return hashlib.sha256(content).digest()
def from_base64(text: str | bytes) -> bytes:  # Only the one canonical spelling, with padding.
    raw = text if isinstance(text, bytes) else str(text).encode()
    try: content = binascii.a2b_base64(raw)
    except ValueError: content = b"not base64"
    return content if base64.b64encode(content) == raw else refuse("a text that is not canonical base64")
def read_integer(digits: str) -> int:
    return int(digits) if len(digits) < 18 and abs(int(digits)) < INTEGER_END else refuse("a number of 2^53 or more")
def check_value(value: object, depth: int = 1) -> None:  # Keys of lines and entries are checked there.
    is_nest = isinstance(value, (dict, list))
    if value is None or (is_nest and depth > DEPTH_MAX): refuse(f"null, or nested deeper than {DEPTH_MAX}")
    if isinstance(value, dict) and not all(map(KEY.fullmatch, value)): refuse("a key that is no plain name")
    for item in (value.values() if isinstance(value, dict) else value) if is_nest else (): check_value(item, depth + 1)
def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
def read_json(raw: bytes, limit: int, newlines: bool = False) -> Any:
    """Read canonical JSON: the value, written anew, must be the very bytes: no double keys, blanks, `1.0`, `-0`."""
    if len(raw) > limit: refuse(f"JSON of more than {limit} bytes")
    if b"\\" in re.sub(ESCAPES[newlines], b"", raw): refuse("an escape that is not needed")
    try:
        text = raw.decode()
        if HIDDEN.search(text) or not unicodedata.is_normalized("NFC", text): refuse("hidden characters, or not NFC")
        value = json.loads(text, parse_int=read_integer, parse_float=read_integer, parse_constant=read_integer)
        check_value(value)
        return value if canonical(value) == raw else refuse("JSON that is not in canonical form")
    except (ValueError, RecursionError): refuse("not JSON in UTF-8, or nested too deep")

# ---- 5 Keys, notes and policy (C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy) --------------------
LAST = str(INTEGER_END - 1)  # INT: a whole number below 2^53, as a pattern, digit by digit from the left.
INT = "|".join(f"{LAST[:n]}[{int(n == 0)}-{int(d) - 1}][0-9]{{{15 - n}}}" for n, d in enumerate(LAST) if d > "0")
INT, HEX, ORIGIN = f"(?:0|[1-9][0-9]{{0,14}}|{INT}|{LAST})", "[0-9a-f]{64}", "[a-z0-9][a-z0-9./-]{0,199}"
VKEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")
SIGNATURE_LINE = re.compile("\u2014 ([^\\s+]{1,255}) ([A-Za-z0-9+/]{7,}={0,2})")
CHECKPOINT = re.compile(f"({ORIGIN})\n({INT})\n([A-Za-z0-9+/]{{43}}=)\n")
LOG_KEY, COSIGNER_KEY = 1, 4  # Types of C2SP; others (0x06, ML-DSA) are not known to this tool.
def key_id(name: str, kind: int, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + bytes([kind]) + public)[:4]
def read_vkey(text: str, *kinds: int) -> tuple[str, bytes]:  # NAME+KEYID+BASE64(type || public key).
    match = VKEY.fullmatch(text) or refuse("a verifier key that is not of the form NAME+KEYID+BASE64")
    content = from_base64(match[3])
    is_good = len(content) == 33 and content[0] in kinds and key_id(match[1], content[0], content[1:]).hex() == match[2]
    if not is_good or not minus_key(content[1:]): refuse("a verifier key of another sort, or whose id is not its hash")
    return match[1], content[1:]
class Witness(NamedTuple):
    """A cosigner. Names that differ by a last `/mirror` or `/witness` are one organisation; it ends in its party."""
    name: str; key_name: str; public: bytes; organisation: str; party: str
class Policy:
    """Whose keys count, and how many cosigners make a quorum."""
    def __init__(self, raw: bytes) -> None:
        self.logs, self.witnesses, self.groups = {}, {}, {}  # A group: how many of which members.
        self.quorum, text = "", raw.decode(errors="replace")
        if len(raw) > POLICY_BYTES_MAX or text[-1:] != "\n": refuse("policy: too long, or its last line has no end")
        if HIDDEN.search(re.sub("[\n\t]", "", text)) or "\ufffd" in text: refuse("policy: hidden signs, or not UTF-8")
        for number, line in enumerate(text.split("\n"), start=1):
            words = re.split("[ \t]+", line.strip(" \t"))
            try:
                if words[0] and words[0][0] != "#": self._take(words[0], words[1:], [*self.witnesses, *self.groups])
            except MalformedError as fault: refuse(f"policy, line {number}: {fault}")
        self.by_key = {(w.key_name, key_id(w.key_name, COSIGNER_KEY, w.public)): w for w in self.witnesses.values()}
        publics = [key for keys in self.logs.values() for key in keys] + [w.public for w in self.witnesses.values()]
        if len(set(publics)) < len(publics) or not self.quorum: refuse("policy: a key twice, or no quorum line")
    def _take(self, kind: str, words: list[str], named: list[str]) -> None:
        if len(named) + len(self.logs) > POLICY_NAMES_MAX: refuse("too many names")
        if kind in {"witness", "group"} and words[:1] and words[0] in [*named, "none"]: refuse("a name that is taken")
        if kind == "log" and len(words) in {1, 2}:
            name, public = read_vkey(words[0], LOG_KEY)
            self.logs.setdefault(name, []).append(public)
        elif kind == "witness" and len(words) in {2, 3}:
            name, public = read_vkey(words[1], COSIGNER_KEY)
            organisation = re.sub("/(?:mirror|witness)$", "", name)
            party = organisation.rpartition("/")[2]
            self.witnesses[words[0]] = Witness(words[0], name, public, organisation, party)
        elif kind == "group" and len(words) >= 3:
            taken = [*words[2:], *(member for _, others in self.groups.values() for member in others)]
            if any(taken.count(e) > 1 or e not in named for e in words[2:]): refuse("a member twice, or unknown")
            here, elsewhere = ({self.voice(e) for e in each} for each in (words[2:], taken[len(words) - 2 :]))
            needed = {"any": "1", "all": str(len(here))}.get(words[1], words[1])
            if not re.fullmatch("[1-9][0-9]{0,3}", needed) or int(needed) > len(here): refuse("a wrong threshold")
            if here & elsewhere: refuse("an organisation in two groups")
            self.groups[words[0]] = (len(words) if words[1] == "all" else int(needed), words[2:])
        elif kind == "quorum" and len(words) == 1 and not self.quorum and words[0] in [*named, "none"]:
            self.quorum = words[0]
        else: refuse("expected log VKEY, witness NAME VKEY, group NAME any|all|N MEMBER... or quorum NAME (once)")
    def voice(self, name: str) -> str:
        return self.witnesses[name].organisation if name in self.witnesses else name + " (a group)"
    def is_met(self, cosigners: set[str], name: str) -> bool:  # Two of one organisation count once.
        if name not in self.groups: return name == "none" or name in cosigners
        needed, members = self.groups[name]
        met = [member for member in members if self.is_met(cosigners, member)]
        return len(met) == len(members) or len({self.voice(member) for member in met}) >= needed
class Note:
    """A signed note: the head of a log (its size and root) with signatures."""
    def __init__(self, text: str, policy: Policy) -> None:
        body, _, tail = text.rpartition("\n\n")
        match, lines = CHECKPOINT.fullmatch(body + "\n"), list(map(SIGNATURE_LINE.fullmatch, tail.split("\n")[:-1]))
        if not match or not lines or not all(lines) or tail[-1:] != "\n": refuse("a note that is no signed checkpoint")
        if len(lines) > NOTE_LINES_MAX or len(text.encode()) > NOTE_BYTES_MAX: refuse("a note that is too long")
        self.body, self.digest = (body + "\n").encode(), sha256(text.encode()).hex()
        self.origin, self.size, self.root = match[1], read_integer(match[2]), from_base64(match[3])
        self.lines = [(line[1], from_base64(line[2])) for line in lines if line]
        if (self.size == 0) != (self.root == sha256(b"")): refuse("a root of nothing, or nothing with another root")
        is_once = len({(name, signature[:4]) for name, signature in self.lines}) == len(lines)
        if not is_once or not text.replace("\n", "").isprintable(): refuse("a key twice, or a hidden character")
        self.cosigned = []  # Witnesses with the times that they state [ms].
        for name, content in self.lines:
            witness = policy.by_key.get((name, content[:4]))
            if witness:  # Its id (4 bytes), the time in seconds (8), a signature over that time and the note's body.
                seconds = int.from_bytes(content[4:12], "big")
                message = f"cosignature/v1\ntime {seconds}\n".encode() + self.body
                is_good = 0 < seconds < INTEGER_END // 1000 and is_signed(witness.public, message, content[12:])
                self.cosigned.append((witness, seconds * 1000) if is_good else refuse("a false cosignature"))
    def is_signed_by(self, public: bytes) -> bool:  # A false signature makes the note malformed.
        named = (self.origin, key_id(self.origin, LOG_KEY, public))
        found = [is_signed(public, self.body, each[4:]) for name, each in self.lines if (name, each[:4]) == named]
        return bool(found) if all(found) else refuse("a false signature of the log")

# ---- 6 The hash tree (RFC 9162 section 2.1) -------------------------------------------------------------------------
def node_hash(left: bytes, right: bytes) -> bytes: return sha256(b"\x01" + left + right)
class Tree:
    """A tree that grows; it keeps only the roots of its complete subtrees, the largest first."""
    def __init__(self) -> None: self.size, self.peaks = 0, []
    def add(self, node: bytes) -> None:
        self.size, size = self.size + 1, self.size + 1
        while size % 2 == 0: node, size = node_hash(self.peaks.pop(), node), size // 2
        self.peaks.append(node)
    def root(self) -> bytes: return functools.reduce(lambda right, left: node_hash(left, right), reversed(self.peaks))
def climb(node: bytes, proof: list[bytes], path: int, inner: int) -> bytes:
    """Hash upwards: below the height `inner` the bits of `path` tell the side, above it siblings are on the left."""
    for height, sibling in enumerate(proof):
        node = node_hash(sibling, node) if height >= inner or path >> height & 1 else node_hash(node, sibling)
    return node
def root_from_inclusion(line: dict[str, Any], node: bytes) -> bytes:  # RFC 9162 section 2.1.3; empty: no fit.
    index, size, proof = line["leaf"], line["size"], [*map(bytes.fromhex, line["hashes"])]
    inner = (index ^ (size - 1)).bit_length()
    if not 0 <= index < size or len(proof) != inner + bin(index >> inner).count("1"): return b""
    return climb(node, proof, index, inner)
def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: list[bytes]) -> bool:
    """Check that the older tree is the beginning of the newer one (RFC 9162 section 2.1.4)."""
    shift = (old & -old).bit_length() - 1  # The last complete subtree of the older tree has 2^shift leaves.
    height = ((old - 1) ^ (new - 1)).bit_length()
    path = [old_root, *proof] if old == 1 << max(shift, 0) else proof
    if not 0 < old < new or len(path) != 1 + height - shift + bin((old - 1) >> height).count("1"): return False
    bits, inner, rest = (old - 1) >> shift, height - shift, path[1:]
    inside = [sibling for at, sibling in enumerate(rest) if at >= inner or bits >> at & 1]
    return climb(path[0], inside, 0, 0) == old_root and climb(path[0], rest, bits, inner) == new_root

# ---- 7 Entries: the canonical header is a regular language, so one pattern is its whole grammar ---------------------
NAME, SIZES = '"[a-z0-9][a-z0-9-]{0,63}"', {512 << n for n in range(15)}  # Sealed bodies come in few sizes [bytes].
REFERENCE, SEEN = f'\\["{ORIGIN}",{INT},"{HEX}"\\]', f'\\["{ORIGIN}",{INT},"{HEX}","{HEX}"\\]'
ENTRY = re.compile((
    f'\\{{(?:"box":\\{{"c":"(?P<c>{HEX})",(?:"k":"(?P<k>{HEX})",)?"n":(?P<n>{INT})(?(k),"s":"(?P<s>{HEX})")\\}},)?'
    f'"by":"(?P<by>[0-9a-f]{{32}}|log)",(?:"dl":(?P<dl>{INT}),)?"log":"(?P<log>{ORIGIN})","prev":"(?P<prev>{HEX})",'
    f'(?:"re":(?P<re>\\[{REFERENCE}(?:,{REFERENCE}){{0,63}}\\]),)?'
    f'(?:"sd":(?P<sd>\\["{HEX}"(?:,"{HEX}"){{0,255}}\\]),)?'
    f'"seen":(?P<seen>\\[(?:{SEEN}(?:,{SEEN}){{0,15}})?\\]),"seq":(?P<seq>{INT}),'
    '(?P<cut>"sig":"(?P<sig>[A-Za-z0-9+/]{85}[AQgw]==)",)'
    f'"t":(?P<t>{INT}),(?:"to":(?P<to>\\[{NAME}(?:,{NAME}){{0,63}}\\]),)?'
    '"typ":"(?P<typ>[a-z][a-z0-9_.]{0,31})","v":1\\}').encode())
@functools.lru_cache(maxsize=256)  # Most entries of a log are addressed to the same parties, and have seen the same.
def is_rising(raw: bytes | None, items: bytes = b'"[^"]*"') -> bool:  # Sorted, each once?
    found = re.findall(items, raw or b"")
    return found == sorted(set(found))
def read_entry(raw: bytes) -> re.Match[bytes]:
    """Read an entry; MalformedError: it breaks the form; UnclearError: it is of a later form."""
    if len(raw) > ENTRY_BYTES_MAX or not (match := ENTRY.fullmatch(raw)):
        value = read_json(raw, ENTRY_BYTES_MAX)
        if isinstance(value, dict) and type(value.get("v")) is int and value["v"] > 1:
            raise UnclearError("it is of a later version of the format")
        refuse("it has not the fields of an entry")
    refers, is_first = match["re"][2:-2].split(b"],[") if match["re"] else (), match["seq"] == b"0"
    if len(set(refers)) < len(refers): refuse("`re` names an entry twice")
    if not (is_rising(match["to"]) and is_rising(match["sd"]) and is_rising(match["seen"], rb'\["([^"]*)"')):
        refuse("`to`, `sd` or `seen` is not sorted, or names one twice")
    if match["k"] and int(match["n"]) not in SIZES: refuse("its sealed body has a size that none has")
    if is_first != (match["typ"] == b"key.genesis") or is_first != (match["prev"] == b"0" * 64):
        refuse("a genesis without an entry before it stands at number 0, and nowhere else")
    return match

# ---- 8 The bundle file ----------------------------------------------------------------------------------------------
LIST = f'\\[(?:"{HEX}"(?:,"{HEX}"){{0,{PROOF_HASHES_MAX - 1}}})?\\]'
FIELD_NAME = "[a-z][a-z0-9_]{0,63}(?:#[a-z0-9][a-z0-9_.-]{0,63})?"
OPEN = {"bundle": 3, "note": 1, "field": 3}  # The kinds whose forms leave a text open; the number of fields closes it.
LINES = {kind: re.compile(f"\\{{{form}\\}}".encode()) for kind, form in {  # In the order in which they must stand.
    "bundle": f'"bundle":"truceline/bundle/1","made":{INT},"maker":".{{0,{MAKER_MAX}}}"',
    "note": '"note":".*"',
    "entries": f'"entries":\\["(.*)"\\],"from":({INT}),"log":"({ORIGIN})"',
    "fork": f'"fork":\\{{"index":{INT},"log":"{ORIGIN}"\\}}',
    "hashes": f'"hashes":{LIST},"leaf":{INT},(?:"leaf_hash":"{HEX}",)?"log":"{ORIGIN}","size":{INT}',
    "consistency": f'"consistency":{LIST},"log":"{ORIGIN}","new":{INT},"old":{INT}',
    "body": f'"body":"[A-Za-z0-9+/]*=*","log":"{ORIGIN}","salt":"{HEX}","seq":{INT}',
    "box": f'"box":"[A-Za-z0-9+/]*=*",(?:"dek":"{HEX}",)?"log":"{ORIGIN}","seq":{INT}',
    "field": f'"field":\\["{FIELD_NAME}","[0-9a-f]{{32}}",.*\\],"log":"{ORIGIN}","seq":{INT}',
    "end": f'"end":"{HEX}","lines":{INT}'}.items()}
def read_line(line: bytes, kind: str) -> dict[str, Any]:  # Read one line that is not of entries.
    limit = LINE_BYTES_MAX if kind in {"body", "box"} else LINE_JSON_BYTES_MAX
    value = read_json(line, limit, newlines=kind == "note")
    is_good = LINES[kind].fullmatch(line) and len(value) == OPEN.get(kind, len(value))
    return value if is_good else refuse("not the fields of a line of this kind")
def framed_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Give every line but the last, which must be the digest and number of all bytes and lines before it."""
    stream.seek(0)
    digest, held, number = hashlib.sha256(), b"", 0
    for line in iter(lambda: stream.readline(LINE_BYTES_MAX + 1), b""):
        if not line.endswith(b"\n"): refuse(f"line {number + 1} is cut off, or longer than {LINE_BYTES_MAX} bytes")
        if held:
            digest.update(held)
            yield number, held[:-1]
        held, number = line, number + 1
    if held[:7] != b'{"end":': refuse("the file does not end with its end line: it is cut off, or something follows")
    if read_line(held[:-1], "end") != {"end": digest.hexdigest(), "lines": number - 1}:
        refuse("the end line does not fit the lines before it: something was changed")
class Bundle:
    """All lines of a bundle but the entries, which are too many to keep and are read a second time."""
    def __init__(self, stream: BinaryIO, policy: Policy) -> None:
        self.stream, self.policy, self.entries = stream, policy, 0
        self.notes, self.lines = [], {kind: [] for kind in LINES}
        self.bodies, self.boxes, self.fields = {}, {}, {}  # By log and entry: commitment and content; digests.
        kept = rank = sum(0 for _ in framed_lines(stream))  # The end line first, before anything else costs time.
        for number, line in framed_lines(stream):
            kind = line[2 : line.find(b'"', 2)].decode("ascii", "replace")
            if kind not in list(LINES)[rank:-1] or (number == 1) != (kind == "bundle"):
                refuse(f"line {number}: not a line of a bundle, or not in its place")
            rank = list(LINES).index(kind)
            if kind == "entries": self.entries += line.count(b",", 0, line.rfind(b'],"from":') + 2)
            else: kept += len(line)
            if kept > KEPT_BYTES_MAX or self.entries > ENTRIES_MAX: refuse(f"line {number}: more than this tool holds")
            try: self._take(kind, read_line(line, kind)) if kind != "entries" else None
            except MalformedError as fault: refuse(f"line {number}: {fault}")
        self.by_digest = {note.digest: note for note in self.notes}
        if len(self.by_digest) < len(self.notes) or not self.lines["bundle"]: refuse("an empty file, or a note twice")
        if len({note.origin for note in self.notes}) > LOGS_MAX: refuse("too many logs")
    def _take(self, kind: str, value: dict[str, Any]) -> None:
        where = (value.get("log", ""), value.get("seq", -1))
        if max(len(self.notes), len(self.lines["consistency"])) > NOTES_MAX: refuse("too many notes or proofs")
        if kind == "note": self.notes.append(Note(value["note"], self.policy))
        elif kind in {"body", "box"}:
            content, held = from_base64(value[kind]), self.bodies if kind == "body" else self.boxes
            if where in held: refuse("a second body or box for one entry")
            salt, digest = bytes.fromhex(value.get("salt", "")), sha256(bytes.fromhex(value.get("dek", "")))
            held[where] = (sha256(salt + content).hex(), content if kind == "body" else "dek" in value and digest.hex())
        else: self.lines[kind].append(value)
        if kind == "field":
            if len(value["field"]) != 3: refuse("a field that is not of a name, a salt and a value")
            digest = sha256(b"truceline/field/v1\n" + canonical(value["field"])).hex()
            self.fields.setdefault(where, []).append(f'"{digest}"'.encode())
    def entry_lines(self) -> Iterator[tuple[str, int, list[bytes]]]:
        """Read the file a second time and give its entries; the end line is compared again."""
        for number, line in framed_lines(self.stream):
            if line.startswith(b'{"entries":'):
                match = LINES["entries"].fullmatch(line) or refuse(f"line {number}: not a line of entries")
                raws = [from_base64(text) for text in match[1].split(b'","', ENTRIES_A_LINE_MAX - 1)]
                yield match[3].decode(), read_integer(match[2].decode()), raws

# ---- 9 Keys of one log: each key entry must be signed by the root key that the one before it promised ---------------
FIELDS = {kind: set(names.split()) for kind, names in {"later": "orphans root_sig succeeds",  # Of a succeeding log.
    "key.genesis": "arrangement box_keys epoch log_key mirror_keys next_root officers party root_key witness_keys",
    "key.rotate": "log log_key next_root suspect_from typ", "key.revoke": "key log next_root suspect_from typ",
    "key.officer": "log next_root officers typ", "key.root": "log next_root typ"}.items()}
def read_key(text: str) -> bytes:  # Read a public key: 32 bytes in base64 that are a point of prime order.
    return public if minus_key(public := from_base64(text)) else refuse("a public key that may not be enrolled")
class Keys:
    """Who may sign for one log, learnt from its genesis and its key entries in order."""
    def __init__(self, origin: str) -> None:
        self.origin, self.next_root, self.known_to = origin, "", 0  # So many entries were followed without a gap.
        self.log_keys: list[tuple[int, bytes]] = []  # (entry, key): larger heads than its number need this key.
        self.officers, self.told, self.own, self.boxes = {}, [], set(), set()  # Own keys: cosigners, box ids.
        self.revoked: dict[str, tuple[int, int]] = {}  # Officer: the entry that revokes it, suspect from [ms].
    def follow(self, seq: int, typ: str, content: bytes) -> None:
        """Follow one key entry; MalformedError: it breaks the rules; UnclearError: it cannot be followed."""
        try:
            value = read_json(content, ENTRY_BYTES_MAX)
            if typ == "key.genesis": fault = self._genesis(content, value)
            else:
                statement, root, signature = value["statement"], from_base64(value["root_key"]), value["root_sig"]
                is_good = is_signed(root, b"truceline/root/v1\n" + canonical(statement), from_base64(signature))
                if not is_good or sha256(root).hex() != self.next_root:
                    fault = "it is not signed by the root key promised before"
                elif {**statement, "log": self.origin, "typ": typ, "next_root": value["next_root"]} != statement:
                    fault = "its root key signed that for another log, type or next root key"
                elif set(value) == {"next_root", "root_key", "root_sig", "statement"}:
                    self.next_root, fault = value["next_root"], self._change(seq, typ, statement)
                else: refuse("fields of another version")
        except (KeyError, TypeError, AttributeError, ValueError, MalformedError) as unread:
            raise UnclearError(f"its body is not that of a {typ} known to this tool, or not in the file") from unread
        if fault: refuse(fault)
    def _genesis(self, content: bytes, value: dict[str, Any]) -> str:
        parts, digest = self.origin.split("/"), sha256(b"truceline/genesis/v1\n" + content).hex()
        if digest[:16] != parts[-1]: return "the origin of this log is not the hash of its genesis"
        if parts[-3:-1] != [value["arrangement"], value["party"]]: return "its arrangement or party is another"
        if (fault := self._enrol(value["officers"])): return fault
        if set(value) != FIELDS["key.genesis"] | (set() if value["epoch"] == 1 else FIELDS["later"]): refuse("unknown")
        self.next_root, self.log_keys = bytes.fromhex(value["next_root"]).hex(), [(-1, read_key(value["log_key"]))]
        vkeys = [item for kind in ("witness_keys", "mirror_keys") for item in value[kind].items()]
        self.boxes = set(value["box_keys"])
        self.own = {read_vkey(text, COSIGNER_KEY)[1] for name, text in vkeys if text.startswith(name + "+")}
        if len(self.own) < len(vkeys) or not read_key(value["root_key"]): refuse("a key under another name")
        self.told += [f"the genesis gives up an earlier head of size {size}" for size, _ in value.get("orphans", [])]
        return ""
    def _change(self, seq: int, typ: str, statement: dict[str, Any]) -> str:
        if typ == "key.officer" and (fault := self._enrol(statement["officers"])): return fault
        is_known = set(statement) == FIELDS[typ] and statement.get("key", "") in {"", *self.officers}
        if not is_known or statement.get("officers") == {} or statement.get("suspect_from", 0) < 0: refuse("unknown")
        if typ == "key.rotate": self.log_keys.append((seq, read_key(statement["log_key"])))
        elif typ == "key.revoke": self.revoked[statement["key"]] = (seq, statement["suspect_from"])
        self.told.append(f"entry {seq} is a {typ}, signed by the root key promised before it")
        return ""
    def _enrol(self, officers: dict[str, str]) -> str:
        hashes = {sha256(b"truceline/officer/v1\n" + from_base64(text)).hex()[:32] for text in officers.values()}
        if set(officers) != hashes: return "an officer's key id is not the hash of the key"
        self.officers.update({ident: read_key(text) for ident, text in officers.items()})
        return ""

# ---- 10 One log -----------------------------------------------------------------------------------------------------
class Head:
    """A size and root of one log, with all notes that carry it; heads of one group are shown to be of one tree."""
    def __init__(self, size: int, root: bytes, group: int) -> None:
        self.size, self.root, self.group, self.is_good = size, root, group, False
        self.is_refuted, self.signers, self.notes = False, set(), []  # Refuted: the entries have another root.
        self.is_sure, self.alone = False, -1  # A key surely in force signed it; first cosigned by anybody [ms].
class Log:
    """The entries and heads of one origin in the file, checked as they come."""
    def __init__(self, origin: str, case: Case) -> None:
        self.origin, self.case, self.bundle, self.policy = origin, case, case.bundle, case.bundle.policy
        self.party, self.keys, self.tree = origin.split("/")[-2] if "/" in origin else origin, Keys(origin), Tree()
        self.trusted, self.heads, self.at = self.policy.logs.get(origin, []), [], {}  # `at`: heads by size.
        for note in sorted((each for each in self.bundle.notes if each.origin == origin), key=lambda each: each.size):
            same = [head for head in self.at.setdefault(note.size, []) if head.root == note.root]
            if not same:
                same = [Head(note.size, note.root, len(self.heads) + 1)]
                self.at[note.size], self.heads = self.at[note.size] + same, self.heads + same
            same[0].notes.append(note)
            if len(self.at[note.size]) > ROOTS_A_SIZE_MAX: refuse("too many roots for one size of one log")
        self.wanted: dict[int, list[dict[str, Any]]] = {}
        for line in self.bundle.lines["hashes"]:
            if line["log"] == origin and "leaf_hash" not in line: self.wanted.setdefault(line["leaf"], []).append(line)
        self.seqs, self.times, self.since, self.who = array("q"), array("q"), array("q"), []
        self.next_seq, self.leaf, self.seen, self.earliest = 0, "", b"[]", -1
        self.latest = {}  # By organisation: its latest time on a note seen by the entries so far.
        self.runs = []  # Entries [from, to) without a gap.
        self.proved: dict[int, tuple[int, Head]] = {}  # Run: entries below this one lie under a head.
        self.until: dict[int, tuple[list[int], list[int]]] = {}  # Group: sizes, and not-after times [ms].
        self.checked = self.unheld = self.unopened = self.opened = 0
        self.faults, self.unclear, self.rows = [], [], {}
    def cosigned(self, *notes: Note) -> list[tuple[Witness, int]]:  # Nobody vouches for his own log.
        every = [each for note in notes for each in note.cosigned]
        return [(w, ms) for w, ms in every if w.party != self.party and w.public not in self.keys.own]
    def take(self, start: int, raws: list[bytes]) -> None:
        """Take one line of entries: chain, tree, proofs. What breaks the rules is judged once the heads are known."""
        if start < self.next_seq: refuse(f"entry {start} stands twice or out of order")
        if start > self.next_seq or not self.runs:
            self.runs.append([start, start])
            self.leaf, self.seen, self.latest, self.earliest = "" if start else "0" * 64, b"[]", {}, -1
        for seq, raw in enumerate(raws, start=start):
            node, match = sha256(b"\x00" + raw), None
            try: self._check_entry(seq, raw, match := read_entry(raw))
            except UnclearError as fault: self.unclear.append(f"entry {seq} cannot be followed: {fault}")
            except MalformedError as fault: self.faults.append((seq, str(fault)))
            if len(self.faults) + len(self.unclear) > REMEMBERED_MAX: refuse("too many entries are not well formed")
            self._hold_opened(seq, match)
            self.leaf = node.hex()
            self._remember(seq, match)
            if self.runs[-1][0] == 0:
                self.tree.add(node)
                for head in self.at.get(self.tree.size, ()):
                    head.is_refuted = head.root != self.tree.root()
                    head.group = head.group if head.is_refuted else 0
            for line in self.wanted.pop(seq, ()):
                heads = [h for h in self.at.get(line["size"], ()) if h.root == root_from_inclusion(line, node)]
                if not heads: refuse(f"the inclusion proof of entry {seq} leads to no note in the file")
                self.proved[self.runs[-1][0]] = (seq + 1, heads[0])
        self.next_seq = self.runs[-1][1] = start + len(raws)
    def _hold_opened(self, seq: int, match: re.Match[bytes] | None) -> None:
        """Hold the opened body and the disclosed fields of an entry against its commitments."""
        fields, body = self.bundle.fields.get((self.origin, seq), ()), self.bundle.bodies.get((self.origin, seq))
        if body and (match is None or (match["c"] or b"").decode() != body[0]):
            refuse(f"the body given for entry {seq} is not the one committed to")
        if fields and (match is None or any(digest not in (match["sd"] or b"") for digest in fields)):
            refuse(f"a field given for entry {seq} is not one that the entry commits to")
        box = self.bundle.boxes.get((self.origin, seq))
        if box and (match is None or match["s"] != box[0].encode() or (box[1] and match["k"] != box[1].encode())):
            refuse(f"the box given for entry {seq}, or its key, is not the one committed to")
        if box and box[1]: self.unclear.append(f"entry {seq}: this tool does not judge what its box holds")
        self.opened, self.case.given = self.opened + bool(body), self.case.given - bool(body) - bool(box) - len(fields)
    def _check_entry(self, seq: int, raw: bytes, match: re.Match[bytes]) -> None:
        """Check one entry; MalformedError: it breaks the rules; UnclearError: it cannot be followed."""
        if match["log"].decode() != self.origin or int(match["seq"]) != seq: refuse("it names another place")
        typ, by, body = match["typ"].decode(), match["by"].decode(), self.bundle.bodies.get((self.origin, seq))
        if self.leaf and match["prev"].decode() != self.leaf: refuse(f"its `prev` is not the hash of entry {seq - 1}")
        if body and match["n"] and not match["k"] and int(match["n"]) != len(body[1]): refuse("its size is another")
        is_known = self.runs[-1][0] == 0 and self.keys.known_to == seq
        if typ[:4] == "key." and (by != "log" or match["k"]): refuse("a key entry not by the log, or sealed")
        if is_known and typ[:4] == "key.": self.keys.follow(seq, typ, body[1] if body else b"")
        self.keys.known_to += is_known
        history, publics = [key for _, key in self.keys.log_keys], [self.keys.officers.get(by, b"")]
        if by == "log": publics = history[-1:] if is_known else [*self.trusted, *history, b""]
        elif is_known and (publics == [b""] or self.keys.revoked.get(by, (seq, 0))[0] < seq):
            refuse("its officer's key was never enrolled, or was revoked before")
        self.unheld += publics == [b""]
        is_due = seq % self.case.step == 0 or typ[:4] == "key." or (self.origin, seq) == self.case.asked
        if publics == [b""] or not is_due: return
        message = b"truceline/entry/v1\n" + raw[: match.start("cut")] + raw[match.end("cut") :]
        is_good = any(is_signed(public, message, from_base64(match["sig"])) for public in publics)
        self.checked, self.unheld = self.checked + is_good, self.unheld + (not is_good)
        if not is_good and b"" not in publics: refuse("its signature is false")
    def _remember(self, seq: int, match: re.Match[bytes] | None) -> None:
        """Keep times; not before is the latest that two others put on notes of which this or an earlier entry tells."""
        if match and match["seen"] != self.seen:
            self.seen = match["seen"]
            for origin, size, root, digest in json.loads(self.seen):
                note = self.bundle.by_digest.get(digest)
                is_meant = note and (note.origin, note.size, note.root.hex()) == (origin, size, root)
                for witness, ms in self.cosigned(note) if is_meant else ():
                    self.latest[witness.organisation] = max(ms, self.latest.get(witness.organisation, -1))
            self.earliest = sorted([-1, -1, *self.latest.values()])[-2]
        self.seqs.append(seq)
        self.since.append(self.earliest)
        self.times.append(min(int(match["t"]), INTEGER_END) if match else -1)
        self.who.append(sys.intern(match["by"].decode() if match else "log"))
        if match:
            self.unopened += match["c"] is not None and (self.origin, seq) not in self.bundle.bodies
            if len(self.rows) < REMEMBERED_MAX or (self.origin, seq) == self.case.asked:
                self.rows[seq] = (self.leaf, match, max(self.latest.values(), default=-1))
    def settle(self) -> None:
        """Settle which heads are of one tree with the entries, who signed them, and what that proves."""
        for line in (each for each in self.bundle.lines["consistency"] if each["log"] == self.origin):
            old, new, proof = line["old"], line["new"], [*map(bytes.fromhex, line["consistency"])]
            pairs = [(a.group, b.group) for a in self.at.get(old, ()) for b in self.at.get(new, ())
                     if is_consistent(old, new, a.root, b.root, proof)]
            for pair in pairs or [refuse(f"the consistency proof from {old} to {new} fits no notes")]:
                for head in self.heads: head.group = min(pair) if head.group in pair else head.group
        if self.wanted: refuse("an inclusion proof for an entry that is not in the file")
        self.proved.update({0: (self.tree.size, head) for head in self.heads if head.group == 0})
        groups = {head.group for _, head in self.proved.values()}
        for head in self.heads:
            keys = self._keys_at(head.size)
            head.signers = {key for key in keys for note in head.notes if note.is_signed_by(key)}
            head.is_sure = bool(head.signers) and len(keys) == 1
            is_met = self.policy.is_met({w.name for w, _ in self.cosigned(*head.notes)}, self.policy.quorum)
            head.is_good = bool(head.signers) and is_met and head.group in groups and not head.is_refuted
        self._find_breaches()
        self.until = {group: self._cosigned_until(group) for group in groups}
        lacks = [f"no head signed by the log and cosigned by a quorum covers entries {start} to {end - 1}"
                 for start, end in self.runs if not self.is_covered(end - 1)]
        lacks += [f"the head of size {head.size} is not shown to be of this tree, or not signed by a key in force"
                  for head in self.heads if self.runs and (head.group not in groups or not head.signers)]
        if self.runs and not self._keys_at(INTEGER_END): lacks.append("the policy names no key of this log's history")
        if self.unheld: lacks.append(f"{self.unheld:,} entries are signed with keys that this file does not show")
        self.case.lacking += [f"{self.origin}: {text}." for text in lacks + self.unclear[:20]]
    def _keys_at(self, size: int) -> set[bytes]:
        """Give the log keys that count at this size; several where the file does not show which was in force."""
        history = self.keys.log_keys
        if history and not {key for _, key in history} & set(self.trusted): return set()
        if history and size <= self.keys.known_to: return set([key for seq, key in history if seq < size][-1:])
        return set(self.trusted) - {key for _, key in history[:-1]} | {key for _, key in history[-1:]}
    def accuse(self, seq: int, kind: str, text: str) -> None:  # Not by a doubtful key.
        if any(head.is_sure for head in self.signed_over(seq)): self.case.tell(kind, text)
        else: self.case.lacking.append(f"{text} {IN_DOUBT}")
    def _find_breaches(self) -> None:
        """E1: two heads that exclude each other, signed with one key; E2: a broken entry under a signed head."""
        for a in (head for head in self.heads if head.is_refuted or len(self.at[head.size]) > 1):
            for b in (head for head in self.heads if head.root != a.root and head.size >= a.size):
                is_excluded = (a.is_refuted and b.group == 0) or (a.size == b.size and a.root < b.root)
                both, is_one = a.is_sure and b.is_sure, a.signers & b.signers or b.size <= self.keys.known_to
                if is_excluded and both and is_one:
                    self.case.tell_fork(a, b, f"sizes {a.size} and {b.size}")
                    a.is_refuted = b.is_refuted = False
                elif is_excluded and a.signers and b.signers:
                    self.case.lacking.append(f"{self.origin}: sizes {a.size} and {b.size} differ in root. {IN_DOUBT}")
        if any(head.is_refuted and head.is_sure for head in self.heads):
            first = [f"; the first that does not fit is entry {seq}: {fault}" for seq, fault in self.faults[:1]]
            refuse("the entries have another root than the log signed" + "".join(first))
        for seq, fault in self.faults:
            if not self.signed_over(seq): refuse(f"entry {seq}: {fault}")
            self.accuse(seq, "E2", f"{self.origin}: entry {seq}, under a root that the log's key signed: {fault}.")
    def group_of(self, seq: int) -> int:  # Of heads that an entry is shown to lie under; -1 for none.
        run = bisect.bisect_right(self.runs, [seq, INTEGER_END]) - 1
        end, head = self.proved.get(self.runs[run][0], (0, None)) if run >= 0 else (0, None)
        return head.group if head and seq < end else -1
    def signed_over(self, seq: int) -> list[Head]:  # Heads by the log that are shown to contain it.
        group = self.group_of(seq)
        return [head for head in self.heads if head.signers and head.group == group and head.size > seq]
    def is_covered(self, seq: int) -> bool: return any(head.is_good for head in self.signed_over(seq))
    def _cosigned_until(self, group: int) -> tuple[list[int], list[int]]:
        """Give for each size the moment by which a quorum of two or more other organisations had cosigned it."""
        first: dict[Witness, int] = {}
        found: list[tuple[int, int]] = []
        for head in reversed([head for head in self.heads if head.group == group and head.signers]):
            for witness, ms in self.cosigned(*head.notes): first[witness] = min(ms, first.get(witness, ms))
            order = sorted((ms, w) for w, ms in first.items())
            sets = [(ms, [w for _, w in order[: n + 1]]) for n, (ms, _) in enumerate(order)]
            found.append((head.size, next((ms for ms, ws in sets if len({w.organisation for w in ws}) > 1
                                           and self.policy.is_met({w.name for w in ws}, self.policy.quorum)), -1)))
            head.alone = min(first.values(), default=-1)
        return [size for size, _ in reversed(found)], [ms for _, ms in reversed(found)]
    def interval(self, index: int) -> tuple[int, int]:
        """Give not-before and not-after of the entry at a place in the file [ms]; -1 where unknown."""
        sizes, times = self.until.get(self.group_of(self.seqs[index]), ([], []))
        at = bisect.bisect_right(sizes, self.seqs[index])
        return self.since[index], times[at] if at < len(times) else -1

# ---- 11 The whole file ----------------------------------------------------------------------------------------------
class Case:
    """Everything that one file shows under one policy; proved breaches and mere suspicions are kept apart."""
    def __init__(self, stream: BinaryIO, policy: Policy, options: argparse.Namespace) -> None:
        self.proven, self.claimed, self.unknown, self.lacking = [], [], [], []
        self.breaches, self.suspected = [], []  # With "E1" to "E6", proved; with "S1" to "S4", never proved.
        self.asked, self.bundle = (options.log, options.seq), Bundle(stream, policy)
        lines, opened = self.bundle.lines, [*self.bundle.bodies, *self.bundle.boxes]
        self.given = len(opened) + len(lines["field"])
        self.step = 1 if options.all_signatures else max(1, -(-self.bundle.entries // SAMPLE))
        self.logs = {origin: Log(origin, self) for origin in sorted({note.origin for note in self.bundle.notes})}
        for origin, start, raws in self.bundle.entry_lines():
            (self.logs.get(origin) or self.logs.setdefault(origin, Log(origin, self))).take(start, raws)
            if len(self.logs) > LOGS_MAX: refuse("too many logs")
        if self.given or any(each["log"] not in self.logs for each in lines["hashes"] + lines["consistency"]):
            refuse("a body, field or proof for an entry or log that is not in the file")
        for log in self.logs.values():
            log.settle()
            self._check_times(log)
        self._check_forks([each for each in lines["hashes"] if "leaf_hash" in each], [e["fork"] for e in lines["fork"]])
        self._check_cosigners()
        if not self.breaches and not any(log.runs for log in self.logs.values()):
            self.lacking.append("The file holds no entries and no proof of a fork.")
    def tell(self, kind: str, text: str) -> None:
        if len(self.breaches) < REMEMBERED_MAX: self.breaches.append((kind, text))
    def tell_fork(self, a: Head, b: Head, where: str) -> None:
        sets = [{witness.name for note in head.notes for witness, _ in note.cosigned} for head in (a, b)]
        origin, roots = a.notes[0].origin, f"{a.root.hex()} and {b.root.hex()}"
        self.tell("E1", f"{origin}: the log's key signed two heads that cannot be of one log: {where}, roots {roots}.")
        for name in sorted(sets[0] & sets[1]): self.tell("E4", f"{name} cosigned both of these heads of {origin}.")
    def _check_forks(self, leaves: list[dict[str, Any]], forks: list[dict[str, Any]]) -> None:
        """E1 by an entry: two leaf hashes at one place, each proved under one of two signed heads."""
        named = [line for line in leaves if forks == [{"index": line["leaf"], "log": line["log"]}]]
        found = [(line["leaf_hash"], head) for line in named for head in self.logs[line["log"]].at.get(line["size"], ())
                 if head.root == root_from_inclusion(line, bytes.fromhex(line["leaf_hash"]))]
        if (leaves or forks) and (len(leaves) != 2 or len({leaf for leaf, _ in found}) != 2 or len(found) != 2):
            refuse("evidence of a fork whose proofs do not lead from two different entries to two notes")
        both = [head for _, head in found if head.is_sure]
        if len(both) == 2 and both[0].signers & both[1].signers:
            self.tell_fork(found[0][1], found[1][1], f"they hold different entries at number {forks[0]['index']}")
        elif found: self.lacking.append(f"One key must have signed both heads of the fork. {IN_DOUBT}")
    def _check_cosigners(self) -> None:
        """E4: the heads of one log that a cosigner signs must grow with its times, and be one for each size."""
        told: dict[tuple[str, str], list[tuple[int, int, bytes]]] = {}
        for note in self.bundle.notes:
            for w, ms in note.cosigned: told.setdefault((w.name, note.origin), []).append((note.size, ms, note.root))
        for (w, log), heads in sorted(told.items()):
            heads.sort()
            for (last, before, other), (size, ms, root) in zip(heads, heads[1:]):  # noqa: RUF007
                if size == last and root != other: self.tell("E4", f"{w} cosigned {log} at size {size} with two roots.")
                if ms < before: self.tell("E4", f"{w} cosigned {log} at size {size} earlier than a smaller size.")
    def _check_times(self, log: Log) -> None:
        """E6: the time that an author states lies outside an interval of which both ends are proven."""
        revoked, doubtful, undated, name = log.keys.revoked, 0, 0, log.origin
        for index, ms in enumerate(log.times):
            since, until = log.interval(index)
            undated += min(since, until) < 0
            doubtful += log.who[index] in revoked and not 0 <= until <= revoked[log.who[index]][1]
            if min(ms, since, until) >= 0 and not since - CLOCK_DOUBT_MS <= ms <= until + CLOCK_DOUBT_MS:
                text = f"entry {log.seqs[index]} states {instant(ms)}, proven is {instant(since)} to {instant(until)}"
                log.accuse(log.seqs[index], "E6", f"{name}: {text}: a wrong clock?")
        if undated: self.unknown.append(f"{name}: {undated:,} entries have no proven earliest time, or no latest one.")
        if doubtful: self.unknown.append(f"{name}: {doubtful:,} entries by a revoked key may be of suspect age.")

# ---- 12 Questions and answers ---------------------------------------------------------------------------------------
def tell_logs(case: Case) -> None:
    """Say of every log what is proven, what is only claimed and what is unknown."""
    header, say = case.bundle.lines["bundle"][0], case.proven.append
    case.claimed += [f"The file says that {header['maker']!r} made it, {instant(header['made'])}. Nobody signed that.",
                     "Times in entries and all contents are what their authors state; proven is that they stated it."]
    for log in (each for each in case.logs.values() if each.runs):
        for start, end in (run for run in log.runs if log.is_covered(run[1] - 1)):
            whole = ", as its whole beginning: nothing left out, added or reordered" if start == 0 else ""
            say(f"{log.origin}: entries {start} to {end - 1} are in the log that {log.party}'s key signed{whole}.")
        for head in [head for head in log.heads if head.is_good][-1:]:
            names = ", ".join(sorted({f"{w.name} (of {w.organisation})" for w, _ in log.cosigned(*head.notes)}))
            if not names: case.unknown.append(f"{log.origin}: nobody but the author vouches for size {head.size}.")
            say(f"{log.origin}: size {head.size} has root {head.root.hex()}, cosigned by {names or 'nobody'}.")
            case.proven += [f"{log.origin}: {text}." for text in log.keys.told]
            say(f"{log.origin}: {log.checked:,} of {len(log.seqs):,} signatures of entries were checked and are good;"
                f" {log.opened:,} opened bodies are those committed to.")
        case.unknown += [f"{log.origin}: {IN_DOUBT}" for head in log.heads if head.is_good and not head.is_sure][:1]
        strangers = {name for head in log.heads for note in head.notes for name, content in note.lines
                     if name != log.origin and (name, content[:4]) not in case.bundle.policy.by_key}
        case.unknown.append(f"{log.origin}: {log.unopened:,} contents are sealed or not in the file;"
                            f" {len(strangers)} signers are not in the policy and not counted.")
    for line in case.bundle.lines["field"]:
        value = canonical(line["field"][2]).decode()[:500]
        case.claimed.append(f"{line['log']}: entry {line['seq']} discloses {line['field'][0]!r}: {value}")
def describe(log: Log, seq: int) -> str:
    """Say in one line what an entry is, whose key signed it, and between which moments it was made."""
    leaf, match, alone = log.rows[seq]
    ends, alone = log.interval(bisect.bisect_left(log.seqs, seq)), (alone, *(h.alone for h in log.signed_over(seq)), -1)
    since, until = (instant(both) if both >= 0 else "an unknown time" if one < 0 else
                    f"(by one organisation alone: {instant(one)})" for both, one in zip(ends, alone))
    stated = f"{match['typ'].decode()} by {match['by'].decode()}, leaf {leaf}, claimed time {instant(int(match['t']))}"
    return f"{log.origin} entry {seq}: made after {since}, before {until} ({stated})."
def answer_entry(case: Case, options: argparse.Namespace) -> None:
    log, body = case.logs.get(options.log), case.bundle.bodies.get((options.log, options.seq))
    if log is None or options.seq not in log.rows: case.lacking.append("The entry asked about is not in the file.")
    else: (case.proven if log.is_covered(options.seq) else case.unknown).append(describe(log, options.seq))
    case.claimed += [f"Its content, as opened: {body[1].decode(errors='replace')}"] if body else []
def answer_receipts(case: Case, options: argparse.Namespace) -> None:
    """A receipt is the addressee's own mirror cosignature over a head that contains the entry: delivered, not read."""
    answer_entry(case, options)
    log, say = case.logs.get(options.log), case.proven.append
    if log is None or options.seq not in log.rows: return
    leaf, match, _ = log.rows[options.seq]
    signed = sorted((ms, w, h.size) for h in log.signed_over(options.seq) for w, ms in log.cosigned(*h.notes))
    for ms, w, size in signed[:1]: say(f"Deposited: first cosigned by {w.name} at {instant(ms)}, size {size}.")
    named = f'["{options.log}",{options.seq},"{leaf}"]'.encode()
    claims = [(key, other.party) for other in case.logs.values() if other.signed_over(0) for key in other.keys.boxes]
    readers = {to: {party for key, party in claims if key == to} or {to} for to in json.loads(match["to"] or b"[]")}
    for party in sorted(set().union(*readers.values()) - {log.party}):
        replies = [(other, seq) for other in case.logs.values() if other.party == party
                   for seq, (_, row, _) in other.rows.items() if named in (row["re"] or b"")]
        case.proven += ["Referred to in " + describe(other, seq) for other, seq in replies if other.is_covered(seq)]
        lost = [s for other, s in replies if other.rows[s][1]["typ"] in {b"receipt.exception", b"blob.missing"}]
        for seq in lost: case.suspected.append(("S3", f"{party} states in entry {seq} of its log that it lacks this."))
        found = [e for e in signed if e[1].key_name.endswith("/mirror") and e[1].party == party and not lost]
        for ms, w, size in found[:1]: say(f"Delivered (not: read): {w.name} mirrored size {size} at {instant(ms)}.")
        if not found: case.lacking.append(f"The file holds no receipt of {party}; it may have got it all the same.")
def answer_timeline(case: Case, options: argparse.Namespace) -> None:
    rows = [(log.interval(at)[1], log.origin, seq) for log in case.logs.values() for at, seq in enumerate(log.seqs)]
    for _, name, seq in sorted((row for row in rows if row[2] in case.logs[row[1]].rows), key=lambda e: (e[0] < 0, e)):
        (case.proven if case.logs[name].is_covered(seq) else case.unknown).append(describe(case.logs[name], seq))
    case.unknown.append(f"At most {REMEMBERED_MAX:,} entries of each log are listed, by proven latest times.")
def answer_silence(case: Case, options: argparse.Namespace) -> None:
    """Whether a party's own log holds entries made within a span; a log whole beyond the span can show that none is."""
    logs = [log for log in case.logs.values() if log.party == options.party and log.runs]
    start, end = getattr(options, "from"), options.to
    for log in logs:
        spans = [log.interval(index) for index in range(len(log.seqs))]
        inside = sum(since >= start and 0 <= until <= end for since, until in spans)
        outside = sum(0 <= until < start or since > end for since, until in spans)
        case.proven.append(f"{log.origin}: {inside:,} of {len(spans):,} entries were made within the span, {outside:,}"
                           f" outside it; {len(spans) - inside - outside:,} cannot be placed.")
        if not inside and (log.runs != [[0, len(spans)]] or outside < len(spans) or spans[-1][0] <= end):
            case.lacking.append(f"{log.origin}: neither an entry within the span nor the absence of any is proven.")
        every = sorted(ms for h in log.heads if h.signers for _, ms in log.cosigned(*h.notes) if start < ms < end)
        _, a, b = max((b - a, a, b) for a, b in zip([start, *every], [*every, end]))
        case.unknown.append(f"{log.origin}: this file shows no signed head between {instant(a)} and {instant(b)}.")
    if not logs: case.lacking.append("The file holds no log of that party.")
    case.unknown.append("Why a party was silent: a fault, a cut line and a choice look alike here.")

# ---- 13 The command line --------------------------------------------------------------------------------------------
ANSWERS = {"entry": answer_entry, "receipts": answer_receipts, "timeline": answer_timeline, "silence": answer_silence}
FILES = {"bundle_sha256": "SHA-256 of the bundle", "policy_sha256": "SHA-256 of the policy", "quorum": "Quorum asked"}
TITLES = {"breaches": "Breach of the log protocol, proved", "lacking": "Why this is not enough", "proven": "Proven",
          "suspected": "Suspected, not proved", "claimed": "Only claimed", "unknown": "Unknown"}
def read_instant(text: str) -> int:
    return int(datetime.strptime(text + "+0000", "%Y-%m-%dT%H:%M:%SZ%z").timestamp()) * 1000
def read_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Checks evidence of a Truceline record. Exit codes: 0, 20, 21, 22.")
    parser.add_argument("command", choices=["bundle", "entry", "fork", "receipts", "timeline", "silence"])
    parser.add_argument("file", help="a bundle, or evidence of a fork")
    parser.add_argument("--policy", required=True, help="whose keys count (C2SP tlog-policy)")
    parser.add_argument("--all-signatures", action="store_true", help="check every officer's signature (slow)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    for name, kind in (("log", str), ("seq", int), ("party", str), ("from", read_instant), ("to", read_instant)):
        parser.add_argument("--" + name, type=kind, help="like 2026-01-31T00:00:00Z" if kind is read_instant else None)
    options = parser.parse_args(arguments)
    needed = {"entry": ["log", "seq"], "receipts": ["log", "seq"], "silence": ["party", "from", "to"]}
    needed = [name for name in needed.get(options.command, []) if getattr(options, name) is None]
    if options.command == "silence" and not needed and vars(options)["from"] >= options.to: needed = ["from < --to"]
    return parser.error(f"{options.command} needs --{' and --'.join(needed)}") if needed else options
def judge(options: argparse.Namespace) -> dict[str, Any]:
    """Check the file and answer the question; the result is what is printed."""
    told: dict[str, Any] = {"schema": "truceline/verify/1", "command": options.command}
    try:
        with open(options.policy, "rb") as rules, open(options.file, "rb") as stream:
            content, digest = rules.read(POLICY_BYTES_MAX + 1), hashlib.sha256()
            for chunk in iter(lambda: stream.read(1 << 20), b""): digest.update(chunk)
            told.update(bundle_sha256=digest.hexdigest(), policy_sha256=sha256(content).hex())
            case = Case(stream, Policy(content), options)
    except MalformedError as bad: return {**told, "exit": MALFORMED, "verdict": VERDICTS[MALFORMED], "reason": str(bad)}
    tell_logs(case)
    ANSWERS.get(options.command, lambda *_: None)(case, options)
    if options.command == "fork" and "E1" not in dict(case.breaches): case.lacking.append("The file shows no fork.")
    code = BREACH if case.breaches else INSUFFICIENT if case.lacking else PROVEN
    needed, members = case.bundle.policy.groups.get(quorum := case.bundle.policy.quorum, (1, []))
    told["quorum"] = quorum + (f" ({min(needed, len(members))} of {', '.join(members)})" if members else "")
    return {**told, "exit": code, "verdict": VERDICTS[code], **{key: getattr(case, key) for key in TITLES}}
def in_words(told: dict[str, Any]) -> str:
    lines = [told["verdict"], *([f"Reason: {told['reason']}"] if "reason" in told else [])]
    lines += [f"{title}: {told[key]}" for key, title in FILES.items() if key in told]
    for key, title in TITLES.items():
        items = [item if isinstance(item, str) else f"{item[0]}: {item[1]}" for item in told.get(key, [])]
        lines += [f"\n{title}:", *(f"  - {item}" for item in items)] if items else []
    return "\n".join(lines) + "\n"
def main(arguments: list[str]) -> int:
    """Run one command; whatever goes wrong in this tool must never look like a verdict."""
    options = read_arguments(arguments)
    try:
        told = judge(options)
        text = json.dumps(told, indent=1) + "\n" if options.json else in_words(told)
        print(text.encode("ascii", "backslashreplace").decode(), end="", flush=True)
        return int(told["exit"])
    except BaseException as fault:
        code = STOPPED if isinstance(fault, KeyboardInterrupt) else NO_FILE if isinstance(fault, OSError) else FAILED
        sys.stderr.write(f"The tool failed ({type(fault).__name__}: {fault}). This says nothing about anybody.\n")
        return code
if __name__ == "__main__": sys.exit(main(sys.argv[1:]))
