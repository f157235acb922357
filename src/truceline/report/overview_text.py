# SPDX-License-Identifier: Apache-2.0
"""An agreement at an instant in plain lines: what ``truceline agreement show`` and ``list`` print for people.

Who says so stands beside every line; for each rule the status of its passage stands first. What is due and overdue
comes before the rules, because that is what a reader asks first.
"""

import textwrap
from collections.abc import Iterable, Iterator

from truceline.agreement.agreement import Agreement
from truceline.agreement.bonds import Bond, BondState
from truceline.agreement.clocks import ClockStanding, GateStanding, SideClock
from truceline.agreement.files import LibraryFile
from truceline.agreement.overview import RuleStanding, Standing
from truceline.agreement.provisions import Modality
from truceline.agreement.standing import TEXT, Phase
from truceline.agreement.zones import Zone
from truceline.base.instants import to_text
from truceline.report.catalogue import say
from truceline.report.naming import Namer
from truceline.report.overview_document import bound_text, overview_document, refs_text
from truceline.report.plain import plain as shown
from truceline.report.times import instant_text

WIDTH = 110
"""Lines are broken here [characters]."""


def list_text(standings: tuple[Standing, ...], header: LibraryFile, at_ns: int) -> str:
    """Write the agreements of a library, one to a line, with their states."""
    rows = [(each.agreement.id, _state_words(each.phase), each.agreement.title) for each in standings]
    width = max((len(row[0]) for row in rows), default=0)
    state_width = max((len(row[1]) for row in rows), default=0)
    lines = [*_exercise_lines(header), say("show.list.at", library=header.title, at=to_text(at_ns))]
    lines += [f"{row[0]:<{width}}  {row[1]:<{state_width}}  {row[2]}" for row in rows]
    return "\n".join(shown(line).rstrip() for line in lines)


def _exercise_lines(header: LibraryFile) -> list[str]:
    """Say first of all that a library is invented."""
    return [say("show.exercise")] if header.is_exercise else []


def overview_text(standing: Standing, namer: Namer) -> str:
    """Write everything that can be said of an agreement at an instant, for people.

    Args:
        standing: The agreement at the instant.
        namer: Names for ids.

    Returns:
        Lines of text, nothing hidden in them.
    """
    agreement = standing.agreement
    document = overview_document(standing, namer)
    lines = [
        *_exercise_lines(namer.library.header),
        f"{agreement.id}  {agreement.title}",
        *_wrap(agreement.summary),
        "",
        *_head(standing, namer),
    ]
    sections: tuple[tuple[str, Iterable[str]], ...] = (
        ("overdue", _due_lines(document["overdue"])),
        ("due", _due_lines(document["due"])),
        ("dates", _date_lines(agreement)),
        ("term", _term_lines(standing, namer)),
        ("bound", _bond_lines(standing, namer, {BondState.BOUND})),
        ("not_bound", _bond_lines(standing, namer, {BondState.REFUSED, BondState.LEFT, BondState.NOT_YET})),
        ("bond_not_told", _bond_lines(standing, namer, {BondState.NOT_TOLD})),
        ("take_part", _bond_lines(standing, namer, {BondState.TAKES_PART})),
        ("assertions", _assertion_lines(agreement, namer)),
        ("rules", _rule_lines(standing, namer)),
        ("duties", _duty_lines(standing)),
        ("zones", (_zone_line(zone) for zone in standing.zones)),
        ("clocks", _clock_lines(standing, namer)),
        ("ladders", _ladder_lines(agreement)),
        ("readiness", _readiness_lines(standing, namer)),
        ("events", _event_lines(standing, namer)),
        ("not_known", agreement.unknown),
    )
    for name, entries in sections:
        found = [line for entry in entries for line in _wrap(entry, "  ")]
        lines += ["", say(f"show.section.{name}"), *found] if found else []
    return "\n".join(shown(line).rstrip() for line in lines)


def _wrap(text: str, indent: str = "") -> list[str]:
    deeper = indent + ("  " if indent else "")
    found: list[str] = []
    for line in text.splitlines():
        own = line[: len(line) - len(line.lstrip())]
        found += textwrap.wrap(
            line,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=deeper + own,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return found


def _head(standing: Standing, namer: Namer) -> Iterator[str]:
    agreement, phase = standing.agreement, standing.phase
    yield say("show.head.at", at=instant_text(standing.at_ns, agreement.utc_offset.delta))
    since = bound_text(standing.state_since_ns)
    if agreement.template_of:
        yield say("show.head.template", of=agreement.template_of)
        return
    yield say(
        "show.head.state" if since else "show.head.state.always", state=say(f"state.{phase.state}"), since=since or ""
    )
    if phase.contested_by:
        yield say("show.head.contested", who=_names(phase.contested_by, namer))
    yield from _wrap(_rules_head(standing, namer))


def _rules_head(standing: Standing, namer: Namer) -> str:
    if not standing.agreement.rule_set:
        return say("show.head.no_rules")
    phase = standing.phase
    head = say(
        "show.head.rules",
        applies=say(f"show.applies.{phase.applies.value.name.lower()}"),
        because=say(f"show.because.{phase.because}"),
    )
    sides = (("show.head.told_true", phase.applies.for_it), ("show.head.told_false", phase.applies.against_it))
    if phase.applies.for_it | phase.applies.against_it <= {TEXT}:
        return head
    return head + "".join(
        say(code, who=", ".join(_teller(each, namer) for each in sorted(side))) for code, side in sides if side
    )


def _teller(teller: str, namer: Namer) -> str:
    _, _, rest = teller.partition("event:contested_")
    if rest:
        return say("show.teller.contests", name=namer.actor(rest.partition(":")[2]))
    return namer.teller(teller)


def _state_words(phase: Phase) -> str:
    state = say(f"state.{phase.state}").split(":", 1)[0]
    return say("show.list.contested", state=state) if phase.contested_by else state


def _names(ids: Iterable[str], namer: Namer) -> str:
    return ", ".join(namer.actor(each) for each in ids)


def _due_lines(entries: object) -> Iterator[str]:
    assert isinstance(entries, list)
    for entry in entries:
        yield say("show.line.due", id=entry["id"], what=entry["what"].rstrip("."), why=entry["why"])


def _date_lines(agreement: Agreement) -> Iterator[str]:
    width = max(len(say(f"show.date.{name}")) for name in ("signed", "in_force", "applied"))
    for name in ("signed", "in_force", "applied"):
        key_date = getattr(agreement, name)
        words = f"{say(f'show.date.{name}'):<{width}}  "
        if key_date is None:
            yield words + say("show.date.none")
            continue
        yield f"{words}{key_date.on.text}  {refs_text(key_date.source)}"
        for variant in key_date.variants:
            yield " " * 4 + say("show.date.variant", on=variant.on.text, refs=refs_text(variant.source))


def _term_lines(standing: Standing, namer: Namer) -> Iterator[str]:
    term = standing.agreement.term
    if term is None:
        return
    yield say("show.line.term", words=term.words, rule=say(f"show.prolongation.{term.prolongation}"))
    for each in standing.readings:
        by = say("show.line.reading.by", by=namer.actor(each.reading.by)) if each.reading.by else ""
        yield say(
            "show.line.reading",
            counted_from=each.reading.counted_from.replace("_", " "),
            by=by,
            ends=to_text(each.ends_ns),
            ended=say("show.reading.ended" if each.ended else "show.reading.running"),
        )
    if len({each.ended for each in standing.readings}) > 1:
        yield say("show.term.differ")
    for renewal in standing.renewals:
        what = say("show.renewal.objection" if renewal.objection else "show.renewal.consent")
        by, refs = namer.actor(renewal.by), refs_text(renewal.source)
        yield say("show.line.renewal", what=what, by=by, on=renewal.on.text, refs=refs)


def _bond_lines(standing: Standing, namer: Namer, states: set[BondState]) -> Iterator[str]:
    for bond in standing.bonds:
        if bond.state in states:
            yield _bond_line(bond, namer)


def _bond_line(bond: Bond, namer: Namer) -> str:
    name, role = namer.actor(bond.participant.party), bond.participant.role.replace("_", " ")
    if bond.record is None:
        return say("show.line.bond.bare", name=name, role=role)
    refs = refs_text(bond.record.source)
    if bond.state is BondState.BOUND:
        return say("show.line.bond", name=name, role=role, since=bond.record.on.text, refs=refs)
    has_left = bond.state is BondState.LEFT and bond.record.until is not None
    since = bond.record.until.text if has_left and bond.record.until else bond.record.on.text
    return say(
        "show.line.bond.state", name=name, role=role, state=say(f"show.bond.{bond.state}"), since=since, refs=refs
    )


def _assertion_lines(agreement: Agreement, namer: Namer) -> Iterator[str]:
    for each in agreement.assertions:
        by, about = namer.actor(each.by), namer.actor(each.about)
        yield say("show.line.assertion", by=by, about=about, says=each.says, refs=refs_text(each.source))


def _rule_lines(standing: Standing, namer: Namer) -> Iterator[str]:
    for rule in standing.rules:
        if rule.provision.modality is not Modality.REQUIRED:
            yield _rule_line(rule, namer)


def _rule_line(rule: RuleStanding, namer: Namer) -> str:
    provision = rule.provision
    head = say(
        "show.line.rule",
        status=f"{say(f'passage.{provision.passage.status}'):<10}",
        id=provision.id,
        modality=say(f"modality.{provision.modality}"),
        title=provision.title,
        refs=refs_text(provision.passage.source),
    )
    applies = "not_yet" if rule.phase.not_yet_applied else rule.phase.applies.value.name.lower()
    more = say(
        "show.line.rule.more",
        applies=say(f"show.rule.{applies}"),
        bound=_names(provision.bound, namer),
        kinds=", ".join(namer.kind(code) for code in provision.kinds),
        against=say("show.line.rule.against", names=_names(provision.against, namer)) if provision.against else "",
        zones=say("show.line.rule.zones", names=", ".join(provision.zones)) if provision.zones else "",
    )
    exceptions = [each.note.rstrip(".") or each.id for each in provision.exceptions]
    if provision.self_defence != "none":
        exceptions.append(say(f"show.self_defence.{provision.self_defence}"))
    lines = [head, f"    {more}"]
    if exceptions:
        lines.append("    " + say("show.line.rule.exceptions", names="; ".join(exceptions)))
    if provision.passage.words:
        lines.append("    " + say("show.line.rule.words", words=provision.passage.words))
    return "\n".join(lines)


def _duty_lines(standing: Standing) -> Iterator[str]:
    width = max((len(say(f"duty.{each.state}")) for each in standing.duties), default=0)
    for each in standing.duties:
        state = f"{say(f'duty.{each.state}'):<{width}}"
        status = f"{say(f'passage.{each.provision.passage.status}'):<10}"
        yield say("show.line.duty", status=status, state=state, id=each.provision.id, what=each.duty.what)


def _zone_line(zone: Zone) -> str:
    return say(
        "show.line.zone",
        id=zone.id,
        version=say("show.line.zone.version", version=zone.version) if zone.version > 1 else "",
        name=zone.name,
        boundary=say(f"boundary.{zone.boundary}"),
        edge=say(f"show.edge.{zone.edge}"),
        idea=say("show.line.zone.idea") if zone.status == "idea" else "",
        refs=refs_text(zone.source),
    )


def _clock_lines(standing: Standing, namer: Namer) -> Iterator[str]:
    for gate in standing.gates:
        yield _gate_line(gate, namer)
        for clock in (each for each in standing.clocks if each.gate == gate.gate.id):
            yield "  " + _clock_line(clock, namer)
            yield from _stated_lines(clock, namer)


def _stated_lines(standing: ClockStanding, namer: Namer) -> Iterator[str]:
    for each in standing.stated:
        by, refs = namer.actor(each.by), refs_text(each.source)
        yield "    " + say("show.clock.stated", by=by, on=each.on.text, says=each.says, refs=refs)


def _clock_line(standing: ClockStanding, namer: Namer) -> str:
    readings = [_side_words(side, namer) for side in standing.sides] if standing.started else []
    readings += [say("show.clock.stopped", at=to_text(standing.stopped_ns))] if standing.stopped_ns is not None else []
    clock = standing.clock
    return say(
        "show.line.clock",
        id=clock.id,
        kind=say(f"clock.{clock.kind}"),
        needs=f"{clock.hours:g}",
        reading=", ".join(readings) or say("show.clock.not_started"),
    )


def _side_words(side: SideClock, namer: Namer) -> str:
    by = say("show.clock.side.by", by=namer.actor(side.by)) if side.by else ""
    return say(
        "show.clock.side",
        hours=f"{side.hours:.1f}",
        by=by,
        full=say("show.clock.full" if side.full else "show.clock.not_full"),
    )


def _gate_line(standing: GateStanding, namer: Namer) -> str:
    waits = [say("show.gate.clocks", names=", ".join(standing.waiting_for))] if standing.waiting_for else []
    waits += [say("show.gate.needs", names=_names(standing.missing, namer))] if standing.missing else []
    why = say("show.gate.why", what="; ".join(waits)) if waits and standing.state == "closed" else ""
    state = say(f"show.gate.{standing.state}")
    return say("show.line.gate", id=standing.gate.id, opens=standing.gate.opens, state=state, why=why)


def _ladder_lines(agreement: Agreement) -> Iterator[str]:
    for ladder in agreement.ladders:
        steps = " -> ".join(step.what for step in ladder.steps) or say("show.ladder.none")
        yield say("show.line.ladder", breach=ladder.breach, steps=steps, refs=refs_text(ladder.source))
    if agreement.rule_set and not agreement.ladders:
        yield say("show.ladder.none")


def _readiness_lines(standing: Standing, namer: Namer) -> Iterator[str]:
    for event in standing.readiness:
        refs = refs_text(event.source)
        yield say("show.line.readiness", by=_names(event.by, namer), on=event.on.text, refs=refs)


def _event_lines(standing: Standing, namer: Namer) -> Iterator[str]:
    for event in standing.events:
        by = say("show.line.event.by", by=_names(event.by, namer)) if event.by else ""
        words = event.reason or (event.scope if event.scope != "full" else "")
        reason = say("show.line.event.reason", reason=words) if words else ""
        kind = say(f"life.{event.kind}")
        yield say("show.line.event", on=event.on.text, kind=kind, by=by, reason=reason, refs=refs_text(event.source))
