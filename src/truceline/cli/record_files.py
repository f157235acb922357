# SPDX-License-Identifier: Apache-2.0
"""What commands on a node's folder do with its log: copy it for a backup, mark it when it is put back, look at it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from truceline.bootstrap.folder import NodeFolder
    from truceline.bootstrap.settings import Settings
    from truceline.storage.kept_logs import KeptLog


def copy_record(node: NodeFolder, aside: Path) -> dict[str, Path]:
    """Copy the log of a node aside, which may run meanwhile.

    Head and keys come before the entries, which only grow: what is copied holds all that the head covers. Lock, tail
    and tiles are not copied: the first two must not say what was signed once they are put back, the last are made anew.

    Args:
        node: The node.
        aside: A folder for the copies.

    Returns:
        The copies by their names in a backup; none of a node without a log.
    """
    if not node.record.is_dir():
        return {}
    keys = sorted(path for path in (node.record / "keys").glob("*") if path.name.isdigit())
    entries = node.record / "entries.log"
    paths = [node.record_keys, node.record / "head", *keys, entries]
    if node.peers.is_dir():
        paths += sorted(path for path in node.peers.iterdir() if path.is_file())
    found = {}
    for number, path in enumerate(path for path in paths if path.is_file()):
        copy = aside / f"record-{number}"
        shutil.copyfile(path, copy)
        found[path.relative_to(node.root).as_posix()] = copy
    return found


def mark_restored(node: NodeFolder, settings: Settings) -> Path | None:
    """Mark a log that was put back from a backup, and see that it has a folder apart.

    Args:
        node: The node.
        settings: Its settings.

    Returns:
        The folder apart if it had to be made, empty: the peers are asked in any case.
    """
    from truceline.bootstrap.folder import FOLDER_MODE, sync_folder, write_private
    from truceline.bootstrap.recording import RESTORED, apart_of

    if not node.record.is_dir():
        return None
    marker = node.record / RESTORED
    if not marker.exists():
        write_private(marker, b"")
        sync_folder(node.record)
    apart = apart_of(node, settings)
    if apart.exists():
        return None
    apart.mkdir(mode=FOLDER_MODE)
    sync_folder(apart.parent)
    return apart


def told_of_record(node: NodeFolder, settings: Settings, now_ns: int) -> tuple[bool, str]:
    """Say of the files of a log what can be said without its keys: whether they are in order, and one sentence.

    Args:
        node: The node.
        settings: Its settings.
        now_ns: The present instant [ns since 1970 UTC].
    """
    from truceline.bootstrap.recording import apart_of, check_folders
    from truceline.storage.kept_logs import KeptLogs

    apart = apart_of(node, settings)
    check_folders(node, apart)
    with KeptLogs(node.record, apart, node.mirrors) as logs:
        own = logs.own
    size = own.notes[-1].head.size if own.notes else 0
    said = (
        f"{own.size} entries; the newest head covers {size} of them, {_cosigned(own, now_ns)}; lock and tail in {apart}"
    )
    if own.damage:
        return False, f"{own.damage}; the next start puts back what the tail or a peer keeps of it; {said}"
    trouble = _trouble(node, own, apart)
    if trouble:
        return False, f"{said}; {trouble}"
    if node.root.stat().st_dev == apart.stat().st_dev:
        said += (
            "; warning: that is the same device as the node's, and one loss takes both (record_apart in the settings)"
        )
    return True, said


def _cosigned(own: KeptLog, now_ns: int) -> str:
    """Say when the newest head was cosigned that anybody cosigned, by their clocks; a log's own line has no time."""
    for each in reversed(own.notes):
        if each.cosigned_s is not None:
            age_s = max(0, now_ns // 1_000_000_000 - each.cosigned_s)
            which = "" if each.head.size == own.notes[-1].head.size else f"that of {each.head.size} was "
            return f"{which}cosigned {age_s} s ago"
    return "cosigned by nobody, so that nobody else says when it was signed"


def _trouble(node: NodeFolder, own: KeptLog, apart: Path) -> str:
    """Say what the log will not go on with by itself; empty for nothing."""
    from truceline.bootstrap.recording import RESTORED
    from truceline.storage.ledger_files import read_lock

    asks = "the next start asks the peers before anything is signed"
    if (node.record / RESTORED).exists():
        return f"put back from a backup: {asks}; with no peer that can be asked, serve --without-peers"
    lock = apart / "lock"
    if not lock.exists():
        return f"there is no lock in {apart}: {asks}"
    signed = read_lock(lock.read_bytes()).head.size
    if signed > own.size:
        return f"{signed} entries were signed, as its lock says: {asks}"
    evidence = node.mirrors / own.origin[-16:] / "evidence"
    proofs = sorted(evidence.glob("E[1-6]-*")) if evidence.is_dir() else []
    if proofs:
        return f"{len(proofs)} proofs about it are kept in {evidence}: read them (record verify)"
    return ""
