# SPDX-License-Identifier: Apache-2.0
"""Laws of nodes among each other: whatever the network does, the honest are named for nothing, and all converge."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from federated import NAMES, Arrangement, Party, genesis_body, member
from simulation.quick_signatures import quick_signatures
from truceline.federation.happenings import (
    AddCheckpoint,
    BodyReceived,
    BoxReceived,
    CheckpointAnswered,
    Deliver,
    EntriesReceived,
    Happening,
    LogStopped,
    NotesReceived,
    TellProved,
    TellSuspected,
    Tick,
    TilesReceived,
)

Thing = tuple[str, str | tuple[str, str], int]
PAIRS = [(one, other) for one in NAMES for other in NAMES if one != other]

say = st.tuples(st.just("say"), st.sampled_from(NAMES), st.integers(1, 5))
seal = st.tuples(st.just("seal"), st.sampled_from(PAIRS), st.just(0))
cut = st.tuples(st.just("cut"), st.sampled_from(PAIRS), st.just(0))
mend = st.tuples(st.just("mend"), st.just(NAMES[0]), st.just(0))
wait = st.tuples(st.just("wait"), st.just(NAMES[0]), st.integers(1, 30))
restart = st.tuples(st.just("restart"), st.sampled_from(NAMES), st.booleans())
lose = st.tuples(st.just("lose"), st.just(NAMES[0]), st.integers(1, 4))
again = st.tuples(st.just("again"), st.just(NAMES[0]), st.integers(1, 4))
HAPPENINGS = st.lists(st.one_of(say, seal, cut, mend, wait, restart, lose, again), max_size=25)


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    """Sign quickly: what is tried here is the order of things."""
    with quick_signatures(are_used=True):
        member.cache_clear()
        genesis_body.cache_clear()
        yield
    member.cache_clear()
    genesis_body.cache_clear()


def happen(made: Arrangement, kind: str, whom: str | tuple[str, str], much: int) -> None:
    """Let one thing happen."""
    if kind == "say" and isinstance(whom, str):
        made.say(whom, *(f"entry {number} at {made.mono_ms}" for number in range(much)))
    elif kind == "seal" and isinstance(whom, tuple):
        made.submit(whom[0], made[whom[0]].draft(f"sealed at {made.mono_ms}", to=(whom[1],)))
    elif kind == "cut" and isinstance(whom, tuple):
        made.cut.add(whom)
    elif kind == "mend":
        made.join()
    elif kind == "wait":
        made.pass_time(200 * much)
    elif kind == "restart" and isinstance(whom, str):
        made.restart(whom)
    elif kind == "lose":
        made.tick_lazily()
        for _ in range(min(much, len(made.wire))):
            made.wire.popleft()
    elif kind == "again":
        made.tick_lazily()
        made.wire.extend(list(made.wire)[:much])
        made.run()


@given(HAPPENINGS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_honest_nodes_are_named_for_nothing_and_converge(happenings: list[Thing]) -> None:
    """Cut and mended links, in one direction too, lost and doubled messages, restarts: S2 at most is said meanwhile."""
    with TemporaryDirectory() as folder:
        made = Arrangement(Path(folder))
        for kind, whom, much in happenings:
            happen(made, kind, whom, much)
        made.join()
        made.pass_time(16_000)
        for party in made.parties.values():
            assert party.of(TellProved) + party.of(LogStopped) == []
            assert {each.suspected.word for each in party.of(TellSuspected)} <= {"S2"}
            for other in made.parties.values():
                size = other.node.size(other.origin)
                assert party.node.size(other.origin) == size
                assert party.raws(other.origin, 0, size) == other.raws(other.origin, 0, size)
                told = {each.entry.header.seq for each in party.of(Deliver) if each.origin == other.origin}
                assert party is other or told <= set(range(size))
                assert [each for each in party.node.logs() if each.owed] == []


@given(HAPPENINGS, st.integers(0, 3))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_second_history_is_always_proved_and_nobody_else_is(happenings: list[Thing], much: int) -> None:
    """However the two halves came to it: at the end both hold the proof against that one log."""
    with TemporaryDirectory() as folder:
        made = Arrangement(Path(folder))
        made.part("hill-league", "observers")
        second = made.split("northland", frozenset({"observers"}))
        made.say("northland", *(f"one {number}" for number in range(much + 1)))
        second.node.submit(tuple(second.draft(f"other {number}") for number in range(3 - much + 1)))
        made.pass_time(2_000)
        for kind, whom, count in happenings:
            if "northland" not in whom and kind in {"say", "cut", "wait", "lose", "again"}:
                happen(made, kind, whom, count)
        made.join()
        made.pass_time(16_000)
        for name in ("hill-league", "observers"):
            assert [each.proved.origin for each in made[name].of(TellProved)] == [second.origin]


def spoilt(content: bytes, place: int, harm: int) -> bytes:
    """Change some bytes somewhere: one flipped, the rest cut off, a piece twice, nothing left."""
    at = place % (len(content) + 1)
    piece = content[at : at + 1 + harm % 40]
    return (
        content[:at] + bytes([piece[0] ^ (1 + harm % 255)]) * bool(piece) + content[at + 1 :]
        if piece
        else content + b"x",
        content[:at],
        content[:at] + piece + content[at:],
        b"",
        content[: at // 2] + content[at:],
    )[harm % 5]


def spoil(event: Happening, place: int, harm: int) -> Happening:
    """Give what a peer could have sent in the place of what one did."""

    def one(contents: tuple[bytes, ...]) -> tuple[bytes, ...]:
        at = place % len(contents) if contents else 0
        return (*contents[:at], *(spoilt(each, place, harm) for each in contents[at : at + 1]), *contents[at + 1 :])

    match event:
        case NotesReceived():
            return replace(event, notes=one(event.notes), evidence=one((*event.evidence, event.notes[0])))
        case EntriesReceived():
            bodies = tuple(
                (seq + harm % 2, replace(body, salt=spoilt(body.salt, place, harm))) for seq, body in event.bodies
            )
            return replace(event, raws=one(event.raws), bodies=bodies)
        case TilesReceived():
            return replace(event, tiles=tuple((path, spoilt(tile, place, harm)) for path, tile in event.tiles))
        case BodyReceived():
            return replace(event, body=replace(event.body, content=spoilt(event.body.content, place, harm)))
        case BoxReceived():
            return replace(event, sealed=spoilt(event.sealed, place, harm), wrap=spoilt(event.wrap, place, harm))
        case CheckpointAnswered():
            status = (200, 400, 403, 404, 409, 422, 503, 7)[harm % 8]
            body = spoilt(event.body.encode(), place, harm).decode("utf-8", "replace")
            return replace(event, status=status, body=body, size=event.size + harm % 3)
        case AddCheckpoint():
            proof = one(event.proof) if harm % 2 else (*event.proof, b"x")
            return replace(event, old_size=event.old_size + harm % 3, proof=proof, note=spoilt(event.note, place, harm))
        case _:
            return event


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2_000), st.integers(0, 2_000)), min_size=20, max_size=120))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_comes_from_the_wire_breaks_a_node(spoils: list[tuple[int, int, int]]) -> None:
    """Whatever is changed on its way: no error comes out, nobody is proved anything, and in the end all is there."""
    with TemporaryDirectory() as folder:
        made = Arrangement(Path(folder))
        left, tell = list(spoils), made.tell

        def through(party: Party, event: Happening) -> None:
            if left and not isinstance(event, Tick):
                chance, place, harm = left.pop()
                event = event if chance == 0 else spoil(event, place, harm)
            tell(party, event)

        made.tell = through  # type: ignore[method-assign]
        for number, name in enumerate((*NAMES, *NAMES)):
            other = NAMES[(number + 1) % len(NAMES)]
            made.submit(name, made[name].draft(f"open {number}"), made[name].draft(f"sealed {number}", to=(other,)))
            made.pass_time(600)
        left.clear()
        made.pass_time(20_000)
        for party in made.parties.values():
            assert party.of(TellProved) + party.of(LogStopped) == []
            for other_party in made.parties.values():
                assert party.node.size(other_party.origin) == other_party.node.size(other_party.origin)
