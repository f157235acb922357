# SPDX-License-Identifier: Apache-2.0
"""Files of token keys: one key in one block, and nothing beside it."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from truceline.base.errors import InputError
from truceline.http.token_keys import read_keys

KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
PRIVATE = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_one_public_key_is_read() -> None:
    """Space around it means nothing."""
    assert [key.algorithm for key in read_keys(b"\n" + PUBLIC + b"\n", "key.pem")] == ["Ed25519"]


@pytest.mark.parametrize(
    "further", [PUBLIC, PRIVATE, b"-----BEGIN CERTIFICATE-----"], ids=["public", "private", "part"]
)
def test_a_second_block_is_refused(further: bytes) -> None:
    """Whether a second key holds is never left to the reader, and a private one is not read over."""
    with pytest.raises(InputError, match="expected one block"):
        read_keys(PUBLIC + further, "key.pem")


def test_a_private_key_is_refused() -> None:
    """It has no place in a file of public keys."""
    with pytest.raises(InputError, match="one public key"):
        read_keys(PRIVATE, "key.pem")
