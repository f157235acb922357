# SPDX-License-Identifier: Apache-2.0
"""Laws of what is read from outside: notes, paths, bundles and policies are read in one form or refused, never more."""

from collections.abc import Callable

from hypothesis import example, given
from hypothesis import strategies as st

from signed_heads import MIRROR, WITNESS, cosigned, cosigner_key, head, log_key
from truceline.base.errors import NodeError
from truceline.crypto.checkpoints import parse_checkpoint
from truceline.crypto.notes import parse_key, parse_note
from truceline.crypto.tiles import make_bundle, parse_bundle, parse_path
from truceline.crypto.tlog_policy import parse_policy, write_policy

NOTE = cosigned(head(), WITNESS, MIRROR).to_bytes()
POLICY = (
    f"log {log_key().to_text()}\nwitness a {cosigner_key(WITNESS).to_text()}\n"
    f"witness b {cosigner_key(MIRROR).to_text()}\ngroup g any a b\nquorum g\n"
).encode()


@st.composite
def bent(draw: st.DrawFn, whole: bytes) -> bytes:
    """Give bytes near to good ones: some replaced, cut out or doubled."""
    start = draw(st.integers(0, len(whole)))
    end = draw(st.integers(start, min(len(whole), start + 40)))
    put = draw(
        st.binary(max_size=12) | st.sampled_from([b"\n", b" ", b"+", b"=", "\u2014".encode(), whole[start:end] * 2])
    )
    return whole[:start] + put + whole[end:]


def reads_in_one_form(read: Callable[[bytes], bytes], content: bytes) -> bool:
    """Say whether bytes are refused by a deliberate error, or come out again unchanged."""
    try:
        return read(content) == content
    except NodeError:
        return True


@given(bent(NOTE) | st.binary(max_size=200))
@example(NOTE)
def test_a_note_is_read_in_one_form(content: bytes) -> None:
    """No two byte strings are one note."""
    assert reads_in_one_form(lambda each: parse_note(each).to_bytes(), content)


@given(bent(head().to_body().encode()) | st.binary(max_size=100))
def test_a_head_is_read_in_one_form(content: bytes) -> None:
    """No two texts are one head."""
    assert reads_in_one_form(lambda each: parse_checkpoint(each.decode("latin-1")).to_body().encode("latin-1"), content)


@given(bent(log_key().to_text().encode()) | st.binary(max_size=100))
def test_a_key_is_read_in_one_form(content: bytes) -> None:
    """No two texts are one key."""
    assert reads_in_one_form(lambda each: parse_key(each.decode("latin-1")).to_text().encode("latin-1"), content)


@given(
    bent(b"/tile/entries/x001/x234/067.p/8") | st.from_regex(r"/tile/[0-9a-z]+/[x0-9/]+(\.p/[0-9]+)?").map(str.encode)
)
def test_a_path_is_read_in_one_form(content: bytes) -> None:
    """No two paths lead to one tile."""
    assert reads_in_one_form(lambda each: parse_path(each.decode("latin-1")).to_text().encode("latin-1"), content)


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=8), st.data())
def test_a_bundle_is_read_in_one_form(entries: list[bytes], data: st.DataObject) -> None:
    """Whole or refused."""
    whole = make_bundle(entries)

    assert parse_bundle(whole, len(entries)) == tuple(entries)
    assert reads_in_one_form(lambda each: make_bundle(parse_bundle(each, len(entries))), data.draw(bent(whole)))


@given(bent(POLICY) | st.binary(max_size=200))
def test_a_policy_that_is_read_is_one_that_can_be_written(content: bytes) -> None:
    """Comments and spaces apart it comes out as it went in."""
    try:
        policy = parse_policy(content)
    except NodeError:
        return

    assert parse_policy(write_policy(policy)) == policy
