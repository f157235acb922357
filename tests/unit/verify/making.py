# SPDX-License-Identifier: Apache-2.0
"""Makes small bundles, forks and policies of invented parties (EXERCISE), for tests of the verifier alone.

Written from docs/verifying.md and the format, not from the product: whatever both get wrong alike would not show.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ARRANGEMENT = "exercise"
START_MS = 1_790_000_000_000
ZEROS = "0" * 64

Json = dict[str, Any]
Part = Any
"""A part of something made, whatever it is."""


def sha(content: bytes) -> bytes:
    """Hash."""
    return hashlib.sha256(content).digest()


def canonical(value: object) -> bytes:
    """Write canonical JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()  # noqa: TID251 - the tests write what the product writes


def b64(content: bytes) -> str:
    """Write base64."""
    return base64.b64encode(content).decode()


@dataclass(frozen=True, slots=True)
class Pair:
    """A key pair made from a word."""

    word: str

    @property
    def private(self) -> Ed25519PrivateKey:
        """The private half."""
        return Ed25519PrivateKey.from_private_bytes(sha(self.word.encode()))

    @property
    def public(self) -> bytes:
        """The public half."""
        return self.private.public_key().public_bytes_raw()

    @property
    def officer(self) -> str:
        """The key id of an officer."""
        return sha(b"truceline/officer/v1\n" + self.public).hex()[:32]

    def sign(self, message: bytes) -> bytes:
        """Sign."""
        return self.private.sign(message)

    def ident(self, name: str, kind: int) -> bytes:
        """Give the four bytes of a key id in notes."""
        return sha(name.encode() + b"\n" + bytes([kind]) + self.public)[:4]

    def vkey(self, name: str, kind: int) -> str:
        """Give the verifier key."""
        return f"{name}+{self.ident(name, kind).hex()}+{b64(bytes([kind]) + self.public)}"


def cosigner(party: str, role: str = "witness") -> tuple[str, Pair]:
    """Give name and key of a party's cosigner."""
    return f"truceline.example/{ARRANGEMENT}/{party}/{role}", Pair(f"{party} {role}")


def root_of(leaves: list[bytes]) -> bytes:
    """Compute the root of leaf hashes, as RFC 9162 section 2.1.1 defines it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha(b"")
    half = split(len(leaves))
    return sha(b"\x01" + root_of(leaves[:half]) + root_of(leaves[half:]))


def split(size: int) -> int:
    """Give the largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def inclusion(index: int, leaves: list[bytes]) -> list[bytes]:
    """Prove inclusion (RFC 9162 section 2.1.3.1)."""
    if len(leaves) < 2:
        return []
    half = split(len(leaves))
    if index < half:
        return [*inclusion(index, leaves[:half]), root_of(leaves[half:])]
    return [*inclusion(index - half, leaves[half:]), root_of(leaves[:half])]


def consistency(old: int, leaves: list[bytes], *, is_whole: bool = True) -> list[bytes]:
    """Prove consistency (RFC 9162 section 2.1.4.1)."""
    if old == len(leaves):
        return [] if is_whole else [root_of(leaves)]
    half = split(len(leaves))
    if old <= half:
        return [*consistency(old, leaves[:half], is_whole=is_whole), root_of(leaves[half:])]
    return [*consistency(old - half, leaves[half:], is_whole=False), root_of(leaves[:half])]


@dataclass(slots=True)
class MadeLog:
    """One party's log as it grows."""

    party: str
    origin: str = ""
    log_key: Pair = field(default_factory=lambda: Pair("unset"))
    officer: Pair = field(default_factory=lambda: Pair("unset"))
    raws: list[bytes] = field(default_factory=list)
    bodies: list[Json] = field(default_factory=list)
    roots: int = 0

    @property
    def leaves(self) -> list[bytes]:
        """The leaf hashes."""
        return [sha(b"\x00" + raw) for raw in self.raws]

    def root_pair(self, number: int) -> Pair:
        """Give the root key of a number."""
        return Pair(f"{self.party} root {number}")

    def genesis(self, **changes: Part) -> None:
        """Begin the log."""
        self.log_key, self.officer = Pair(f"{self.party} log"), Pair(f"{self.party} officer")
        body: Json = {
            "arrangement": ARRANGEMENT,
            "party": self.party,
            "log_key": b64(self.log_key.public),
            "root_key": b64(self.root_pair(0).public),
            "next_root": sha(self.root_pair(1).public).hex(),
            "officers": {self.officer.officer: b64(self.officer.public)},
            "witness_keys": {cosigner(self.party)[0]: cosigner(self.party)[1].vkey(cosigner(self.party)[0], 4)},
            "mirror_keys": {
                cosigner(self.party, "mirror")[0]: cosigner(self.party, "mirror")[1].vkey(
                    cosigner(self.party, "mirror")[0], 4
                )
            },
            "box_keys": {},
            "epoch": 1,
        } | changes
        content = canonical(body)
        digest = sha(b"truceline/genesis/v1\n" + content).hex()[:16]
        self.origin = f"truceline.example/{ARRANGEMENT}/{self.party}/{digest}"
        self.append("key.genesis", body=content)

    def append(
        self,
        typ: str,
        *,
        body: bytes | None = None,
        by: Pair | None = None,
        header: Json | None = None,
        keep_body: bool = True,
        resign: Callable[[Json], Json] | None = None,
    ) -> int:
        """Append an entry and give its number."""
        seq = len(self.raws)
        entry: Json = {
            "by": "log" if typ.startswith("key.") else (by or self.officer).officer,
            "log": self.origin,
            "prev": self.leaves[-1].hex() if self.raws else ZEROS,
            "seen": [],
            "seq": seq,
            "t": START_MS + seq * 1000,
            "typ": typ,
            "v": 1,
        }
        if body is not None:
            salt = sha(f"{self.party} salt {seq}".encode())
            entry["box"] = {"c": sha(salt + body).hex(), "n": len(body)}
            if keep_body:
                self.bodies.append({"body": b64(body), "log": self.origin, "salt": salt.hex(), "seq": seq})
        entry |= header or {}
        signer = self.log_key if entry["by"] == "log" else by or self.officer
        entry["sig"] = b64(signer.sign(b"truceline/entry/v1\n" + canonical(entry)))
        self.raws.append(canonical(resign(entry) if resign else entry))
        return seq

    def key_entry(self, typ: str, statement: Json, *, root: int | None = None, **changes: Part) -> int:
        """Append a key entry, signed by the root key promised before."""
        self.roots += 1
        pair = self.root_pair(self.roots if root is None else root)
        promised = sha(self.root_pair(self.roots + 1).public).hex()
        statement = {"log": self.origin, "typ": typ, "next_root": promised} | statement
        body = {
            "statement": statement,
            "root_key": b64(pair.public),
            "next_root": promised,
            "root_sig": b64(pair.sign(b"truceline/root/v1\n" + canonical(statement))),
        } | changes
        return self.append(typ, body=canonical(body))

    def rotate(self) -> int:
        """Replace the log key."""
        new = Pair(f"{self.party} log {self.roots + 1}")
        self.log_key = new
        return self.key_entry("key.rotate", {"log_key": b64(new.public), "suspect_from": START_MS})

    def note(
        self, size: int | None = None, *, at_s: int = 0, by: tuple[tuple[str, Pair], ...] = (), **how: Part
    ) -> str:
        """Sign a head and have it cosigned at so many seconds after the start."""
        size = len(self.raws) if size is None else size
        root = how.get("root") or root_of(self.leaves[:size])
        return signed_note(self.origin, size, root, how.get("key", self.log_key), START_MS // 1000 + at_s, by)

    def entry_lines(self, start: int = 0, end: int | None = None, *, a_line: int = 256) -> list[Json]:
        """Give lines of entries."""
        end = len(self.raws) if end is None else end
        return [
            {"entries": [b64(raw) for raw in self.raws[at : min(at + a_line, end)]], "from": at, "log": self.origin}
            for at in range(start, end, a_line)
        ]

    def inclusion_line(self, seq: int, size: int, **extra: Part) -> Json:
        """Give a line that proves an entry."""
        hashes = [each.hex() for each in inclusion(seq, self.leaves[:size])]
        return {"hashes": hashes, "leaf": seq, "log": self.origin, "size": size} | extra

    def consistency_line(self, old: int, new: int) -> Json:
        """Give a line that proves one head to continue another."""
        hashes = [each.hex() for each in consistency(old, self.leaves[:new])]
        return {"consistency": hashes, "log": self.origin, "new": new, "old": old}


def signed_note(origin: str, size: int, root: bytes, key: Pair, at_s: int, by: tuple[tuple[str, Pair], ...]) -> str:
    """Write a signed note with cosignatures."""
    body = f"{origin}\n{size}\n{b64(root)}\n"
    lines = [f"\u2014 {origin} {b64(key.ident(origin, 1) + key.sign(body.encode()))}\n"]
    for name, pair in by:
        signature = pair.sign(f"cosignature/v1\ntime {at_s}\n{body}".encode())
        lines.append(f"\u2014 {name} {b64(pair.ident(name, 4) + at_s.to_bytes(8, 'big') + signature)}\n")
    return body + "\n" + "".join(lines)


def bundle(*lines: Json, maker: str = "EXERCISE", made: int = START_MS) -> bytes:
    """Write a bundle with its first and last line."""
    return ended([canonical({"bundle": "truceline/bundle/1", "made": made, "maker": maker}), *map(canonical, lines)])


def ended(lines: list[bytes]) -> bytes:
    """Write lines and the end line that fits them, as an attacker can too."""
    content = b"".join(line + b"\n" for line in lines)
    return content + canonical({"end": sha(content).hex(), "lines": len(lines)}) + b"\n"


def mended(content: bytes) -> bytes:
    """Write the end line of an altered bundle anew."""
    return ended(content.split(b"\n")[:-2])


def policy(*logs: MadeLog, quorum: str = "2", parties: tuple[str, ...] = ("north", "south", "un")) -> bytes:
    """Write a policy: every party's witness and mirror as one voice, any two of the parties."""
    lines = [f"log {log.log_key.vkey(log.origin, 1)}" for log in logs]
    for party in parties:
        for role in ("witness", "mirror"):
            name, pair = cosigner(party, role)
            lines.append(f"witness {party}-{role} {pair.vkey(name, 4)}")
        lines.append(f"group {party} any {party}-witness {party}-mirror")
    lines += [f"group enough {quorum} {' '.join(parties)}", "quorum enough"]
    return "".join(line + "\n" for line in lines).encode()
