# SPDX-License-Identifier: Apache-2.0
"""The assessment: what the rulings over many acts add up to, and what they cannot say.

It holds codes and numbers, no prose: ``report`` makes the words. Nothing in it ranks parties (R9). Every share is
computed from the input of this run.

Conventions:
    - Instants are RFC 3339 text in UTC, days are ``YYYY-MM-DD`` at the library's offset.
    - Rates are events per day, rounded to two decimals; the counts beside them are exact.
    - ``rulings`` counts (act, provision) pairs, ``acts`` counts acts.
"""

from dataclasses import dataclass

from truceline.assessment.doubts import Held, Sensitivities
from truceline.assessment.measured import AreaCount, Series
from truceline.assessment.origin_summary import OriginSummary
from truceline.assessment.recounted import Recount, RuleCount
from truceline.assessment.story_rows import StoryRow, TextCounts
from truceline.assessment.told_rows import ContradictionRow, StatementSummary

ASSESSMENT_SCHEMA = "truceline/assessment/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One file or source of acts.

    Attributes:
        name: As the user gave it.
        form: ``ucdp_ged``, ``jsonl`` or ``library_incidents``.
        sha256: Of its bytes; empty for what ships in the library.
        read: Rows or lines read, without the header.
        used: Of these, rows that became acts or claims.
        rejected: Of these, rows set aside with a reason.
        kept_columns: Columns that this version does not know; kept, never interpreted.
    """

    name: str
    form: str
    sha256: str
    read: int
    used: int
    rejected: int
    kept_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmappedActor:
    """A name of the input that the library does not know: told *neither*, never guessed."""

    name: str
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCounts:
    """What was read.

    Attributes:
        read: Rows and records read in all files; claims are counted apart.
        used: Events that became acts (two-sided, one-sided and single acts).
        rejected: Rows that could not be read; each stands in ``rejected.jsonl`` with its reason.
        other_country: Rows of countries that the library does not speak of.
        outside_window: Events outside ``--from`` and ``--to``.
        opaque: Records of a kind or version that is not known here.
        claims: Claims read beside the library's own.
        reports: Reports read; their acts are counted among the acts.
        two_sided: Events that name two sides and nobody who began: an engagement of two acts.
        one_sided: Events of one side against people who bear no arms: one act.
        single_acts: Acts given one by one (incidents, JSON Lines).
        several_days: Events whose day is told only as a stretch of days.
        coarse_place: Events whose place is told only as an area, a region or the country.
        first_day: Day of the first event or act; empty when there is none.
        last_day: Day on which the last one begins.
        unmapped_actors: Names not known here, most events first, then by name.
    """

    read: int
    used: int
    rejected: int
    other_country: int
    outside_window: int
    opaque: int
    claims: int
    reports: int
    two_sided: int
    one_sided: int
    single_acts: int
    several_days: int
    coarse_place: int
    first_day: str
    last_day: str
    unmapped_actors: tuple[UnmappedActor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """How many acts could be judged, by each act's strongest word (docs/counting.md).

    Attributes:
        acts: All acts; the sum of all below but ``could_be_judged`` and ``could_not_be_judged``.
        could_be_judged: Acts whose strongest word is neither ``contested`` nor ``cannot judge``.
        could_not_be_judged: The others.
        prohibited: Some provision prohibits.
        contested: No provision prohibits, and about some condition two accounts stand against each other.
        cannot_judge: Neither, and some condition is told by nobody.
        permitted: No such doubt, and some provision permits.
        not_yet_applied: The act came between signature and application of a text, and no other one reaches it.
        exempt: An exception takes it out of the only provisions that reach it.
        no_clause: Every provision is left at an earlier condition (clause silent, outside place or time, not bound).
    """

    acts: int
    could_be_judged: int
    could_not_be_judged: int
    prohibited: int
    contested: int
    cannot_judge: int
    permitted: int
    not_yet_applied: int
    exempt: int
    no_clause: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCount:
    """One of the ten ruling words.

    Attributes:
        word: The word.
        rulings: (Act, provision) pairs with it.
        acts: Acts whose strongest word it is.
    """

    word: str
    rulings: int
    acts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """A missing fact.

    Attributes:
        missing: Its code (docs/counting.md).
        acts: Acts whose strongest word is ``cannot judge`` and which miss it in at least one such ruling.
        alone: Of these, acts for which it is the only missing fact in every such ruling.
        rulings: Rulings ``cannot judge`` that miss it.
    """

    missing: str
    acts: int
    alone: int
    rulings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A condition about which accounts stand against each other."""

    condition: str
    acts: int
    rulings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementCount:
    """One agreement over all acts.

    Attributes:
        agreement: Its id.
        title: Its name.
        provisions: Provisions that rule acts (duties apart).
        words: Acts by strongest word under this agreement alone, all ten in the order of the ten, ``rulings`` too.
        blocked_by: Missing facts under this agreement alone, most acts first.
    """

    agreement: str
    title: str
    provisions: int
    words: tuple[WordCount, ...]
    blocked_by: tuple[Blocker, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionCount:
    """One provision over all acts.

    Attributes:
        agreement: Id of the agreement.
        provision: Id of the provision.
        title: Its one line.
        modality: ``prohibited`` or ``permitted``.
        passage_status: ``text``, ``gloss`` or ``unverified``.
        words: Acts by word, words that occur only.
        missing: Acts by missing fact, facts that are missed only.
        flips_origin: Rulings that change when one single origin is dropped.
        flips_party: Rulings that change when the word of one single party is dropped.
    """

    agreement: str
    provision: str
    title: str
    modality: str
    passage_status: str
    words: dict[str, int]
    missing: dict[str, int]
    flips_origin: int
    flips_party: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageCount:
    """Rulings that did not leave their clause, by the status of the passage they rest on."""

    status: str
    provisions: int
    rulings: int
    acts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlipShare:
    """How many rulings of one word change when one origin, or the word of one party, is dropped."""

    word: str
    rulings: int
    flips_origin: int
    flips_party: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletShare:
    """One outlet, agency or speaker in the input.

    Attributes:
        outlet: As the input names it.
        mentions: Times it is quoted.
        mentions_share: Share of all mentions, 0..1.
        events: Events that quote it.
        events_share: Share of the events that quote anybody, 0..1.
        events_alone: Events that quote nobody else.
    """

    outlet: str
    mentions: int
    mentions_share: float
    events: int
    events_share: float
    events_alone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCounts:
    """On whose word the input rests.

    Attributes:
        mentions: All quotations of an outlet.
        outlets: Distinct outlets.
        events: Events that quote anybody.
        events_without: Events that quote nobody.
        events_single: Events that quote exactly one outlet.
        largest: The outlets with most mentions, at most ten; the first is the largest.
    """

    mentions: int
    outlets: int
    events: int
    events_without: int
    events_single: int
    largest: tuple[OutletShare, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The counting rule, spelled out, that ``before_after`` was made with.

    Attributes:
        id: Its id.
        title: Its one line.
        dyads: Pairs counted; empty for all.
        day_precision: Values of the file's day precision that count.
        window_days: Days on each side.
        unit: ``event``, ``incident``, ``day`` or ``death``.
        scope: Where it was counted.
        note: What it leaves out.
        further: Every other field that asks something, as text, by its name.
    """

    id: str
    title: str
    dyads: tuple[str, ...]
    day_precision: tuple[int, ...]
    window_days: int
    unit: str
    scope: str
    note: str
    further: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeAfter:
    """Events before and after one day; no statement about cause.

    Attributes:
        agreement: Id of the agreement counted from this day.
        on: The day D.
        days: Days on each side; before = [D - days, D), after = [D, D + days).
        before: Events before.
        after: Events after.
        before_per_day: Rate before, over the days covered [events/day]; absent when none is covered.
        after_per_day: Rate after, likewise.
        rate_ratio: After by before; absent when nothing was counted before.
        ratio_low: Lower end of the interval of the ratio; absent when it cannot be computed.
        ratio_high: Upper end.
        confidence: Coverage of the interval, such as 0.95.
        method: ``quasi_poisson_log_ratio`` or ``wider_of_exact_and_quasi_poisson`` (docs/counting.md).
        dispersion: Variance of daily counts by their mean, pooled over both sides; at least 1 in the interval.
        before_days_covered: Days before that the input can have seen.
        after_days_covered: Days after that the input can have seen.
        complete: Whether both sides are wholly inside the input.
        also_starting: Ids of other agreements counted from a day inside the two windows.
    """

    agreement: str
    on: str
    days: int
    before: int
    after: int
    before_per_day: float | None
    after_per_day: float | None
    rate_ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    confidence: float
    method: str
    dispersion: float
    before_days_covered: int
    after_days_covered: int
    complete: bool
    also_starting: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCount:
    """Events that begin in one calendar month, by how the acts in them could be judged."""

    month: str
    events: int
    acts_judged: int
    acts_not_judged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapCell:
    """Events told at a point, on a coarse grid of ``CELL_DEG``; places are settlements, not impacts.

    Attributes:
        lon_deg: Middle of the cell [deg].
        lat_deg: Middle of the cell [deg].
        events: Events in it.
    """

    lon_deg: float
    lat_deg: float
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePhase:
    """One stretch of an agreement's life; ``since`` and ``until`` are empty when open."""

    since: str
    until: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineClock:
    """One clock of a stage gate with what each side said of it."""

    gate: str
    clock: str
    kind: str
    since: str
    hours: float
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """The life of one agreement."""

    agreement: str
    title: str
    phases: tuple[TimelinePhase, ...]
    clocks: tuple[TimelineClock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyState:
    """One duty at the end of the period.

    Attributes:
        agreement: Id of the agreement.
        provision: Id of the provision.
        what: What is to be done.
        bound: Who owes it (selectors).
        state: ``due``, ``done``, ``overdue``, ``no_evidence`` or ``not_in_force``.
        due: By when; empty when the text gives no date.
        words: The text's own words for the time.
        evidence: What is on record, number of entries.
        passage_status: ``text``, ``gloss`` or ``unverified``.
    """

    agreement: str
    provision: str
    what: str
    bound: tuple[str, ...]
    state: str
    due: str
    words: str
    evidence: int
    passage_status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindSpot:
    """Something the data cannot see.

    Attributes:
        code: ``lethal_only``, ``coarse_place``, ``several_days``, ``initiator_not_told``, ``weapon_not_told``,
            ``actor_not_told``, ``actor_unmapped``, ``one_outlet``, ``no_source_named``, ``zones_approximate``,
            ``settlement_not_impact``, ``before_after_is_not_cause`` or ``rows_rejected``.
        count: How many it concerns; 0 when the code alone says it.
        of: Out of how many; 0 likewise.
    """

    code: str
    count: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Everything that one run adds up to; the body of ``assessment.json``.

    Attributes:
        schema: Always ``truceline/assessment/1``.
        truceline: Version of this software.
        library: Id of the library.
        library_title: Its title.
        places: ``given`` when outside boundaries were used, ``drawn`` when the library's coarse shapes were.
        since: First day asked for; empty for all.
        until: First day after; empty for all.
        exercise: Whether everything in it is invented.
        inputs: What was read.
        events: What was read, counted.
        acts: Acts judged.
        provisions: Provisions they were judged by.
        rulings: Rulings made: ``acts`` times ``provisions``.
        judged: How many acts could be judged.
        blocked_by: Which missing facts block how many acts, most acts first.
        disputes: Conditions about which accounts stand against each other.
        words: The ten words, in their order.
        by_agreement: In the library's order.
        by_provision: In the library's order.
        passages: By status of the passage.
        flips: Of rulings that did not leave their clause.
        sources: On whose word the input rests.
        origins: On how many origins it rests, which bulletins carry it, and the grades of documented incidents.
        texts: Press texts read, and how they were compared.
        stories: Which of them are copies of one report, the largest story first.
        statements: What they state, counted; their unnamed sources, once each; their corrections.
        contradictions: What they tell differently, side by side.
        rule: The counting rule.
        counted: What the counting rule counts, leaves out and cannot decide.
        before_after: One row per agreement that is counted from a day.
        recounts: The same events by each further counting rule beside the first, and what lies between.
        areas: Every counted agreement in its own area and life.
        series: Second views of the same daily counts; absent when nothing is counted.
        sensitivity: What one change reverses; absent when nothing is counted.
        held: Whether agreements largely held, by a stated rule; absent when nothing is counted.
        months: In order of time.
        cells: Events on a coarse grid.
        timeline: Life of every agreement.
        duties: At the end of the period.
        duties_at: The instant at which they are looked at.
        findings: Lines of ``findings.jsonl``.
        blind_spots: What the data cannot see.
        attribution: Who must be named for the data.
    """

    schema: str
    truceline: str
    library: str
    library_title: str
    places: str
    since: str
    until: str
    exercise: bool
    inputs: tuple[InputFile, ...]
    events: EventCounts
    acts: int
    provisions: int
    rulings: int
    judged: Judged
    blocked_by: tuple[Blocker, ...]
    disputes: tuple[Dispute, ...]
    words: tuple[WordCount, ...]
    by_agreement: tuple[AgreementCount, ...]
    by_provision: tuple[ProvisionCount, ...]
    passages: tuple[PassageCount, ...]
    flips: tuple[FlipShare, ...]
    sources: SourceCounts
    origins: OriginSummary
    texts: TextCounts
    stories: tuple[StoryRow, ...]
    statements: StatementSummary
    contradictions: tuple[ContradictionRow, ...]
    rule: Rule | None
    counted: RuleCount | None
    before_after: tuple[BeforeAfter, ...]
    recounts: tuple[Recount, ...]
    areas: tuple[AreaCount, ...]
    series: Series | None
    sensitivity: Sensitivities | None
    held: Held | None
    months: tuple[MonthCount, ...]
    cells: tuple[MapCell, ...]
    timeline: tuple[TimelineRow, ...]
    duties: tuple[DutyState, ...]
    duties_at: str
    findings: int
    blind_spots: tuple[BlindSpot, ...]
    attribution: tuple[str, ...]
