# SPDX-License-Identifier: Apache-2.0
"""The incident grade: how well it is established that an act took place as told, computed from lineage.

It is one of four scales that are kept apart. Reliability of a source, credibility of information and a claim held
beside a picture are given by persons (``picture.grades``) and never enter it; UCDP and ACLED precision codes stay what
they are. A grade says nothing about lawfulness and nothing about a party.

Rules, the first that holds decides:
    - ``discounted``: every account denies it, or every account that stands tells another cause or combatants only.
    - ``contested``: sources attribute it to different actors, or tell it otherwise in a way that excludes each other.
    - ``confirmed``: a party says itself that its own forces acted. Nothing else confirms, however many report it.
    - ``fair``: two or more independent origins, unless somebody tells that no belligerent was active near by.
    - ``weak``: anything less.

Source:
    Airwars methodology note (grades of allegations), with the independence rules of docs/origins.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from truceline.base.fourvalue import FourValue
from truceline.corroboration.admissions import is_admission
from truceline.corroboration.rivalry import are_rival_accounts, are_rival_attributions
from truceline.findings.origin_counts import OriginCounts
from truceline.picture.actors import Force
from truceline.picture.acts import Account

ACTIVITY = "belligerent_activity_near_by"
"""Told fact: a belligerent was active near by that day."""
OTHER_CAUSE = "other_cause"
"""Told fact: something else than an act of a belligerent caused it."""
COMBATANTS_ONLY = "combatants_only"
"""Told fact: only combatants were harmed."""
INDEPENDENT_LEAST = 2
"""Independent origins that make a grade fair."""


class IncidentGrade(StrEnum):
    """The five grades."""

    CONFIRMED = "confirmed"
    FAIR = "fair"
    WEAK = "weak"
    CONTESTED = "contested"
    DISCOUNTED = "discounted"


class GradeReason(StrEnum):
    """Which rule decided."""

    DENIED_BY_ALL = "denied_by_all"
    OTHER_CAUSE = "other_cause"
    COMBATANTS_ONLY = "combatants_only"
    RIVAL_ATTRIBUTION = "rival_attribution"
    RIVAL_ACCOUNT = "rival_account"
    ADMITTED = "admitted"
    ADMITTED_WITH_OTHERS = "admitted_with_others"
    """The party names its own forces and others, one or several of them."""
    INDEPENDENT_ORIGINS = "independent_origins"
    NO_ACTIVITY_NEAR_BY = "no_activity_near_by"
    DEPENDENT_ORIGINS = "dependent_origins"
    """Several origins, of which not two are shown to be independent."""
    ONE_ORIGIN = "one_origin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A grade with the rule that gave it.

    Attributes:
        grade: The grade.
        reason: Which rule decided.
        activity_near_by: Whether anybody tells that a belligerent was active near by.
    """

    grade: IncidentGrade
    reason: GradeReason
    activity_near_by: FourValue


def grade_act(
    accounts: Sequence[Account], counts: OriginCounts, forces: Mapping[str, Force], party_of: Mapping[str, str]
) -> Graded:
    """Grade one act by its accounts.

    Args:
        accounts: Every account of it; at least one.
        counts: The origins behind them.
        forces: The forces by id.
        party_of: The party of each force.

    Returns:
        The grade.

    Source:
        The rules at the head of this module.
    """
    activity = _told(accounts, ACTIVITY)
    standing = [account for account in accounts if account.source.certainty != "denied"]
    reason = (
        _discounted(standing)
        or _contested(accounts, forces)
        or _admitted(accounts, party_of)
        or _borne_out(counts, activity)
    )
    return Graded(grade=_GRADE_OF[reason], reason=reason, activity_near_by=activity)


_GRADE_OF: Mapping[GradeReason, IncidentGrade] = {
    GradeReason.DENIED_BY_ALL: IncidentGrade.DISCOUNTED,
    GradeReason.OTHER_CAUSE: IncidentGrade.DISCOUNTED,
    GradeReason.COMBATANTS_ONLY: IncidentGrade.DISCOUNTED,
    GradeReason.RIVAL_ATTRIBUTION: IncidentGrade.CONTESTED,
    GradeReason.RIVAL_ACCOUNT: IncidentGrade.CONTESTED,
    GradeReason.ADMITTED: IncidentGrade.CONFIRMED,
    GradeReason.ADMITTED_WITH_OTHERS: IncidentGrade.CONFIRMED,
    GradeReason.INDEPENDENT_ORIGINS: IncidentGrade.FAIR,
    GradeReason.NO_ACTIVITY_NEAR_BY: IncidentGrade.WEAK,
    GradeReason.DEPENDENT_ORIGINS: IncidentGrade.WEAK,
    GradeReason.ONE_ORIGIN: IncidentGrade.WEAK,
}
_LEAST_FIRST = (IncidentGrade.CONTESTED, IncidentGrade.WEAK, IncidentGrade.FAIR, IncidentGrade.CONFIRMED)


def grade_incident(acts: Sequence[Graded]) -> Graded:
    """Let an incident speak with the act of which least is shown; acts that are discounted speak only together.

    Args:
        acts: The grades of its acts; at least one.

    Returns:
        One of them, never a mean.

    Source:
        docs/origins.md.
    """
    standing = [graded for graded in acts if graded.grade is not IncidentGrade.DISCOUNTED]
    return min(standing, key=lambda graded: _LEAST_FIRST.index(graded.grade)) if standing else acts[0]


def _told(accounts: Sequence[Account], fact: str) -> FourValue:
    told = {account.facts[fact] for account in accounts if account.facts and fact in account.facts}
    return FourValue(int(True in told) * FourValue.TRUE | int(False in told) * FourValue.FALSE)


def _discounted(standing: Sequence[Account]) -> GradeReason | None:
    if not standing:
        return GradeReason.DENIED_BY_ALL
    if all((account.facts or {}).get(OTHER_CAUSE) for account in standing):
        return GradeReason.OTHER_CAUSE
    if all((account.facts or {}).get(COMBATANTS_ONLY) for account in standing):
        return GradeReason.COMBATANTS_ONLY
    return None


def _contested(accounts: Sequence[Account], forces: Mapping[str, Force]) -> GradeReason | None:
    if are_rival_attributions(accounts, forces):
        return GradeReason.RIVAL_ATTRIBUTION
    return GradeReason.RIVAL_ACCOUNT if are_rival_accounts(accounts) else None


def _admitted(accounts: Sequence[Account], party_of: Mapping[str, str]) -> GradeReason | None:
    admissions = [account for account in accounts if is_admission(account, party_of)]
    if not admissions:
        return None
    if any(_names_own_only(account, party_of) for account in admissions):
        return GradeReason.ADMITTED
    return GradeReason.ADMITTED_WITH_OTHERS


def _names_own_only(account: Account, party_of: Mapping[str, str]) -> bool:
    return all(account.source.party in {actor, party_of.get(actor)} for actor in account.actor)


def _borne_out(counts: OriginCounts, activity: FourValue) -> GradeReason:
    if counts.n_independent >= INDEPENDENT_LEAST:
        is_barred = activity in {FourValue.FALSE, FourValue.BOTH}
        return GradeReason.NO_ACTIVITY_NEAR_BY if is_barred else GradeReason.INDEPENDENT_ORIGINS
    return GradeReason.DEPENDENT_ORIGINS if counts.n_origins > 1 else GradeReason.ONE_ORIGIN
