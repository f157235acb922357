# SPDX-License-Identifier: Apache-2.0
"""``truceline upgrade``: take the store of a stopped node up to the version that this software writes."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from truceline.base.errors import StateError
from truceline.cli.node_extra import require_node
from truceline.cli.unlocking import PASSPHRASE_FILE

if TYPE_CHECKING:
    from truceline.base.clock import Clock
    from truceline.bootstrap.folder import NodeFolder

UPGRADE_SCHEMA = "truceline/upgrade/1"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--dry-run", is_flag=True, help="Only try it on a copy, and say what would change.")
@click.option(
    "--backup",
    "backup_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where the backup goes that is made first; DIR-before-vN.tar when not given.",
)
@PASSPHRASE_FILE
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def upgrade(
    clock: Clock | None,
    folder: Path,
    backup_file: Path | None,
    passphrase_file: Path | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take the store in DIR up to the version that this software writes; a backup is made first. Stop the node before.

    The same steps are always tried on a copy first; if they fail there, the store stays as it is.

    \b
    Example:
      ./truceline upgrade my-node --dry-run
    """
    require_node()
    from truceline.bootstrap.folder import open_folder
    from truceline.cli.backup import pack, store_key
    from truceline.cli.progress import Progress
    from truceline.storage.sqlite.upgrading import try_upgrade, upgrade_store

    node, progress = open_folder(folder), Progress(out=sys.stderr)
    refuse_running(node)
    saved: Path | None = None
    with store_key(node, passphrase_file) as key:
        try:
            progress.stage("trying it on a copy")
            with tempfile.TemporaryDirectory(prefix=".upgrade.", suffix=".partial", dir=node.root) as aside:
                change = try_upgrade(node.store, key, Path(aside) / "copy.db")
            if change.steps and not dry_run:
                saved = backup_file or node.root.parent / f"{node.root.resolve().name}-before-v{change.wanted}.tar"
                pack(node, key, saved, clock, progress)
                progress.stage("upgrading")
                upgrade_store(node.store, key)
        finally:
            progress.done()
    document = {
        "schema": UPGRADE_SCHEMA,
        "folder": str(folder.resolve()),
        "dry_run": dry_run,
        "before": change.before,
        "after": change.wanted,
        "steps": list(change.said),
        "rows_kept": change.rows_kept,
        "backup": str(saved.resolve()) if saved else "",
    }
    tell(document, as_json=as_json)


def refuse_running(node: NodeFolder) -> None:
    """Refuse a node that runs.

    Raises:
        StateError: It does.
    """
    from truceline.bootstrap.control import Question, ask_node

    try:
        ask_node(node.root, Question(command="status"))
    except StateError:
        return
    message = f"{node.root}: expected a stopped node, got one that runs; stop it first"
    raise StateError(message)


def tell(document: dict[str, object], *, as_json: bool) -> None:
    """Say what was done, or would be."""
    if as_json:
        from truceline.cli.agreement import print_document

        print_document(document)
        return
    from truceline.report.plain import plain

    steps = document["steps"]
    assert isinstance(steps, list)
    if not steps:
        click.echo(plain(f"{document['folder']}: the store is of version {document['after']} already; nothing to do"))
        return
    verb = "would be taken" if document["dry_run"] else "was taken"
    click.echo(
        plain(f"{document['folder']}: the store {verb} from version {document['before']} to {document['after']}")
    )
    for step in steps:
        click.echo(plain(f"  {step}"))
    click.echo(plain(f"  {document['rows_kept']} rows are kept as they are"))
    if document["backup"]:
        click.echo(plain(f"  as it was before: {document['backup']}"))
