# SPDX-License-Identifier: Apache-2.0
"""Entries for tests: of invented parties, each marked EXERCISE in its origin."""

from hashlib import sha256

from truceline.crypto.signatures import Signer
from truceline.records.entries import Box, Draft, Entry, Reference, Seen, make_entry, officer_key_id

ORIGIN = "truceline.example/exercise/northland/0123456789abcdef"
OTHER = "truceline.example/exercise/hill-league/fedcba9876543210"
NOON_MS = 1_900_000_000_000
OFFICER = Signer.from_seed(bytes(range(32)))
OFFICER_ID = officer_key_id(OFFICER.public)


def digest(name: str) -> str:
    """Give a digest of a name, in hexadecimal digits."""
    return sha256(name.encode()).hexdigest()


def full_draft() -> Draft:
    """Give a draft with every field."""
    return Draft(
        by=OFFICER_ID,
        type="hot.req",
        at_ms=NOON_MS,
        box=Box(commitment=digest("body"), key_digest=digest("key"), size=2_048, sealed_digest=digest("sealed")),
        deadline_ms=NOON_MS + 600_000,
        refers=(Reference(OTHER, 812, digest("leaf")),),
        digests=(digest("field"), digest("decoy")),
        seen=(Seen(OTHER, 4_711, digest("root"), digest("note")),),
        to=("un", "hill-league"),
    )


def full_entry(seq: int = 12_345) -> Entry:
    """Give an entry with every field."""
    return make_entry(full_draft(), log=ORIGIN, seq=seq, prev=bytes.fromhex(digest("prev")), sign=OFFICER.sign)
