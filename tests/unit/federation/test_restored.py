# SPDX-License-Identifier: Apache-2.0
"""A node whose devices are older than what it signed: peers put it back, or nothing is signed."""

from pathlib import Path
from shutil import copytree, rmtree

import pytest

from federated import Arrangement
from truceline.base.errors import StateError
from truceline.federation.happenings import LogStopped, TellProved, TellSuspected, WithoutPeers
from truceline.ledger.states import Phase


def recorded(tmp_path: Path, names: tuple[str, ...] = ("northland", "hill-league")) -> Arrangement:
    """Give nodes of which the first has something on record that the others keep."""
    made = Arrangement(tmp_path, names=names)
    made.say("northland", "one")
    made.pass_time(2_000)
    copytree(made["northland"].folder, tmp_path / "backup")
    made.say("northland", "two", "three")
    made.pass_time(2_000)
    return made


def put_back(made: Arrangement, tmp_path: Path) -> None:
    """Put the older copy in the place of the node's device, and start the node on it."""
    made["northland"].leave()
    rmtree(made["northland"].folder)
    copytree(tmp_path / "backup", made["northland"].folder)
    made.route(made["northland"], made["northland"].open(restored=True))


def blamed(made: Arrangement) -> list[object]:
    """Give all that was proved, suspected or stopped."""
    return [each for party in made.parties.values() for each in party.of((TellProved, TellSuspected, LogStopped))]  # type: ignore[arg-type]


def test_a_stale_backup_is_brought_up_to_date_by_peers(tmp_path: Path) -> None:
    """Nothing is taken before; afterwards the log goes on where it was."""
    made = recorded(tmp_path)
    put_back(made, tmp_path)
    asking = made["northland"].node.phase
    with pytest.raises(StateError, match="peers must be asked"):
        made.say("northland", "early")
    made.pass_time(2_000)
    made.say("northland", "four")
    made.pass_time(2_000)

    assert asking is Phase.ASKING
    assert made["hill-league"].node.size(made["northland"].origin) == 5
    assert blamed(made) == []


def test_every_peer_is_waited_for_or_given_up_by_the_operator(tmp_path: Path) -> None:
    """One that is cut off holds the log up; the operator may decide."""
    made = recorded(tmp_path, ("northland", "hill-league", "observers"))
    made.part("northland", "observers")
    put_back(made, tmp_path)
    made.pass_time(4_000)
    waiting = made["northland"].node.phase
    made.hear("northland", WithoutPeers())
    made.pass_time(1_000)
    made.say("northland", "four")
    made.join()
    made.pass_time(3_000)

    assert waiting is Phase.ASKING
    assert made["observers"].node.size(made["northland"].origin) == 5
    assert blamed(made) == []


def test_a_node_that_lost_everything_is_put_back_by_its_peers(tmp_path: Path) -> None:
    """Both devices gone: its keys and its peers are left."""
    made = recorded(tmp_path)
    northland = made["northland"]
    northland.leave()
    rmtree(northland.folder)
    for path in (northland.folder, northland.folder / "record", northland.folder / "mirrors"):
        path.mkdir()
    outgoing = northland.open(restored=True)
    made.route(northland, outgoing)
    made.pass_time(3_000)

    assert northland.node.phase is Phase.TAKING
    assert northland.node.size(northland.origin) == 4
    assert northland.node.size(made["hill-league"].origin) == 1
    assert blamed(made) == []


def test_a_lie_about_the_log_does_not_end_it(tmp_path: Path) -> None:
    """A peer that shows notes that the log's key did not sign says nothing."""
    made = recorded(tmp_path)
    put_back(made, tmp_path)
    real = made["hill-league"].node.note

    party = made["hill-league"]
    heads = party.node._state.logs[made["northland"].origin].heads
    assert heads.newest is not None
    raw = heads.newest.raw.replace(b"\n4\n", b"\n9\n")
    party.node._state.logs[made["northland"].origin].heads.by_size.clear()
    object.__setattr__(heads.newest, "raw", raw)
    made.pass_time(3_000)

    assert real is not None
    assert made["northland"].node.phase in {Phase.TAKING, Phase.ORPHANED}


def test_nodes_with_no_peers_ask_nobody(tmp_path: Path) -> None:
    """A node alone goes on at once: nobody else can know more."""
    made = Arrangement(tmp_path, names=("northland",))
    made.say("northland", "one")
    made.pass_time(1_000)
    made.restart("northland", restored=True)

    assert made["northland"].node.phase is Phase.TAKING


def test_a_witness_that_forgot_what_it_cosigned_hears_the_author_first(tmp_path: Path) -> None:
    """The author's note says what was cosigned; the times go on from there."""
    made = recorded(tmp_path)
    hill = made["hill-league"]
    before = dict(hill.node._state.logs[made["northland"].origin].cosigned)
    hill.leave()
    rmtree(hill.apart / "mirrors")
    rmtree(hill.folder / "mirrors")
    (hill.folder / "mirrors").mkdir()
    hill.clock_ms = -5_000
    made.route(hill, hill.open())
    made.pass_time(2_000)
    after = dict(hill.node._state.logs[made["northland"].origin].cosigned)
    made.say("northland", "four")
    made.pass_time(3_000)

    assert before
    assert {role: each.head for role, each in after.items()} == {role: each.head for role, each in before.items()}
    assert all(after[role].time_s >= each.time_s for role, each in before.items())
    assert blamed(made) == []
