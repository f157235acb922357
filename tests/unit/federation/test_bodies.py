# SPDX-License-Identifier: Apache-2.0
"""Boxes: delivered to whom they are addressed, recorded as missing or broken, and a receipt only over what is here."""

from dataclasses import replace
from pathlib import Path

import pytest

from federated import Arrangement
from truceline.crypto.boxes import BoxFault, seal_box
from truceline.crypto.notes import parse_note
from truceline.federation.evidence import BodyWithheld, ProvedBrokenBox, ProvedDenial
from truceline.federation.happenings import (
    BoxReceived,
    Deliver,
    FetchBody,
    FetchBox,
    RecordDraft,
    TellProved,
    TellSuspected,
)
from truceline.records.entries import Box, Reference


@pytest.fixture
def three(tmp_path: Path) -> Arrangement:
    """Give three nodes that have just begun."""
    return Arrangement(tmp_path)


def bodies_of(made: Arrangement, name: str, origin: str) -> dict[int, bytes | None]:
    """Give what was delivered of a log, the last of each entry."""
    found = [each for each in made[name].of(Deliver) if each.origin == origin]
    return {each.entry.header.seq: None if each.body is None else each.body.content for each in found}


def mirrored(made: Arrangement, name: str, by: str) -> int:
    """Say up to which size a party has a receipt of another."""
    note = made[name].node.note(made[name].origin)
    assert note is not None
    signed = {each.name for each in parse_note(note).signatures}
    return int(note.split(b"\n")[1]) if f"exercise/{by}/mirror" in signed else 0


def test_a_box_reaches_its_addressee_and_nobody_else(three: Arrangement) -> None:
    """The others mirror the entry, and are told that there is something that they cannot read."""
    three.submit("northland", three["northland"].draft("for the observers", to=("observers",)))
    three.pass_time(3_000)
    origin = three["northland"].origin

    assert bodies_of(three, "observers", origin)[1] == b"for the observers"
    assert bodies_of(three, "hill-league", origin)[1] is None
    assert mirrored(three, "northland", "observers") == mirrored(three, "northland", "hill-league") == 2
    assert three["observers"].node.logs()[0].owed == ()


def test_no_receipt_before_the_box_is_here_or_recorded_as_missing(three: Arrangement) -> None:
    """While it waits the mirror states nothing; then the own log says what is missing, and the receipt follows."""
    three["northland"].withholds = frozenset({FetchBox})
    three.submit("northland", three["northland"].draft("slow", to=("observers",)))
    three.pass_time(2_000)
    early = mirrored(three, "northland", "observers")
    three.pass_time(4_000)
    (missing,) = three["observers"].of(RecordDraft)
    late = mirrored(three, "northland", "observers")
    three["northland"].withholds = frozenset()
    three.pass_time(6_000)

    assert (early, late) == (0, 2)
    assert missing.type == "blob.missing"
    assert [(each.log, each.seq) for each in missing.refers] == [(three["northland"].origin, 1)]
    assert bodies_of(three, "observers", three["northland"].origin)[1] == b"slow"
    assert three["observers"].of(TellSuspected) == []


def test_refusals_after_the_deadline_are_suspected_and_withdrawn(three: Arrangement) -> None:
    """Only the author's own answer counts; what comes late ends the suspicion."""
    draft = three["northland"].draft("owed", to=("observers",))
    three["northland"].withholds = frozenset({FetchBox})
    three.submit("northland", replace(draft, deadline_ms=draft.at_ms + 4_000))
    three.pass_time(30_000)
    (told,) = three["observers"].of(TellSuspected)
    three["northland"].withholds = frozenset()
    three.pass_time(6_000)
    again = three["observers"].of(TellSuspected)[-1]

    assert isinstance(told.suspected, BodyWithheld)
    assert (told.suspected.party, told.suspected.seq) == ("northland", 1)
    assert again.is_withdrawn
    assert three["observers"].of(TellProved) == []


def test_a_cut_line_is_no_refusal(three: Arrangement) -> None:
    """A box that nobody can fetch is recorded as missing and suspects nobody."""
    three["northland"].withholds = frozenset()
    three.submit("northland", three["northland"].draft("far away", to=("observers",)))
    three.tick()
    three.tick()
    three.part("northland", "observers")
    three.pass_time(20_000)

    assert [each for each in three["observers"].of(TellSuspected) if each.suspected.word != "S2"] == []


def test_a_box_that_fails_its_entry_is_proved_and_rejected(three: Arrangement) -> None:
    """The author signed the digest of these sealed bytes and of their key: they do not hold what it committed to."""
    northland = three["northland"]
    draft = northland.draft("promised", to=("observers",))
    assert draft.box is not None
    body, dek = northland.bodies[draft.box.commitment]
    assert dek is not None
    other = seal_box(b"another body", salt=body.salt, dek=dek)
    lying = replace(draft, box=Box.of_sealed(replace(other.header, commitment=bytes.fromhex(draft.box.commitment))))
    seq = three.submit("northland", lying)[0].header.seq
    good = northland.box

    def box(effect: FetchBox) -> BoxReceived:
        return replace(good(effect), sealed=other.sealed)

    northland.extra["box"] = box
    three.pass_time(8_000)
    (told,) = three["observers"].of(TellProved)
    (rejected,) = three["observers"].of(RecordDraft)

    assert isinstance(told.proved, ProvedBrokenBox)
    assert told.proved.seq == seq
    assert told.proved.broken.fault in {BoxFault.SEAL, BoxFault.BODY}
    assert rejected.type == "reject"
    assert mirrored(three, "northland", "observers") == 2


def test_a_damaged_copy_is_asked_for_again(three: Arrangement) -> None:
    """Bytes that are not the ones that the entry names accuse nobody."""
    northland = three["northland"]
    good, count = northland.box, [0]

    def box(effect: FetchBox) -> BoxReceived:
        count[0] += 1
        found = good(effect)
        return found if count[0] > 1 else replace(found, sealed=found.sealed[:-1] + b"\0")

    northland.extra["box"] = box
    three.submit("northland", northland.draft("whole", to=("observers",)))
    three.pass_time(9_000)

    assert bodies_of(three, "observers", northland.origin)[1] == b"whole"
    assert three["observers"].of(TellProved) == []


def test_an_open_body_that_came_late_is_delivered_again(three: Arrangement) -> None:
    """The entry is told without it first."""
    northland = three["northland"]
    hidden = northland.draft("late")
    assert hidden.box is not None
    kept = northland.bodies.pop(hidden.box.commitment)
    northland.withholds = frozenset({FetchBody})
    three.submit("northland", hidden)
    three.pass_time(1_000)
    before = bodies_of(three, "observers", northland.origin)[1]
    northland.bodies[hidden.box.commitment] = kept
    northland.withholds = frozenset()
    three.pass_time(4_000)

    assert before is None
    assert bodies_of(three, "observers", northland.origin)[1] == b"late"


def test_everything_can_be_delivered_again_after_a_restart(three: Arrangement) -> None:
    """In order, from any entry on, boxes included; nothing twice by itself."""
    northland, observers = three["northland"], three["observers"]
    three.say("northland", *(f"entry {number}" for number in range(300)))
    three.submit("northland", northland.draft("sealed", to=("observers",)))
    three.pass_time(4_000)
    told = len(observers.of(Deliver))
    three.restart("observers")
    three.pass_time(2_000)
    again = [*observers.node.deliver_from(northland.origin, 2)]

    assert [each.entry.header.seq for each in again] == list(range(2, 302))
    assert again[0].body is not None
    assert again[0].body.content == b"entry 1"
    assert again[-1].body is not None
    assert again[-1].body.content == b"sealed"
    assert len(observers.of(Deliver)) == told


def test_a_denied_receipt_is_proved(three: Arrangement) -> None:
    """E5: the entry that says "missing" states the hash of a note on which its own mirror had vouched for it."""
    northland, observers = three["northland"], three["observers"]
    (entry,) = three.submit("northland", northland.draft("delivered", to=("observers",)))
    three.pass_time(3_000)
    refers = (Reference(northland.origin, 1, entry.leaf.hex()),)
    three.submit("observers", replace(observers.draft("missing", kind="blob.missing"), refers=refers))
    three.pass_time(3_000)
    (told,) = northland.of(TellProved)

    assert told.proved == ProvedDenial(party="observers", origin=northland.origin, seq=1, denied_in=1)


def test_what_was_missing_before_the_receipt_is_no_denial(three: Arrangement) -> None:
    """Nor is it one that others deny."""
    northland, observers = three["northland"], three["observers"]
    northland.withholds = frozenset({FetchBox})
    three.submit("northland", northland.draft("slow", to=("observers",)))
    three.pass_time(8_000)
    refers = (Reference(northland.origin, 0, "0" * 64),)
    three.submit("hill-league", replace(three["hill-league"].draft("about it", kind="reject"), refers=refers))
    three.pass_time(3_000)

    assert [each.type for each in observers.of(RecordDraft)] == ["blob.missing"]
    assert northland.of(TellProved) == []


def test_many_boxes_are_fetched_a_few_at_once(three: Arrangement) -> None:
    """No more are asked for than a peer's queue holds, and all of them come."""
    northland = three["northland"]
    three.submit("northland", *(northland.draft(f"box {number}", to=("observers",)) for number in range(150)))
    three.tick()
    three.tick_lazily()
    waiting = len(three["observers"].node._state.logs[northland.origin].boxes_out)
    three.pass_time(3_000)

    assert waiting <= 64
    assert bodies_of(three, "observers", northland.origin)[150] == b"box 149"
    assert mirrored(three, "northland", "observers") == 151
