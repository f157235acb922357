# SPDX-License-Identifier: Apache-2.0
"""``truceline record import``: bundles on a USB stick, taken with the same checks as what comes over the network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from truceline.cli.node_extra import require_node
from truceline.cli.unlocking import PASSPHRASE_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from truceline.base.clock import Clock
    from truceline.bootstrap.folder import NodeFolder
    from truceline.bootstrap.importing import BundleShelf, Imported

IMPORT_SCHEMA = "truceline/record-import/1"


@click.command(name="import")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@PASSPHRASE_FILE
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def import_files(
    clock: Clock | None, folder: Path, files: tuple[Path, ...], passphrase_file: Path | None, *, as_json: bool
) -> None:
    """Take the entries and heads of followed logs from bundles into the node in DIR, which must not run.

    Each is checked as what comes over the network is: by the keys of the peers' cards, the chain, the signatures and
    the signed root. Logs that the node does not follow are passed over. What was taken is told when the node starts.

    \b
    Example:
      ./truceline record import my-node north.bundle
    """
    require_node()
    from truceline.bootstrap.folder import open_folder
    from truceline.bootstrap.importing import read_bundles

    shelf = read_bundles(files)
    found, proved = _taken(open_folder(folder), shelf, passphrase_file, clock)
    if as_json:
        from truceline.cli.agreement import print_document

        print_document({"schema": IMPORT_SCHEMA, "logs": [_row(each) for each in found], "proved": proved})
        return
    for each in found:
        click.echo(f"{each.party}: {each.after - each.before:,} entries taken, {each.after:,} of {each.known:,} kept")
        click.echo(f"    {each.origin}")
    for word in proved:
        click.echo(f"A breach of the log protocol is proved ({word}); see the node's findings when it runs.")
    if not found:
        click.echo("This node follows no log; truceline peer add takes the card of one.")


def _taken(
    node: NodeFolder, shelf: BundleShelf, passphrase_file: Path | None, clock: Clock | None
) -> tuple[Sequence[Imported], list[str]]:
    """Open the record of a node, have it take what lies in bundles, and close it."""
    from truceline.bootstrap.federated_log import FederatedLog
    from truceline.bootstrap.federating import close_federated, open_federated
    from truceline.bootstrap.importing import import_bundles
    from truceline.bootstrap.peer_cards import read_peers
    from truceline.bootstrap.unlocking import unlock
    from truceline.cli.agreement import present_ns
    from truceline.cli.unlocking import present_means

    keys, settings = node.read_keys(), node.read_settings()
    opened = unlock(keys, present_means(keys, passphrase_file).means)
    proved = list[str]()
    try:
        recording = open_federated(node, settings, opened.key, read_peers(node, settings))
        try:
            log = recording.own
            assert isinstance(log, FederatedLog)
            found = import_bundles(
                log, shelf, now_ms=present_ns(clock) // 1_000_000, told=lambda each: proved.append(each.proved.word)
            )
        finally:
            close_federated(recording)
    finally:
        opened.key.wipe()
    return found, proved


def _row(each: Imported) -> dict[str, object]:
    return {
        "party": each.party,
        "log": each.origin,
        "before": each.before,
        "after": each.after,
        "known": each.known,
        "is_forked": each.is_forked,
        "is_malformed": each.is_malformed,
    }
