# SPDX-License-Identifier: Apache-2.0
"""Tokens of a node's own: who may have which, for how long.

Rules:
    - The node's own tokens may speak for any party of its library: whoever can unlock the node decides that. A party
      with a node of its own, whose card this one took, speaks there alone.
    - A role is given whole; a token that may do less is a token of another role.
    - The officer's name stands in the token alone. The store keeps a pseudonym (docs/node-folder.md).
"""

from collections.abc import Collection
from dataclasses import dataclass

from truceline.agreement.library import not_found
from truceline.base.errors import AuthorityError, InputError, NotFoundError
from truceline.base.instants import NS_PER_S
from truceline.bootstrap.keys_file import Keys
from truceline.bootstrap.settings import Settings
from truceline.coordination.roles import Role, scopes_of, speaks
from truceline.crypto.randomness import random_bytes
from truceline.crypto.store_key import StoreKey
from truceline.crypto.tokens import TokenClaims, issue_token, token_key

FIRST_TOKEN_HOURS = 24
"""How long the token holds that ``init`` prints [h]."""
OFFICER_CHARACTERS_MAX = 64
_ID_BYTES = 16
_S_PER_HOUR = 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whom a token is for.

    Attributes:
        officer: The name.
        party: For which party.
        role: As what.
    """

    officer: str
    party: str
    role: Role


def make_claims(
    bearer: Bearer, *, keys: Keys, settings: Settings, parties: Collection[str], hours: int, now_ns: int
) -> TokenClaims:
    """Say what a token of this node says.

    Args:
        bearer: Whom it is for.
        keys: The node's keys, for its name.
        settings: The node's settings.
        parties: Ids of the parties that its library knows.
        hours: How long it holds [h].
        now_ns: The present instant [ns since 1970 UTC].

    Returns:
        The claims, with an id drawn anew.

    Raises:
        NotFoundError: The library does not know the party.
        InputError: A name that is none, or longer than a token may hold.
    """
    if bearer.party not in parties:
        known = set(parties)
        raise NotFoundError(not_found("--party", bearer.party, known, settings.library))
    check_officer(bearer.officer)
    if not 1 <= hours <= settings.token_lifetime_hours_max:
        expected = f"1 to {settings.token_lifetime_hours_max} (token_lifetime_hours_max in settings.yaml)"
        message = f"--hours: expected {expected}, got {hours}"
        raise InputError(message)
    now_s = now_ns // NS_PER_S
    return TokenClaims(
        id=random_bytes(_ID_BYTES).hex(),
        issuer=issuer_name(keys),
        audience=settings.audience,
        officer=bearer.officer,
        party=bearer.party,
        role=bearer.role,
        scopes=tuple(sorted(scopes_of(bearer.role))),
        issued_s=now_s,
        expires_s=now_s + hours * _S_PER_HOUR,
    )


def refuse_elsewhere(bearer: Bearer, parties_elsewhere: Collection[str]) -> None:
    """Refuse to let somebody speak here for a party that has a node of its own.

    Args:
        bearer: Whom a token is for.
        parties_elsewhere: Parties whose cards this node took.

    Raises:
        AuthorityError: The party is one of them, and the role may file or state.
    """
    if bearer.party in parties_elsewhere and speaks(bearer.role):
        message = (
            f"--party: expected a party that speaks here, got {bearer.party}, which has a node of its own (truceline "
            f"peer list): a token with which its {bearer.role} files or states is issued there"
        )
        raise AuthorityError(message)


def check_officer(name: str) -> None:
    """Refuse a name that cannot stand in a token.

    Raises:
        InputError: It is one.
    """
    if not 0 < len(name) <= OFFICER_CHARACTERS_MAX or not name.isprintable() or name != name.strip():
        expected = f"1 to {OFFICER_CHARACTERS_MAX} printable characters without spaces at the ends"
        message = f"--officer: expected {expected}, got {name!r:.80}"
        raise InputError(message)


def sign(claims: TokenClaims, key: StoreKey) -> str:
    """Write and sign a token.

    Raises:
        LockedError: The node is locked.
    """
    return issue_token(claims, token_key(key))


def issuer_name(keys: Keys) -> str:
    """Give the name under which a node issues its own tokens (``iss``)."""
    return f"truceline:{keys.identity.fingerprint}"
