# SPDX-License-Identifier: Apache-2.0
"""Puts kept notes and entries together for ``federation.times``: which cosignatures were over which head, by whom."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from truceline.base.errors import NodeError
from truceline.crypto.tlog_policy import organisation_of
from truceline.federation.heads import read_head
from truceline.federation.states import Heads, State
from truceline.federation.times import Cosignature, Interval, TimedHead, claimed, intervals
from truceline.ledger.keyring import KeyRing
from truceline.records.entries import Entry


def timed_heads(state: State, heads: Heads, keys: KeyRing | None, notes: Iterable[bytes]) -> dict[str, TimedHead]:
    """Verify notes of a log, and give their cosignatures by the hash of the note in hexadecimal digits."""
    found = dict[str, TimedHead]()
    alone = Heads(member=heads.member)
    for raw in notes:
        try:
            heard = read_head(state, alone, keys, raw)
        except NodeError:
            continue
        cosignatures = tuple(
            Cosignature(organisation=organisation_of(line.key.name), time_s=line.signature.time_s)
            for line in heard.lines
        )
        found[sha256(raw).hexdigest()] = TimedHead(size=heard.head.size, cosignatures=cosignatures)
    return found


def dated(
    entries: Sequence[Entry],
    own: dict[str, TimedHead],
    others: Iterable[dict[str, TimedHead]],
    author: frozenset[str],
    keys: KeyRing | None,
) -> tuple[Interval, ...]:
    """Give the intervals of consecutive entries of one log.

    Args:
        entries: In order.
        own: Heads of their log.
        others: Heads of other logs, by log.
        author: Organisations of their author.
        keys: Of their log, as known now: later key entries may say that an earlier key is suspect.
    """
    if not entries:
        return ()
    noted = {name: head.cosignatures for each in others for name, head in each.items()}
    first = entries[0].header.seq
    heads = tuple(
        TimedHead(size=head.size - first, cosignatures=head.cosignatures) for head in own.values() if head.size > first
    )
    found = intervals([entry.header.seen for entry in entries], heads, noted, author)
    if keys is None:
        return found
    suspect = (keys.suspect_from_ms(entry.header.seq, entry.header.by) for entry in entries)
    return tuple(claimed(each, since) for each, since in zip(found, suspect, strict=True))
