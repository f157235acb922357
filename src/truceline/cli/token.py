# SPDX-License-Identifier: Apache-2.0
"""``truceline token``: issue a token of a node."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from truceline.cli.node_extra import require_node
from truceline.cli.unlocking import PASSPHRASE_FILE

if TYPE_CHECKING:
    from truceline.base.clock import Clock
    from truceline.crypto.tokens import TokenClaims

_ROLES = ("officer", "monitor", "humanitarian", "analyst", "auditor", "peer")
"""Those of ``coordination.roles``; written out, so that ``--help`` loads nothing of a node."""
TOKEN_SCHEMA = "truceline/token/1"  # noqa: S105 - the name of a form, no secret


class Options(TypedDict):
    """What stands on the command line."""

    folder: Path
    role: str
    officer: str
    party: str | None
    hours: int
    passphrase_file: Path | None
    as_json: bool


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--role", required=True, type=click.Choice(_ROLES), help="As what its bearer asks.")
@click.option("--officer", required=True, metavar="NAME", help="Whose it is.")
@click.option("--party", metavar="ID", help="For which party; that of the node when not given.")
@click.option(
    "--hours", type=click.IntRange(min=1), default=24, metavar="N", help="How long it holds [h].", show_default=True
)
@PASSPHRASE_FILE
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def token(clock: Clock | None, **options: Unpack[Options]) -> None:
    """Issue a token with which an officer asks the node; it is printed once and kept nowhere.

    Standard output holds the token alone, so that a script can take it; what it may do is said on standard error.

    \b
    Example:
      ./truceline token my-node --role officer --officer "Duty officer" --hours 8
    """
    require_node()
    from truceline.base.instants import NS_PER_S, to_text

    claims, issued, is_exercise = issue(clock, options)
    until = to_text(claims.expires_s * NS_PER_S)
    if options["as_json"]:
        from truceline.cli.agreement import print_document

        document = {
            "schema": TOKEN_SCHEMA,
            "exercise": is_exercise,
            "id": claims.id,
            "officer": claims.officer,
            "party": claims.party,
            "role": claims.role,
            "scopes": list(claims.scopes),
            "issuer": claims.issuer,
            "audience": claims.audience,
            "expires": until,
            "token": issued,
        }
        print_document(document)
        return
    mark = "EXERCISE: " if is_exercise else ""
    click.echo(f"{mark}{claims.officer}, {claims.role} of {claims.party}, until {until}.", err=True)
    click.echo(f"It may ask: {' '.join(claims.scopes)}", err=True)
    click.echo(issued)


def issue(clock: Clock | None, options: Options) -> tuple[TokenClaims, str, bool]:
    """Unlock the node for a moment and sign.

    Returns:
        What the token says, the token, and whether all of the node is invented.
    """
    from truceline.bootstrap.folder import open_folder
    from truceline.bootstrap.peer_cards import read_peers
    from truceline.bootstrap.tokens import Bearer, make_claims, refuse_elsewhere, sign
    from truceline.bootstrap.unlocking import unlock
    from truceline.cli.agreement import present_ns
    from truceline.cli.unlocking import present_means
    from truceline.coordination.roles import get_role

    role = get_role(options["role"])
    folder = open_folder(options["folder"])
    keys, settings = folder.read_keys(), folder.read_settings()
    library = folder.load_library(settings)
    bearer = Bearer(officer=options["officer"], party=options["party"] or settings.party, role=role)
    refuse_elsewhere(bearer, {each.card.party for each in read_peers(folder, settings)})
    claims = make_claims(
        bearer,
        keys=keys,
        settings=settings,
        parties=library.parties,
        hours=options["hours"],
        now_ns=present_ns(clock),
    )
    opened = unlock(keys, present_means(keys, options["passphrase_file"]).means)
    try:
        return claims, sign(claims, opened.key), library.header.is_exercise
    finally:
        opened.key.wipe()
