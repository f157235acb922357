# SPDX-License-Identifier: Apache-2.0
"""Public keys by which tokens are checked: of the node itself, or from a file that others brought by hand.

Rules:
    - A key has one algorithm, by its kind: RSA is ``RS256``, Ed25519 is ``Ed25519``. A token chooses nothing.
    - A file is read again when it changes. One that is gone, or that cannot be read, holds no key: nobody is let in
      by a key that was taken away.
    - RSA keys of less than 2048 bits are refused, and so is a file with a private key in it.

Source:
    RFC 7517 (JWK), RFC 7518, section 6.3, RFC 8037, section 2, RFC 9864.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwt.algorithms import OKPAlgorithm, RSAAlgorithm
from jwt.exceptions import InvalidKeyError

from truceline.base.errors import InputError, LimitError, NodeError
from truceline.crypto.tokens import ALGORITHM, OTHER_ALGORITHM
from truceline.records.document import parse_json, read_bytes

KEY_FILE_BYTES_MAX = 64_000
"""Size of a file of keys [bytes]: a set of 30 RSA keys is below half of it."""
KEYS_MAX = 32
"""Keys of one issuer: a token without ``kid`` is tried with each."""
RSA_BITS_MIN = 2_048
_PEM_BEGIN = b"-----BEGIN"
_PRIVATE_PARTS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKey:
    """One public key.

    Attributes:
        id: ``kid``; empty when it has none.
        algorithm: ``Ed25519`` or ``RS256``.
        public: The key.
    """

    id: str
    algorithm: str
    public: Ed25519PublicKey | RSAPublicKey


class KeySource(Protocol):
    """Gives the keys of an issuer."""

    def current(self) -> tuple[TokenKey, ...]:
        """Give those that hold now."""


@dataclass(frozen=True, slots=True)
class FixedKeys:
    """Keys that do not change while the node runs: its own.

    Attributes:
        held: The keys.
    """

    held: tuple[TokenKey, ...]

    def current(self) -> tuple[TokenKey, ...]:
        """Give them."""
        return self.held


@dataclass(slots=True)
class FileKeys:
    """Keys from a file, PEM or a JWK Set; read again when it changes.

    Attributes:
        path: The file.
        on_trouble: Is told why the file gives no keys, once for each change.
    """

    path: Path
    on_trouble: Callable[[str], None]
    _seen: tuple[int, int, int] | None = None
    _held: tuple[TokenKey, ...] = field(default=())

    def current(self) -> tuple[TokenKey, ...]:
        """Give the keys that the file holds now."""
        try:
            state = self.path.stat()
            stamp = (state.st_mtime_ns, state.st_size, state.st_ino)
        except OSError:
            stamp = (0, 0, 0)
        if stamp != self._seen:
            self._seen = stamp
            self._held = self._read()
        return self._held

    def _read(self) -> tuple[TokenKey, ...]:
        try:
            return read_keys(read_bytes(self.path, KEY_FILE_BYTES_MAX), self.path.name)
        except NodeError as error:
            self.on_trouble(str(error))
            return ()


def read_keys(content: bytes, where: str) -> tuple[TokenKey, ...]:
    """Read public keys.

    Args:
        content: A public key as PEM, or a JWK Set.
        where: Name of the file, for messages.

    Returns:
        Its keys; kinds that are not used here are passed over.

    Raises:
        InputError: Neither, or no key that may be used.
    """
    if content.lstrip().startswith(b"-----"):
        found: tuple[TokenKey, ...] = (_key_of_pem(content, where),)
    else:
        found = tuple(_keys_of_set(content, where))
    if not found:
        message = f"{where}: expected an RSA or Ed25519 public key, got none"
        raise InputError(message)
    ids = [key.id for key in found if key.id]
    if len(set(ids)) != len(ids):
        message = f"{where}: expected every kid once, got one twice"
        raise InputError(message)
    return found


def token_key_of(public: object, key_id: str, where: str) -> TokenKey:
    """Make a key, with the one algorithm that its kind has.

    Raises:
        InputError: Another kind, or too short.
    """
    if isinstance(public, Ed25519PublicKey):
        return TokenKey(id=key_id, algorithm=ALGORITHM, public=public)
    if not isinstance(public, RSAPublicKey):
        message = f"{where}: expected a public key of RSA or Ed25519, got another kind"
        raise InputError(message)
    if public.key_size < RSA_BITS_MIN:
        message = f"{where}: expected an RSA key of at least {RSA_BITS_MIN} bits, got {public.key_size}"
        raise InputError(message)
    return TokenKey(id=key_id, algorithm=OTHER_ALGORITHM, public=public)


def _key_of_pem(content: bytes, where: str) -> TokenKey:
    try:
        if content.count(_PEM_BEGIN) != 1:
            message = f"{where}: expected one block in PEM, got {content.count(_PEM_BEGIN)}; give each key its own file"
            raise InputError(message)
        public = load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm) as error:
        message = f"{where}: expected one public key in PEM (BEGIN PUBLIC KEY), got something else"
        raise InputError(message) from error
    return token_key_of(public, "", where)


def _keys_of_set(content: bytes, where: str) -> Iterator[TokenKey]:
    document = parse_json(content, where)
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        message = f"{where}: expected a public key in PEM or a JWK Set with `keys`, got neither"
        raise InputError(message)
    if len(entries) > KEYS_MAX:
        message = f"{where}: expected at most {KEYS_MAX} keys, got {len(entries)}"
        raise LimitError(message)
    for number, entry in enumerate(entries):
        if not isinstance(entry, dict) or _PRIVATE_PARTS & entry.keys():
            message = f"{where}: keys[{number}]: expected a public key alone, got something else; take it out"
            raise InputError(message)
        if _is_used_here(entry):
            yield _key_of_entry(entry, f"{where}: keys[{number}]")


def _is_used_here(entry: dict[str, Any]) -> bool:
    kinds = {("RSA", None): OTHER_ALGORITHM, ("OKP", "Ed25519"): ALGORITHM}
    algorithm = kinds.get((str(entry.get("kty")), entry.get("crv") if entry.get("kty") == "OKP" else None))
    return algorithm is not None and entry.get("use", "sig") == "sig" and entry.get("alg", algorithm) == algorithm


def _key_of_entry(entry: dict[str, Any], where: str) -> TokenKey:
    kind = RSAAlgorithm if entry["kty"] == "RSA" else OKPAlgorithm
    try:
        public = kind.from_jwk(entry)
    except (InvalidKeyError, ValueError, KeyError, TypeError) as error:
        message = f"{where}: expected a public key as RFC 7517 writes it, got something else"
        raise InputError(message) from error
    key_id = entry.get("kid", "")
    return token_key_of(public, key_id if isinstance(key_id, str) else "", where)
