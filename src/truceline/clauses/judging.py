# SPDX-License-Identifier: Apache-2.0
"""The clause test: what every provision of a library says of an act, on whose word, and what would flip it.

One idea: the same clauses judge what is planned, seen and told. ``ClauseTest.rule`` explains one act;
``ClauseTest.rule_many`` gives the same answers for many (``table``), and a property test holds the two together.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from truceline.agreement.agreement import Agreement
from truceline.agreement.library import Library
from truceline.agreement.membership import designated, is_left_out, membership
from truceline.agreement.standing import provision_phases
from truceline.base.fourvalue import FourValue, Told, accept_every
from truceline.base.instants import Interval
from truceline.clauses.decide import Decision, decide, exception_value, no_exception_value
from truceline.clauses.evaluate import Setting, always_told, is_not_yet_applied, value_of
from truceline.clauses.evidence import ClaimMatches, Evidence, Telling, evidence_of, tellings_of
from truceline.clauses.slots import MISSING_CODES, NEEDED_PART, Component, Missing, Plan, Slot, plans_of
from truceline.clauses.whereabouts import Whereabouts
from truceline.findings.ruling import LEAVING_WORDS, Condition, ConditionFinding, Flip, Ruling, RulingWord
from truceline.picture.actors import ActorKind
from truceline.picture.acts import Account, Act
from truceline.picture.claims import ActClaim, Claim

TEXT = "text"
"""The teller of what the document itself settles; it cannot be dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseTest:
    """A library and the claims in the record, ready to judge acts.

    Attributes:
        library: The library.
        plans: Every provision that judges acts.
        setting: Where single facts are looked up.
        whereabouts: Where told places lie.
        matches: Claims of control, boundary and designation.
        act_claims: Later accounts, by the id of the act or engagement.
        party_of: The party of each force that has one.
        family_of: For each force that can be told apart from others: its party, or itself.
    """

    library: Library
    plans: tuple[Plan, ...]
    setting: Setting
    whereabouts: Whereabouts
    matches: ClaimMatches
    act_claims: Mapping[str, tuple[tuple[str, ActClaim], ...]]
    party_of: Mapping[str, str]
    family_of: Mapping[str, str]

    def evidence(self, act: Act) -> tuple[Evidence, ...]:
        """Gather every single telling that bears on an act."""
        return evidence_of(self.tellings(act), self.matches, self.family_of)

    def tellings(self, act: Act) -> tuple[Telling, ...]:
        """Give every account of an act, those that claims add included, each with its time."""
        claimed = [*self.act_claims.get(act.id, ())]
        if act.engagement:
            claimed += self.act_claims.get(act.engagement, ())
        further = [
            (claim_id, account) for claim_id, claim in claimed if (account := self._as_told_of(act, claim)) is not None
        ]
        return tellings_of(act, further, self.matches.offset)

    def rule(self, act: Act) -> tuple[Ruling, ...]:
        """Say what every provision says of one act.

        Args:
            act: The act with its accounts.

        Returns:
            One ruling per provision that judges acts, in the library's order.
        """
        evidence = self.evidence(act)
        return tuple(_ruling(act, plan, evidence, self.setting) for plan in self.plans)

    def _as_told_of(self, act: Act, claim: ActClaim) -> Account | None:
        """Read a claim about an engagement for one of its two acts.

        The claim speaks of the act of the side it names as actor; of the other side's act it tells only the
        contrary of who began. Where it surely names neither side or both, it tells nothing: an umbrella is not its
        member.
        """
        account = claim.account
        if claim.act != act.engagement or not account.actor:
            return account
        is_own = self._is_side(account.actor, {side for own in act.accounts for side in own.actor})
        is_other = self._is_side(account.actor, {side for own in act.accounts for side in own.against})
        if is_own is is_other:
            return None
        if is_own:
            return account
        return None if account.first_act is None else Account(source=account.source, first_act=not account.first_act)

    def _is_side(self, named: Collection[str], side: Collection[str]) -> bool:
        """Say whether all named are a side itself, its party or its forces."""
        families = {self.family_of[force] for force in side if force in self.family_of}
        return all(force in side or self.family_of.get(force) in families for force in named)


def clause_test(library: Library, claims: Iterable[Claim] = ()) -> ClauseTest:
    """Make a clause test of a library, its own claims and further ones.

    Args:
        library: The library.
        claims: Claims beside those of the library.

    Returns:
        The test.

    Raises:
        AgreementError: A provision asks for too many single facts.
    """
    known = (*library.claims, *claims)
    whereabouts = Whereabouts(library, known)
    plans = tuple(plan for agreement in library.agreements for plan in plans_of(agreement))
    phases = {plan.key: provision_phases(plan.agreement, plan.provision) for plan in plans}
    return ClauseTest(
        library=library,
        plans=plans,
        setting=Setting(
            membership=_remembered_membership(library),
            left_out=lambda force, agreement: is_left_out(force, agreement, library),
            designated=cache(lambda force, authority, interval: designated(force, authority, library, interval)),
            zone_value=whereabouts.zone_value,
            phases=lambda plan: phases[plan.key],
        ),
        whereabouts=whereabouts,
        matches=ClaimMatches(
            touching=whereabouts.touching,
            designations=tuple(claim for claim in known if claim.designation is not None),
            offset=library.header.utc_offset.delta,
        ),
        act_claims=_by_act(known),
        party_of={force.id: force.party for force in library.forces.values() if force.party},
        family_of=_families(library),
    )


def _families(library: Library) -> dict[str, str]:
    """Give each party and force the party it stands for; umbrellas are left out, for they may be anybody in them."""
    umbrellas = {force.id for force in library.forces.values() if force.kind is ActorKind.UMBRELLA}
    umbrellas |= {party.id for party in library.parties.values() if party.kind is ActorKind.UMBRELLA}
    families = {party: party for party in library.parties}
    families |= {force.id: force.party or force.id for force in library.forces.values()}
    return {name: family for name, family in families.items() if not {name, family} & umbrellas}


def _remembered_membership(library: Library) -> Callable[[str, str, Agreement, Interval], FourValue]:
    """Look up each membership once; an agreement is remembered by its id, not by its whole content."""
    known: dict[tuple[str, str, str, Interval], FourValue] = {}

    def look_up(selector: str, actor: str, agreement: Agreement, interval: Interval) -> FourValue:
        key = (selector, actor, agreement.id, interval)
        value = known.get(key)
        if value is None:
            value = known[key] = membership(selector, actor, agreement, library, interval)
        return value

    return look_up


def _by_act(claims: Iterable[Claim]) -> dict[str, tuple[tuple[str, ActClaim], ...]]:
    found: dict[str, tuple[tuple[str, ActClaim], ...]] = {}
    for claim in claims:
        if claim.act is not None:
            found[claim.act.act] = (*found.get(claim.act.act, ()), (claim.id, claim.act))
    return found


def _ruling(act: Act, plan: Plan, evidence: tuple[Evidence, ...], setting: Setting) -> Ruling:
    told = _tell(plan, evidence, setting)
    decision = decision_of(plan, told, not_yet_applied=_is_early(plan, evidence, setting))
    ruling = ruling_of(act.id, plan, told, decision, evidence)
    return replace(ruling, flips=_flips(decision, plan, evidence, setting))


def ruling_of(act: str, plan: Plan, told: Sequence[Told], decision: Decision, evidence: Sequence[Evidence]) -> Ruling:
    """Write down what was decided and on whose word; what would flip it is for who can decide again.

    Args:
        act: Id of the act.
        plan: The provision.
        told: What is told of each slot.
        decision: What was decided.
        evidence: Every telling.

    Returns:
        The ruling, without flips.
    """
    findings = _findings(plan, told, evidence)
    scope = tuple(finding for finding in findings if not finding.exception)
    tested = tuple(finding for finding in findings if finding.exception)
    agreement, provision = plan.key
    return Ruling(
        act=act,
        agreement=agreement,
        provision=provision,
        word=decision.word,
        decided_by=decision.decided_by,
        conditions=scope,
        exceptions=tested,
        rests_on=_rests_on(decision, scope, tested),
        missing=_missing(decision, plan, told, evidence),
        passage_status=plan.provision.passage.status,
    )


def _tell(plan: Plan, evidence: Iterable[Evidence], setting: Setting) -> tuple[Told, ...]:
    """Join, slot by slot, what the evidence tells."""
    pieces = tuple(evidence)
    return tuple(
        Told.by(TEXT, FourValue.TRUE)
        if always_told(slot, plan)
        else accept_every(
            told_by(piece, value_of(slot, piece.component, piece.payload, plan, setting)) for piece in pieces
        )
        for slot in plan.slots
    )


def told_by(piece: Evidence, value: FourValue) -> Told:
    """Give a value to those whose word it is."""
    return Told(
        for_it=piece.voices if value in (FourValue.TRUE, FourValue.BOTH) else frozenset(),
        against_it=piece.voices if value in (FourValue.FALSE, FourValue.BOTH) else frozenset(),
    )


def decision_of(plan: Plan, told: Sequence[Told], *, not_yet_applied: bool) -> Decision:
    """Decide one provision from what is told of each of its slots."""
    exceptions = (
        exception_value([told[bit].value for bit in plan.slots_of_exception(index)])
        for index in range(len(plan.exceptions))
    )
    values = [(slot.condition, one.value) for slot, one in zip(plan.slots, told, strict=True) if slot.exception < 0]
    values.append((Condition.EXCEPTIONS, no_exception_value(exceptions)))
    return decide(values, plan.provision.modality, not_yet_applied=not_yet_applied)


def _is_early(plan: Plan, evidence: Iterable[Evidence], setting: Setting) -> bool:
    """Say whether every time told lies between signature and application."""
    times = [piece.payload for piece in evidence if piece.component is Component.TIME]
    return all(isinstance(time, Interval) and is_not_yet_applied(plan, time, setting) for time in times)


def _findings(plan: Plan, told: Sequence[Told], evidence: Sequence[Evidence]) -> tuple[ConditionFinding, ...]:
    offered = {piece.component for piece in evidence}
    return tuple(
        ConditionFinding(
            condition=slot.condition,
            told=one,
            missing=(missing_of(slot, offered),) if one.value is FourValue.NEITHER else (),
            exception=plan.exceptions[slot.exception].id if slot.exception >= 0 else "",
            asks=slot.asks,
        )
        for slot, one in zip(plan.slots, told, strict=True)
    )


def missing_of(slot: Slot, offered: Collection[Component]) -> Missing:
    """Say what is missing for a slot told neither: the part of an account itself, or what would settle it."""
    needed = NEEDED_PART.get(slot.untold)
    return slot.untold if needed is not None and needed not in offered else slot.missing


def open_slots(plan: Plan, values: Sequence[FourValue]) -> tuple[int, ...]:
    """Give the slots told neither that block an answer: those of the scope and of exceptions not yet ruled out."""
    live = {
        index
        for index in range(len(plan.exceptions))
        if exception_value([values[bit] for bit in plan.slots_of_exception(index)]) is not FourValue.FALSE
    }
    return tuple(
        bit
        for bit, (slot, value) in enumerate(zip(plan.slots, values, strict=True))
        if value is FourValue.NEITHER and (slot.exception < 0 or slot.exception in live)
    )


def _missing(
    decision: Decision,
    plan: Plan,
    told: Sequence[Told],
    evidence: Sequence[Evidence],
) -> tuple[Missing, ...]:
    if decision.word is not RulingWord.CANNOT_JUDGE:
        return ()
    offered = {piece.component for piece in evidence}
    found = {missing_of(plan.slots[bit], offered) for bit in open_slots(plan, [one.value for one in told])}
    return tuple(code for code in MISSING_CODES if code in found)


def _rests_on(
    decision: Decision,
    scope: Sequence[ConditionFinding],
    tested: Sequence[ConditionFinding],
) -> tuple[str, ...]:
    """Give the tellers of what decided: of the deciding condition when an act leaves, else of all."""
    findings = [*scope, *tested]
    if decision.word in LEAVING_WORDS or decision.word is RulingWord.CONTESTED:
        findings = [finding for finding in findings if finding.condition is decision.decided_by]
    tellers = {teller for finding in findings for teller in finding.told.for_it | finding.told.against_it}
    return tuple(sorted(tellers - {TEXT}))


def _flips(decision: Decision, plan: Plan, evidence: Sequence[Evidence], setting: Setting) -> tuple[Flip, ...]:
    """Decide again without each origin and without each party, and keep what changes the word."""
    dropped = [("origin", name) for name in sorted({name for piece in evidence for name in piece.origins})]
    dropped += [("party", name) for name in sorted({name for piece in evidence for name in piece.parties})]
    flips: list[Flip] = []
    for kind, name in dropped:
        rest = [piece for piece in evidence if name not in (piece.origins if kind == "origin" else piece.parties)]
        told = _tell(plan, rest, setting)
        word = decision_of(plan, told, not_yet_applied=_is_early(plan, rest, setting)).word
        if word is not decision.word:
            flips.append(Flip(dropped=name, kind=kind, word=word))
    return tuple(flips)
