# SPDX-License-Identifier: Apache-2.0
"""The clause test for plans, case by case. EXERCISE: nothing here is real."""

import math
from dataclasses import replace

import pytest

from exercise import exercise
from property.plans import make_intent, with_zone_exceptions
from truceline.agreement.library import Library
from truceline.agreement.provisions import Modality
from truceline.base.instants import LATEST_NS, Interval, parse_instant
from truceline.base.moments import Moment
from truceline.clauses.judging import clause_test
from truceline.clauses.planned import PlanTest, plan_test
from truceline.findings.ruling import Condition, Ruling, RulingWord
from truceline.geo import AltitudeBand, Circle, Datum, Volume4D
from truceline.picture.acts import Height, Place, Position
from truceline.picture.claims import BoundaryClaim, Claim, ControlClaim, ControlKind, DesignationClaim
from truceline.picture.intents import Intent
from truceline.picture.sources import Source

QUAY = (-139.5, -28.3)
MARKET = (-138.8, -29.8)
LIGHT = (-138.5, -28.5)
SEA = (-137.0, -27.0)
FORCE = ("force.fire.mortar",)
PLANS = plan_test(clause_test(exercise()))
BARE = plan_test(clause_test(replace(exercise(), claims=())))
"""Without the library's own claims of boundary and control."""
WAIVED = plan_test(clause_test(with_zone_exceptions()))
RIVAL = Source(ref=("N2",), origin="tide-wire")


def _volume(
    centre: tuple[float, float],
    radius_m: float = 500.0,
    since: str = "2031-04-10T09:00:00Z",
    until: str = "2031-04-10T10:00:00Z",
    band: AltitudeBand | None = None,
) -> Volume4D:
    return Volume4D(
        area=Circle(lon_deg=centre[0], lat_deg=centre[1], radius_m=radius_m),
        band=band or AltitudeBand(),
        interval=Interval(start_ns=parse_instant(since), end_ns=parse_instant(until)),
    )


def _place(centre: tuple[float, float], radius_m: float) -> Place:
    return Place(position=Position(lon_deg=centre[0], lat_deg=centre[1], radius_m=radius_m))


def _find(intent: Intent, provision: str, plans: PlanTest = PLANS) -> Ruling | None:
    near = {ruling.provision: ruling for ruling in plans.rule(intent).near}
    return near.get(provision)


def _word(intent: Intent, provision: str, plans: PlanTest = PLANS) -> RulingWord | None:
    found = _find(intent, provision, plans)
    return found.word if found is not None else None


def _shelling(*volumes: Volume4D, against: str = "pine-group") -> Intent:
    return make_intent(FORCE, volumes, against=(against,), facts=(("answering", False),))


@pytest.mark.parametrize(
    ("centre", "radius_m", "expected"),
    [
        pytest.param(QUAY, 500.0, RulingWord.PROHIBITED, id="inside"),
        pytest.param(QUAY, 100_000.0, RulingWord.PROHIBITED, id="larger than the zone"),
        pytest.param((-140.1, -28.3), 20_000.0, RulingWord.PROHIBITED, id="across the edge, beyond the band"),
        pytest.param((-140.0, -28.3), 500.0, RulingWord.CANNOT_JUDGE, id="in the band round the edge"),
        pytest.param((-138.5, -28.3), 500.0, RulingWord.CANNOT_JUDGE, id="certain unnamed parts of an area"),
        pytest.param(SEA, 5_000.0, None, id="far away"),
    ],
)
def test_a_prohibition_asks_for_some_of_a_plan(
    centre: tuple[float, float], radius_m: float, expected: RulingWord | None
) -> None:
    """It reaches a plan of which some part surely lies in its zone."""
    assert _word(_shelling(_volume(centre, radius_m)), "Q1", BARE) is expected


def test_what_decides_is_told_with_its_passage() -> None:
    """A plan in a zone whose boundary is in doubt names what is missing, and on whose word it stands."""
    ruling = _find(_shelling(_volume((-140.0, -28.3))), "Q1")
    assert ruling is not None
    assert ruling.decided_by is Condition.PLACE
    assert ruling.missing == ("boundary",)
    assert ruling.passage_status == "text"
    assert [finding.value.word for finding in ruling.conditions][:3] == ["told only true"] * 2 + ["told neither"]
    assert "planned#1" in ruling.rests_on


def test_a_zone_that_is_mapped_later_holds_from_then() -> None:
    """The market is in the second version only; a plan across both is barred by the part that meets it."""
    early, late = ("2031-05-20T00:00:00Z", "2031-05-21T00:00:00Z"), ("2031-06-10T00:00:00Z", "2031-06-11T00:00:00Z")
    volumes = [_volume(MARKET, since=since, until=until) for since, until in (early, late, (early[0], late[1]))]
    words = [_word(_shelling(volume), "Q1", BARE) for volume in volumes]
    assert words == [RulingWord.CANNOT_JUDGE, RulingWord.PROHIBITED, RulingWord.PROHIBITED]


def test_window_and_place_must_be_met_together() -> None:
    """In its zone before it applies, and elsewhere once it does, a plan is not barred."""
    before = _volume(QUAY, since="2031-03-04T12:00:00Z", until="2031-03-04T13:00:00Z")
    assert _word(_shelling(before), "Q1") is RulingWord.NOT_YET_APPLIED
    post = make_intent(("hold.heavy.artillery",), [_volume((-139.5, -28.49))])
    assert _word(post, "Q3") is RulingWord.PROHIBITED
    apart = replace(post, volumes=(replace(post.volumes[0], interval=before.interval), _volume(SEA)))
    assert _word(apart, "Q3") is RulingWord.NOT_YET_APPLIED


def _one_volume_of_two(first: Volume4D, second: Volume4D, kind: str, provision: str, force: str) -> RulingWord | None:
    return _word(make_intent((kind,), [first, second], force=force), provision)


def test_each_volume_is_claimed() -> None:
    """One barred volume bars the plan; one volume without permission leaves the plan without it."""
    strip = _volume((-139.5, -28.49))
    assert _one_volume_of_two(_volume(SEA), strip, "hold.heavy.artillery", "Q3", "amber-army") is RulingWord.PROHIBITED
    light = _volume(LIGHT)
    assert _one_volume_of_two(light, light, "passage", "Q5", "townsfolk") is RulingWord.PERMITTED
    assert _one_volume_of_two(light, _volume(SEA), "passage", "Q5", "townsfolk") is RulingWord.CANNOT_JUDGE
    assert _one_volume_of_two(_volume(SEA), _volume(SEA), "passage", "Q5", "townsfolk") is None


def test_a_permission_that_some_of_the_time_lacks_is_none() -> None:
    """A plan that begins before the text applies has no permission; it is named what is missing."""
    volume = _volume(LIGHT, since="2031-03-04T12:00:00Z", until="2031-03-06T13:00:00Z")
    ruling = _find(make_intent(("passage",), [volume], force="townsfolk"), "Q5")
    assert ruling is not None
    assert (ruling.word, ruling.decided_by, ruling.missing) == (
        RulingWord.CANNOT_JUDGE,
        Condition.WINDOW,
        ("time",),
    )


@pytest.mark.parametrize(
    ("radius_m", "expected"),
    [(500.0, RulingWord.EXEMPT), (9_950.0, RulingWord.CANNOT_JUDGE), (30_000.0, RulingWord.CANNOT_JUDGE)],
)
def test_an_exception_asks_for_all_of_a_plan(radius_m: float, expected: RulingWord) -> None:
    """Partly outside the zone of an exception, or in its band, a plan is not exempt."""
    assert _word(_shelling(_volume(LIGHT, radius_m), against="townsfolk"), "Q2", WAIVED) is expected


def test_no_part_in_an_exception_is_no_exception() -> None:
    """A plan of which none lies in the exception's zone is barred."""
    assert _word(_shelling(_volume(QUAY), against="townsfolk"), "Q2", WAIVED) is RulingWord.PROHIBITED


def test_a_claim_does_not_exempt_what_surely_lies_outside() -> None:
    """Somebody claims that all of a plan is inside the exception's zone; the text says of a part that it is not."""
    claim = Claim(
        id="in-light",
        boundary=BoundaryClaim(zone="quay-truce/light", place=_place(LIGHT, 80_000.0), inside=True, source=RIVAL),
    )
    intent = _shelling(_volume(LIGHT, 30_000.0), against="townsfolk")
    ruling = _find(intent, "Q2", WAIVED.with_claims([claim]))
    assert ruling is not None
    assert ruling.word is RulingWord.CONTESTED
    assert [(flip.dropped, flip.word) for flip in ruling.flips] == [("tide-wire", RulingWord.CANNOT_JUDGE)]


def test_a_boundary_claim_is_never_skipped() -> None:
    """A claim that a place far from the zone lies inside it makes the place contested; so does one for a part."""
    intent = _shelling(_volume(SEA, 2_000.0))
    assert _word(intent, "Q1") is None
    for radius_m in (50_000.0, 500.0):
        boundary = BoundaryClaim(zone="quay-truce/quay", place=_place(SEA, radius_m), inside=True, source=RIVAL)
        assert _word(intent, "Q1", PLANS.with_claims([Claim(id="in", boundary=boundary)])) is RulingWord.CONTESTED
    other = BoundaryClaim(zone="quay-truce/contact", place=_place(SEA, 50_000.0), inside=True, source=RIVAL)
    assert _word(intent, "Q1", PLANS.with_claims([Claim(id="in", boundary=other)])) is None


def test_a_claim_speaks_of_its_own_time() -> None:
    """A claim about another day tells nothing."""
    later = replace(
        BoundaryClaim(zone="quay-truce/quay", place=_place(SEA, 50_000.0), inside=True, source=RIVAL),
        since=exercise().get_agreement("quay-truce").term.readings[0].ends,  # type: ignore[union-attr]
    )
    assert _word(_shelling(_volume(SEA)), "Q1", PLANS.with_claims([Claim(id="in", boundary=later)])) is None


def test_lists_and_control_free_only_when_both_are_told() -> None:
    """A listed group in a place that it holds is outside the truce; with a rival claim it is contested."""
    intent = _shelling(_volume((-139.5, -28.3)), against="lantern-group")
    held = Claim(
        id="held",
        control=ControlClaim(
            place=_place(QUAY, 20_000.0), holder=("lantern-group",), kind=ControlKind.MILITARY, source=RIVAL
        ),
    )
    unlisted = Claim(
        id="unlisted",
        designation=DesignationClaim(force="lantern-group", authority="council", listed=False, source=RIVAL),
    )
    assert _word(intent, "Q1", BARE) is RulingWord.CANNOT_JUDGE
    assert _word(intent, "Q1", BARE.with_claims([held])) is RulingWord.EXEMPT
    assert _word(intent, "Q1", BARE.with_claims([held, unlisted])) is RulingWord.CONTESTED
    assert held.control is not None
    half = replace(held, control=replace(held.control, since=Moment("2031-04-10T09:30:00Z")))
    assert _word(intent, "Q1", BARE.with_claims([half])) is RulingWord.CANNOT_JUDGE
    wider = replace(intent, volumes=(_volume(QUAY, 30_000.0),))
    assert _word(wider, "Q1", BARE.with_claims([held])) is RulingWord.CANNOT_JUDGE


@pytest.mark.parametrize(
    ("band", "expected"),
    [
        pytest.param(AltitudeBand(), RulingWord.PROHIBITED, id="every altitude"),
        pytest.param(
            AltitudeBand(lower_m=5900.0, upper_m=9000.0, datum=Datum.AMSL), RulingWord.PROHIBITED, id="across the limit"
        ),
        pytest.param(
            AltitudeBand(lower_m=6000.0, upper_m=9000.0, datum=Datum.AMSL), RulingWord.PROHIBITED, id="from the limit"
        ),
        pytest.param(AltitudeBand(lower_m=6000.1, upper_m=9000.0, datum=Datum.AMSL), None, id="above"),
        pytest.param(
            AltitudeBand(lower_m=7000.0, upper_m=9000.0, datum=Datum.AGL), RulingWord.CANNOT_JUDGE, id="another datum"
        ),
        pytest.param(AltitudeBand(lower_m=7000.0, upper_m=9000.0), RulingWord.CANNOT_JUDGE, id="no datum"),
    ],
)
def test_a_band_is_met_by_some_altitude(band: AltitudeBand, expected: RulingWord | None) -> None:
    """Some altitude in the band is enough; heights on other datums are never compared."""
    volume = _volume((-139.0, -29.0), since="2031-07-10T10:00:00Z", until="2031-07-10T11:00:00Z", band=band)
    intent = make_intent(("flight.unsafe_approach",), [volume], party="blue", force="blue-guard")
    assert _word(intent, "G1") is expected


def _permitting_flights() -> Library:
    """Give the library with its one altitude rule read as a permission. EXERCISE."""
    library = exercise()
    memo = library.get_agreement("gull-memo")
    provisions = tuple(
        replace(each, modality=Modality.PERMITTED, band=Height(lower_m=0.0, upper_m=6000.0, datum="amsl"))
        for each in memo.provisions
        if each.id == "G1"
    )
    agreements = tuple(
        replace(each, provisions=provisions) if each.id == memo.id else each for each in library.agreements
    )
    return replace(library, agreements=agreements)


@pytest.mark.parametrize(
    ("lower_m", "upper_m", "expected"),
    [
        (1000.0, 2000.0, RulingWord.PERMITTED),
        (5000.0, 7000.0, RulingWord.CANNOT_JUDGE),
        (7000.0, 8000.0, None),
    ],
)
def test_a_permission_asks_for_every_altitude(lower_m: float, upper_m: float, expected: RulingWord | None) -> None:
    """A band that is only partly permitted is not permitted."""
    band = AltitudeBand(lower_m=lower_m, upper_m=upper_m, datum=Datum.AMSL)
    volume = _volume((-139.0, -29.0), since="2031-07-10T10:00:00Z", until="2031-07-10T11:00:00Z", band=band)
    intent = make_intent(("flight.unsafe_approach",), [volume], party="blue", force="blue-guard")
    assert _word(intent, "G1", plan_test(clause_test(_permitting_flights()))) is expected


def test_a_standing_presence_has_no_end() -> None:
    """A presence without an end is barred from when the text applies."""
    volume = _volume((-139.5, -28.49))
    standing = replace(volume, interval=Interval(start_ns=volume.interval.start_ns, end_ns=LATEST_NS))
    assert _word(make_intent(("hold.heavy.artillery",), [standing]), "Q3") is RulingWord.PROHIBITED


def test_the_authors_own_word_is_not_dropped_but_its_claims_are() -> None:
    """A party that files a plan and claims a boundary: only the claim can be dropped."""
    own = Source(ref=("N1",), party="amber")
    boundary = BoundaryClaim(zone="quay-truce/quay", place=_place(QUAY, 20_000.0), inside=False, source=own)
    ruling = _find(_shelling(_volume(QUAY)), "Q1", PLANS.with_claims([Claim(id="out", boundary=boundary)]))
    assert ruling is not None
    assert ruling.word is RulingWord.CONTESTED
    flips = {(flip.kind, flip.dropped): flip.word for flip in ruling.flips}
    assert flips == {("party", "amber"): RulingWord.PROHIBITED, ("origin", "party:amber"): RulingWord.PROHIBITED}


def test_every_provision_is_near_or_left() -> None:
    """Nothing is lost between the two."""
    rulings = PLANS.rule(_shelling(_volume(QUAY)))
    assert len(rulings.near) + rulings.left == len(PLANS.test.plans)
    assert rulings.near


def test_every_shape_can_be_made_ready() -> None:
    """A side of a line has no bounds to the north and the south, and is made ready all the same."""
    shapes = PLANS.zones.shapes
    assert any(math.isinf(bound) for shape in shapes for bound in shape.box)
    PLANS.zones.make_ready()
