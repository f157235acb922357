# SPDX-License-Identifier: Apache-2.0
"""Single tellings: whose they are, what time they speak of, who stands against whom, claims about a part."""

from dataclasses import replace
from datetime import timedelta

import pytest

from property.rulings import core_of
from scenarios.record import read_record, scenario_library
from truceline.base.instants import Interval
from truceline.base.moments import Moment
from truceline.clauses.evidence import (
    DisputeTold,
    Evidence,
    FactsTold,
    PartTold,
    facts_told,
    maybe_interval,
    readings_of,
    tellings_of,
)
from truceline.clauses.judging import ClauseTest, clause_test
from truceline.clauses.slots import Component
from truceline.findings.ruling import Condition, Ruling, RulingWord
from truceline.picture.acts import Account, Act, Place, Position
from truceline.picture.claims import ActClaim, BoundaryClaim, Claim, ControlClaim, ControlKind, DesignationClaim
from truceline.picture.sources import Source

OFFSET = timedelta(hours=2)
WIRE, RADIO = Source(ref=("N1",), origin="tide-wire"), Source(ref=("N2",), origin="gull-radio")
AMBER, BLUE = Source(ref=("N1",), party="amber"), Source(ref=("N2",), party="blue")
QUAY = Place(position=Position(lon_deg=-139.5, lat_deg=-28.4, radius_m=200.0))
SHOT = Account(
    source=WIRE,
    actor=("amber-army",),
    kind=("force.fire.mortar",),
    against=("pine-group",),
    place=QUAY,
    since=Moment("2031-04-10T09:00:00+02:00"),
    first_act=True,
)


def judge(*claims: Claim) -> ClauseTest:
    """Make a clause test with no claims but these."""
    return clause_test(scenario_library(""), claims)


def evidence(accounts: tuple[Account, ...], *claims: Claim) -> tuple[Evidence, ...]:
    """Break an act into single tellings."""
    return judge(*claims).evidence(Act(id="shot", accounts=accounts, exercise=True))


def rule(accounts: tuple[Account, ...], *claims: Claim) -> Ruling:
    """Judge an act by the first provision."""
    return judge(*claims).rule(Act(id="shot", accounts=accounts, exercise=True))[0]


def held(who: str, place: Place, source: Source, name: str = "held", **times: Moment) -> Claim:
    """Claim that somebody holds a place."""
    control = ControlClaim(place=place, holder=(who,), kind=ControlKind.MILITARY, source=source, **times)
    return Claim(id=name, control=control)


def circle(lat_deg: float, radius_m: float) -> Place:
    """Give a disc on the meridian of the shot."""
    return Place(position=Position(lon_deg=-139.5, lat_deg=lat_deg, radius_m=radius_m))


def test_each_part_of_an_account_is_one_telling() -> None:
    """With the account's id, its origin and its party; what it leaves out is no telling."""
    found = evidence((replace(SHOT, source=AMBER),))

    assert {piece.component for piece in found} == {
        *(Component.ACTOR, Component.TIME, Component.PLACE, Component.KIND, Component.AGAINST, Component.FACTS),
    }
    for piece in found:
        assert piece.tellers == {"shot#1"}
        assert piece.origins == {"party:amber"}
        assert piece.parties == {"amber"}
    assert evidence((Account(source=WIRE),)) == ()


def test_who_began_is_told_as_a_fact() -> None:
    """Beginning is not answering; a fact that the account itself names stands beside."""
    told = facts_told(replace(SHOT, first_act=False, facts={"proportionate": True}, quantities={"shells": 3.0}))

    assert told == FactsTold(facts=(("answering", True), ("proportionate", True)), quantities=(("shells", 3.0),))


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("2031-04-10", None, (0, 24)),
        ("2031-04-10", "2031-04-11", (0, 48)),
        ("2031-04-10T09:00:00+02:00", "2031-04-10", (9, 24)),
    ],
    ids=["a day", "two days", "from an hour to the end of the day"],
)
def test_a_stretch_lasts_to_the_end_of_what_is_told(since: str, until: str | None, hours: tuple[int, int]) -> None:
    """A day is the whole day at the library's offset."""
    start_ns = 1_933_538_400 * 10**9
    stretch = maybe_interval(replace(SHOT, since=Moment(since), until=Moment(until) if until else None), OFFSET)

    assert stretch is not None
    assert [(bound - start_ns) // (3600 * 10**9) for bound in (stretch.start_ns, stretch.end_ns)] == list(hours)


def test_an_account_without_a_time_is_read_at_each_time_the_others_tell() -> None:
    """It tells no time itself; a reading at another's time needs that other; alone it speaks of all time."""
    undated = replace(SHOT, since=None)
    tellings = tellings_of(
        Act(id="shot", accounts=(SHOT, undated, replace(SHOT, since=Moment("2031-04-12")))), (), OFFSET
    )
    first, second, third = tellings
    lent = [reading for reading in readings_of(tellings) if reading.lent_by is not None]

    assert second.interval == Interval()
    assert [(each.id, each.interval, each.lent_by) for each in lent] == [
        ("shot#2", first.interval, first),
        ("shot#2", third.interval, third),
    ]
    assert maybe_interval(undated, OFFSET) is None


def test_a_denial_stands_against_the_allegation_it_denies() -> None:
    """A party may deny for its force; who denies somebody else, or only one of several, denies nothing."""
    denial = Account(source=AMBER, not_actor=("amber",))
    disputes = [piece for piece in evidence((SHOT, denial)) if piece.component is Component.DISPUTE]
    elsewhere = evidence((SHOT, replace(denial, not_actor=("blue",))))
    of_one = evidence((replace(SHOT, actor=("amber-army", "pine-group")), denial))

    assert [piece.tellers for piece in disputes] == [{"shot#1", "shot#2"}]
    assert isinstance(disputes[0].payload, DisputeTold)
    assert not [piece for piece in (*elsewhere, *of_one) if piece.component is Component.DISPUTE]
    assert rule((SHOT, denial)).decided_by is Condition.BOUND


def test_who_is_denied_does_not_stand_against_himself() -> None:
    """A dispute needs both accounts, and only the one that denies is shown to tell against."""
    denial = Account(source=AMBER, not_actor=("amber",))
    (bound,) = [each for each in rule((SHOT, denial)).conditions if each.condition is Condition.BOUND]
    both = {piece.tellers for piece in evidence((SHOT, denial)) if piece.component is Component.DISPUTE}

    assert all(len(tellers) == 2 for tellers in both)
    assert bound.told.for_it.isdisjoint(bound.told.against_it)
    assert bound.told.against_it


def test_a_denial_without_an_allegation_tells_nothing() -> None:
    """It is against those who name that force, and nothing else."""
    ruling = rule((replace(SHOT, actor=()), Account(source=AMBER, not_actor=("amber",))))

    assert (ruling.word, ruling.missing[0]) == (RulingWord.CANNOT_JUDGE, "actor")


def test_two_who_name_different_forces_stand_against_each_other() -> None:
    """Even where nothing is on record of one of them."""
    other = replace(SHOT, source=RADIO, actor=("moss-group",))
    ruling = rule((SHOT, other))

    assert (ruling.word, ruling.decided_by) == (RulingWord.CONTESTED, Condition.BOUND)
    assert {flip.word for flip in ruling.flips} == {RulingWord.PROHIBITED, RulingWord.CANNOT_JUDGE}


STRIKE = replace(SHOT, against=("lantern-group",))
LISTED_HOLDS = held("lantern-group", Place(area=("XA01",)), BLUE, "listed-holds")
RIVALS = {
    "over the whole district": held("pine-group", Place(area=("XA0101",)), AMBER),
    "over a part of the told disc": held("pine-group", circle(-28.399, 100.0), AMBER),
}


@pytest.mark.parametrize("rival", RIVALS.values(), ids=RIVALS)
def test_a_rival_claim_about_the_place_or_a_part_of_it_disputes_control(rival: Claim) -> None:
    """The exception needs undisputed control; either claim alone is lost without the other's dispute."""
    ruling = rule((STRIKE,), LISTED_HOLDS, rival)

    assert rule((STRIKE,), LISTED_HOLDS).word is RulingWord.EXEMPT
    assert (ruling.word, ruling.decided_by) == (RulingWord.CONTESTED, Condition.EXCEPTIONS)
    assert {"listed-holds", "held"} <= set(ruling.rests_on)
    assert {(flip.dropped, flip.word) for flip in ruling.flips if flip.kind == "party"} == {
        ("amber", RulingWord.EXEMPT),
        ("blue", RulingWord.CANNOT_JUDGE),
    }


@pytest.mark.parametrize(
    ("since", "word"),
    [("2031-04-10T12:00:00+02:00", RulingWord.CONTESTED), ("2031-04-11", RulingWord.EXEMPT)],
    ids=["from noon of the told day", "from the next day"],
)
def test_a_rival_claim_about_a_part_of_the_told_time_disputes_control(since: str, word: RulingWord) -> None:
    """A shot told by the day may have come after noon."""
    rival = held("pine-group", Place(area=("XA01",)), AMBER, since=Moment(since))

    assert rule((replace(STRIKE, since=Moment("2031-04-10")),), LISTED_HOLDS, rival).word is word


@pytest.mark.parametrize(
    "elsewhere",
    [
        circle(-28.39, 100.0),
        Place(area=("XA02",)),
        Place(position=Position(lon_deg=-138.5, lat_deg=-28.4, radius_m=0.0)),
    ],
    ids=["a disc a kilometre off", "another governorate", "a bare point elsewhere"],
)
def test_a_claim_about_another_place_disputes_nothing(elsewhere: Place) -> None:
    """Surely elsewhere is no part."""
    assert rule((STRIKE,), LISTED_HOLDS, held("pine-group", elsewhere, AMBER)).word is RulingWord.EXEMPT


def test_a_claim_about_a_part_tells_nothing_by_itself() -> None:
    """Who holds a part of the told place is not who holds the place."""
    ruling = rule((STRIKE,), held("lantern-group", circle(-28.399, 100.0), BLUE))

    assert ruling.word is RulingWord.CANNOT_JUDGE
    assert "control" in ruling.missing


@pytest.mark.parametrize(
    ("place", "is_disputed"),
    [
        (Place(area=("XA0101",)), True),
        (Place(area=("XA01", "XA02")), True),
        (Place(country="XA"), True),
        (Place(zone="quay-truce/bay"), True),
        (Place(area=("XA0102",)), False),
        (Place(name="somewhere"), False),
    ],
    ids=[
        "its district",
        "two governorates",
        "the country",
        "a zone around it",
        "the other district",
        "no place at all",
    ],
)
def test_a_place_told_by_areas_is_disputed_by_whoever_holds_a_part_of_it(place: Place, *, is_disputed: bool) -> None:
    """A circle in one district is a part of the country, and no part of the other district."""
    everywhere = held("lantern-group", Place(country="XA"), BLUE, "listed-holds")
    found = evidence((replace(STRIKE, place=place),), everywhere, held("pine-group", circle(-28.4, 500.0), AMBER))

    assert any(isinstance(piece.payload, PartTold) for piece in found) is is_disputed


def test_a_boundary_claim_about_a_part_stands_against_the_contrary() -> None:
    """Geometry tells the whole disc inside; somebody says that some of it is outside: contested, on both words."""
    boundary = BoundaryClaim(zone="quay-truce/quay", place=circle(-28.399, 100.0), inside=False, source=BLUE)
    ruling = rule((SHOT,), Claim(id="outside-in-part", boundary=boundary))
    agreeing = Claim(id="inside-in-part", boundary=replace(boundary, inside=True))

    assert (ruling.word, ruling.decided_by) == (RulingWord.CONTESTED, Condition.PLACE)
    assert core_of(rule((SHOT,), agreeing)) == core_of(rule((SHOT,)))


def test_a_claim_about_one_of_several_on_a_list_stands_against_the_list() -> None:
    """Naming a listed group twice, or beside another, loses no claim that it is not listed."""
    unlisted = DesignationClaim(force="lantern-group", authority="council", listed=False, source=AMBER)
    claim = Claim(id="not-listed", designation=unlisted)
    for against in (("lantern-group",), ("lantern-group", "lantern-group")):
        told = replace(STRIKE, against=against)
        assert rule((told,), LISTED_HOLDS).word is RulingWord.EXEMPT
        assert rule((told,), LISTED_HOLDS, claim).word is RulingWord.CONTESTED


def test_a_claim_of_who_began_is_read_for_both_sides() -> None:
    """Of the side it names it says that it began, of the other the contrary; of a stranger nothing."""
    acts, claims = read_record("engagement")
    test = judge(claims["army-began"])
    began = {act: test.tellings(acts[act])[-1].account.first_act for act in ("clash-a", "clash-b")}
    strange = judge(_about(Account(source=BLUE, actor=("blue",))))

    assert began == {"clash-a": True, "clash-b": False}
    assert len(strange.tellings(acts["clash-a"])) == 1


def _about(account: Account) -> Claim:
    return Claim(id="strange", act=ActClaim(act="clash", account=account))
