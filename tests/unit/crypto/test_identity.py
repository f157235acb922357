# SPDX-License-Identifier: Apache-2.0
"""The node's identity: opens with its store key alone, and only unaltered."""

import re
from dataclasses import replace

import pytest

from tampering import flipped
from truceline.base.errors import AuthorityError
from truceline.crypto.derivation import Purpose
from truceline.crypto.identity import fingerprint, make_identity, open_identity, public_half
from truceline.crypto.sealing import join_fields, seal
from truceline.crypto.store_key import StoreKey

KEY = StoreKey(bytes(range(32)))
IDENTITY = make_identity(
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"), KEY, nonce=bytes(12)
)


def test_the_public_half_is_that_of_the_rfc() -> None:
    """RFC 8032, section 7.1, test 1."""
    assert IDENTITY.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


def test_it_opens_with_its_store_key() -> None:
    """What signs belongs to what is public."""
    private = open_identity(IDENTITY, KEY)

    private.public_key().verify(private.sign(b"words"), b"words")
    assert private.public_key().public_bytes_raw() == IDENTITY.public


def test_it_opens_with_no_other_store_key() -> None:
    """Another store key is told so."""
    with pytest.raises(AuthorityError):
        open_identity(IDENTITY, StoreKey(b"\x01" * 32))


def test_every_flipped_bit_is_refused() -> None:
    """Nobody puts another public half beside the sealed one."""
    altered = [
        *(replace(IDENTITY, public=each) for each in flipped(IDENTITY.public)),
        *(replace(IDENTITY, nonce=each) for each in flipped(IDENTITY.nonce)),
        *(replace(IDENTITY, sealed=each) for each in flipped(IDENTITY.sealed)),
    ]

    for each in altered:
        with pytest.raises(AuthorityError):
            open_identity(each, KEY)


def test_a_seed_of_another_key_is_refused() -> None:
    """Even sealed under the right store key and bound to the public half beside it."""
    other = make_identity(b"\x03" * 32, KEY, nonce=bytes(12))
    bound = join_fields(b"truceline identity v1", IDENTITY.public)
    sealed = seal(KEY.derive(Purpose.IDENTITY_SEAL), b"\x03" * 32, nonce=bytes(12), bound=bound)

    assert other.public != IDENTITY.public
    with pytest.raises(AuthorityError, match="expected the private key of the public one"):
        open_identity(replace(IDENTITY, sealed=sealed), KEY)


def test_its_fingerprint_can_be_read_aloud() -> None:
    """Eight groups of four, and another for another key."""
    assert re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){7}", IDENTITY.fingerprint)
    assert fingerprint(public_half(b"\x02" * 32)) != IDENTITY.fingerprint
