# SPDX-License-Identifier: Apache-2.0
"""Intervals by the times of others: two organisations, never the author; an open end stays open."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from federated import Arrangement
from recorded import NOON_MS
from truceline.federation.evidence import ProvedTime
from truceline.federation.times import TOLERANCE_MS, Cosignature, Interval, TimedHead, claimed, intervals, outside
from truceline.records.entries import Header, Seen, parse_entry

AUTHOR = frozenset({"exercise/northland"})


def by(organisation: str, time_s: int) -> Cosignature:
    """Make a cosignature."""
    return Cosignature(organisation=f"exercise/{organisation}", time_s=time_s)


def seen(name: str) -> tuple[Seen, ...]:
    """State that a note was seen."""
    return (Seen("truceline.example/exercise/hill-league/0123456789abcdef", 1, "0" * 64, name),)


def head(size: int, *cosignatures: Cosignature) -> TimedHead:
    """Make a head with its cosignatures."""
    return TimedHead(size=size, cosignatures=cosignatures)


def test_two_organisations_prove_the_end() -> None:
    """The second of them: by then both had cosigned a head that contains the entry; its whole second counts."""
    heads = (head(2, by("hill-league", 100), by("observers", 130)), head(3, by("hill-league", 200)))
    found = intervals([(), (), ()], heads, {}, AUTHOR)

    assert [each.not_after_ms for each in found] == [130_999, 130_999, None]
    assert [each.one_after_ms for each in found] == [100_999, 100_999, 200_999]


def test_a_larger_head_vouches_for_what_it_contains() -> None:
    """Cosigners of different sizes count together from the smaller index on."""
    heads = (head(1, by("hill-league", 100)), head(5, by("observers", 90)))
    found = intervals([(), ()], heads, {}, AUTHOR)

    assert [each.not_after_ms for each in found] == [100_999, None]


def test_witness_and_mirror_of_one_organisation_are_one() -> None:
    """One hand signing twice proves nothing."""
    heads = (head(1, by("hill-league", 100), by("hill-league", 120)),)
    (found,) = intervals([()], heads, {}, AUTHOR)

    assert found == Interval(one_after_ms=100_999)


def test_the_author_never_counts() -> None:
    """Neither for the end nor for the beginning."""
    noted = {"a": (by("northland", 50), by("observers", 60))}
    heads = (head(1, by("northland", 90), by("observers", 100)),)
    (found,) = intervals([seen("a")], heads, noted, AUTHOR)

    assert found == Interval(one_before_ms=60_000, one_after_ms=100_999)


def test_what_was_seen_proves_the_beginning_for_all_later_entries() -> None:
    """The later of two organisations' times, as long as nothing later was seen."""
    noted = {
        "a": (by("hill-league", 50), by("observers", 40)),
        "b": (by("hill-league", 70),),
    }
    found = intervals([(), seen("a"), (), seen("b")], (), noted, AUTHOR)

    assert [each.not_before_ms for each in found] == [None, 40_000, 40_000, 40_000]
    assert [each.one_before_ms for each in found] == [None, 50_000, 50_000, 70_000]
    assert not found[3].is_proven


def test_a_stated_time_outside_is_proved_only_between_proven_ends(tmp_path: Path) -> None:
    """E6; a wrong clock does this too."""
    made = Arrangement(tmp_path, names=("northland",))
    header = parse_entry(made["northland"].raws(made["northland"].origin, 0, 1)[0]).header
    proven = Interval(not_before_ms=NOON_MS - 5_000, not_after_ms=NOON_MS + 5_999)

    assert outside("a", header, proven) is None
    assert outside("a", header, replace(proven, not_before_ms=None)) is None
    assert isinstance(outside("a", _stating(header, proven.not_after_ms, TOLERANCE_MS + 1), proven), ProvedTime)
    assert isinstance(outside("a", _stating(header, proven.not_before_ms, -TOLERANCE_MS - 1), proven), ProvedTime)


@pytest.mark.parametrize("off_ms", [1, 999, 3_000, 30_000, 31_000])
def test_a_clock_that_nodes_take_for_right_proves_nothing(tmp_path: Path, off_ms: int) -> None:
    """E6 begins where clocks may not be apart any more: 30 s, and a second more as cosignatures tell whole ones."""
    made = Arrangement(tmp_path, names=("northland",))
    header = parse_entry(made["northland"].raws(made["northland"].origin, 0, 1)[0]).header
    proven = Interval(not_before_ms=NOON_MS - 5_000, not_after_ms=NOON_MS + 5_999)

    assert made["northland"].timing.doubt_ms + 1_000 == TOLERANCE_MS
    assert outside("a", _stating(header, proven.not_after_ms, off_ms), proven) is None
    assert outside("a", _stating(header, proven.not_before_ms, -off_ms), proven) is None


def _stating(header: Header, moment_ms: int | None, off_ms: int) -> Header:
    """Give a header that states a time so far from a moment."""
    assert moment_ms is not None
    return msgspec.structs.replace(header, at_ms=moment_ms + off_ms)


def test_three_nodes_date_each_others_entries(tmp_path: Path) -> None:
    """From the notes that each keeps: the interval holds the moment at which the entry was really made."""
    made = Arrangement(tmp_path)
    made.say("northland", "one")
    made.pass_time(3_000)
    made.say("hill-league", "has seen it")
    made.say("observers", "as well")
    made.pass_time(3_000)
    made_at = NOON_MS + made.mono_ms
    made.say("northland", "two")
    made.pass_time(3_000)
    origin = made["northland"].origin
    for name in made.parties:
        found = made[name].node.intervals(origin, 0, 10)
        assert len(found) == 3
        assert found[2].not_after_ms is not None
        assert made_at <= found[2].not_after_ms <= made_at + 4_000
    own = made["northland"].node.intervals(origin, 2, 1)
    assert own[0].not_before_ms is not None
    assert made_at - 4_000 <= own[0].not_before_ms <= made_at


def test_two_nodes_date_by_one_organisation_apart(tmp_path: Path) -> None:
    """Nothing is called proven."""
    made = Arrangement(tmp_path, names=("northland", "hill-league"))
    made.say("northland", "one")
    made.pass_time(3_000)
    (found,) = made["hill-league"].node.intervals(made["northland"].origin, 1, 1)

    assert not found.is_proven
    assert found.not_after_ms is None
    assert found.one_after_ms is not None


@pytest.mark.parametrize(
    ("after_ms", "suspect_ms", "is_only_claimed"),
    [(None, None, False), (None, 5_000, True), (5_000, 5_000, False), (5_001, 5_000, True), (9_000, None, False)],
)
def test_what_nobody_vouched_for_in_time_is_only_claimed(
    after_ms: int | None, suspect_ms: int | None, *, is_only_claimed: bool
) -> None:
    """One other organisation is enough; an entry whose key stands is what it is."""
    found = claimed(Interval(one_after_ms=after_ms), suspect_ms)

    assert found == Interval(one_after_ms=after_ms, is_only_claimed=is_only_claimed)
