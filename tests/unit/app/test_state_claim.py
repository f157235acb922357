# SPDX-License-Identifier: Apache-2.0
"""Claims as a node takes them. EXERCISE."""

import pytest

from exercise_acts import act, claim
from stated import NOW_NS, Desk, everybody, nobody_else
from truceline.app.ports import Selection, StatementKind
from truceline.app.state_claim import claims_in_force
from truceline.base.errors import AuthorityError, InputError, RedLineError, TakenError
from truceline.picture.claims import Claim

HELD = {
    "place": {"area": ["XA01"]},
    "holder": ["hill-league"],
    "kind": "military",
    "source": {"party": "northland"},
}


def attribution(claim_id: str, actor: str, party: str = "northland", about: str = "hill-league:shot-1") -> object:
    """Give a claim of who did an act."""
    return claim(claim_id, act={"act": about, "account": {"source": {"party": party}, "actor": [actor]}})


def test_a_claim_stands_under_an_id_of_its_party() -> None:
    """Two parties may use the same id, and neither learns of the other's."""
    desk = Desk()

    first = desk.claim(claim("held", control=HELD))
    second = desk.claim(claim("held", control={**HELD, "source": {"party": "hill-league"}}), "hill-league")

    assert [first.id, second.id] == ["northland:held", "hill-league:held"]
    with pytest.raises(TakenError):
        desk.claim(claim("held", control=HELD))


def test_all_who_may_read_a_claim_are_told_of_it() -> None:
    """And nobody else."""
    desk = Desk()
    desk.claim(claim("open", control=HELD))
    desk.claim(claim("own", control=HELD), circle=nobody_else())

    told = desk.see(lambda records: records.events.after(0, "hill-league", 10))

    assert [(event.what, event.change, event.id) for event in told] == [("claim", "stated", "northland:open")]


def test_only_claims_that_every_party_may_read_bear_on_rulings() -> None:
    """In the order in which they came; protected ones and those for some parties alone are left out."""
    desk = Desk()
    for name in ("a", "b", "c"):
        desk.claim(claim(name, control=HELD))
    desk.claim(claim("some", control=HELD), circle=everybody("hill-league"))
    desk.claim(claim("kept", control=HELD), circle=everybody(is_protected=True))

    found = desk.see(claims_in_force)

    assert [each.id for each in found] == ["northland:a", "northland:b", "northland:c"]


def test_an_erased_claim_bears_on_nothing() -> None:
    """Once it is gone, and the test of the moment was told to look anew."""
    desk = Desk()
    desk.claim(claim("a", control=HELD))
    desk.claim(claim("b", control=HELD))
    assert len(desk.see(desk.current.claims)) == 2

    desk.do(lambda records: records.retention.erase("claim", "northland:a", "EXERCISE", NOW_NS))
    desk.current.forget()

    assert [each.id for each in desk.see(desk.current.claims)] == ["northland:b"]


def test_a_claim_takes_effect_in_the_rulings_that_follow() -> None:
    """An act that is told the other way by somebody else becomes contested."""
    desk = Desk()
    assert desk.tell(act())[0].rulings[0].word == "prohibited"
    denial = {"source": {"party": "northland"}, "not_actor": ["northland-army"]}
    desk.claim(claim("denial", act={"act": "hill-league:shot-2", "account": denial}))

    ruled = desk.tell(act("shot-2"))[0]

    assert ruled.rulings[0].word == "contested"


def test_an_exercise_names_nobody_whom_it_did_not_invent() -> None:
    """R11, in every body of a claim."""
    desk = Desk()

    with pytest.raises(RedLineError, match="R11"):
        desk.claim(claim("held", control={**HELD, "holder": ["hill-league", "somebody-else"]}))
    with pytest.raises(RedLineError, match="R11"):
        desk.claim(attribution("who", "somebody-else"))


def test_a_claim_of_an_act_to_come_is_refused() -> None:
    """R1: it would be a plan."""
    account = {"source": {"party": "northland"}, "actor": ["northland-army"], "since": "2001-03-09"}

    with pytest.raises(RedLineError, match="R1"):
        Desk().claim(claim("later", act={"act": "x", "account": account}))


def test_nobody_crowds_out_what_others_tell_of_an_act() -> None:
    """However many claims one party piles on it, it is judged, with what others claim, and the rest is counted."""
    desk = Desk()
    for number in range(70):
        desk.claim(attribution(f"c{number}", "northland-army"))
    denial = {"source": {"party": "hill-league"}, "not_actor": ["northland-army"]}
    desk.claim(claim("denial", act={"act": "hill-league:shot-1", "account": denial}), "hill-league")

    (told,) = desk.tell(act())

    assert (told.rulings[0].word, told.left_out) == ("contested", 62)


def test_new_claims_are_added_to_those_known() -> None:
    """Whatever was known before is not read again, and nothing is there twice."""
    desk = Desk()
    for number in range(30):
        desk.claim(claim(f"c{number}", control=HELD))
        if number % 9 == 0:
            desk.see(desk.current.claims)

    assert [each.id for each in desk.see(desk.current.claims)] == [f"northland:c{number}" for number in range(30)]

    desk.do(lambda records: records.retention.erase("claim", "northland:c29", "EXERCISE", NOW_NS))

    assert len(desk.see(desk.current.claims)) == 29


def test_a_protected_claim_has_no_readers_and_no_names() -> None:
    """Its own party alone reads it, and the witness stands under a pseudonym."""
    desk = Desk()
    told = claim("kept", control={**HELD, "source": {"speaker": "Mira Hollow"}})

    with pytest.raises(InputError, match="expected none of a protected statement"):
        desk.claim(told, circle=everybody("hill-league", is_protected=True))
    statement = desk.claim(told, circle=everybody(is_protected=True))
    kept = desk.see(lambda records: records.statements.get(StatementKind.CLAIM, statement.id)).noun
    assert isinstance(kept, Claim)
    assert kept.control
    assert kept.control.source.speaker == "witness-11"
    page = desk.see(
        lambda records: records.statements.page(StatementKind.CLAIM, Selection(reader="hill-league", limit=10))
    )
    assert page.items == ()


def test_a_reader_is_a_party_of_the_library() -> None:
    """A slip of the pen is told, with what is near."""
    with pytest.raises(InputError, match="did you mean hill-league"):
        Desk().claim(claim("held", control=HELD), circle=everybody("hill-leage"))


def test_nobody_claims_for_another_party() -> None:
    """The source's party is the caller's own."""
    with pytest.raises(AuthorityError):
        Desk().claim(claim("held", control=HELD), "hill-league")
