# SPDX-License-Identifier: Apache-2.0
"""Tokens of a node's own: what they say, by which key, and in which algorithm alone."""

import base64

import jwt
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from truceline.crypto.store_key import StoreKey
from truceline.crypto.tokens import TokenClaims, issue_token, jws, key_id, token_key

KEY = token_key(StoreKey(bytes(range(32))))
CLAIMS = TokenClaims(
    id="0a" * 16,
    issuer="truceline:AAAA",
    audience="truceline:northland",
    officer="Duty officer",
    party="northland",
    role="officer",
    scopes=("findings:read", "intents:file"),
    issued_s=1_700_000_000,
    expires_s=1_700_003_600,
)


def test_a_token_says_what_it_was_given() -> None:
    """Every claim stands in it, and its header names algorithm and key."""
    token = issue_token(CLAIMS, KEY)
    content = jws().decode(token, KEY.public_key(), algorithms=["Ed25519"])

    assert msgspec.json.decode(content) == {
        "iss": "truceline:AAAA",
        "aud": "truceline:northland",
        "sub": "Duty officer",
        "iat": 1_700_000_000,
        "nbf": 1_700_000_000,
        "exp": 1_700_003_600,
        "jti": "0a" * 16,
        "party": "northland",
        "role": "officer",
        "scope": "findings:read intents:file",
    }
    header = jwt.get_unverified_header(token)
    assert header == {"alg": "Ed25519", "kid": key_id(KEY.public_key()), "typ": "JWT"}


def test_another_nodes_key_does_not_verify() -> None:
    """Each node signs with its own."""
    other = token_key(StoreKey(b"\x01" * 32))

    with pytest.raises(jwt.InvalidSignatureError):
        jws().decode(issue_token(CLAIMS, KEY), other.public_key(), algorithms=["Ed25519"])


@pytest.mark.parametrize("algorithm", ["none", "HS256", "EdDSA", "ES256"])
def test_no_other_algorithm_is_known(algorithm: str) -> None:
    """A token cannot choose to be unsigned, or to be checked with a public key as a password."""
    head = base64.urlsafe_b64encode(msgspec.json.encode({"alg": algorithm, "typ": "JWT"})).decode().rstrip("=")
    _, content, signature = issue_token(CLAIMS, KEY).split(".")

    with pytest.raises(jwt.InvalidTokenError):
        jws().decode(f"{head}.{content}.{signature}", KEY.public_key(), algorithms=[algorithm])


def test_the_id_of_a_key_is_that_of_the_rfc() -> None:
    """RFC 8037, appendix A.3."""
    public = Ed25519PublicKey.from_public_bytes(
        base64.urlsafe_b64decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
    )

    assert key_id(public) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
