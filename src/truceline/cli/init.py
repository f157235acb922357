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
    tls_name: str
    is_root_apart: bool
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
@click.option(
    "--tls-self-signed",
    "tls_name",
    default="",
    metavar="NAME",
    help="Make a certificate for this host name or address, which peers pin (docs/peers.md).",
)
@click.option(
    "--own-root-passphrase",
    "is_root_apart",
    is_flag=True,
    help="Draw a passphrase of their own for the root keys of the log, shown once; else they have that of the node.",
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

    is_drawn = options["is_root_apart"] or options["agent_key"] is not None
    root_passphrase = drawn_passphrase() if is_drawn else ""
    made = make(clock, options, root_passphrase)
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
    tell(made, claims, (token, root_passphrase), as_json=options["as_json"])


def drawn_passphrase() -> str:
    """Draw a passphrase for the root keys of a node that is unlocked without one: eight groups of four signs."""
    import base64

    from truceline.crypto.randomness import random_bytes

    text = base64.b32encode(random_bytes(20)).decode()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def make(clock: Clock | None, options: Options, root_passphrase: str) -> MadeNode:
    """Make the folder; its root keys are sealed under this passphrase, or under that of the node when it is empty."""
    from truceline.agreement.library import find_library, load_library
    from truceline.bootstrap.making import NodePlan, check_plan, make_node
    from truceline.bootstrap.tokens import check_officer
    from truceline.cli.agreement import present_ns
    from truceline.cli.progress import Progress
    from truceline.cli.unlocking import new_means
    from truceline.crypto.passphrases import passphrase_bytes
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
            root_passphrase=passphrase_bytes(root_passphrase or given.typed),
            tls_name=options["tls_name"],
        )
        progress.stage("making the node")
        return make_node(plan, create_store)
    finally:
        progress.done()


def tell(made: MadeNode, claims: TokenClaims, secrets: tuple[str, str], *, as_json: bool) -> None:
    """Say what was made, the token, and the passphrase of the root keys if it was drawn."""
    from truceline.base.instants import NS_PER_S, to_text

    token, root_passphrase = secrets
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
            "log": made.record.origin,
            "record_apart": str(made.record.apart),
            "root_keys": str(made.record.root_keys),
            "root_passphrase": root_passphrase,
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
    keys = f"{shlex.quote(str(made.folder.keys))} and {shlex.quote(str(made.folder.record_keys))}"
    click.echo(f"Keep a copy of {keys} elsewhere (docs/node-folder.md).")
    click.echo(f"Its log, to stand in the agreement's annex: {made.record.origin}")
    click.echo(
        f"The lock and the tail of the log lie in {shlex.quote(str(made.record.apart))}: better on another device."
    )
    click.echo(
        f"Take {shlex.quote(str(made.record.root_keys))} away now, to where this machine is not, and keep a copy:"
    )
    click.echo("with it, and its passphrase, keys of the log are replaced; a thief of the node must not have it.")
    if root_passphrase:
        click.echo(f"The passphrase of the root keys, shown once and kept nowhere: {root_passphrase}")
    else:
        click.echo(
            "Its passphrase is the one that was just given: whoever learns that of the node opens it too. "
            "--own-root-passphrase draws another one."
        )
    click.echo(f"A token of {claims.officer} ({claims.role}) until {until}, shown once and kept nowhere:\n")
    click.echo(token)
    click.echo(f"\nNext: ./truceline serve {place}")
