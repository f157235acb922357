# SPDX-License-Identifier: Apache-2.0
"""Signatures: the ones of the standard, refused when anything is altered; disagreement is an alarm."""

import pytest

from tampering import flipped
from truceline.base.errors import SignatureDisagreementError, SignatureError
from truceline.crypto import signatures
from truceline.crypto.signatures import Signer, check_enrolment, is_sampled, verify_again, verify_signature

SEED = bytes.fromhex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
SIGNER = Signer.from_seed(SEED)
SIGNATURE = SIGNER.sign(b"\xaf\x82")


def test_signatures_are_those_of_the_rfc() -> None:
    """RFC 8032, section 7.1, test 3."""
    assert SIGNER.public.hex() == "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
    assert SIGNATURE.hex() == (
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    )
    verify_signature(SIGNER.public, b"\xaf\x82", SIGNATURE)
    verify_again(SIGNER.public, b"\xaf\x82", SIGNATURE)


def test_the_secret_is_not_shown() -> None:
    """Neither by mistake nor in a log."""
    assert SEED.hex() not in repr(SIGNER)
    assert "_secret" not in repr(SIGNER)


@pytest.mark.parametrize("verify", [verify_signature, verify_again])
def test_every_altered_bit_is_refused(verify: signatures.VerifySignature) -> None:
    """Of the signature, of the message and of the key."""
    for altered in flipped(SIGNATURE):
        with pytest.raises(SignatureError):
            verify(SIGNER.public, b"\xaf\x82", altered)
    for altered in flipped(b"\xaf\x82"):
        with pytest.raises(SignatureError):
            verify(SIGNER.public, altered, SIGNATURE)
    for altered in flipped(SIGNER.public):
        with pytest.raises(SignatureError):
            verify(altered, b"\xaf\x82", SIGNATURE)


@pytest.mark.parametrize("length", [0, 31, 33, 63, 65, 96])
def test_other_lengths_are_refused(length: int) -> None:
    """Nothing is cut or filled."""
    content = (SIGNATURE + SIGNER.public)[:length]
    with pytest.raises(SignatureError):
        verify_signature(SIGNER.public, b"\xaf\x82", content)
    with pytest.raises(SignatureError):
        verify_signature(content, b"\xaf\x82", SIGNATURE)
    with pytest.raises(SignatureError):
        check_enrolment(content)


@pytest.mark.parametrize("lying", ["_libsodium_accepts", "_second_accepts"])
def test_a_library_alone_is_not_believed(lying: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever of the two accepts what the other refuses: refused, with an alarm that accuses nobody."""
    monkeypatch.setattr(signatures, lying, lambda *_: True)
    with pytest.raises(SignatureDisagreementError, match="nobody is accused: tell the operator"):
        verify_signature(SIGNER.public, b"other", SIGNATURE)


def test_a_library_alone_does_not_refuse_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """In bulk too, what libsodium refuses and the other accepts is an alarm."""
    monkeypatch.setattr(signatures, "_libsodium_accepts", lambda *_: False)
    with pytest.raises(SignatureDisagreementError):
        verify_again(SIGNER.public, b"\xaf\x82", SIGNATURE)


def test_in_bulk_the_second_library_is_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    """About one of 256, chosen by the signature itself; the others are not asked twice."""
    asked: list[bytes] = []

    def second(_public: bytes, _message: bytes, signature: bytes) -> bool:
        asked.append(signature)
        return True

    monkeypatch.setattr(signatures, "_second_accepts", second)
    for number in range(2000):
        message = str(number).encode()
        verify_again(SIGNER.public, message, SIGNER.sign(message))

    assert 2 <= len(asked) <= 20
    assert all(is_sampled(signature) for signature in asked)
