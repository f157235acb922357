# SPDX-License-Identifier: Apache-2.0
"""Reading and explaining what was stated. EXERCISE."""

import pytest

from exercise_acts import act, claim
from stated import Desk, caller, everybody, nobody_else
from truceline.app.ports import Page, Selection, Statement, StatementKind
from truceline.app.read_statement import (
    act_to_explain,
    explain_told_act,
    find_statement,
    look_at_statement,
    page_of_statements,
)
from truceline.base.errors import LimitError, NotFoundError
from truceline.findings.conflict import Bounds

BOX: Bounds = (20.0, 10.0, 21.0, 11.0)


def page(desk: Desk, reader: str, bounds: Bounds | None = None, limit: int = 10, after: str = "") -> Page[Statement]:
    """Give a page of acts."""
    selection = Selection(reader=reader, limit=limit, after=after, bounds_deg=bounds)
    library = desk.library
    return desk.see(lambda records: page_of_statements(records, StatementKind.ACT, selection, library, desk.now_ns))


def test_what_one_may_not_read_is_told_as_if_there_were_none() -> None:
    """The very same sentence, whether it is there or not."""
    desk = Desk()
    desk.tell(act(actor=["hill-league"]), circle=nobody_else())
    said = []
    for name in ("hill-league:shot-1", "hill-league:shot-9"):
        with pytest.raises(NotFoundError) as caught:
            desk.see(lambda records: find_statement(records, StatementKind.ACT, name, caller("northland")))  # noqa: B023
        said.append(str(caught.value).replace(name, ""))

    assert said[0] == said[1]


def test_every_look_at_a_protected_statement_is_recorded() -> None:
    """Who, when, at what and why; looks at open ones are not."""
    desk, monitor = Desk(), caller("hill-league", "monitor")
    desk.tell(act(), by=monitor, circle=everybody(is_protected=True))
    desk.tell(act("open"))

    for name in ("hill-league:shot-1", "hill-league:open"):
        statement = desk.see(lambda records: find_statement(records, StatementKind.ACT, name, monitor))  # noqa: B023
        desk.do(
            lambda records: look_at_statement(records, statement, monitor, now_ns=desk.now_ns, reason="review")  # noqa: B023
        )

    looks = desk.see(lambda records: records.requests.looks(Selection(reader="hill-league", limit=10))).items
    assert [(look.what, look.id, look.officer, look.reason) for look in looks] == [
        ("act", "hill-league:shot-1", "hill-league-officer", "review")
    ]


def test_what_is_withheld_is_not_found_by_its_place() -> None:
    """R7: nobody can narrow a box until it holds what is not shown; its teller can."""
    desk = Desk()
    desk.tell(act("fresh", since="2001-02-28"), act("old"))

    assert [each.id for each in page(desk, "northland", BOX).items] == ["hill-league:old"]
    assert {each.id for each in page(desk, "northland").items} == {"hill-league:old", "hill-league:fresh"}
    assert {each.id for each in page(desk, "hill-league", BOX).items} == {"hill-league:old", "hill-league:fresh"}


def test_the_end_of_a_page_does_not_count_what_is_withheld() -> None:
    """A next page is offered only where something is on it that may be shown."""
    desk = Desk()
    for number in range(3):
        desk.tell(act(f"fresh{number}", since="2001-02-28"))
    desk.tell(act("old1"))
    desk.later()
    desk.tell(act("old2"))

    first = page(desk, "northland", BOX, limit=1)
    second = page(desk, "northland", BOX, limit=1, after=first.next)

    assert [each.id for each in (*first.items, *second.items)] == ["hill-league:old2", "hill-league:old1"]
    assert (bool(first.next), second.next) == (True, "")


def test_not_everything_is_looked_through_for_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A box in which too much is withheld is refused, not searched for ever."""
    monkeypatch.setattr("truceline.app.read_statement.STATEMENTS_SCANNED_MAX", 2)
    desk = Desk()
    desk.tell(*(act(f"fresh{number}", since="2001-02-28") for number in range(4)))

    with pytest.raises(LimitError, match="narrow the time"):
        page(desk, "northland", BOX, limit=1)


def test_an_act_is_explained_with_the_claims_that_may_be_heard() -> None:
    """A denial that every party may read stands in the explanation of its reader."""
    desk = Desk()
    desk.tell(act())
    denial = {"source": {"party": "northland"}, "not_actor": ["northland-army"]}
    desk.claim(claim("denial", act={"act": "hill-league:shot-1", "account": denial}))
    library, reader = desk.library, caller("northland")

    told = desk.see(
        lambda records: act_to_explain(
            records,
            find_statement(records, StatementKind.ACT, "hill-league:shot-1", reader),
            library,
            desk.current,
        )
    )
    explanation = explain_told_act(told, reader, library, now_ns=desk.now_ns)

    assert [teller for teller, _ in explanation.accounts] == ["hill-league:shot-1#1", "northland:denial"]
    assert explanation.near[0].ruling.word == "contested"
    assert told.left_out == 0


def test_an_explanation_shows_no_fresh_words_to_others() -> None:
    """R7: rulings are made from the place as told, and it is not shown."""
    desk = Desk()
    desk.tell(act(since="2001-02-28", title="At the mill", source={"ref": ["X1"], "words": "at the mill"}))
    library = desk.library
    told = desk.see(
        lambda records: act_to_explain(
            records, records.statements.get(StatementKind.ACT, "hill-league:shot-1"), library, desk.current
        )
    )

    others, own = (
        explain_told_act(told, caller(party), library, now_ns=desk.now_ns) for party in ("northland", "hill-league")
    )

    assert others.near[0].ruling.word == own.near[0].ruling.word == "prohibited"
    assert not [secret for secret in ("mill", "20.5") if secret in repr(others)]
    assert "at the mill" in repr(own)
