# SPDX-License-Identifier: Apache-2.0
"""Admissions: a party's own account that its own forces acted; and accounts that run against who gives them.

Rules:
    - An admission names at least one force of the teller's own as having acted; others named with it leave open which
      of them did. What its teller denies or calls unlikely is none.
    - It is *against interest* when the act is of a type that agreements mostly bar (families V1 to V8: force, movement,
      presence, harm, hindrance) and another source lays it to the same party without telling it otherwise. It is a mark
      of form: nobody's motive is judged.
    - So is an account by which a party clears a force that is not its own and that another source names.

Source:
    docs/origins.md; coding of families in ``picture.kinds``.
"""

from collections.abc import Iterable, Mapping, Sequence

from truceline.corroboration.rivalry import is_rival_account
from truceline.picture.actors import Force
from truceline.picture.acts import Account
from truceline.picture.kinds import KIND_BY_CODE

_BARRED_FAMILIES = frozenset({"V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8"})
_NOT_STATED = frozenset({"denied", "unlikely"})


def parties_of(forces: Iterable[Force]) -> dict[str, str]:
    """Give the party of every force that is on record as a party's."""
    return {force.id: force.party for force in forces if force.party}


def is_admission(account: Account, party_of: Mapping[str, str]) -> bool:
    """Say whether a party itself says that its own forces acted.

    Args:
        account: The account.
        party_of: The party of each force.

    Returns:
        Whether an actor that it names is its teller's own.

    Source:
        The rules at the head of this module.
    """
    party = account.source.party
    is_told = bool(party and account.actor) and account.source.certainty not in _NOT_STATED
    return is_told and any(party in {actor, party_of.get(actor)} for actor in account.actor)


def parties_admitting(accounts: Iterable[Account], party_of: Mapping[str, str]) -> tuple[str, ...]:
    """List the parties that say themselves that they acted, in alphabetical order.

    Source:
        ``is_admission``.
    """
    return tuple(sorted({account.source.party for account in accounts if is_admission(account, party_of)}))


def is_against_interest(account: Account, others: Sequence[Account], party_of: Mapping[str, str]) -> bool:
    """Say whether an account runs against the party that gives it.

    Args:
        account: The account.
        others: The further accounts of the same act.
        party_of: The party of each force.

    Returns:
        Whether it admits what another source lays to its teller, or clears a stranger whom another source names.

    Source:
        The rules at the head of this module.
    """
    party = account.source.party
    strangers = [other for other in others if other.source.origin_id != account.source.origin_id]
    if not party:
        return False
    if is_admission(account, party_of) and _is_barred(account):
        return any(_lays_to(other, party, party_of) and not is_rival_account(account, other) for other in strangers)
    cleared = {actor for actor in account.not_actor if party not in {actor, party_of.get(actor)}}
    return any(cleared.intersection(other.actor) for other in strangers)


def _is_barred(account: Account) -> bool:
    kinds = [KIND_BY_CODE[code] for code in account.kind if code in KIND_BY_CODE]
    return any(kind.family in _BARRED_FAMILIES or kind.code == "force" for kind in kinds)


def _lays_to(account: Account, party: str, party_of: Mapping[str, str]) -> bool:
    return any(party in {actor, party_of.get(actor)} for actor in account.actor)
