# SPDX-License-Identifier: Apache-2.0
"""Assess events: given the agreements and what happened, which act falls under which clause, and what that adds up to.

Acts of the past only; what is let in is decided by ``admit_act``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from truceline.agreement.counting_rule import CountingRule
from truceline.agreement.library import Library
from truceline.app.admit_act import AdmissionTerms, is_exercise, refuse_not_past
from truceline.app.find_press_stories import (
    apart_from_exercise,
    force_names,
    gather_texts,
    press_stories,
    readable_stories,
    shown_stories,
    withheld_texts,
)
from truceline.app.raise_findings import Finding, raise_findings
from truceline.assessment.assess import Material, assess
from truceline.assessment.assessment import Assessment
from truceline.assessment.origins import AccountsOf, corroborate
from truceline.assessment.withheld import countable_events, recent_events, shown_accounts, shown_act
from truceline.base.instants import day_interval, parse_day
from truceline.clauses.judging import ClauseTest, clause_test
from truceline.clauses.table import RulingTable, rule_many
from truceline.corroboration.side_by_side import Told, read_told
from truceline.corroboration.stories import Stories
from truceline.corroboration.text_intake import NO_TEXTS, TextIntake
from truceline.findings.origin_counts import OriginCounts
from truceline.findings.ruling import Ruling
from truceline.picture.acts import Account, Act
from truceline.picture.intake import Event, Intake, Rejection

INCIDENTS_FORM = "library_incidents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be assessed.

    Attributes:
        library: The agreements.
        intakes: What was read; claims among it bear on every act.
        rule: How events are counted; None for none.
        since: First day, ``YYYY-MM-DD``; empty for no bound.
        until: First day after; empty for no bound.
        other_rules: Rules by which the events are counted again, beside ``rule``.
        version: Version of this software.
        now_ns: The moment of the run [ns since 1970 UTC]; places of recent acts are not shown (R7).
        texts: Press texts read from files; those of records stand in the intakes.
    """

    library: Library
    intakes: tuple[Intake, ...]
    rule: CountingRule | None
    since: str
    until: str
    version: str
    now_ns: int
    texts: TextIntake = NO_TEXTS
    other_rules: tuple[CountingRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it.

    Attributes:
        assessment: What it adds up to.
        acts: The acts judged.
        event_of: The event or incident of each act that belongs to one.
        table: Every ruling.
        findings: Alleged violations and contested acts.
        explained: Full rulings of the acts of the library's incidents.
        rejections: What was set aside.
        events: Rows of event files inside the window.
        idle_claims: Ids of claims of this run about acts that are not in it.
        origins: On how many origins each event and each single act rests.
        texts: Press texts of files and records.
        stories: Which of them are copies of one report.
    """

    assessment: Assessment
    acts: tuple[Act, ...]
    event_of: dict[str, str]
    table: RulingTable
    findings: tuple[Finding, ...]
    explained: tuple[Ruling, ...]
    rejections: tuple[Rejection, ...]
    events: tuple[Event, ...]
    idle_claims: tuple[str, ...]
    origins: Mapping[str, OriginCounts]
    texts: TextIntake
    stories: Stories


def library_intake(library: Library, now_ns: int) -> Intake:
    """Give the documented incidents of a library as what was read.

    Args:
        library: The library.
        now_ns: The moment of the request [ns since 1970 UTC].

    Raises:
        RedLineError: An incident of the library is not shown to be past (R1).
    """
    terms = AdmissionTerms(library=library, now_ns=now_ns, is_bulk=False)
    for incident in library.incidents:
        for act in incident.acts:
            if not act.exercise:
                refuse_not_past(act, terms)
    acts = tuple(act for incident in library.incidents for act in incident.acts)
    return Intake(name=library.header.id, form=INCIDENTS_FORM, read=len(acts), acts=acts)


def assess_events(request: Request, stage: Callable[[str], None]) -> Outcome:
    """Judge every act by every provision, and add up.

    Args:
        request: What is to be assessed.
        stage: Told in a few words what is being done, for progress.

    Returns:
        What came of it.
    """
    library = request.library
    rows = (event for intake in request.intakes for event in intake.events if _is_in(event, request))
    events = countable_events(rows, request.now_ns, library.header.utc_offset.delta)
    single_acts = _single_acts(request)
    acts = (*_acts_of(events, request.intakes), *single_acts)
    everything = sum(len(intake.events) for intake in request.intakes)
    everything += sum(len(_own_acts(intake)) for intake in request.intakes)
    test = clause_test(library, [claim for intake in request.intakes for claim in intake.claims])
    stage(f"judging {len(acts)} acts by {len(test.plans)} provisions")
    table = rule_many(acts, test)
    event_of = _event_of(acts, library)
    offset = library.header.utc_offset.delta
    origins = corroborate(events, acts, library, accounts_of(test), recent_events(events, request.now_ns, offset))
    raised = raise_findings(acts, table, test, event_of, origins.by_act)
    findings = tuple(_shown(finding, request.now_ns, offset) for finding in raised)
    press = _read_press(request, stage)
    stage("adding up")
    material = Material(
        library=library,
        locator=test.whereabouts.locator,
        intakes=request.intakes,
        events=events,
        acts=acts,
        single_acts=single_acts,
        outside_window=everything - len(events) - len(single_acts),
        table=table,
        rule=request.rule,
        other_rules=request.other_rules,
        window=(request.since, request.until),
        findings=len(findings),
        origins=origins.summary,
        texts=press.texts,
        stories=press.stories,
        told=press.told,
        duties_at_ns=_end_ns(request, events, acts),
        is_exercise=is_exercise(library),
        version=request.version,
        now_ns=request.now_ns,
    )
    return Outcome(
        assessment=assess(material),
        acts=acts,
        event_of=event_of,
        table=table,
        findings=findings,
        explained=_explained(request.intakes, single_acts, test),
        rejections=(*(each for intake in request.intakes for each in intake.rejections), *press.texts.rejections),
        events=events,
        idle_claims=_idle_claims(request.intakes, acts),
        origins=origins.by_event,
        texts=press.texts,
        stories=press.stories,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Press:
    """What was read of press texts: the texts, their stories as they may be shown, and what they state."""

    texts: TextIntake
    stories: Stories
    told: Told


def _read_press(request: Request, stage: Callable[[str], None]) -> _Press:
    library = request.library
    texts = apart_from_exercise(gather_texts(request.texts, request.intakes), library)
    if texts.texts:
        stage(f"comparing {len(texts.texts)} texts")
    found = press_stories(texts, library)
    withheld = withheld_texts(texts, request.now_ns, library)
    told = read_told(readable_stories(found, withheld), force_names(library))
    return _Press(texts=texts, stories=shown_stories(found, withheld), told=told)


def accounts_of(test: ClauseTest) -> AccountsOf:
    """Give what lists every account of an act, those that claims add included."""

    def accounts(act: Act) -> tuple[Account, ...]:
        if act.id not in test.act_claims and act.engagement not in test.act_claims:
            return act.accounts
        return tuple(telling.account for telling in test.tellings(act))

    return accounts


def _shown(finding: Finding, now_ns: int, offset: timedelta) -> Finding:
    accounts = shown_accounts(finding.accounts, now_ns, offset)
    return finding if accounts is finding.accounts else replace(finding, accounts=accounts)


def shown_library(library: Library, now_ns: int) -> Library:
    """Give a library whose incidents are as they may be shown."""
    offset = library.header.utc_offset.delta
    incidents = tuple(
        replace(each, acts=tuple(shown_act(act, now_ns, offset) for act in each.acts)) for each in library.incidents
    )
    return replace(library, incidents=incidents)


def _is_in(event: Event, request: Request) -> bool:
    after_start = not request.since or event.first_day >= request.since
    return after_start and (not request.until or event.first_day < request.until)


def _own_acts(intake: Intake) -> tuple[Act, ...]:
    """Give the acts of one source that belong to no row of an event file."""
    of_events = {act for event in intake.events for act in event.acts}
    return tuple(act for act in intake.acts if act.id not in of_events)


def _acts_of(events: Sequence[Event], intakes: Sequence[Intake]) -> tuple[Act, ...]:
    wanted = {act for event in events for act in event.acts}
    return tuple(act for intake in intakes for act in intake.acts if act.id in wanted)


def _single_acts(request: Request) -> tuple[Act, ...]:
    """Give the acts outside event files whose beginning lies in the window; one of unknown time is not left out."""
    offset = request.library.header.utc_offset.delta
    start = day_interval(parse_day(request.since), offset).start_ns if request.since else None
    end = day_interval(parse_day(request.until), offset).start_ns if request.until else None
    kept: list[Act] = []
    for intake in request.intakes:
        for act in _own_acts(intake):
            begins = [account.since.start_ns(offset) for account in act.accounts if account.since]
            is_early = bool(begins) and start is not None and min(begins) < start
            is_late = bool(begins) and end is not None and min(begins) >= end
            if not (is_early or is_late):
                kept.append(act)
    return tuple(kept)


def _event_of(acts: Sequence[Act], library: Library) -> dict[str, str]:
    """Give the event of every act: its engagement, else the incident of the library it belongs to."""
    incidents = {act.id: incident.id for incident in library.incidents for act in incident.acts}
    return {act.id: found for act in acts if (found := act.engagement or incidents.get(act.id, ""))}


def _end_ns(request: Request, events: Sequence[Event], acts: Sequence[Act]) -> int:
    """Give the end of the period: the end asked for, else that of the last event or act told, else the run's moment."""
    offset = request.library.header.utc_offset.delta
    if request.until:
        return day_interval(parse_day(request.until), offset).start_ns
    if events:
        return day_interval(parse_day(max(event.last_day for event in events)), offset).end_ns
    told = (account.until or account.since for act in acts for account in act.accounts)
    return max((moment.end_ns(offset) for moment in told if moment), default=request.now_ns)


def _explained(intakes: Sequence[Intake], acts: Sequence[Act], test: ClauseTest) -> tuple[Ruling, ...]:
    documented = {act.id for intake in intakes if intake.form == INCIDENTS_FORM for act in intake.acts}
    return tuple(ruling for act in acts if act.id in documented for ruling in test.rule(act))


def _idle_claims(intakes: Sequence[Intake], acts: Sequence[Act]) -> tuple[str, ...]:
    known = {act.id for act in acts} | {act.engagement for act in acts}
    return tuple(
        claim.id
        for intake in intakes
        for claim in intake.claims
        if claim.act is not None and claim.act.act not in known
    )
