# SPDX-License-Identifier: Apache-2.0
"""What commands on a node's folder do with its log: copy it for a backup, mark it when it is put back, look at it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from truceline.bootstrap.folder import NodeFolder
    from truceline.bootstrap.settings import Settings


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
    from truceline.bootstrap.recording import RESTORED, apart_of, check_folders, shown_head
    from truceline.storage.kept_logs import entries_in

    apart = apart_of(node, settings)
    check_folders(node, apart)
    head = node.record / "head"
    note = head.read_bytes() if head.exists() else None
    size, signed_ns = shown_head(note, head)
    count, damage = entries_in(node.record / "entries.log", note)
    age = f"{max(0, now_ns - signed_ns) // 1_000_000_000} s ago" if size else "never"
    said = f"{count} entries; the newest head covers {size} of them, signed {age}; lock and tail in {apart}"
    if damage:
        return False, f"{damage}; the next start puts back what the tail or a peer keeps of it; {said}"
    if (node.record / RESTORED).exists():
        advice = "the next start asks the peers before anything is signed"
        return False, f"{said}; put back from a backup: {advice}; with no peer that can be asked, serve --without-peers"
    if not (apart / "lock").exists():
        return False, f"{said}, of which there is no lock: the next start asks the peers before anything is signed"
    if node.root.stat().st_dev == apart.stat().st_dev:
        said += (
            "; warning: that is the same device as the node's, and one loss takes both (record_apart in the settings)"
        )
    return True, said
