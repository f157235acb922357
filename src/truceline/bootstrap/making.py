# SPDX-License-Identifier: Apache-2.0
"""Makes a node's folder: keys, settings, the agreement's documents and an empty store, whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from truceline.agreement.library import Library, not_found
from truceline.agreement.reading import library_files
from truceline.base.errors import NotFoundError, StateError, StorageError
from truceline.bootstrap.folder import FILE_MODE, FOLDER_MODE, NodeFolder, library_digest, sync_folder, write_private
from truceline.bootstrap.keys_file import Keys, write_keys
from truceline.bootstrap.record_making import MadeRecord, RecordPlan, drop_record, make_record, refuse_record_taken
from truceline.bootstrap.settings import SETTINGS_SCHEMA, Settings
from truceline.bootstrap.settings_file import write_settings
from truceline.bootstrap.unlocking import ByPassphrase, Means, make_slot
from truceline.crypto.certificates import make_certificate
from truceline.crypto.derivation import KEY_BYTES, Purpose
from truceline.crypto.identity import make_identity
from truceline.crypto.passphrases import Argon2Cost
from truceline.crypto.randomness import random_bytes
from truceline.crypto.sealing import NONCE_BYTES
from truceline.crypto.slots import SlotHeader
from truceline.crypto.store_key import StoreKey

_CERTIFICATE, _CERTIFICATE_KEY = "tls.pem", "tls.key"
CreateStore = Callable[[Path, bytes], None]
"""Makes an empty store in a new file, encrypted under a key of 32 bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodePlan:
    """What a new node is to be.

    Attributes:
        place: Its folder: nothing, or an empty folder.
        library: The agreement, read without fault; its files are copied.
        party: Id of the party for which it speaks.
        means: How it will be unlocked.
        made_ns: The present instant [ns since 1970 UTC].
        root_passphrase: Under which the root keys of its log are sealed.
        tls_name: Host name or address for a self-signed certificate; empty for none.
    """

    place: Path
    library: Library
    party: str
    means: Means
    made_ns: int
    root_passphrase: bytes = field(repr=False)
    tls_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeNode:
    """A node that was made.

    Attributes:
        folder: Where it lies.
        settings: As written.
        keys: As written.
        library: The agreement.
        record: Its log.
        store_key: Its secret; whoever takes it wipes it.
    """

    folder: NodeFolder
    settings: Settings
    keys: Keys
    library: Library
    record: MadeRecord
    store_key: StoreKey


def make_node(plan: NodePlan, create_store: CreateStore) -> MadeNode:
    """Make a node's folder.

    Args:
        plan: What it is to be.
        create_store: Makes its store.

    Returns:
        The node.

    Raises:
        StateError: Something stands at the place.
        NotFoundError: The library does not know the party, or the agent does not hold the key.
        StorageError: It cannot be written; nothing of it is left.
    """
    check_plan(plan.place, plan.library, plan.party)
    key = StoreKey(random_bytes(KEY_BYTES))
    temporary: Path | None = None
    try:
        place = plan.place.resolve()
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=".partial", dir=place.parent))
        keys, settings = _fill(NodeFolder(root=temporary), plan, key)
        create_store(NodeFolder(root=temporary).store, key.derive(Purpose.STORE_FILE))
        record = make_record(NodeFolder(root=temporary), place, record_plan(plan), key)
        _make_private(temporary)
        # A crash before this line leaves a folder *.partial beside the place, and maybe the folder apart and the root
        # keys of a log that was never used; after it, the whole node.
        _rename(temporary, place)
        sync_folder(place.parent)
        return MadeNode(
            folder=NodeFolder(root=plan.place),
            settings=settings,
            keys=keys,
            library=plan.library,
            record=record,
            store_key=key,
        )
    except OSError as error:
        key.wipe()
        message = f"{plan.place}: expected to write a node there, got: {error.strerror or error}; nothing is left of it"
        raise StorageError(message) from error
    except BaseException:
        key.wipe()
        raise
    finally:
        # After the renaming there is nothing left under this name; before it, nothing half-made may stay.
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def check_plan(place: Path, library: Library, party: str) -> None:
    """Refuse a plan that cannot be carried out, before anybody is asked for a passphrase.

    Args:
        place: Where the node is to lie.
        library: The agreement.
        party: For whom it is to speak.

    Raises:
        StateError: Something stands at the place.
        NotFoundError: The library does not know the party.
        StorageError: The place cannot be looked at.
    """
    _refuse_taken(place)
    refuse_record_taken(place)
    if party not in library.parties:
        raise NotFoundError(not_found("--party", party, library.parties, library.header.id))


def record_plan(plan: NodePlan) -> RecordPlan:
    """Say what the log of a new node is to be."""
    return RecordPlan(
        arrangement=plan.library.header.id,
        party=plan.party,
        at_ms=plan.made_ns // 1_000_000,
        passphrase=plan.root_passphrase,
        cost=plan.means.cost if isinstance(plan.means, ByPassphrase) else Argon2Cost(),
    )


def _rename(temporary: Path, place: Path) -> None:
    """Give a whole node its name, or take away what was made beside it."""
    try:
        temporary.rename(place)
    except BaseException:
        drop_record(place)
        raise


def _fill(folder: NodeFolder, plan: NodePlan, key: StoreKey) -> tuple[Keys, Settings]:
    _copy_library(plan.library.folder, folder.library)
    identity = make_identity(random_bytes(KEY_BYTES), key, nonce=random_bytes(NONCE_BYTES))
    header = SlotHeader(id=1, node=identity.public, created_ns=plan.made_ns)
    keys = Keys(identity=identity, slots=(make_slot(header, key, plan.means),))
    settings = Settings(
        schema=SETTINGS_SCHEMA,
        party=plan.party,
        library=plan.library.header.id,
        library_digest=library_digest(folder.library),
        audience=f"truceline:{plan.party}",
        tls_certificate_file=_CERTIFICATE if plan.tls_name else "",
        tls_key_file=_CERTIFICATE_KEY if plan.tls_name else "",
    )
    if plan.tls_name:
        certificate, private = make_certificate(plan.tls_name, now_ns=plan.made_ns)
        write_private(folder.beside(_CERTIFICATE), certificate)
        write_private(folder.beside(_CERTIFICATE_KEY), private)
    write_private(folder.keys, write_keys(keys))
    write_private(folder.settings, write_settings(settings).encode())
    return keys, settings


def _copy_library(source: Path, copy: Path) -> None:
    for path in library_files(source):
        place = copy / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        write_private(place, path.read_bytes())


def _make_private(root: Path) -> None:
    """Take every right from others, and have every file and name written to the disk."""
    for path in (*sorted(root.rglob("*")), root):
        path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refuse_taken(place: Path) -> None:
    try:
        if not place.is_symlink() and (not place.exists() or (place.is_dir() and not any(place.iterdir()))):
            return
    except OSError as error:
        message = f"{place}: expected a folder that can be read, got: {error.strerror or error}"
        raise StorageError(message) from error
    message = f"{place}: expected a new or empty folder, got one that is taken; choose another, nothing was changed"
    raise StateError(message)
