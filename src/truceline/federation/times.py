# SPDX-License-Identifier: Apache-2.0
"""Between which moments an entry was made, by the cosignature times of others: never by its author's word.

Not after: by then two organisations besides the author had cosigned heads that contain it. Not before: the latest time
that two such organisations had put on cosigned notes of which it, or an earlier entry of its log, states the hash.

Rules:
    - Two, because one that works together with the author can state any time. In an arrangement of two parties there is
      one other organisation: its times alone are given apart, under their own name, and nothing is called proven.
    - What nobody else had cosigned when its key became suspect, as a rotation or revocation says, is only claimed.
    - An open end stays open: without cosignatures the interval widens, and nothing is guessed.
    - Cosignatures tell whole seconds: the end of an interval includes its second.

Source:
    ``docs/verifying.md``, "made after, before".
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from truceline.federation.evidence import ProvedTime
from truceline.federation.timing import CLOCK_DOUBT_MS
from truceline.records.entries import Header, Seen

ORGANISATIONS_MIN = 2
"""Organisations besides the author whose times prove a moment."""
GRAIN_MS = 999
"""Cosignatures tell whole seconds [ms]."""
TOLERANCE_MS = CLOCK_DOUBT_MS + 1_000
"""Only further outside than clocks may be apart, and than whole seconds tell, a stated time is proved wrong [ms]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosignature:
    """A verified cosignature over a head.

    Attributes:
        organisation: Whose.
        time_s: As it states [s since 1970 UTC].
    """

    organisation: str
    time_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedHead:
    """A verified head with its cosignatures.

    Attributes:
        size: Of the head.
        cosignatures: Verified, the author's own left out or not.
    """

    size: int
    cosignatures: tuple[Cosignature, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """When an entry was made [ms since 1970 UTC]; none for an open end.

    Attributes:
        not_before_ms: Proven by two organisations.
        not_after_ms: Proven by two organisations.
        one_before_ms: By one organisation alone: the latest that any states.
        one_after_ms: By one organisation alone: the earliest that any states.
        is_only_claimed: Whether its key was replaced or revoked, and nobody else had cosigned the entry when that key
            became suspect: whoever had the key may have written it since, whatever time it states.
    """

    not_before_ms: int | None = None
    not_after_ms: int | None = None
    one_before_ms: int | None = None
    one_after_ms: int | None = None
    is_only_claimed: bool = False

    @property
    def is_proven(self) -> bool:
        """Whether both ends are."""
        return self.not_before_ms is not None and self.not_after_ms is not None


def intervals(
    seen: Sequence[Sequence[Seen]],
    heads: Iterable[TimedHead],
    noted: Mapping[str, Sequence[Cosignature]],
    author: frozenset[str],
) -> tuple[Interval, ...]:
    """Give the intervals of the first entries of a log.

    Args:
        seen: What each entry states to have seen, from entry 0 on.
        heads: Verified heads of the same log, of one history.
        noted: Verified cosignatures of notes of other logs, by the hash of the note in hexadecimal digits.
        author: The author's own organisations, which never count.
    """
    sizes, ends = _ends(heads, author)
    latest = dict[str, int]()
    found = list[Interval]()
    before: tuple[int | None, int | None] = (None, None)
    last: Sequence[Seen] = ()
    for seq, each in enumerate(seen):
        if each is not last and each:
            _take_seen(latest, each, noted, author)
            before, last = _two_of(sorted(latest.values(), reverse=True)), each
        at = bisect_right(sizes, seq)
        after = ends[at] if at < len(ends) else (None, None)
        found.append(
            Interval(not_before_ms=before[1], not_after_ms=after[1], one_before_ms=before[0], one_after_ms=after[0])
        )
    return tuple(found)


def claimed(interval: Interval, suspect_from_ms: int | None) -> Interval:
    """Say of an entry whether only its author's key speaks for it, and that is not believed alone.

    Args:
        interval: Of the entry.
        suspect_from_ms: From when its key is not [ms since 1970 UTC]; none while the key stands.
    """
    after = interval.one_after_ms
    is_only_claimed = suspect_from_ms is not None and (after is None or after > suspect_from_ms)
    return replace(interval, is_only_claimed=is_only_claimed)


def outside(origin: str, header: Header, interval: Interval) -> ProvedTime | None:
    """Say whether the time that an entry states lies outside its proven interval (E6); a wrong clock does this too.

    One that nodes take for right, being within ``TOLERANCE_MS``, does not.
    """
    if interval.not_before_ms is None or interval.not_after_ms is None:
        return None
    if interval.not_before_ms - TOLERANCE_MS <= header.at_ms <= interval.not_after_ms + TOLERANCE_MS:
        return None
    return ProvedTime(
        origin=origin,
        seq=header.seq,
        stated_ms=header.at_ms,
        not_before_ms=interval.not_before_ms,
        not_after_ms=interval.not_after_ms,
    )


def _take_seen(
    latest: dict[str, int],
    seen: Sequence[Seen],
    noted: Mapping[str, Sequence[Cosignature]],
    author: frozenset[str],
) -> None:
    """Take the times on notes whose hashes an entry states: of each organisation the latest."""
    for cosignature in (each for one in seen for each in noted.get(one.note, ())):
        name = cosignature.organisation
        if name not in author:
            latest[name] = max(latest.get(name, 0), cosignature.time_s * 1000)


def _ends(heads: Iterable[TimedHead], author: frozenset[str]) -> tuple[list[int], list[tuple[int | None, int | None]]]:
    """Give for each size the earliest moments by which one and two organisations had cosigned it or more."""
    first = dict[str, int]()
    sizes, ends = list[int](), list[tuple[int | None, int | None]]()
    for head in sorted(heads, key=lambda each: -each.size):
        for each in head.cosignatures:
            if each.organisation not in author:
                time_ms = each.time_s * 1000 + GRAIN_MS
                first[each.organisation] = min(first.get(each.organisation, time_ms), time_ms)
        sizes.append(head.size)
        ends.append(_two_of(sorted(first.values())))
    return sizes[::-1], ends[::-1]


def _two_of(times: Sequence[int]) -> tuple[int | None, int | None]:
    """Give the first of some times, and the one that two organisations vouch for."""
    one = times[0] if times else None
    return one, times[ORGANISATIONS_MIN - 1] if len(times) >= ORGANISATIONS_MIN else None
