# SPDX-License-Identifier: Apache-2.0
"""Findings on the wire: each kind with what a reader needs to understand it, and never more than the reader may know.

An allegation is told with every condition and the ids of those on whose word it stands; nobody is called anything.
"""

from typing import Annotated, Literal

from pydantic import Field

from truceline.agreement.library import Library
from truceline.agreement.provisions import Passage, Provision
from truceline.base.instants import to_text
from truceline.clauses.decide import exception_value
from truceline.coordination.disclosure import ConflictView, DetailView, FindingView
from truceline.findings.alleged import AllegedViolation, ContestedAct
from truceline.findings.conflict import Bounds, CoarseConstraints, Constraint, IntentRef
from truceline.findings.finding import BarredPlan, Probing
from truceline.findings.ruling import ConditionFinding, Flip
from truceline.geo.volume import AltitudeBand
from truceline.http import meaning
from truceline.http.routing import Marked, Told
from truceline.report.conditions import exception_name
from truceline.report.explanation import missing_words
from truceline.report.naming import Namer

Box = Annotated[
    list[float],
    Field(min_length=4, max_length=4, description="West, south, east, north [deg]; west above east crosses 180."),
]


class RefTold(Told):
    """One version of one intent."""

    id: str
    version: int
    party: str
    kind: list[str]


class AltitudesTold(Told):
    """Altitudes [m]; a limit that is null is none."""

    lower_m: float | None
    upper_m: float | None
    datum: str


class OtherTold(Told):
    """What is told of the other side's intent; never its version, which would count changes."""

    id: str
    party: str
    kind: list[str]


class ConflictTold(Told):
    """An intent of your own that meets another, or did until one of the two was taken back, ended or changed."""

    kind: Literal["conflict", "conflict_lapsed"]
    sentence: str = Field(description="What it means and what is to be done; empty when it stands no more.")
    lapsed_by: str = Field(description="`withdrawn`, `ended` or `changed`; empty while the conflict stands.")
    own: list[RefTold] = Field(description="Your own intent; both of them when both are your own.")
    other: OtherTold | None
    start: str
    end: str
    bbox: Box
    altitudes: AltitudesTold | None = Field(
        description="Null when the altitudes cannot be compared; they count as meeting."
    )


class SlotTold(Told):
    """A coarse cell during a coarse block of time: the finest that is told of what is hidden."""

    bbox: Box
    start: str
    end: str


class ConstraintTold(Told):
    """Something that is not told asks for a word on the line before anybody proceeds."""

    kind: Literal["constraint"] = "constraint"
    sentence: str = Field(description="What it means and what is to be done.")
    intent: RefTold | None = Field(
        description="The reader's own intent; null when hidden intents of the reader were met."
    )
    constraints: list[SlotTold]


class BarredPlanTold(Told):
    """An intent of the reader's own that a provision prohibits, or about which accounts stand against each other."""

    kind: Literal["barred_plan"] = "barred_plan"
    intent: RefTold
    agreement: str
    provision: str
    passage_status: str


class MissingTold(Told):
    """What nobody tells, and what therefore blocks an answer."""

    what: str
    name: str
    says: str


class ConditionTold(Told):
    """One condition of a provision, and who tells what of it."""

    condition: str
    value: str = Field(description="`told only true`, `told only false`, `told neither` or `told both`.")
    told_true_by: list[str]
    told_false_by: list[str]
    missing: list[MissingTold]


class ExceptionTold(Told):
    """An exception of a provision: it frees only if every one of its tests is told true and none is disputed."""

    exception: str
    title: str
    value: str = Field(description="`told only true` when all of it is; `told only false` when some test of it is.")
    tests: list[ConditionTold]
    sentence: str


class PassageTold(Told):
    """The sentence that a provision came from."""

    status: str
    article: str
    words: str
    publications: list[str]


class FlipTold(Told):
    """What would be said without one origin, or without one party's own word."""

    without: str
    kind: Literal["origin", "party"]
    says: str


class AllegationTold(Told):
    """An act that a provision prohibits as told, or about which accounts stand against each other."""

    kind: Literal["alleged_violation", "contested_act"]
    act: str
    title: str
    event: str
    alleged_party: list[str] = Field(description="Said to have acted, every account together; not shown to have.")
    agreement: str
    provision: str
    provision_title: str = Field(description="Its one neutral line; empty when the text is known here no more.")
    passage: PassageTold | None
    passage_status: str
    conditions: list[ConditionTold] = Field(description="What brings the act under the provision, in order.")
    exceptions: list[ExceptionTold]
    rests_on: list[str]
    flips: list[FlipTold] = Field(description="What would be said without one origin, or one party's own word.")


class ProbingTold(Told):
    """What one officer asked looks like a search for what is hidden; it may have a good reason."""

    kind: Literal["probing"] = "probing"
    party: str
    officer: str
    cells_asked: int
    revisions: int
    reason: str


DetailTold = Annotated[
    ConflictTold | ConstraintTold | BarredPlanTold | AllegationTold | ProbingTold, Field(discriminator="kind")
]


class FindingTold(Told):
    """What the node concluded; a computation on what was told, no verdict on anybody."""

    id: str
    kind: str
    at: str
    says: str = Field(description="The ruling word; empty when no provision was asked.")
    subjects: list[str]
    start: str
    end: str
    bbox: Box | None
    detail: DetailTold


class OneFinding(Marked):
    """One finding."""

    finding: FindingTold


class FindingList(Marked):
    """Findings, latest first."""

    items: list[FindingTold]
    next: str


def finding_told(finding: FindingView, library: Library) -> FindingTold:
    """Write a finding as its reader gets it.

    Args:
        finding: What the reader may know.
        library: Whose provisions it names.
    """
    return FindingTold(
        id=finding.id,
        kind=finding.kind.value,
        at=to_text(finding.at_ns),
        says=finding.ruling,
        subjects=list(finding.subjects),
        start=to_text(finding.interval.start_ns),
        end=to_text(finding.interval.end_ns),
        bbox=_box(finding.bounds_deg) if finding.bounds_deg else None,
        detail=_detail(finding.detail, library),
    )


def _detail(
    detail: DetailView, library: Library
) -> ConflictTold | ConstraintTold | BarredPlanTold | AllegationTold | ProbingTold:
    if isinstance(detail, ConflictView):
        other = detail.other
        return ConflictTold(
            kind="conflict_lapsed" if detail.lapsed_by else "conflict",
            sentence="" if detail.lapsed_by else meaning.CONFLICT,
            lapsed_by=detail.lapsed_by,
            own=[_ref(each) for each in detail.own],
            other=OtherTold(id=other.id, party=other.party, kind=list(other.kind)) if other else None,
            start=to_text(detail.interval.start_ns),
            end=to_text(detail.interval.end_ns),
            bbox=_box(detail.bounds_deg),
            altitudes=_altitudes(detail.band) if detail.band else None,
        )
    if isinstance(detail, CoarseConstraints):
        own = _ref(detail.intent) if detail.intent else None
        return ConstraintTold(
            sentence=meaning.CONSTRAINT, intent=own, constraints=[_slot(each) for each in detail.constraints]
        )
    if isinstance(detail, BarredPlan):
        return BarredPlanTold(
            intent=_ref(detail.intent),
            agreement=detail.agreement,
            provision=detail.provision,
            passage_status=detail.passage_status,
        )
    if isinstance(detail, Probing):
        return ProbingTold(
            party=detail.party,
            officer=detail.officer,
            cells_asked=detail.cells_asked,
            revisions=detail.revisions,
            reason=detail.reason,
        )
    return _allegation(detail, library)


def _allegation(detail: AllegedViolation | ContestedAct, library: Library) -> AllegationTold:
    provision = _provision(library, detail.agreement, detail.provision)
    return AllegationTold(
        kind="alleged_violation" if isinstance(detail, AllegedViolation) else "contested_act",
        act=detail.act,
        event=detail.event,
        title=detail.title,
        agreement=detail.agreement,
        provision=detail.provision,
        alleged_party=list(detail.alleged_party),
        conditions=[_condition(each) for each in detail.conditions if not each.exception],
        exceptions=_exceptions(detail.conditions, provision, library),
        provision_title=provision.title if provision is not None else "",
        passage=_passage(provision.passage) if provision is not None else None,
        rests_on=list(detail.rests_on),
        passage_status=detail.passage_status,
        flips=[_flip(each) for each in detail.flips],
    )


def _provision(library: Library, agreement: str, provision: str) -> Provision | None:
    """Give a provision; None when its text has left the library since."""
    texts = (each for each in library.agreements if each.id == agreement)
    return next((one for each in texts for one in each.provisions if one.id == provision), None)


def _passage(passage: Passage) -> PassageTold:
    return PassageTold(
        status=passage.status.value,
        article=passage.article,
        words=passage.words,
        publications=list(passage.source.ref),
    )


def _exceptions(
    found: tuple[ConditionFinding, ...], provision: Provision | None, library: Library
) -> list[ExceptionTold]:
    """Gather the tests of each exception, in the order of the text."""
    tests: dict[str, list[ConditionFinding]] = {}
    for each in found:
        if each.exception:
            tests.setdefault(each.exception, []).append(each)
    namer = Namer(library=library)
    return [
        ExceptionTold(
            exception=name,
            title=exception_name(name, provision, namer) if provision is not None else "",
            value=exception_value([each.value for each in group]).word,
            tests=[_condition(each) for each in group],
            sentence=meaning.EXCEPTION,
        )
        for name, group in tests.items()
    ]


def missing_told(code: str, asks: str = "") -> MissingTold:
    """Write what is missing.

    Args:
        code: What kind of thing.
        asks: Name of the fact, where it is a further one.
    """
    return MissingTold(what=code, name=asks, says=missing_words(code, asks))


def _flip(flip: Flip) -> FlipTold:
    kind: Literal["origin", "party"] = "origin" if flip.kind == "origin" else "party"
    return FlipTold(without=flip.dropped, kind=kind, says=flip.word.value)


def _condition(found: ConditionFinding) -> ConditionTold:
    return ConditionTold(
        condition=found.condition.value,
        value=found.value.word,
        told_true_by=sorted(found.told.for_it),
        told_false_by=sorted(found.told.against_it),
        missing=[missing_told(code, found.asks) for code in found.missing],
    )


def _slot(constraint: Constraint) -> SlotTold:
    interval = constraint.interval
    return SlotTold(bbox=_box(constraint.bounds_deg), start=to_text(interval.start_ns), end=to_text(interval.end_ns))


def _ref(ref: IntentRef) -> RefTold:
    return RefTold(id=ref.id, version=ref.version, party=ref.party, kind=list(ref.kind))


def _box(bounds: Bounds) -> list[float]:
    return list(bounds)


def _altitudes(band: AltitudeBand) -> AltitudesTold:
    lower = None if band.lower_m == float("-inf") else band.lower_m
    upper = None if band.upper_m == float("inf") else band.upper_m
    return AltitudesTold(lower_m=lower, upper_m=upper, datum=band.datum.value if band.datum else "")
