# SPDX-License-Identifier: Apache-2.0
"""The root keys of a log: a file of their own, sealed under a passphrase, to be kept where the node is not.

The first root key is named in the first entry of the log and used up by it; that entry commits to the second one, which
signs the next key entry, and so on. Whoever holds the file and its passphrase can take the log over; whoever steals the
node cannot (docs/trust.md).

Rules:
    - The file holds every seed in order, and how many were used up. A key entry uses the next one and adds one.
    - What stands in the open is bound to the seal.

Source:
    RFC 9106 (Argon2id), RFC 8439; KERI, on committing to the digest of the next key.
"""

import base64
import binascii
from dataclasses import dataclass, field
from hashlib import sha256

import msgspec

from truceline.base.errors import AuthorityError, InputError, NodeError
from truceline.crypto.derivation import KEY_BYTES
from truceline.crypto.passphrases import SALT_BYTES, Argon2Cost, stretch
from truceline.crypto.sealing import NONCE_BYTES, join_fields, open_seal, seal
from truceline.crypto.signatures import Signer

ROOT_KEYS_SCHEMA = "truceline/root-keys/1"
ROOT_KEYS_FILE_BYTES_MAX = 65_536
"""Size of the file [bytes]: a thousand seeds are below it."""
_BOUND = b"truceline root keys v1"
_ENCODER = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True, kw_only=True)
class RootKeys:
    """The root keys of one log.

    Attributes:
        origin: Of the log.
        used: How many were used up by key entries, the first entry among them.
        seeds: All of them, in order; one more than were used up, at least.
    """

    origin: str
    used: int
    seeds: tuple[bytes, ...] = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a file that lacks the key to which the log is committed.

        Raises:
            InputError: It does.
        """
        if not 1 <= self.used < len(self.seeds) or any(len(seed) != KEY_BYTES for seed in self.seeds):
            got = f"{len(self.seeds)} of which {self.used} were"
            message = f"root keys: expected at least one that was not used up, got {got}"
            raise InputError(message)

    @property
    def next(self) -> Signer:
        """The key that signs the next key entry."""
        return Signer.from_seed(self.seeds[self.used])

    @property
    def promised(self) -> bytes:
        """SHA-256 of the public half of the next key."""
        return sha256(self.next.public).digest()

    def with_next(self, seed: bytes) -> "RootKeys":
        """Give the keys with one more, before the key entry is signed that promises it.

        Args:
            seed: 32 random bytes.
        """
        return RootKeys(origin=self.origin, used=self.used, seeds=(*self.seeds, seed))

    def with_used(self) -> "RootKeys":
        """Give the keys after a key entry was signed by the next one."""
        return RootKeys(origin=self.origin, used=self.used + 1, seeds=self.seeds)


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file."""

    schema: str
    origin: str
    used: int
    memory_kib: int
    iterations: int
    lanes: int
    salt: str
    nonce: str
    sealed: str


def write_root_keys(keys: RootKeys, passphrase: bytes, *, cost: Argon2Cost, salt: bytes, nonce: bytes) -> bytes:
    """Write the file.

    Args:
        keys: The keys.
        passphrase: As ``passphrase_bytes`` writes it.
        cost: What one guess costs.
        salt: Drawn for this file.
        nonce: Drawn for this file.
    """
    key = stretch(passphrase, salt=salt, cost=cost)
    sealed = seal(key, b"".join(keys.seeds), nonce=nonce, bound=_bound(keys.origin, keys.used, cost, salt))
    file = _File(
        schema=ROOT_KEYS_SCHEMA,
        origin=keys.origin,
        used=keys.used,
        memory_kib=cost.memory_kib,
        iterations=cost.iterations,
        lanes=cost.lanes,
        salt=_text(salt),
        nonce=_text(nonce),
        sealed=_text(sealed),
    )
    return msgspec.json.format(_ENCODER.encode(file), indent=2) + b"\n"


def read_root_keys(content: bytes, passphrase: bytes) -> RootKeys:
    """Read the file.

    Args:
        content: Its bytes.
        passphrase: As ``passphrase_bytes`` writes it.

    Raises:
        InputError: It is no such file.
        AuthorityError: Another passphrase, or it was altered.
    """
    try:
        file = msgspec.json.decode(content, type=_File)
        cost = Argon2Cost(memory_kib=file.memory_kib, iterations=file.iterations, lanes=file.lanes)
        salt, nonce, sealed = (_bytes(each) for each in (file.salt, file.nonce, file.sealed))
    except (msgspec.DecodeError, UnicodeDecodeError, binascii.Error, NodeError) as error:
        message = f"root keys: expected a file that truceline init made, got another one ({error!s:.120})"
        raise InputError(message) from error
    if file.schema != ROOT_KEYS_SCHEMA or len(salt) != SALT_BYTES or len(nonce) != NONCE_BYTES:
        message = f"root keys: expected the form {ROOT_KEYS_SCHEMA}, got {file.schema!r:.60}"
        raise InputError(message)
    key = stretch(passphrase, salt=salt, cost=cost)
    try:
        seeds = open_seal(key, sealed, nonce=nonce, bound=_bound(file.origin, file.used, cost, salt))
    except AuthorityError as error:
        message = "root keys: expected their passphrase and the file as it was written, got others"
        raise AuthorityError(message) from error
    pieces = tuple(seeds[start : start + KEY_BYTES] for start in range(0, len(seeds), KEY_BYTES))
    return RootKeys(origin=file.origin, used=file.used, seeds=pieces)


def _bound(origin: str, used: int, cost: Argon2Cost, salt: bytes) -> bytes:
    costs = f"{cost.memory_kib} {cost.iterations} {cost.lanes}".encode()
    return join_fields(_BOUND, origin.encode(), str(used).encode(), costs, salt)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
