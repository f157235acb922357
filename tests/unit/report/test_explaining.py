# SPDX-License-Identifier: Apache-2.0
"""Incidents: accounts beside each other and never merged, every ruling spelled out or counted."""

from report_pages import exercise_material, incidents_material
from truceline.findings.ruling import LEAVING_WORDS, RulingWord
from truceline.picture.acts import Account, Height, Place, Position
from truceline.picture.sources import Source
from truceline.report.explaining import account_views, incident_views, place_words
from truceline.report.naming import Namer

MATERIAL = incidents_material()
NAMER = Namer(library=MATERIAL.library)
VIEWS = incident_views(MATERIAL.incidents, MATERIAL.rulings, NAMER)


def test_incidents_are_numbered_in_their_order() -> None:
    """From one, as on the map."""
    assert [view.number for view in VIEWS] == list(range(1, len(MATERIAL.incidents) + 1))
    assert [view.incident for view in VIEWS] == list(MATERIAL.incidents)


def test_every_ruling_is_spelled_out_or_counted() -> None:
    """None vanishes."""
    spelled = sum(len(act.rulings) for view in VIEWS for act in view.acts)
    counted = sum(left.count for view in VIEWS for act in view.acts for left in act.left_alone)

    assert spelled + counted == len(MATERIAL.rulings)
    assert spelled


def test_what_is_counted_left_its_clause() -> None:
    """A doubt, an allegation, an exemption and a text not yet applied are always spelled out."""
    counted = {left.word for view in VIEWS for act in view.acts for left in act.left_alone}

    assert counted <= {word.value for word in LEAVING_WORDS - {RulingWord.EXEMPT, RulingWord.NOT_YET_APPLIED}}


def test_an_account_tells_only_what_it_tells() -> None:
    """A field that is left out has no row."""
    bare = Account(source=Source(ref=("N1",)), actor=("amber-army",))
    (view,) = account_views("act", (bare,), Namer(library=exercise_material().library))

    assert view.rows == (("account.actor", "Amber army"),)
    assert view.id == "act#1"


def test_an_account_tells_all_that_it_tells() -> None:
    """Every field has its row."""
    full = Account(
        source=Source(ref=("N1",)),
        actor=("amber-army",),
        not_actor=("blue-guard",),
        kind=("force.fire",),
        against=("pine-group",),
        place=Place(name="the quay"),
        height=Height(lower_m=100.0, upper_m=200.5, datum="amsl"),
        first_act=False,
        facts={"proportionate": True},
        quantities={"armed_persons": 12.0},
    )
    (view,) = account_views("act", (full,), Namer(library=exercise_material().library))

    rows = dict(view.rows)
    assert rows["account.not_actor"] == "Blue guard"
    assert rows["account.height"] == "100 to 200.5 m (amsl)"
    assert rows["account.first_act"] == "the actor answered"
    assert rows["account.facts"] == "proportionate: yes; armed persons: 12"


def test_what_no_account_tells_is_said() -> None:
    """An act without a time told says so; one that every field is told of says nothing."""
    acts = [act for view in VIEWS for act in view.acts]
    untimed = [act for act in acts if all(account.since is None for account in act.act.accounts)]

    for act in acts:
        assert ("account.since" in act.untold) is (act in untimed)
        assert ("account.place" in act.untold) is all(account.place is None for account in act.act.accounts)
    assert any(act.untold for act in acts)
    assert any(not act.untold for act in acts)


def test_the_words_of_an_act_are_counted() -> None:
    """As many as there are rulings spelled out."""
    for view in VIEWS:
        for act in view.acts:
            assert sum(count for _, count in act.words) == len(act.rulings)


def test_a_place_is_told_as_finely_as_its_source_tells_it() -> None:
    """A point with its radius, areas by name, a zone, a country."""
    library = exercise_material().library
    point = Place(position=Position(lon_deg=-139.5, lat_deg=-28.4, radius_m=200.0), name="the quay")

    assert place_words(point, library) == "the quay, longitude -139.5, latitude -28.4, to within 200 m"
    assert place_words(Place(area=("XA01", "XA99")), library) == "Westquay, XA99"
    assert place_words(Place(zone="quay-truce/port"), library) == "in zone quay-truce/port"
    assert place_words(Place(country="XA"), library) == "somewhere in Exercise Bay"
