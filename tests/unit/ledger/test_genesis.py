# SPDX-License-Identifier: Apache-2.0
"""The body of a first entry: one form, keys that may be enrolled, and a succession that the root key signed."""

from dataclasses import replace
from hashlib import sha256

import pytest
import rfc8785

from kept_log import LOG, NEXT_LOG, ROOTS, genesis, root_digest
from recorded import OFFICER, ORIGIN, digest
from truceline.base.errors import RecordError, SignatureError
from truceline.crypto.notes import COSIGNATURE_TYPE, VerifierKey, encode_base64
from truceline.ledger.genesis import (
    GENESIS_LABEL,
    Genesis,
    Orphan,
    Succession,
    origin_of,
    parse_genesis,
    sign_succession,
)
from truceline.records.profile import parse_object

WITNESS = VerifierKey(name="northland.example/witness", type=COSIGNATURE_TYPE, public=ROOTS[3].public)
MIRROR = VerifierKey(name="northland.example/mirror", type=COSIGNATURE_TYPE, public=ROOTS[4].public)
FULL = genesis(witness_keys=(WITNESS,), mirror_keys=(MIRROR,), box_keys=(b"\x07" * 32,))
LATER = genesis(
    epoch=2,
    succession=Succession(
        succeeds=ORIGIN,
        orphans=(Orphan(size=7, root=b"\x01" * 32), Orphan(size=9, root=b"\x02" * 32)),
        signature=bytes(64),
    ),
)


def changed(body: bytes, **fields: object) -> bytes:
    """Give a body with some fields changed."""
    return rfc8785.dumps({**parse_object(body, has_names=True), **fields})  # type: ignore[dict-item]


def test_a_genesis_is_read_as_it_was_written() -> None:
    """All keys come back."""
    assert parse_genesis(FULL.to_bytes()) == FULL


def test_the_origin_holds_the_digest_of_the_body() -> None:
    """Whoever knows the origin knows the keys."""
    body = FULL.to_bytes()

    expected = sha256(GENESIS_LABEL + body).hexdigest()[:16]
    assert origin_of(body) == f"truceline.example/exercise/northland/{expected}"


def test_a_succession_is_signed_by_the_root_key() -> None:
    """Only the root key to which the lost log was committed opens the next one."""
    body = sign_succession(LATER, ROOTS[0])
    read = parse_genesis(body)

    assert read.succession is not None
    assert (read.epoch, read.succession.succeeds, len(read.succession.orphans)) == (2, ORIGIN, 2)
    with pytest.raises(SignatureError):
        parse_genesis(LATER.to_bytes())
    with pytest.raises(SignatureError):
        parse_genesis(changed(body, orphans=[[7, "01" * 32]]))


ODD: dict[str, dict[str, object]] = {
    "an epoch of nought": {"epoch": 0},
    "an epoch in text": {"epoch": "1"},
    "an epoch that is true": {"epoch": True},
    "a second epoch that succeeds nothing": {"epoch": 2},
    "an unknown field": {"more": 1},
    "a party with a space": {"party": "north land"},
    "a party that is a number": {"party": 1},
    "a short digest": {"next_root": "00"},
    "a digest that is a number": {"next_root": 1},
    "a key that is a number": {"log_key": 1},
    "a key that is no base64": {"log_key": "?"},
    "officers that are a list": {"officers": []},
    "an officer's key under another's id": {"officers": {digest("a")[:32]: encode_base64(LOG.public)}},
    "an officer that is a number": {"officers": {"a": 1}},
    "too many officers": {"officers": {str(number): "b" for number in range(201)}},
    "a box key that is a number": {"box_keys": {"a": 1}},
    "a mirror among witnesses": {"witness_keys": {MIRROR.name: MIRROR.to_text()}},
    "a witness among mirrors": {"mirror_keys": {WITNESS.name: WITNESS.to_text()}},
    "a witness under another name": {"witness_keys": {"other": WITNESS.to_text()}},
    "keys of witnesses that are no object": {"witness_keys": "a"},
    "a name with a space": {"witness_keys": {"a b": WITNESS.to_text()}},
}


@pytest.mark.parametrize("name", ODD)
def test_another_body_is_refused(name: str) -> None:
    """Each rule is held, one by one."""
    with pytest.raises(RecordError, match=r"expected .*, got "):
        parse_genesis(changed(FULL.to_bytes(), **ODD[name]))


ODD_SUCCESSION: dict[str, dict[str, object]] = {
    "no orphans": {"orphans": []},
    "orphans that are no list": {"orphans": {}},
    "an orphan without its root": {"orphans": [[7]]},
    "an orphan that is no pair": {"orphans": [7]},
    "an orphan of no size": {"orphans": [[0, "01" * 32]]},
    "an orphan of a size in text": {"orphans": [["7", "01" * 32]]},
    "a short signature": {"root_sig": "AAAA"},
    "a succession of nothing": {"succeeds": 1},
}


@pytest.mark.parametrize("name", ODD_SUCCESSION)
def test_another_succession_is_refused(name: str) -> None:
    """Each rule is held, one by one."""
    with pytest.raises(RecordError, match=r"expected .*, got "):
        parse_genesis(changed(sign_succession(LATER, ROOTS[0]), **ODD_SUCCESSION[name]))


def test_a_key_of_small_order_is_refused() -> None:
    """With it, some signatures hold for any message."""
    with pytest.raises(SignatureError):
        parse_genesis(changed(FULL.to_bytes(), log_key="AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="))


def test_keys_are_sorted_when_written() -> None:
    """The order in which they were given changes nothing."""
    one, other = genesis(officers=(OFFICER.public, LOG.public)), genesis(officers=(LOG.public, OFFICER.public))

    assert one.to_bytes() == other.to_bytes()
    assert isinstance(replace(one, log_key=NEXT_LOG.public, next_root=root_digest(2)), Genesis)
