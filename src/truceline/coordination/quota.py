# SPDX-License-Identifier: Apache-2.0
"""How much may be asked of what is hidden in a day, and when asking looks like a search (R5).

Rules:
    - Distinct coarse cells are counted, not requests: asking again about the same cell is free, a new cell is not.
    - One officer and one party have each their own bound; a cell counts for 24 h after it was last asked about.
    - What is refused leaves nothing behind, and the refusal names no cell and no place.
    - Two things look like a search, each by a stated bound: many revisions (intents changed, withdrawn, or declared
      over before they began) and most of the quota used. Whoever feels out a hidden plan by ever smaller or moved
      volumes needs revisions or cells. Neither shows a purpose: a changed order, weather, training or a slow draft
      leave the same trace. The reason says so.

Source:
    This project's own (docs/sharing.md); InterUSS caps areas and subscriptions for the same purpose.
"""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from typing import Protocol

from truceline.base.errors import QuotaError
from truceline.base.instants import NS_PER_DAY, NS_PER_S, to_text
from truceline.findings.finding import Probing

QUOTA_SHARE = 0.8
"""From this part of an officer's cells on, the use of them is told as a suspicion."""

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
    def probing_revisions_per_day(self) -> int:
        """From so many revisions of one officer in 24 h on, a suspicion is told."""


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


def cells_told_from(limits: AskingLimits) -> int:
    """Give from how many distinct cells of one officer in 24 h on a suspicion is told."""
    return max(int(limits.cells_per_officer_per_day * QUOTA_SHARE), 1)


def find_probing(asker: Asker, *, cells_asked: int, revisions: int, limits: AskingLimits) -> Probing | None:
    """Say whether what an officer asked in the last 24 h looks like a search for what is hidden.

    Args:
        asker: The officer.
        cells_asked: Distinct coarse cells asked about.
        revisions: Intents changed, withdrawn, or declared over before they began.
        limits: The bounds.

    Returns:
        The suspicion with every bound that was reached; ``None`` when none was.
    """
    reached = tuple(_say_reached(cells_asked, revisions, limits))
    if not reached:
        return None
    return Probing(
        party=asker.party,
        officer=asker.officer,
        cells_asked=cells_asked,
        revisions=revisions,
        reason="; ".join(reached) + ". There may be a good reason (weather, a changed order, training): ask first",
    )


def _say_when(whose: str, more: int, limit: int, too_many: int, frees_ns: Callable[[str, int], int] | None) -> str:
    if more > limit:
        return "no day is enough for so many; ask about fewer"
    if frees_ns is None:
        return "a cell is free again 24 h after it was last asked about"
    return f"free again at {to_text(frees_ns(whose, too_many))} at the earliest"


def _say_reached(cells_asked: int, revisions: int, limits: AskingLimits) -> Iterator[str]:
    bound = limits.probing_revisions_per_day
    if revisions >= bound:
        yield f"{revisions} intents changed or withdrawn in 24 h, bound {bound}"
    bound = cells_told_from(limits)
    if cells_asked >= bound:
        quota = limits.cells_per_officer_per_day
        yield f"{cells_asked} of {quota} coarse cells asked about in 24 h, bound {bound}"
