# SPDX-License-Identifier: Apache-2.0
"""Clocks: a wrong one is noticed, a slow line is not, and nothing is cosigned in doubt."""

from pathlib import Path

import pytest

from federated import Arrangement
from truceline.federation.evidence import ClockApart
from truceline.federation.happenings import RecordDraft, TellProved, TellSuspected
from truceline.records.profile import parse_object


@pytest.mark.parametrize("ahead_ms", [3_600_000, -3_600_000, 45_000, -45_000])
def test_a_node_whose_clock_jumps_doubts_it_and_cosigns_nothing(tmp_path: Path, ahead_ms: int) -> None:
    """Its own log says so once; when the clock is right again it goes on."""
    made = Arrangement(tmp_path)
    made.say("northland", "zero")
    made.say("observers", "zero")
    made.pass_time(3_000)
    made["observers"].clock_ms = ahead_ms
    made.say("northland", "one")
    made.pass_time(3_000)
    held = made["observers"].node.size(made["northland"].origin)
    doubt = made["observers"].node.doubt_ms
    note = made["northland"].node.note(made["northland"].origin)
    made["observers"].clock_ms = 0
    made.pass_time(3_000)
    later = made["northland"].node.note(made["northland"].origin)
    drafts = made["observers"].of(RecordDraft)

    assert held == 3
    assert doubt is not None
    assert abs(doubt + ahead_ms) < 10_000
    assert note is not None
    assert b"exercise/observers" not in note
    assert later is not None
    assert b"exercise/observers/mirror" in later
    assert [each.type for each in drafts] == ["clock.doubt"]
    assert parse_object(drafts[0].body)["record"] == "clock.doubt/1"
    assert made["observers"].node.doubt_ms is None


def test_the_others_suspect_one_clock_and_withdraw_it(tmp_path: Path) -> None:
    """S4 against one node whose cosignatures are far ahead of both others; nothing is proved."""
    made = Arrangement(tmp_path)
    made.say("northland", "zero")
    made.pass_time(2_000)
    for party in made.parties.values():
        party.node._state.timing = party.timing
    made["observers"].clock_ms = 25_000
    made["hill-league"].clock_ms = -15_000
    made.say("northland", "one")
    made.pass_time(4_000)
    told = made["hill-league"].of(TellSuspected)

    assert all(isinstance(each.suspected, ClockApart) for each in told)
    assert [each for party in made.parties.values() for each in party.of(TellProved)] == []


def test_a_slow_line_makes_no_clock_wrong(tmp_path: Path) -> None:
    """Cosignatures that come back after minutes say nothing about a clock."""
    made = Arrangement(tmp_path)
    made.say("northland", "zero")
    made.pass_time(2_000)
    for _ in range(6):
        made.say("northland", "another")
        made.tick()
        made.part("northland", "observers")
        made.part("northland", "hill-league")
        made.pass_time(60_000, step_ms=5_000)
        made.join()
        made.pass_time(1_000)

    assert {party.node.doubt_ms for party in made.parties.values()} == {None}
    assert [each for party in made.parties.values() for each in party.of(RecordDraft)] == []


def test_one_wrong_peer_of_two_stops_nobody_else(tmp_path: Path) -> None:
    """Of two the nearer one counts."""
    made = Arrangement(tmp_path)
    made["observers"].clock_ms = 20_000
    made.say("northland", "zero")
    made.pass_time(3_000)
    made["observers"].clock_ms = 3_600_000
    made.say("northland", "one")
    made.pass_time(3_000)

    assert made["northland"].node.doubt_ms is None
    assert made["hill-league"].node.doubt_ms is None


def test_in_an_arrangement_of_two_a_jump_stops_both(tmp_path: Path) -> None:
    """Nobody can say which of the two is wrong; both say that they differ."""
    made = Arrangement(tmp_path, names=("northland", "hill-league"))
    made.say("northland", "zero")
    made.say("hill-league", "zero")
    made.pass_time(3_000)
    made["hill-league"].clock_ms = 120_000
    made.say("northland", "one")
    made.pass_time(3_000)

    assert made["hill-league"].node.doubt_ms is not None
    assert [each for party in made.parties.values() for each in party.of((TellProved, TellSuspected))] == []  # type: ignore[arg-type]


@pytest.mark.parametrize("names", [("northland", "hill-league"), ("northland", "hill-league", "observers")])
@pytest.mark.parametrize("quiet_ms", [45_000, 100_000])
def test_a_restart_in_quiet_hours_makes_no_clock_wrong(tmp_path: Path, names: tuple[str, ...], quiet_ms: int) -> None:
    """Peers' cosignatures of the head are older than this process; when it shows a new one, bounds hold again."""
    made = Arrangement(tmp_path, names=names)
    made.pass_time(2_000)
    made.say("northland", "one")
    made.pass_time(2_000)
    made.pass_time(quiet_ms, step_ms=1_000)
    made.restart("northland")
    doubts = set[int | None]()
    for _ in range(40):
        made.tick(500)
        doubts.add(made["northland"].node.doubt_ms)
    drafts = made["northland"].of(RecordDraft)
    made["northland"].clock_ms = 60_000
    made.say("northland", "two")
    made.pass_time(2_000)

    assert doubts == {None}
    assert drafts == []
    assert made["northland"].node.doubt_ms is not None
