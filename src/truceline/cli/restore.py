# SPDX-License-Identifier: Apache-2.0
"""``truceline restore``: unpack a backup into a new folder, and try whether what was unpacked opens."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from truceline.base.errors import NodeError
from truceline.cli.node_extra import require_node
from truceline.cli.unlocking import PASSPHRASE_FILE

if TYPE_CHECKING:
    from truceline.cli.progress import Progress
    from truceline.storage.archive import Manifest

RESTORE_SCHEMA = "truceline/restore/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What was seen of a restored node.

    Attributes:
        store_version: Version of its store.
        is_current: Whether this software writes stores of that version.
        rows: Rows of its store.
        not_there: Files that its settings name and no backup holds.
    """

    store_version: int
    is_current: bool
    rows: int
    not_there: tuple[str, ...]


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--try",
    "is_tried",
    is_flag=True,
    help="Unlock what was restored and check its store whole, for reading alone.",
)
@PASSPHRASE_FILE
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def restore(file: Path, folder: Path, passphrase_file: Path | None, *, is_tried: bool, as_json: bool) -> None:
    """Unpack a backup into DIR, which must be new or empty; every file is compared with the backup's list.

    With --try it is unlocked, its settings and agreements are read, and every page of its store is checked; nothing
    is written to it and no node runs. A folder that fails the trial is left as it was unpacked.

    What the node took after the backup was made is not in it, and other parties may hold answers that this node no
    longer knows: tell them. Its log takes nothing before their nodes were asked what it had signed. Never run the old
    node and the restored one side by side.

    \b
    Example:
      ./truceline restore my-node-monday.tar my-node --try
    """
    check_asked(passphrase_file, is_tried=is_tried)
    require_node()
    from truceline.cli.progress import Progress
    from truceline.storage.archive import restore_archive

    progress = Progress(out=sys.stderr)
    progress.stage("unpacking")
    try:
        manifest = restore_archive(file, folder)
    finally:
        progress.done()
    apart = mark(folder)
    trial = try_node(folder, passphrase_file, progress) if is_tried else None
    tell(folder, manifest, (trial, apart), as_json=as_json)


def mark(folder: Path) -> Path | None:
    """Mark the log of a restored node, so that it signs nothing before the peers were asked; a folder apart made."""
    from truceline.bootstrap.folder import NodeFolder
    from truceline.cli.record_files import mark_restored

    node = NodeFolder(root=folder)
    return mark_restored(node, node.read_settings()) if node.record.is_dir() else None


def check_asked(passphrase_file: Path | None, *, is_tried: bool) -> None:
    """Refuse a passphrase where nothing is tried, lest somebody believe that it was.

    Raises:
        UsageError: It stands alone.
    """
    if passphrase_file is not None and not is_tried:
        message = "expected --passphrase-file with --try, got it alone; nothing is unlocked to restore"
        raise click.UsageError(message)


def try_node(root: Path, passphrase_file: Path | None, progress: Progress) -> Trial:
    """Unlock a node that was restored, read what it stands on, and check its store whole.

    Raises:
        NodeError: It does not open, or is not whole.
        ExceptionGroup: Every fault of its settings or agreements.
    """
    from truceline.bootstrap.folder import open_folder
    from truceline.cli.backup import store_key
    from truceline.storage.sqlite.migrations import SCHEMA_VERSION
    from truceline.storage.sqlite.proving import prove_store

    try:
        node = open_folder(root)
        settings = node.read_settings()
        node.load_library(settings)
        with store_key(node, passphrase_file) as key:
            progress.stage("checking the store")
            try:
                proof = prove_store(node.store, key)
            finally:
                progress.done()
    except (NodeError, ExceptionGroup):
        click.echo(f"{root}: restored, but it did not pass the trial; the folder stays as it was unpacked", err=True)
        raise
    named = [name for name in (settings.tls_certificate_file, settings.tls_key_file) if name]
    return Trial(
        store_version=proof.version,
        is_current=proof.version == SCHEMA_VERSION,
        rows=proof.rows,
        not_there=tuple(name for name in named if not node.beside(name).is_file()),
    )


def next_lines(folder: Path, *, is_upgraded: bool) -> list[str]:
    """Say which commands come next; of a node without cards of others, that nobody is to be asked."""
    from truceline.bootstrap.folder import NodeFolder

    node = NodeFolder(root=folder)
    is_alone = node.record.is_dir() and not (node.peers.is_dir() and any(node.peers.iterdir()))
    serve = f"./truceline serve {folder}{' --without-peers' if is_alone else ''}"
    return [f"Next: ./truceline upgrade {folder}", f"Then: {serve}"] if is_upgraded else [f"Next: {serve}"]


def tell(folder: Path, manifest: Manifest, seen: tuple[Trial | None, Path | None], *, as_json: bool) -> None:
    """Say what was restored, what the trial saw, and which folder was made for the lock and the tail of the log."""
    trial, apart = seen
    if as_json:
        from dataclasses import asdict

        from truceline.cli.agreement import print_document

        document = {
            "schema": RESTORE_SCHEMA,
            "folder": str(folder.resolve()),
            "made": manifest.made,
            "software": manifest.software,
            "store_version": manifest.store_version,
            "files": len(manifest.files),
            "trial": None if trial is None else asdict(trial),
            "record_apart_made": str(apart) if apart else "",
        }
        print_document(document)
        return
    from truceline.report.plain import plain

    lines = [f"{folder}: {len(manifest.files)} files as of {manifest.made}, made by {manifest.software}"]
    if trial is None:
        lines.append("Whether it opens was not tried; --try does")
    else:
        lines.append(f"It opens, and its store is whole: version {trial.store_version}, {trial.rows} rows")
        lines += [f"Not in a backup, put it back: {folder / name}" for name in trial.not_there]
    lines.append("Its log signs nothing before the peers were asked; with none that can be, serve --without-peers")
    if apart:
        lines.append(f"Lock and tail of the log were not there; an empty folder was made for them: {apart}")
    lines += next_lines(folder, is_upgraded=trial is not None and not trial.is_current)
    for line in lines:
        click.echo(plain(line))
