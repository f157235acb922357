# SPDX-License-Identifier: Apache-2.0
"""Makes the log of a node, once: its keys, its first entry, its two folders, and the file of its root keys.

Rules:
    - Nothing is made over what stands there. Each part is made under another name and renamed when it is whole.
    - The root keys lie in a file of their own beside the node's folder, never in it; whoever makes a node is told to
      take it away.
"""

import re
import shutil
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from truceline.base.errors import StateError, StorageError
from truceline.bootstrap.folder import FOLDER_MODE, NodeFolder, sync_folder, write_private
from truceline.bootstrap.lone_log import LoneLog
from truceline.bootstrap.record_keys import hold_keys
from truceline.bootstrap.record_keys_file import write_record_keys
from truceline.bootstrap.recording import apart_beside
from truceline.crypto.commitments import BODY_SALT_BYTES
from truceline.crypto.derivation import KEY_BYTES
from truceline.crypto.notes import COSIGNATURE_TYPE, VerifierKey
from truceline.crypto.passphrases import SALT_BYTES, Argon2Cost
from truceline.crypto.randomness import random_bytes
from truceline.crypto.record_keys import RecordRole, seal_record_key
from truceline.crypto.root_keys import RootKeys, write_root_keys
from truceline.crypto.sealing import NONCE_BYTES
from truceline.crypto.signatures import Signer
from truceline.crypto.store_key import StoreKey
from truceline.ledger.genesis import Genesis, origin_of
from truceline.ledger.keyring import KeyBody
from truceline.storage.files import Files

_OTHER = re.compile(r"[^a-z0-9]+")
_NAME_LENGTH_MAX = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPlan:
    """What a new log is to be.

    Attributes:
        arrangement: Id of the library: the arrangement whose record it is a part of.
        party: Id of the party.
        at_ms: Now [ms since 1970 UTC].
        passphrase: Under which the root keys are sealed.
        cost: What one guess of it costs.
    """

    arrangement: str
    party: str
    at_ms: int
    passphrase: bytes = field(repr=False)
    cost: Argon2Cost = field(default_factory=Argon2Cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeRecord:
    """A log that was made.

    Attributes:
        origin: Its name.
        apart: The folder of its lock and tail.
        root_keys: The file of its root keys.
    """

    origin: str
    apart: Path
    root_keys: Path


def root_keys_beside(root: Path) -> Path:
    """Give where the file of the root keys lies when a node is made: beside its folder."""
    whole = root.resolve()
    return whole.with_name(f"{whole.name}-root-keys")


def refuse_record_taken(place: Path) -> None:
    """Refuse to make a log where something of another one lies.

    Raises:
        StateError: It does.
    """
    for path in (apart_beside(place), root_keys_beside(place)):
        if path.exists() or path.is_symlink():
            message = (
                f"{path}: expected nothing there, got what another log of a node of this name left; move it away if "
                "that node is gone for good, or choose another name"
            )
            raise StateError(message)


def make_record(folder: NodeFolder, place: Path, plan: RecordPlan, key: StoreKey) -> MadeRecord:
    """Make the log of a node.

    Args:
        folder: Where the node lies now, maybe under another name than its last one.
        place: Where the node will lie: the folder apart and the root keys are named by it.
        plan: What the log is to be.
        key: The store key.

    Returns:
        What was made. The folder apart and the root keys stand under their last names.

    Raises:
        StateError: Something lies where the folder apart or the root keys are to be.
        StorageError: It could not be written; nothing of it is left.
    """
    refuse_record_taken(place)
    assert not folder.record.exists(), "a log is made once"
    apart, roots_file = apart_beside(place), root_keys_beside(place)
    beginning, record = apart.with_name(f".{apart.name}.partial"), folder.root / ".record.partial"
    try:
        for each in (beginning, record):
            shutil.rmtree(each, ignore_errors=True)
            each.mkdir(mode=FOLDER_MODE)
        # Keys without a log are what a crash left of one that was never made.
        folder.record_keys.unlink(missing_ok=True)
        origin, roots = _fill(folder, (record, beginning), plan, key)
        written = write_root_keys(
            roots,
            plan.passphrase,
            cost=plan.cost,
            salt=random_bytes(SALT_BYTES),
            nonce=random_bytes(NONCE_BYTES),
        )
        write_private(roots_file, written)
        beginning.rename(apart)
        sync_folder(apart.parent)
        # A crash before this line leaves a hidden folder, and maybe the folder apart and the root keys of a log that
        # was never made; after it, the whole log.
        record.rename(folder.record)
        sync_folder(folder.root)
    except OSError as error:
        drop_record(place)
        message = f"{place}: expected to make a log there, got: {error.strerror or error}; nothing is left of it"
        raise StorageError(message) from error
    except BaseException:
        drop_record(place)
        raise
    finally:
        for each in (beginning, record):
            shutil.rmtree(each, ignore_errors=True)
    return MadeRecord(origin=origin, apart=apart, root_keys=roots_file)


def drop_record(place: Path) -> None:
    """Take away what was made beside a node's folder for a log that was never used."""
    shutil.rmtree(apart_beside(place), ignore_errors=True)
    root_keys_beside(place).unlink(missing_ok=True)


def _fill(
    folder: NodeFolder, record_and_apart: tuple[Path, Path], plan: RecordPlan, key: StoreKey
) -> tuple[str, RootKeys]:
    seeds = {role: random_bytes(KEY_BYTES) for role in RecordRole}
    sealed = tuple(seal_record_key(role, seed, key, nonce=random_bytes(NONCE_BYTES)) for role, seed in seeds.items())
    root_seeds = (random_bytes(KEY_BYTES), random_bytes(KEY_BYTES))
    body = _genesis({each.role: each.public for each in sealed}, root_seeds, plan).to_bytes()
    held = hold_keys(sealed, key)
    log = LoneLog(*record_and_apart, held, Files())
    try:
        log.open()
        log.begin(KeyBody(salt=random_bytes(BODY_SALT_BYTES), content=body), plan.at_ms)
        # The first head is signed at once, so that the log can be shown to others before anything was filed.
        log.tick(0)
    finally:
        log.files.close()
        held.forget()
    write_private(folder.record_keys, write_record_keys(sealed))
    origin = origin_of(body)
    return origin, RootKeys(origin=origin, used=1, seeds=root_seeds)


def _genesis(publics: dict[RecordRole, bytes], root_seeds: tuple[bytes, bytes], plan: RecordPlan) -> Genesis:
    first, second = (Signer.from_seed(seed).public for seed in root_seeds)
    arrangement, party = short_name(plan.arrangement), short_name(plan.party)
    organisation = f"truceline.example/{arrangement}/{party}"
    return Genesis(
        arrangement=arrangement,
        party=party,
        log_key=publics[RecordRole.LOG],
        root_key=first,
        next_root=sha256(second).digest(),
        witness_keys=(_cosigner(f"{organisation}/witness", publics[RecordRole.WITNESS]),),
        mirror_keys=(_cosigner(f"{organisation}/mirror", publics[RecordRole.MIRROR]),),
        box_keys=(publics[RecordRole.BOX],),
    )


def _cosigner(name: str, public: bytes) -> VerifierKey:
    return VerifierKey(name=name, type=COSIGNATURE_TYPE, public=public)


def short_name(name: str) -> str:
    """Write a name in the letters of origins: small letters, digits and hyphens."""
    return _OTHER.sub("-", name.lower()).strip("-")[:_NAME_LENGTH_MAX] or "unnamed"
