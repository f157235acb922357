# SPDX-License-Identifier: Apache-2.0
"""``truceline record rebuild``: a new store, made from the node's own log, beside the old one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from truceline.cli.node_extra import require_node
from truceline.cli.unlocking import PASSPHRASE_FILE

if TYPE_CHECKING:
    from truceline.app.rebuild import Rebuilt
    from truceline.storage.sqlite.comparing import Compared

REBUILD_SCHEMA = "truceline/record-rebuild/1"
DIFFERENT = 76
"""Exit code when a table of the new store differs from the old one."""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="NEW", help="The new store; a new file.")
@PASSPHRASE_FILE
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def rebuild(context: click.Context, folder: Path, out: Path, passphrase_file: Path | None, *, as_json: bool) -> None:
    """Rebuild the store of the node in DIR from its own log and the bodies that it holds, into the new file NEW.

    Every body is held against its entry. The tables that the log decides are then compared with those of the old
    store, row by row. Ends with 0 when they are equal, with 76 when one differs; NEW is kept in both cases.

    \b
    Example:
      ./truceline record rebuild my-node --out rebuilt.db
    """
    require_node()
    from truceline.bootstrap.folder import open_folder
    from truceline.bootstrap.rebuilding import rebuild_store
    from truceline.bootstrap.recording import apart_of
    from truceline.cli.backup import store_key
    from truceline.cli.progress import Progress
    from truceline.storage.kept_logs import KeptLogs

    node, progress = open_folder(folder), Progress(out=sys.stderr)
    settings = node.read_settings()
    with (
        store_key(node, passphrase_file) as key,
        KeptLogs(node.record, apart_of(node, settings), node.mirrors) as logs,
    ):
        progress.stage("rebuilding")
        try:
            found, tables = rebuild_store(node, settings, logs.own, key, out)
        finally:
            progress.done()
    _tell(found, tables, out, as_json=as_json)
    context.exit(DIFFERENT if any(each.differing for each in tables) else 0)


def _tell(found: Rebuilt, tables: tuple[Compared, ...], out: Path, *, as_json: bool) -> None:
    if as_json:
        from truceline.cli.agreement import print_document

        rows = [{"table": each.name, "old": each.old, "new": each.new, "differing": each.differing} for each in tables]
        facts = {"entries": found.entries, "things": found.things, "opaque": found.opaque}
        lacking = {"erased": found.erased, "missing": found.missing}
        print_document({"schema": REBUILD_SCHEMA, "file": str(out), **facts, **lacking, "tables": rows})
        return
    click.echo(f"{out}: {found.things:,} things out of {found.entries:,} entries")
    words = f"erased {len(found.erased):,}, missing {len(found.missing):,}, of unknown kinds {len(found.opaque):,}"
    click.echo(f"    bodies {words}")
    for each in tables:
        verdict = "equal" if not each.differing else f"{each.differing:,} rows differ"
        click.echo(f"    {each.name:18} {each.new:>9,} rows, {verdict}")
