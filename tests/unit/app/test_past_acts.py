# SPDX-License-Identifier: Apache-2.0
"""Whom acts are about, and what of them is not shown for now. EXERCISE."""

from dataclasses import replace

from exercise_acts import SHOT, act, claim
from exercise_library import exercise_library
from stated import NOW_NS, noun
from truceline.app.past_acts import heard_claims, parties_about, shown_statement
from truceline.app.ports import Stated, Statement, StatementKind
from truceline.picture.actors import ActorKind, Force
from truceline.picture.acts import Act
from truceline.picture.claims import Claim
from truceline.picture.reports import Report

FRESH = {"since": "2001-02-28T10:00:00+02:00"}
OLD = {"since": "2001-02-20T10:00:00+02:00"}


def seen(told: Stated, kind: StatementKind, party: str = "hill-league", reader: str = "northland") -> Stated:
    """Give what a reader sees of a statement."""
    statement = Statement(kind=kind, party=party, officer="o", at_ns=NOW_NS, noun=told, readers=("*",))
    return shown_statement(statement, reader, exercise_library(), NOW_NS).noun


def test_forces_stand_for_their_parties_and_umbrellas_for_their_members() -> None:
    """Whoever belongs to nobody stands for nobody."""
    library = exercise_library()
    umbrella = Force(id="front", name="Front", kind=ActorKind.UMBRELLA, members=("northland-army", "lake-band"))
    wider = replace(library, forces={**library.forces, "front": umbrella})

    assert parties_about(["northland-army", "hill-league", "lake-band", "nobody-known"], wider) == (
        "hill-league",
        "northland",
    )
    assert parties_about(["front"], wider) == ("northland",)


def test_claims_about_other_acts_are_always_heard() -> None:
    """Only what tells of the very act, or of its engagement, can name a party that may not read it."""
    told = {"source": {"ref": ["X1"]}, "actor": ["northland-army"]}
    claims = tuple(noun(claim(f"c{n}", act={"act": about, "account": told})) for n, about in enumerate("xyz"))
    acts = (noun({**act("x"), "engagement": "y"}),)

    heard = heard_claims(claims, acts, {"hill-league"}, exercise_library())

    assert ([each.id for each in heard.claims], heard.left_out) == (["c2"], 2)
    assert heard_claims(claims, acts, {"northland"}, exercise_library()).left_out == 0


def test_places_and_words_of_the_last_days_are_shown_to_their_teller_alone() -> None:
    """R7; three days later they are shown."""
    fresh = noun(act(**FRESH, title="At the mill", source={"ref": ["X1"], "words": "at the mill"}))

    shown = seen(fresh, StatementKind.ACT)

    assert isinstance(shown, Act)
    assert "20.5" not in repr(shown)
    assert "mill" not in repr(shown)
    assert seen(fresh, StatementKind.ACT, reader="hill-league") == fresh
    old = noun(act(**OLD))
    assert seen(old, StatementKind.ACT) == old


def test_what_the_party_itself_released_is_shown() -> None:
    """R7 keeps no secret that its owner told; of another's place it does."""
    own = noun(act(**FRESH, actor=["northland-army"], source={"party": "northland"}))
    of_another = noun(act(**FRESH, actor=["hill-league"], source={"party": "northland"}))

    assert seen(own, StatementKind.ACT, party="northland", reader="hill-league") == own
    assert seen(of_another, StatementKind.ACT, party="northland", reader="hill-league") != of_another


def test_where_somebody_is_said_to_be_now_is_withheld() -> None:
    """R7: a point that is held at present is a position; an administrative area is none."""
    point = {"position": {"lon_deg": 20.5, "lat_deg": 10.5, "radius_m": 50}}
    body = {"place": point, "holder": ["northland"], "kind": "military", "source": {"party": "hill-league"}}
    held = noun(claim("c", control=body))

    shown = seen(held, StatementKind.CLAIM)

    assert isinstance(shown, Claim)
    assert shown.control
    assert shown.control.place.position is None
    wide = noun(claim("c", control={**body, "place": {"area": ["XA01"]}}))
    assert seen(wide, StatementKind.CLAIM) == wide
    past = noun(claim("c", control={**body, "until": "2001-02-20"}))
    assert seen(past, StatementKind.CLAIM) == past


def test_an_account_that_a_claim_adds_is_withheld_like_any_other() -> None:
    """R7 asks what is told, not in which record."""
    added = noun(claim("c", act={"act": "x", "account": {**SHOT, **FRESH}}))

    shown = seen(added, StatementKind.CLAIM)

    assert isinstance(shown, Claim)
    assert "20.5" not in repr(shown)


def test_words_of_an_own_report_wait_and_those_of_a_publication_do_not() -> None:
    """What was published anyway is shown; its acts are treated as all acts are."""
    told = {
        "schema": "truceline/report/1",
        "id": "r",
        "published": "2001-02-28",
        "text": "at the mill",
        "title": "Mill",
    }
    inner = {name: value for name, value in act(**FRESH).items() if name != "schema"}
    own = noun({**told, "source": {"party": "hill-league"}, "acts": [inner]})
    published = noun({**told, "source": {"ref": ["X1"]}})

    shown = seen(own, StatementKind.REPORT)

    assert isinstance(shown, Report)
    assert not [secret for secret in ("20.5", "mill", "Mill") if secret in repr(shown)]
    assert seen(published, StatementKind.REPORT) == published
