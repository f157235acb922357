# SPDX-License-Identifier: Apache-2.0
"""Who asks, by the token that a request shows.

Rules:
    - The algorithm is that of the issuer's key, never that of the token; ``none``, ``HS*`` and the name ``EdDSA``
      (deprecated) are refused.
    - An issuer vouches for its own parties and roles only. Scopes are those that token and role both name.
    - The token's own words reach nobody: outside the node a person is a pseudonym.
    - What was verified is remembered until it ends, by digest; the token itself is not kept.

Source:
    RFC 7519 (JWT), RFC 7515 (JWS), RFC 8725 (best practice), RFC 6750 (bearer), RFC 9864 (``Ed25519``).
"""

import base64
import binascii
import hashlib
import math
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jwt import PyJWS
from jwt.exceptions import PyJWTError

from truceline.app.caller import Caller
from truceline.base.clock import Clock
from truceline.base.errors import InputError, NotFoundError
from truceline.base.instants import NS_PER_S
from truceline.coordination.roles import Role, Scope, get_role, granted
from truceline.crypto.tokens import ALGORITHM, OTHER_ALGORITHM, jws
from truceline.http.problems import ProblemError
from truceline.http.token_keys import KeySource, TokenKey
from truceline.records.document import parse_json

SKEW_S = 5
"""How far clocks may differ [s]."""
CACHE_MAX = 10_000
"""Verified tokens that are remembered."""
_SUBJECT_MAX = 256
_CHALLENGE = 'Bearer realm="truceline", error="invalid_token"'
_ALGORITHMS = (ALGORITHM, OTHER_ALGORITHM)
_PARTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedIssuer:
    """Somebody whose tokens are taken.

    Attributes:
        name: ``iss``.
        parties: Parties for which it may speak.
        roles: Roles that it may give.
        algorithms: ``RS256``, ``Ed25519`` or both.
        keys: Its keys.
        lifetime_s_max: Its tokens end no later than so long after they were issued, and from now [s].
        scopes: What its tokens may ask at most, whatever their role may.
    """

    name: str
    parties: frozenset[str]
    roles: frozenset[Role]
    algorithms: tuple[str, ...]
    keys: KeySource = field(repr=False)
    lifetime_s_max: int
    scopes: frozenset[Scope] = frozenset(Scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A token that was verified."""

    caller: Caller
    issuer: str
    key: TokenKey
    from_s: float
    until_s: float


class TokenError(ProblemError):
    """A token that shows nobody whom this node knows."""

    def __init__(self, *, detail: str) -> None:
        super().__init__(code="unauthenticated", detail=f"token: {detail}", headers={"WWW-Authenticate": _CHALLENGE})


class Tokens:
    """Checks tokens of some issuers; an ``http.door.TokenCheck``."""

    def __init__(
        self,
        issuers: Sequence[TrustedIssuer],
        *,
        audience: str,
        clock: Clock,
        pseudonym: Callable[[str, str, str], str],
    ) -> None:
        """Keep whom to trust.

        Args:
            issuers: Whose tokens are taken.
            audience: What tokens must name as their audience.
            clock: Tells the present instant.
            pseudonym: Gives the pseudonym of an issuer's subject as the officer of a party, by the node's secret: one
                person who speaks for two parties has two, and nothing of the one is found under the other.
        """
        self._issuers = {each.name: each for each in issuers}
        self._audience = audience
        self._clock = clock
        self._pseudonym = pseudonym
        self._jws: PyJWS = jws()
        self._known: OrderedDict[bytes, _Known] = OrderedDict()

    def caller_of(self, token: str) -> Caller:
        """Give the caller of a token.

        Args:
            token: In the compact form of JWS.

        Returns:
            Who asks.

        Raises:
            ProblemError: The token shows nobody whom this node knows (401).
        """
        now_s = self._clock.now_ns() / NS_PER_S
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        known = self._known.get(digest)
        if known is None or not self._still_holds(known):
            known = self._verify(token, now_s)
            self._known[digest] = known
            if len(self._known) > CACHE_MAX:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(digest)
        _check_times(known.from_s, known.until_s, now_s)
        return known.caller

    def forget(self) -> None:
        """Forget every token, such as when the node is locked."""
        self._known.clear()

    def _still_holds(self, known: _Known) -> bool:
        """Say whether the key that signed a token is still a key of its issuer."""
        return any(known.key is each for each in self._issuers[known.issuer].keys.current())

    def _verify(self, token: str, now_s: float) -> _Known:
        header, claims = _read(token)
        issuer = self._issuers.get(str(claims.get("iss")))
        if issuer is None:
            raise TokenError(detail="expected the iss of an issuer that this node trusts")
        key = self._key_of(token, header, issuer)
        from_s, until_s = self._check_claims(claims, issuer, now_s)
        caller = replace(self._caller(claims, issuer), until_ns=int(until_s * NS_PER_S))
        return _Known(caller=caller, issuer=issuer.name, key=key, from_s=from_s, until_s=until_s)

    def _key_of(self, token: str, header: Mapping[str, object], issuer: TrustedIssuer) -> TokenKey:
        """Give the key that signed a token.

        Raises:
            TokenError: None of the issuer's did, in the way it signs.
        """
        algorithm, key_id = header.get("alg"), header.get("kid", "")
        if algorithm not in issuer.algorithms or algorithm not in _ALGORITHMS:
            wanted = " or ".join(issuer.algorithms)
            raise TokenError(detail=f"expected alg {wanted} of this issuer (RFC 9864 names Ed25519; EdDSA is refused)")
        if "crit" in header or "b64" in header:
            raise TokenError(detail="expected a header without crit and b64")
        for key in issuer.keys.current():
            if key.algorithm == algorithm and (not key_id or not key.id or key.id == key_id):
                try:
                    self._jws.decode(token, key.public, algorithms=[key.algorithm])
                except PyJWTError:
                    continue
                return key
        raise TokenError(detail="expected the signature of a key of its issuer")

    def _check_claims(self, claims: Mapping[str, object], issuer: TrustedIssuer, now_s: float) -> tuple[float, float]:
        """Check times and audience; give from when until when the token holds [s since 1970 UTC].

        Raises:
            TokenError: One of them is not as it must be.
        """
        issued_s, until_s = _instant_s(claims, "iat"), _instant_s(claims, "exp")
        from_s = max(issued_s, _instant_s(claims, "nbf") if "nbf" in claims else issued_s)
        if until_s <= issued_s or until_s - min(issued_s, now_s) > issuer.lifetime_s_max + SKEW_S:
            raise TokenError(detail=f"expected exp at most {issuer.lifetime_s_max} s after iat")
        _check_times(from_s, until_s, now_s)
        audience = claims.get("aud")
        if self._audience not in (audience if isinstance(audience, list) else [audience]):
            raise TokenError(detail="expected the aud of this node")
        return from_s, until_s

    def _caller(self, claims: Mapping[str, object], issuer: TrustedIssuer) -> Caller:
        """Say for whom a token speaks.

        Raises:
            TokenError: For somebody for whom its issuer may not speak.
        """
        subject, party = claims.get("sub"), claims.get("party")
        if not isinstance(subject, str) or not 0 < len(subject) <= _SUBJECT_MAX:
            raise TokenError(detail=f"expected a sub of 1 to {_SUBJECT_MAX} characters")
        if not isinstance(party, str) or party not in issuer.parties:
            raise TokenError(detail="expected a party for which its issuer may speak")
        try:
            role = get_role(str(claims.get("role")))
        except NotFoundError as error:
            raise TokenError(detail="expected a role that is known here") from error
        if role not in issuer.roles:
            raise TokenError(detail="expected a role that its issuer may give")
        scope = claims.get("scope", "")
        if not isinstance(scope, str):
            raise TokenError(detail="expected scope as one text of names with spaces between (RFC 8693), or none")
        scopes = granted(role, scope) & issuer.scopes
        return Caller(
            party=party,
            officer=self._pseudonym(issuer.name, party, subject),
            role=role.value,
            scopes=frozenset(each.value for each in scopes),
        )


def _check_times(from_s: float, until_s: float, now_s: float) -> None:
    if now_s >= until_s + SKEW_S:
        raise TokenError(detail="expected one that has not ended")
    if now_s < from_s - SKEW_S:
        raise TokenError(detail="expected one that holds already; are the clocks right?")


def _read(token: str) -> tuple[dict[str, object], dict[str, object]]:
    """Read header and claims, of which nothing is believed yet.

    Raises:
        TokenError: They are none.
    """
    parts = token.split(".")
    if len(parts) != _PARTS:
        raise TokenError(detail="expected three parts, as RFC 7515 writes them")
    return _part(parts[0]), _part(parts[1])


def _part(text: str) -> dict[str, object]:
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        found = parse_json(content, "token")
    except (ValueError, binascii.Error, InputError) as error:
        raise TokenError(detail="expected base64url of JSON objects") from error
    if not isinstance(found, dict):
        raise TokenError(detail="expected base64url of JSON objects")
    return found


def _instant_s(claims: Mapping[str, object], name: str) -> float:
    number = claims.get(name)
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        raise TokenError(detail=f"expected {name} as a number of seconds since 1970")
    return float(min(max(number, 0), 2**40))
