# SPDX-License-Identifier: Apache-2.0
"""The clause test for intents: what every provision says of a plan that claims its whole volume.

As ``ClauseTest`` does for an act that its author tells, but place, height and time are not somewhere in the volume:
all of it is claimed (ADR 0012).

Rules:
    - A prohibition reaches a plan when it reaches some part of it: place, window and band together in one part.
    - An exception, and a permission, must hold all of it; told false only when they hold none of it. A part that is
      surely left out stands against who claims that all of it is inside.
    - A plan of several parts (volumes, or stretches of time in which nothing changes) leaves a prohibition only when
      each part does, and has a permission only when each part has.
    - A provision that is left by who is bound, window, place, band or kind is only counted; leaving early is exact,
      because these conditions decide before the others, and no claim but one about a boundary speaks to them.
    - The author's own declaration cannot be dropped; what would flip a ruling are the claims of others, and its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from truceline.agreement.library import Library
from truceline.agreement.membership import designated, is_left_out, membership
from truceline.agreement.provisions import Modality, Provision
from truceline.base.fourvalue import FourValue, Told, accept_every
from truceline.base.instants import Interval
from truceline.clauses.decide import Decision
from truceline.clauses.evaluate import Setting, always_told
from truceline.clauses.evidence import (
    BoundaryTold,
    DisputeTold,
    Evidence,
    PartTold,
    Payload,
)
from truceline.clauses.judging import TEXT, ClauseTest, decision_of, ruling_of, told_by
from truceline.clauses.planned_place import MetZones, PlacedClaims
from truceline.clauses.planned_time import Courses, Stretch
from truceline.clauses.planned_view import DECLARED, PlanView, heard_listings
from truceline.clauses.slots import MISSING_CODES, Component, Missing, Plan, Slot
from truceline.findings.ruling import (
    CONDITIONS,
    LEAVING_WORD,
    LEAVING_WORDS,
    Condition,
    Flip,
    Ruling,
    RulingWord,
)
from truceline.picture.claims import Claim
from truceline.picture.intents import Intent

REMEMBERED_MAX = 65_536
"""Single answers about who is meant that are remembered."""
_FAR = frozenset({Condition.BOUND, Condition.WINDOW, Condition.PLACE, Condition.BAND, Condition.KIND})
_LATE = {Condition.WINDOW: Missing.TIME, Condition.PLACE: Missing.BOUNDARY, Condition.BAND: Missing.ALTITUDE}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRulings:
    """What the provisions of a library say of one intent.

    Attributes:
        intent: Id of the intent.
        near: Rulings of the provisions that it does not leave at once, in the library's order.
        left: How many provisions it leaves at once, by who is bound, time, place, height or kind.
        claims_left_out: How many claims near it are not heard, since their party tells too much there.
    """

    intent: str
    near: tuple[Ruling, ...]
    left: int
    claims_left_out: int = 0


Tellings: TypeAlias = tuple[tuple[Evidence, FourValue], ...]
"""What tells anything of one slot, and what it tells."""


class _Part(NamedTuple):
    """One volume in one stretch of time, before one provision."""

    view: PlanView
    stretch: Stretch
    left: Decision | None
    """The decision when it leaves at once."""


class _Outcome(NamedTuple):
    """What was decided of one part."""

    decision: Decision
    is_far: bool
    """Whether it leaves by who is bound, window, place, band or kind; a text not yet applied is not far."""


class _Judged(NamedTuple):
    """What is told of one part, and what was decided."""

    part: _Part
    evidence: tuple[Evidence, ...]
    values: tuple[Tellings, ...]
    told: tuple[Told, ...]
    outcome: _Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTest:
    """A library and the claims in the record, ready to judge intents.

    Attributes:
        test: The clause test it was built from, of which it has the provisions.
        provisions: The provisions by the ids of agreement and provision.
        setting: Where single facts are looked up; a bounded number of answers is remembered.
        zones: The zones, ready to be met by volumes.
        courses: Which provisions an author's plan may meet at some time.
        needs: Per provision, what part of an account or what claim can fill its slots.
        claims: The claims of control and boundary, by where they are.
        listings: The claims about lists, by the force they speak of.
    """

    test: ClauseTest
    provisions: Mapping[tuple[str, str], Provision]
    setting: Setting
    zones: MetZones
    courses: Courses
    needs: tuple[frozenset[Component], ...]
    claims: PlacedClaims
    listings: Mapping[str, tuple[Claim, ...]]

    def with_claims(self, claims: Iterable[Claim]) -> "PlanTest":
        """Give a test that knows further claims, too; shapes and what is remembered are shared.

        Args:
            claims: Claims that are not known here yet; accounts of acts tell nothing about plans.

        Raises:
            GeometryError: A place that cannot be computed with.
        """
        new = tuple(claims)
        listings = {**self.listings}
        for claim in new:
            if claim.designation is not None:
                listings[claim.designation.force] = (*listings.get(claim.designation.force, ()), claim)
        return replace(self, claims=self.claims.and_more(new), listings=listings)

    def rule(self, intent: Intent) -> PlanRulings:
        """Say what every provision says of one intent.

        Args:
            intent: The intent.

        Returns:
            Rulings of the provisions near it, and a count of the others.
        """
        views = [PlanView(intent, number, self) for number in range(len(intent.volumes))]
        courses = [dict(self.courses.course(view.actor, intent.kind, view.volume.interval)) for view in views]
        near: list[Ruling] = []
        for number in sorted(set().union(*courses)):
            parts: list[_Part] = []
            for view, course in zip(views, courses, strict=True):
                stretches = course.get(number) or self.courses.stretches(number, view.actor, view.volume.interval)
                parts += self._parts(number, stretches, view)
            ruling = self._rule(number, parts)
            if ruling is not None:
                near.append(ruling)
        unheard = len(frozenset[int]().union(*(view.unheard for view in views)))
        unheard += heard_listings(intent, self.listings)[1]
        left = len(self.test.plans) - len(near)
        return PlanRulings(intent=intent.id, near=tuple(near), left=left, claims_left_out=unheard)

    def _parts(self, number: int, stretches: Iterable[Stretch], view: PlanView) -> Iterator[_Part]:
        plan = self.test.plans[number]
        for stretch in stretches:
            yield _Part(view, stretch, stretch.left or self._leaves(plan, stretch, view))

    def _leaves(self, plan: Plan, stretch: Stretch, view: PlanView) -> Decision | None:
        """Give the decision of a part that leaves by place or band; None when it may not."""
        if plan.provision.zones and view.is_off(plan, stretch):
            condition = Condition.PLACE
        elif plan.provision.band is not None and view.band_value(plan) is FourValue.FALSE:
            condition = Condition.BAND
        else:
            return None
        if stretch.is_early:
            return Decision(word=RulingWord.NOT_YET_APPLIED, decided_by=Condition.WINDOW)
        return Decision(word=LEAVING_WORD[condition], decided_by=condition)

    def _rule(self, number: int, parts: Sequence[_Part]) -> Ruling | None:
        """Give the ruling of one provision; None when the plan leaves it at once."""
        plan = self.test.plans[number]
        if all(part.left is not None for part in parts):
            return None
        judged = [
            self._judge(number, part, part.view.evidence(part.stretch, plan, self.needs[number])) for part in parts
        ]
        decision, chosen = _join([each.outcome for each in judged], plan.provision.modality)
        is_far = all(each.outcome.is_far for each in judged)
        return None if is_far else self._ruling(number, judged, decision, judged[chosen])

    def _ruling(self, number: int, judged: Sequence[_Judged], decision: Decision, one: _Judged) -> Ruling:
        """Write down the decision for all parts with the reasons of the one that decided."""
        plan = self.test.plans[number]
        ruling = ruling_of(one.part.view.intent.id, plan, one.told, one.outcome.decision, one.evidence)
        if decision is not one.outcome.decision:
            missing = _LATE.get(decision.decided_by)
            codes = (missing,) if missing is not None else ()
            ruling = replace(ruling, word=decision.word, decided_by=decision.decided_by, missing=codes)
        elif decision.word is RulingWord.CANNOT_JUDGE and len(judged) > 1:
            ruling = replace(ruling, missing=_all_missing(plan, judged))
        return replace(ruling, flips=self._flips(number, judged, decision.word))

    def _judge(self, number: int, part: _Part, evidence: Sequence[Evidence]) -> _Judged:
        plan = self.test.plans[number]
        needs, agreement = self.needs[number], plan.agreement.id
        pieces = tuple(piece for piece in evidence if _speaks_to(piece, needs, agreement))
        values = tuple(
            () if always_told(slot, plan) else _tellings(slot, pieces, plan, part.view) for slot in plan.slots
        )
        told = _told(plan, values)
        return _Judged(part, pieces, values, told, _outcome(part, plan, told))

    def _flips(self, number: int, judged: Sequence[_Judged], word: RulingWord) -> tuple[Flip, ...]:
        """Decide again without each origin and each party of the claims, and keep what changes the word."""
        plan = self.test.plans[number]
        modality = plan.provision.modality
        pieces = {piece for each in judged for tellings in each.values for piece, _ in tellings}
        origins = sorted({name for piece in pieces for name in piece.origins} - {DECLARED})
        parties = sorted({name for piece in pieces for name in piece.parties})
        flips: list[Flip] = []
        for kind, name in [*(("origin", name) for name in origins), *(("party", name) for name in parties)]:
            outcomes = [_without(each, plan, kind, name) for each in judged]
            other = _join(outcomes, modality)[0].word
            if other is not word:
                flips.append(Flip(dropped=name, kind=kind, word=other))
        return tuple(flips)


def plan_test(test: ClauseTest) -> PlanTest:
    """Make a clause test for intents of one for acts.

    Args:
        test: The clause test; its library and claims are taken over.

    Returns:
        The test.

    Raises:
        GeometryError: A claim's place that cannot be computed with.
    """
    setting = _remembering(test)
    empty = PlanTest(
        test=test,
        provisions={plan.key: plan.provision for plan in test.plans},
        setting=setting,
        zones=MetZones(test.whereabouts.locator),
        courses=Courses(test, setting),
        needs=tuple(_components_of(plan) for plan in test.plans),
        claims=PlacedClaims(library=test.library),
        listings={},
    )
    return empty.with_claims(test.whereabouts.claims)


def _remembering(test: ClauseTest) -> Setting:
    """Look up who is meant as the clause test does, remembering no more than a bounded number of answers."""
    library = test.library
    agreements = {plan.agreement.id: plan.agreement for plan in test.plans}

    @lru_cache(maxsize=REMEMBERED_MAX)
    def remembered(selector: str, actor: str, agreement: str, interval: Interval) -> FourValue:
        return membership(selector, actor, agreements[agreement], library, interval)

    return replace(
        test.setting,
        membership=lambda selector, actor, agreement, interval: remembered(selector, actor, agreement.id, interval),
        designated=_remembered_listing(library),
        left_out=lambda force, agreement: is_left_out(force, agreement, library),
    )


def _remembered_listing(library: Library) -> Callable[[str, str, Interval], FourValue]:
    return lru_cache(maxsize=REMEMBERED_MAX)(
        lambda force, authority, interval: designated(force, authority, library, interval)
    )


def _outcome(part: _Part, plan: Plan, told: Sequence[Told]) -> _Outcome:
    """Decide one part."""
    if part.left is not None:
        return _Outcome(part.left, is_far=True)
    is_early = part.stretch.is_early
    decision = decision_of(plan, told, not_yet_applied=is_early)
    is_far = any(
        one.value is FourValue.FALSE
        and slot.condition in _FAR
        and not (is_early and slot.condition is Condition.WINDOW)
        for slot, one in zip(plan.slots, told, strict=True)
    )
    return _Outcome(decision, is_far=is_far)


def _join(outcomes: Sequence[_Outcome], modality: Modality) -> tuple[Decision, int]:
    """Give the decision for a plan of several parts, and the number of the part that decides.

    What is permitted must be permitted in every part; a permission of some parts cannot be judged as one of all.
    """
    words = [outcome.decision.word for outcome in outcomes]
    first = (RulingWord.PROHIBITED,) if modality is Modality.PROHIBITED else ()
    for word in (*first, RulingWord.CONTESTED, RulingWord.CANNOT_JUDGE):
        if word in words:
            number = words.index(word)
            return outcomes[number].decision, number
    leaving = [number for number, word in enumerate(words) if word in LEAVING_WORDS]
    if 0 < len(leaving) < len(words):
        condition = outcomes[_last(outcomes, leaving)].decision.decided_by
        return Decision(word=RulingWord.CANNOT_JUDGE, decided_by=condition), words.index(RulingWord.PERMITTED)
    near = [number for number, outcome in enumerate(outcomes) if not outcome.is_far]
    number = _last(outcomes, near or leaving)
    return outcomes[number].decision, number


def _last(outcomes: Sequence[_Outcome], asked: Sequence[int]) -> int:
    """Give the part whose decision was reached last, of several the first: it came nearest to the clause."""
    return max(asked, key=lambda number: CONDITIONS.index(outcomes[number].decision.decided_by))


def _all_missing(plan: Plan, judged: Sequence[_Judged]) -> tuple[str, ...]:
    """Give what is missing in any part that cannot be judged."""
    found = {
        code
        for each in judged
        if each.outcome.decision.word is RulingWord.CANNOT_JUDGE
        for code in ruling_of("", plan, each.told, each.outcome.decision, each.evidence).missing
    }
    return tuple(code for code in MISSING_CODES if code in found)


def _components_of(plan: Plan) -> frozenset[Component]:
    return frozenset(component for slot in plan.slots if not always_told(slot, plan) for component in slot.components)


def _speaks_to(piece: Evidence, needs: frozenset[Component], agreement: str) -> bool:
    """Say whether a telling can fill any slot of a provision; a dispute, by what it disputes."""
    payload = piece.payload
    if isinstance(payload, PartTold):
        sides = ((payload.component, payload.part), (payload.whole_component, payload.whole))
        return all(_can_fill(component, told, needs, agreement) for component, told in sides)
    component = payload.component if isinstance(payload, DisputeTold) else piece.component
    return _can_fill(component, payload, needs, agreement)


def _can_fill(component: Component, told: Payload, needs: frozenset[Component], agreement: str) -> bool:
    is_elsewhere = isinstance(told, BoundaryTold) and told.zone.partition("/")[0] != agreement
    return component in needs and not is_elsewhere


def _tellings(slot: Slot, pieces: Iterable[Evidence], plan: Plan, view: PlanView) -> Tellings:
    """Give what tells anything of one slot."""
    told = ((piece, view.value(slot, piece, plan)) for piece in pieces if piece.component in slot.components)
    return tuple((piece, value) for piece, value in told if value is not FourValue.NEITHER)


def _told(plan: Plan, values: Sequence[Tellings]) -> tuple[Told, ...]:
    """Join, slot by slot, what is told."""
    return tuple(
        Told.by(TEXT, FourValue.TRUE)
        if always_told(slot, plan)
        else accept_every(told_by(piece, value) for piece, value in tellings)
        for slot, tellings in zip(plan.slots, values, strict=True)
    )


def _without(judged: _Judged, plan: Plan, kind: str, name: str) -> _Outcome:
    """Decide one part again without an origin or a party."""
    values = tuple(
        tuple(one for one in tellings if name not in (one[0].origins if kind == "origin" else one[0].parties))
        for tellings in judged.values
    )
    return _outcome(judged.part, plan, _told(plan, values))
