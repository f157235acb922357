# SPDX-License-Identifier: Apache-2.0
"""How much may be asked in a day, and what looks like a search."""

import re
from dataclasses import dataclass

import pytest

from filed_intents import HOUR_NS, NOON_H
from truceline.base.errors import QuotaError
from truceline.base.instants import NS_PER_DAY
from truceline.coordination.quota import cells_told_from, check_cells, find_probing, first_free_ns
from truceline.findings.finding import Probing

NOW_NS = NOON_H * HOUR_NS
MINUTE_NS = HOUR_NS // 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Small bounds."""

    cells_per_officer_per_day: int = 10
    cells_per_party_per_day: int = 30
    probing_revisions_per_day: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Somebody who asks."""

    party: str = "northland"
    officer: str = "northland-1"


def cells(first: int, count: int) -> frozenset[int]:
    """Give some cells."""
    return frozenset(range(first, first + count))


@pytest.mark.parametrize(
    ("new", "officer", "party"),
    [
        (cells(0, 10), cells(0, 0), cells(0, 0)),
        (cells(0, 10), cells(0, 10), cells(0, 30)),
        (cells(5, 5), cells(0, 5), cells(0, 30)),
        (cells(0, 1), cells(0, 20), cells(0, 40)),
        (cells(20, 1), cells(0, 9), cells(0, 29)),
    ],
)
def test_cells_within_the_bounds_may_be_asked_about(
    new: frozenset[int], officer: frozenset[int], party: frozenset[int]
) -> None:
    """Up to the bound, and the same cells again as often as one likes."""
    check_cells(new, officer, party, Limits())


@pytest.mark.parametrize(
    ("new", "officer", "party", "who", "before", "more"),
    [
        (cells(0, 11), cells(0, 0), cells(0, 0), "one officer", 0, 11),
        (cells(9, 2), cells(0, 10), cells(0, 10), "one officer", 10, 1),
        (cells(29, 2), cells(0, 0), cells(0, 30), "all officers of one party", 30, 1),
    ],
)
def test_more_cells_are_refused(
    new: frozenset[int], officer: frozenset[int], party: frozenset[int], who: str, before: int, more: int
) -> None:
    """The refusal says whose bound, how many and when; it names no cell."""
    with pytest.raises(QuotaError) as refused:
        check_cells(new, officer, party, Limits())

    message = str(refused.value)
    assert who in message
    assert f"got {more} more after {before};" in message
    assert "24 h" in message or "no day" in message


def test_a_refusal_says_when_it_frees() -> None:
    """Asked only then, with how many cells are too many."""
    asked: list[tuple[str, int]] = []

    def frees_ns(whose: str, too_many: int) -> int:
        asked.append((whose, too_many))
        return NOW_NS

    check_cells(cells(0, 2), cells(0, 8), cells(0, 8), Limits(), frees_ns=frees_ns)
    with pytest.raises(QuotaError, match="free again at 2038-06-13T00:00:00Z at the earliest"):
        check_cells(cells(8, 5), cells(0, 8), cells(0, 8), Limits(), frees_ns=frees_ns)

    assert asked == [("officer", 3)]


def test_two_places_cannot_be_told_apart_by_a_refusal() -> None:
    """It depends on how many cells were asked about, not on which."""
    messages = []
    for first in (0, 500_000):
        with pytest.raises(QuotaError) as refused:
            check_cells(cells(first + 9, 4), cells(first, 10), cells(first, 10), Limits())
        messages.append(str(refused.value))

    assert messages[0] == messages[1]


@pytest.mark.parametrize(("too_many", "minutes"), [(1, 100), (2, 200), (3, 200), (4, 1440)])
def test_cells_are_free_a_day_after_they_were_asked_about(too_many: int, minutes: int) -> None:
    """The oldest first, to the next full minute."""
    start_ns = NOW_NS - NS_PER_DAY
    asked = {
        1: start_ns + 100 * MINUTE_NS - 5,
        2: start_ns + 199 * MINUTE_NS,
        3: start_ns + 199 * MINUTE_NS + 1,
        4: NOW_NS - 1,
    }

    def asked_since(since_ns: int) -> frozenset[int]:
        return frozenset(cell for cell, at_ns in asked.items() if at_ns >= since_ns)

    assert first_free_ns(asked_since, too_many, NOW_NS) == NOW_NS + minutes * MINUTE_NS


def probing(cells_asked: int = 0, revisions: int = 0) -> Probing | None:
    """Look at a day of an officer."""
    return find_probing(Officer(), cells_asked=cells_asked, revisions=revisions, limits=Limits())


def test_an_ordinary_day_is_no_search() -> None:
    """Below every bound nothing is told."""
    assert probing(7, 3) is None


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (probing(revisions=4), r"^4 intents changed or withdrawn in 24 h, bound 4\."),
        (probing(cells_asked=8), r"^8 of 10 coarse cells asked about in 24 h, bound 8\."),
    ],
)
def test_each_pattern_is_told_by_itself(found: Probing | None, reason: str) -> None:
    """With the number and the bound, and that there may be a good reason."""
    assert found is not None
    assert re.search(reason, found.reason)
    assert "There may be a good reason" in found.reason
    assert (found.party, found.officer) == ("northland", "northland-1")


def test_every_bound_that_was_reached_is_told() -> None:
    """In one suspicion."""
    found = probing(10, 9)

    assert found is not None
    assert (found.cells_asked, found.revisions) == (10, 9)
    assert "withdrawn" in found.reason
    assert "coarse cells" in found.reason


@pytest.mark.parametrize(("quota", "bound"), [(1, 1), (10, 8), (120, 96)])
def test_most_of_the_quota_is_told(quota: int, bound: int) -> None:
    """Never from no cell at all."""
    assert cells_told_from(Limits(cells_per_officer_per_day=quota)) == bound
