# SPDX-License-Identifier: Apache-2.0
"""Keys of one use each: known answers, and no two alike."""

import pytest

from truceline.base.errors import LockedError
from truceline.crypto.derivation import KEY_BYTES, Purpose, derive, hkdf
from truceline.crypto.store_key import StoreKey

VECTORS = {
    "RFC 5869, test case 1": (
        b"\x0b" * 22,
        bytes(range(13)),
        bytes(range(0xF0, 0xFA)),
        42,
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ),
    "RFC 5869, test case 3": (
        b"\x0b" * 22,
        b"",
        b"",
        42,
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    ),
}


@pytest.mark.parametrize(("secret", "salt", "info", "length", "expected"), VECTORS.values(), ids=VECTORS)
def test_known_answers(secret: bytes, salt: bytes, info: bytes, length: int, expected: str) -> None:
    """The vectors of the RFC come out."""
    assert hkdf(secret, salt=salt, info=info, length=length).hex() == expected


def test_no_two_purposes_have_one_key() -> None:
    """Each purpose has its own key, and none is the store key."""
    key = bytes(range(32))
    made = {derive(key, purpose) for purpose in Purpose}

    assert len(made) == len(Purpose)
    assert key not in made
    assert {len(each) for each in made} == {KEY_BYTES}


def test_a_wiped_key_derives_nothing() -> None:
    """After locking nothing can be derived, and what stood there is overwritten."""
    key = StoreKey(bytes(range(32)))
    content = key.reveal()
    key.wipe()

    assert content == bytes(32)
    with pytest.raises(LockedError, match="expected an unlocked node"):
        key.derive(Purpose.PSEUDONYMS)


def test_a_printed_key_shows_nothing() -> None:
    """Neither its text nor its form for programmers holds a byte of it."""
    key = StoreKey(b"\xab" * 32)

    assert f"{key!r} {key}" == "StoreKey(hidden) StoreKey(hidden)"
