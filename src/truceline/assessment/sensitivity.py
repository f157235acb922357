# SPDX-License-Identifier: Apache-2.0
"""What one change reverses: every headline figure again without one outlet, one party's word, one class of precision.

Rules:
    - *Without an outlet* means without the events that quote nobody else: an event stays if another outlet reports it
      too. Spellings of one outlet, and outlets that only copy it, are one (``corroboration.lineage``). The outlet that
      is dropped is the one that most counted events of the two windows quote, and the one that most of all do.
    - *Without a party's word* means without the events that quote only outlets recorded as that party's own.
    - *Without a class* means without the events of one place precision, of one day precision where the rule counts
      several, or without rows that sum up several events.
    - An event whose place is told but not shown to be in or out (``undecided_place``), and one of which no place is
      told (``unknown_place``), counts as outside in every headline. So each of the two is counted as inside instead,
      and left out of the outside.
    - *By another rule* means the same figure as a further rule of the run counts it, over that rule's own window.
    - An event that quotes nobody is never dropped with an outlet or a party.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import eq
from typing import TypeVar

import numpy as np

from truceline.assessment.comparing import per_day
from truceline.assessment.daily import CountedDays, Mask
from truceline.assessment.doubts import Dropped, Lead, LeadRow, Sensitivities, Sensitivity
from truceline.assessment.headlines import Headline, compare_masks, compare_parts
from truceline.assessment.held import Parts
from truceline.assessment.measured import COUNTRYWIDE, INSIDE, OUTSIDE, Compared, Pair
from truceline.corroboration.lineage import Lineage

PLACEBO_AT_MOST = 0.05
"""Below it a placebo share is commonly read as more than chance."""
PARTY, OUTLET, RULE = "party", "outlet", "rule"
UNDECIDED_PLACE, UNKNOWN_PLACE, LEFT_OUT = "undecided_place", "unknown_place", "left_out"
_PARTY_ROOT = "party:"
_NONE = Pair(before=0, after=0)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A headline with one change.

    Attributes:
        line: The headline.
        dropped: What is left out, or counted elsewhere.
        parts: What remains, by part.
    """

    line: Headline
    dropped: Dropped
    parts: Parts


class Quoted:
    """Who is quoted by counted events: each outlet by the origin it stands for.

    ``quoting`` holds, by origin, which events quote it; ``alone`` those that quote nobody else.
    """

    __slots__ = ("_names", "alone", "quoting")

    def __init__(self, counted: CountedDays, lineage: Lineage) -> None:
        """Look up every outlet once."""
        self._names: dict[str, set[str]] = {}
        labels = counted.labels(lambda event: event.outlets)
        root_of = {name: lineage.root_of(name).id for name in _every(_every(labels.sets))}
        for name, root in root_of.items():
            self._names.setdefault(root, set()).add(name)

        def quotes(origin: str, told: frozenset[tuple[str, ...]]) -> bool:
            return any(root_of[name] == origin for outlets in told for name in outlets)

        def is_all_of(origin: str, told: frozenset[tuple[str, ...]]) -> bool:
            return all(outlets and all(root_of[name] == origin for name in outlets) for outlets in told)

        self.quoting = {origin: labels.where(partial(quotes, origin)) for origin in sorted(self._names)}
        self.alone = {origin: labels.where(partial(is_all_of, origin)) for origin in sorted(self._names)}

    def largest(self, among: Mask) -> str:
        """Give the origin that most of some events quote, by name where several do; empty when none quotes anybody."""
        counts = {origin: int((quoting & among).sum()) for origin, quoting in self.quoting.items()}
        return min(counts, key=lambda origin: (-counts[origin], origin)) if any(counts.values()) else ""

    def dropped(self, origin: str) -> Dropped:
        """Say what leaving out an origin means."""
        kind = PARTY if origin.startswith(_PARTY_ROOT) else OUTLET
        return Dropped(
            kind=kind, which=origin.removeprefix(_PARTY_ROOT), outlets=tuple(sorted(self._names.get(origin, ())))
        )


def variants(lines: Sequence[Headline], counted: CountedDays, quoted: Quoted) -> tuple[Variant, ...]:
    """Count every headline with each single change.

    Args:
        lines: The headlines.
        counted: The counted events.
        quoted: Who is quoted.

    Returns:
        By headline; changes that touch no event of its windows are left out.
    """
    lead = quoted.largest(np.ones(len(counted.events), dtype=np.bool_))
    classes = _Classes(counted)
    found: list[Variant] = []
    for line in lines:
        around = counted.around(line.on, line.days)
        for dropped, gone in (*_sources(quoted, lead, around), *classes.droppings(around)):
            if (gone & around).any():
                found.append(Variant(line=line, dropped=dropped, parts=compare_parts(line, counted, ~gone)))
        found += [
            Variant(line=line, dropped=dropped, parts=compare_masks(line, counted, masks))
            for dropped, masks in _placings(line, around)
        ]
    return tuple(found)


def sensitivities(
    lines: Sequence[Headline],
    parts: Mapping[str, Parts],
    every: Sequence[Variant],
    counted: CountedDays,
    quoted: Quoted,
    *,
    window_days: int,
) -> Sensitivities:
    """Say what flips without what.

    Args:
        lines: The headlines.
        parts: Their counts, by agreement and part.
        every: The same without single things.
        counted: The counted events.
        quoted: Who is quoted.
        window_days: The rule's window, which the countrywide figures of the lead have [d].

    Returns:
        What flips.
    """
    rows = tuple(
        row for variant in every for row in _rows(variant, parts[variant.line.agreement.id]) if row.removed != _NONE
    )
    origin = quoted.largest(np.ones(len(counted.events), dtype=np.bool_))
    own_words = {variant.line.agreement.id for variant in every if variant.dropped.kind == PARTY}
    figures = _lead_rows(lines, counted, ~quoted.alone[origin], window_days) if origin else ()
    return Sensitivities(
        lead=_lead(rows, quoted, origin, figures) if origin else None,
        rows=rows,
        no_party_word=tuple(line.agreement.id for line in lines if line.agreement.id not in own_words),
    )


def flips(whole: Compared, left: Compared) -> tuple[str, ...]:
    """Say what changes between a figure and the same without something.

    Args:
        whole: The figure.
        left: What remains of it.

    Returns:
        Codes, in the order ``nothing_left``, ``too_little_left``, ``direction``, ``interval``, ``placebo``. Either of
        the first two stands alone, unless the little that remains shows a change: what cannot be seen any more is no
        reversal.
    """
    if left.before + left.after == 0:
        return ("nothing_left",) if whole.before + whole.after else ()
    is_too_little = whole.least_fall is not None and left.least_fall is None
    if is_too_little and not _excludes_one(left):
        return ("too_little_left",)
    changed = {
        "too_little_left": is_too_little,
        "direction": _direction(whole) != _direction(left),
        "interval": _excludes_one(whole) != _excludes_one(left),
        "placebo": _is_rare(whole) != _is_rare(left),
    }
    return tuple(code for code, is_changed in changed.items() if is_changed)


def _lead(rows: Sequence[Sensitivity], quoted: Quoted, origin: str, figures: tuple[LeadRow, ...]) -> Lead:
    """Say how far every figure rests on one outlet."""
    dropped, alone = quoted.dropped(origin), int(quoted.alone[origin].sum())
    counted = quoted.alone[origin].size
    flipping = {row.agreement for row in rows if row.dropped == dropped and row.flips}
    return Lead(
        outlet=dropped.which,
        counted=counted,
        quoting=int(quoted.quoting[origin].sum()),
        alone=alone,
        alone_share=round(alone / counted, 4),
        vanishing=tuple(row.agreement for row in figures if row.without == _NONE),
        flipping=tuple(row.agreement for row in figures if row.agreement in flipping),
        rows=figures,
    )


def _lead_rows(lines: Sequence[Headline], counted: CountedDays, kept: Mask, window_days: int) -> tuple[LeadRow, ...]:
    whole, left = counted.daily(), counted.daily(kept)
    rows: list[LeadRow] = []
    for line in lines:
        at = whole.index(line.on)
        days = int(whole.between(at - window_days, at).size), int(whole.between(at, at + window_days).size)
        told, without = whole.around(line.on, window_days), left.around(line.on, window_days)
        rows.append(
            LeadRow(
                agreement=line.agreement.id,
                on=line.on.isoformat(),
                before_per_day=per_day(told.before, days[0]),
                after_per_day=per_day(told.after, days[1]),
                without_before_per_day=per_day(without.before, days[0]),
                without_after_per_day=per_day(without.after, days[1]),
                without=without,
            )
        )
    return tuple(rows)


class _Classes:
    """Which events are of which class of precision."""

    def __init__(self, counted: CountedDays) -> None:
        self.place = counted.labels(lambda event: event.place_precision)
        self.day = counted.labels(lambda event: event.day_precision)
        self.summaries = counted.labels(lambda event: event.is_summary is True).where(lambda told: told == {True})

    def droppings(self, around: Mask) -> Iterator[tuple[Dropped, Mask]]:
        """Give each class that occurs, with its events; one day precision alone is no class to drop."""
        for kind, labels in (("place_precision", self.place), ("day_precision", self.day)):
            occurring = {code for number in np.unique(labels.of[around]) for code in labels.sets[number]}
            for code in sorted(occurring) if kind == "place_precision" or len(occurring) > 1 else ():
                yield Dropped(kind=kind, which=str(code)), labels.where(partial(eq, frozenset((code,))))
        yield Dropped(kind="summaries", which=""), self.summaries


def _sources(quoted: Quoted, lead: str, around: Mask) -> Iterator[tuple[Dropped, Mask]]:
    """Give the outlets and parties that are left out in turn, with the events that go."""
    parties = [origin for origin in quoted.quoting if origin.startswith(_PARTY_ROOT)]
    for origin in dict.fromkeys((lead, quoted.largest(around), *parties)):
        if origin:
            yield quoted.dropped(origin), quoted.alone[origin]


def _placings(line: Headline, around: Mask) -> Iterator[tuple[Dropped, Mapping[str, Mask]]]:
    """Give the two other ways to count the events of which it is not shown where they lie, for each kind of doubt."""
    parts = line.parts()
    for kind, doubted in ((UNDECIDED_PLACE, line.of_undecided_boundary), (UNKNOWN_PLACE, line.of_unknown_place)):
        if line.has_outside and (doubted & around).any():
            outside = parts[OUTSIDE] & ~doubted
            yield (
                Dropped(kind=kind, which=INSIDE),
                {INSIDE: line.inside | doubted, OUTSIDE: outside, COUNTRYWIDE: parts[COUNTRYWIDE]},
            )
            yield Dropped(kind=kind, which=LEFT_OUT), parts | {OUTSIDE: outside}


def _every(sets: Iterable[Iterable[T]]) -> Iterator[T]:
    return iter(dict.fromkeys(each for one in sets for each in one))


def _rows(variant: Variant, parts: Parts) -> Iterator[Sensitivity]:
    for part, whole in parts.items():
        left = variant.parts[part]
        yield Sensitivity(
            agreement=variant.line.agreement.id,
            part=part,
            dropped=variant.dropped,
            removed=Pair(before=whole.before - left.before, after=whole.after - left.after),
            left=left,
            flips=flips(whole, left),
        )


def _direction(compared: Compared) -> int:
    before, after = compared.before_per_day, compared.after_per_day
    if before is None or after is None:
        return 0
    ratio = compared.rate_ratio
    return int(after > 0) if ratio is None else int(ratio > 1) - int(ratio < 1)


def _excludes_one(compared: Compared) -> bool:
    low, high = compared.ratio_low, compared.ratio_high
    return (low is not None and low > 1) or (high is not None and high < 1)


def _is_rare(compared: Compared) -> bool:
    return compared.placebo_share is not None and compared.placebo_share <= PLACEBO_AT_MOST
