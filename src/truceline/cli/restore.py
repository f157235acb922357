# SPDX-License-Identifier: Apache-2.0
"""``truceline restore``: unpack a backup into a new folder."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from truceline.cli.node_extra import require_node

RESTORE_SCHEMA = "truceline/restore/1"


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def restore(file: Path, folder: Path, *, as_json: bool) -> None:
    """Unpack a backup into DIR, which must be new or empty; every file is compared with the backup's list.

    What the node took after the backup was made is not in it, and other parties may hold answers that this node no
    longer knows: tell them. Never run the old node and the restored one side by side.

    \b
    Example:
      ./truceline restore my-node-monday.tar my-node
    """
    require_node()
    from truceline.cli.progress import Progress
    from truceline.storage.archive import restore_archive

    progress = Progress(out=sys.stderr)
    progress.stage("unpacking")
    try:
        manifest = restore_archive(file, folder)
    finally:
        progress.done()
    if as_json:
        from truceline.cli.agreement import print_document

        document = {
            "schema": RESTORE_SCHEMA,
            "folder": str(folder.resolve()),
            "made": manifest.made,
            "software": manifest.software,
            "store_version": manifest.store_version,
            "files": len(manifest.files),
        }
        print_document(document)
        return
    from truceline.report.plain import plain

    click.echo(plain(f"{folder}: {len(manifest.files)} files as of {manifest.made}, made by {manifest.software}"))
    click.echo(plain(f"Next: ./truceline serve {folder}"))
