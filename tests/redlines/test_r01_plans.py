# SPDX-License-Identifier: Apache-2.0
"""R1 and R2 for intents: what the author of a plan is told, and what nobody is told. EXERCISE: nothing here is real.

Whoever plans in bad faith would ask again and again, a little farther each time: where does the bar end, where does a
permission begin, what would free me. The answers must not differ but by the three words.
"""

from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings

from exercise import exercise
from property.plans import intents, make_intent, with_zone_exceptions
from truceline.agreement.provisions import Modality
from truceline.app.judge_plan import FORCE_WORDS, judge_plan
from truceline.base.errors import RedLineError
from truceline.base.instants import Interval, parse_instant
from truceline.clauses.judging import clause_test
from truceline.clauses.planned import PlanTest, plan_test
from truceline.findings.plan_answer import CAVEAT, NOTHING_FOUND, PlanAnswer, PlanRuling
from truceline.findings.ruling import LEAVING_WORDS, RulingWord
from truceline.geo import AltitudeBand, Circle, Volume4D
from truceline.picture.acts import Place, Position
from truceline.picture.claims import BoundaryClaim, Claim
from truceline.picture.intents import Intent
from truceline.picture.sources import Source

QUAY, LIGHT, SEA, FAR_SEA = (-139.5, -28.3), (-138.5, -28.5), (-137.0, -27.0), (20.0, 10.0)
SHELLING = ("force.fire.mortar",)
PLANS = plan_test(clause_test(exercise()))
WAIVED = plan_test(clause_test(with_zone_exceptions()))


def _volume(centre: tuple[float, float], radius_m: float = 500.0, day: str = "2031-04-10") -> Volume4D:
    start = parse_instant(f"{day}T09:00:00Z")
    return Volume4D(
        area=Circle(lon_deg=centre[0], lat_deg=centre[1], radius_m=radius_m),
        band=AltitudeBand(),
        interval=Interval(start_ns=start, end_ns=start + 3_600_000_000_000),
    )


def _shelling(centre: tuple[float, float], *, against: str = "pine-group", answering: bool = False) -> Intent:
    facts = (("answering", answering), ("proportionate", answering))
    return make_intent(SHELLING, [_volume(centre)], against=(against,), facts=facts)


def _permitting_force() -> PlanTest:
    """Give the library with a permission of force in a place and a bar in another. EXERCISE."""
    library = exercise()
    truce = library.get_agreement("quay-truce")
    allowed = next(each for each in truce.provisions if each.id == "Q5")
    permission = replace(allowed, bound=("amber",), kinds=("force",))
    provisions = tuple(permission if each.id == "Q5" else each for each in truce.provisions if each.id in ("Q5", "Q3"))
    agreements = tuple(
        replace(each, provisions=provisions) if each.id == truce.id else each for each in library.agreements
    )
    return plan_test(clause_test(replace(library, agreements=agreements)))


def test_a_barred_plan_is_told_what_bars_it_and_on_which_sentence() -> None:
    """Agreement, provision, title, word, passage with its status; and that it says nothing about lawfulness."""
    answer = judge_plan(_shelling(QUAY), PLANS)
    first = answer.rulings[0]
    assert (first.agreement, first.provision, first.word) == ("quay-truce", "Q1", RulingWord.PROHIBITED)
    assert first.title == "No attack on the government or on groups that joined"
    assert (first.passage.words, first.passage_status) == ("no force of any kind", "text")
    assert answer.sentence == CAVEAT
    assert answer.exercise


@given(intents())
@settings(max_examples=150)
def test_force_is_told_three_words_of_prohibitions_and_no_more(intent: Intent) -> None:
    """Whatever a plan of force, no other word is shown, no permission, no flip; of others no leaving at once."""
    answer = judge_plan(intent, WAIVED)
    shown = {ruling.word for ruling in answer.rulings}
    assert answer.sentence == (CAVEAT if answer.rulings else NOTHING_FOUND)
    if intent.may_be_force:
        modalities = {WAIVED.provisions[one.agreement, one.provision].modality for one in answer.rulings}
        assert shown <= FORCE_WORDS
        assert modalities <= {Modality.PROHIBITED}
        assert not any(ruling.flips for ruling in answer.rulings)
    else:
        assert not shown & (LEAVING_WORDS - {RulingWord.EXEMPT, RulingWord.NOT_YET_APPLIED})
        assert not {RulingWord.PERMITTED, RulingWord.PROHIBITED} <= shown


@pytest.mark.parametrize(
    "intent",
    [
        pytest.param(_shelling(SEA), id="near a zone"),
        pytest.param(_shelling(FAR_SEA), id="on another continent"),
        pytest.param(replace(_shelling(QUAY), force="blue-guard", party="blue"), id="not bound"),
        pytest.param(
            make_intent(SHELLING, [_volume(QUAY, day="2030-01-01")], against=("pine-group",)), id="before the text"
        ),
    ],
)
def test_where_nothing_is_shown_every_answer_is_the_same(intent: Intent) -> None:
    """One sentence, no numbers, no lists: nothing by which near is told from far, or exempt from outside."""
    plans = plan_test(clause_test(replace(exercise(), claims=())))
    answer = judge_plan(intent, plans)
    assert answer == PlanAnswer(intent="planned", rulings=(), sentence=NOTHING_FOUND, exercise=True)


def test_the_word_of_its_author_frees_no_use_of_force() -> None:
    """R2: stating that one answers an attack, in proportion, changes nothing; and what is missing is not told."""
    plans = plan_test(clause_test(replace(exercise(), claims=())))
    freed = judge_plan(_shelling(QUAY, answering=True), plans)
    bare = judge_plan(replace(_shelling(QUAY), facts=()), plans)

    assert freed == bare
    assert bare.rulings
    assert {(ruling.missing, ruling.exceptions) for ruling in bare.rulings} == {((), ())}


def test_what_its_author_states_against_it_counts() -> None:
    """R1: a use of force that by its author's own word answers nobody is told as prohibited."""
    plans = plan_test(clause_test(replace(exercise(), claims=())))
    words = {ruling.word for ruling in judge_plan(_shelling(QUAY, answering=False), plans).rulings}

    assert RulingWord.PROHIBITED in words


def test_a_permission_of_force_is_never_hinted_at() -> None:
    """Inside, across the edge and outside a permission of force, with or without a claim about it, nothing is told."""
    plans = _permitting_force()
    claim = Claim(
        id="out",
        boundary=BoundaryClaim(
            zone="quay-truce/light",
            place=Place(position=Position(lon_deg=LIGHT[0], lat_deg=LIGHT[1], radius_m=50_000.0)),
            inside=False,
            source=Source(ref=("N2",)),
        ),
    )
    for test in (plans, plans.with_claims([claim])):
        for radius_m in (500.0, 9_950.0, 30_000.0):
            for centre in (LIGHT, SEA, FAR_SEA):
                answer = judge_plan(make_intent(SHELLING, [_volume(centre, radius_m)]), test)
                assert (answer.rulings, answer.sentence) == ((), NOTHING_FOUND)
    words = {one.word for one in plans.rule(make_intent(SHELLING, [_volume(LIGHT)])).near}
    assert RulingWord.PERMITTED in words, "the permission is there; it is the answer that withholds it"


def test_one_kind_that_may_be_force_makes_the_whole_so() -> None:
    """A passage that is also a use of force is not told that its passage is permitted."""
    passage = make_intent(("passage",), [_volume(LIGHT)], force="townsfolk")
    assert [one.shown for one in judge_plan(passage, PLANS).rulings] == ["text permits"]
    mixed = replace(passage, kind=("passage", "force.fire.mortar"))
    assert judge_plan(mixed, PLANS).rulings == ()


def test_a_use_of_force_is_one_volume() -> None:
    """Several at once would be a map."""
    with pytest.raises(RedLineError):
        make_intent(SHELLING, [_volume(QUAY), _volume(SEA)])


def test_an_answer_has_no_room_for_places_distances_or_ways_round() -> None:
    """What an answer can hold at all."""
    assert list(PlanAnswer.__dataclass_fields__) == ["intent", "rulings", "sentence", "exercise", "claims_left_out"]
    assert list(PlanRuling.__dataclass_fields__) == [
        *("agreement", "provision", "title", "word", "decided_by", "missing", "rests_on", "passage", "flips"),
        "exceptions",
    ]
    told = str(asdict(judge_plan(_shelling(QUAY), PLANS)))
    assert "139.5" not in told
    assert "28.3" not in told


def test_a_text_permits_only_where_nothing_prohibits() -> None:
    """With a prohibition beside it, a permission is not shown."""
    library = exercise()
    truce = library.get_agreement("quay-truce")
    bar = next(each for each in truce.provisions if each.id == "Q5")
    barred = replace(truce, provisions=(bar, replace(bar, id="Q5b", modality=Modality.PROHIBITED)))
    agreements = tuple(barred if each.id == truce.id else each for each in library.agreements)
    plans = plan_test(clause_test(replace(library, agreements=agreements)))
    shown = judge_plan(make_intent(("passage",), [_volume(LIGHT)], force="townsfolk"), plans).rulings
    assert [(one.provision, one.word) for one in shown] == [("Q5b", RulingWord.PROHIBITED)]
