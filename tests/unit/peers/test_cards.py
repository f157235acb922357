# SPDX-License-Identifier: Apache-2.0
"""A card is read in its one form, names one log, and nobody else's word is taken for it. EXERCISE."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept_log import BODY, LOG
from truceline.base.errors import LimitError, NodeError
from truceline.ledger.keyring import KeyBody
from truceline.peers.cards import PeerCard, parse_card, same_fingerprint

CARD = PeerCard(
    party="northland",
    genesis=BODY,
    issuer="truceline:AAAA-BBBB",
    audience="truceline:northland",
    token_key=LOG.public,
    certificate=b"\x30\x82 not looked at before it is used",
    is_exercise=True,
)


def test_a_card_is_read_as_it_was_written() -> None:
    """The same bytes, and the log that its first entry names."""
    read = parse_card(CARD.to_bytes())

    assert read == CARD
    assert read.origin.startswith("truceline.example/exercise/northland/")
    assert read.keys.log_key == LOG.public


def test_a_fingerprint_is_compared_as_it_is_read_aloud() -> None:
    """Groups, spaces and small letters do no harm; another card has another one."""
    said = CARD.fingerprint
    other = replace(CARD, audience="truceline:other")

    assert len(said) == 39
    assert same_fingerprint(said.lower().replace("-", " "), CARD)
    assert not same_fingerprint(said, other)
    assert not same_fingerprint("", CARD)
    assert not same_fingerprint(said[:-1], CARD)


@pytest.mark.parametrize("place", range(0, len(CARD.to_bytes()), 7))
def test_every_altered_byte_gives_another_card_or_none(place: int) -> None:
    """Whoever alters a card on its way is heard at the telephone at the latest."""
    altered = bytearray(CARD.to_bytes())
    altered[place] ^= 1
    try:
        read = parse_card(bytes(altered))
    except NodeError:
        return
    assert read.fingerprint != CARD.fingerprint


@pytest.mark.parametrize("length", [0, 1, 50, len(CARD.to_bytes()) - 1])
def test_a_cut_card_is_none(length: int) -> None:
    """Nor is one with more behind it."""
    with pytest.raises(NodeError):
        parse_card(CARD.to_bytes()[:length])
    with pytest.raises(NodeError):
        parse_card(CARD.to_bytes() + b"\n")


def test_a_card_of_another_party_than_its_log_is_refused() -> None:
    """Nobody gives his log the name of another's node."""
    with pytest.raises(NodeError, match="expected the log of southland"):
        parse_card(replace(CARD, party="southland").to_bytes())


@pytest.mark.parametrize("party", ["../north", "north/land", "North", "north land", "", ".north", "n" * 65])
def test_a_party_that_could_be_a_path_is_refused(party: str) -> None:
    """The name of a card's file is made of it."""
    with pytest.raises(NodeError):
        parse_card(replace(CARD, party=party).to_bytes())


def test_what_is_too_large_is_refused_before_it_is_read() -> None:
    """The card and its certificate."""
    with pytest.raises(LimitError):
        parse_card(replace(CARD, genesis=KeyBody(salt=bytes(32), content=b"x" * 70_000)).to_bytes())
    with pytest.raises(NodeError):
        parse_card(replace(CARD, certificate=bytes(9_000)).to_bytes())


@given(st.binary(max_size=300))
def test_other_bytes_are_no_card(content: bytes) -> None:
    """They are refused on purpose, whatever they are."""
    with pytest.raises(NodeError):
        parse_card(content)
