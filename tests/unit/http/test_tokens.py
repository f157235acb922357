# SPDX-License-Identifier: Apache-2.0
"""Tokens: what lets somebody in, and the many that do not."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from http_door import NOW_NS
from truceline.base.clock import FixedClock
from truceline.base.errors import InputError
from truceline.base.instants import NS_PER_S
from truceline.coordination.roles import Role
from truceline.crypto.tokens import jws, key_id
from truceline.http.problems import ProblemError
from truceline.http.token_keys import FileKeys, FixedKeys, read_keys, token_key_of
from truceline.http.tokens import Tokens, TrustedIssuer

NOW_S = NOW_NS // NS_PER_S
EDWARDS = Ed25519PrivateKey.generate()
RIVEST = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SHORT = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - to be refused
CLAIMS: dict[str, Any] = {
    "iss": "exercise",
    "sub": "ann",
    "aud": "node",
    "iat": NOW_S - 10,
    "exp": NOW_S + 600,
    "party": "northland",
    "role": "officer",
    "scope": "intents:file findings:read looks:read",
}


@dataclass
class MovingClock:
    """A clock that a test moves."""

    now: int = NOW_NS

    def now_ns(self) -> int:
        """Give the instant."""
        return self.now


def pem(public: rsa.RSAPublicKey) -> bytes:
    """Write a public key."""
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def checker(keys: Any = None, clock: Any = None, **changed: Any) -> Tokens:  # noqa: ANN401
    """Give a check that trusts one invented issuer."""
    held = FixedKeys((token_key_of(EDWARDS.public_key(), "one", ""), token_key_of(RIVEST.public_key(), "two", "")))
    issuer = TrustedIssuer(
        **{
            "name": "exercise",
            "parties": frozenset({"northland"}),
            "roles": frozenset({Role.OFFICER, Role.MONITOR}),
            "algorithms": ("Ed25519", "RS256"),
            "keys": keys or held,
            "lifetime_s_max": 3_600,
            **changed,
        }
    )
    return Tokens(
        [issuer],
        audience="node",
        clock=clock or FixedClock(NOW_NS),
        pseudonym=lambda issuer, _party, subject: f"pseudonym of {len(issuer + subject)}",
    )


def signed(key: Any = EDWARDS, header: dict[str, Any] | None = None, **changed: Any) -> str:  # noqa: ANN401
    """Sign claims; a claim that is None is left out."""
    claims = {name: value for name, value in {**CLAIMS, **changed}.items() if value is not None}
    algorithm = "Ed25519" if isinstance(key, Ed25519PrivateKey) else "RS256"
    return jws().encode(msgspec.json.encode(claims), key, algorithm=algorithm, headers=header)


def forged(header: dict[str, Any], content: bytes | None = None, signature: bytes = b"x") -> str:
    """Write a token by hand."""
    parts = (msgspec.json.encode(header), content or msgspec.json.encode(CLAIMS), signature)
    return ".".join(base64.urlsafe_b64encode(each).decode().rstrip("=") for each in parts)


@pytest.mark.parametrize("scope", [["intents:file"], {"intents:file": True}, 7, True])
def test_scopes_are_one_text(scope: object) -> None:
    """A list is no scope of RFC 8693; it is refused, and never read as no scope at all."""
    with pytest.raises(ProblemError) as raised:
        checker().caller_of(signed(scope=scope))

    assert raised.value.kind.code == "unauthenticated"
    assert "one text" in raised.value.detail


@pytest.mark.parametrize("key", [EDWARDS, RIVEST], ids=["Ed25519", "RS256"])
def test_a_good_token_says_who_asks(key: object) -> None:
    """Scopes are those that token and role both name; the person is a pseudonym."""
    caller = checker().caller_of(signed(key))

    assert (caller.party, caller.role) == ("northland", "officer")
    assert caller.scopes == {"intents:file", "findings:read"}
    assert "ann" not in caller.officer


def hmac_token() -> str:
    """Sign with the public key as if it were a shared secret."""
    digest = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    head = forged({"alg": "HS256", "typ": "JWT"}).rpartition(".")[0]
    secret = EDWARDS.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return head + "." + base64.urlsafe_b64encode(digest.sign(head.encode(), secret)).decode().rstrip("=")


BAD: dict[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "two parts": lambda: "a.b",
    "no base64": lambda: "ä.b.c",
    "no JSON": lambda: forged({}, b"{"),
    "a key twice": lambda: forged({"alg": "Ed25519"}, b'{"iss":"exercise","iss":"exercise"}'),
    "none": lambda: forged({"alg": "none"}, signature=b""),
    "a shared secret": hmac_token,
    "EdDSA": lambda: forged({"alg": "EdDSA"}),
    "an unknown algorithm": lambda: forged({"alg": ["Ed25519"]}),
    "crit": lambda: signed(header={"crit": ["x"], "x": 1}),
    "another key": lambda: signed(Ed25519PrivateKey.generate()),
    "another kid": lambda: signed(header={"kid": "two"}),
    "an altered claim": lambda: signed()[:-4] + "AAAA",
    "another issuer": lambda: signed(iss="somebody"),
    "no issuer": lambda: signed(iss=None),
    "no subject": lambda: signed(sub=None),
    "an empty subject": lambda: signed(sub=""),
    "no audience": lambda: signed(aud=None),
    "another audience": lambda: signed(aud="other"),
    "no issue time": lambda: signed(iat=None),
    "no end": lambda: signed(exp=None),
    "an end as text": lambda: signed(exp=str(NOW_S + 60)),
    "an end as truth": lambda: signed(exp=True),
    "over": lambda: signed(iat=NOW_S - 60, exp=NOW_S - 6),
    "not yet": lambda: signed(iat=NOW_S + 6),
    "not before": lambda: signed(nbf=NOW_S + 6),
    "too long": lambda: signed(exp=NOW_S + 3_700),
    "too long since": lambda: signed(iat=NOW_S - 3_500, exp=NOW_S + 600),
    "another party": lambda: signed(party="hill-league"),
    "no party": lambda: signed(party=None),
    "another role": lambda: signed(role="auditor"),
    "an unknown role": lambda: signed(role="king"),
    "no role": lambda: signed(role=None),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_token_lets_nobody_in(name: str) -> None:
    """Each is told 401 with a challenge, and nothing of the token is repeated."""
    token = BAD[name]()
    with pytest.raises(ProblemError) as caught:
        checker().caller_of(token)

    assert caught.value.kind.status == 401
    assert caught.value.headers["WWW-Authenticate"].startswith("Bearer ")
    assert "hill-league" not in caught.value.detail


@pytest.mark.parametrize("claims", [{"aud": ["x", "node"]}, {"nbf": NOW_S + 4}, {"iat": NOW_S - 90, "exp": NOW_S - 4}])
def test_clocks_may_differ_a_little(claims: dict[str, Any]) -> None:
    """Five seconds are let pass, and an audience may be one of several."""
    assert checker().caller_of(signed(**claims)).party == "northland"


def test_a_remembered_token_ends_all_the_same() -> None:
    """What was verified once is asked for its times each time."""
    clock = MovingClock()
    check, token = checker(clock=clock), signed(exp=NOW_S + 10)
    check.caller_of(token)
    clock.now += 16 * NS_PER_S

    with pytest.raises(ProblemError):
        check.caller_of(token)


def test_a_key_that_is_taken_away_opens_nothing_more(tmp_path: Path) -> None:
    """A changed file counts at once, also for tokens that were verified before; a missing one holds no key."""
    path, troubles = tmp_path / "keys.json", list[str]()
    path.write_bytes(msgspec.json.encode(jwk_set(EDWARDS.public_key())))
    check, token = checker(keys=FileKeys(path, troubles.append)), signed(header={"kid": key_id(EDWARDS.public_key())})

    assert check.caller_of(token).party == "northland"
    path.write_bytes(pem(RIVEST.public_key()))
    with pytest.raises(ProblemError):
        check.caller_of(token)
    assert check.caller_of(signed(RIVEST)).party == "northland"
    path.unlink()
    with pytest.raises(ProblemError):
        check.caller_of(signed(RIVEST))
    assert len(troubles) == 1


def jwk_set(public: Ed25519PublicKey) -> dict[str, list[dict[str, str]]]:
    """Write a set of one public key, as another party's issuer gives it."""
    content = base64.urlsafe_b64encode(public.public_bytes_raw()).decode().rstrip("=")
    told = {"kty": "OKP", "crv": "Ed25519", "x": content, "alg": "Ed25519", "use": "sig", "kid": key_id(public)}
    return {"keys": [told]}


def entry(**changed: Any) -> bytes:  # noqa: ANN401
    """Write a JWK Set of one key."""
    (known,) = jwk_set(EDWARDS.public_key())["keys"]
    return msgspec.json.encode({"keys": [{**known, **changed}]})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b'{"keys":[]}',
        b'{"keys":[1]}',
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        EDWARDS.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        pem(SHORT.public_key()),
        entry(d="AAAA"),
        entry(x="AAAA"),
        entry(use="enc"),
        entry(alg="EdDSA"),
        entry(kty="oct", k="AAAA"),
        msgspec.json.encode({"keys": jwk_set(EDWARDS.public_key())["keys"] * 2}),
        msgspec.json.encode({"keys": jwk_set(EDWARDS.public_key())["keys"] * 40}),
    ],
    ids=[
        "empty",
        "no set",
        "no key",
        "a number",
        "broken",
        "private",
        "short",
        "a private part",
        "a short point",
        "for sealing",
        "another algorithm",
        "a shared secret",
        "twice",
        "too many",
    ],
)
def test_a_file_without_usable_public_keys_is_refused(content: bytes) -> None:
    """It says what was expected; nothing is guessed."""
    with pytest.raises(InputError):
        read_keys(content, "EXERCISE keys")


@dataclass
class CountingKeys:
    """Counts how often keys are asked for."""

    held: FixedKeys
    asked: list[int] = field(default_factory=list)

    def current(self) -> Any:  # noqa: ANN401
        """Give the keys."""
        self.asked.append(1)
        return self.held.current()


def test_the_signature_is_checked_once() -> None:
    """The second request with the same token asks only whether the key still holds."""
    held = FixedKeys((token_key_of(EDWARDS.public_key(), "", ""),))
    check, token = checker(keys=CountingKeys(held)), signed()

    assert check.caller_of(token) is check.caller_of(token)
    check.forget()
    assert check.caller_of(token).party == "northland"
