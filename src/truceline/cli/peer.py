# SPDX-License-Identifier: Apache-2.0
"""``truceline peer``: give the card of a node, take another's, list them, forget one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from truceline.cli.node_extra import require_node
from truceline.cli.unlocking import PASSPHRASE_FILE

if TYPE_CHECKING:
    from truceline.bootstrap.folder import NodeFolder
    from truceline.peers.cards import PeerCard

CARD_SCHEMA = "truceline/peer-card/1"
ADD_SCHEMA = "truceline/peer-add/1"
LIST_SCHEMA = "truceline/peer-list/1"
REMOVE_SCHEMA = "truceline/peer-remove/1"
_FOLDER = click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.command()
@_FOLDER
@PASSPHRASE_FILE
@_JSON
def card(folder: Path, passphrase_file: Path | None, *, as_json: bool) -> None:
    """Print the card of the node in DIR: what another party's node needs to follow its record.

    It holds public keys and no secret. Standard output holds the card alone; its fingerprint is said on standard
    error, to be read to the other party by telephone.

    \b
    Example:
      ./truceline peer card my-node > my-party.card
    """
    require_node()
    from truceline.bootstrap.folder import open_folder
    from truceline.bootstrap.peer_cards import make_card
    from truceline.bootstrap.unlocking import unlock
    from truceline.cli.unlocking import present_means

    opened = open_folder(folder)
    keys, settings = opened.read_keys(), opened.read_settings()
    library = opened.load_library(settings)
    unlocked = unlock(keys, present_means(keys, passphrase_file).means)
    try:
        made = make_card(opened, settings, library, unlocked.key)
    finally:
        unlocked.key.wipe()
    if as_json:
        _print(CARD_SCHEMA, {**_facts(made), "card": made.to_bytes().decode()})
        return
    click.echo(f"{_mark(made)}the card of {made.party}; its log is {made.origin}", err=True)
    click.echo(f"Read this to the other party by telephone: {made.fingerprint}", err=True)
    click.echo(made.to_bytes().decode(), nl=False)


@click.command()
@_FOLDER
@click.argument("file", type=click.Path(path_type=Path), metavar="CARD")
@click.option(
    "--address", default="", metavar="URL", help="Where its node answers, https://HOST:PORT; not given: by files alone."
)
@click.option(
    "--fingerprint", metavar="WORDS", help="As the other party read it to you; asked on the terminal when not given."
)
@click.option("--replace", "may_replace", is_flag=True, help="Take a new card of the same log in place of the old one.")
@_JSON
def add(folder: Path, file: Path, address: str, fingerprint: str | None, *, may_replace: bool, as_json: bool) -> None:
    """Take the card of another party's node into DIR, after you compared its fingerprint with that party.

    From the next start or unlocking on, this node follows that log, asks its node at the address, answers it, and
    seals for it what it may read.

    \b
    Example:
      ./truceline peer add my-node north.card --address https://192.0.2.7:8340
    """
    require_node()
    from truceline.base.limits import CARD_BYTES_MAX
    from truceline.bootstrap.folder import open_folder
    from truceline.bootstrap.peer_cards import add_peer, check_card
    from truceline.peers.cards import parse_card
    from truceline.records.document import read_bytes

    opened = open_folder(folder)
    settings = opened.read_settings()
    read = parse_card(read_bytes(file, CARD_BYTES_MAX))
    check_card(read, settings, opened.load_library(settings), opened.read_keys())
    compare(read, fingerprint)
    with opened.held():
        add_peer(opened, read, address, may_replace=may_replace)
    if as_json:
        _print(ADD_SCHEMA, {**_facts(read), "address": address})
        return
    where = f"is asked at {address}" if address else "is met by files alone"
    click.echo(f"{_mark(read)}{read.party} {where} from the next start on; its log is {read.origin}")


@click.command(name="list")
@_FOLDER
@_JSON
def list_peers(folder: Path, *, as_json: bool) -> None:
    """List the peers of the node in DIR: party, address, log, fingerprint.

    \b
    Example:
      ./truceline peer list my-node
    """
    require_node()
    from truceline.bootstrap.peer_cards import read_peers

    opened = _open(folder)
    found = read_peers(opened, opened.read_settings())
    if as_json:
        rows = [{**_facts(each.card), "address": each.address.to_text() if each.address else ""} for each in found]
        _print(LIST_SCHEMA, {"peers": rows})
        return
    for each in found:
        where = each.address.to_text() if each.address else "by files alone"
        click.echo(f"{_mark(each.card)}{each.card.party}  {where}")
        click.echo(f"    log          {each.card.origin}")
        click.echo(f"    fingerprint  {each.card.fingerprint}")
    if not found:
        click.echo("no peers; truceline peer add takes the card of one")


@click.command()
@_FOLDER
@click.argument("party", metavar="PARTY")
@_JSON
def remove(folder: Path, party: str, *, as_json: bool) -> None:
    """Forget a peer of the node in DIR from its next start on; what its log gave stays.

    \b
    Example:
      ./truceline peer remove my-node southland
    """
    require_node()
    from truceline.bootstrap.peer_cards import remove_peer

    opened = _open(folder)
    with opened.held():
        remove_peer(opened, party)
    if as_json:
        _print(REMOVE_SCHEMA, {"party": party})
        return
    click.echo(f"{party} is no peer any more from the next start on; what its log gave stays")


def compare(card: PeerCard, typed: str | None) -> None:
    """Have the fingerprint of a card compared: with what was typed, or by whoever sits at the terminal.

    Raises:
        AuthorityError: It is another one.
        InputError: There is neither what was typed nor a terminal.
    """
    from truceline.base.errors import AuthorityError, InputError
    from truceline.peers.cards import same_fingerprint

    if typed is None:
        if not sys.stdin.isatty():
            message = (
                "card: expected --fingerprint as the other party read it to you, or a terminal to ask on, got neither"
            )
            raise InputError(message)
        click.echo(
            f"{_mark(card)}the card of {card.party}; have the other party read its fingerprint to you.", err=True
        )
        typed = click.prompt("Fingerprint, as you heard it", err=True)
    if not same_fingerprint(str(typed), card):
        message = "card: expected the fingerprint that the other party read, got another card; ask for it again"
        raise AuthorityError(message)


def _open(folder: Path) -> NodeFolder:
    from truceline.bootstrap.folder import open_folder

    return open_folder(folder)


def _facts(card: PeerCard) -> dict[str, object]:
    return {
        "exercise": card.is_exercise,
        "party": card.party,
        "log": card.origin,
        "fingerprint": card.fingerprint,
        "has_certificate": bool(card.certificate),
    }


def _mark(card: PeerCard) -> str:
    return "EXERCISE: " if card.is_exercise else ""


def _print(schema: str, facts: dict[str, object]) -> None:
    from truceline.cli.agreement import print_document

    print_document({"schema": schema, **facts})
