# SPDX-License-Identifier: Apache-2.0
"""Commitments: what is shown later is what was fixed, or it is refused."""

import json
from hashlib import sha256

import pytest
import rfc8785

from tampering import flipped
from truceline.base.errors import CommitmentError, LimitError, RecordError
from truceline.crypto.commitments import DisclosedField, body_commitment, field_digests, verify_body, verify_field

SALT = bytes(range(32))
FIELD = DisclosedField(name="loc", salt=bytes(range(16)), content=b'{"lat":350000000,"lon":380000000}')
OTHERS = (
    DisclosedField(name="loc#hill-league", salt=bytes(range(1, 17)), content=b'"about ten kilometres"'),
    DisclosedField(name="count", salt=bytes(range(2, 18)), content=b"12"),
)
DECOYS = (sha256(b"one").digest(), sha256(b"two").digest())
DIGESTS = field_digests([FIELD, *OTHERS], DECOYS)


def test_only_the_body_that_was_fixed_is_taken() -> None:
    """Any altered bit of body or salt, or a salt cut in favour of the body, is refused."""
    commitment = body_commitment(SALT, b"body")
    verify_body(commitment, SALT, b"body")
    for altered in flipped(b"body"):
        with pytest.raises(CommitmentError):
            verify_body(commitment, SALT, altered)
    for altered in (*flipped(SALT), SALT[:-1]):
        with pytest.raises(CommitmentError):
            verify_body(commitment, altered, b"body")
    with pytest.raises(CommitmentError):
        verify_body(commitment, SALT[:31], SALT[31:] + b"body")


def test_a_field_is_hashed_in_its_canonical_form() -> None:
    """As an independent writer of RFC 8785 has it."""
    listed = rfc8785.dumps([FIELD.name, FIELD.salt.hex(), json.loads(FIELD.content)])

    assert FIELD.digest == sha256(b"truceline/field/v1\n" + listed).digest()


def test_each_field_is_shown_alone() -> None:
    """The digests are sorted, decoys among them, and no field needs another."""
    assert list(DIGESTS) == sorted(DIGESTS)
    assert set(DECOYS) < set(DIGESTS)
    for each in (FIELD, *OTHERS):
        verify_field(each, DIGESTS)


@pytest.mark.parametrize(
    ("name", "salt", "content"),
    [
        ("loc2", FIELD.salt, FIELD.content),
        ("loc", FIELD.salt[::-1], FIELD.content),
        ("loc", FIELD.salt, b'{"lat":350000001,"lon":380000000}'),
    ],
)
def test_another_field_is_refused(name: str, salt: bytes, content: bytes) -> None:
    """Another name, salt or value."""
    with pytest.raises(CommitmentError, match="commits to"):
        verify_field(DisclosedField(name=name, salt=salt, content=content), DIGESTS)


@pytest.mark.parametrize("name", ["", "Loc", "1loc", "loc#", "loc##a", 'loc","x', "loc#A", "l" * 65, "l\u00f6c"])
def test_other_names_are_refused(name: str) -> None:
    """Nothing that would have to be escaped, or that could stand for two fields."""
    with pytest.raises(RecordError, match="expected a name"):
        DisclosedField(name=name, salt=bytes(16), content=b"1")


def test_a_short_salt_is_refused() -> None:
    """It could be tried."""
    with pytest.raises(RecordError, match="16 bytes"):
        DisclosedField(name="loc", salt=bytes(8), content=b"1")


def test_salts_and_values_are_not_shown_by_mistake() -> None:
    """Not in a log."""
    assert "350000000" not in repr(FIELD)
    assert FIELD.salt.hex() not in repr(FIELD)


def test_names_stand_once_and_digests_are_bounded() -> None:
    """Two values of one name would be two answers to one question."""
    with pytest.raises(RecordError, match="once"):
        field_digests([FIELD, DisclosedField(name="loc", salt=SALT[:16][::-1], content=b"1")])
    with pytest.raises(RecordError, match="once"):
        field_digests([FIELD], [FIELD.digest])
    with pytest.raises(LimitError, match="256"):
        field_digests([FIELD], [sha256(bytes([number])).digest() for number in range(256)])
