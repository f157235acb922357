# SPDX-License-Identifier: Apache-2.0
"""An entry travels: mirrored, cosigned by everybody, off the author's tail, delivered with its body."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from federated import Arrangement
from truceline.crypto.notes import parse_note
from truceline.federation.happenings import Deliver, LogStopped, TellProved, TellSuspected


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Arrangement]:
    """Give two nodes that have just begun."""
    made = Arrangement(tmp_path, names=("northland", "hill-league"))
    yield made
    assert_nobody_is_blamed(made)


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Arrangement]:
    """Give three nodes that have just begun."""
    made = Arrangement(tmp_path)
    yield made
    assert_nobody_is_blamed(made)


def assert_nobody_is_blamed(made: Arrangement) -> None:
    """Honest nodes prove and suspect nothing of each other."""
    for party in made.parties.values():
        assert party.of(TellProved) + party.of(TellSuspected) + party.of(LogStopped) == []


def test_an_entry_travels_is_cosigned_and_leaves_the_tail(pair: Arrangement) -> None:
    """The thinnest path: two nodes, one entry."""
    (entry,) = pair.say("northland", "a line of exercise")
    pair.pass_time(3_000)
    origin = pair["northland"].origin

    assert pair["hill-league"].node.size(origin) == 2
    assert pair["hill-league"].mirrors.entries(origin, 1, 1) == (entry.raw,)
    note = pair["northland"].node.note(origin)
    assert note is not None
    assert {each.name for each in parse_note(note).signatures} >= {
        "exercise/hill-league",
        "exercise/hill-league/mirror",
    }
    assert pair["northland"].node._log.tail_first == 2
    delivered = [each for each in pair["hill-league"].of(Deliver) if each.origin == origin]
    assert [each.entry.header.seq for each in delivered] == [0, 1]
    assert delivered[1].body is not None
    assert delivered[1].body.content == b"a line of exercise"


def test_quiet_hours_are_cosigned_again_and_cost_little(three: Arrangement) -> None:
    """The same head is cosigned anew each minute, with later times; one note of it is kept for proofs."""
    three.say("northland", "one")
    three.pass_time(3_000)
    origin = three["northland"].origin
    early = three["observers"].node.note(origin)
    kept = len(three["observers"].mirrors.notes(origin))
    three.pass_time(300_000, step_ms=1_000)
    late = three["observers"].node.note(origin)

    assert early is not None
    assert late is not None
    assert _latest(late) - _latest(early) >= 240
    assert len(three["observers"].mirrors.notes(origin)) == kept
    three.say("observers", "has seen it")
    assert three["observers"].mirrors.notes(origin)[-1] == late


def _latest(note: bytes) -> int:
    return max(each.time_s for each in parse_note(note).signatures if each.name.endswith("/mirror"))
