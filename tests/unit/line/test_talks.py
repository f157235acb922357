# SPDX-License-Identifier: Apache-2.0
"""Talks: one readout per side and their difference, gaps that are no deadlines, forecasts measured by their windows."""

from datetime import timedelta

from truceline.agreement.files import OpenPoint, Position, TalksRound, Track
from truceline.base.instants import parse_instant
from truceline.base.moments import Moment
from truceline.line.talks import (
    ForecastState,
    contact_standings,
    forecast_standings,
    track_overlaps,
    track_standing,
)
from truceline.picture.contacts import (
    Contact,
    ContactForm,
    ContactLevel,
    ContactState,
    ContactStatus,
    Forecast,
    Readout,
)
from truceline.picture.sources import Source

HERE = timedelta()


def ns(day: str) -> int:
    """Give noon of a day."""
    return parse_instant(f"{day}T12:00:00Z")


def source(party: str = "", on: str = "") -> Source:
    """Say who says so."""
    return Source(ref=("N1",), party=party, on=Moment(on) if on else None)


def contact(name: str, on: str, *readouts: Readout, states: tuple[ContactState, ...] = ()) -> Contact:
    """Meet."""
    return Contact(
        id=name,
        form=ContactForm.CALL,
        level=ContactLevel.MINISTER,
        parties=("north", "south"),
        on=Moment(on) if on else None,
        states=states or (ContactState(status=ContactStatus.HELD, source=source()),),
        readouts=readouts,
        thread="ministers",
    )


def told(party: str, *topics: str, on: str = "") -> Readout:
    """Tell of it."""
    return Readout(source=source(party, on), topics=topics)


def test_what_one_side_alone_tells_is_listed() -> None:
    """Common topics stand with both; what is told by one is nobody's contradiction."""
    one = contact("a", "2026-05-01", told("north", "flights", "shipping"), told("south", "flights", "the council"))

    (standing,) = contact_standings((one,), HERE, ns("2026-05-02"))

    assert [(side.party, side.alone) for side in standing.sides] == [
        ("north", ("shipping",)),
        ("south", ("the council",)),
    ]
    assert standing.untold == ()


def test_a_side_that_told_nothing_is_named() -> None:
    """With one readout nothing is told by nobody else: there is nothing to compare."""
    (standing,) = contact_standings((contact("a", "2026-05-01", told("north", "flights")),), HERE, ns("2026-05-02"))

    assert standing.untold == ("south",)
    assert standing.sides[0].alone == ()


def test_what_was_told_later_is_not_looked_at() -> None:
    """A readout, a state and a contact of later are not there yet."""
    planned = ContactState(status=ContactStatus.PLANNED, source=source(on="2026-04-20"))
    held = ContactState(status=ContactStatus.HELD, source=source(on="2026-05-01"))
    one = contact("a", "2026-05-01", told("north", "flights", on="2026-05-03"), states=(planned, held))
    other = contact("b", "2026-05-09")

    early = contact_standings((one, other), HERE, ns("2026-04-25"))
    later = contact_standings((one, other), HERE, ns("2026-05-02"))

    assert [(each.contact.id, each.state.status) for each in early] == [("a", ContactStatus.PLANNED)]
    assert [(each.state.status, each.sides) for each in later] == [(ContactStatus.HELD, ())]


def test_a_gap_is_a_number_of_days_and_nothing_is_overdue() -> None:
    """Regular contacts without an agreed interval have gaps and no deadline."""
    found = contact_standings((contact("b", "2026-06-10"), contact("a", "2026-05-01")), HERE, ns("2027-01-01"))

    assert [(each.contact.id, each.gap_days) for each in found] == [("a", None), ("b", 40)]


def forecast(outcome_on: str = "", outcome: str = "") -> Forecast:
    """Forecast."""
    return Forecast(
        id="f",
        says="A deal.",
        window_from=Moment("2026-05-10"),
        window_until=Moment("2026-05-12"),
        source=source(on="2026-05-01"),
        outcome=outcome,
        outcome_on=Moment(outcome_on) if outcome_on else None,
    )


def test_a_forecast_is_measured_by_its_window() -> None:
    """Ahead, open, passed without a word, told within and told outside."""

    def at(day: str, one: Forecast) -> tuple[ForecastState, bool | None]:
        (found,) = forecast_standings((one,), HERE, ns(day))
        return found.state, found.is_within

    assert at("2026-05-02", forecast()) == (ForecastState.AHEAD, None)
    assert at("2026-05-11", forecast()) == (ForecastState.OPEN, None)
    assert at("2026-05-20", forecast()) == (ForecastState.PASSED, None)
    assert at("2026-05-20", forecast("2026-05-12", "Signed.")) == (ForecastState.TOLD, True)
    assert at("2026-05-20", forecast("2026-05-13", "Signed.")) == (ForecastState.TOLD, False)
    assert at("2026-05-11", forecast("2026-05-13", "Signed.")) == (ForecastState.OPEN, None)
    assert at("2026-05-20", forecast(outcome="Nothing is told.")) == (ForecastState.TOLD, None)
    assert forecast_standings((forecast(),), HERE, ns("2026-04-01")) == ()


def track(name: str, conveners: tuple[str, ...], agreements: tuple[str, ...]) -> Track:
    """Convene."""
    early = Position(by="north", says="Yes.", source=source(on="2026-05-01"))
    late = Position(by="south", says="No.", source=source(on="2026-06-01"))
    return Track(
        id=name,
        name=name,
        conveners=conveners,
        source=source(),
        rounds=(TalksRound(on=Moment("2026-06-01"), place="Northport", source=source()),),
        open_points=(
            OpenPoint(id="p", title="Whether", positions=(early, late)),
            OpenPoint(id="q", title="Who", positions=(late,)),
        ),
        agreements=agreements,
    )


def test_a_track_is_shown_as_it_was_known() -> None:
    """Rounds and positions of later are not there yet, nor a point on which nobody had spoken."""
    found = track_standing(track("t", ("north",), ()), HERE, ns("2026-05-15"))

    assert found.rounds == ()
    assert [(point.id, [each.by for each in point.positions]) for point in found.open_points] == [("p", ["north"])]


def test_tracks_of_other_conveners_over_the_same_text_overlap() -> None:
    """Pairs are named without any order of rank; the same conveners are no overlap."""
    tracks = (
        track("a", ("north",), ("x", "y")),
        track("b", ("un",), ("y",)),
        track("c", ("un",), ("y",)),
        track("d", ("east",), ("z",)),
    )

    assert [(each.tracks, each.agreements) for each in track_overlaps(tracks)] == [
        (("a", "b"), ("y",)),
        (("a", "c"), ("y",)),
    ]
