# SPDX-License-Identifier: Apache-2.0
"""``truceline passphrase``: change, add, list and remove the ways of unlocking a node."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from truceline.base.errors import StateError
from truceline.cli.node_extra import require_node
from truceline.cli.unlocking import PASSPHRASE_FILE, by_passphrase, new_means, new_passphrase, present_passphrase

if TYPE_CHECKING:
    from truceline.base.clock import Clock
    from truceline.bootstrap.folder import NodeFolder
    from truceline.bootstrap.keys_file import Keys
    from truceline.crypto.slots import AgentSlot, PassphraseSlot

SLOTS_SCHEMA = "truceline/slots/1"

_FOLDER = click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_NEW_FILE = click.option(
    "--new-passphrase-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File with the new passphrase in its first line, or - for standard input; asked twice without it.",
)


@click.command()
@_FOLDER
@PASSPHRASE_FILE
@_NEW_FILE
@_JSON
@click.pass_obj
def change(
    clock: Clock | None, folder: Path, passphrase_file: Path | None, new_passphrase_file: Path | None, *, as_json: bool
) -> None:
    """Replace the passphrase of a node; other ways of unlocking it stay.

    What was sealed stays sealed under the same key: whoever copied keys.json and knows the old passphrase still opens
    that copy.

    \b
    Example:
      ./truceline passphrase change my-node
    """
    require_node()
    from truceline.bootstrap.folder import open_folder
    from truceline.bootstrap.unlocking import make_slot, unlock
    from truceline.cli.agreement import present_ns
    from truceline.crypto.slots import SlotHeader

    opened_folder = open_folder(folder)
    with opened_folder.held():
        keys = opened_folder.read_keys()
        opened = unlock(keys, by_passphrase(present_passphrase(passphrase_file)).means)
        try:
            given = by_passphrase(new_passphrase(new_passphrase_file))
            header = SlotHeader(id=opened.slot, node=keys.identity.public, created_ns=present_ns(clock))
            changed = keys.with_replaced(make_slot(header, opened.key, given.means))
        finally:
            opened.key.wipe()
        opened_folder.replace_keys(changed)
    tell(opened_folder, changed, f"the passphrase of slot {opened.slot} was replaced", as_json=as_json)


@click.command()
@_FOLDER
@PASSPHRASE_FILE
@_NEW_FILE
@click.option(
    "--ssh-agent-key",
    "agent_key",
    metavar="FINGERPRINT",
    help="Add this Ed25519 key of the running ssh-agent (ssh-add -l) instead of a passphrase.",
)
@_JSON
@click.pass_context
def add(
    context: click.Context,
    folder: Path,
    passphrase_file: Path | None,
    new_passphrase_file: Path | None,
    agent_key: str | None,
    *,
    as_json: bool,
) -> None:
    """Add one more way of unlocking a node: another passphrase, or a key of the running ssh-agent.

    \b
    Example:
      ./truceline passphrase add my-node --ssh-agent-key SHA256:...
    """
    require_node()
    from truceline.bootstrap.folder import open_folder
    from truceline.bootstrap.unlocking import make_slot, unlock
    from truceline.cli.agreement import present_ns
    from truceline.cli.unlocking import present_means
    from truceline.crypto.slots import SlotHeader

    opened_folder = open_folder(folder)
    with opened_folder.held():
        keys = opened_folder.read_keys()
        number = keys.next_id()
        opened = unlock(keys, present_means(keys, passphrase_file).means)
        try:
            given = new_means(new_passphrase_file, agent_key)
            header = SlotHeader(id=number, node=keys.identity.public, created_ns=present_ns(context.obj))
            changed = keys.with_slot(make_slot(header, opened.key, given.means))
        finally:
            opened.key.wipe()
        opened_folder.replace_keys(changed)
    tell(opened_folder, changed, f"slot {number} was added", as_json=as_json)


@click.command()
@_FOLDER
@_JSON
def list_slots(folder: Path, *, as_json: bool) -> None:
    """List the ways of unlocking a node; nothing is unlocked for it.

    \b
    Example:
      ./truceline passphrase list my-node
    """
    require_node()
    from truceline.bootstrap.folder import open_folder

    opened_folder = open_folder(folder)
    tell(opened_folder, opened_folder.read_keys(), "", as_json=as_json)


@click.command()
@_FOLDER
@click.argument("slot", type=int, metavar="SLOT")
@PASSPHRASE_FILE
@_JSON
def remove_slot(folder: Path, slot: int, passphrase_file: Path | None, *, as_json: bool) -> None:
    """Remove one way of unlocking a node, after unlocking it in another way.

    So that nobody locks himself out: the last slot stays, and so does the one with which you unlock.

    \b
    Example:
      ./truceline passphrase remove-slot my-node 2
    """
    require_node()
    from truceline.bootstrap.folder import open_folder
    from truceline.bootstrap.unlocking import unlock
    from truceline.cli.unlocking import present_means

    opened_folder = open_folder(folder)
    with opened_folder.held():
        keys = opened_folder.read_keys()
        changed = keys.without_slot(slot)
        opened = unlock(keys, present_means(keys, passphrase_file).means)
        opened.key.wipe()
        refuse_own_slot(opened.slot, slot)
        opened_folder.replace_keys(changed)
    tell(opened_folder, changed, f"slot {slot} was removed", as_json=as_json)


def refuse_own_slot(opened: int, removed: int) -> None:
    """Refuse to remove the slot by which the node was unlocked.

    Raises:
        StateError: They are the same.
    """
    if opened == removed:
        message = f"slot: expected to unlock in another way than slot {removed}, got that one; give what stays"
        raise StateError(message)


def tell(folder: NodeFolder, keys: Keys, done: str, *, as_json: bool) -> None:
    """Say what was done and which slots there are now."""
    from truceline.base.instants import to_text

    slots = [
        {"slot": slot.header.id, "created": to_text(slot.header.created_ns), **_facts(slot)} for slot in keys.slots
    ]
    if as_json:
        from truceline.cli.agreement import print_document

        fingerprint = keys.identity.fingerprint
        print_document(
            {
                "schema": SLOTS_SCHEMA,
                "folder": str(folder.root.resolve()),
                "fingerprint": fingerprint,
                "done": done,
                "slots": slots,
            }
        )
        return
    if done:
        click.echo(done)
    for slot in slots:
        name = f" {slot['key']}" if slot["key"] else ""
        click.echo(f"slot {slot['slot']}  {slot['kind']}{name}  made {slot['created']}")


def _facts(slot: PassphraseSlot | AgentSlot) -> dict[str, str]:
    from truceline.crypto.agent_messages import blob_of, ssh_fingerprint
    from truceline.crypto.slots import AgentSlot

    if isinstance(slot, AgentSlot):
        return {"kind": "ssh-agent", "key": ssh_fingerprint(blob_of(slot.public_key))}
    return {"kind": "passphrase", "key": ""}
