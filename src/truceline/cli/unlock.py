# SPDX-License-Identifier: Apache-2.0
"""``truceline unlock``: give the running node what opens its keys."""

from __future__ import annotations

from pathlib import Path

import click

from truceline.cli.node_extra import require_node
from truceline.cli.unlocking import PASSPHRASE_FILE


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@PASSPHRASE_FILE
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def unlock(folder: Path, passphrase_file: Path | None, *, as_json: bool) -> None:
    """Unlock the node that runs in DIR, with its passphrase or the running ssh-agent.

    \b
    Example:
      ./truceline unlock my-node
    """
    require_node()
    from truceline.bootstrap.control import Question, ask_node, question_of
    from truceline.bootstrap.folder import open_folder
    from truceline.cli.lock import tell
    from truceline.cli.unlocking import present_means

    opened = open_folder(folder)
    # A passphrase is not asked for in vain: whether a node runs there is known first.
    ask_node(opened.root, Question(command="status"))
    given = present_means(opened.read_keys(), passphrase_file)
    tell(folder, ask_node(opened.root, question_of(given.means, given.typed)), as_json=as_json)
