# SPDX-License-Identifier: Apache-2.0
"""Where agreements stand over time, and whether their rules apply."""

from dataclasses import replace
from itertools import pairwise

import pytest

from exercise import at, exercise, memo, shipped, truce
from truceline.agreement.agreement import Agreement
from truceline.agreement.library import Library
from truceline.agreement.life import EventKind, LifeEvent, LifeState
from truceline.agreement.provisions import Provision
from truceline.agreement.standing import Phase, phase_at, phases, provision_phases
from truceline.base.fourvalue import FourValue
from truceline.base.instants import EARLIEST_NS, LATEST_NS
from truceline.base.moments import Moment
from truceline.picture.sources import Source

LIFE = (
    ("2031-02-01T00:00:00Z", LifeState.UNKNOWN, FourValue.FALSE, False),
    ("2031-02-21T00:00:00Z", LifeState.IDEA, FourValue.FALSE, False),
    ("2031-02-26T00:00:00Z", LifeState.NEGOTIATING, FourValue.FALSE, False),
    ("2031-03-02T00:00:00Z", LifeState.NEAR, FourValue.FALSE, False),
    ("2031-03-03T12:00:00Z", LifeState.AGREED, FourValue.FALSE, True),
    ("2031-03-04T12:00:00Z", LifeState.IN_FORCE_NOT_APPLIED, FourValue.FALSE, True),
    ("2031-03-04T22:00:00Z", LifeState.IN_FORCE, FourValue.TRUE, False),
    ("2031-09-04T21:59:59Z", LifeState.IN_FORCE, FourValue.TRUE, False),
    ("2031-09-04T22:00:00Z", LifeState.RENEWAL_DUE, FourValue.NEITHER, False),
)
SUSPENSIONS = (
    ("2031-07-01T07:59:59Z", LifeState.UNKNOWN, FourValue.FALSE),
    ("2031-07-01T08:00:00Z", LifeState.IN_FORCE, FourValue.TRUE),
    ("2031-08-01T22:00:00Z", LifeState.SUSPENDED, FourValue.BOTH),
    ("2031-08-25T00:00:00Z", LifeState.SUSPENDED, FourValue.BOTH),
    ("2031-10-01T00:00:00Z", LifeState.REINSTATED, FourValue.TRUE),
    ("2031-11-05T12:00:00Z", LifeState.SUSPENDED, FourValue.NEITHER),
    ("2031-11-06T00:00:00Z", LifeState.SUSPENDED, FourValue.FALSE),
    ("2031-12-01T00:00:00Z", LifeState.COLLAPSED, FourValue.FALSE),
)


@pytest.mark.parametrize(("instant", "state", "applies", "not_yet"), LIFE)
def test_three_dates_make_three_states(instant: str, state: LifeState, applies: FourValue, *, not_yet: bool) -> None:
    """Signature, entry into force and application are kept apart, and the term ends with its last reading."""
    phase = phase_at(truce(), at(instant))

    assert (phase.state, phase.applies.value, phase.not_yet_applied) == (state, applies, not_yet)


@pytest.mark.parametrize(("instant", "state", "applies"), SUSPENSIONS)
def test_a_contested_suspension_is_told_both_ways(instant: str, state: LifeState, applies: FourValue) -> None:
    """Readiness changes nothing; a change known to the day leaves that day open; collapse ends."""
    phase = phase_at(memo(), at(instant))

    assert (phase.state, phase.applies.value) == (state, applies)


def test_tellers_name_the_event_and_the_party() -> None:
    """Dropping a party drops what it tells."""
    phase = phase_at(memo(), at("2031-08-10T00:00:00Z"))

    assert phase.applies.against_it == {"event:suspended:blue"}
    assert phase.applies.for_it == {"event:contested_suspended:coral"}
    assert phase.contested_by == ("coral",)


def _libraries() -> tuple[Library, Library]:
    return exercise(), shipped()


def _check_gapless(found: tuple[Phase, ...]) -> None:
    assert found[0].interval.start_ns == EARLIEST_NS
    assert found[-1].interval.end_ns == LATEST_NS
    for early, late in pairwise(found):
        assert early.interval.end_ns == late.interval.start_ns
        assert replace(early, interval=late.interval) != late


def test_phases_cover_all_time_without_gaps() -> None:
    """Every instant has one phase, of agreements and of provisions; neighbours differ."""
    for library in _libraries():
        for agreement in library.agreements:
            _check_gapless(phases(agreement))
            for provision in agreement.provisions:
                _check_gapless(provision_phases(agreement, provision))


def _provision(agreement: Agreement, provision_id: str) -> Provision:
    return next(each for each in agreement.provisions if each.id == provision_id)


def test_outside_its_window_a_provision_does_not_apply() -> None:
    """The text alone tells so; before the window of a text not yet applied it stays not yet applied."""
    agreement = truce()
    own = provision_phases(agreement, _provision(agreement, "Q6"))

    def phase(instant: str) -> Phase:
        return next(each for each in own if each.interval.holds(at(instant)))

    assert phase("2031-03-04T12:00:00Z").not_yet_applied
    assert phase("2031-03-20T00:00:00Z").applies.value is FourValue.FALSE
    assert phase("2031-03-20T00:00:00Z").because == "outside_window"
    assert phase("2031-04-04T22:00:00Z").applies.value is FourValue.TRUE
    assert phase("2031-05-04T21:59:59Z").applies.value is FourValue.TRUE
    assert phase("2031-05-04T22:00:00Z").applies.value is FourValue.FALSE


def _event(kind: EventKind, on: str, *, contested_by: tuple[str, ...] = (), by: tuple[str, ...] = ()) -> LifeEvent:
    return LifeEvent(kind=kind, on=Moment(on), source=Source(ref=("N1",)), by=by, contested_by=contested_by)


def test_whoever_contests_an_early_end_says_nothing_about_the_time_after_the_term() -> None:
    """A contested end is told both ways only until the term itself has run out."""
    over = _event(EventKind.DECLARED_OVER, "2031-05-01T00:00:00+02:00", contested_by=("blue",), by=("amber",))
    agreement = replace(truce(), events=(over,))

    assert phase_at(agreement, at("2031-06-01T00:00:00Z")).applies.value is FourValue.BOTH
    assert phase_at(agreement, at("2031-10-01T00:00:00Z")).applies.value is FourValue.FALSE
    assert phase_at(agreement, at("2031-10-01T00:00:00Z")).state is LifeState.COLLAPSED


def test_without_dates_nothing_is_known() -> None:
    """An agreement without any date applies by nobody's word; signed alone, it is agreed."""
    bare = replace(truce(), signed=None, in_force=None, applied=None, term=None)
    signed = replace(truce(), in_force=None, applied=None, term=None)

    assert phase_at(bare, at("2031-04-01T00:00:00Z")).applies.value is FourValue.NEITHER
    assert phase_at(signed, at("2031-04-01T00:00:00Z")).state is LifeState.AGREED
    assert phase_at(signed, at("2031-04-01T00:00:00Z")).applies.value is FourValue.NEITHER


def test_an_event_of_nobody_is_told_by_its_publication() -> None:
    """Without a party the teller is the publication, and without that it is unknown."""
    event = _event(EventKind.COLLAPSED, "2031-05-01T00:00:00Z")
    unknown = replace(event, source=Source())

    for one, teller in ((event, "event:collapsed:N1"), (unknown, "event:collapsed:unknown")):
        phase = phase_at(replace(truce(), events=(one,)), at("2031-06-01T00:00:00Z"))

        assert phase.applies.against_it == {teller}


ASTANA = (
    ("2017-05-05T20:30:00Z", LifeState.IN_FORCE_NOT_APPLIED),
    ("2017-06-30T21:00:00Z", LifeState.IN_FORCE),
    ("2017-11-05T12:00:00Z", LifeState.IN_FORCE),
    ("2017-11-06T00:00:00Z", LifeState.RENEWAL_DUE),
)


@pytest.mark.parametrize(("instant", "state"), ASTANA)
def test_the_astana_memorandum_stands_as_its_text_says(instant: str, state: LifeState) -> None:
    """Its three dates and its term give the states that the record gives."""
    assert phase_at(shipped().get_agreement("astana-2017"), at(instant)).state is state
