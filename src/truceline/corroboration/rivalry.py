# SPDX-License-Identifier: Apache-2.0
"""When two accounts of one act cannot both be so: about who acted, or about where, who began, and told facts.

Only what differs for sure is rival. "One or several of these" meets every account that names one of them, an umbrella
meets everybody, and figures that differ are no rivals.

Source:
    docs/origins.md.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

from truceline.picture.actors import ActorKind, Force
from truceline.picture.acts import Account


def are_rival_attributions(accounts: Sequence[Account], forces: Mapping[str, Force]) -> bool:
    """Say whether two sources attribute an act to different actors, or one denies whom the other names.

    Args:
        accounts: Every account of the act.
        forces: The forces by id.

    Returns:
        Whether there are such two of different origin.

    Source:
        The head of this module.
    """
    return any(
        _names_others(one, other, forces) or _denies(one, other) or _denies(other, one)
        for one, other in combinations(accounts, 2)
        if one.source.origin_id != other.source.origin_id
    )


def are_rival_accounts(accounts: Sequence[Account]) -> bool:
    """Say whether two sources tell the same act otherwise: its zone, who began, or a fact.

    Source:
        The head of this module.
    """
    return any(
        is_rival_account(one, other)
        for one, other in combinations(accounts, 2)
        if one.source.origin_id != other.source.origin_id
    )


def is_rival_account(one: Account, other: Account) -> bool:
    """Say whether two accounts differ for sure about the zone, who began, or a told fact."""
    zones = {account.place.zone for account in (one, other) if account.place and account.place.zone}
    beginnings = {account.first_act for account in (one, other)} - {None}
    facts, others = one.facts or {}, other.facts or {}
    is_otherwise = any(facts[name] is not others[name] for name in facts.keys() & others.keys())
    return len(zones) > 1 or len(beginnings) > 1 or is_otherwise


def _names_others(one: Account, other: Account, forces: Mapping[str, Force]) -> bool:
    if not one.actor or not other.actor or "denied" in {one.source.certainty, other.source.certainty}:
        return False
    named = [*one.actor, *other.actor]
    if any(actor in forces and forces[actor].kind is ActorKind.UMBRELLA for actor in named):
        return False
    families = [{_family(actor, forces) for actor in account.actor} for account in (one, other)]
    return not families[0] & families[1]


def _family(actor: str, forces: Mapping[str, Force]) -> str:
    return (forces[actor].party if actor in forces else "") or actor


def _denies(one: Account, other: Account) -> bool:
    """Say whether one account denies everybody whom the other names."""
    denied = set(one.not_actor) | (set(one.actor) if one.source.certainty == "denied" else set())
    return bool(other.actor) and other.source.certainty != "denied" and set(other.actor) <= denied
