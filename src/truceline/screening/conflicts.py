# SPDX-License-Identifier: Apache-2.0
"""Intents against intents: which of them claim the same ground, height and time.

Rules:
    - Areas and altitude bands are closed, intervals are half-open: what begins when the other ends does not meet it.
    - Bands on different datums, or on one that is not known, are taken to meet; the shared band is then not told.
    - One conflict for each pair of intents: the first stretch of time in which volumes of both meet.
    - An intent never meets its own other versions, nor one that was withdrawn or has ended.
    - Both sides find the same: the order of the two changes nothing but the order of their names.
    - Not here: who may be told (``coordination``), what clauses say (``clauses``), and any way out of a conflict (R2).

Source:
    ASTM F3548-21, operational intents: volumes meet when their areas, altitudes and times do.
"""

from collections.abc import Iterable, Iterator, Sequence

from truceline.base.instants import Interval
from truceline.findings.conflict import Bounds, Conflict, IntentRef
from truceline.geo.boxes import join
from truceline.geo.crossing import Ground, find_shared_box
from truceline.geo.volume import AltitudeBand, Volume4D
from truceline.picture.intents import Intent, IntentState

_Stretch = tuple[int, int]


class _Part:
    """A volume with its ground, which is made ready when it is first held against another."""

    __slots__ = ("band", "end_ns", "ground", "start_ns")

    def __init__(self, volume: Volume4D) -> None:
        self.start_ns = volume.interval.start_ns
        self.end_ns = volume.interval.end_ns
        self.band = volume.band
        self.ground = Ground(volume.area)


def find_conflicts(intent: Intent, others: Iterable[Intent]) -> tuple[Conflict, ...]:
    """Find which other intents an intent meets.

    Args:
        intent: The one filed later.
        others: Those that stand already, each once; some of them may not meet it.

    Returns:
        One conflict for each that meets it, by its start and then by the other's id.
    """
    if intent.state is not IntentState.FILED:
        return ()
    parts, own_ref = tuple(map(_Part, intent.volumes)), name_intent(intent)
    found = []
    for other in others:
        if other.id != intent.id and other.state is IntentState.FILED:
            meeting = _find_first_meeting(parts, other.volumes)
            if meeting is not None:
                interval, bounds_deg, band = meeting
                refs = (own_ref, name_intent(other))
                found.append(Conflict(intents=refs, interval=interval, bounds_deg=bounds_deg, band=band))
    return tuple(sorted(found, key=lambda each: (each.interval.start_ns, each.intents[1].id)))


def name_intent(intent: Intent) -> IntentRef:
    """Name one version of an intent as findings do."""
    return IntentRef(id=intent.id, version=intent.version, party=intent.party, kind=intent.kind)


def meet_bands(one: AltitudeBand, other: AltitudeBand) -> tuple[bool, AltitudeBand | None]:
    """Say whether two bands share an altitude, and which ones.

    Args:
        one: A band.
        other: Another.

    Returns:
        Whether they are taken to meet, and the shared band; ``None`` when it cannot be told or there is none.
    """
    if one.is_unlimited and other.is_unlimited:
        return True, one if one.datum == other.datum else AltitudeBand()
    if one.is_unlimited:
        return True, other
    if other.is_unlimited:
        return True, one
    if one.datum is None or one.datum != other.datum:
        return True, None
    lower_m, upper_m = max(one.lower_m, other.lower_m), min(one.upper_m, other.upper_m)
    if lower_m > upper_m:
        return False, None
    return True, AltitudeBand(lower_m=lower_m, upper_m=upper_m, datum=one.datum)


def _find_first_meeting(
    parts: Sequence[_Part], volumes: Iterable[Volume4D]
) -> tuple[Interval, Bounds, AltitudeBand | None] | None:
    """Ask the pairs of volumes in order of time; several that share one stretch are told together."""
    pairs = sorted(_find_pairs(parts, tuple(map(_Part, volumes))), key=lambda each: each[0])
    stretch: _Stretch | None = None
    boxes: list[Bounds] = []
    bands: list[AltitudeBand | None] = []
    for when, one, other in pairs:
        if stretch is not None and when != stretch:
            break
        box = find_shared_box(one.ground, other.ground)
        if box is not None:
            stretch = when
            boxes.append(box)
            bands.append(meet_bands(one.band, other.band)[1])
    if stretch is None:
        return None
    return Interval(start_ns=stretch[0], end_ns=stretch[1]), join(boxes), _join_bands(bands)


def _find_pairs(parts: Sequence[_Part], others: Sequence[_Part]) -> Iterator[tuple[_Stretch, _Part, _Part]]:
    """Give the pairs whose times and altitudes meet, with the stretch of time that they share."""
    for one in parts:
        for other in others:
            start_ns, end_ns = max(one.start_ns, other.start_ns), min(one.end_ns, other.end_ns)
            if start_ns < end_ns and meet_bands(one.band, other.band)[0]:
                yield (start_ns, end_ns), one, other


def _join_bands(bands: Sequence[AltitudeBand | None]) -> AltitudeBand | None:
    """Give the band that holds all; none when one is not known or their datums differ."""
    if len(bands) == 1:
        return bands[0]
    known = [band for band in bands if band is not None]
    if len(known) < len(bands) or len({band.datum for band in known}) > 1:
        return None
    lower_m = min(band.lower_m for band in known)
    return AltitudeBand(lower_m=lower_m, upper_m=max(band.upper_m for band in known), datum=known[0].datum)
