# SPDX-License-Identifier: Apache-2.0
"""Keep a weighed intent: the version, what was found about it, and the word to those who may know.

All of it is written in one transaction with the answer to its author, so that nobody learns of a conflict before
the other side does (R3).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from truceline.app.caller import NodeTerms
from truceline.app.ports import Event, Records
from truceline.app.record_bodies import finding_recordable, intent_recordable
from truceline.app.weigh_intent import Weighed
from truceline.base.instants import Interval
from truceline.coordination.disclosure import (
    constraints_of_others,
    readers_of_barred_plan,
    readers_of_conflict,
    readers_of_intent,
)
from truceline.findings.conflict import CoarseConstraints, Conflict, Constraint, IntentRef, Slot
from truceline.findings.finding import BarredPlan, Finding, FindingKind
from truceline.findings.ruling import RulingWord
from truceline.geo.boxes import join
from truceline.picture.intents import Intent
from truceline.screening.conflicts import name_intent


def keep_intent(
    records: Records, weighed: Weighed, terms: NodeTerms, change: str, still_held: Iterable[Slot] = ()
) -> Weighed:
    """Keep a version of an intent with its findings, and tell those who may know.

    Args:
        records: The shelves.
        weighed: The version and what was found about it.
        terms: What the node answers by.
        change: ``filed`` or ``changed``.
        still_held: Slots that it goes on holding from the version before.

    Returns:
        What was found, with the ids of the findings that both sides of a conflict read.

    Raises:
        StaleVersionError: Another version stands there already.
    """
    intent = weighed.intent
    records.intents.add(intent, (*weighed.cover.slots, *still_held), weighed.cover.standing_cells)
    records.recorded.put(intent_recordable(intent, change))
    tell_readers(records, intent, change, intent.filed_ns)
    told: dict[str, str] = {}
    for finding in _findings(records, weighed, terms):
        raise_finding(records, finding)
        if finding.kind is FindingKind.CONFLICT:
            told |= {other: finding.id for other in finding.subjects if other != intent.id}
    return replace(weighed, findings=told)


def tell_lapsed(
    records: Records, before: Intent, conflicts: tuple[Conflict, ...], terms: NodeTerms, because: str, now_ns: int
) -> None:
    """Tell both sides of conflicts that stand no more.

    Args:
        records: The shelves.
        before: The version that made them.
        conflicts: Those of its conflicts that stand no more.
        terms: What the node answers by.
        because: ``withdrawn``, ``ended`` or ``changed``.
        now_ns: The present instant [ns since 1970 UTC].
    """
    lapsed = (replace(conflict, lapsed_by=because) for conflict in conflicts)
    for finding in conflict_findings(records, lapsed, before, terms):
        raise_finding(records, replace(finding, kind=FindingKind.CONFLICT_LAPSED, at_ns=now_ns))


def tell_readers(records: Records, intent: Intent, change: str, at_ns: int) -> None:
    """Tell those who may read an intent that it changed."""
    event = Event(number=0, at_ns=at_ns, what="intent", change=change, id=intent.id)
    records.events.tell(event, readers_of_intent(intent))


def raise_finding(records: Records, finding: Finding) -> None:
    """Keep a finding, record it, and tell those who may read it."""
    records.findings.add(finding)
    records.recorded.put(finding_recordable(finding))
    event = Event(number=0, at_ns=finding.at_ns, what="finding", change="raised", id=finding.id)
    records.events.tell(event, finding.readers)


def _findings(records: Records, weighed: Weighed, terms: NodeTerms) -> Iterator[Finding]:
    yield from conflict_findings(records, weighed.conflicts, weighed.intent, terms)
    own = (name_intent(weighed.intent), weighed.intent.party, weighed.constraints)
    others = (
        (None, party, constraints)
        for party, constraints in constraints_of_others(weighed.intent, weighed.holders, terms.grid)
    )
    for intent, reader, constraints in (own, *others):
        if constraints:
            yield constraint_finding(intent, reader, constraints, weighed.intent, terms)
    yield from _barred(weighed, terms)


def conflict_findings(
    records: Records, conflicts: Iterable[Conflict], intent: Intent, terms: NodeTerms
) -> Iterator[Finding]:
    """Conclude from conflicts of an intent with those of other parties, as far as both may be told (R3)."""
    for conflict in conflicts:
        if conflict.intents[0].party == conflict.intents[1].party:
            continue  # It stands in the answer; kept, these would fill the store with the square of the filings.
        other_id = next(ref.id for ref in conflict.intents if ref.id != intent.id)
        readers = readers_of_conflict(intent, records.intents.get(other_id))
        if readers:
            yield _conflict(conflict, readers, intent, terms)


def _conflict(conflict: Conflict, readers: tuple[str, ...], intent: Intent, terms: NodeTerms) -> Finding:
    return Finding(
        id=terms.new_id(),
        kind=FindingKind.CONFLICT,
        at_ns=intent.filed_ns,
        about=readers,
        readers=readers,
        detail=conflict,
        interval=conflict.interval,
        subjects=tuple(ref.id for ref in conflict.intents),
        bounds_deg=conflict.bounds_deg,
        exercise=intent.exercise,
    )


def constraint_finding(
    ref: IntentRef | None, reader: str, constraints: tuple[Constraint, ...], intent: Intent, terms: NodeTerms
) -> Finding:
    """Tell one party coarsely; that one finding names the reader's own intent, the other nobody's."""
    return Finding(
        id=terms.new_id(),
        kind=FindingKind.CONSTRAINT,
        at_ns=intent.filed_ns,
        about=(),
        readers=(reader,),
        detail=CoarseConstraints(intent=ref, constraints=constraints),
        interval=_span(constraint.interval for constraint in constraints),
        subjects=(ref.id,) if ref else (),
        bounds_deg=join(constraint.bounds_deg for constraint in constraints),
        exercise=intent.exercise,
    )


def _barred(weighed: Weighed, terms: NodeTerms) -> Iterator[Finding]:
    intent = weighed.intent
    for ruling in weighed.answer.rulings:
        if ruling.word in (RulingWord.PROHIBITED, RulingWord.CONTESTED):
            readers = readers_of_barred_plan(intent)
            yield Finding(
                id=terms.new_id(),
                kind=FindingKind.BARRED_PLAN,
                at_ns=intent.filed_ns,
                about=readers,
                readers=readers,
                detail=BarredPlan(
                    intent=name_intent(intent),
                    agreement=ruling.agreement,
                    provision=ruling.provision,
                    passage_status=ruling.passage_status,
                ),
                interval=Interval(start_ns=intent.start_ns, end_ns=intent.end_ns),
                ruling=ruling.word,
                subjects=(intent.id,),
                exercise=intent.exercise,
            )


def _span(intervals: Iterable[Interval]) -> Interval:
    found = tuple(intervals)
    return Interval(start_ns=min(each.start_ns for each in found), end_ns=max(each.end_ns for each in found))
