# SPDX-License-Identifier: Apache-2.0
"""The life of every agreement as the report shows it: dated marks with their source, and the lanes of the timeline."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from truceline.agreement.agreement import Agreement
from truceline.agreement.life import Gate, KeyDate
from truceline.assessment.assessment import TimelineRow
from truceline.base.instants import NS_PER_DAY, Interval, day_interval, parse_day, parse_instant
from truceline.base.moments import Moment
from truceline.picture.sources import Source
from truceline.report.catalogue import say
from truceline.report.material import ReportMaterial
from truceline.report.svg.timeline import Column, Lane, Mark, Stretch
from truceline.report.times import moment_text

_APPLIES = frozenset({"in_force", "reinstated"})
_WAITING = frozenset({"in_force_not_applied", "agreed"})
_BEFORE = frozenset({"idea", "negotiating", "near"})
_DOUBT = frozenset({"suspended", "renewal_due"})
_MARGIN_DAYS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeMark:
    """One dated thing in the life of an agreement.

    Attributes:
        at_ns: First instant meant [ns since 1970 UTC].
        letter: Its letter on the timeline.
        when: The time in words.
        what: What happened, in words.
        by: Ids of the parties whose act or word it is.
        reason: Why, in the words of those who did it, or a note.
        contested_by: Ids of parties on record as disagreeing.
        source: Who says so; None for a due date, which is the text's own.
    """

    at_ns: int
    letter: str
    when: str
    what: str
    by: tuple[str, ...] = ()
    reason: str = ""
    contested_by: tuple[str, ...] = ()
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One agreement's marks in order of time."""

    agreement: Agreement
    marks: tuple[LifeMark, ...]


def lives_of(agreements: tuple[Agreement, ...]) -> tuple[Life, ...]:
    """Gather the marks of every agreement.

    Args:
        agreements: In the order shown.

    Returns:
        One life each, marks in order of time.
    """
    return tuple(
        Life(agreement=agreement, marks=tuple(sorted(_marks_of(agreement), key=lambda mark: (mark.at_ns, mark.letter))))
        for agreement in agreements
    )


def lanes_of(lives: tuple[Life, ...], rows: tuple[TimelineRow, ...], span_ns: tuple[int, int]) -> tuple[Lane, ...]:
    """Make the lanes of the timeline.

    Args:
        lives: Marks of the agreements.
        rows: Phases of the agreements.
        span_ns: First and last instant shown [ns since 1970 UTC].

    Returns:
        A lane for every agreement, in the order of the lives.
    """
    phases = {row.agreement: row.phases for row in rows}
    lanes = []
    for life in lives:
        stretches = tuple(
            Stretch(
                start_ns=parse_instant(phase.since) if phase.since else span_ns[0],
                end_ns=parse_instant(phase.until) if phase.until else span_ns[1],
                tone=_tone(phase.state),
                title=say("timeline.stretch", agreement=life.agreement.id, state=say(f"state.{phase.state}")),
            )
            for phase in phases.get(life.agreement.id, ())
            if _tone(phase.state)
        )
        offset = life.agreement.utc_offset.delta
        counted = life.agreement.measured_on
        lanes.append(
            Lane(
                name=life.agreement.id,
                stretches=stretches,
                marks=tuple(
                    Mark(at_ns=mark.at_ns, letter=mark.letter, title=f"{mark.when}: {mark.what}") for mark in life.marks
                ),
                counted_from_ns=counted.start_ns(offset) if counted is not None else None,
            )
        )
    return tuple(lanes)


def columns_of(material: ReportMaterial) -> tuple[Column, ...]:
    """Count events by the day on which they begin, or by month when there are no rows to count."""
    offset = material.library.header.utc_offset.delta
    if material.events:
        days = Counter(event.first_day for event in material.events)
        return tuple(_column(day_interval(parse_day(day), offset), days[day]) for day in sorted(days))
    return tuple(_column(_month(each.month, offset), each.events) for each in material.assessment.months)


def span_of(lives: tuple[Life, ...], columns: tuple[Column, ...]) -> tuple[int, int]:
    """Give the stretch of time that shows every mark and every event."""
    instants = [mark.at_ns for life in lives for mark in life.marks]
    instants += [end for column in columns for end in (column.start_ns, column.end_ns)]
    if not instants:
        return 0, NS_PER_DAY
    return min(instants) - _MARGIN_DAYS * NS_PER_DAY, max(instants) + _MARGIN_DAYS * NS_PER_DAY


def _column(stretch: Interval, events: int) -> Column:
    return Column(start_ns=stretch.start_ns, end_ns=stretch.end_ns, events=events)


def _month(month: str, offset: timedelta) -> Interval:
    first = parse_day(f"{month}-01")
    following = parse_day(f"{first.year + first.month // 12:04d}-{first.month % 12 + 1:02d}-01")
    return Interval(start_ns=day_interval(first, offset).start_ns, end_ns=day_interval(following, offset).start_ns)


def _tone(state: str) -> str:
    tones = ((_APPLIES, "applies"), (_WAITING, "waiting"), (_DOUBT, "doubt"), (_BEFORE, "before"))
    return next((tone for states, tone in tones if state in states), "")


def _marks_of(agreement: Agreement) -> list[LifeMark]:
    offset = agreement.utc_offset.delta
    marks = _key_dates(agreement, offset) + _events(agreement, offset) + _term(agreement, offset)
    for gate in agreement.gates:
        marks += _gate(gate, offset)
    return marks + _duties(agreement, offset)


def _mark(letter: str, on: Moment, offset: timedelta, what: str, source: Source | None) -> LifeMark:
    return LifeMark(at_ns=on.start_ns(offset), letter=letter, when=moment_text(on, offset), what=what, source=source)


def _key_dates(agreement: Agreement, offset: timedelta) -> list[LifeMark]:
    dates = (
        ("S", "life.signed", agreement.signed),
        ("F", "life.in_force", agreement.in_force),
        ("A", "life.applied", agreement.applied),
    )
    marks: list[LifeMark] = []
    for letter, code, date in dates:
        if date is not None:
            marks.append(_key_mark(letter, code, date, offset))
            marks += [
                _mark(letter.lower(), variant.on, offset, say("life.variant", what=say(code)), variant.source)
                for variant in date.variants
            ]
    return marks


def _key_mark(letter: str, code: str, date: KeyDate, offset: timedelta) -> LifeMark:
    return LifeMark(
        at_ns=date.on.start_ns(offset),
        letter=letter,
        when=moment_text(date.on, offset),
        what=say(code),
        reason=date.note,
        source=date.source,
    )


def _events(agreement: Agreement, offset: timedelta) -> list[LifeMark]:
    marks = []
    for event in agreement.events:
        on = event.effective or event.on
        marks.append(
            LifeMark(
                at_ns=on.start_ns(offset),
                letter="e",
                when=_when(event.on, event.effective, offset),
                what=say(f"life.{event.kind.value}"),
                by=event.by,
                reason="; ".join(each for each in (event.scope, event.reason) if each),
                contested_by=event.contested_by,
                source=event.source,
            )
        )
    return marks


def _when(on: Moment, effective: Moment | None, offset: timedelta) -> str:
    if effective is None:
        return moment_text(on, offset)
    return say(
        "time.declared_and_effective", declared=moment_text(on, offset), effective=moment_text(effective, offset)
    )


def _term(agreement: Agreement, offset: timedelta) -> list[LifeMark]:
    if agreement.term is None:
        return []
    marks = []
    for reading in agreement.term.readings:
        what = say("life.term_ends", counted_from=reading.counted_from.replace("_", " "))
        mark = _mark("T", reading.ends, offset, what, reading.source)
        marks.append(_by(mark, reading.by))
    for renewal in agreement.term.renewals:
        what = say("life.objection" if renewal.objection else "life.renewal")
        marks.append(_by(_mark("R", renewal.on, offset, what, renewal.source), renewal.by))
    return marks


def _by(mark: LifeMark, party: str) -> LifeMark:
    return LifeMark(
        at_ns=mark.at_ns,
        letter=mark.letter,
        when=mark.when,
        what=mark.what,
        by=(party,) if party else (),
        source=mark.source,
    )


def _gate(gate: Gate, offset: timedelta) -> list[LifeMark]:
    marks = []
    for clock in gate.clocks:
        kind = say(f"clock.{clock.kind.value}")
        fields = {"clock": clock.id, "gate": gate.id}
        what = say("life.clock", **fields, hours=f"{clock.hours:g}", kind=kind)
        marks.append(_mark("C", clock.since, offset, what, gate.source))
        marks += [
            _by(_mark("c", each.on, offset, say("life.reading", **fields, says=each.says), each.source), each.by)
            for each in clock.readings
        ]
        marks += [
            _by(_mark("c", each.on, offset, say("life.reset", **fields), each.source), each.by) for each in clock.resets
        ]
    for code, events in (("life.confirmed", gate.confirmations), ("life.withdrawn", gate.withdrawals)):
        marks += [_by(_mark("g", each.on, offset, say(code, gate=gate.id), each.source), each.by) for each in events]
    return marks


def _duties(agreement: Agreement, offset: timedelta) -> list[LifeMark]:
    return [
        _mark("D", provision.duty.due, offset, say("life.duty_due", what=provision.duty.what), provision.passage.source)
        for provision in agreement.provisions
        if provision.duty is not None and provision.duty.due is not None
    ]
