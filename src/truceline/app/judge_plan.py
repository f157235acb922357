# SPDX-License-Identifier: Apache-2.0
"""Judge a plan: what its author is told of what the clauses say of one intent.

Rules:
    - Of an intent that is, or may be, a use of force only what is prohibited, contested or cannot be judged is shown,
      and of prohibitions alone: that the reach of a permission is in doubt would hint at the permission (R1).
    - One kind of activity that may be force makes the whole intent so.
    - What its author states of a use of force beside who, what, where and when may tell against it and never for it: an
      exception that hangs on the author's own word frees no plan, and what is missing is not told, for it would say
      what to declare to be rid of a clause (R2).
    - When nothing is shown, the answer is the same whatever is near and whatever is far: one sentence, no numbers.
    - Of any other intent what speaks is shown; a permission only when no provision prohibits.
    - Nobody but the author is told; that is for who answers requests.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from truceline.agreement.provisions import Modality, Provision
from truceline.base.fourvalue import FourValue
from truceline.clauses.decide import exception_value
from truceline.clauses.planned import PlanRulings, PlanTest
from truceline.clauses.slots import Missing
from truceline.findings.plan_answer import CAVEAT, NOTHING_FOUND, Lack, PlanAnswer, PlanException, PlanRuling
from truceline.findings.ruling import ConditionFinding, Ruling, RulingWord
from truceline.picture.intents import Intent

FORCE_WORDS = frozenset({RulingWord.PROHIBITED, RulingWord.CONTESTED, RulingWord.CANNOT_JUDGE})
"""The only words about what may be a use of force."""


def judge_plan(intent: Intent, plans: PlanTest) -> PlanAnswer:
    """Judge one intent by every provision.

    Args:
        intent: The intent.
        plans: The clause test for intents.

    Returns:
        What its author is told.
    """
    rulings = plans.rule(intent)
    found = [(ruling, _provision_of(ruling, plans)) for ruling in _rulings(intent, rulings, plans)]
    shown = _of_force(found) if intent.may_be_force else _of_any(found)
    return PlanAnswer(
        intent=intent.id,
        rulings=tuple(_shown(ruling, provision, intent) for ruling, provision in shown),
        sentence=CAVEAT if shown else NOTHING_FOUND,
        exercise=intent.exercise or plans.test.library.header.exercise,
        claims_left_out=rulings.claims_left_out if shown else 0,
    )


def _rulings(intent: Intent, rulings: PlanRulings, plans: PlanTest) -> Iterable[Ruling]:
    """Rule an intent; of a use of force what its author states beside may bar it and never free it."""
    found = rulings.near
    if not (intent.may_be_force and intent.facts):
        return found
    barring = {
        (ruling.agreement, ruling.provision): ruling
        for ruling in found
        if ruling.word in {RulingWord.PROHIBITED, RulingWord.CONTESTED}
    }
    bare = {(each.agreement, each.provision): each for each in plans.rule(replace(intent, facts=())).near}
    kept = bare | barring
    return [kept[key] for key in plans.provisions if key in kept]


def _of_force(found: list[tuple[Ruling, Provision]]) -> list[tuple[Ruling, Provision]]:
    return [
        (ruling, provision)
        for ruling, provision in found
        if ruling.word in FORCE_WORDS and provision.modality is Modality.PROHIBITED
    ]


def _of_any(found: list[tuple[Ruling, Provision]]) -> list[tuple[Ruling, Provision]]:
    is_barred = any(ruling.word is RulingWord.PROHIBITED for ruling, _ in found)
    return [
        (ruling, provision)
        for ruling, provision in found
        if ruling.word is not RulingWord.CLAUSE_SILENT and not (is_barred and ruling.word is RulingWord.PERMITTED)
    ]


def _provision_of(ruling: Ruling, plans: PlanTest) -> Provision:
    return plans.provisions[ruling.agreement, ruling.provision]


def _shown(ruling: Ruling, provision: Provision, intent: Intent) -> PlanRuling:
    is_force = intent.may_be_force
    return PlanRuling(
        agreement=ruling.agreement,
        provision=ruling.provision,
        title=provision.title,
        word=ruling.word,
        decided_by=ruling.decided_by,
        missing=() if is_force else tuple(_lacks(ruling, provision, intent)),
        rests_on=ruling.rests_on,
        passage=provision.passage,
        flips=() if is_force else ruling.flips,
        exceptions=() if is_force else tuple(_exceptions(ruling)),
    )


def _exceptions(ruling: Ruling) -> Iterator[PlanException]:
    """Say of each exception how far it holds; a single test of it is not told."""
    tests: dict[str, list[FourValue]] = {}
    for found in ruling.exceptions:
        tests.setdefault(found.exception, []).append(found.value)
    for name, values in tests.items():
        yield PlanException(id=name, value=exception_value(values))


def _lacks(ruling: Ruling, provision: Provision, intent: Intent) -> Iterator[Lack]:
    """Say what blocks an answer: a further fact by its name, altitudes by what either side measures them from."""
    for code in ruling.missing:
        if code == Missing.FACT:
            names = _names_lacking(ruling)
            yield from (Lack(code=Missing.FACT.value, name=name) for name in names or ("",))
        elif code == Missing.ALTITUDE:
            own = sorted({each.band.datum.value for each in intent.volumes if each.band.datum is not None})
            yield Lack(
                code=Missing.ALTITUDE.value,
                asked_from=provision.band.datum if provision.band is not None else "",
                declared_from=tuple(own),
            )
        else:
            yield Lack(code=str(code))


def _names_lacking(ruling: Ruling) -> tuple[str, ...]:
    """Give the names of the facts that nobody tells, of the scope and of exceptions that are not ruled out."""
    ruled_out = {each.exception for each in ruling.exceptions if each.value is FourValue.FALSE}

    def is_open(found: ConditionFinding) -> bool:
        return Missing.FACT in found.missing and found.exception not in ruled_out

    open_ones = (each for each in (*ruling.conditions, *ruling.exceptions) if is_open(each))
    return tuple(dict.fromkeys(each.asks for each in open_ones if each.asks))
