# SPDX-License-Identifier: Apache-2.0
"""Evidence: the single tellings that accounts and claims give of one act.

Each piece of evidence is one component of one account (who, when, where, what, against whom, further facts), or a
claim joined to the account it speaks to (a boundary or control claim to the place it covers), or a *dispute*: an
allegation joined to its denial or to its rival. It is lost when any origin or any party it needs is dropped.

Rules:
    - Who denies an allegation, or names somebody else, stands against what follows from it. Else one account that
      names a known force would decide alone beside another that names a force of which nothing is on record.
    - A claim that speaks of a part of what is told (of some of the place, of some of the time, of one of several
      forces) tells nothing by itself, but it stands against whoever tells the contrary of the whole. Else less detail
      would lose the rival and settle what was in dispute.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import TypeAlias, TypedDict

from truceline.base.instants import Interval
from truceline.base.moments import Moment
from truceline.clauses.slots import ANSWERING, Component
from truceline.picture.acts import Account, Act, Place
from truceline.picture.claims import Claim, ControlKind
from truceline.picture.sources import Source

Payload: TypeAlias = Hashable
EXCLUSIVE = frozenset({Component.ACTOR, Component.AGAINST, Component.CONTROL})
"""Of these only one allegation can be so: two that name different forces stand against each other."""
DISPUTED_CONTROL = frozenset({ControlKind.CONTESTED, ControlKind.MIXED, ControlKind.LINE_NOT_AGREED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorTold:
    """Forces told as one or several of those who acted, or who were acted against."""

    forces: tuple[str, ...]
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTold:
    """A told place at a told time."""

    place: Place
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsTold:
    """Further facts and quantities of one account; hashable, sorted by name."""

    facts: tuple[tuple[str, bool], ...]
    quantities: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryTold:
    """A claim that a told place is inside or outside a zone."""

    zone: str
    inside: bool
    told: PlaceTold


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlTold:
    """A claim about who holds a told place."""

    holder: tuple[str, ...]
    is_disputed: bool
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignationTold:
    """A claim that one told force is, or is not, on a list."""

    authority: str
    listed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeTold:
    """An allegation that somebody denies or contradicts.

    Attributes:
        component: What the allegation fills.
        disputed: The allegation.
        rival: What is told instead; None for a bare denial.
    """

    component: Component
    disputed: "ActorTold | ControlTold"
    rival: "ActorTold | ControlTold | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTold:
    """A claim about a part of what is told, beside a telling of the whole.

    Attributes:
        component: What the claim would fill if it spoke of the whole.
        part: What it claims.
        whole_component: What the telling of the whole fills.
        whole: What is told of the whole.
        excludes: Whether only one of the two can be so, whatever follows from either.
    """

    component: Component
    part: Payload
    whole_component: Component
    whole: Payload
    excludes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One telling of one component of an act.

    Attributes:
        component: What it fills.
        payload: What is told.
        tellers: Ids of the accounts (``ACT#N``) and claims it needs.
        origins: Origins it needs.
        parties: Parties whose own statements it needs.
        opposing: Of the tellers of a dispute, those whose word stands against the others; empty for any other piece.
    """

    component: Component
    payload: Payload
    tellers: frozenset[str]
    origins: frozenset[str]
    parties: frozenset[str]
    opposing: frozenset[str] = frozenset()

    @property
    def voices(self) -> frozenset[str]:
        """Those whose word it is: who is denied does not say so."""
        return self.opposing or self.tellers


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One account of an act with its id and its time.

    Attributes:
        id: ``ACT#N`` or the id of the claim that added it.
        account: The account.
        interval: When it speaks of; all time when it tells none itself.
        lent_by: The account whose time it is read with, when it tells none itself.
    """

    id: str
    account: Account
    interval: Interval
    lent_by: "Telling | None" = None


def tellings_of(act: Act, further: Sequence[tuple[str, Account]], offset: timedelta) -> tuple[Telling, ...]:
    """Number the accounts of an act, its own first, and give each its time.

    Args:
        act: The act.
        further: Ids and accounts that claims add.
        offset: UTC offset at which bare days of accounts are counted.

    Returns:
        Own accounts as ``ACT#1`` onward, then the further ones by their claim's id.
    """
    named = [(f"{act.id}#{number}", account) for number, account in enumerate(act.accounts, 1)]
    return tuple(
        Telling(id=teller, account=account, interval=maybe_interval(account, offset) or Interval())
        for teller, account in (*named, *further)
    )


def readings_of(tellings: Sequence[Telling]) -> tuple[Telling, ...]:
    """Read each account that tells no time at every time that another tells, too.

    Who says "it was they" without a date speaks of the act whose time others tell. Such a reading needs the account
    that lends its time, and is lost with it.
    """
    if all(telling.account.since is not None for telling in tellings):
        return tuple(tellings)
    lent = (
        replace(telling, interval=lender.interval, lent_by=lender)
        for telling in tellings
        if telling.account.since is None
        for lender in tellings
        if lender.account.since is not None
    )
    return (*tellings, *lent)


def maybe_interval(account: Account, offset: timedelta) -> Interval | None:
    """Give the time an account tells, None when it tells none."""
    if account.since is None:
        return None
    return _stretch(account.since, account.until, offset)


@lru_cache(maxsize=16_384)
def _stretch(since: Moment, until: Moment | None, offset: timedelta) -> Interval:
    start = since.start_ns(offset)
    end = (until or since).interval(offset).end_ns
    return Interval(start_ns=start, end_ns=max(end, start + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMatches:
    """The claims that may bear on acts, ready to be matched.

    Attributes:
        touching: Gives the claims of control and boundary that may speak of a told place, each with whether its place
            surely covers that one, and with the time it speaks of.
        designations: Claims of designation.
        offset: UTC offset at which their bare days are counted.
    """

    touching: Callable[[Place], tuple[tuple[Claim, bool, Interval], ...]]
    designations: tuple[Claim, ...]
    offset: timedelta


def evidence_of(
    tellings: Sequence[Telling],
    claims: ClaimMatches,
    family_of: Mapping[str, str],
) -> tuple[Evidence, ...]:
    """Break accounts and the claims that speak to them into single tellings.

    Args:
        tellings: Every account of one act.
        claims: Which claims cover the places told, by the place.
        family_of: For each force that can be told apart from others: its party, or itself.

    Returns:
        Single tellings: accounts in order, claims, then disputes.
    """
    found: list[Evidence] = []
    readings = readings_of(tellings)
    for telling in readings:
        found += _own(telling)
        found += _joined_claims(telling, claims, family_of)
    return (*found, *_denials(readings, family_of), *_rivals(found, family_of))


def _own(telling: Telling) -> list[Evidence]:
    account, interval = telling.account, telling.interval
    parts: list[tuple[Component, Payload]] = []
    if account.actor:
        parts.append((Component.ACTOR, ActorTold(forces=account.actor, interval=interval)))
    if account.since is not None:
        parts.append((Component.TIME, interval))
    if account.place is not None:
        parts.append((Component.PLACE, PlaceTold(place=account.place, interval=interval)))
    if account.against:
        parts.append((Component.AGAINST, ActorTold(forces=account.against, interval=interval)))
    if telling.lent_by is None:
        parts += _timeless(account)
    whose = _tellers((telling,), ())
    return [Evidence(component=component, payload=payload, **whose) for component, payload in parts]


def _timeless(account: Account) -> list[tuple[Component, Payload]]:
    """Give the parts of an account whose meaning hangs on no time."""
    parts: list[tuple[Component, Payload]] = []
    if account.height is not None:
        parts.append((Component.HEIGHT, account.height))
    if account.kind:
        parts.append((Component.KIND, account.kind))
    if account.facts or account.quantities or account.first_act is not None:
        parts.append((Component.FACTS, facts_told(account)))
    return parts


def facts_told(account: Account) -> FactsTold:
    """Gather an account's further facts; who began is told as the fact ``answering``."""
    facts = dict(account.facts or {})
    if account.first_act is not None:
        facts[ANSWERING] = not account.first_act
    return FactsTold(facts=tuple(sorted(facts.items())), quantities=tuple(sorted((account.quantities or {}).items())))


def _denials(tellings: Sequence[Telling], family_of: Mapping[str, str]) -> list[Evidence]:
    """Join each denial to each allegation that it denies whole."""
    found: list[Evidence] = []
    for denying in tellings:
        denied = denying.account.not_actor
        if not denied or denying.lent_by is not None:
            continue
        for alleging in tellings:
            actors = alleging.account.actor
            if actors and all(actor in denied or family_of.get(actor) in denied for actor in actors):
                disputed = ActorTold(forces=actors, interval=alleging.interval)
                payload = DisputeTold(component=Component.ACTOR, disputed=disputed, rival=None)
                joined = _evidence(Component.DISPUTE, payload, (alleging, denying), ())
                found.append(replace(joined, opposing=frozenset({denying.id})))
    return found


def _rivals(evidence: Sequence[Evidence], family_of: Mapping[str, str]) -> list[Evidence]:
    """Join each two allegations of which only one can be so, either way round."""
    found: list[Evidence] = []
    alleged = [piece for piece in evidence if piece.component in EXCLUSIVE]
    for one in alleged:
        for other in alleged:
            if one.component is not other.component or one.payload == other.payload:
                continue
            assert isinstance(one.payload, ActorTold | ControlTold)
            assert isinstance(other.payload, ActorTold | ControlTold)
            if _exclude(_named(one.payload), _named(other.payload), family_of):
                found.append(
                    Evidence(
                        component=Component.DISPUTE,
                        payload=DisputeTold(component=one.component, disputed=one.payload, rival=other.payload),
                        tellers=one.tellers | other.tellers,
                        origins=one.origins | other.origins,
                        parties=one.parties | other.parties,
                        opposing=other.tellers - one.tellers,
                    ),
                )
    return found


def _named(told: ActorTold | ControlTold) -> tuple[str, ...]:
    return told.forces if isinstance(told, ActorTold) else told.holder


def _exclude(one: tuple[str, ...], other: tuple[str, ...], family_of: Mapping[str, str]) -> bool:
    """Say whether two sets of forces surely share nobody; a force of unknown kind may be anybody."""
    families = [{family_of.get(force, "") for force in forces} for forces in (one, other)]
    return "" not in families[0] | families[1] and not families[0] & families[1]


def _joined_claims(telling: Telling, claims: ClaimMatches, family_of: Mapping[str, str]) -> list[Evidence]:
    return [
        *(_claims_of_place(telling, claims, family_of) if telling.account.place is not None else ()),
        *(_claims_of_listing(telling, claims, family_of) if telling.account.against else ()),
    ]


def _claims_of_place(telling: Telling, claims: ClaimMatches, family_of: Mapping[str, str]) -> list[Evidence]:
    """Join the claims of control and boundary that speak of the told place at the told time."""
    assert telling.account.place is not None
    told = PlaceTold(place=telling.account.place, interval=telling.interval)
    of_whole: list[Evidence] = []
    of_part: list[Evidence] = []
    for claim, is_covering, held in claims.touching(told.place):
        if held.meets(told.interval):
            is_whole = is_covering and held.covers(told.interval)
            (of_whole if is_whole else of_part).append(_about_place(telling, told, claim))
    if not of_part:
        return of_whole
    place = _evidence(Component.PLACE, told, (telling,), ())
    return [*of_whole, *_in_part([place, *of_whole], of_part, family_of)]


def _claims_of_listing(telling: Telling, claims: ClaimMatches, family_of: Mapping[str, str]) -> list[Evidence]:
    """Join the claims about lists that speak of those acted against."""
    against = telling.account.against
    of_whole: list[Evidence] = []
    of_part: list[Evidence] = []
    for claim in claims.designations:
        about = claim.designation
        assert about is not None
        if about.force in against:
            payload = DesignationTold(authority=about.authority, listed=about.listed)
            is_whole = set(against) == {about.force}
            (of_whole if is_whole else of_part).append(_evidence(Component.DESIGNATION, payload, (telling,), (claim,)))
    if not of_part:
        return of_whole
    told = _evidence(Component.AGAINST, ActorTold(forces=against, interval=telling.interval), (telling,), ())
    return [*of_whole, *_in_part([told], of_part, family_of)]


def _about_place(telling: Telling, told: PlaceTold, claim: Claim) -> Evidence:
    if claim.control is not None:
        payload: Payload = ControlTold(
            holder=claim.control.holder,
            is_disputed=claim.control.kind in DISPUTED_CONTROL,
            interval=told.interval,
        )
        return _evidence(Component.CONTROL, payload, (telling,), (claim,))
    assert claim.boundary is not None
    payload = BoundaryTold(zone=claim.boundary.zone, inside=claim.boundary.inside, told=told)
    return _evidence(Component.BOUNDARY, payload, (telling,), (claim,))


def _in_part(whole: Sequence[Evidence], parts: Sequence[Evidence], family_of: Mapping[str, str]) -> list[Evidence]:
    """Set each claim about a part beside each telling of the whole to which it may be contrary."""
    return [
        Evidence(
            component=Component.DISPUTE,
            payload=PartTold(
                component=part.component,
                part=part.payload,
                whole_component=one.component,
                whole=one.payload,
                excludes=(
                    isinstance(part.payload, ControlTold)
                    and isinstance(one.payload, ControlTold)
                    and _exclude(part.payload.holder, one.payload.holder, family_of)
                ),
            ),
            tellers=part.tellers | one.tellers,
            origins=part.origins | one.origins,
            parties=part.parties | one.parties,
            opposing=part.tellers - one.tellers,
        )
        for part in parts
        for one in whole
        if (part.component is Component.CONTROL) is (one.component is Component.CONTROL) and part.payload != one.payload
    ]


class Tellers(TypedDict):
    """On whose word a piece of evidence stands."""

    tellers: frozenset[str]
    origins: frozenset[str]
    parties: frozenset[str]


def _evidence(
    component: Component,
    payload: Payload,
    tellings: Sequence[Telling],
    claims: Sequence[Claim],
) -> Evidence:
    return Evidence(component=component, payload=payload, **_tellers(tellings, claims))


def _tellers(tellings: Sequence[Telling], claims: Sequence[Claim]) -> Tellers:
    needed = [*tellings, *(telling.lent_by for telling in tellings if telling.lent_by is not None)]
    names = [telling.id for telling in needed] + [claim.id for claim in claims]
    sources = [telling.account.source for telling in needed] + [source_of(claim) for claim in claims]
    return Tellers(
        tellers=frozenset(names),
        origins=frozenset([source.origin_id for source in sources]),
        parties=frozenset([source.party for source in sources if source.party]),
    )


def source_of(claim: Claim) -> Source:
    """Give who makes a claim."""
    if claim.act is not None:
        return claim.act.account.source
    body = claim.control or claim.boundary or claim.designation
    assert body is not None
    return body.source
