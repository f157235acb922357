# SPDX-License-Identifier: Apache-2.0
"""Crowds of claims around one plan: the newest of each party are heard, and how many are not is told. EXERCISE."""

import pytest

from property.plans import HOUR_NS, make_intent, with_zone_exceptions
from property.strategies import CENTRAL_PLACES
from truceline.app.judge_plan import judge_plan
from truceline.base.instants import Interval, parse_instant
from truceline.base.limits import CLAIMS_NEAR_OF_ONE_PARTY_MAX, CLAIMS_OF_ONE_PARTY_MAX
from truceline.base.moments import Moment
from truceline.clauses.judging import clause_test
from truceline.clauses.planned import PlanTest, plan_test
from truceline.geo import AltitudeBand, Circle, Volume4D
from truceline.picture.acts import Place, Position
from truceline.picture.claims import BoundaryClaim, Claim, ControlClaim, ControlKind, DesignationClaim
from truceline.picture.intents import Intent
from truceline.picture.sources import Source


def here() -> Position:
    """Give the middle of the crowd."""
    found = CENTRAL_PLACES[3].position
    assert found is not None
    return found


HERE = here()
START_NS = parse_instant("2031-04-10T09:00:00+02:00")


@pytest.fixture(scope="module")
def plans() -> PlanTest:
    """Give the test for plans over the invented library, without claims."""
    return plan_test(clause_test(with_zone_exceptions()))


def guns(**changed: object) -> Intent:
    """Give a plan to hold guns where a clause speaks of it."""
    area = Circle(lon_deg=HERE.lon_deg, lat_deg=HERE.lat_deg, radius_m=500.0)
    hour = Interval(start_ns=START_NS, end_ns=START_NS + HOUR_NS)
    volume = Volume4D(area=area, band=AltitudeBand(), interval=hour)
    return make_intent(("hold.heavy.artillery",), [volume], **changed)


def place(number: int, spread_deg: float) -> Place:
    """Give a wide place around the plan."""
    return Place(position=Position(lon_deg=HERE.lon_deg + spread_deg * number, lat_deg=HERE.lat_deg, radius_m=30_000.0))


def control(number: int, *, teller: str = "mission", spread_deg: float = 0.0, until: str = "") -> Claim:
    """Give a claim of who holds the place, of an origin of its own."""
    told = ControlClaim(
        place=place(number, spread_deg),
        holder=("pine-group",),
        kind=ControlKind.MILITARY,
        source=Source(party=teller, origin=f"{teller} {number}"),
        until=Moment(until) if until else None,
    )
    return Claim(id=f"{teller}:claim-{number}", control=told)


def boundary(number: int, *, inside: bool) -> Claim:
    """Give a claim of where a zone ends."""
    source = Source(party="mission", origin=f"mission {number}")
    told = BoundaryClaim(zone="quay-truce/quay", place=place(0, 0.0), inside=inside, source=source)
    return Claim(id=f"mission:line-{number}", boundary=told)


def left_out(plans: PlanTest, *claims: Claim) -> int:
    """Say how many of some claims are not heard."""
    return plans.with_claims(claims).rule(guns()).claims_left_out


def test_of_one_party_the_newest_about_one_spot_are_heard(plans: PlanTest) -> None:
    """Another party's are heard beside them, and so are those about another spot, up to a bound for the volume."""
    many = [control(number) for number in range(200)]
    others = [control(number, teller="council") for number in range(CLAIMS_OF_ONE_PARTY_MAX)]
    spread = [control(number, spread_deg=0.008) for number in range(CLAIMS_NEAR_OF_ONE_PARTY_MAX + 3)]

    assert left_out(plans, *many[:CLAIMS_OF_ONE_PARTY_MAX]) == 0
    assert left_out(plans, *many, *others) == 200 - CLAIMS_OF_ONE_PARTY_MAX
    assert left_out(plans, *spread[:CLAIMS_NEAR_OF_ONE_PARTY_MAX]) == 0
    assert left_out(plans, *spread) == 3


def test_the_newest_word_of_a_party_decides(plans: PlanTest) -> None:
    """Older ones beyond the bound are as if they had not been told; a claim that is over crowds nobody out."""
    old = [boundary(number, inside=False) for number in range(50)]
    new = [boundary(100 + number, inside=True) for number in range(CLAIMS_OF_ONE_PARTY_MAX)]
    over = [control(number, until="2031-01-01") for number in range(50)]
    heard = plans.with_claims(new).rule(guns())
    crowd = plans.with_claims([*old, *new]).rule(guns())

    assert crowd.near == heard.near
    assert crowd.claims_left_out == 50
    assert left_out(plans, *over) == 0


def test_claims_about_lists_are_bounded_too(plans: PlanTest) -> None:
    """Of one party about one force the newest."""
    listed = [
        Claim(
            id=f"mission:list-{number}",
            designation=DesignationClaim(
                force="pine-group", authority="council", listed=True, source=Source(origin=f"mission {number}")
            ),
        )
        for number in range(20)
    ]
    found = plans.with_claims(listed).rule(guns(against=("pine-group",)))

    assert found.claims_left_out == 20 - CLAIMS_OF_ONE_PARTY_MAX


def test_the_author_is_told_how_many_were_not_heard_where_anything_is_shown(plans: PlanTest) -> None:
    """R1: where nothing is shown of a use of force, no number stands beside the one sentence."""
    crowded = plans.with_claims([control(number) for number in range(50)])
    shown = judge_plan(guns(), crowded)
    far = Circle(lon_deg=HERE.lon_deg + 0.2, lat_deg=HERE.lat_deg + 0.2, radius_m=500.0)
    volume = Volume4D(area=far, band=AltitudeBand(), interval=guns().volumes[0].interval)
    force = judge_plan(make_intent(("force.fire.mortar",), [volume], against=("council",)), crowded)

    assert shown.rulings
    assert shown.claims_left_out == 50 - CLAIMS_OF_ONE_PARTY_MAX
    assert force.claims_left_out == (50 - CLAIMS_OF_ONE_PARTY_MAX if force.rulings else 0)
