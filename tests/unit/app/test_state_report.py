# SPDX-License-Identifier: Apache-2.0
"""Reports as a node takes them. EXERCISE."""

from typing import cast

import pytest

from exercise_acts import act
from stated import Desk, caller, everybody, noun
from truceline.app.circle import Circle
from truceline.app.ports import Statement
from truceline.app.state_report import state_report
from truceline.base.errors import AuthorityError, InputError, LimitError, RedLineError
from truceline.picture.reports import Report


def report(**changed: object) -> dict[str, object]:
    """Give a report as a record."""
    told = {"id": "mill", "source": {"ref": ["X1"]}, "published": "2001-02-13", "text": "Shots were heard."}
    return {"schema": "truceline/report/1", **told, **changed}


def state(desk: Desk, record: object, circle: Circle | None = None) -> Statement:
    """State a report for Northland."""
    told, terms = cast("Report", noun(record)), desk.terms
    return desk.do(
        lambda records: state_report(
            records, told, caller("northland", "monitor"), terms, now_ns=desk.now_ns, circle=circle or everybody()
        )
    )


def test_a_report_is_kept_with_its_acts_under_ids_of_its_party() -> None:
    """Both acts of an engagement still share theirs."""
    sides = [act("a", engagement="fight"), act("b", engagement="fight")]
    acts = [{name: side[name] for name in side if name != "schema"} for side in sides]

    kept = state(Desk(), report(acts=acts)).noun

    assert isinstance(kept, Report)
    assert kept.id == "northland:mill"
    assert [(each.id, each.engagement) for each in kept.acts] == [
        ("northland:a", "northland:fight"),
        ("northland:b", "northland:fight"),
    ]


def test_the_name_of_a_witness_is_not_kept() -> None:
    """Neither as the speaker nor in the words of a protected report."""
    told = report(source={"speaker": "Mira Hollow"}, text="Mira Hollow heard shots.", title="Mira Hollow")

    kept = state(Desk(), told, everybody(is_protected=True))

    assert "Hollow" not in repr(kept)
    assert kept.readers == ()


@pytest.mark.parametrize(
    ("changed", "error", "words"),
    [
        ({"published": "2001-03-09"}, InputError, "published"),
        ({"source": {"party": "hill-league"}}, AuthorityError, "nobody states"),
        ({"source": {}}, InputError, "who says so"),
        ({"acts": [{"id": "a", "accounts": [], "exercise": True}] * 2}, InputError, "every id once"),
        ({"acts": [{"id": f"a{n}", "accounts": [], "exercise": True} for n in range(51)]}, LimitError, "at most 50"),
    ],
)
def test_a_report_that_cannot_stand_is_refused(changed: dict[str, object], error: type[Exception], words: str) -> None:
    """With what was expected."""
    with pytest.raises(error, match=words):
        state(Desk(), report(**changed))


def test_a_report_brings_in_no_plan_and_no_real_act() -> None:
    """R1 and R11 hold for what stands in a report too."""
    planned = {name: value for name, value in act(stage="planned").items() if name != "schema"}
    real = {**planned, "stage": "told", "exercise": False}

    with pytest.raises(RedLineError, match="R1"):
        state(Desk(), report(acts=[planned]))
    with pytest.raises(RedLineError, match="R11"):
        state(Desk(), report(acts=[real]))
