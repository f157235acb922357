# SPDX-License-Identifier: Apache-2.0
"""Laws of plans: the fast test says what the plain reading says; growth, parts, exceptions and claims keep order."""

from dataclasses import replace
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from property.plans import HOUR_NS, RADII_M, intents, make_intent, read_plainly, with_zone_exceptions
from property.strategies import CENTRAL_PLACES, several_claims
from truceline.agreement.provisions import Modality
from truceline.base.fourvalue import FourValue
from truceline.base.instants import Interval, to_text
from truceline.base.moments import Moment
from truceline.clauses.judging import ClauseTest, clause_test
from truceline.clauses.planned import PlanRulings, PlanTest, plan_test
from truceline.findings.ruling import LEAVING_WORDS, Condition, Ruling, RulingWord
from truceline.geo import AltitudeBand, Circle, Volume4D
from truceline.picture.acts import Account, Act, Height, Place, Position
from truceline.picture.claims import Claim
from truceline.picture.intents import Intent
from truceline.picture.sources import Source

Growth: TypeAlias = tuple[float, int, bool]
"""By how much a plan grows: radius [m], hours, and whether it then claims every altitude."""
_PLAIN: list[tuple[ClauseTest, PlanTest]] = []


def _tests(claims: tuple[Claim, ...]) -> tuple[ClauseTest, PlanTest]:
    """Make both tests; the plan test takes further claims as a node does."""
    plans = _plans(claims)
    return (clause_test(with_zone_exceptions(), claims), plans) if claims else _PLAIN[0]


def _plans(claims: tuple[Claim, ...]) -> PlanTest:
    if not _PLAIN:
        test = clause_test(with_zone_exceptions())
        _PLAIN.append((test, plan_test(test)))
    return _PLAIN[0][1].with_claims(claims)


def _words(rulings: PlanRulings) -> dict[tuple[str, str], Ruling]:
    return {(ruling.agreement, ruling.provision): ruling for ruling in rulings.near}


@settings(max_examples=150)
@given(intents(), several_claims())
def test_says_what_the_plain_reading_says(intent: Intent, claims: tuple[Claim, ...]) -> None:
    """Every word, condition, telling and flip, and which provisions are left at once."""
    test, plans = _tests(claims)
    found, plain = plans.rule(intent), read_plainly(intent, test)
    near = _words(found)
    assert set(near) == {key for key, one in plain.items() if one.is_near}
    assert found.left == len(plain) - len(near)
    for key, ruling in near.items():
        one = plain[key]
        assert (ruling.word, ruling.decided_by) == (one.word, one.decided_by), key
        told = [finding.told for finding in (*ruling.conditions, *ruling.exceptions)]
        plan = next(plan for plan in test.plans if plan.key == key)
        for slot, here, there in zip(plan.slots, told, one.told, strict=True):
            assert here.value == there.value, (key, slot)
            if slot.condition is not Condition.BAND:
                assert here == there, (key, slot)
        flips = {(flip.kind, flip.dropped): flip.word for flip in ruling.flips}
        assert flips == {name: word for name, word in one.word_without.items() if word is not one.word}, key


@settings(max_examples=100)
@given(intents(volumes_max=1), several_claims())
def test_a_point_is_judged_as_the_act_told(intent: Intent, claims: tuple[Claim, ...]) -> None:
    """A small disc for an hour is judged as the act that its author would tell, wherever that place is settled."""
    test, plans = _tests(tuple(claim for claim in claims if claim.act is None))
    volume = intent.volumes[0]
    start = volume.interval.start_ns
    area = volume.area
    centre = (area.lon_deg, area.lat_deg) if isinstance(area, Circle) else area.bounds_deg[:2]
    spot = Position(lon_deg=centre[0], lat_deg=centre[1], radius_m=1.0)
    small = replace(
        volume,
        area=Circle(lon_deg=spot.lon_deg, lat_deg=spot.lat_deg, radius_m=1.0),
        interval=Interval(start_ns=start, end_ns=start + 1),
    )
    planned = plans.rule(replace(intent, volumes=(small,)))
    band = small.band
    account = Account(
        source=Source(party=intent.party),
        actor=(intent.force,),
        kind=intent.kind,
        against=intent.against,
        place=Place(position=spot),
        height=Height(lower_m=band.lower_m, upper_m=band.upper_m, datum=band.datum.value) if band.datum else None,
        since=Moment(to_text(start)),
        facts=dict(intent.facts),
    )
    near = _words(planned)
    for told in test.rule(Act(id="planned", accounts=(account,), exercise=True)):
        open_now = {finding.condition for finding in told.conditions if finding.value is FourValue.NEITHER}
        if open_now & {Condition.PLACE, Condition.BAND} or "boundary" in [
            code for finding in told.exceptions for code in finding.missing
        ]:
            continue
        ruling = near.get((told.agreement, told.provision))
        if ruling is None:
            assert told.word in LEAVING_WORDS, told
        else:
            assert (ruling.word, ruling.decided_by, ruling.missing) == (told.word, told.decided_by, told.missing)
            assert ruling.conditions == told.conditions
            assert ruling.exceptions == told.exceptions


def _volume(area: Circle, start_ns: int) -> Volume4D:
    return Volume4D(area=area, band=AltitudeBand(), interval=Interval(start_ns=start_ns, end_ns=start_ns + HOUR_NS))


def _grow(intent: Intent, growth: Growth) -> Intent:
    more_m, hours, is_higher = growth

    def grown(volume: Volume4D) -> Volume4D:
        area = volume.area
        if isinstance(area, Circle):
            area = replace(area, radius_m=area.radius_m + more_m)
        interval = Interval(start_ns=volume.interval.start_ns, end_ns=volume.interval.end_ns + hours * HOUR_NS)
        return replace(volume, area=area, interval=interval, band=AltitudeBand() if is_higher else volume.band)

    return replace(intent, volumes=tuple(grown(volume) for volume in intent.volumes))


GROWTH = st.tuples(
    st.sampled_from((0.0, 500.0, 20_000.0, 300_000.0)), st.sampled_from((0, 5, 24 * 20, 24 * 100)), st.booleans()
)


@settings(max_examples=150)
@given(intents(), several_claims(), GROWTH)
def test_growing_never_leaves_a_prohibition(intent: Intent, claims: tuple[Claim, ...], growth: Growth) -> None:
    """A plan that a prohibition reaches, or may reach, does not get out of it by claiming more."""
    plans = _plans(claims)
    before = _words(plans.rule(intent))
    after = _words(plans.rule(_grow(intent, growth)))
    for plan in plans.test.plans:
        was = before.get(plan.key)
        if plan.provision.modality is Modality.PROHIBITED and was is not None and was.word not in LEAVING_WORDS:
            now = after.get(plan.key)
            assert now is not None, (plan.key, was)
            assert now.word not in LEAVING_WORDS, (was, now)


@settings(max_examples=150)
@given(intents(), several_claims(), GROWTH)
def test_what_exempts_or_permits_a_plan_holds_for_each_part(
    intent: Intent, claims: tuple[Claim, ...], growth: Growth
) -> None:
    """A plan exempt or permitted as a whole has no smaller plan in it that is barred, or of which it is in doubt."""
    plans = _plans(claims)
    small = _words(plans.rule(intent))
    for key, ruling in _words(plans.rule(_grow(intent, growth))).items():
        inner = small.get(key)
        if ruling.word is RulingWord.EXEMPT:
            assert inner is None or inner.word in LEAVING_WORDS, (ruling, inner)
        if ruling.word is RulingWord.PERMITTED:
            assert inner is not None, ruling
            assert inner.word is RulingWord.PERMITTED, (ruling, inner)


@settings(max_examples=100)
@given(intents(), several_claims())
def test_several_volumes_are_each_claimed(intent: Intent, claims: tuple[Claim, ...]) -> None:
    """A prohibition reaches a plan when it reaches one of its volumes; a permission needs them all."""
    plans = _plans(claims)
    whole = _words(plans.rule(intent))
    each = [_words(plans.rule(replace(intent, volumes=(volume,)))) for volume in intent.volumes]
    for plan in plans.test.plans:
        words = [one[plan.key].word if plan.key in one else None for one in each]
        ruling = whole.get(plan.key)
        word = ruling.word if ruling is not None else None
        if plan.provision.modality is Modality.PROHIBITED:
            expected = next(
                (one for one in (RulingWord.PROHIBITED, RulingWord.CONTESTED, RulingWord.CANNOT_JUDGE) if one in words),
                None,
            )
            assert word is expected or (expected is None and word in LEAVING_WORDS), (plan.key, words, ruling)
        else:
            assert (word is RulingWord.PERMITTED) is all(one is RulingWord.PERMITTED for one in words), (words, ruling)
            assert word is not None or not any(words), (words, ruling)


@settings(max_examples=50)
@given(intents(), several_claims(), several_claims(at_most=2))
def test_claims_may_come_later(intent: Intent, claims: tuple[Claim, ...], further: tuple[Claim, ...]) -> None:
    """A test that took claims one after another says what one that knew them all along says."""
    later = tuple(replace(claim, id=f"later-{claim.id}") for claim in further)
    grown = _plans(claims).with_claims(later[:1]).with_claims(later[1:])
    assert grown.rule(intent) == plan_test(clause_test(with_zone_exceptions(), (*claims, *later))).rule(intent)


@settings(max_examples=60)
@given(st.sampled_from(CENTRAL_PLACES), st.sampled_from(RADII_M), st.sampled_from(("hold.post", "passage")))
def test_the_order_of_volumes_means_nothing(place: Place, radius_m: float, kind: str) -> None:
    """Turned round, the volumes give the same words."""
    assert place.position is not None
    start = Moment("2031-06-10T10:00:00+02:00").start_ns(with_zone_exceptions().header.utc_offset.delta)
    spots = [(place.position.lon_deg, place.position.lat_deg), (-138.5, -28.5), (-137.0, -27.0)]
    volumes = [
        _volume(Circle(lon_deg=lon_deg, lat_deg=lat_deg, radius_m=radius_m), start) for lon_deg, lat_deg in spots
    ]
    plans = _plans(())
    ahead = _words(plans.rule(make_intent((kind,), volumes, force="pine-group")))
    back = _words(plans.rule(make_intent((kind,), volumes[::-1], force="pine-group")))
    assert {key: one.word for key, one in ahead.items()} == {key: one.word for key, one in back.items()}
