# SPDX-License-Identifier: Apache-2.0
"""Take acts of the past, judge them by every provision, and raise what is found about them.

Rules:
    - R1: only what has happened is judged among many; a plan is an intent, one at a time. One act that is barred bars
      the request: nothing of it is kept.
    - R3: every party named as having acted is among the readers. Only a source that must be protected is an exception,
      and only for those whose office it is to hear witnesses; what is protected raises no finding, for it could not
      reach whom it is about.
      An act of one's own force that nobody else reads is kept and not judged, and the coarse cells of the others of
      one's own force count against the quota of plans, and towards the same alarm: else invented acts of the past
      would draw the map that plans may not.
    - R11: invented acts in an exercise alone, real ones never.
    - A ruling is no verdict: it says what a text says of an act as told.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from truceline.agreement.library import Library, not_found
from truceline.app.act_findings import finding_of, keep_finding, named_readers
from truceline.app.admit_act import AdmissionTerms, admit_act, claims_by_act, with_claims
from truceline.app.ask_cells import ask_cells, cells_of_acts
from truceline.app.caller import Caller, NodeTerms
from truceline.app.circle import EVERYBODY, Circle, keep_statement, readers_of, statement_of
from truceline.app.current_test import CurrentTest
from truceline.app.past_acts import alleged_actors, heard_claims, is_about_others, is_answered, parties_about
from truceline.app.ports import Records, Statement
from truceline.app.raise_findings import raise_findings
from truceline.app.raise_probing import raise_probing
from truceline.app.state_report import owned_act
from truceline.app.whose_word import FACTS, refuse_foreign_words, with_pseudonyms
from truceline.assessment.origins import corroborate
from truceline.base.errors import AuthorityError, InputError, LimitError, NodeError, RedLineError
from truceline.base.limits import PAST_ACTS_MAX
from truceline.clauses.judging import ClauseTest, clause_test
from truceline.clauses.slots import names_asked
from truceline.clauses.table import RulingTable, missing_codes, rule_many
from truceline.coordination.quota import cells_told_from
from truceline.findings.finding import Finding
from truceline.findings.ruling import RULING_WORDS, RulingWord
from truceline.picture.acts import Account, Act, Stage

WITNESS_ROLES = frozenset({"monitor"})
"""Roles that may have a protected account of somebody else's act judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Acts of the past that somebody tells.

    Attributes:
        acts: The acts, with ids of their party's own.
        circle: Who may read them.
        names_readers: Whether the readers were stated; else those are meant whom the acts are about.
    """

    acts: tuple[Act, ...]
    circle: Circle
    names_readers: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionWord:
    """What one provision says of an act.

    Attributes:
        agreement: Id of the agreement.
        provision: Id of the provision.
        word: One of the ten words.
        missing: Codes of what nobody tells and what blocks an answer.
        passage_status: ``text``, ``gloss`` or ``unverified``.
    """

    agreement: str
    provision: str
    word: RulingWord
    missing: tuple[str, ...]
    passage_status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAct:
    """One act as it was taken.

    Attributes:
        statement: The act with its readers.
        rulings: What every provision says of it, in the library's order; none when it is not judged.
        is_judged: Whether it is judged: an act of one's own force that nobody else reads is not (R1).
        text_permits: Whether a permission may be shown as such: some text permits and no provision prohibits.
        findings: Ids of what was found.
        left_out: Accounts of claims that were not heard, because they name a party that may not read the acts (R3).
    """

    statement: Statement
    rulings: tuple[ProvisionWord, ...]
    is_judged: bool
    text_permits: bool
    findings: tuple[str, ...]
    left_out: int


def tell_acts(
    records: Records, telling: Telling, caller: Caller, terms: NodeTerms, *, now_ns: int, current: CurrentTest
) -> tuple[ToldAct, ...]:
    """Take acts of the past and judge them.

    Args:
        records: The shelves.
        telling: The acts.
        caller: Who tells them.
        terms: What the node answers by.
        now_ns: The present instant [ns since 1970 UTC].
        current: The clause test of the moment.

    Returns:
        What was taken and found, in the order of the acts.

    Raises:
        RedLineError: An act is planned or not shown to be past (R1), a party that it is about could not read it (R3),
            or it is invented beside real parties (R11).
        AuthorityError: It puts words into another party's mouth, or the caller's role hears no witnesses.
        InputError: It cannot be read.
        LimitError: More acts or readers than are taken at once.
        QuotaError: Acts of one's own force lie in more coarse cells than one may ask about in a day.
        TakenError: The party has told an act under that id already.
        ExceptionGroup: Several acts cannot be taken.
    """
    acts = _admitted(telling, caller, terms, now_ns)
    readers = _readers(acts, telling, caller, terms.library)
    may_read = named_readers((caller.party, *readers), terms.library)
    claims = current.claims(records)
    heard = heard_claims(claims, acts, may_read, terms.library)
    test = current.test(records, terms.library) if not heard.left_out else clause_test(terms.library, heard.claims)
    by_act = claims_by_act((*terms.library.claims, *heard.claims))
    for act in acts:
        admit_act(with_claims(act, by_act), AdmissionTerms(library=terms.library, now_ns=now_ns, is_bulk=len(acts) > 1))
    is_protected = telling.circle.is_protected
    judged = [act for act in acts if is_answered(act, caller.party, readers, terms.library)]
    _count_own(records, judged, caller, terms, is_protected=is_protected, now_ns=now_ns)
    table = rule_many(judged, test)
    found = () if is_protected else _findings(judged, table, test, (may_read, terms, now_ns))
    rows = {act.id: number for number, act in enumerate(judged)}
    told: list[ToldAct] = []
    for act in acts:
        noun = with_pseudonyms(act, telling.circle.pseudonym) if is_protected else act
        statement = statement_of(noun, caller, telling.circle, readers, now_ns=now_ns, exercise=act.exercise)
        own = tuple(finding for finding in found if act.id in finding.subjects)
        told.append(_told(keep_statement(records, statement), rows.get(act.id), (table, test), own, heard.left_out))
        for finding in own:
            keep_finding(records, finding)
    return tuple(told)


def _count_own(
    records: Records, judged: Sequence[Act], caller: Caller, terms: NodeTerms, *, is_protected: bool, now_ns: int
) -> None:
    """Count the cells of acts that are judged and are not told to somebody else whom they are about.

    Raises:
        QuotaError: They are too many.
    """
    own = [
        act
        for act in judged
        if is_protected or not is_about_others(act, caller.party, terms.library) or _has_acted(act, caller, terms)
    ]
    cells = cells_of_acts(own, terms.grid)
    if cells and ask_cells(records, cells, caller, terms, now_ns=now_ns) >= cells_told_from(terms.limits):
        raise_probing(records, caller, terms, now_ns=now_ns)


def _has_acted(act: Act, caller: Caller, terms: NodeTerms) -> bool:
    return caller.party in parties_about(alleged_actors(act), terms.library)


def _admitted(telling: Telling, caller: Caller, terms: NodeTerms, now_ns: int) -> tuple[Act, ...]:
    """Let every act in, under ids of its party's own, or say of each why not.

    Raises:
        LimitError: None, or too many.
        InputError: An id stands twice.
        RedLineError: A red line bars one.
        ExceptionGroup: Several cannot be taken.
    """
    acts = telling.acts
    if not 1 <= len(acts) <= PAST_ACTS_MAX:
        message = f"acts: expected 1 to {PAST_ACTS_MAX} in one request, got {len(acts)}; send the others after it"
        raise LimitError(message)
    own_terms = AdmissionTerms(library=terms.library, now_ns=now_ns, is_bulk=len(acts) > 1)
    faults: list[NodeError] = []
    taken: list[Act] = []
    for act in acts:
        try:
            _refuse_planned(act)
            admit_act(act, own_terms)
            _refuse_facts(act, terms)
            refuse_foreign_words(act, caller.party, f"act {act.id}")
            taken.append(owned_act(act, caller))
        except NodeError as fault:
            faults.append(fault)
    barred = next((fault for fault in faults if isinstance(fault, RedLineError)), None)
    if barred or len(faults) == 1:
        raise barred or faults[0]
    if faults:
        message = f"acts: {len(faults)} faults"
        raise ExceptionGroup(message, faults)
    if len({act.id for act in taken}) < len(taken):
        message = "acts: expected every id once, got one twice"
        raise InputError(message)
    return tuple(taken)


def _refuse_planned(act: Act) -> None:
    if act.stage is Stage.PLANNED:
        message = (
            f"act {act.id}: red line R1: expected an act that has happened, got a planned one; a plan is declared as "
            "an intent, one at a time, by its own author (POST /v1/intents), and nothing says that it is allowed "
            "(docs/intended-use.md)"
        )
        raise RedLineError(message)


def _refuse_facts(act: Act, terms: NodeTerms) -> None:
    """Refuse facts and numbers that no provision asks for: a misspelt one would say nothing, and nobody would notice.

    Raises:
        InputError: There is one.
    """
    told = {name for each in act.accounts for name in (*(each.facts or {}), *(each.quantities or {}))}
    if not told:
        return
    known = names_asked(terms.plans.test.plans)
    for name in sorted(told - known):
        message = f"act {act.id}: {not_found('facts', name, known, FACTS)}"
        raise InputError(message)


def _readers(acts: Sequence[Act], telling: Telling, caller: Caller, library: Library) -> tuple[str, ...]:
    """Give the readers of acts, or refuse those that the mirror rule does not allow.

    Raises:
        RedLineError: A party that an act is about could not read it (R3).
        AuthorityError: Somebody else's act is to be protected by one whose office that is not.
        InputError: A reader is no party.
    """
    about = set(parties_about([actor for act in acts for actor in alleged_actors(act)], library)) - {caller.party}
    readers = readers_of(telling.circle, caller, library)
    if telling.circle.is_protected:
        if about and caller.role not in WITNESS_ROLES:
            allowed = " or ".join(sorted(WITNESS_ROLES))
            message = (
                f"protected: expected the role {allowed} for a protected account of another party's act, "
                f"got {caller.role}; tell it openly to those it is about, or state it as a protected report"
            )
            raise AuthorityError(message)
        return ()
    if not telling.names_readers:
        return tuple(sorted(about))
    missing = () if EVERYBODY in readers else tuple(sorted(about - set(readers)))
    if missing:
        message = (
            f"readers: red line R3: expected {', '.join(missing)} among them, for the acts are about this party, got "
            "none; what is found about a party reaches it no later than anybody else (docs/intended-use.md)"
        )
        raise RedLineError(message)
    return readers


def _findings(
    acts: Sequence[Act], table: RulingTable, test: ClauseTest, terms: tuple[tuple[str, ...], NodeTerms, int]
) -> tuple[Finding, ...]:
    """Raise what is found, in the order of the acts."""
    readers, node_terms, now_ns = terms

    def accounts_of(act: Act) -> tuple[Account, ...]:
        return tuple(telling.account for telling in test.tellings(act))

    origins = corroborate((), acts, test.library, accounts_of).by_act
    return tuple(
        finding_of(detail, readers, node_terms, now_ns) for detail in raise_findings(acts, table, test, {}, origins)
    )


def _told(
    statement: Statement,
    number: int | None,
    judged: tuple[RulingTable, ClauseTest],
    found: Sequence[Finding],
    left_out: int,
) -> ToldAct:
    table, test = judged
    plans = test.plans if number is not None else ()
    rulings = tuple(
        ProvisionWord(
            agreement=plan.key[0],
            provision=plan.key[1],
            word=RULING_WORDS[table.word[number, column]],
            missing=tuple(code.value for code in missing_codes(int(table.missing[number, column]))),
            passage_status=plan.provision.passage.status.value,
        )
        for column, plan in enumerate(plans)
    )
    words = {each.word for each in rulings}
    return ToldAct(
        statement=statement,
        rulings=rulings,
        is_judged=number is not None,
        text_permits=RulingWord.PERMITTED in words and RulingWord.PROHIBITED not in words,
        findings=tuple(finding.id for finding in found),
        left_out=left_out,
    )
