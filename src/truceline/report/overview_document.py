# SPDX-License-Identifier: Apache-2.0
"""An agreement at an instant as one JSON document: what ``truceline agreement show --json`` prints."""

from datetime import timedelta

from truceline.agreement.agreement import Agreement, Consent
from truceline.agreement.bonds import Bond, BondState
from truceline.agreement.clocks import ClockStanding, GateStanding
from truceline.agreement.duties import DutyStanding
from truceline.agreement.files import LibraryFile
from truceline.agreement.life import KeyDate, LifeEvent, LifeState
from truceline.agreement.overview import RuleStanding, Standing
from truceline.agreement.standing import Phase
from truceline.agreement.zones import Zone
from truceline.base.instants import EARLIEST_NS, LATEST_NS, day_of, to_text
from truceline.base.moments import Moment
from truceline.picture.sources import Source
from truceline.records.writer import Plain, plain
from truceline.report.catalogue import say
from truceline.report.naming import Namer

OVERVIEW_SCHEMA = "truceline/agreement-standing/1"
LIST_SCHEMA = "truceline/agreement-list/1"


def list_document(standings: tuple[Standing, ...], header: LibraryFile, at_ns: int) -> dict[str, Plain]:
    """Write the agreements of a library with their states."""
    return {
        "schema": LIST_SCHEMA,
        "library": header.id,
        **exercise_mark(header),
        "at": to_text(at_ns),
        "agreements": [
            {
                "id": each.agreement.id,
                "title": each.agreement.title,
                "state": each.phase.state.value,
                "since": bound_text(each.state_since_ns),
                "contested_by": list(each.phase.contested_by),
                "rule_set": each.agreement.rule_set,
                "rules": len(each.agreement.provisions),
            }
            for each in standings
        ],
    }


def overview_document(standing: Standing, namer: Namer) -> dict[str, Plain]:
    """Write everything that can be said of an agreement at an instant.

    Args:
        standing: The agreement at the instant.
        namer: Names for ids.

    Returns:
        A document; ``state`` is one of the codes of the format, instants are RFC 3339 in UTC, moments as the
        agreement states them.
    """
    agreement, phase = standing.agreement, standing.phase
    duties = [duty_entry(each, agreement) for each in standing.duties]
    return {
        "schema": OVERVIEW_SCHEMA,
        **exercise_mark(namer.library.header),
        "id": agreement.id,
        "title": agreement.title,
        "summary": agreement.summary,
        "at": to_text(standing.at_ns),
        "utc_offset": agreement.utc_offset.text,
        "template_of": agreement.template_of,
        "rule_set": agreement.rule_set,
        "state": phase.state.value,
        "state_since": bound_text(standing.state_since_ns),
        **phase_fields(phase),
        "dates": {name: _key_date(getattr(agreement, name)) for name in ("signed", "in_force", "applied")}
        | {"measured_on": _moment(agreement.measured_on)},
        "predecessor": agreement.predecessor,
        "successor": agreement.successor,
        "bound": [bond_entry(each, namer) for each in standing.bonds if each.state is BondState.BOUND],
        "not_bound": [bond_entry(each, namer) for each in standing.bonds if each.state in _NOT_BOUND],
        "bond_not_told": [bond_entry(each, namer) for each in standing.bonds if each.state is BondState.NOT_TOLD],
        "take_part": [bond_entry(each, namer) for each in standing.bonds if each.state is BondState.TAKES_PART],
        "open_to": [kind.value for kind in agreement.open_to],
        "assertions": plain(agreement.assertions),
        "rules": [rule_entry(each) for each in standing.rules],
        "zones": [zone_entry(each) for each in standing.zones],
        "clocks": [clock_entry(each) for each in standing.clocks],
        "gates": [gate_entry(each) for each in standing.gates],
        "term": term_entry(standing),
        "duties": list(duties),
        "due": [*_in_state(duties, "due"), *_renewal_due(standing)],
        "overdue": _in_state(duties, "overdue"),
        "ladders": plain(agreement.ladders),
        "ladder": "agreed" if any(ladder.steps for ladder in agreement.ladders) else "none agreed",
        "readiness_declared": [event_entry(each) for each in standing.readiness],
        "events": [event_entry(each) for each in standing.events],
        "strands": plain(agreement.strands),
        "documents": plain(agreement.documents),
        "not_known": list(agreement.unknown),
    }


def exercise_mark(header: LibraryFile) -> dict[str, Plain]:
    """Mark a document of an invented library; of any other, say nothing."""
    return {"exercise": True} if header.is_exercise else {}


_NOT_BOUND = frozenset({BondState.REFUSED, BondState.LEFT, BondState.NOT_YET})


def phase_fields(phase: Phase) -> dict[str, Plain]:
    """Write whether the rules apply, told by whom, since when and why."""
    return {
        "since": bound_text(phase.interval.start_ns),
        "until": bound_text(phase.interval.end_ns),
        "because": phase.because,
        "applies": phase.applies.value.name.lower(),
        "not_yet_applied": phase.not_yet_applied,
        "told_true_by": plain(tuple(sorted(phase.applies.for_it))),
        "told_false_by": plain(tuple(sorted(phase.applies.against_it))),
        "contested_by": list(phase.contested_by),
    }


def bound_text(at_ns: int) -> str | None:
    """Write an instant; none for no start and no end."""
    return None if at_ns <= EARLIEST_NS or at_ns >= LATEST_NS else to_text(at_ns)


def bond_entry(bond: Bond, namer: Namer) -> dict[str, Plain]:
    """Write one participant."""
    return {
        "party": bond.participant.party,
        "name": namer.actor(bond.participant.party),
        "role": bond.participant.role,
        "state": bond.state.value,
        **_record(bond.record),
        "answers_for": list(bond.participant.answers_for),
        "note": bond.participant.note,
    }


def _record(record: Consent | None) -> dict[str, Plain]:
    if record is None:
        return {"since": None, "until": None, "words": "", "source": None}
    return {
        "since": record.on.text,
        "until": _moment(record.until),
        "words": record.words,
        "source": plain(record.source),
    }


def rule_entry(rule: RuleStanding) -> dict[str, Plain]:
    """Write one provision, the status of its passage first."""
    provision = rule.provision
    body = plain(provision)
    assert isinstance(body, dict)
    rest = {name: body[name] for name in body if name not in {"id", "title", "modality", "duty"}}
    return {
        "passage_status": provision.passage.status.value,
        "id": provision.id,
        "title": provision.title,
        "modality": provision.modality.value,
        **phase_fields(rule.phase),
        **rest,
        "self_defence": provision.self_defence.value,
    }


def zone_entry(zone: Zone) -> dict[str, Plain]:
    """Write one version of a zone."""
    body = plain(zone)
    assert isinstance(body, dict)
    return {**body, "version": zone.version, "edge": zone.edge.value, "status": zone.status}


def clock_entry(standing: ClockStanding) -> dict[str, Plain]:
    """Write one clock with each side's reading."""
    clock = standing.clock
    return {
        "gate": standing.gate,
        "id": clock.id,
        "kind": clock.kind.value,
        "words": clock.words,
        "since": clock.since.text,
        "needs_hours": clock.hours,
        "started": standing.started,
        "stopped_at": None if standing.stopped_ns is None else to_text(standing.stopped_ns),
        "full": standing.full,
        "sides": [
            {
                "by": side.by,
                "counts_from": to_text(side.since_ns),
                "hours": round(side.hours, 3),
                "full": standing.started and side.full,
                "reset_on": _moment(side.reset),
            }
            for side in standing.sides
        ],
        "stated": plain(standing.stated),
    }


def gate_entry(standing: GateStanding) -> dict[str, Plain]:
    """Write one gate."""
    return {
        "id": standing.gate.id,
        "opens": standing.gate.opens,
        "state": standing.state,
        "needs": list(standing.gate.needs),
        "confirmed": plain(standing.confirmed),
        "not_confirmed": list(standing.missing),
        "clocks_not_full": list(standing.waiting_for),
        "withdrawn": plain(standing.withdrawn),
        "source": plain(standing.gate.source),
        "note": standing.gate.note,
    }


def term_entry(standing: Standing) -> dict[str, Plain] | None:
    """Write the term with every reading of its end; none when the text has no term."""
    term = standing.agreement.term
    if term is None:
        return None
    return {
        "words": term.words,
        "length": term.length,
        "prolongation": term.prolongation.value,
        "needs": list(term.needs),
        "readings": [
            {
                "counted_from": each.reading.counted_from,
                "by": each.reading.by,
                "ends": each.reading.ends.text,
                "ends_at": to_text(each.ends_ns),
                "ended": each.ended,
                "source": plain(each.reading.source),
            }
            for each in standing.readings
        ],
        "readings_agree": len({each.ended for each in standing.readings}) <= 1,
        "ended_at": None if standing.term.ended_ns is None else to_text(standing.term.ended_ns),
        "record_missing_of": list(standing.term.missing),
        "objections_of": list(standing.term.objectors),
        "renewals": plain(standing.renewals),
    }


def duty_entry(standing: DutyStanding, agreement: Agreement) -> dict[str, Plain]:
    """Write one duty: what is owed by whom, by when, and where it stands."""
    duty, provision = standing.duty, standing.provision
    return {
        "id": provision.id,
        "title": provision.title,
        "what": duty.what,
        "state": standing.state.value,
        "why": duty_why(standing, agreement.utc_offset.delta),
        "bound": list(provision.bound),
        "to": list(duty.to),
        "words": duty.words,
        "due": _moment(duty.due),
        "overdue_since": overdue_since(standing, agreement.utc_offset.delta),
        "overdue_since_instant": None if standing.overdue_ns is None else to_text(standing.overdue_ns),
        "standing": duty.standing,
        "done_on": _moment(standing.done_on),
        "done_late": standing.late,
        "evidence": plain(standing.evidence),
        "variants": plain(duty.variants),
        "passage_status": provision.passage.status.value,
        "source": plain(provision.passage.source),
    }


def overdue_since(standing: DutyStanding, offset: timedelta) -> str | None:
    """Give the first civil day after a due day, the first instant after a due instant; none without a date."""
    if standing.duty.due is None or standing.overdue_ns is None:
        return None
    return day_of(standing.overdue_ns, offset).isoformat() if standing.duty.due.is_day else to_text(standing.overdue_ns)


def duty_why(standing: DutyStanding, offset: timedelta) -> str:
    """Say in one line why a duty stands as it does."""
    duty = standing.duty
    code = f"show.why.{standing.state}" + (".late" if standing.late else "")
    if standing.state == "due" and duty.due is None:
        code += ".undated"
    return say(
        code,
        due=duty.due.text if duty.due else "",
        since=overdue_since(standing, offset) or "",
        done=standing.done_on.text if standing.done_on else "",
        words=f' ("{duty.words}")' if duty.words else "",
    )


def _in_state(duties: list[dict[str, Plain]], state: str) -> list[Plain]:
    return [
        {"id": duty["id"], "what": duty["what"], "due": duty["due"], "since": duty["overdue_since"], "why": duty["why"]}
        for duty in duties
        if duty["state"] == state
    ]


def _renewal_due(standing: Standing) -> list[Plain]:
    """Write the prolongation that is due: it stands among what is due, like a duty."""
    if standing.phase.state is not LifeState.RENEWAL_DUE or standing.term.ended_ns is None:
        return []
    ended = to_text(standing.term.ended_ns)
    missing = ", ".join(standing.term.missing) or say("show.nobody_named")
    why = say("show.renewal.why", ended=ended, missing=missing)
    return [{"id": "term", "what": say("show.renewal.what"), "due": ended, "since": ended, "why": why}]


def event_entry(event: LifeEvent) -> dict[str, Plain]:
    """Write one event of the agreement's life."""
    body = plain(event)
    assert isinstance(body, dict)
    return body


def _key_date(key_date: KeyDate | None) -> Plain:
    return None if key_date is None else plain(key_date)


def _moment(moment: Moment | None) -> str | None:
    return moment.text if moment is not None else None


def refs_text(source: Source) -> str:
    """Write where a thing is published, such as ``[P22, S4]``."""
    return f"[{', '.join(source.ref)}]" if source.ref else ""
