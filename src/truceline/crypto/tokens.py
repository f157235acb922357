# SPDX-License-Identifier: Apache-2.0
"""Tokens that a node issues itself: signed statements of who may ask what, and until when.

A token says whose officer its bearer is. Here tokens are written; who reads them checks signature, audience, times,
party, role and scope by its own rules.

Rules:
    - One algorithm, ``Ed25519`` (RFC 9864), with a key of its own: neither the node's identity nor the store key signs
      a token.
    - Whoever has the token has its rights until it ends: it is shown once and kept in no file of the node.

Source:
    RFC 7519 (JWT), RFC 7515 (JWS), RFC 7638 (thumbprint), RFC 8037 (OKP keys), RFC 9864 (``Ed25519``),
    RFC 8693, section 4.2 (``scope``).
"""

import base64
import hashlib
from dataclasses import dataclass

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from jwt.algorithms import OKPAlgorithm, RSAAlgorithm

from truceline.base.instants import NS_PER_S
from truceline.crypto.derivation import Purpose
from truceline.crypto.store_key import StoreKey

ALGORITHM = "Ed25519"
"""Name of the algorithm of the node's own tokens."""
OTHER_ALGORITHM = "RS256"
"""The other one that outside issuers may use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenClaims:
    """What a token says.

    Attributes:
        id: Its own id, never given twice.
        issuer: Who issues it.
        audience: For which node.
        officer: Whose it is.
        party: For which party the officer speaks.
        role: As what.
        scopes: What may be asked with it, sorted.
        issued_s: From when it holds [s since 1970 UTC].
        expires_s: First second at which it holds no more [s since 1970 UTC].
    """

    id: str
    issuer: str
    audience: str
    officer: str
    party: str
    role: str
    scopes: tuple[str, ...]
    issued_s: int
    expires_s: int

    def __post_init__(self) -> None:
        """Assert that it ends after it begins, and before anything overflows."""
        assert 0 < self.issued_s < self.expires_s < 2**62 // NS_PER_S


def issue_token(claims: TokenClaims, key: Ed25519PrivateKey) -> str:
    """Write and sign a token.

    Args:
        claims: What it says.
        key: From ``token_key``.

    Returns:
        The token, in the compact form of JWS.
    """
    content = {
        "iss": claims.issuer,
        "aud": claims.audience,
        "sub": claims.officer,
        "iat": claims.issued_s,
        "nbf": claims.issued_s,
        "exp": claims.expires_s,
        "jti": claims.id,
        "party": claims.party,
        "role": claims.role,
        "scope": " ".join(claims.scopes),
    }
    header = {"typ": "JWT", "kid": key_id(key.public_key())}
    return jws().encode(msgspec.json.encode(content), key, algorithm=ALGORITHM, headers=header)


def token_key(key: StoreKey) -> Ed25519PrivateKey:
    """Give the key that signs a node's own tokens.

    Raises:
        LockedError: The node is locked.
    """
    return Ed25519PrivateKey.from_private_bytes(key.derive(Purpose.SIGNING))


def jws() -> jwt.PyJWS:
    """Give a reader and writer of signed tokens that knows ``Ed25519`` and ``RS256`` and nothing else."""
    made = jwt.PyJWS(algorithms=[])
    made.register_algorithm(ALGORITHM, OKPAlgorithm())
    made.register_algorithm(OTHER_ALGORITHM, RSAAlgorithm(RSAAlgorithm.SHA256))
    return made


def key_id(public: Ed25519PublicKey) -> str:
    """Give the id of a key of tokens: its thumbprint.

    Source:
        RFC 7638, section 3; RFC 8037, appendix A.3.
    """
    required = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(public.public_bytes_raw())}
    return _base64url(hashlib.sha256(msgspec.json.encode(required)).digest())


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
