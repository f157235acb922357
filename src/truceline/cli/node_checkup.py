# SPDX-License-Identifier: Apache-2.0
"""What can be said of a node's folder without unlocking it: for ``truceline doctor --node``.

Rules:
    - Nothing is mended, made or unlocked, and no secret is read: what only the unlocked store can tell is said not to
      be known.
    - Each check stands alone; one that fails hides no other.
    - A check says what is so and, where something is out of order, what to do.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from truceline.base.errors import NodeError, NotFoundError, StateError

if TYPE_CHECKING:
    from truceline.bootstrap.folder import NodeFolder
    from truceline.bootstrap.settings import Issuer, Settings

SPACE_BYTES_MIN = 1_000_000_000
"""Free space below which a node should not run: a full disk makes it read-only [bytes]."""
CERTIFICATE_DAYS_MIN = 14
"""A certificate that ends sooner should be replaced now [d]."""
TOLD_MAX = 5
"""Files that are named of those whose modes are wrong; the rest are counted."""
_OTHERS = 0o077


class Order(StrEnum):
    """How something stands."""

    IN_ORDER = "in order"
    OUT_OF_ORDER = "out of order"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeCheck:
    """One thing that was looked at.

    Attributes:
        name: What.
        order: How it stands.
        said: One sentence on it.
    """

    name: str
    order: Order
    said: str


Look = Callable[[], NodeCheck]


def check_node(place: Path, now_ns: int) -> tuple[NodeCheck, ...]:
    """Look at a node's folder.

    Args:
        place: The folder.
        now_ns: The present instant [ns since 1970 UTC].

    Returns:
        Every check, in the order in which a start of the node would need them.

    Raises:
        NotFoundError: There is no folder.
    """
    from truceline.bootstrap.folder import NodeFolder

    if not place.is_dir():
        message = f"{place}: expected the folder of a node, got no folder; truceline init makes one"
        raise NotFoundError(message)
    folder = NodeFolder(root=place)
    found = [_attempt("modes", lambda: _modes(folder)), _attempt("keys", lambda: _slots(folder))]
    found.append(_attempt("settings", lambda: _settings(folder)))
    try:
        settings = folder.read_settings()
    except (NodeError, ExceptionGroup):
        why = "cannot be looked at before the settings are mended"
        names = ("library", "TLS", "record", "peers", "issuers")
        found += [NodeCheck(name=name, order=Order.NOT_KNOWN, said=why) for name in names]
    else:
        found.append(_attempt("library", lambda: _library(folder, settings)))
        found.append(_attempt("TLS", lambda: _tls(folder, settings, now_ns)))
        found.append(_attempt("record", lambda: _record(folder, settings, now_ns)))
        found.append(_attempt("peers", lambda: _peers(folder, settings, now_ns)))
        found += [_attempt(f"issuer {each.issuer}", _issuer_look(folder, each)) for each in settings.issuers]
    found.append(_attempt("store", lambda: _store(folder)))
    found.append(_attempt("space", lambda: _space(folder)))
    found.append(_attempt("clock", lambda: _clock(folder, now_ns)))
    found.append(_attempt("process", lambda: _process(folder)))
    return tuple(found)


def _attempt(name: str, look: Look) -> NodeCheck:
    """Look, and take what is refused for the answer."""
    try:
        return look()
    except NodeError as error:
        return _out_of_order(name, str(error))
    except OSError as error:
        said = f"{error.filename}: expected a file that can be read, got: {error.strerror or error}"
        return _out_of_order(name, said)
    except ExceptionGroup as group:
        return _out_of_order(name, "; ".join(map(str, group.exceptions)))


def _in_order(name: str, said: str) -> NodeCheck:
    return NodeCheck(name=name, order=Order.IN_ORDER, said=said)


def _out_of_order(name: str, said: str) -> NodeCheck:
    return NodeCheck(name=name, order=Order.OUT_OF_ORDER, said=said)


def _modes(folder: NodeFolder) -> NodeCheck:
    paths = (folder.root, *sorted(folder.root.rglob("*")))
    wrong = [told for path in paths for told in _wrong_mode(path, folder.root)]
    if not wrong:
        return _in_order("modes", f"{len(paths)} files and folders are their owner's alone")
    more = f" and {len(wrong) - TOLD_MAX} more" if len(wrong) > TOLD_MAX else ""
    said = f"{'; '.join(wrong[:TOLD_MAX])}{more}: others could read or alter them; chmod -R go-rwx {folder.root}"
    return _out_of_order("modes", said)


def _wrong_mode(path: Path, root: Path) -> Iterator[str]:
    state = path.lstat()
    name = path.relative_to(root).as_posix()
    if state.st_uid != os.geteuid():
        yield f"{name}: belongs to uid {state.st_uid}, not to {os.geteuid()}"
    elif not stat.S_ISLNK(state.st_mode) and state.st_mode & _OTHERS:
        yield f"{name}: mode {stat.S_IMODE(state.st_mode):04o}"


def _slots(folder: NodeFolder) -> NodeCheck:
    keys = folder.read_keys()
    count = f"{len(keys.passphrase_slots)} by passphrase, {len(keys.agent_slots)} by ssh-agent"
    said = f"ways of unlocking: {count}; fingerprint {keys.identity.fingerprint}"
    left = folder.keys.with_name("keys.json.new")
    if left.exists():
        said += f"; {left.name} was left by a command that broke off, keys.json holds: remove it"
        return _out_of_order("keys", said)
    return _in_order("keys", said)


def _settings(folder: NodeFolder) -> NodeCheck:
    settings = folder.read_settings()
    return _in_order("settings", f"no fault; {settings.party} at {settings.host}, port {settings.port}")


def _library(folder: NodeFolder, settings: Settings) -> NodeCheck:
    library = folder.load_library(settings)
    mark = "EXERCISE, " if library.header.is_exercise else ""
    said = f"{mark}{settings.library}, as it was when the node was made (sha256 {settings.library_digest[:16]})"
    return _in_order("library", said)


def _tls(folder: NodeFolder, settings: Settings, now_ns: int) -> NodeCheck:
    from truceline.base.instants import NS_PER_DAY, NS_PER_S, to_text

    if not settings.tls_key_file:
        return _in_order("TLS", f"none; only this machine reaches {settings.host}")
    key, certificate = folder.beside(settings.tls_key_file), folder.beside(settings.tls_certificate_file)
    if key.stat().st_mode & _OTHERS:
        return _out_of_order("TLS", f"{key}: others could read the private key; chmod 600 it")
    end_ns = _end_of_certificate(certificate, key) * NS_PER_S
    if end_ns < now_ns + CERTIFICATE_DAYS_MIN * NS_PER_DAY:
        return _out_of_order("TLS", f"{certificate}: ends {to_text(end_ns)}; replace it and start the node anew")
    return _in_order("TLS", f"certificate and key belong together; it ends {to_text(end_ns)}")


def _record(folder: NodeFolder, settings: Settings, now_ns: int) -> NodeCheck:
    from truceline.cli.record_files import told_of_record

    is_in_order, said = told_of_record(folder, settings, now_ns)
    return _in_order("record", said) if is_in_order else _out_of_order("record", said)


def _peers(folder: NodeFolder, settings: Settings, now_ns: int) -> NodeCheck:
    from truceline.cli.peer_checkup import told_of_peers

    is_in_order, said = told_of_peers(folder, settings, now_ns)
    return _in_order("peers", said) if is_in_order else _out_of_order("peers", said)


def _end_of_certificate(certificate: Path, key: Path) -> int:
    """Give when a certificate ends [s since 1970 UTC].

    Raises:
        StateError: It cannot be read, or is not that of the key.
    """
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from cryptography.x509 import load_pem_x509_certificate

    try:
        first = load_pem_x509_certificate(certificate.read_bytes())
        private = load_pem_private_key(key.read_bytes(), None)
    except (ValueError, TypeError) as error:
        message = f"{certificate.name}, {key.name}: expected a certificate and its key in PEM, got something else"
        raise StateError(message) from error
    if first.public_key() != private.public_key():
        message = f"{certificate.name}: expected the certificate of {key.name}, got that of another key"
        raise StateError(message)
    return int(first.not_valid_after_utc.timestamp())


def _issuer_look(folder: NodeFolder, issuer: Issuer) -> Look:
    return lambda: _issuer(folder, issuer)


def _issuer(folder: NodeFolder, issuer: Issuer) -> NodeCheck:
    from truceline.http.token_keys import KEY_FILE_BYTES_MAX, read_keys
    from truceline.records.document import read_bytes

    name = issuer.key_file or issuer.jwks_file
    keys = read_keys(read_bytes(folder.beside(name), KEY_FILE_BYTES_MAX), name)
    said = f"{len(keys)} public keys in {name}, for {', '.join(issuer.parties)}"
    return _in_order(f"issuer {issuer.issuer}", said)


def _store(folder: NodeFolder) -> NodeCheck:
    from truceline.storage.sqlite.migrations import SCHEMA_VERSION

    if not folder.store.is_file():
        return _out_of_order("store", f"{folder.store}: expected a file, got none; restore a backup")
    size = folder.store.stat().st_size
    if not size:
        return _out_of_order("store", f"{folder.store}: expected a store, got an empty file; restore a backup")
    journal = folder.store.with_name(folder.store.name + "-journal")
    broken = "; a transaction broke off and is taken back at the next start" if journal.exists() else ""
    said = f"{_bytes_told(size)}, encrypted: its version is known once it is unlocked (this software: {SCHEMA_VERSION})"
    return NodeCheck(name="store", order=Order.NOT_KNOWN, said=said + broken)


def _space(folder: NodeFolder) -> NodeCheck:
    free = shutil.disk_usage(folder.root).free
    size = folder.store.stat().st_size if folder.store.exists() else 0
    needed = max(SPACE_BYTES_MIN, size)
    if free < needed:
        said = f"expected at least {_bytes_told(needed)} free, got {_bytes_told(free)}; a full disk ends all writing"
        return _out_of_order("space", said)
    return _in_order("space", f"{_bytes_told(free)} free")


def _clock(folder: NodeFolder, now_ns: int) -> NodeCheck:
    from truceline.base.instants import to_text

    made = [slot.header.created_ns for slot in folder.read_keys().slots]
    written = [folder.store.stat().st_mtime_ns] if folder.store.exists() else []
    latest_ns = max(*made, *written, 0)
    if now_ns < latest_ns // 10**9 * 10**9:
        said = f"it is {to_text(now_ns)}, before the folder was last written ({to_text(latest_ns)}); set the clock"
        return _out_of_order("clock", said)
    said = f"it is {to_text(now_ns)} here, later than all that was written; compare it with another clock"
    return _in_order("clock", said)


def _process(folder: NodeFolder) -> NodeCheck:
    from truceline.bootstrap.control import Question, ask_node

    if not folder.control.exists():
        return _in_order("process", "the node does not run")
    try:
        told = ask_node(folder.root, Question(command="status"))
    except StateError:
        return _in_order("process", f"the node does not run; {folder.control.name} was left and is replaced at a start")
    said = f"the node runs, {told.get('state', 'in a state that it does not tell')}"
    if told.get("trouble"):
        return _out_of_order("process", f"{said}: {told['trouble']}")
    if told.get("record_trouble"):
        return _out_of_order("process", f"{said}, and its log takes nothing: {told['record_trouble']}")
    return _in_order("process", said)


def _bytes_told(count: int) -> str:
    """Say a number of bytes in three digits or fewer."""
    units = ("bytes", "kB", "MB", "GB")
    size = float(count)
    for unit in units[:-1]:
        if size < 999.5:  # noqa: PLR2004 - would be written with four digits
            return f"{size:.0f} {unit}"
        size /= 1_000
    return f"{size:.0f} {units[-1]}"
