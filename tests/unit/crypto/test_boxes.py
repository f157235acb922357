# SPDX-License-Identifier: Apache-2.0
"""Sealed boxes: the same text for every recipient, or a broken box that others can look at."""

from dataclasses import replace
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from tampering import flipped
from truceline.base.errors import AuthorityError, CommitmentError, LimitError, RecordError, SignatureError
from truceline.crypto.boxes import (
    _INFO,
    _SUITE,
    SIZE_CLASS_BYTES,
    WRAP_BYTES,
    BoxFault,
    BrokenBox,
    OpenedBox,
    SealedBox,
    box_key_id,
    box_public_half,
    check_box_key,
    check_padded_size,
    open_box,
    open_wrap,
    padded_size,
    seal_box,
    verify_broken_box,
    wrap_key,
)
from truceline.crypto.commitments import body_commitment
from truceline.crypto.sealing import seal

SALT, DEK = bytes(range(32)), bytes(range(32, 64))
BODY = b'{"text":"EXERCISE: relief column at the ford"}'
BOX = seal_box(BODY, salt=SALT, dek=DEK)
FIRST, SECOND = bytes([1] * 32), bytes([2] * 32)


def sealed_with(content: bytes, *, dek: bytes = DEK, commitment: bytes = BOX.header.commitment) -> SealedBox:
    """Give a box as a sender could make it who keeps to nothing but the length."""
    sealed = seal(dek, content, nonce=bytes(12), bound=commitment)
    digest = sha256(sealed).digest()
    header = replace(BOX.header, commitment=commitment, padded_bytes=len(content), sealed_digest=digest)
    return SealedBox(header=header, sealed=sealed)


def test_every_recipient_opens_the_same_text() -> None:
    """Two wraps, one sealed body."""
    for secret in (FIRST, SECOND):
        wrap = wrap_key(DEK, box_public_half(secret), commitment=BOX.header.commitment)
        opened = open_box(BOX, open_wrap(wrap, secret, commitment=BOX.header.commitment))

        assert opened == OpenedBox(body=BODY, salt=SALT, dek=DEK)
        assert len(wrap) == WRAP_BYTES


def test_the_commitments_are_those_of_the_entry() -> None:
    """Of salt and body, of the key, and of the sealed bytes."""
    assert BOX.header.commitment == sha256(SALT + BODY).digest() == body_commitment(SALT, BODY)
    assert BOX.header.key_commitment == sha256(DEK).digest()
    assert BOX.header.sealed_digest == sha256(BOX.sealed).digest()
    assert BOX.header.padded_bytes == SIZE_CLASS_BYTES
    assert len(BOX.sealed) == SIZE_CLASS_BYTES + 16


def test_a_wrap_opens_for_its_recipient_and_its_entry_alone() -> None:
    """Another key, another entry, any altered bit, any other length."""
    commitment = BOX.header.commitment
    wrap = wrap_key(DEK, box_public_half(FIRST), commitment=commitment)
    for secret, other in ((SECOND, commitment), (FIRST, bytes(32))):
        with pytest.raises(AuthorityError):
            open_wrap(wrap, secret, commitment=other)
    for altered in (*flipped(wrap), b"", wrap[:-1], wrap + b"\0"):
        with pytest.raises(AuthorityError):
            open_wrap(altered, FIRST, commitment=commitment)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_wrap_of_something_else_is_refused(length: int) -> None:
    """What is wrapped is a key and nothing longer, whatever a sender put into it."""
    public = X25519PublicKey.from_public_bytes(box_public_half(FIRST))
    wrap = _SUITE.encrypt(bytes(length), public, _INFO + BOX.header.commitment)
    with pytest.raises(AuthorityError, match="32 bytes"):
        open_wrap(wrap, FIRST, commitment=BOX.header.commitment)


def test_another_key_than_the_committed_one_is_a_broken_box() -> None:
    """A sender who gave two recipients two keys is found out by one of them."""
    found = open_box(BOX, bytes(32))

    assert isinstance(found, BrokenBox)
    assert found.fault is BoxFault.KEY
    assert not found.can_be_checked
    with pytest.raises(CommitmentError):
        verify_broken_box(found)


def test_altered_sealed_bytes_do_not_open() -> None:
    """Any bit, any other length: they are not the ones that the entry names, and show nothing to others."""
    for altered in (*list(flipped(BOX.sealed))[::37], BOX.sealed[:-1], BOX.sealed + b"\0", b""):
        found = open_box(replace(BOX, sealed=altered), DEK)

        assert isinstance(found, BrokenBox)
        assert found.fault is BoxFault.COPY
        assert not found.can_be_checked
        with pytest.raises(CommitmentError):
            verify_broken_box(found)


def test_a_sender_who_sealed_with_another_key_is_found_out() -> None:
    """He signed the digests of these bytes and of a key that does not open them."""
    other = sealed_with(bytes(512), dek=bytes(32))
    found = open_box(other, DEK)

    assert isinstance(found, BrokenBox)
    assert found.fault is BoxFault.SEAL
    verify_broken_box(found)


def test_a_sender_who_states_another_size_is_found_out() -> None:
    """The entry names the size of the sealed bytes and their digest."""
    found = open_box(replace(BOX, header=replace(BOX.header, padded_bytes=1024)), DEK)

    assert isinstance(found, BrokenBox)
    assert found.fault is BoxFault.FORM
    verify_broken_box(found)


def test_another_text_than_the_committed_one_is_a_broken_box() -> None:
    """It opens, and is not read: others can see why."""
    other = b'{"text":"EXERCISE: no column at all"}'
    content = (SALT + len(other).to_bytes(4, "big") + other).ljust(512, b"\0")
    found = open_box(sealed_with(content), DEK)

    assert isinstance(found, BrokenBox)
    assert found.fault is BoxFault.BODY
    assert not hasattr(found, "body")
    assert other.decode() not in repr(found)
    verify_broken_box(found)


@pytest.mark.parametrize(
    "content",
    [
        (SALT + len(BODY).to_bytes(4, "big") + BODY).ljust(511, b"\0") + b"\1",
        (SALT + (1000).to_bytes(4, "big") + BODY).ljust(512, b"\0"),
        (SALT + len(BODY).to_bytes(4, "big") + BODY).ljust(1024, b"\0"),
        SALT + len(BODY).to_bytes(4, "big") + BODY,
        b"short",
    ],
    ids=["filled with more", "longer than itself", "of a larger class", "not filled", "no body"],
)
def test_another_filling_is_a_broken_box(content: bytes) -> None:
    """Nothing can be hidden behind the body or said by its size."""
    found = open_box(sealed_with(content), DEK)

    assert isinstance(found, BrokenBox)
    assert found.fault is BoxFault.FORM
    verify_broken_box(found)


def test_a_whole_box_is_no_evidence() -> None:
    """Whoever calls a good box broken is not believed."""
    for fault in BoxFault:
        claimed = BrokenBox(fault=fault, header=BOX.header, sealed=BOX.sealed, dek=DEK)
        with pytest.raises(CommitmentError):
            verify_broken_box(claimed)


@pytest.mark.parametrize(("body", "padded"), [(0, 512), (476, 512), (477, 1024), (988, 1024), (989, 2048)])
def test_sizes_come_in_few_classes(body: int, padded: int) -> None:
    """512 bytes times a power of two, salt and length counted."""
    assert padded_size(body) == padded
    assert open_box(seal_box(bytes(body), salt=SALT, dek=DEK), DEK) == OpenedBox(body=bytes(body), salt=SALT, dek=DEK)
    check_padded_size(padded)


@pytest.mark.parametrize("size", [0, -512, 511, 513, 1536, 2**24])
def test_other_sizes_are_refused(size: int) -> None:
    """No sealed body has them."""
    with pytest.raises(RecordError):
        check_padded_size(size)


def test_large_bodies_are_refused() -> None:
    """Before anything is sealed."""
    with pytest.raises(LimitError):
        seal_box(bytes(8_000_001), salt=SALT, dek=DEK)


@pytest.mark.parametrize(
    "public",
    [
        bytes(32),
        b"\1" + bytes(31),
        bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
        b"",
    ],
)
def test_keys_that_everybody_opens_are_refused(public: bytes) -> None:
    """Points of small order: what they agree on is known to all."""
    with pytest.raises(SignatureError, match="small order"):
        check_box_key(public)


def test_keys_have_ids_of_their_own() -> None:
    """Thirty-two digits, apart from those of officers by their label."""
    public = box_public_half(FIRST)
    check_box_key(public)

    assert box_key_id(public) == sha256(b"truceline/box-key/v1\n" + public).hexdigest()[:32]
