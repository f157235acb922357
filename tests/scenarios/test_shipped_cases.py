# SPDX-License-Identifier: Apache-2.0
"""Cases on the shipped library: real texts, documented acts, the library's own zones and records."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from exercise import at, shipped
from truceline.agreement.membership import designated, membership
from truceline.agreement.placing import ZoneLocator
from truceline.agreement.zones import StripPiece
from truceline.app.admit_act import AdmissionTerms
from truceline.app.explain_act import Explanation, explain_act
from truceline.base.fourvalue import FourValue
from truceline.base.instants import Interval, day_interval, parse_day, parse_offset
from truceline.clauses.judging import ClauseTest, clause_test
from truceline.clauses.table import rule_many
from truceline.findings.ruling import CONDITIONS, RULING_WORDS, Condition, RulingWord
from truceline.geo import PlacedShape, Side, Strip, locate_one
from truceline.picture.acts import Act
from truceline.report.explanation import explanation_text

NOW_NS = at("2026-01-01T00:00:00Z")
DAMASCUS = parse_offset("+03:00")


@cache
def acts() -> dict[str, Act]:
    """Give the documented acts."""
    return {act.id: act for incident in shipped().incidents for act in incident.acts}


@cache
def judge() -> ClauseTest:
    """Make the clause test of the shipped library."""
    return clause_test(shipped())


@cache
def explain(act: str) -> Explanation:
    """Explain a documented act."""
    return explain_act(acts()[act], AdmissionTerms(library=shipped(), now_ns=NOW_NS, is_bulk=False), ())


def day(text: str) -> Interval:
    """Give a day in Damascus."""
    return day_interval(parse_day(text), DAMASCUS)


def test_a_power_is_bound_only_by_its_own_record() -> None:
    """Aircraft of a non-signatory are not bound, and what another side asserts of it is shown."""
    explanation = explain("column-near-tanf-strike")
    found = [each.ruling for each in (*explanation.near, *explanation.far) if each.ruling.agreement == "astana-2017"]
    words = {ruling.provision: (ruling.word, ruling.decided_by) for ruling in found}
    shown = [(assertion.by, assertion.about) for _, assertion in explanation.assertions]

    assert words["A1"] == (RulingWord.NOT_BOUND, Condition.BOUND)
    assert words["A1-flights-gloss"] == (RulingWord.NOT_BOUND, Condition.BOUND)
    assert ("russia", "usa") in shown
    assert "would not fly over the de-escalation areas" in explanation_text(explanation, shipped())


def test_an_assertion_never_binds() -> None:
    """Without every assertion of every agreement each documented act gets the same rulings."""
    mute = tuple(replace(agreement, assertions=()) for agreement in shipped().agreements)
    other = clause_test(replace(shipped(), agreements=mute))
    for act in acts().values():
        assert other.rule(act) == judge().rule(act)


@pytest.mark.parametrize(
    ("group", "on", "value"),
    [
        ("jaysh-al-islam", "2017-07-23", FourValue.TRUE),
        ("rahman-legion", "2017-07-23", FourValue.FALSE),
        ("rahman-legion", "2017-07-22", FourValue.FALSE),
        ("jaysh-al-islam", "2017-07-20", FourValue.FALSE),
    ],
    ids=["it joined", "it refused", "the day it refused", "before it joined"],
)
def test_a_group_that_refused_is_not_among_the_joined(group: str, on: str, value: FourValue) -> None:
    """By the groups' own records on the deal for Eastern Ghouta."""
    agreement = shipped().get_agreement("ghouta-2017")
    provision = next(each for each in agreement.provisions if each.id == "G1")

    assert "role:joined" in provision.against
    assert membership("role:joined", group, agreement, shipped(), day(on)) is value


def test_the_exception_for_listed_groups_asks_for_the_group_and_for_control() -> None:
    """Two tests in one exception; the Council's list speaks of the group, and nobody of who held the place."""
    agreement = shipped().get_agreement("astana-2017")
    provision = next(each for each in agreement.provisions if each.id == "A1")
    [exception] = provision.exceptions

    assert [(test.designated_by, test.held_by_designated) for test in exception.tests] == [("unsc", ""), ("", "unsc")]
    assert designated("nusra", "unsc", shipped(), day("2017-05-10")) is FourValue.TRUE
    assert designated("syria-government", "unsc", shipped(), day("2017-05-10")) is FourValue.FALSE


CASTELLO = [
    ("castello-north-heavy", "K2", "hold.heavy", 3500.0),
    ("castello-north-vehicles", "K3", "hold.vehicle", 2500.0),
    ("castello-north-personnel", "", "hold.personnel", 1000.0),
    ("castello-south-personnel", "", "hold.personnel", 500.0),
]


@pytest.mark.parametrize(("zone_id", "provision_id", "kind", "depth_m"), CASTELLO, ids=[row[0] for row in CASTELLO])
def test_each_class_has_its_own_strip(zone_id: str, provision_id: str, kind: str, depth_m: float) -> None:
    """Its depth, its side and the provision that bars its class there."""
    agreement = shipped().get_agreement("sep-2016")
    zone = next(each for each in agreement.zones if each.id == zone_id)
    strip = zone.pieces[0].strip
    barring = [each for each in agreement.provisions if zone_id in each.zones]

    assert isinstance(strip, StripPiece)
    assert (strip.side, strip.depth_m) == ("south" if "south" in zone_id else "north", depth_m)
    assert any(kind in each.kinds and provision_id in {"", each.id} for each in barring)


@pytest.mark.parametrize(
    ("zone_id", "depth_m"), [(row[0], row[3]) for row in CASTELLO], ids=[row[0] for row in CASTELLO]
)
def test_only_beyond_the_band_a_strip_decides(zone_id: str, depth_m: float) -> None:
    """By distance from the road as drawn: far is outside, the wrong side is outside, near the drawn end is neither."""
    library, locator = shipped(), ZoneLocator(shipped())
    road = library.places.lines["castello-road"]
    [column] = locator.index["sep-2016", zone_id]
    sign = -1.0 if "south" in zone_id else 1.0
    lon_deg, lat_deg = np.mean(np.array(road.line.positions)[:2], axis=0)
    band_m = road.error_band_m

    def code(away_m: float) -> int:
        return int(locator.locate([lon_deg], [lat_deg + sign * away_m / 111_000])[0, column])

    assert band_m >= 500.0
    assert code(2 * (depth_m + band_m)) == 2
    assert code(-2 * (depth_m + band_m)) == 2
    assert code(depth_m) == 0
    assert code(band_m / 2) == 0
    assert 2 not in {code(part * depth_m) for part in (0.05, 0.5, 0.95)}


def test_without_its_error_band_a_strip_decides_by_its_depth() -> None:
    """The same road drawn as if it were exact: inside the depth is inside, beyond it is outside."""
    road = shipped().places.lines["castello-road"].line
    lon_deg, lat_deg = np.mean(np.array(road.positions)[:2], axis=0).tolist()
    for _, _, _, depth_m in CASTELLO:
        strip = PlacedShape(shape=Strip(line=road, side=Side.NORTH, outer_m=depth_m))
        codes = [locate_one(strip, lon_deg, lat_deg + part * depth_m / 111_000) for part in (0.5, 1.6, -0.5)]

        assert codes == [1, 2, 2]


def test_documented_acts_are_judged_alone_as_among_many() -> None:
    """Word, deciding condition and flips of every documented act are equal in both forms."""
    table = rule_many(tuple(acts().values()), judge())
    for row, act in enumerate(acts().values()):
        for column, ruling in enumerate(judge().rule(act)):
            kinds = {flip.kind for flip in ruling.flips}

            assert RULING_WORDS[table.word[row, column]] is ruling.word
            assert CONDITIONS[table.decided_by[row, column]] is ruling.decided_by
            assert table.flips_origin[row, column] == ("origin" in kinds)
            assert table.flips_party[row, column] == ("party" in kinds)
