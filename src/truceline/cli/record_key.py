# SPDX-License-Identifier: Apache-2.0
"""``truceline record key rotate``, ``revoke`` and ``enrol``: key entries, signed by the root key of a node's log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from truceline.cli.node_extra import require_node
from truceline.cli.unlocking import PASSPHRASE_FILE

if TYPE_CHECKING:
    from truceline.base.clock import Clock
    from truceline.bootstrap.key_changing import Change, RootFile

KEY_SCHEMA = "truceline/record-key/1"
_FOLDER = click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
_ROOTS = click.option(
    "--root-keys",
    "roots",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The file of the root keys, brought from where it is kept; it is written anew.",
)
_ROOT_PASSPHRASE = click.option(
    "--root-passphrase-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Its passphrase in the first line; else a question on the terminal.",
)
_SUSPECT = click.option(
    "--suspect-from",
    metavar="T",
    help="From when the old key is not believed alone, like 2026-01-31T00:00:00Z; now when not given.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.command()
@_FOLDER
@_ROOTS
@_ROOT_PASSPHRASE
@_SUSPECT
@PASSPHRASE_FILE
@_JSON
@click.pass_obj
def rotate(clock: Clock | None, /, folder: Path, roots: Path, suspect_from: str | None, **rest: object) -> None:
    """Have a new key sign the log of the node in DIR, which must not run.

    The new key is made and kept in the node; the root key signs that it takes over. Take the file of the root keys
    away again afterwards.

    \b
    Example:
      ./truceline record key rotate my-node --root-keys my-node-root-keys
    """
    from truceline.bootstrap.key_changing import Rotate

    _run(clock, folder, roots, Rotate(suspect_from_ms=_moment_ms(clock, suspect_from)), rest)


@click.command()
@_FOLDER
@click.argument("key", metavar="KEY")
@_ROOTS
@_ROOT_PASSPHRASE
@_SUSPECT
@PASSPHRASE_FILE
@_JSON
@click.pass_obj
def revoke(clock: Clock | None, /, folder: Path, key: str, roots: Path, **rest: object) -> None:
    """State in the log of the node in DIR that an officer's key signs no more; KEY is its id, as entries have it.

    \b
    Example:
      ./truceline record key revoke my-node 4235b066d4b28ac430d824f601e5d4ac --root-keys my-node-root-keys
    """
    from truceline.bootstrap.key_changing import Revoke

    suspect_from = rest.pop("suspect_from")
    moment_ms = _moment_ms(clock, None if suspect_from is None else str(suspect_from))
    _run(clock, folder, roots, Revoke(key=key, suspect_from_ms=moment_ms), rest)


@click.command()
@_FOLDER
@click.argument("public", nargs=-1, required=True, metavar="PUBLIC...")
@_ROOTS
@_ROOT_PASSPHRASE
@PASSPHRASE_FILE
@_JSON
@click.pass_obj
def enrol(clock: Clock | None, /, folder: Path, public: tuple[str, ...], roots: Path, **rest: object) -> None:
    """Enrol officers' keys in the log of the node in DIR; PUBLIC is 32 bytes in base64.

    \b
    Example:
      ./truceline record key enrol my-node 11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo= --root-keys my-node-root-keys
    """
    from truceline.bootstrap.key_changing import Enrol
    from truceline.crypto.notes import decode_base64
    from truceline.crypto.signatures import check_enrolment

    officers = tuple(decode_base64(each) for each in public)
    for each in officers:
        check_enrolment(each)
    _run(clock, folder, roots, Enrol(officers=officers), rest)


def _run(clock: Clock | None, folder: Path, roots: Path, change: Change, rest: dict[str, object]) -> None:
    """Unlock the node and the root keys, and change the keys."""
    require_node()
    from truceline.bootstrap.folder import open_folder
    from truceline.bootstrap.key_changing import change_keys
    from truceline.bootstrap.unlocking import unlock
    from truceline.cli.agreement import present_ns, print_document
    from truceline.cli.unlocking import present_means

    node, file = open_folder(folder), rest["passphrase_file"]
    keys, settings = node.read_keys(), node.read_settings()
    opened_roots = _opened(roots, rest["root_passphrase_file"])
    opened = unlock(keys, present_means(keys, file if isinstance(file, Path) else None).means)
    try:
        now_ms = present_ns(clock) // 1_000_000
        made = change_keys(node, settings, opened.key, opened_roots, change, now_ms=now_ms)
    finally:
        opened.key.wipe()
    if rest["as_json"]:
        print_document({"schema": KEY_SCHEMA, "log": made.origin, "seq": made.seq, "type": made.type})
        return
    click.echo(f"entry {made.seq} of {made.origin} is a {made.type}")
    click.echo(f"Take {roots} away again, to where this machine is not, and keep a copy: it was written anew.")


def _opened(path: Path, passphrase_file: object) -> RootFile:
    """Open the file of the root keys."""
    from truceline.bootstrap.folder import refuse_open
    from truceline.bootstrap.key_changing import RootFile
    from truceline.cli.unlocking import present_passphrase
    from truceline.crypto.passphrases import passphrase_bytes
    from truceline.crypto.root_keys import ROOT_KEYS_FILE_BYTES_MAX, read_root_keys
    from truceline.records.document import read_bytes

    content = read_bytes(path, ROOT_KEYS_FILE_BYTES_MAX)
    refuse_open(path)
    if not isinstance(passphrase_file, Path):
        click.echo("The passphrase of the root keys:", err=True)
    typed = present_passphrase(passphrase_file if isinstance(passphrase_file, Path) else None)
    passphrase = passphrase_bytes(typed)
    return RootFile(path=path, keys=read_root_keys(content, passphrase), passphrase=passphrase)


def _moment_ms(clock: Clock | None, text: str | None) -> int:
    """Read an instant, or take the present one [ms since 1970 UTC]."""
    from truceline.base.instants import parse_instant
    from truceline.cli.agreement import present_ns

    return (present_ns(clock) if text is None else parse_instant(text)) // 1_000_000
