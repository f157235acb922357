# SPDX-License-Identifier: Apache-2.0
"""``truceline serve``: run the node of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from truceline.cli.settings_help import SettingsCommand
from truceline.cli.unlocking import PASSPHRASE_FILE

if TYPE_CHECKING:
    from truceline.bootstrap.assembling import Ground
    from truceline.bootstrap.unlocking import Means

SERVE_SCHEMA = "truceline/serve/1"


@click.command(cls=SettingsCommand)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--host", metavar="HOST", help="Address on which to listen, instead of that of the settings.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port, instead of that of the settings; 0 for a free one.")
@PASSPHRASE_FILE
@click.option("--locked", "is_locked", is_flag=True, help="Begin locked; truceline unlock opens it.")
@click.option(
    "--without-peers",
    is_flag=True,
    help="Say that no other party's node can be asked what this log signed before it was lost or restored.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the address as one JSON document.")
def serve(  # noqa: PLR0913 - one for each option
    folder: Path,
    host: str | None,
    port: int | None,
    passphrase_file: Path | None,
    *,
    is_locked: bool,
    without_peers: bool,
    as_json: bool,
) -> None:
    """Run the node of DIR until it is told to end (Ctrl-C or TERM); it makes nothing that should be there.

    Prints one line with its address once it answers. Its log goes to standard error, or to log_file.

    \b
    Example:
      ./truceline serve my-node --port 8340
    """
    from dataclasses import replace

    from truceline.cli.node_extra import require_node

    require_node()
    from truceline.bootstrap.memory import keep_memory_private
    from truceline.bootstrap.node import run_node

    keep_memory_private()
    ground = replace(_ground(folder, host, port), without_peers=without_peers)
    means = None if is_locked else _means(ground, passphrase_file)

    def on_ready(address: str) -> None:
        if as_json:
            from truceline.cli.agreement import print_document

            facts = {"address": address, "folder": str(folder.resolve()), "locked": is_locked}
            print_document({"schema": SERVE_SCHEMA, **facts, "exercise": ground.library.header.is_exercise})
        else:
            mark = "EXERCISE " if ground.library.header.is_exercise else ""
            state = ", locked" if is_locked else ""
            click.echo(f"{mark}node of {ground.settings.party} at {address}{state}")

    run_node(ground, means, on_ready)


def _ground(folder: Path, host: str | None, port: int | None) -> Ground:
    from dataclasses import replace

    from truceline.base.clock import SystemClock
    from truceline.bootstrap.assembling import read_ground
    from truceline.bootstrap.folder import open_folder
    from truceline.bootstrap.logging import open_log
    from truceline.bootstrap.settings_file import with_address

    opened, clock = open_folder(folder), SystemClock()
    ground = read_ground(opened, clock, open_log(opened, clock))
    return replace(ground, settings=with_address(ground.settings, host=host, port=port))


def _means(ground: Ground, passphrase_file: Path | None) -> Means:
    from truceline.cli.unlocking import present_means

    return present_means(ground.keys, passphrase_file).means
