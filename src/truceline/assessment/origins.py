# SPDX-License-Identifier: Apache-2.0
"""On how many origins everything rests: counts for every event, act and documented incident, bulletins, grades.

Four counts stand side by side and are never merged: reports, origins, independent origins, parties that admit. No
party, outlet or person is ranked: lists are in alphabetical order or in the library's. Definitions: docs/origins.md.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from truceline.agreement.library import Library
from truceline.assessment.origin_summary import (
    ActOrigins,
    BulletinCounts,
    GivenGrading,
    IncidentOrigins,
    IndependentCount,
    OriginSummary,
    OutletLineage,
    WidestBulletin,
)
from truceline.assessment.withheld import WITHHELD_WORDS
from truceline.corroboration.admissions import is_against_interest, parties_admitting, parties_of
from truceline.corroboration.bulletins import Bulletins, bulletins_of
from truceline.corroboration.grades import INDEPENDENT_LEAST, Graded, grade_act, grade_incident
from truceline.corroboration.lineage import (
    Lineage,
    Origin,
    Telling,
    count_independent,
    lineage_of,
    origins_of,
    tellings_of,
)
from truceline.findings.origin_counts import OriginCounts
from truceline.picture.acts import Account, Act
from truceline.picture.grades import Grading, InformationCredibility
from truceline.picture.intake import Event

AccountsOf = Callable[[Act], Sequence[Account]]
"""Gives every account of an act, those that claims add included."""
_INPUT_SHOWN = 200
"""Outlets listed at most; the further ones are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corroboration:
    """Origins of everything that was read.

    Attributes:
        by_act: Counts of every act; both acts of an engagement rest on the reports of their event.
        by_event: Counts of every row of an event file, then of every act that belongs to none.
        summary: What it adds up to.
    """

    by_act: Mapping[str, OriginCounts]
    by_event: Mapping[str, OriginCounts]
    summary: OriginSummary


def corroborate(
    events: Sequence[Event],
    acts: Sequence[Act],
    library: Library,
    accounts_of: AccountsOf,
    recent: frozenset[str] = frozenset(),
) -> Corroboration:
    """Count origins.

    Args:
        events: Rows of event files inside the window.
        acts: Every act, those of events included.
        library: The agreements, with what is known of outlets.
        accounts_of: Gives every account of an act.
        recent: Ids of events whose headlines are not shown (R7).

    Returns:
        The counts of each, and together.

    Source:
        docs/origins.md.
    """
    counter = _Counter(lineage_of(library), parties_of(library.forces.values()), accounts_of)
    by_id = {act.id: act for act in acts}
    by_event: dict[str, OriginCounts] = {}
    by_act: dict[str, OriginCounts] = {}
    for event in events:
        own = [by_id[act] for act in event.acts if act in by_id]
        by_event[event.id] = counter.of_event(event, own)
        by_act.update(dict.fromkeys(event.acts, by_event[event.id]))
    single = [act for act in acts if act.id not in by_act]
    of_single = {act.id: counter.of_accounts(accounts_of(act)) for act in single}
    summary = _summary(events, by_event, list(of_single.values()), counter, recent)
    incidents, gradings = _incidents(library, by_id, counter), _given(acts, counter)
    return Corroboration(
        by_act={**by_act, **of_single},
        by_event={**by_event, **of_single},
        summary=replace(summary, incidents=incidents, gradings=gradings),
    )


class _Counter:
    """Counts origins with what a library knows, and remembers every origin it met."""

    def __init__(self, lineage: Lineage, party_of: Mapping[str, str], accounts_of: AccountsOf) -> None:
        self.lineage = lineage
        self.party_of = party_of
        self.accounts_of = accounts_of
        self.met: dict[str, bool] = {}
        self._of_outlet: dict[tuple[str, int], OriginCounts] = {}

    def of_event(self, event: Event, acts: Sequence[Act]) -> OriginCounts:
        """Count what a row quotes and what claims add to its acts."""
        claimed = [account for act in acts for account in self.accounts_of(act)[len(act.accounts) :]]
        if not claimed and len(set(event.mentions)) == 1:
            return self._of_one(event.mentions[0], len(event.mentions))
        return self._count(event_tellings(event), claimed)

    def of_accounts(self, accounts: Sequence[Account]) -> OriginCounts:
        """Count what stands behind accounts."""
        return self._count((), accounts)

    def origins(self, accounts: Iterable[Account]) -> tuple[Origin, ...]:
        """Group what stands behind accounts."""
        return origins_of(_behind(accounts, self.lineage), self.lineage)

    def _of_one(self, outlet: str, reports: int) -> OriginCounts:
        """Count reports that are all of one outlet; most rows are, so it is done once."""
        if (outlet, reports) not in self._of_outlet:
            counts = self._count([Telling(outlet=outlet)], ())
            self._of_outlet[outlet, reports] = replace(counts, n_reports=reports)
        return self._of_outlet[outlet, reports]

    def _count(self, tellings: Sequence[Telling], accounts: Sequence[Account]) -> OriginCounts:
        everything = (*tellings, *_behind(accounts, self.lineage))
        origins = origins_of(everything, self.lineage)
        for origin in origins:
            self.met[origin.id] = self.met.get(origin.id, False) or origin.is_known
        return OriginCounts(
            n_reports=len(everything),
            n_origins=len(origins),
            n_independent=count_independent(origins),
            n_parties_admitting=len(parties_admitting(accounts, self.party_of)),
        )


def event_tellings(event: Event) -> tuple[Telling, ...]:
    """Give the reports that a row of an event file quotes, with their headlines where they can be read.

    Args:
        event: The row.

    Returns:
        One report per quotation.

    Source:
        ``Event.mentions`` and ``Event.bulletins``.
    """
    if event.bulletins:
        return tuple(Telling(outlet=each.outlet, headline=each.headline) for each in event.bulletins)
    return tuple(Telling(outlet=outlet) for outlet in event.mentions)


def _behind(accounts: Iterable[Account], lineage: Lineage) -> tuple[Telling, ...]:
    """Give the reports behind accounts; one publication that carries one origin's word several times is one."""
    told = dict.fromkeys(
        (ref, telling)
        for account in accounts
        for ref, telling in zip(account.source.ref or ("",), tellings_of(account.source, lineage), strict=True)
    )
    return tuple(telling for _, telling in told)


def _summary(
    events: Sequence[Event],
    by_event: Mapping[str, OriginCounts],
    single: Sequence[OriginCounts],
    counter: _Counter,
    recent: frozenset[str],
) -> OriginSummary:
    quoting = [event for event in events if event.mentions]
    counts = [by_event[event.id] for event in quoting] + list(single)
    independent = Counter(each.n_independent for each in counts)
    known = sum(counter.met.values())
    return OriginSummary(
        events=len(events),
        single_acts=len(single),
        counted=len(counts),
        without_source=len(events) - len(quoting),
        reports=sum(each.n_reports for each in counts),
        origins=len(counter.met),
        independent=max(known, min(len(counter.met), 1)),
        one_outlet=sum(len(_outlets(event, counter.lineage)) == 1 for event in quoting),
        one_origin=sum(each.n_origins == 1 for each in counts),
        two_independent=sum(each.n_independent >= INDEPENDENT_LEAST for each in counts),
        admitted=sum(each.n_parties_admitting > 0 for each in counts),
        by_independent=tuple(IndependentCount(n_independent=n, count=independent[n]) for n in sorted(independent)),
        bulletins=_bulletin_counts(bulletins_of(events, counter.lineage), events, recent),
        outlets=_outlet_rows(events, counter.lineage),
    )


def _outlets(event: Event, lineage: Lineage) -> set[str]:
    distinct = set(event.mentions)
    return distinct if len(distinct) == 1 else {lineage.name_of(outlet) for outlet in distinct}


def _bulletin_counts(found: Bulletins, events: Sequence[Event], recent: frozenset[str]) -> BulletinCounts:
    shared = [bulletin for bulletin in found.origins if len(bulletin.events) > 1]
    widest = max(shared, key=lambda bulletin: len(bulletin.events), default=None)
    return BulletinCounts(
        quotations=found.quotations,
        headlines=found.headlines,
        bulletins=found.bulletins,
        origins=len(found.origins),
        copied=sum(len(bulletin.outlets) > 1 for bulletin in found.origins),
        recurring=found.recurring,
        far_dated=len(found.far_dated),
        unread=sum(bool(event.mentions) and not event.bulletins for event in events),
        shared=len(shared),
        events_sharing=len({event for bulletin in shared for event in bulletin.events}),
        widest=WidestBulletin(
            headline=widest.headline if recent.isdisjoint(widest.events) else WITHHELD_WORDS,
            outlets=widest.outlets,
            first_day=widest.first_day,
            last_day=widest.last_day,
            events=len(widest.events),
        )
        if widest
        else None,
    )


def _outlet_rows(events: Sequence[Event], lineage: Lineage) -> tuple[OutletLineage, ...]:
    """List the outlets of event files with what is known of each, in alphabetical order."""
    spellings: dict[str, set[str]] = {}
    for name in sorted({mention for event in events for mention in event.mentions}):
        spellings.setdefault(lineage.name_of(name), set()).add(name)
    rows: list[OutletLineage] = []
    for name in sorted(spellings, key=str.casefold)[:_INPUT_SHOWN]:
        known, root = lineage.maybe_outlet(name), lineage.root_of(name)
        rows.append(
            OutletLineage(
                name=name,
                spellings=tuple(sorted(spellings[name])),
                listed=known is not None,
                is_known=root.is_known,
                gathers=known.gathers.value if known else "",
                party=known.party if known else "",
                origin=root.id,
                note=known.source.words if known else "",
            )
        )
    return tuple(rows)


def _incidents(library: Library, acts: Mapping[str, Act], counter: _Counter) -> tuple[IncidentOrigins, ...]:
    """Grade the documented incidents of the library that are among the acts, in its order."""
    rows: list[IncidentOrigins] = []
    for incident in library.incidents:
        own = [acts[act.id] for act in incident.acts if act.id in acts]
        if not own:
            continue
        told = [counter.accounts_of(act) for act in own]
        everything = [account for accounts in told for account in accounts]
        counts = [counter.of_accounts(accounts) for accounts in told]
        graded = [
            grade_act(accounts, each, library.forces, counter.party_of)
            for accounts, each in zip(told, counts, strict=True)
        ]
        whole, together = grade_incident(graded), counter.of_accounts(everything)
        rows.append(
            IncidentOrigins(
                incident=incident.id,
                title=incident.title,
                n_reports=together.n_reports,
                n_origins=together.n_origins,
                n_independent=together.n_independent,
                n_parties_admitting=together.n_parties_admitting,
                grade=whole.grade.value,
                reason=whole.reason.value,
                acts=tuple(
                    _act_row(act, accounts, each, counter)
                    for act, accounts, each in zip(own, told, graded, strict=True)
                ),
            )
        )
    return tuple(rows)


def _act_row(act: Act, accounts: Sequence[Account], graded: Graded, counter: _Counter) -> ActOrigins:
    counts, origins = counter.of_accounts(accounts), counter.origins(accounts)
    against = [
        number
        for number, account in enumerate(accounts, 1)
        if is_against_interest(account, [*accounts[: number - 1], *accounts[number:]], counter.party_of)
    ]
    return ActOrigins(
        act=act.id,
        title=act.title,
        n_reports=counts.n_reports,
        n_origins=counts.n_origins,
        n_independent=counts.n_independent,
        n_parties_admitting=counts.n_parties_admitting,
        grade=graded.grade.value,
        reason=graded.reason.value,
        activity_near_by=graded.activity_near_by.word,
        origins=tuple(origin.id for origin in origins),
        known_origins=tuple(origin.id for origin in origins if origin.is_known),
        admitting=parties_admitting(accounts, counter.party_of),
        against_interest=tuple(against),
    )


def _given(acts: Sequence[Act], counter: _Counter) -> tuple[GivenGrading, ...]:
    """List the grades that persons gave; a 1 for credibility that not two independent origins bear out is marked."""
    rows: list[GivenGrading] = []
    for act in acts:
        accounts = counter.accounts_of(act)
        given = [(number, account.grading) for number, account in enumerate(accounts, 1) if account.grading]
        if given:
            is_independent = counter.of_accounts(accounts).n_independent >= INDEPENDENT_LEAST
            rows += (_given_row(act.id, number, grading, is_independent=is_independent) for number, grading in given)
    return tuple(rows)


def _given_row(act: str, number: int, given: Grading, *, is_independent: bool) -> GivenGrading:
    is_one = given.credibility is InformationCredibility.ONE
    return GivenGrading(
        act=act,
        account=number,
        by=given.by,
        reliability=given.reliability.value if given.reliability else "",
        credibility=given.credibility.value if given.credibility else "",
        picture_fit=given.picture.fit.value if given.picture else "",
        picture_evidence=given.picture.evidence.value if given.picture else "",
        is_borne_out=not is_one or is_independent,
    )
