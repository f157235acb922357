# SPDX-License-Identifier: Apache-2.0
"""The term of an agreement: every reading of its end, and what its prolongation rule makes of the record.

Rules:
    - A reading ends with the first instant of its ``ends``. The last reading to end decides.
    - ``lapse``: expired from then on.
    - ``automatic_unless_objection``: goes on, unless an objection is on record before the end.
    - ``automatic_on_recorded_consensus`` and ``active_consent``: goes on only while every party in ``needs`` has a
      recorded prolongation; an objection of one of them ends it; otherwise it is *renewal due*.
    - A prolongation holds until its ``until``; without one the record states no further end, and none is invented.

Source:
    docs/agreement-format.md (the four prolongation rules).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from truceline.agreement.agreement import Agreement
from truceline.agreement.life import LifeState, Prolongation, Renewal, Term
from truceline.base.instants import LATEST_NS


@dataclass(frozen=True, slots=True, kw_only=True)
class TermStanding:
    """What the term says at an instant.

    Attributes:
        state: ``renewal_due`` or ``expired``; None while it runs or is prolonged.
        ended_ns: When the last end passed [ns since 1970 UTC]; None while it runs.
        objectors: Parties whose recorded objection ended it.
        missing: Parties whose record the rule asks for and that is not there.
    """

    state: LifeState | None = None
    ended_ns: int | None = None
    objectors: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def term_end_ns(agreement: Agreement) -> int:
    """Give the end of the first term by the last reading to end [ns since 1970 UTC]; ``LATEST_NS`` without any."""
    offset = agreement.utc_offset.delta
    readings = agreement.term.readings if agreement.term else ()
    return max((reading.ends.start_ns(offset) for reading in readings), default=LATEST_NS)


def term_changes(agreement: Agreement) -> Iterable[int]:
    """Give every instant at which the term may change the agreement's standing."""
    if agreement.term is None:
        return
    offset = agreement.utc_offset.delta
    yield term_end_ns(agreement)
    for renewal in agreement.term.renewals:
        yield renewal.on.start_ns(offset)
        if renewal.until is not None:
            yield renewal.until.start_ns(offset)


def term_standing(agreement: Agreement, at_ns: int) -> TermStanding:
    """Say what the term makes of the agreement at an instant."""
    end_ns = term_end_ns(agreement)
    term = agreement.term
    if term is None or at_ns < end_ns:
        return TermStanding()
    if term.prolongation is Prolongation.LAPSE:
        return TermStanding(state=LifeState.EXPIRED, ended_ns=end_ns)
    offset = agreement.utc_offset.delta
    known = tuple(renewal for renewal in term.renewals if renewal.on.start_ns(offset) <= at_ns)
    if term.prolongation is Prolongation.AUTOMATIC_UNLESS_OBJECTION:
        objectors = tuple(each.by for each in known if each.objection and each.on.start_ns(offset) < end_ns)
        state = LifeState.EXPIRED if objectors else None
        return TermStanding(state=state, ended_ns=end_ns if objectors else None, objectors=objectors)
    return _by_consensus(agreement, term, known, at_ns)


def _by_consensus(agreement: Agreement, term: Term, known: tuple[Renewal, ...], at_ns: int) -> TermStanding:
    end_ns = term_end_ns(agreement)
    offset = agreement.utc_offset.delta
    latest = {
        party: max((each for each in known if each.by == party), key=lambda each: each.on.start_ns(offset))
        for party in term.needs
        if any(each.by == party for each in known)
    }
    objectors = tuple(party for party, renewal in latest.items() if renewal.objection)
    if objectors:
        return TermStanding(state=LifeState.EXPIRED, ended_ns=end_ns, objectors=objectors)
    missing = tuple(party for party in term.needs if party not in latest)
    if missing or not term.needs:
        return TermStanding(state=LifeState.RENEWAL_DUE, ended_ns=end_ns, missing=missing)
    until_ns = min(each.until.start_ns(offset) if each.until else LATEST_NS for each in latest.values())
    if at_ns < until_ns:
        return TermStanding()
    return TermStanding(state=LifeState.RENEWAL_DUE, ended_ns=until_ns, missing=term.needs)
