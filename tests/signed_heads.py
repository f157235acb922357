# SPDX-License-Identifier: Apache-2.0
"""Heads of an invented log with an invented witness and mirror (EXERCISE), for tests of notes and policies."""

from hashlib import sha256

from truceline.crypto.checkpoints import Checkpoint, cosign_checkpoint, sign_checkpoint
from truceline.crypto.notes import COSIGNATURE_TYPE, LOG_TYPE, Note, VerifierKey
from truceline.crypto.signatures import Signer

ORIGIN = "truceline.example/exercise/northland/0123456789abcdef"
WITNESS = "hill-league.example/witness"
MIRROR = "hill-league.example/mirror"
TIME_S = 1_790_000_000


def signer(name: str) -> Signer:
    """Give the key pair of a name, the same each time."""
    return Signer.from_seed(sha256(f"EXERCISE {name}".encode()).digest())


def log_key(origin: str = ORIGIN) -> VerifierKey:
    """Give the key of a log."""
    return VerifierKey(name=origin, type=LOG_TYPE, public=signer(origin).public)


def cosigner_key(name: str) -> VerifierKey:
    """Give the key of a witness or mirror."""
    return VerifierKey(name=name, type=COSIGNATURE_TYPE, public=signer(name).public)


def head(size: int = 4711, origin: str = ORIGIN) -> Checkpoint:
    """Give a head."""
    return Checkpoint(origin=origin, size=size, root=sha256(f"{origin} {size}".encode()).digest())


def cosigned(checkpoint: Checkpoint, *names: str) -> Note:
    """Give a head signed by its log and cosigned by some."""
    return sign_checkpoint(checkpoint, signer(checkpoint.origin)).with_signatures(
        cosign_checkpoint(checkpoint, signer(name), name=name, time_s=TIME_S) for name in names
    )
