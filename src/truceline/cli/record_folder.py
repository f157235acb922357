# SPDX-License-Identifier: Apache-2.0
"""``truceline record export``, ``head`` and ``entry``: what a node's folder keeps of the record, running or not."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import click

from truceline.cli.node_extra import require_node
from truceline.cli.unlocking import PASSPHRASE_FILE

if TYPE_CHECKING:
    from truceline.base.clock import Clock
    from truceline.bootstrap.exporting import Exported
    from truceline.bootstrap.folder import NodeFolder
    from truceline.ledger.keyring import KeyBody
    from truceline.records.entries import Entry
    from truceline.storage.kept_logs import KeptLog, KeptLogs

TOLD_EACH = 51_200
"""Progress is told once for so many entries; a multiple of what is read at once."""
EXPORT_SCHEMA = "truceline/record-export/1"
HEAD_SCHEMA = "truceline/record-head/1"
ENTRY_SCHEMA = "truceline/record-entry/1"
_STATES = {
    "running": "the node runs, or another command has its log open",
    "stopped": "the node does not run",
    "restored": "the node does not run; put back from a backup: it asks its peers before it signs",
    "no-lock": "the node does not run; its signing lock is not there: it asks its peers before it signs",
}
_FOLDER = click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_LOG = click.option(
    "--log", "origin", metavar="ORIGIN|PARTY", help="Which log that the node keeps; its own when not given."
)


class ExportOptions(TypedDict):
    """What the command line gives to ``export``."""

    folder: Path
    out: Path
    origin: str | None
    start: int | None
    end: int | None
    entry: int | None
    disclose: bool
    policy_out: Path | None
    passphrase_file: Path | None
    as_json: bool


@click.command()
@_FOLDER
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE", help="A new file.")
@_LOG
@click.option("--from", "start", type=click.IntRange(min=0), metavar="SEQ", help="The first entry; 0 when not given.")
@click.option("--to", "end", type=click.IntRange(min=0), metavar="SEQ", help="The last entry; all when not given.")
@click.option("--entry", type=click.IntRange(min=0), metavar="SEQ", help="This entry alone.")
@click.option("--disclose", is_flag=True, help="With --entry: its body too, so that whoever has the file reads it.")
@click.option(
    "--policy-out", type=click.Path(path_type=Path), metavar="FILE", help="Write down whose keys this node knows."
)
@PASSPHRASE_FILE
@_JSON
@click.pass_obj
def export(clock: Clock | None, **options: Unpack[ExportOptions]) -> None:
    """Write what the node in DIR keeps of a log into one new bundle FILE, for somebody to verify or to import.

    Entries, signed heads with their cosignatures, and the bodies of key entries go out; no other body does, but that
    of one entry with --disclose, for which the node's passphrase is asked. The node may run.

    \b
    Example:
      ./truceline record export my-node --out north.bundle --policy-out north.policy
    """
    require_node()
    from truceline.bootstrap.exporting import Wanted

    _check(options)
    node = _node(options["folder"])
    entry = options["entry"]
    with _kept(node) as logs:
        log = logs.of(options["origin"]) if options["origin"] else logs.own
        start, end = (options["start"] or 0, None) if entry is None else (entry, entry + 1)
        if options["end"] is not None:
            end = options["end"] + 1
        bodies = (
            ((entry, _body(node, log, entry, options["passphrase_file"])),) if options["disclose"] and entry else ()
        )
        mark = _is_exercise(node)
        found = _write((logs, log, mark), options["out"], Wanted(start=start, end=end, disclosed=bodies), clock)
        if options["policy_out"] is not None:
            _write_policy(logs, options["policy_out"], is_exercise=mark)
    _tell(found, options)


@click.command()
@_FOLDER
@_JSON
def head(folder: Path, *, as_json: bool) -> None:
    """Say how far the logs of the node in DIR are: entries, the newest signed head, who cosigned it, what waits.

    The node may run or not; what it holds in memory alone is not seen. Ends with 74 when a file of entries is damaged.

    \b
    Example:
      ./truceline record head my-node
    """
    require_node()
    node = _node(folder)
    with _kept(node) as logs:
        rows = [_head_row(log) for log in logs.all]
    state, is_exercise = _state(node), _is_exercise(node)
    if as_json:
        _print({"schema": HEAD_SCHEMA, "exercise": is_exercise, "state": state, "logs": rows})
    else:
        click.echo(f"{'EXERCISE: ' if is_exercise else ''}{_STATES[state]}")
        _tell_heads(rows)
    _refuse_damaged(rows)


def _refuse_damaged(rows: list[dict[str, Any]]) -> None:
    """End otherwise than well when a log is damaged.

    Raises:
        StorageError: One is.
    """
    from truceline.base.errors import StorageError

    damaged = [str(row["damage"]) for row in rows if row["damage"]]
    if damaged:
        raise StorageError("; ".join(damaged))


def _tell_heads(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        click.echo(f"{row['log']}{'  (own)' if row['is_own'] else ''}")
        click.echo(f"    entries    {row['entries']:,}")
        signed = f"{row['size']:,} entries, root {row['root']}" if row["size"] else "none"
        click.echo(f"    head       {signed}")
        click.echo(f"    cosigned   {', '.join(row['cosigners']) or 'by nobody'}")
        if row["waiting"] is not None:
            click.echo(f"    waiting    {row['waiting']:,} entries that no peer is known to keep")
        if row["damage"]:
            click.echo(f"    damaged    {row['damage']}")


@click.command()
@_FOLDER
@click.argument("seq", type=click.IntRange(min=0), metavar="SEQ")
@_LOG
@PASSPHRASE_FILE
@_JSON
def entry(folder: Path, seq: int, origin: str | None, passphrase_file: Path | None, *, as_json: bool) -> None:
    """Show one entry of a log that the node in DIR keeps: its header as it stands, and its hash.

    With --passphrase-file its body too, sealed or open, if this node holds it; it is held against the entry first.

    \b
    Example:
      ./truceline record entry my-node 12
    """
    require_node()
    import msgspec

    from truceline.records.entries import parse_entry
    from truceline.records.entry_types import entry_type

    node = _node(folder)
    with _kept(node) as logs:
        log = logs.of(origin) if origin else logs.own
        raw = _raw(log, seq)
        read = parse_entry(raw)
        body = "" if passphrase_file is None else _shown_body(node, log, read, passphrase_file)
    header: dict[str, Any] = msgspec.json.decode(raw)
    about = entry_type(read.header.type).about
    if as_json:
        _print({"schema": ENTRY_SCHEMA, "leaf": read.leaf.hex(), "about": about, "entry": header, "body": body})
        return
    from truceline.report.plain import plain

    click.echo(f"entry {seq} of {log.origin}: {plain(about)}")
    click.echo(f"leaf {read.leaf.hex()}")
    for name, value in header.items():
        click.echo(f"    {name:5} {plain(msgspec.json.encode(value).decode())}")
    if body:
        click.echo(f"body {plain(body)}")


def _shown_body(node: NodeFolder, log: KeptLog, entry: Entry, passphrase_file: Path) -> str:
    """Give the body of an entry as it stands, after it was held against the commitment."""
    from truceline.crypto.commitments import verify_body

    box = entry.header.box
    if box is None:
        return ""
    body = _body(node, log, entry.header.seq, passphrase_file)
    verify_body(bytes.fromhex(box.commitment), body.salt, body.content)
    return body.content.decode(errors="replace")


def _is_exercise(node: NodeFolder) -> bool:
    """Say whether all of a node is invented, as its library says."""
    return node.load_library(node.read_settings()).header.is_exercise


def _state(node: NodeFolder) -> str:
    """Say whether a node runs, and else what its log will do at the next start."""
    from truceline.base.errors import StateError
    from truceline.bootstrap.recording import RESTORED, apart_of, hold_folder

    try:
        os.close(hold_folder(node.record))
    except StateError:
        return "running"
    if (node.record / RESTORED).exists():
        return "restored"
    return "stopped" if (apart_of(node, node.read_settings()) / "lock").is_file() else "no-lock"


def _raw(log: KeptLog, seq: int) -> bytes:
    """Read one entry.

    Raises:
        StorageError: It is damaged.
        NotFoundError: It is not there.
    """
    from truceline.base.errors import NotFoundError

    found = list(log.read(seq, seq + 1))
    if not found:
        message = f"log {log.origin}: expected an entry below {log.size}, got {seq}"
        raise NotFoundError(message)
    return found[0]


def _check(options: ExportOptions) -> None:
    """Refuse options that do not go together.

    Raises:
        click.UsageError: They do not.
        TakenError: A file to be written is there.
    """
    from truceline.base.errors import TakenError

    if options["entry"] is not None and (options["start"] is not None or options["end"] is not None):
        message = "--entry stands for itself, without --from and --to"
        raise click.UsageError(message)
    if options["disclose"] and options["entry"] is None:
        message = "--disclose needs --entry: bodies go out one by one"
        raise click.UsageError(message)
    for each in (options["out"], options["policy_out"]):
        if each is not None and each.exists():
            message = f"{each}: expected a name for a new file, got one that is there"
            raise TakenError(message)


def _write(source: tuple[KeptLogs, KeptLog, bool], out: Path, wanted: Any, clock: Clock | None) -> Exported:  # noqa: ANN401
    """Write a bundle under another name and give it its own when it is whole."""
    from truceline.bootstrap.exporting import export as write_bundle
    from truceline.cli.agreement import present_ns
    from truceline.cli.progress import Progress
    from truceline.ledger.bundle_lines import OpeningLine

    progress, (logs, log, is_exercise) = Progress(out=sys.stderr), source
    maker = f"{'EXERCISE ' if is_exercise else ''}node of {logs.own.origin.split('/')[-2]}"
    opening = OpeningLine(made_ms=present_ns(clock) // 1_000_000, maker=maker)
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(f".{out.name}.partial")
    try:
        with os.fdopen(_new_file(partial), "wb") as stream:
            found = write_bundle(
                logs,
                log,
                stream,
                opening=opening,
                wanted=wanted,
                tell=lambda done: progress.stage(f"{done:,} entries read") if done % TOLD_EACH == 0 else None,
            )
        partial.replace(out)
    finally:
        progress.done()
        partial.unlink(missing_ok=True)
    return found


def _write_policy(logs: KeptLogs, path: Path, *, is_exercise: bool) -> None:
    from truceline.bootstrap.exporting import policy_text

    with os.fdopen(_new_file(path), "wb") as stream:
        stream.write(policy_text(logs, is_exercise=is_exercise))


def _body(node: NodeFolder, log: KeptLog, seq: int, passphrase_file: Path | None) -> KeyBody:
    """Give the body of an entry: from the open ones, or from the own store, which is unlocked for that.

    Raises:
        NotFoundError: This node does not hold it.
    """
    from truceline.base.errors import NotFoundError
    from truceline.cli.backup import store_key
    from truceline.ledger.keyring import KeyBody
    from truceline.storage.sqlite.opening import open_connection
    from truceline.storage.sqlite.recorded import SQLiteRecorded

    body = log.open_body(seq)
    if body is not None:
        return body
    with store_key(node, passphrase_file) as key:
        connection = open_connection(node.store, key).connection
        try:
            shelf = SQLiteRecorded(connection=connection)
            row = shelf.at(seq) if log.is_own else None
            delivered = None if log.is_own else shelf.delivered(log.origin, seq)
        finally:
            connection.close()
    if row is not None and row.salt is not None and row.body is not None:
        return KeyBody(salt=row.salt, content=row.body)
    if delivered is not None:
        return KeyBody(salt=delivered.delivered.salt, content=delivered.delivered.body)
    message = (
        f"entry {seq} of {log.origin}: expected its body in this node's store, got none: it was erased, or never was"
    )
    raise NotFoundError(message)


def _tell(found: Exported, options: ExportOptions) -> None:
    out, policy = options["out"], options["policy_out"]
    if options["as_json"]:
        facts = {
            "log": found.origin,
            "from": found.start,
            "to": found.end - 1,
            "size": found.size,
            "notes": found.notes,
            "bodies": found.bodies,
        }
        _print({"schema": EXPORT_SCHEMA, "file": str(out), "policy": str(policy or ""), **facts})
        return
    click.echo(f"{out}: entries {found.start} to {found.end - 1} of {found.origin}")
    click.echo(f"    {found.notes} signed notes, {found.bodies} bodies; under the head of size {found.size}")
    if policy is not None:
        click.echo(f"{policy}: whose keys this node knows; whoever relies on it compares them first")


def _head_row(log: KeptLog) -> dict[str, Any]:
    newest = log.notes[-1] if log.notes else None
    return {
        "log": log.origin,
        "is_own": log.is_own,
        "entries": log.size,
        "size": newest.head.size if newest else 0,
        "root": newest.head.root.hex() if newest else "",
        "cosigners": sorted({each.name for each in newest.note.signatures if each.name != log.origin})
        if newest
        else [],
        "waiting": log.waiting,
        "damage": log.damage,
    }


def _node(folder: Path) -> NodeFolder:
    from truceline.bootstrap.folder import open_folder

    return open_folder(folder)


def _kept(node: NodeFolder) -> KeptLogs:
    from truceline.bootstrap.recording import apart_of
    from truceline.storage.kept_logs import KeptLogs

    return KeptLogs(node.record, apart_of(node, node.read_settings()), node.mirrors)


def _print(facts: dict[str, Any]) -> None:
    from truceline.cli.agreement import print_document

    print_document(facts)


def _new_file(path: Path) -> int:
    """Make a file for its owner alone."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
