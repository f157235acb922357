# SPDX-License-Identifier: Apache-2.0
"""What a drill leaves for a judge: bundles of what each node holds, read over the network as a peer reads it.

A bundle holds, of every log that the node keeps: the newest head with its cosignatures, every entry, and every open
body. A policy names the logs and their cosigners; by it any two organisations other than a log's own must have
cosigned.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from truceline.bootstrap.exporting import notes_of, policy_text
from truceline.bootstrap.folder import NodeFolder
from truceline.bootstrap.recording import apart_of
from truceline.crypto.checkpoints import VerifiedCheckpoint, verify_checkpoint
from truceline.crypto.tiles import TILE_WIDTH, TilePath, parse_bundle
from truceline.crypto.tlog_policy import organisation_of
from truceline.federation.members import Member
from truceline.ledger.bundle_lines import BodyLine, NoteLine, OpeningLine
from truceline.ledger.bundles import BundleWriter
from truceline.ledger.keyring import KeyBody
from truceline.peers.client import Answer, Question
from truceline.peers.wire import parse_bodies
from truceline.records.entries import parse_entry
from truceline.storage.kept_logs import KeptLogs

MAKER = "truceline drill first-day (EXERCISE)"
Ask = Callable[[Question], Answer]
"""Asks one node as a peer of its."""
_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLog:
    """A log as a node gives it.

    Attributes:
        member: Whose.
        note: The newest head with its cosignatures.
        head: What it says; its signatures were verified with the keys of the cards.
        raws: Every entry below it.
        bodies: Open bodies, by index.
    """

    member: Member
    note: bytes = field(repr=False)
    head: VerifiedCheckpoint
    raws: tuple[bytes, ...] = field(repr=False)
    bodies: tuple[tuple[int, KeyBody], ...] = field(repr=False)


def read_head(ask: Ask, member: Member, members: Sequence[Member]) -> tuple[bytes, VerifiedCheckpoint] | None:
    """Read the newest head of a log from a node, and verify its signatures; none while the node has none.

    Args:
        ask: Asks the node.
        member: Whose log.
        members: All members, of whose cosigners it is verified.

    Raises:
        NodeError: The signatures do not hold, or the node does not answer.
    """
    answer = ask(Question(method="GET", path=f"{_log(member)}/checkpoint"))
    if answer.status != _OK:
        return None
    cosigners = [key for each in members for key in each.cosigners]
    return answer.body, verify_checkpoint(answer.body, [member.first_key], cosigners)


def organisations_of(head: VerifiedCheckpoint, member: Member) -> frozenset[str]:
    """Give the organisations other than a log's own that cosigned a head."""
    found = frozenset(organisation_of(each.key.name) for each in head.cosignatures)
    return found - member.organisations


def read_log(ask: Ask, member: Member, members: Sequence[Member]) -> ReadLog:
    """Read a whole log from a node.

    Raises:
        NodeError: It does not hold together, or the node does not answer.
    """
    found = read_head(ask, member, members)
    assert found is not None, "the drill waited for it"
    note, head = found
    raws = list[bytes]()
    size = head.checkpoint.size
    while len(raws) < size:
        path = TilePath(level=None, index=len(raws) // TILE_WIDTH, width=min(TILE_WIDTH, size - len(raws)))
        raws += parse_bundle(ask(Question(method="GET", path=_log(member) + path.to_text())).body, path.width)
    bodies, first = list[tuple[int, KeyBody]](), 0
    while first < size:
        path_text = f"{_log(member)}/bodies/{first}/{size - first}"
        some = parse_bodies(ask(Question(method="GET", path=path_text)).body)
        bodies += some.bodies
        first = some.next or size
    return ReadLog(member=member, note=note, head=head, raws=tuple(raws), bodies=tuple(bodies))


def write_bundle(logs: Sequence[ReadLog], notes: Sequence[bytes], now_ms: int) -> bytes:
    """Write what a node holds.

    Args:
        logs: Of the node.
        notes: Further notes, each once.
        now_ms: Now [ms since 1970 UTC].
    """
    stream = BytesIO()
    writer = BundleWriter(stream, OpeningLine(made_ms=now_ms, maker=MAKER))
    for note in dict.fromkeys([*(log.note for log in logs), *notes]):
        writer.add(NoteLine(content=note))
    for log in logs:
        writer.add_entries(log.member.origin, 0, log.raws)
    for log in logs:
        for seq, body in log.bodies:
            writer.add(BodyLine(origin=log.member.origin, seq=seq, salt=body.salt, body=body.content))
    writer.end()
    return stream.getvalue()


def narrowing_notes(folder: NodeFolder, logs: Sequence[ReadLog]) -> tuple[bytes, ...]:
    """Give the notes that prove times, from the folder of a node that may run, as ``record export`` chooses them.

    Args:
        folder: Of the node.
        logs: Whose entries go out.
    """
    found = list[bytes]()
    with _kept(folder) as kept:
        for log in logs:
            seen = {each.note for raw in log.raws for each in parse_entry(raw).header.seen}
            found += notes_of(kept, kept.of(log.member.origin), log.head.checkpoint.size, seen)
    return tuple(dict.fromkeys(found))


def write_policy(folder: NodeFolder) -> bytes:
    """Write whom a node knows, as ``record export`` does."""
    with _kept(folder) as kept:
        return policy_text(kept, is_exercise=True)


def _kept(folder: NodeFolder) -> KeptLogs:
    return KeptLogs(folder.record, apart_of(folder, folder.read_settings()), folder.mirrors)


def _log(member: Member) -> str:
    return f"/record/logs/{member.origin.rpartition('/')[2]}"
