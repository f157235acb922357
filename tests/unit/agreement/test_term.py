# SPDX-License-Identifier: Apache-2.0
"""The four prolongation rules."""

from dataclasses import replace

import pytest

from exercise import at, truce
from truceline.agreement.agreement import Agreement
from truceline.agreement.life import LifeState, Prolongation, Renewal
from truceline.agreement.standing import phase_at
from truceline.agreement.term import term_end_ns, term_standing
from truceline.base.fourvalue import FourValue
from truceline.base.instants import LATEST_NS
from truceline.base.moments import Moment
from truceline.picture.sources import Source

AFTER = at("2031-09-20T00:00:00Z")


def _with(rule: Prolongation, *renewals: Renewal, needs: tuple[str, ...] = ("blue", "coral")) -> Agreement:
    agreement = truce()
    assert agreement.term is not None
    return replace(agreement, term=replace(agreement.term, prolongation=rule, renewals=renewals, needs=needs))


def _renewal(by: str, on: str, *, objection: bool = False, until: str = "") -> Renewal:
    return Renewal(
        by=by, on=Moment(on), source=Source(ref=("N1",)), objection=objection, until=Moment(until) if until else None
    )


CONSENSUS = Prolongation.AUTOMATIC_ON_RECORDED_CONSENSUS
RULES = (
    ("it lapses", _with(Prolongation.LAPSE), LifeState.EXPIRED),
    ("nobody objects", _with(Prolongation.AUTOMATIC_UNLESS_OBJECTION), None),
    (
        "somebody objects in time",
        _with(Prolongation.AUTOMATIC_UNLESS_OBJECTION, _renewal("coral", "2031-08-01", objection=True)),
        LifeState.EXPIRED,
    ),
    (
        "somebody objects too late",
        _with(Prolongation.AUTOMATIC_UNLESS_OBJECTION, _renewal("coral", "2031-09-10", objection=True)),
        None,
    ),
    ("one of two consents", _with(CONSENSUS, _renewal("blue", "2031-09-01")), LifeState.RENEWAL_DUE),
    ("nobody is named to consent", _with(CONSENSUS, needs=()), LifeState.RENEWAL_DUE),
    (
        "both consent",
        _with(CONSENSUS, _renewal("blue", "2031-09-01"), _renewal("coral", "2031-09-02")),
        None,
    ),
    (
        "both consent for a while",
        _with(
            CONSENSUS,
            _renewal("blue", "2031-09-01", until="2031-09-15"),
            _renewal("coral", "2031-09-02", until="2032-03-01"),
        ),
        LifeState.RENEWAL_DUE,
    ),
    (
        "one of two objects",
        _with(CONSENSUS, _renewal("blue", "2031-09-01"), _renewal("coral", "2031-09-02", objection=True)),
        LifeState.EXPIRED,
    ),
    (
        "both consent, later",
        _with(Prolongation.ACTIVE_CONSENT, _renewal("blue", "2031-10-01"), _renewal("coral", "2031-10-02")),
        LifeState.RENEWAL_DUE,
    ),
)


@pytest.mark.parametrize(("agreement", "state"), [row[1:] for row in RULES], ids=[row[0] for row in RULES])
def test_the_rule_decides_what_the_record_makes_of_the_term(agreement: Agreement, state: LifeState | None) -> None:
    """Each rule asks for its own record; without it nothing is renewed in silence."""
    assert term_standing(agreement, AFTER).state is state


def test_the_last_reading_to_end_decides() -> None:
    """Until then the term runs."""
    assert term_end_ns(truce()) == at("2031-09-04T22:00:00Z")
    assert term_standing(truce(), at("2031-09-04T21:59:59Z")).state is None
    assert term_standing(truce(), at("2031-09-04T22:00:00Z")).missing == ("coral",)


def test_without_readings_a_term_never_ends() -> None:
    """No end is invented."""
    assert term_end_ns(replace(truce(), term=None)) == LATEST_NS


def test_an_objection_tells_against_in_its_own_name() -> None:
    """The objecting party is the teller; a lapse is told by the text."""
    objected = phase_at(RULES[2][1], AFTER)
    lapsed = phase_at(RULES[0][1], AFTER)

    assert objected.applies.against_it == {"event:objection:coral"}
    assert lapsed.applies.against_it == {"text"}
    assert phase_at(RULES[6][1], AFTER).applies.value is FourValue.TRUE


def test_a_prolongation_ends_with_its_own_end() -> None:
    """From then on a new record is due."""
    agreement = RULES[7][1]

    assert phase_at(agreement, at("2031-09-10T00:00:00Z")).applies.value is FourValue.TRUE
    assert phase_at(agreement, AFTER).state is LifeState.RENEWAL_DUE
