# SPDX-License-Identifier: Apache-2.0
"""Messages of the ssh-agent: as its specification writes them; anything else is refused."""

import pytest

from agents import SECURITY_TOKEN
from truceline.base.errors import AuthorityError, RecordError
from truceline.crypto.agent_messages import (
    AgentKey,
    ask_for_keys,
    ask_for_signature,
    blob_of,
    read_keys,
    read_signature,
    ssh_fingerprint,
)
from truceline.crypto.sealing import join_fields

PUBLIC = bytes(range(32))
KEYS = b"\x0c\x00\x00\x00\x01" + join_fields(blob_of(PUBLIC), b"a key")
SIGNATURE = b"\x0e" + join_fields(join_fields(b"ssh-ed25519", bytes(64)))

BROKEN_KEYS = {
    "nothing": b"",
    "another kind": b"\x0e" + KEYS[1:],
    "a key less than told": b"\x0c\x00\x00\x00\x02" + KEYS[5:],
    "bytes left over": KEYS + b"\x00",
    "a million keys": b"\x0c\x00\x0f\x42\x40" + KEYS[5:],
    "a string longer than the answer": KEYS[:5] + b"\xff\xff\xff\xff" + KEYS[9:],
}
BROKEN_SIGNATURES = {
    "nothing": b"",
    "of another kind": b"\x0e" + join_fields(join_fields(b"ssh-rsa", bytes(64))),
    "too short": b"\x0e" + join_fields(join_fields(b"ssh-ed25519", bytes(63))),
    "bytes left over": SIGNATURE + b"\x00",
    "bytes left over inside": b"\x0e" + join_fields(join_fields(b"ssh-ed25519", bytes(64)) + b"\x00"),
}


def test_questions_are_as_specified() -> None:
    """A length, a kind, and the fields, with no flags."""
    assert ask_for_keys() == b"\x00\x00\x00\x01\x0b"
    assert ask_for_signature(b"K", b"D") == b"\x00\x00\x00\x0f\x0d\x00\x00\x00\x01K\x00\x00\x00\x01D\x00\x00\x00\x00"


def test_keys_are_read() -> None:
    """Name, fingerprint and the 32 bytes."""
    (key,) = read_keys(KEYS)

    assert key.comment == "a key"
    assert key.maybe_public() == PUBLIC
    assert key.type == "ssh-ed25519"


def test_a_fingerprint_is_that_of_ssh() -> None:
    """As ``ssh-keygen -l`` of OpenSSH 9.2 prints for this key."""
    assert ssh_fingerprint(blob_of(PUBLIC)) == "SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA"


@pytest.mark.parametrize(
    "blob",
    [SECURITY_TOKEN, join_fields(b"ssh-rsa", b"x", b"y"), join_fields(b"ssh-ed25519", bytes(31)), b"\x00", b""],
    ids=["a security token", "RSA", "a short key", "no key", "nothing"],
)
def test_keys_whose_signatures_vary_are_passed_over(blob: bytes) -> None:
    """Only a plain Ed25519 key has a public half for us."""
    assert AgentKey(blob=blob, comment="").maybe_public() is None


def test_a_certificate_is_no_key() -> None:
    """A field more after the key is something else."""
    assert AgentKey(blob=blob_of(PUBLIC) + join_fields(b"more"), comment="").maybe_public() is None


@pytest.mark.parametrize("answer", BROKEN_KEYS.values(), ids=BROKEN_KEYS)
def test_a_broken_list_is_refused(answer: bytes) -> None:
    """Whatever an agent says is bounded and checked."""
    with pytest.raises(RecordError, match="ssh-agent: expected"):
        read_keys(answer)


@pytest.mark.parametrize("answer", BROKEN_SIGNATURES.values(), ids=BROKEN_SIGNATURES)
def test_a_broken_signature_is_refused(answer: bytes) -> None:
    """A signature is 64 bytes of Ed25519 and nothing else."""
    with pytest.raises(RecordError, match="ssh-agent: expected"):
        read_signature(answer)


def test_a_refusal_is_told_as_one() -> None:
    """A locked agent, or an owner who says no."""
    with pytest.raises(AuthorityError, match="got a refusal"):
        read_signature(b"\x05")
