# SPDX-License-Identifier: Apache-2.0
"""``truceline backup``: one file that carries a node, made while it runs or while it does not."""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from truceline import __version__
from truceline.cli.node_extra import require_node
from truceline.cli.unlocking import PASSPHRASE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truceline.base.clock import Clock
    from truceline.bootstrap.folder import NodeFolder
    from truceline.cli.progress import Progress
    from truceline.storage.archive import Manifest

BACKUP_SCHEMA = "truceline/backup/1"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@PASSPHRASE_FILE
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def backup(clock: Clock | None, folder: Path, file: Path, passphrase_file: Path | None, *, as_json: bool) -> None:
    """Copy the node in DIR into one new file FILE: its encrypted store, log, sealed keys, settings and agreements.

    The node may run; while the store is copied, what is filed waits, and reads can
    wait behind it, for some seconds with a large store. Without one of the node's passphrases or agent
    keys nobody reads the store in it. Files of TLS, lock and tail of the log, and root keys are not in it
    (docs/storage.md).

    \b
    Example:
      ./truceline backup my-node my-node-monday.tar
    """
    require_node()
    from truceline.bootstrap.folder import open_folder
    from truceline.cli.progress import Progress

    node, progress = open_folder(folder), Progress(out=sys.stderr)
    with store_key(node, passphrase_file) as key:
        try:
            manifest = pack(node, key, file, clock, progress)
        finally:
            progress.done()
    tell(file, manifest, as_json=as_json)


@contextmanager
def store_key(node: NodeFolder, passphrase_file: Path | None) -> Iterator[bytes]:
    """Unlock a node for a moment, and give the key of its store.

    Raises:
        NodeError: What was given does not open it.
    """
    from truceline.bootstrap.unlocking import unlock
    from truceline.cli.unlocking import present_means
    from truceline.crypto.derivation import Purpose

    keys = node.read_keys()
    opened = unlock(keys, present_means(keys, passphrase_file).means)
    try:
        yield opened.key.derive(Purpose.STORE_FILE)
    finally:
        opened.key.wipe()


def pack(node: NodeFolder, key: bytes, file: Path, clock: Clock | None, progress: Progress) -> Manifest:
    """Copy the store aside and pack it with the other files."""
    from truceline.base.instants import to_text
    from truceline.cli.agreement import present_ns
    from truceline.cli.record_files import copy_record
    from truceline.storage.archive import Making, write_archive
    from truceline.storage.sqlite.copying import copy_store

    made = to_text(present_ns(clock))
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{file.name}.", suffix=".partial", dir=file.parent) as aside:
        copy = Path(aside) / node.store.name
        version = copy_store(node.store, key, copy, lambda part: progress.stage(f"copying the store {part:.0%}"))
        # The store comes first: what it knows to be in the log is in the copy of the log, too.
        record = copy_record(node, Path(aside))
        progress.stage("packing")
        making = Making(made=made, software=__version__, store_version=version)
        return write_archive(file, {**files_of(node), **record, node.store.name: copy}, making)


def files_of(node: NodeFolder) -> dict[str, Path]:
    """Give the files of a node beside its store: sealed keys, settings, agreements and public keys of issuers."""
    from truceline.agreement.reading import library_files

    settings = node.read_settings()
    named = [name for issuer in settings.issuers for name in (issuer.key_file, issuer.jwks_file) if name]
    beside = {name: node.beside(name) for name in named}
    library = {f"library/{path.relative_to(node.library).as_posix()}": path for path in library_files(node.library)}
    return {node.keys.name: node.keys, node.settings.name: node.settings, **beside, **library}


def tell(file: Path, manifest: Manifest, *, as_json: bool) -> None:
    """Say what was packed."""
    size = sum(member.size for member in manifest.files)
    if as_json:
        from truceline.cli.agreement import print_document

        document = {
            "schema": BACKUP_SCHEMA,
            "file": str(file.resolve()),
            "made": manifest.made,
            "store_version": manifest.store_version,
            "files": len(manifest.files),
            "bytes": size,
        }
        print_document(document)
        return
    from truceline.report.plain import plain

    click.echo(plain(f"{file}: {len(manifest.files)} files, {size} bytes, as of {manifest.made}"))
    click.echo("Whoever holds it and a passphrase of the node reads all of it; keep the two apart.")
