# SPDX-License-Identifier: Apache-2.0
"""Adds a key entry to a node's own log, signed by the root key that the key entry before it promised.

Rules:
    - The node must not run, and its log must take entries: a log that waits for its peers changes no keys.
    - What a key entry promises is durable before the entry is: first the further root key, then a new log key, then the
      entry, then that the root key is used up. A crash in between leaves keys that were not needed, never a promise
      that cannot be kept; which root key is next is read from the log, not from the file.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from truceline.base.errors import AuthorityError, StateError
from truceline.base.limits import KEYS_FILE_BYTES_MAX
from truceline.bootstrap.exporting import ring_of
from truceline.bootstrap.federated_log import FederatedLog
from truceline.bootstrap.federating import close_federated, open_federated
from truceline.bootstrap.folder import NodeFolder, sync_folder, write_private
from truceline.bootstrap.peer_cards import read_peers
from truceline.bootstrap.record_keys_file import read_record_keys, write_record_keys
from truceline.bootstrap.recording import apart_of
from truceline.bootstrap.settings import Settings
from truceline.crypto.commitments import BODY_SALT_BYTES
from truceline.crypto.derivation import KEY_BYTES
from truceline.crypto.passphrases import SALT_BYTES, Argon2Cost
from truceline.crypto.randomness import random_bytes
from truceline.crypto.record_keys import RecordRole, seal_record_key
from truceline.crypto.root_keys import RootKeys, write_root_keys
from truceline.crypto.sealing import NONCE_BYTES
from truceline.crypto.signatures import Signer
from truceline.crypto.store_key import StoreKey
from truceline.federation.happenings import Tick
from truceline.ledger.keyring import KeyBody, KeyRing, enrolment, revocation, rotation, write_statement
from truceline.ledger.sequencer import key_draft
from truceline.records.document import read_bytes
from truceline.records.profile import Value
from truceline.storage.kept_logs import KeptLogs


@dataclass(frozen=True, slots=True, kw_only=True)
class RootFile:
    """The file of the root keys, opened.

    Attributes:
        path: Where.
        keys: What it holds.
        passphrase: Under which it is written again.
        cost: What one guess of it costs.
    """

    path: Path
    keys: RootKeys
    passphrase: bytes = field(repr=False)
    cost: Argon2Cost = field(default_factory=Argon2Cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotate:
    """A new key signs the log; from a time on the one before it is not believed alone [ms since 1970 UTC]."""

    suspect_from_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoke:
    """An officer's key signs no more; from a time on it is not believed alone [ms since 1970 UTC]."""

    key: str
    suspect_from_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrol:
    """Further keys are those of officers."""

    officers: tuple[bytes, ...]


Change = Rotate | Revoke | Enrol


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The key entry that was made."""

    origin: str
    seq: int
    type: str


def change_keys(
    folder: NodeFolder, settings: Settings, key: StoreKey, roots: RootFile, change: Change, *, now_ms: int
) -> Changed:
    """Add a key entry.

    Args:
        folder: Of the node.
        settings: Its settings.
        key: Its store key.
        roots: The file of its root keys, which is written anew.
        change: What is stated.
        now_ms: Now [ms since 1970 UTC].

    Raises:
        AuthorityError: The root keys are not those to which the log is committed.
        StateError: The node runs, or its log takes no entries now.
        NodeError: The change cannot be made.
    """
    ring = _ring(folder, settings)
    roots = _with_promise(roots, ring)
    statement = _statement(folder, key, ring, change)
    signer, promised = roots.keys.next, Signer.from_seed(roots.keys.seeds[roots.keys.used + 1]).public
    content = write_statement(statement, signer, sha256(promised).digest())
    body = KeyBody(salt=random_bytes(BODY_SALT_BYTES), content=content)
    recording = open_federated(folder, settings, key, read_peers(folder, settings))
    try:
        log = recording.own
        assert isinstance(log, FederatedLog)
        if recording.refusal:
            message = f"log {ring.origin}: expected one that takes entries, got one of which {recording.refusal}"
            raise StateError(message)
        kind = str(statement["typ"])
        (entry,) = log.node.submit((key_draft(kind, body, now_ms),), key_body=body)
        log.node.happen(Tick(now_ms=now_ms, mono_ms=time.monotonic_ns() // 1_000_000))
    finally:
        close_federated(recording)
    _write(roots, roots.keys.with_used())
    return Changed(origin=ring.origin, seq=entry.header.seq, type=kind)


def _ring(folder: NodeFolder, settings: Settings) -> KeyRing:
    """Give the keys of the own log as of its last key entry.

    Raises:
        StateError: They cannot be followed.
    """
    with KeptLogs(folder.record, apart_of(folder, settings), folder.mirrors) as logs:
        ring = ring_of(logs.own)
    if ring is None:
        message = f"{folder.record}: expected key entries with their bodies, got some that cannot be followed"
        raise StateError(message)
    return ring


def _with_promise(roots: RootFile, ring: KeyRing) -> RootFile:
    """Find the root key that is next, and see that the file holds one more; durable before it is promised.

    Raises:
        AuthorityError: It is not in the file.
    """
    places: Mapping[bytes, int] = {
        sha256(Signer.from_seed(seed).public).digest(): number for number, seed in enumerate(roots.keys.seeds)
    }
    place = places.get(ring.next_root)
    if roots.keys.origin != ring.origin or place is None:
        message = (
            f"{roots.path}: expected the root keys of {ring.origin}, got those of {roots.keys.origin} or older ones"
        )
        raise AuthorityError(message)
    keys = RootKeys(origin=ring.origin, used=place, seeds=roots.keys.seeds)
    if len(keys.seeds) == place + 1:
        keys = keys.with_next(random_bytes(KEY_BYTES))
    return _write(roots, keys)


def _statement(folder: NodeFolder, key: StoreKey, ring: KeyRing, change: Change) -> dict[str, Value]:
    """Say what the key entry states; a new log key is made and kept first.

    Raises:
        AuthorityError: It revokes what is not enrolled.
    """
    match change:
        case Rotate():
            public = _make_log_key(folder, key)
            return rotation(ring.origin, public, suspect_from_ms=change.suspect_from_ms)
        case Revoke():
            if change.key not in ring.officers:
                message = f"key: expected the id of an enrolled officer's key, got {change.key!r:.80}"
                raise AuthorityError(message)
            return revocation(ring.origin, change.key, suspect_from_ms=change.suspect_from_ms)
        case Enrol():
            return enrolment(ring.origin, change.officers)


def _make_log_key(folder: NodeFolder, key: StoreKey) -> bytes:
    path = folder.record_keys
    kept = read_record_keys(read_bytes(path, KEYS_FILE_BYTES_MAX), str(path))
    made = seal_record_key(RecordRole.LOG, random_bytes(KEY_BYTES), key, nonce=random_bytes(NONCE_BYTES))
    _replace(path, write_record_keys((*kept, made)))
    return made.public


def _write(roots: RootFile, keys: RootKeys) -> RootFile:
    content = write_root_keys(
        keys, roots.passphrase, cost=roots.cost, salt=random_bytes(SALT_BYTES), nonce=random_bytes(NONCE_BYTES)
    )
    _replace(roots.path, content)
    return RootFile(path=roots.path, keys=keys, passphrase=roots.passphrase, cost=roots.cost)


def _replace(path: Path, content: bytes) -> None:
    """Put a file in the place of another: a crash leaves the one or the other, whole."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    write_private(new, content)
    new.replace(path)
    sync_folder(path.parent)
