# SPDX-License-Identifier: Apache-2.0
"""Adds up what was read and what was ruled into one assessment."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from truceline.agreement.counting_rule import CountingRule
from truceline.agreement.library import Library
from truceline.agreement.placing import ZoneLocator
from truceline.assessment.assessment import ASSESSMENT_SCHEMA, Assessment, BeforeAfter
from truceline.assessment.before_after import Coverage, before_after
from truceline.assessment.counting import Count, count, count_by_day, spelled_out
from truceline.assessment.filters import asks_more
from truceline.assessment.intakes import event_counts, input_files, map_cells, month_counts
from truceline.assessment.known import NOTHING_KNOWN, Known, known_facts
from truceline.assessment.measuring import Measurable, Measures, measure
from truceline.assessment.origin_summary import OriginSummary
from truceline.assessment.outlets import count_sources
from truceline.assessment.recount import Countable, recount, rule_count
from truceline.assessment.recounted import Recount
from truceline.assessment.spots import blind_spots
from truceline.assessment.story_rows import story_rows, text_counts
from truceline.assessment.strength import strongest_words
from truceline.assessment.tallies import (
    agreement_counts,
    blockers,
    disputes,
    flip_shares,
    judged_acts,
    passage_counts,
    provision_counts,
    word_counts,
)
from truceline.assessment.timeline import duty_states, timeline_rows
from truceline.assessment.told_rows import contradiction_rows, statement_summary
from truceline.assessment.withheld import is_recent
from truceline.base.instants import to_text
from truceline.clauses.table import RulingTable
from truceline.corroboration.side_by_side import Told
from truceline.corroboration.stories import Stories
from truceline.corroboration.text_intake import TextIntake
from truceline.picture.acts import Act
from truceline.picture.intake import Event, Intake


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything an assessment is made from.

    Attributes:
        library: The agreements.
        locator: Where places lie in their zones.
        intakes: What was read.
        events: Rows of event files inside the window.
        acts: Acts judged, in the order of the table.
        single_acts: Of these, acts that belong to no row.
        outside_window: Rows and single acts outside the window.
        table: Their rulings.
        rule: How events are counted; None counts nothing.
        other_rules: Rules by which they are counted again.
        window: First day asked for and first day after, empty for open ends.
        findings: Number of findings.
        origins: On how many origins it all rests.
        texts: Press texts.
        stories: Which of them are copies of one report.
        told: What they tell, and where they differ.
        duties_at_ns: When duties are looked at [ns since 1970 UTC].
        is_exercise: Whether everything is invented.
        version: Version of this software.
        now_ns: The moment of the run [ns since 1970 UTC].
    """

    library: Library
    locator: ZoneLocator
    intakes: tuple[Intake, ...]
    events: tuple[Event, ...]
    acts: tuple[Act, ...]
    single_acts: tuple[Act, ...]
    outside_window: int
    table: RulingTable
    rule: CountingRule | None
    other_rules: tuple[CountingRule, ...]
    window: tuple[str, str]
    findings: int
    origins: OriginSummary
    texts: TextIntake
    stories: Stories
    told: Told
    duties_at_ns: int
    is_exercise: bool
    version: str
    now_ns: int


def assess(material: Material) -> Assessment:
    """Add up an assessment.

    Args:
        material: What was read and ruled; at least one act and one provision.

    Returns:
        The assessment.
    """
    library, table = material.library, material.table
    strongest = strongest_words(table.word)
    offset = library.header.utc_offset.delta
    events = event_counts(material.intakes, material.events, material.single_acts, material.outside_window, offset)
    sources = count_sources(material.events, material.single_acts)
    counted = _count(material)
    measures = _measures(material, counted)
    given = any(area.given for area in library.places.areas.values())
    return Assessment(
        schema=ASSESSMENT_SCHEMA,
        truceline=material.version,
        library=library.header.id,
        library_title=library.header.title,
        places="given" if given else "drawn",
        since=material.window[0],
        until=material.window[1],
        exercise=material.is_exercise,
        inputs=input_files(material.intakes),
        events=events,
        acts=len(material.acts),
        provisions=len(table.provisions),
        rulings=table.word.size,
        judged=judged_acts(strongest),
        blocked_by=blockers(table, strongest, np.ones(len(table.provisions), dtype=np.bool_)),
        disputes=disputes(table, strongest),
        words=word_counts(table.word, strongest),
        by_agreement=agreement_counts(table, library),
        by_provision=provision_counts(table, library),
        passages=passage_counts(table, library),
        flips=flip_shares(table),
        sources=sources,
        origins=material.origins,
        texts=text_counts(material.texts, material.stories),
        stories=story_rows(material.stories),
        statements=statement_summary(material.told),
        contradictions=contradiction_rows(material.told),
        rule=spelled_out(material.rule) if material.rule else None,
        counted=rule_count(counted) if counted else None,
        before_after=_before_after(material, counted),
        recounts=_recounts(material),
        areas=measures.areas,
        series=measures.series,
        sensitivity=measures.sensitivity,
        held=measures.held,
        months=month_counts(material.events, table.acts, strongest),
        cells=map_cells(
            [act for act in material.acts if not is_recent(act.accounts, material.now_ns, offset)],
        ),
        timeline=timeline_rows(library.agreements),
        duties=duty_states(library.agreements, material.duties_at_ns),
        duties_at=to_text(material.duties_at_ns),
        findings=material.findings,
        blind_spots=blind_spots(events, material.acts, sources, library),
        attribution=library.header.attribution,
    )


def known_of(material: Material) -> Known:
    """Give what a counting rule may ask beyond the events; nothing when no rule of the run asks anything."""
    rules = (material.rule, *material.other_rules)
    if not any(rule is not None and asks_more(rule) for rule in rules):
        return NOTHING_KNOWN
    claims = [claim for intake in material.intakes for claim in intake.claims]
    return known_facts(material.library, material.acts, claims)


def _count(material: Material) -> Count | None:
    if material.rule is None or not material.events:
        return None
    return count(material.events, material.rule, known_of(material))


def _recounts(material: Material) -> tuple[Recount, ...]:
    if material.rule is None or not material.other_rules or not material.events:
        return ()
    countable = Countable(
        events=material.events,
        known=known_of(material),
        library=material.library,
        agreements=material.library.agreements,
        coverage=_coverage(material),
    )
    return tuple(recount(material.rule, other, countable).recount for other in material.other_rules)


def _before_after(material: Material, counted: Count | None) -> tuple[BeforeAfter, ...]:
    if counted is None:
        return ()
    counts = count_by_day(counted.counted)
    return before_after(material.library.agreements, counts, counted.rule, _coverage(material))


def _measures(material: Material, counted: Count | None) -> Measures:
    if counted is None:
        return Measures()
    coverage, rules, known = _coverage(material), material.library.counting, known_of(material)
    return measure(
        Measurable(
            library=material.library,
            locator=material.locator,
            events=material.events,
            counted=counted.counted,
            rule=counted.rule,
            held_rule=rules.held if rules else None,
            covered=(coverage.first, coverage.last),
            others=tuple(count(material.events, other, known) for other in material.other_rules),
        )
    )


def _coverage(material: Material) -> Coverage:
    """Give the days that the files reach from their first to their last event, cut to the window asked for."""
    days = sorted(event.first_day for intake in material.intakes for event in intake.events)
    since, until = material.window
    first = max(days[0], since) if since else days[0]
    last = date.fromisoformat(days[-1])
    if until:
        last = min(last, date.fromisoformat(until) - timedelta(days=1))
    return Coverage(first=date.fromisoformat(first), last=last)
