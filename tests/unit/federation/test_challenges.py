# SPDX-License-Identifier: Apache-2.0
"""A log that owes entries is asked in public, then suspected; never on the word of a cut line."""

from dataclasses import replace
from pathlib import Path

import pytest

from federated import TIMING, Arrangement
from truceline.federation.evidence import ChallengeUnanswered, HeadStale
from truceline.federation.happenings import FetchEntries, RecordDraft, TellProved, TellSuspected
from truceline.records.profile import parse_object

SHORT = replace(TIMING, deadline_ms=10_000, stale_ms=75_000)


def owing(tmp_path: Path) -> Arrangement:
    """Give nodes of which one shows heads and keeps the entries to itself."""
    made = Arrangement(tmp_path, timing=SHORT)
    made.pass_time(2_000)
    made["northland"].withholds = frozenset({FetchEntries})
    made.say("northland", "kept back")
    return made


def test_a_log_that_refuses_is_challenged_then_suspected_then_cleared(tmp_path: Path) -> None:
    """The challenge is an entry with a deadline; what is answered late ends the suspicion."""
    made = owing(tmp_path)
    made.pass_time(8_000)
    (challenge,) = made["observers"].of(RecordDraft)
    early = made["observers"].of(TellSuspected)
    made.pass_time(20_000)
    (told,) = made["observers"].of(TellSuspected)
    made["northland"].withholds = frozenset()
    made.pass_time(6_000)
    last = made["observers"].of(TellSuspected)[-1]

    assert challenge.type == "challenge"
    assert challenge.to == ("northland",)
    assert challenge.deadline_ms is not None
    said = parse_object(challenge.body)
    assert (said["from"], said["to"], said["log"]) == (1, 2, made["northland"].origin)
    assert early == []
    assert isinstance(told.suspected, ChallengeUnanswered)
    assert (last.suspected, last.is_withdrawn) == (told.suspected, True)
    assert made["observers"].node.size(made["northland"].origin) == 2
    assert made["observers"].of(TellProved) == []


def test_a_link_that_is_cut_challenges_and_suspects_nobody(tmp_path: Path) -> None:
    """It is stale after a while (S2), and that ends when it is heard again."""
    made = Arrangement(tmp_path, timing=SHORT)
    made.pass_time(2_000)
    made.say("northland", "far away")
    made.tick()
    made.part("northland", "observers")
    made.part("northland", "hill-league")
    made.pass_time(80_000, step_ms=1_000)
    stale = made["observers"].of(TellSuspected)
    made.join()
    made.pass_time(4_000)

    assert [type(each.suspected) for each in stale] == [HeadStale]
    assert made["observers"].of(TellSuspected)[-1].is_withdrawn
    assert made["observers"].of(RecordDraft) == []


def test_others_may_serve_what_the_author_keeps_back(tmp_path: Path) -> None:
    """Whoever has the entries ends the matter."""
    made = Arrangement(tmp_path, timing=SHORT)
    made.pass_time(2_000)
    made.part("northland", "observers")
    made.say("northland", "shown to one")
    made.pass_time(3_000)
    made["northland"].withholds = frozenset({FetchEntries})
    made.join()
    made.pass_time(4_000)

    assert made["observers"].node.size(made["northland"].origin) == 2
    assert made["observers"].of(RecordDraft) == []


def test_a_challenge_is_remembered_over_a_restart(tmp_path: Path) -> None:
    """It stands in the own log: the log is not challenged twice, and the deadline stays."""
    made = owing(tmp_path)
    made.pass_time(8_000)
    made.restart("observers")
    made.pass_time(24_000)
    told = made["observers"].of(TellSuspected)

    assert [each.type for each in made["observers"].of(RecordDraft)] == ["challenge"]
    assert [type(each.suspected) for each in told] == [ChallengeUnanswered]


@pytest.mark.parametrize("up_ms", [0, 10_000_000])
def test_a_start_suspects_nobody_of_silence_before_it(tmp_path: Path, up_ms: int) -> None:
    """However long the machine had run when the process began; from there on silence counts."""
    made = Arrangement(tmp_path, timing=SHORT)
    made.pass_time(1_000)
    made.say("northland", "one")
    made.pass_time(2_000)
    made["observers"].leave()
    made.part("observers", "northland")
    made.part("observers", "hill-league")
    made.mono_ms += up_ms
    made["observers"].told.clear()
    made.restart("observers")
    made.pass_time(60_000, step_ms=1_000)
    early = made["observers"].of(TellSuspected)
    made.pass_time(20_000, step_ms=1_000)

    assert early == []
    assert {type(each.suspected) for each in made["observers"].of(TellSuspected)} == {HeadStale}
    assert {each.suspected.party for each in made["observers"].of(TellSuspected)} == {"northland", "hill-league"}


def test_who_is_seen_by_another_is_not_stale(tmp_path: Path) -> None:
    """Nothing new is said anywhere and a link is cut: what a party cosigns again reaches the others in another way."""
    made = Arrangement(tmp_path, timing=replace(TIMING, stale_ms=240_000))
    made.say("northland", "one")
    made.pass_time(3_000)
    made.part("northland", "observers")
    made.pass_time(900_000, step_ms=2_000)
    quiet = [each for party in made.parties.values() for each in party.of(TellSuspected)]
    made["northland"].leave()
    made.parties = {name: each for name, each in made.parties.items() if name != "northland"}
    made.part("northland", "hill-league")
    made.pass_time(500_000, step_ms=2_000)

    assert quiet == []
    for party in made.parties.values():
        assert [type(each.suspected) for each in party.of(TellSuspected)] == [HeadStale]
