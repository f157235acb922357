# SPDX-License-Identifier: Apache-2.0
"""How much may be asked of what is hidden in a day, and when asking looks like a search (R5).

Rules:
    - Distinct coarse cells are counted, not requests: asking again about the same cell is free, a new cell is not.
    - One officer and one party have each their own bound; a cell counts for 24 h after it was last asked about.
    - What is refused leaves nothing behind, and the refusal names no cell and no place.
    - Four patterns look like a search, each by a stated bound: many withdrawals, most of the quota used, many filings
      in one slot, and a run of filings each inside the one before while constraints were met. None of them shows a
      purpose: a changed order, weather, training or a slow draft leave the same trace. The reason says so.

Source:
    This project's own (docs/sharing.md); InterUSS caps areas and subscriptions for the same purpose.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from truceline.base.errors import QuotaError
from truceline.base.instants import NS_PER_DAY, NS_PER_S, Interval, to_text
from truceline.findings.conflict import Bounds, Slot
from truceline.findings.finding import Probing

QUOTA_SHARE = 0.8
"""From this part of an officer's cells on, the use of them is told as a suspicion."""
SAME_SLOT_FILINGS = 12
"""From so many filings of one officer in one slot in 24 h on."""
NARROWING_FILINGS = 5
"""From so many filings in a row, each inside the one before, on."""
NARROWING_SHARE = 0.75
"""A filing inside another narrows it when its ground times its time is at most this part of the other's."""
FILINGS_LOOKED_AT = 200
"""Filings of one officer that met a constraint and are held against each other, the latest ones: it bounds the time."""

_STEP_NS = 60 * NS_PER_S
"""When cells are free again is told to the next full minute."""


class AskingLimits(Protocol):
    """The bounds that matter here, as the settings of a node give them."""

    @property
    def cells_per_officer_per_day(self) -> int:
        """Distinct coarse cells that one officer may ask about in 24 h."""

    @property
    def cells_per_party_per_day(self) -> int:
        """Distinct coarse cells that all officers of a party may ask about in 24 h."""

    @property
    def probing_withdrawals_per_day(self) -> int:
        """From so many withdrawals of one officer in 24 h on, a suspicion is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """One version of an intent that an officer filed, as far as patterns are concerned.

    Attributes:
        at_ns: When [ns since 1970 UTC].
        slots: The coarse slots that it touches.
        bounds_deg: Its bounding box [deg].
        interval: Its time.
        was_constrained: Whether it was answered with a constraint.
    """

    at_ns: int
    slots: tuple[Slot, ...]
    bounds_deg: Bounds
    interval: Interval
    was_constrained: bool


class Asker(Protocol):
    """Whoever asks."""

    @property
    def party(self) -> str:
        """The officer's party."""

    @property
    def officer(self) -> str:
        """Pseudonym of the officer."""


def check_cells(
    new_cells: AbstractSet[int],
    asked_by_officer: AbstractSet[int],
    asked_by_party: AbstractSet[int],
    limits: AskingLimits,
    *,
    frees_ns: Callable[[str, int], int] | None = None,
) -> None:
    """Refuse a question about more distinct cells than may be asked about in 24 h.

    Args:
        new_cells: The cells that this question is about.
        asked_by_officer: Cells that the officer asked about in the last 24 h.
        asked_by_party: Cells that all officers of the party did.
        limits: The bounds.
        frees_ns: Given ``officer`` or ``party`` and how many cells are too many, says when so many are free again at
            the earliest [ns since 1970 UTC] (``first_free_ns``). Asked only when the question is refused.

    Raises:
        QuotaError: Too many; says how many were asked about, the bound and when it frees, and names no cell.
    """
    asked = (
        ("officer", "one officer", asked_by_officer, limits.cells_per_officer_per_day),
        ("party", "all officers of one party", asked_by_party, limits.cells_per_party_per_day),
    )
    for whose, who, before, limit in asked:
        more = len(new_cells - before)
        too_many = len(before) + more - limit
        if more and too_many > 0:
            message = (
                f"quota: expected at most {limit} distinct coarse cells asked about by {who} in 24 h, got {more} more "
                f"after {len(before)}; {_say_when(whose, more, limit, too_many, frees_ns)}"
            )
            raise QuotaError(message)


def first_free_ns(asked_since: Callable[[int], AbstractSet[int]], too_many: int, now_ns: int) -> int:
    """Find when enough cells are free again, to the next full minute.

    Args:
        asked_since: Gives the cells asked about since an instant [ns since 1970 UTC].
        too_many: How many must be free again.
        now_ns: Now [ns since 1970 UTC].

    Returns:
        The first instant at which so many cells are older than 24 h [ns since 1970 UTC]; within 24 h from now.
    """
    since_ns = now_ns - NS_PER_DAY
    goal = len(asked_since(since_ns)) - too_many
    # Among the minutes of the day, the first from which on few enough cells were asked about.
    low, high = 0, NS_PER_DAY // _STEP_NS
    while low < high:
        middle = (low + high) // 2
        if len(asked_since(since_ns + middle * _STEP_NS)) <= goal:
            high = middle
        else:
            low = middle + 1
    return now_ns + low * _STEP_NS


def find_probing(
    asker: Asker,
    *,
    cells_asked: int,
    withdrawals: int,
    limits: AskingLimits,
    filings: Iterable[Filing] = (),
) -> Probing | None:
    """Say whether what an officer asked in the last 24 h looks like a search for what is hidden.

    Args:
        asker: The officer.
        cells_asked: Distinct coarse cells asked about.
        withdrawals: Intents withdrawn.
        limits: The bounds.
        filings: What was filed, in any order; where they are left out, patterns of filings are not looked for.

    Returns:
        The suspicion with every bound that was reached; ``None`` when none was.
    """
    asked = tuple(filings)
    reasons = (
        _say_withdrawals(withdrawals, limits.probing_withdrawals_per_day),
        _say_share(cells_asked, limits.cells_per_officer_per_day),
        _say_same_slot(asked),
        _say_narrowing(asked),
    )
    reached = [reason for reason in reasons if reason]
    if not reached:
        return None
    return Probing(
        party=asker.party,
        officer=asker.officer,
        cells_asked=cells_asked,
        withdrawals=withdrawals,
        reason="; ".join(reached) + ". There may be a good reason (weather, a changed order, training): ask first",
    )


def _say_when(whose: str, more: int, limit: int, too_many: int, frees_ns: Callable[[str, int], int] | None) -> str:
    if more > limit:
        return "no day is enough for so many; ask about fewer"
    if frees_ns is None:
        return "a cell is free again 24 h after it was last asked about"
    return f"free again at {to_text(frees_ns(whose, too_many))} at the earliest"


def _say_withdrawals(withdrawals: int, bound: int) -> str:
    return f"{withdrawals} intents withdrawn in 24 h, bound {bound}" if withdrawals >= bound else ""


def _say_share(cells_asked: int, quota: int) -> str:
    bound = max(int(quota * QUOTA_SHARE), 1)
    return f"{cells_asked} of {quota} coarse cells asked about in 24 h, bound {bound}" if cells_asked >= bound else ""


def _say_same_slot(filings: Iterable[Filing]) -> str:
    count = max(Counter(slot for filing in filings for slot in set(filing.slots)).values(), default=0)
    if count < SAME_SLOT_FILINGS:
        return ""
    return f"{count} filings in one coarse slot in 24 h, bound {SAME_SLOT_FILINGS}"


def _say_narrowing(filings: Iterable[Filing]) -> str:
    met = sorted((filing for filing in filings if filing.was_constrained), key=lambda filing: filing.at_ns)
    length = _longest_narrowing(met[-FILINGS_LOOKED_AT:])
    if length < NARROWING_FILINGS:
        return ""
    return f"{length} filings that met a constraint, each inside one before, bound {NARROWING_FILINGS}"


def _longest_narrowing(filings: list[Filing]) -> int:
    """Give the length of the longest chain of filings, each a part of an earlier one."""
    chains: list[tuple[Filing, int]] = []
    longest = 0
    for filing in filings:
        length = 1 + max((before for earlier, before in chains if _narrows(filing, earlier)), default=0)
        chains.append((filing, length))
        longest = max(longest, length)
        if longest >= NARROWING_FILINGS:
            break
    return longest


def _narrows(filing: Filing, earlier: Filing) -> bool:
    west, south, east, north = filing.bounds_deg
    outer = earlier.bounds_deg
    is_inside = outer[0] <= west and outer[1] <= south and east <= outer[2] and north <= outer[3]
    return (
        is_inside and earlier.interval.covers(filing.interval) and _extent(filing) <= NARROWING_SHARE * _extent(earlier)
    )


def _extent(filing: Filing) -> float:
    west, south, east, north = filing.bounds_deg
    return (east - west) * (north - south) * (filing.interval.end_ns - filing.interval.start_ns)
