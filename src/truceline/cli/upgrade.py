# SPDX-License-Identifier: Apache-2.0
"""``truceline upgrade``: take the store of a stopped node up to the version that this software writes."""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from truceline.base.errors import StateError
from truceline.cli.node_extra import require_node
from truceline.cli.unlocking import PASSPHRASE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truceline.base.clock import Clock
    from truceline.bootstrap.folder import NodeFolder
    from truceline.bootstrap.record_making import MadeRecord
    from truceline.crypto.store_key import StoreKey

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

    A node that was made before there were logs gets one, beginning now; its root keys are to be taken away (truceline
    init).

    The same steps are always tried on a copy first; if they fail there, the store stays as it is.

    \b
    Example:
      ./truceline upgrade my-node --dry-run
    """
    require_node()
    from truceline.bootstrap.folder import open_folder
    from truceline.cli.backup import pack
    from truceline.cli.progress import Progress
    from truceline.crypto.derivation import Purpose
    from truceline.storage.sqlite.upgrading import try_upgrade, upgrade_store

    node, progress = open_folder(folder), Progress(out=sys.stderr)
    refuse_running(node)
    saved: Path | None = None
    lacks_log = not node.record.is_dir()
    made: tuple[MadeRecord, str] | None = None
    with unlocked(node, passphrase_file) as (store, passphrase):
        key = store.derive(Purpose.STORE_FILE)
        try:
            progress.stage("trying it on a copy")
            with tempfile.TemporaryDirectory(prefix=".upgrade.", suffix=".partial", dir=node.root) as aside:
                change = try_upgrade(node.store, key, Path(aside) / "copy.db")
            if change.steps and not dry_run:
                saved = backup_file or node.root.parent / f"{node.root.resolve().name}-before-v{change.wanted}.tar"
                pack(node, key, saved, clock, progress)
                progress.stage("upgrading")
                upgrade_store(node.store, key)
            if lacks_log and not dry_run:
                progress.stage("making the log")
                made = make_log(node, store, passphrase, clock)
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
        "lacks_log": lacks_log,
        **_log_fields(made),
    }
    tell(document, as_json=as_json)


def _log_fields(made: tuple[MadeRecord, str] | None) -> dict[str, str]:
    """Say which log was made, where, and with what its root keys open; empty when none was."""
    record, passphrase = made or (None, "")
    return {
        "log": record.origin if record else "",
        "record_apart": str(record.apart) if record else "",
        "root_keys": str(record.root_keys) if record else "",
        "root_passphrase": passphrase,
    }


@contextmanager
def unlocked(node: NodeFolder, passphrase_file: Path | None) -> Iterator[tuple[StoreKey, str]]:
    """Unlock a node for a moment.

    Yields:
        Its store key, and the passphrase as typed; empty when an agent unlocked it.

    Raises:
        NodeError: What was given does not open it.
    """
    from truceline.bootstrap.unlocking import unlock
    from truceline.cli.unlocking import present_means

    keys = node.read_keys()
    given = present_means(keys, passphrase_file)
    opened = unlock(keys, given.means)
    try:
        yield opened.key, given.typed
    finally:
        opened.key.wipe()


def make_log(node: NodeFolder, key: StoreKey, passphrase: str, clock: Clock | None) -> tuple[MadeRecord, str]:
    """Make the log of a node that was made before there were logs; and the passphrase of its root keys if drawn."""
    from truceline.bootstrap.record_making import RecordPlan, make_record
    from truceline.cli.agreement import present_ns
    from truceline.cli.init import drawn_passphrase
    from truceline.crypto.passphrases import passphrase_bytes

    settings = node.read_settings()
    drawn = "" if passphrase else drawn_passphrase()
    plan = RecordPlan(
        arrangement=settings.library,
        party=settings.party,
        at_ms=present_ns(clock) // 1_000_000,
        passphrase=passphrase_bytes(passphrase or drawn),
    )
    return make_record(node, node.root, plan, key), drawn


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
    if document["lacks_log"]:
        tell_log(document)
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


def tell_log(document: dict[str, object]) -> None:
    """Say what log was made, or would be."""
    from truceline.report.plain import plain

    if not document["log"]:
        click.echo(plain(f"{document['folder']}: a log would be made, for the node has none"))
        return
    click.echo(plain(f"{document['folder']}: its log was made: {document['log']}"))
    click.echo(plain(f"  lock and tail: {document['record_apart']}"))
    click.echo(plain(f"  root keys, to be taken away from this machine: {document['root_keys']}"))
    if document["root_passphrase"]:
        click.echo(plain(f"  their passphrase, shown once and kept nowhere: {document['root_passphrase']}"))
