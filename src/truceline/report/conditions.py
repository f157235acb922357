# SPDX-License-Identifier: Apache-2.0
"""What a finding about one condition is called: the condition, or an exception in the words of its text.

An exception with several tests gives one finding for each, in the order of the tests, so each is named with what it
asks for. The exception of self-defence has the two tests that the clause test gives it.
"""

from collections import Counter
from collections.abc import Sequence

from truceline.agreement.library import Library
from truceline.agreement.provisions import Criterion, ExceptionClause, Provision, SelfDefence
from truceline.clauses.slots import ANSWERING, PROPORTIONATE
from truceline.findings.ruling import ConditionFinding
from truceline.report.catalogue import code_of, say
from truceline.report.naming import Namer

SELF_DEFENCE_TESTS = (Criterion(fact=ANSWERING), Criterion(fact=PROPORTIONATE))


def get_provision(library: Library, agreement: str, provision: str) -> Provision:
    """Find a provision of the library; one that is not there is our own mistake."""
    return next(each for each in library.get_agreement(agreement).provisions if each.id == provision)


def exception_name(exception: str, provision: Provision, namer: Namer) -> str:
    """Name an exception in the words of its passage, else of its note, else by what it asks.

    Args:
        exception: Its id.
        provision: The provision that has it.
        namer: Names of the library.

    Returns:
        Words that need no list of ids.
    """
    if exception in {f"self_defence_{each}" for each in SelfDefence}:
        return say(f"exception.{exception}")
    clause = _clause(exception, provision)
    words = clause and ((clause.passage.words if clause.passage else "") or clause.note)
    if words:
        return say("exception.words", words=words.rstrip("."))
    asked = f" {say('name.and')} ".join(criterion_words(each, namer) for each in clause.tests) if clause else ""
    return say("exception.unnamed", tests=asked) if asked else _spaced(exception)


def criterion_words(criterion: Criterion, namer: Namer) -> str:
    """Say in words what one test of an exception asks for."""
    told = criterion.fact or criterion.not_fact
    if told:
        code = f"criterion.{told}" if told in {ANSWERING, PROPORTIONATE} else "criterion.fact"
        return say("criterion.not" if criterion.not_fact else "criterion.is", what=say(code, name=_spaced(told)))
    if criterion.designated_by:
        return say("criterion.designated_by", authority=_authority(criterion.designated_by, namer))
    if criterion.held_by_designated:
        return say("criterion.held_by_designated", authority=_authority(criterion.held_by_designated, namer))
    if criterion.held_by or criterion.against:
        code = "criterion.held_by" if criterion.held_by else "criterion.against"
        return say(code, names=namer.actors(criterion.held_by or criterion.against))
    if criterion.kind:
        return say("criterion.kind", kinds=namer.kinds(criterion.kind))
    if criterion.zone:
        return say("criterion.zone", zones=", ".join(criterion.zone))
    return say("criterion.quantity", quantity=_spaced(criterion.quantity_over))


def finding_names(findings: Sequence[ConditionFinding], provision: Provision, namer: Namer) -> tuple[str, ...]:
    """Name every finding of a ruling.

    Args:
        findings: Conditions and exceptions, those of one exception in the order of its tests.
        provision: The provision they are about.
        namer: Names of the library.

    Returns:
        One name for each, in the same order.
    """
    met: Counter[str] = Counter()
    names = []
    for finding in findings:
        if not finding.exception:
            names.append(say(f"condition.{code_of(finding.condition.value)}"))
            continue
        tests = _tests(finding.exception, provision)
        name = exception_name(finding.exception, provision, namer)
        at = met[finding.exception]
        met[finding.exception] += 1
        if at < len(tests) > 1:
            name = say("exception.test", name=name, test=criterion_words(tests[at], namer))
        names.append(say("condition.exception", name=name))
    return tuple(names)


def _tests(exception: str, provision: Provision) -> tuple[Criterion, ...]:
    if exception in {f"self_defence_{each}" for each in SelfDefence}:
        return SELF_DEFENCE_TESTS
    clause = _clause(exception, provision)
    return clause.tests if clause is not None else ()


def _clause(exception: str, provision: Provision) -> ExceptionClause | None:
    return next((each for each in provision.exceptions if each.id == exception), None)


def _authority(authority: str, namer: Namer) -> str:
    known = namer.library.lists.get(authority)
    return known.name if known is not None else authority


def _spaced(name: str) -> str:
    return name.replace("_", " ")
