# SPDX-License-Identifier: Apache-2.0
"""What passes between nodes is read in one form, within bounds, and written as it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.base.errors import NodeError
from truceline.crypto.boxes import WRAP_BYTES
from truceline.http.routes.record import _EXAMPLE as EXAMPLE
from truceline.ledger.keyring import KeyBody
from truceline.peers import wire
from truceline.peers.wire import ShownHead, ShownNotes, SomeBodies

HASHES = st.lists(st.binary(min_size=32, max_size=32), max_size=63).map(tuple)
BODY = KeyBody(salt=bytes(32), content=b'{"record":"EXERCISE"}')
READERS = [wire.parse_notes, wire.parse_body, wire.parse_bodies, wire.parse_box, wire.parse_head]


def test_the_example_of_the_api_is_one_that_works() -> None:
    """Whoever tries it gets no refusal for its form."""
    assert wire.parse_notes(EXAMPLE.encode()) == ShownNotes(notes=())


@given(old=st.integers(0, 2**63 - 1), proof=HASHES, note=st.binary(min_size=1, max_size=500))
def test_a_shown_head_is_read_as_it_was_written(old: int, proof: tuple[bytes, ...], note: bytes) -> None:
    """As C2SP tlog-witness has it."""
    shown = ShownHead(old_size=old, proof=proof, note=note)

    assert wire.parse_head(wire.write_head(shown)) == shown


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"old 1",
        b"old 1\n",
        b"old 01\n\nnote",
        b"old -1\n\nnote",
        b"old +1\n\nnote",
        b"old 9223372036854775808\n\nnote",
        b"OLD 1\n\nnote",
        b"old 1 \n\nnote",
        b"old 1\r\n\r\nnote",
        b"old 1\nAAAA\n\nnote",
        b"old 1\n" + b"A" * 43 + b"\n\nnote",
        b"old 1\n" + b"\n".join([b"A" * 43 + b"="] * 64) + b"\n\nnote",
        b"old 1\n" + b"A" * 5_000 + b"\n\nnote",
        b"old 1\n\n" + b"n" * 65_537,
        b"old \xd9\xa1\n\nnote",
    ],
)
def test_what_is_no_shown_head_is_refused(content: bytes) -> None:
    """Nothing is guessed."""
    with pytest.raises(NodeError):
        wire.parse_head(content)


def test_notes_and_boxes_and_bodies_are_read_as_they_were_written() -> None:
    """Each in its one form."""
    notes = ShownNotes(notes=(b"a", "\u2014 b".encode()), evidence=(b"c",))
    some = SomeBodies(bodies=((0, BODY), (7, BODY)), next=12)

    assert wire.parse_notes(wire.write_notes(notes)) == notes
    assert wire.parse_body(wire.write_body(BODY)) == BODY
    assert wire.parse_bodies(wire.write_bodies(some)) == some
    assert wire.parse_box(wire.write_box(b"sealed", bytes(WRAP_BYTES))) == (b"sealed", bytes(WRAP_BYTES))


def test_bodies_are_given_as_many_as_go_into_an_answer() -> None:
    """And the answer says from which entry on there are more."""
    large = KeyBody(salt=bytes(32), content=b"x" * 3_000_000)
    some = wire.some_bodies([(3, large), (5, large), (9, BODY)])

    assert [seq for seq, _ in some.bodies] == [3]
    assert some.next == 5
    assert wire.some_bodies([(5, large), (9, BODY)]).next == 0


@pytest.mark.parametrize(
    "content",
    [
        wire.write_notes(ShownNotes(notes=(b"x",) * 17)),
        wire.write_notes(ShownNotes(notes=(b"x" * 65_537,))),
        wire.write_notes(ShownNotes(notes=(), evidence=(b"x" * 4_097,))),
        b'{"notes":[]}',
        b'{"evidence":[],"notes":[],"x":1}',
        b'{"notes":[],"evidence":[]}',
        b'{"evidence":[],"notes":["AA"]}',
        b'{"evidence":[],"notes":[1]}',
        b'{"evidence":[],"evidence":[],"notes":[]}',
    ],
)
def test_notes_beyond_the_bounds_or_in_another_form_are_refused(content: bytes) -> None:
    """Sixteen of 64 KiB, and proofs of 4 KB."""
    with pytest.raises(NodeError):
        wire.parse_notes(content)


@pytest.mark.parametrize("order", [(2, 1), (1, 1)])
def test_bodies_out_of_order_are_refused(order: tuple[int, int]) -> None:
    """Each entry has one body."""
    content = wire.write_bodies(SomeBodies(bodies=tuple((seq, BODY) for seq in order)))
    with pytest.raises(NodeError):
        wire.parse_bodies(content)


@given(st.sampled_from(READERS), st.binary(max_size=200))
def test_other_bytes_are_refused_on_purpose(read: object, content: bytes) -> None:
    """Never by a fault of ours."""
    assert callable(read)
    with pytest.raises(NodeError):
        read(content)
