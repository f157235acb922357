# SPDX-License-Identifier: Apache-2.0
"""An agreement at an instant: everything that ``show`` prints.

Rules:
    - Each part is read where it is at home (``standing``, ``term``, ``bonds``, ``clocks``, ``duties``); here they only
      stand together.
    - Nothing that happened after the instant is told.

Source:
    docs/agreement-format.md; the agreement's own document.
"""

from dataclasses import dataclass

from truceline.agreement.agreement import Agreement
from truceline.agreement.bonds import Bond, bonds
from truceline.agreement.clocks import STOPPED_STATES, ClockStanding, GateStanding, clock_standings, gate_standing
from truceline.agreement.duties import DutyStanding, duty_standing
from truceline.agreement.life import EventKind, LifeEvent, Renewal, TermReading
from truceline.agreement.provisions import Provision
from truceline.agreement.standing import Phase, effective_ns, phases, provision_phases
from truceline.agreement.term import TermStanding, term_standing
from truceline.agreement.zones import Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleStanding:
    """A provision at an instant: whether it applies, and told by whom."""

    provision: Provision
    phase: Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingStanding:
    """One reading of the term at an instant."""

    reading: TermReading
    ends_ns: int
    ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Everything that can be said of an agreement at an instant.

    Attributes:
        agreement: The agreement.
        at_ns: The instant [ns since 1970 UTC].
        phase: Its state, and whether its rules apply.
        state_since_ns: From when it has stood in this state [ns since 1970 UTC].
        bonds: Who is bound.
        rules: Prohibitions, permissions and requirements, in the document's order.
        zones: Versions of zones that hold then.
        clocks: Clocks of its gates.
        gates: Its gates.
        readings: Every reading of the term.
        term: What the prolongation rule makes of the record.
        renewals: Prolongations, consents and objections on record up to then.
        duties: Its duties.
        events: What had happened up to then.
        readiness: Readiness declared and not followed by a reinstatement by the same party.
    """

    agreement: Agreement
    at_ns: int
    phase: Phase
    state_since_ns: int
    bonds: tuple[Bond, ...]
    rules: tuple[RuleStanding, ...]
    zones: tuple[Zone, ...]
    clocks: tuple[ClockStanding, ...]
    gates: tuple[GateStanding, ...]
    readings: tuple[ReadingStanding, ...]
    term: TermStanding
    renewals: tuple[Renewal, ...]
    duties: tuple[DutyStanding, ...]
    events: tuple[LifeEvent, ...]
    readiness: tuple[LifeEvent, ...]


def standing_at(agreement: Agreement, instant_ns: int) -> Standing:
    """Say where an agreement stands at an instant.

    Args:
        agreement: The agreement.
        instant_ns: The instant [ns since 1970 UTC].

    Returns:
        Everything that ``show`` prints.
    """
    life = phases(agreement)
    phase = next(each for each in life if each.interval.holds(instant_ns))
    stops = tuple((each.interval.start_ns, each.interval.end_ns) for each in life if each.state in STOPPED_STATES)
    clocks = tuple(clock_standings(agreement, gate, instant_ns, stops) for gate in agreement.gates)
    past = tuple(event for event in agreement.events if effective_ns(agreement, event) <= instant_ns)
    is_in_force = phase.state not in STOPPED_STATES and phase.because != "before_text"
    return Standing(
        agreement=agreement,
        at_ns=instant_ns,
        phase=phase,
        state_since_ns=_state_since(life, phase),
        bonds=bonds(agreement, instant_ns),
        rules=tuple(_rule(agreement, provision, instant_ns) for provision in agreement.provisions),
        zones=_zones_at(agreement, instant_ns),
        clocks=tuple(clock for of_gate in clocks for clock in of_gate),
        gates=tuple(
            gate_standing(agreement, gate, of_gate, instant_ns)
            for gate, of_gate in zip(agreement.gates, clocks, strict=True)
        ),
        readings=_readings(agreement, instant_ns),
        term=term_standing(agreement, instant_ns),
        renewals=_renewals(agreement, instant_ns),
        duties=tuple(
            duty_standing(agreement, provision, instant_ns, in_force=is_in_force)
            for provision in agreement.provisions
            if provision.duty is not None
        ),
        events=past,
        readiness=tuple(event for event in past if _is_open_readiness(agreement, event, past)),
    )


def _state_since(life: tuple[Phase, ...], phase: Phase) -> int:
    """Give the start of the state: phases of one state may differ in who tells that the rules apply."""
    since_ns = phase.interval.start_ns
    for earlier in reversed(life):
        if earlier.interval.end_ns == since_ns and earlier.state is phase.state:
            since_ns = earlier.interval.start_ns
    return since_ns


def _rule(agreement: Agreement, provision: Provision, at_ns: int) -> RuleStanding:
    own = provision_phases(agreement, provision)
    return RuleStanding(provision=provision, phase=next(each for each in own if each.interval.holds(at_ns)))


def _zones_at(agreement: Agreement, at_ns: int) -> tuple[Zone, ...]:
    offset = agreement.utc_offset.delta
    return tuple(
        zone
        for zone in agreement.zones
        if (zone.since is None or zone.since.start_ns(offset) <= at_ns)
        and (zone.until is None or at_ns < zone.until.end_ns(offset))
    )


def _readings(agreement: Agreement, at_ns: int) -> tuple[ReadingStanding, ...]:
    offset = agreement.utc_offset.delta
    readings = agreement.term.readings if agreement.term else ()
    return tuple(
        ReadingStanding(reading=reading, ends_ns=ends_ns, ended=ends_ns <= at_ns)
        for reading in readings
        for ends_ns in (reading.ends.start_ns(offset),)
    )


def _renewals(agreement: Agreement, at_ns: int) -> tuple[Renewal, ...]:
    offset = agreement.utc_offset.delta
    renewals = agreement.term.renewals if agreement.term else ()
    return tuple(renewal for renewal in renewals if renewal.on.start_ns(offset) <= at_ns)


def _is_open_readiness(agreement: Agreement, event: LifeEvent, past: tuple[LifeEvent, ...]) -> bool:
    if event.kind is not EventKind.READINESS_DECLARED:
        return False
    declared = effective_ns(agreement, event)
    later = [each for each in past if each.kind is EventKind.REINSTATED and effective_ns(agreement, each) >= declared]
    return not any(set(each.by) & set(event.by) or not each.by for each in later)
