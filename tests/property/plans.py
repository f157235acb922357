# SPDX-License-Identifier: Apache-2.0
"""Intents in the words of the EXERCISE library, and a plain reading of what it says of them.

The reading takes every part of a plan through every condition of every provision: nothing is left early, remembered,
or looked up by boxes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from hypothesis import strategies as st

from exercise import exercise
from property.strategies import ACTORS, AGAINST, CENTRAL_PLACES, CHANGES, HOURS, KINDS, LAT_DEG, LON_DEG
from truceline.agreement.library import Library
from truceline.agreement.placing import place_zone, zone_interval
from truceline.agreement.provisions import Criterion, ExceptionClause, Modality
from truceline.agreement.standing import provision_phases
from truceline.agreement.zones import BoundaryStatus, Zone
from truceline.base.fourvalue import FourValue, Told, accept_every
from truceline.base.instants import Interval
from truceline.base.moments import Moment
from truceline.clauses.decide import decide, exception_value, no_exception_value
from truceline.clauses.evaluate import always_told, is_not_yet_applied, value_of
from truceline.clauses.evidence import BoundaryTold, ClaimMatches, Evidence, Telling, evidence_of
from truceline.clauses.judging import ClauseTest
from truceline.clauses.slots import Plan, Slot
from truceline.findings.ruling import LEAVING_WORDS, Condition, RulingWord
from truceline.geo import AltitudeBand, Circle, Datum, Volume4D
from truceline.geo.meeting import UNKNOWN, ClaimedArea, Meeting, MeetingZone, blur, unite
from truceline.geo.placed import PlacedShape
from truceline.picture.acts import Account, Place
from truceline.picture.claims import Claim
from truceline.picture.intents import Intent, IntentState, Sharing
from truceline.picture.sources import Source
from zone_shapes import square

HOUR_NS = 3_600_000_000_000
FAR = (Condition.BOUND, Condition.WINDOW, Condition.PLACE, Condition.BAND, Condition.KIND)
RADII_M = (1.0, 200.0, 900.0, 1500.0, 30_000.0, 200_000.0)
BANDS = (
    AltitudeBand(),
    AltitudeBand(lower_m=3000.0, upper_m=3000.0, datum=Datum.AMSL),
    AltitudeBand(lower_m=5900.0, upper_m=6100.0, datum=Datum.AMSL),
    AltitudeBand(lower_m=7000.0, upper_m=8000.0, datum=Datum.AMSL),
    AltitudeBand(lower_m=100.0, upper_m=200.0, datum=Datum.AGL),
    AltitudeBand(lower_m=100.0, upper_m=200.0),
)
FACTS = ((), (), (("answering", True), ("proportionate", True)), (("townsfolk_near", False),), (("answering", False),))


@cache
def with_zone_exceptions() -> Library:
    """Give the EXERCISE library with exceptions that hold in zones, beside those it has. EXERCISE."""
    library = exercise()
    waived = ExceptionClause(id="W", tests=(Criterion(zone=("light", "rope-strip")),))
    seldom = ExceptionClause(id="S", tests=(Criterion(zone=("quay",)), Criterion(fact="agreed")))
    added = {"Q2": (waived,), "Q3": (waived, seldom), "Q4": (seldom,)}
    agreements = tuple(
        replace(
            agreement,
            provisions=tuple(
                replace(each, exceptions=(*each.exceptions, *added.get(each.id, ()))) for each in agreement.provisions
            ),
        )
        for agreement in library.agreements
    )
    return replace(library, agreements=agreements)


def make_intent(kind: tuple[str, ...], volumes: Sequence[Volume4D], **changed: object) -> Intent:
    """Make an intent of the Amber army, some fields changed."""
    intent = Intent(
        id="planned",
        version=1,
        state=IntentState.FILED,
        party="amber",
        officer="officer-1",
        filed_ns=0,
        confirmed_ns=0,
        kind=kind,
        volumes=tuple(volumes),
        sharing=Sharing(),
        force="amber-army",
        exercise=True,
    )
    return replace(intent, **changed)  # type: ignore[arg-type]


_TIMES = st.builds(
    lambda start, hours: Interval(start_ns=start, end_ns=start + hours * HOUR_NS),
    st.sampled_from((*("2031-04-10T09:00:00+02:00", "2031-06-10T10:00:00+02:00", "2031-07-10T10:00:00Z") * 6,)).map(
        lambda text: Moment(text).start_ns(exercise().header.utc_offset.delta)
    )
    | st.sampled_from([f"{day}T{hour}" for day in CHANGES for hour in HOURS]).map(
        lambda text: Moment(text).start_ns(exercise().header.utc_offset.delta)
    ),
    st.sampled_from((1, 1, 6, 24, 24 * 30, 24 * 200)),
)
_CIRCLES = st.builds(
    Circle, lon_deg=st.sampled_from(LON_DEG), lat_deg=st.sampled_from(LAT_DEG), radius_m=st.sampled_from(RADII_M)
)
_CENTRAL = st.builds(
    lambda place, radius_m: Circle(lon_deg=place.position.lon_deg, lat_deg=place.position.lat_deg, radius_m=radius_m),
    st.sampled_from(CENTRAL_PLACES),
    st.sampled_from(RADII_M),
)
_SQUARES = st.builds(
    square, st.sampled_from(LON_DEG), st.sampled_from(LAT_DEG), st.sampled_from((0.002, 0.05, 0.5, 2.0))
)
VOLUMES = st.builds(
    Volume4D, area=st.one_of(_CENTRAL, _CIRCLES, _SQUARES), band=st.sampled_from(BANDS), interval=_TIMES
)


@st.composite
def intents(draw: st.DrawFn, *, volumes_max: int = 3) -> Intent:
    """Draw an intent; most come near a prohibition or permission of the library."""
    cores: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
        (("force.fire.mortar",), ("pine-group",), "amber-army"),
        (("force.fire.mortar",), ("lantern-group",), "amber-army"),
        (("force.fire.mortar",), ("townsfolk",), "amber-army"),
        (("hold.heavy.artillery",), (), "amber-army"),
        (("hold.heavy.artillery",), (), "amber-army"),
        (("hold.post",), (), "pine-group"),
        (("passage",), (), "townsfolk"),
        (("passage",), (), "pine-group"),
        (("flight.unsafe_approach",), (), "blue-guard"),
    )
    kind, against, force = draw(st.sampled_from(cores))
    if not draw(st.integers(0, 5)):
        kind, force = (draw(st.sampled_from(KINDS)),), draw(st.sampled_from(ACTORS))
        against = (draw(st.sampled_from(AGAINST)),)
    one = make_intent(kind, [draw(VOLUMES)], against=against, force=force, facts=draw(st.sampled_from(FACTS)))
    if one.may_be_force:
        return one
    more = draw(st.lists(VOLUMES, max_size=volumes_max - 1))
    return replace(one, volumes=(*one.volumes, *more))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainRuling:
    """What the plain reading says of one provision."""

    word: RulingWord
    decided_by: Condition
    told: tuple[Told, ...]
    word_without: dict[tuple[str, str], RulingWord]
    is_near: bool


def read_plainly(intent: Intent, test: ClauseTest) -> dict[tuple[str, str], PlainRuling]:
    """Read an intent by every provision, part by part, condition by condition."""
    return {plan.key: _Reading(intent, plan, test).rule() for plan in test.plans}


class _Reading:
    def __init__(self, intent: Intent, plan: Plan, test: ClauseTest) -> None:
        self.intent, self.plan, self.test = intent, plan, test
        self.is_permission = plan.provision.modality is Modality.PERMITTED
        self.areas = {id(volume): ClaimedArea(volume.area) for volume in intent.volumes}

    def rule(self) -> PlainRuling:
        parts = [
            (volume, interval, self._evidence(number, volume, interval))
            for number, volume in enumerate(self.intent.volumes, 1)
            for interval in self._stretches(volume)
        ]
        found = [(*self._decide(volume, interval, pieces), volume) for volume, interval, pieces in parts]
        far = [self._is_far(interval, one[2]) for (_, interval, _), one in zip(parts, found, strict=True)]
        word, condition, chosen = self._join([(word, condition) for word, condition, _, _ in found], far)
        names = {("origin", name) for _, _, pieces in parts for piece in pieces for name in piece.origins}
        names |= {("party", name) for _, _, pieces in parts for piece in pieces for name in piece.parties}
        without = {}
        for kind, name in names - {("origin", "own")}:
            rest = [
                self._decide(volume, interval, [piece for piece in pieces if name not in _of(piece, kind)])
                for volume, interval, pieces in parts
            ]
            still = [self._is_far(interval, one[2]) for (_, interval, _), one in zip(parts, rest, strict=True)]
            without[kind, name] = self._join([one[:2] for one in rest], still)[0]
        return PlainRuling(
            word=word, decided_by=condition, told=found[chosen][2], word_without=without, is_near=not all(far)
        )

    def _is_far(self, interval: Interval, told: Sequence[Told]) -> bool:
        """Say whether one of the first five conditions is told only false; a text not yet applied does not count."""
        is_early = is_not_yet_applied(self.plan, interval, self.test.setting)
        false = {
            slot.condition for slot, one in zip(self.plan.slots, told, strict=True) if one.value is FourValue.FALSE
        }
        return bool(false & set(FAR) - ({Condition.WINDOW} if is_early else set()))

    def _stretches(self, volume: Volume4D) -> list[Interval]:
        plan = self.plan
        lives = [phase.interval for phase in provision_phases(plan.agreement, plan.provision)]
        named = {
            *plan.provision.zones,
            *(zone for slot in plan.slots if slot.criterion for zone in slot.criterion.zone),
        }
        lives += [zone_interval(plan.agreement, zone) for zone in plan.agreement.zones if zone.id in named]
        own = volume.interval
        cuts = {bound for life in lives for bound in (life.start_ns, life.end_ns) if own.start_ns < bound < own.end_ns}
        return [Interval(start_ns=a, end_ns=b) for a, b in pairwise(sorted({own.start_ns, own.end_ns, *cuts}))]

    def _evidence(self, number: int, volume: Volume4D, interval: Interval) -> tuple[Evidence, ...]:
        intent = self.intent
        account = Account(
            source=Source(origin="own"),
            actor=(intent.force or intent.party,),
            kind=intent.kind,
            against=intent.against,
            place=Place(name="here"),
            since=Moment("2000-01-01"),
            facts=dict(intent.facts),
        )
        telling = Telling(id=f"{intent.id}#{number}", account=account, interval=interval)
        known = self.test.whereabouts.claims
        touching = []
        for claim in known:
            body = claim.control or claim.boundary
            if body is None:
                continue
            met = self._met_place(body.place, volume)
            if met.inside is not FourValue.FALSE:
                touching.append((claim, met.outside is FourValue.FALSE, self._held(claim)))
        matches = ClaimMatches(
            touching=lambda _place: tuple(touching),
            designations=tuple(claim for claim in known if claim.designation is not None),
            offset=self.test.matches.offset,
        )
        return evidence_of((telling,), matches, self.test.family_of)

    def _held(self, claim: Claim) -> Interval:
        body, offset = claim.control or claim.boundary, self.test.library.header.utc_offset.delta
        assert body is not None
        start = {"start_ns": body.since.start_ns(offset)} if body.since else {}
        end = {"end_ns": body.until.interval(offset).end_ns} if body.until else {}
        return Interval(**start, **end)

    def _met_place(self, place: Place, volume: Volume4D) -> Meeting:
        library, area = self.test.library, self.areas[id(volume)]
        if place.zone:
            agreement, _, name = place.zone.partition("/")
            owner = library.get_agreement(agreement)
            return unite([self._met_version(zone, volume) for zone in owner.zones if zone.id == name])
        shapes = []
        if place.position is not None and place.position.radius_m >= 1.0:
            spot = place.position
            circle = Circle(lon_deg=spot.lon_deg, lat_deg=spot.lat_deg, radius_m=spot.radius_m)
            shapes.append(PlacedShape(shape=circle))
        named = [library.places.areas[code] for code in place.area if code in library.places.areas]
        named += [library.places.countries[place.country]] if place.country in library.places.countries else []
        shapes += [PlacedShape(shape=each.footprint, error_band_m=each.error_band_m) for each in named]
        return unite([_zone_of(shape).meet(area) for shape in shapes])

    def _met_version(self, zone: Zone, volume: Volume4D) -> Meeting:
        if zone.status == "idea":
            return UNKNOWN
        found = []
        for piece in place_zone(zone, self.test.library.places):
            met = _zone_of(piece.shape).meet(self.areas[id(volume)])
            found.append(blur(met) if piece.is_partial or zone.boundary is BoundaryStatus.NOT_AGREED else met)
        return unite(found)

    def _met(self, zone_id: str, volume: Volume4D, interval: Interval) -> Meeting:
        held = [
            zone
            for zone in sorted(self.plan.agreement.zones, key=lambda zone: zone.version)
            if zone.id == zone_id and zone_interval(self.plan.agreement, zone).covers(interval)
        ]
        return self._met_version(held[-1], volume) if held else unite([])

    def _value(self, slot: Slot, piece: Evidence, volume: Volume4D, interval: Interval) -> FourValue:
        is_whole = slot.exception >= 0 or self.is_permission

        def zone_value(_agreement: object, zone: str, _told: object) -> FourValue:
            met = self._met(zone, volume, interval)
            return met.within if is_whole else met.inside

        value = value_of(
            slot, piece.component, piece.payload, self.plan, replace(self.test.setting, zone_value=zone_value)
        )
        told = piece.payload
        if is_whole and isinstance(told, BoundaryTold) and told.inside and value is FourValue.TRUE:
            zones = slot.criterion.zone if slot.criterion else self.plan.provision.zones
            agreement, _, named = told.zone.partition("/")
            assert agreement == self.plan.agreement.id
            assert named in zones
            held = any(self._met(zone, volume, interval).within is FourValue.TRUE for zone in zones if zone != named)
            if not held and self._met(named, volume, interval).outside is FourValue.TRUE:
                return FourValue.BOTH
        return value

    def _band(self, volume: Volume4D) -> FourValue:
        height = self.plan.provision.band
        assert height is not None
        band, own = AltitudeBand(lower_m=height.lower_m, upper_m=height.upper_m, datum=Datum(height.datum)), volume.band
        value = band.relate(own)
        if self.is_permission:
            return value
        if own == AltitudeBand():
            return FourValue.TRUE
        is_comparable = own.datum is not None and own.datum == band.datum
        return FourValue.TRUE if is_comparable and value is not FourValue.FALSE else value

    def _decide(
        self, volume: Volume4D, interval: Interval, pieces: Iterable[Evidence]
    ) -> tuple[RulingWord, Condition, tuple[Told, ...]]:
        plan, known = self.plan, tuple(pieces)
        told: list[Told] = []
        for slot in plan.slots:
            if always_told(slot, plan):
                told.append(Told.by("text", FourValue.TRUE))
            elif slot.condition is Condition.BAND:
                told.append(Told.by("height", self._band(volume)))
            else:
                tellings = ((piece, self._value(slot, piece, volume, interval)) for piece in known)
                told.append(
                    accept_every(
                        Told(
                            for_it=piece.voices if value & 1 else frozenset(),
                            against_it=piece.voices if value & 2 else frozenset(),
                        )
                        for piece, value in tellings
                    )
                )
        tests = [
            exception_value([told[bit].value for bit in plan.slots_of_exception(index)])
            for index in range(len(plan.exceptions))
        ]
        values = [(slot.condition, one.value) for slot, one in zip(plan.slots, told, strict=True) if slot.exception < 0]
        values.append((Condition.EXCEPTIONS, no_exception_value(tests)))
        is_early = is_not_yet_applied(plan, interval, self.test.setting)
        decision = decide(values, plan.provision.modality, not_yet_applied=is_early)
        return decision.word, decision.decided_by, tuple(told)

    def _join(
        self, found: Sequence[tuple[RulingWord, Condition]], far: Sequence[bool]
    ) -> tuple[RulingWord, Condition, int]:
        words = [word for word, _ in found]
        order = [RulingWord.CONTESTED, RulingWord.CANNOT_JUDGE]
        for word in order if self.is_permission else [RulingWord.PROHIBITED, *order]:
            if word in words:
                return word, found[words.index(word)][1], words.index(word)
        every = range(len(words))
        leaving = [number for number in every if words[number] in LEAVING_WORDS]
        is_partial = len(leaving) < len(words) and bool(leaving)
        asked = leaving if is_partial else [number for number in every if not far[number]] or list(every)
        last = max(asked, key=lambda number: (list(Condition).index(found[number][1]), -number))
        if is_partial:
            return RulingWord.CANNOT_JUDGE, found[last][1], words.index(RulingWord.PERMITTED)
        return found[last][0], found[last][1], last


def _of(piece: Evidence, kind: str) -> frozenset[str]:
    return piece.origins if kind == "origin" else piece.parties


_ZONES: dict[PlacedShape, MeetingZone] = {}


def _zone_of(shape: PlacedShape) -> MeetingZone:
    return _ZONES.setdefault(shape, MeetingZone(shape))
