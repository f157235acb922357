# SPDX-License-Identifier: Apache-2.0
"""What ``assessment.json`` says of origins (docs/origins.md): counts, bulletins, outlets, grades of incidents.

Four grading scales stand in it, each in a field of its own: ``grade`` is computed, ``reliability``, ``credibility``
and the pair ``picture_fit`` and ``picture_evidence`` are given by persons. None is made from another.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IndependentCount:
    """How many events and single acts rest on so many independent origins."""

    n_independent: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WidestBulletin:
    """The bulletin that carries most events; of several, the first in the input.

    Attributes:
        headline: As its first quotation has it; words of its outlet, not ours.
        outlets: Who printed it.
        first_day: First trusted day of publication; empty when none is trusted.
        last_day: Last one.
        events: Events that quote it.
    """

    headline: str
    outlets: tuple[str, ...]
    first_day: str
    last_day: str
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinCounts:
    """Bulletins that the events quote: one of them is one origin, however many events it carries.

    Attributes:
        quotations: Quotations that tell a headline.
        headlines: Distinct headlines, spellings joined, one outlet each.
        bulletins: Bulletins: a headline that comes back days later is told apart.
        origins: Bulletins after copies over outlets are joined.
        copied: Of these, bulletins that several outlets print.
        recurring: Headlines that come back days later.
        far_dated: Quotations whose day lies more than 300 days from their event: flagged, never trusted.
        unread: Events whose lists of outlets and headlines do not match; their headlines are not guessed.
        shared: Bulletins that carry two or more events.
        events_sharing: Events that share a bulletin with another event.
        widest: The one that carries most; absent when none is shared.
    """

    quotations: int
    headlines: int
    bulletins: int
    origins: int
    copied: int
    recurring: int
    far_dated: int
    unread: int
    shared: int
    events_sharing: int
    widest: WidestBulletin | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletLineage:
    """What is known of one outlet of the input.

    Attributes:
        name: One name for all its spellings.
        spellings: As the input has it.
        listed: Whether the library lists it.
        is_known: Whether its lineage is known; if not, it counts as dependent.
        gathers: ``own``, ``mixed``, ``others`` or ``not_known``; empty when it is not listed.
        party: The party that owns it.
        origin: What its reports hang on.
        note: What the library knows of it, and who says so.
    """

    name: str
    spellings: tuple[str, ...]
    listed: bool
    is_known: bool
    gathers: str
    party: str
    origin: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActOrigins:
    """One act of a documented incident.

    Attributes:
        act: Its id.
        title: Its name.
        n_reports: Publications that tell of it.
        n_origins: Origins behind them.
        n_independent: Origins shown to be independent.
        n_parties_admitting: Parties that say themselves that their own forces acted.
        grade: ``confirmed``, ``fair``, ``weak``, ``contested`` or ``discounted``.
        reason: Code of the rule that decided (docs/origins.md).
        activity_near_by: What is told of belligerent activity near by, four-valued.
        origins: The origins: ``party:ID``, an outlet, a publication or a stated story.
        known_origins: Of these, those whose lineage is known.
        admitting: Ids of the parties, in alphabetical order.
        against_interest: Numbers of accounts that run against who gives them, 1 for the first.
    """

    act: str
    title: str
    n_reports: int
    n_origins: int
    n_independent: int
    n_parties_admitting: int
    grade: str
    reason: str
    activity_near_by: str
    origins: tuple[str, ...]
    known_origins: tuple[str, ...]
    admitting: tuple[str, ...]
    against_interest: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentOrigins:
    """One documented incident; its grade is that of the act of which least is shown, never a mean.

    Attributes:
        incident: Its id.
        title: Its name.
        n_reports: Publications over all its acts.
        n_origins: Origins behind them.
        n_independent: Origins shown to be independent.
        n_parties_admitting: Parties that admit at least one of its acts.
        grade: As of an act.
        reason: As of an act.
        acts: Its acts, each with its own grade.
    """

    incident: str
    title: str
    n_reports: int
    n_origins: int
    n_independent: int
    n_parties_admitting: int
    grade: str
    reason: str
    acts: tuple[ActOrigins, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenGrading:
    """What a person made of one account; shown as given.

    Attributes:
        act: Id of the act.
        account: Number of the account, 1 for the first; claims come after its own.
        by: Who graded it.
        reliability: ``A`` to ``F``; empty when not graded.
        credibility: ``1`` to ``6``; empty when not graded.
        picture_fit: ``differs``, ``partly`` or ``same``; empty when not graded.
        picture_evidence: ``none``, ``weak`` or ``strong``; empty when not graded.
        is_borne_out: False for a credibility of ``1`` that not two independent origins bear out.
    """

    act: str
    account: int
    by: str
    reliability: str
    credibility: str
    picture_fit: str
    picture_evidence: str
    is_borne_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginSummary:
    """On how many origins the input rests.

    Attributes:
        events: Rows of event files.
        single_acts: Acts given one by one.
        counted: Events that quote anybody, and single acts; the whole of the shares.
        without_source: Events that quote nobody.
        reports: Their reports, each counted for every event that quotes it.
        origins: Distinct origins in the whole input.
        independent: Of these, those shown to be independent.
        one_outlet: Events whose quotations are all of one outlet, spellings joined.
        one_origin: Events and single acts that rest on one origin only.
        two_independent: Events and single acts that rest on two or more independent origins.
        admitted: Events and single acts that some party admits.
        by_independent: By number of independent origins.
        bulletins: What the events quote.
        outlets: Outlets of event files, in alphabetical order, at most 200.
        incidents: Documented incidents, in the library's order.
        gradings: Grades that persons gave.
    """

    events: int
    single_acts: int
    counted: int
    without_source: int
    reports: int
    origins: int
    independent: int
    one_outlet: int
    one_origin: int
    two_independent: int
    admitted: int
    by_independent: tuple[IndependentCount, ...]
    bulletins: BulletinCounts
    outlets: tuple[OutletLineage, ...]
    incidents: tuple[IncidentOrigins, ...] = ()
    gradings: tuple[GivenGrading, ...] = ()
