# SPDX-License-Identifier: Apache-2.0
"""``truceline lock``: have the running node forget its keys."""

from __future__ import annotations

from pathlib import Path

import click

from truceline.cli.node_extra import require_node

LOCK_SCHEMA = "truceline/lock/1"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def lock(folder: Path, *, as_json: bool) -> None:
    """Lock the node that runs in DIR: it forgets its keys, shuts its store and answers nobody until it is unlocked.

    \b
    Example:
      ./truceline lock my-node
    """
    require_node()
    from truceline.bootstrap.control import Question, ask_node
    from truceline.bootstrap.folder import open_folder

    answer = ask_node(open_folder(folder).root, Question(command="lock"))
    tell(folder, answer, as_json=as_json)


def tell(folder: Path, answer: dict[str, object], *, as_json: bool) -> None:
    """Say how the node stands now."""
    if as_json:
        from truceline.cli.agreement import print_document

        facts = {name: value for name, value in answer.items() if name != "ok"}
        print_document({"schema": LOCK_SCHEMA, "folder": str(folder.resolve()), **facts})
        return
    from truceline.report.plain import plain

    click.echo(plain(f"the node in {folder} is {answer.get('state', 'in a state that it does not tell')}"))
