# SPDX-License-Identifier: Apache-2.0
"""``truceline init``: make a node's folder and print its first token, once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from truceline.cli.node_extra import require_node
from truceline.cli.settings_help import SettingsCommand

if TYPE_CHECKING:
    from truceline.base.clock import Clock
    from truceline.bootstrap.making import MadeNode
    from truceline.crypto.tokens import TokenClaims

INIT_SCHEMA = "truceline/init/1"
FIRST_OFFICER = "officer-1"


class Options(TypedDict):
    """What stands on the command line."""

    place: Path
    library_name: str
    party: str
    officer: str
    passphrase_file: Path | None
    agent_key: str | None
    as_json: bool


@click.command(cls=SettingsCommand)
@click.argument("place", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--library", "library_name", required=True, metavar="NAME|DIR", help="The agreements; they are copied into DIR."
)
@click.option("--party", required=True, metavar="ID", help="The party of the library for which the node speaks.")
@click.option("--officer", default=FIRST_OFFICER, metavar="NAME", help="Whose the first token is.", show_default=True)
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File with the new passphrase in its first line, or - for standard input; asked twice without it.",
)
@click.option(
    "--ssh-agent-key",
    "agent_key",
    metavar="FINGERPRINT",
    help="Unlock with this Ed25519 key of the running ssh-agent (ssh-add -l) instead of a passphrase.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def init(clock: Clock | None, **options: Unpack[Options]) -> None:
    """Make a node: its identity, encrypted store, settings, a copy of the agreements, and a first token.

    DIR must be new or empty. The token is printed once and kept nowhere; `truceline token` makes others. Nothing has
    a default password. Keep a copy of DIR/keys.json elsewhere: without it nobody reads the store (docs/node-folder.md).

    \b
    Example:
      ./truceline init my-node --library syria-2015-2017 --party usa
    """
    require_node()
    from truceline.bootstrap.tokens import FIRST_TOKEN_HOURS, Bearer, make_claims, sign
    from truceline.coordination.roles import Role

    made = make(clock, options)
    try:
        claims = make_claims(
            Bearer(officer=options["officer"], party=options["party"], role=Role.OFFICER),
            keys=made.keys,
            settings=made.settings,
            parties=made.library.parties,
            hours=FIRST_TOKEN_HOURS,
            now_ns=made.keys.slots[0].header.created_ns,
        )
        token = sign(claims, made.store_key)
    finally:
        made.store_key.wipe()
    tell(made, claims, token, as_json=options["as_json"])


def make(clock: Clock | None, options: Options) -> MadeNode:
    """Make the folder."""
    from truceline.agreement.library import find_library, load_library
    from truceline.bootstrap.making import NodePlan, check_plan, make_node
    from truceline.bootstrap.tokens import check_officer
    from truceline.cli.agreement import present_ns
    from truceline.cli.progress import Progress
    from truceline.cli.unlocking import new_means
    from truceline.storage.sqlite import create_store

    check_officer(options["officer"])
    progress = Progress(out=sys.stderr)
    try:
        progress.stage("reading the agreements")
        library = load_library(find_library(options["library_name"]))
        check_plan(options["place"], library, options["party"])
        progress.done()
        given = new_means(options["passphrase_file"], options["agent_key"])
        plan = NodePlan(
            place=options["place"],
            library=library,
            party=options["party"],
            means=given.means,
            made_ns=present_ns(clock),
        )
        progress.stage("making the node")
        return make_node(plan, create_store)
    finally:
        progress.done()


def tell(made: MadeNode, claims: TokenClaims, token: str, *, as_json: bool) -> None:
    """Say what was made, and the token."""
    from truceline.base.instants import NS_PER_S, to_text

    until = to_text(claims.expires_s * NS_PER_S)
    if as_json:
        from truceline.cli.agreement import print_document

        document = {
            "schema": INIT_SCHEMA,
            "exercise": made.library.header.is_exercise,
            "folder": str(made.folder.root.resolve()),
            "party": made.settings.party,
            "library": made.settings.library,
            "library_digest": made.settings.library_digest,
            "fingerprint": made.keys.identity.fingerprint,
            "token": token,
            "token_expires": until,
        }
        print_document(document)
        return
    import shlex

    mark = "EXERCISE: " if made.library.header.is_exercise else ""
    place = shlex.quote(str(made.folder.root))
    click.echo(f"{mark}a node of {made.settings.party} was made in {place}, on {made.settings.library}.")
    click.echo(f"Its fingerprint, to be read to other parties: {made.keys.identity.fingerprint}")
    click.echo(f"Keep a copy of {shlex.quote(str(made.folder.keys))} elsewhere (docs/node-folder.md).")
    click.echo(f"A token of {claims.officer} ({claims.role}) until {until}, shown once and kept nowhere:\n")
    click.echo(token)
    click.echo(f"\nNext: ./truceline serve {place}")
