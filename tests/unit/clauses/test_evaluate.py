# SPDX-License-Identifier: Apache-2.0
"""What one telling says of one single fact."""

from dataclasses import replace

import pytest

from scenarios.record import read_record, scenario_library
from truceline.base.fourvalue import FourValue
from truceline.base.moments import Moment
from truceline.clauses.evaluate import agreed, always_told, is_not_yet_applied
from truceline.clauses.judging import clause_test
from truceline.findings.ruling import Condition
from truceline.picture.acts import Account, Act, Height, Place, Position

TEST = clause_test(scenario_library(""))
DAYS = ("2031-03-02", "2031-03-03", "2031-03-04", "2031-03-05")
SHOT = read_record("group-that-refused")[0]["on-pine"].accounts[0]
TRUE, FALSE, NEITHER = FourValue.TRUE, FourValue.FALSE, FourValue.NEITHER


def told(provision: str, condition: Condition, **changed: object) -> list[FourValue]:
    """Give what one account tells of a condition of a provision."""
    account: Account = replace(SHOT, **changed)  # type: ignore[arg-type]
    rulings = TEST.rule(Act(id="shot", accounts=(account,), exercise=True))
    [ruling] = [each for each in rulings if each.provision == provision]
    return [each.value for each in (*ruling.conditions, *ruling.exceptions) if each.condition is condition]


@pytest.mark.parametrize(
    ("actor", "value"),
    [
        (("amber-army",), TRUE),
        (("amber-army", "pine-group"), TRUE),
        (("blue-guard",), FALSE),
        (("amber-army", "blue-guard"), NEITHER),
        (("moss-group",), NEITHER),
        (("shore-front",), NEITHER),
        (("nobody-knows",), NEITHER),
    ],
    ids=lambda value: " or ".join(value) if isinstance(value, tuple) else value.word,
)
def test_one_or_several_of_these_tell_only_what_holds_for_each(actor: tuple[str, ...], value: FourValue) -> None:
    """The account does not say which; only if all are bound, it tells that the actor is bound."""
    assert told("Q1", Condition.BOUND, actor=actor) == [value]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (("force.fire.mortar",), TRUE),
        (("force",), TRUE),
        (("passage", "force.air"), TRUE),
        (("passage",), FALSE),
        ((), NEITHER),
    ],
    ids=str,
)
def test_several_kinds_are_all_told(kind: tuple[str, ...], value: FourValue) -> None:
    """One that matches is enough; an account without a kind tells nothing of it."""
    assert told("Q1", Condition.KIND, kind=kind) == [value]


def test_a_kind_above_the_named_one_leaves_open_which() -> None:
    """*Force* may have been fire from the ground."""
    assert told("Q6", Condition.KIND, kind=("force",)) == [NEITHER]
    assert told("Q6", Condition.KIND, kind=("force.air",)) == [FALSE]


@pytest.mark.parametrize(
    ("armed", "value"),
    [(20.0, FALSE), (20.5, TRUE), (40.0, TRUE), (None, NEITHER)],
    ids=["at", "over", "far over", "untold"],
)
def test_a_number_must_exceed(armed: float | None, value: FourValue) -> None:
    """Exactly the number is not over it."""
    quantities = None if armed is None else {"armed_persons": armed}

    assert told("Q4", Condition.TESTS, quantities=quantities) == [value]


def test_a_fact_that_must_be_false_is_read_the_other_way() -> None:
    """*No townsfolk near* is told true by whoever tells that there were none."""
    values = [
        told("Q6", Condition.EXCEPTIONS, facts=facts)[-1]
        for facts in ({"townsfolk_near": False}, {"townsfolk_near": True}, None)
    ]

    assert values == [TRUE, FALSE, NEITHER]


@pytest.mark.parametrize(
    ("height", "value"),
    [
        (Height(lower_m=0, upper_m=6000, datum="amsl"), TRUE),
        (Height(lower_m=5000, upper_m=6001, datum="amsl"), NEITHER),
        (Height(lower_m=6001, upper_m=7000, datum="amsl"), FALSE),
        (Height(lower_m=100, upper_m=200, datum="agl"), NEITHER),
        (None, NEITHER),
    ],
    ids=["inside", "across the limit", "above", "on another datum", "untold"],
)
def test_heights_are_compared_on_one_datum(height: Height | None, value: FourValue) -> None:
    """Limits are inclusive; what is told on another datum is told by nobody."""
    assert told("G1", Condition.BAND, height=height) == [value]


def test_a_stretch_tells_only_what_holds_all_through() -> None:
    """Through the beginning of application the window is told by nobody."""
    since, until = Moment("2031-03-04T23:00:00+02:00"), Moment("2031-03-05T01:00:00+02:00")

    assert told("Q1", Condition.WINDOW, since=since, until=until) == [NEITHER]
    assert told("Q1", Condition.WINDOW, since=since) == [FALSE]
    assert told("Q1", Condition.WINDOW, since=until) == [TRUE]


def test_a_zone_that_changes_within_the_told_time_is_told_by_nobody() -> None:
    """The zone has a second version from 2031-06-01 on."""
    place = Place(position=Position(lon_deg=-138.8, lat_deg=-29.8, radius_m=50.0))

    assert told("Q1", Condition.PLACE, place=place, since=Moment("2031-06-01")) == [TRUE]
    assert told("Q1", Condition.PLACE, place=place, since=Moment("2031-05-31"), until=Moment("2031-06-01")) == [NEITHER]


def test_what_the_text_does_not_ask_for_the_text_tells() -> None:
    """A provision without a band, an addressee or a zone is told true there by the text itself."""
    [plan] = [plan for plan in TEST.plans if plan.provision.id == "Q3"]
    settled = {slot.condition for slot in plan.slots if always_told(slot, plan)}

    assert settled == {Condition.BAND, Condition.AGAINST}
    assert told("Q3", Condition.AGAINST, against=()) == [TRUE]


def test_values_agree_only_if_all_are_the_same() -> None:
    """Of none, nothing is told."""
    assert agreed([TRUE, TRUE]) is TRUE
    assert agreed([TRUE, FALSE]) is NEITHER
    assert agreed([]) is NEITHER


def test_early_is_only_what_lies_wholly_between_signature_and_application() -> None:
    """The day of the signature is early, the day before is not."""
    offset = TEST.library.header.utc_offset.delta
    early = [is_not_yet_applied(TEST.plans[0], Moment(day).interval(offset), TEST.setting) for day in DAYS]

    assert early == [False, True, True, False]
