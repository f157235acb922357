# SPDX-License-Identifier: Apache-2.0
"""One volume of an intent as a provision meets it: what its author declares, and what claims tell of where it is."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from truceline.agreement.agreement import Agreement
from truceline.agreement.provisions import Modality
from truceline.base.fourvalue import FourValue
from truceline.base.instants import EARLIEST_NS, LATEST_NS, Interval
from truceline.base.limits import CLAIMS_OF_ONE_PARTY_MAX
from truceline.base.moments import Moment
from truceline.clauses.evaluate import Setting, value_of
from truceline.clauses.evidence import (
    BoundaryTold,
    ClaimMatches,
    Evidence,
    PlaceTold,
    Telling,
    evidence_of,
)
from truceline.clauses.judging import ClauseTest
from truceline.clauses.planned_place import MetZones, NearClaims, PlacedClaims, Touching, VolumePlace
from truceline.clauses.planned_time import Stretch
from truceline.clauses.slots import Component, Plan, Slot
from truceline.geo.meeting import Meeting
from truceline.geo.volume import AltitudeBand, Datum
from truceline.picture.acts import Account, Height, Place
from truceline.picture.claims import Claim
from truceline.picture.intents import Intent
from truceline.picture.sources import Source

DECLARED = "\x00declared"
"""Origin of the author's declaration; no claim has it, so that it is never dropped."""
_THEN = Moment("2000-01-01")
"""Stands for "a time is told"; the time itself is that of the stretch."""
_ALWAYS = Interval()
_THERE = Place(name="volume")
"""Stands for "a place is told"; the place itself is the volume."""


class Known(Protocol):
    """What a view looks things up in."""

    @property
    def test(self) -> ClauseTest:
        """The clause test, with its library."""

    @property
    def setting(self) -> Setting:
        """Where single facts are looked up."""

    @property
    def zones(self) -> MetZones:
        """The zones, ready to be met by volumes."""

    @property
    def claims(self) -> PlacedClaims:
        """The claims of control and boundary, by where they are."""

    @property
    def listings(self) -> Mapping[str, tuple[Claim, ...]]:
        """The claims about lists, by the force they speak of."""


class PlanView:
    """One volume of one intent, and all that is looked up for it."""

    def __init__(self, intent: Intent, number: int, owner: Known) -> None:
        self.intent = intent
        self.volume = intent.volumes[number]
        self.actor = intent.force or intent.party
        self.place = VolumePlace(self.volume.area, owner.zones)
        self._owner = owner
        self._id = f"{intent.id}#{number + 1}"
        self._near: NearClaims | None = None
        self._evidence: dict[tuple[Interval, str, bool], tuple[Evidence, ...]] = {}
        look_up = owner.setting
        self._meeting = replace(look_up, zone_value=lambda *asked: self._zone(*asked).inside)
        self._within = replace(look_up, zone_value=lambda *asked: self._zone(*asked).within)

    def is_off(self, plan: Plan, stretch: Stretch) -> bool:
        """Say whether nothing of it can lie in a provision's zones, and no claim says otherwise."""
        if any(self.place.in_column(column).inside is not FourValue.FALSE for column in stretch.columns):
            return False
        return not self._told_of(stretch.interval, lambda claim: _is_about(claim, plan))

    @property
    def unheard(self) -> frozenset[int]:
        """Numbers of the claims that may speak of it and are not heard."""
        return self._near.unheard if self._near is not None else frozenset()

    def band_value(self, plan: Plan) -> FourValue:
        """Say whether its altitudes meet, or for a permission lie within, a provision's band."""
        assert plan.provision.band is not None
        band, own = _band_of(plan.provision.band), self.volume.band
        if plan.provision.modality is Modality.PERMITTED:
            return band.relate(own)
        return _meet_bands(band, own)

    def value(self, slot: Slot, piece: Evidence, plan: Plan) -> FourValue:
        """Say what one telling tells of one slot."""
        if piece.component is Component.HEIGHT:
            return self.band_value(plan)
        is_whole = slot.exception >= 0 or plan.provision.modality is Modality.PERMITTED
        setting = self._within if is_whole else self._meeting
        told = value_of(slot, piece.component, piece.payload, plan, setting)
        if is_whole and told is FourValue.TRUE and isinstance(piece.payload, BoundaryTold):
            return FourValue.BOTH if self._reaches_out(slot, piece.payload, plan) else told
        return told

    def evidence(self, stretch: Stretch, plan: Plan, needs: frozenset[Component]) -> tuple[Evidence, ...]:
        """Give what its author declares, and what the claims that can speak to a provision tell, in one stretch."""
        agreement = plan.agreement.id if Component.BOUNDARY in needs else ""
        key = (stretch.interval, agreement, Component.CONTROL in needs)
        found = self._evidence.get(key)
        if found is None:
            found = self._evidence[key] = self._gather(*key)
        return found

    def _gather(self, interval: Interval, agreement: str, with_control: bool) -> tuple[Evidence, ...]:  # noqa: FBT001
        def is_wanted(claim: Claim) -> bool:
            if claim.boundary is None:
                return with_control
            return bool(agreement) and claim.boundary.zone.partition("/")[0] == agreement

        telling = Telling(id=self._id, account=self._account(), interval=interval)
        touching = tuple((each.claim, each.covers, _ALWAYS) for each in self._told_of(interval, is_wanted))
        offset = self._owner.test.matches.offset
        matches = ClaimMatches(
            touching=lambda _place: touching,
            designations=heard_listings(self.intent, self._owner.listings)[0],
            offset=offset,
        )
        return evidence_of((telling,), matches, self._owner.test.family_of)

    def _account(self) -> Account:
        intent, band = self.intent, self.volume.band
        return Account(
            source=Source(origin=DECLARED),
            actor=(intent.force or intent.party,),
            kind=intent.kind,
            against=intent.against,
            place=_THERE,
            height=Height(lower_m=band.lower_m, upper_m=band.upper_m, datum=band.datum.value if band.datum else ""),
            since=_THEN,
            facts=dict(intent.facts),
        )

    def _told_of(self, interval: Interval, is_wanted: Callable[[Claim], bool]) -> tuple[Touching, ...]:
        """Give the claims that speak of the volume in one stretch, each with whether of all of it all the time."""
        if self._near is None:
            self._near = NearClaims(self.place, self._owner.claims, self.volume.interval)
        own = self.volume.interval
        asked = Interval(
            start_ns=max(own.start_ns, interval.start_ns) if interval.start_ns > EARLIEST_NS else own.start_ns,
            end_ns=min(own.end_ns, interval.end_ns) if interval.end_ns < LATEST_NS else own.end_ns,
        )
        return tuple(
            each._replace(covers=each.covers and each.held.covers(asked))
            for each in self._near.touching(is_wanted)
            if each.held.meets(asked)
        )

    def _zone(self, agreement: Agreement, zone: str, told: PlaceTold) -> Meeting:
        return self.place.in_column(self._owner.test.whereabouts.column_at(agreement, zone, told.interval))

    def _reaches_out(self, slot: Slot, told: BoundaryTold, plan: Plan) -> bool:
        """Say whether part of it surely lies outside a zone of which a claim says that all of it is inside."""
        agreement, _, zone = told.zone.partition("/")
        zones = plan.provision.zones if slot.criterion is None else slot.criterion.zone
        if not told.inside or agreement != plan.agreement.id or zone not in zones:
            return False
        others = (self._zone(plan.agreement, other, told.told) for other in zones if other != zone)
        is_held = any(other.within is FourValue.TRUE for other in others)
        return not is_held and self._zone(plan.agreement, zone, told.told).outside is FourValue.TRUE


def heard_listings(intent: Intent, listings: Mapping[str, tuple[Claim, ...]]) -> tuple[tuple[Claim, ...], int]:
    """Give the claims about lists that are heard, of one party about one force the newest, and how many are not."""
    claims = [(force, claim) for force in dict.fromkeys(intent.against) for claim in listings.get(force, ())]
    taken: Counter[tuple[str, str]] = Counter()
    heard: list[Claim] = []
    for force, claim in reversed(claims):
        teller = claim.id.partition(":")[0]
        if taken[force, teller] < CLAIMS_OF_ONE_PARTY_MAX:
            taken[force, teller] += 1
            heard.append(claim)
    return tuple(reversed(heard)), len(claims) - len(heard)


def _is_about(claim: Claim, plan: Plan) -> bool:
    """Say whether a claim is about the boundary of a zone in which a provision holds."""
    if claim.boundary is None:
        return False
    agreement, _, zone = claim.boundary.zone.partition("/")
    return agreement == plan.agreement.id and zone in plan.provision.zones


def _band_of(height: Height) -> AltitudeBand:
    return AltitudeBand(lower_m=height.lower_m, upper_m=height.upper_m, datum=Datum(height.datum))


def _meet_bands(band: AltitudeBand, own: AltitudeBand) -> FourValue:
    """Say whether some altitude of a plan lies in a band; a plan without limits claims every altitude."""
    if band.is_unlimited or own.is_unlimited:
        return FourValue.TRUE
    if own.datum is None or own.datum != band.datum:
        return FourValue.NEITHER
    is_met = own.lower_m <= band.upper_m and band.lower_m <= own.upper_m
    return FourValue.TRUE if is_met else FourValue.FALSE
