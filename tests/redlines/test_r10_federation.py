# SPDX-License-Identifier: Apache-2.0
"""R10: a crash, a cut line or a wrong clock accuses nobody; what is proved and what is suspected share no words."""

import re
from dataclasses import fields
from pathlib import Path
from typing import get_args

from federated import Arrangement
from truceline.federation import evidence
from truceline.federation.evidence import Proved, Suspected
from truceline.federation.happenings import LogStopped, RecordDraft, TellProved, TellSuspected

ACCUSING = re.compile(r"breach|cheat|forge|malicious|attack|guilt|lie[sd]?\b|tamper|fraud|violat", re.IGNORECASE)


def blamed(made: Arrangement) -> list[object]:
    """Give everything that was said against somebody."""
    every = [each for party in made.parties.values() for each in (*party.of(TellProved), *party.of(TellSuspected))]
    return [each for each in every if isinstance(each, TellProved) or each.suspected.word not in {"S2", "S4"}]


def test_proved_and_suspected_are_two_unions() -> None:
    """No class of one is in the other; their words are E1 to E6 and S1 to S4."""
    proved, suspected = get_args(Proved), get_args(Suspected)
    words = [next(field.default for field in fields(each) if field.name == "word") for each in (*proved, *suspected)]

    assert not set(proved) & set(suspected)
    assert words == ["E1", "E2", "E3", "E4", "E5", "E6", "S1", "S2", "S3", "S4"]
    assert all(each.__name__.startswith("Proved") for each in proved)
    assert not any("Proved" in each.__name__ or ACCUSING.search(each.__doc__ or "") for each in suspected)
    assert not ACCUSING.search((evidence.__doc__ or "").replace("breaks", ""))


def test_crashes_cuts_and_restarts_accuse_nobody(tmp_path: Path) -> None:
    """Links go, nodes end in the middle, and come back: at the end all is mirrored and nobody is named."""
    made = Arrangement(tmp_path)
    for number, name in enumerate(("northland", "hill-league", "observers", "northland")):
        other = ("hill-league", "observers", "northland", "observers")[number]
        made.part(name, other)
        made.say(name, f"entry {number}", "and another")
        made.pass_time(8_000, step_ms=500)
        made.restart(name)
        made.join()
        made.tick()
        made.restart(other)
    made.pass_time(6_000)
    sizes = {name: {made[each].node.size(made[name].origin) for each in made.parties} for name in made.parties}

    assert blamed(made) == []
    assert all(len(each) == 1 for each in sizes.values())


def test_a_wrong_clock_is_doubted_by_its_own_node_and_names_nobody_as_proved(tmp_path: Path) -> None:
    """The node cosigns nothing and says so in its own log; the others suspect a clock (S4) and nothing more."""
    made = Arrangement(tmp_path)
    made.pass_time(2_000)
    made["observers"].clock_ms = 3_600_000
    made.say("northland", "one")
    made.say("observers", "two")
    made.pass_time(4_000)
    drafts = made["observers"].of(RecordDraft)

    assert [each.type for each in drafts] == ["clock.doubt"]
    assert blamed(made) == []


def test_a_full_disk_of_a_mirror_accuses_nobody(tmp_path: Path) -> None:
    """The node says which of its own files failed, in words about a file."""
    made = Arrangement(tmp_path, names=("northland", "hill-league"))
    made.pass_time(1_000)
    files = made["hill-league"].files

    def full(handle: int) -> None:
        raise OSError(28, f"No space left on device ({handle})")

    files.sync = full  # type: ignore[method-assign]
    made.say("northland", "one")
    made.pass_time(3_000)
    stopped = made["hill-league"].of(LogStopped)

    assert stopped
    assert [each.reason for each in stopped if ACCUSING.search(each.reason)] == []
    assert blamed(made) == []
