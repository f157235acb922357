# SPDX-License-Identifier: Apache-2.0
"""Rehearsal of a text: how many rulings of past acts each clarification of each sentence would settle.

For every undecided ruling (*cannot judge*, *contested*) the facts behind one clarification are told every way they can
be told, all else as it is, and the ruling is decided again by the same kernel. It is *settled* only if it is decided
whichever way they are told. Else the clarification must come together with others: with one more, or with several.

Rules:
    - Nothing here says of any act, place, day or force which way a fact should be told, and no answer is counted apart
      from its contrary (R1, R2): what is ranked is what is unclear. A ruling that would be decided for one telling
      and stay open for another is not counted for that: under a prohibition such a telling nearly always takes the
      act out of the clause, and a rank of it would be a rank of ways out.
    - What a permission could answer is not named.
    - Facts that a provision asks for twice are told alike; of more than ``FACTS_MAX`` facts behind one clarification
      no ruling is counted as settled.

Source:
    This project's own method (docs/rehearsal.md). Order of decisions: ``clauses.decide``.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from truceline.agreement.provisions import Modality, Provision
from truceline.assessment.clarifications import (
    Circumstances,
    Clarification,
    SettledBy,
    clarification_of,
    facts_behind,
)
from truceline.base.fourvalue import FourValue
from truceline.clauses.decide import exception_value
from truceline.clauses.slots import Plan
from truceline.clauses.told_bits import Bits, Decider, Flags, ToldBits
from truceline.findings.ruling import RULING_WORDS, UNDECIDED_WORDS, RulingWord
from truceline.kernels.ruling_arrays import LATE_BIT

FACTS_MAX = 8
"""Facts behind one clarification that are told every way: 2^8 tellings of each pattern."""
PAIR = 2
NEEDS_SHOWN = 5
"""Sets of clarifications told per sentence."""
_PROHIBITED = RULING_WORDS.index(RulingWord.PROHIBITED)
_UNDECIDED = frozenset(RULING_WORDS.index(word) for word in UNDECIDED_WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class PossibleAnswers:
    """Rulings that one clarification would settle, by the answers it could give them.

    Attributes:
        words: The answers, in the order of the ten words; which of them follows is told by nobody here.
        rulings: How many rulings.
    """

    words: tuple[str, ...]
    rulings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClarificationCount:
    """What one clarification of one sentence would settle.

    Attributes:
        agreement: Id of the agreement.
        provision: Id of the provision.
        question: What is to be made clear.
        by: Who could settle it: ``text`` or ``report``.
        rulings: Undecided rulings in which it is open.
        settles: Of these, settled by it alone, whichever way it is told.
        settles_with_one_more: Of these, settled by it and just one other clarification, whichever way they are told.
        answers: What it could answer where it settles, with *prohibited* among them; empty for a permission.
        asks: Names of further facts that the text asks for.
    """

    agreement: str
    provision: str
    question: str
    by: str
    rulings: int
    settles: int
    settles_with_one_more: int
    answers: tuple[PossibleAnswers, ...]
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Clarifications that would have to come together, and how many rulings wait for just these."""

    clarifications: tuple[Clarification, ...]
    rulings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of the text that judges acts.

    Attributes:
        agreement: Id of the agreement.
        provision: Id of the provision.
        title: Its neutral line.
        modality: ``prohibited`` or ``permitted``.
        words: The passage it came from; may be empty.
        article: Paragraph or article.
        status: ``text``, ``gloss`` or ``unverified``.
        refs: Publications of the passage.
        rulings: Acts put to it.
        undecided: Of these, *cannot judge* or *contested*.
        by_text: Of the undecided, those for which words alone would be enough: all that is open could be worded.
        clarifications: What each clarification would settle, most settled first.
        needs: What is open together, most rulings first, at most ``NEEDS_SHOWN``.
        further_needs: Rulings that wait for other sets than those in ``needs``.
    """

    agreement: str
    provision: str
    title: str
    modality: str
    words: str
    article: str
    status: str
    refs: tuple[str, ...]
    rulings: int
    undecided: int
    by_text: int
    clarifications: tuple[ClarificationCount, ...]
    needs: tuple[Need, ...]
    further_needs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What a rehearsal gives.

    Attributes:
        acts: Past acts put to the text.
        rulings: Acts times sentences.
        undecided: Rulings that are *cannot judge* or *contested*.
        undecided_acts: Acts of which some sentence cannot say its answer.
        by_text: Undecided rulings for which words alone would be enough.
        sentences: Sentences, the one first of which one clarification settles most.
        ranking: Every clarification of every sentence that is open somewhere, most settled first.
    """

    acts: int
    rulings: int
    undecided: int
    undecided_acts: int
    by_text: int
    sentences: tuple[Sentence, ...]
    ranking: tuple[ClarificationCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pattern:
    """Acts of which the same is told for one provision, all of them undecided by it."""

    true: int
    false: int
    circumstances: Circumstances
    acts: int


def rehearse(plans: Sequence[Plan], told: ToldBits) -> Rehearsal:
    """Rehearse provisions over what is told of past acts.

    Args:
        plans: The provisions.
        told: What is told, in the order of the plans.

    Returns:
        What each clarification would settle.
    """
    acts = len(told.true)
    is_open = np.zeros(acts, dtype=np.bool_)
    sentences = []
    for p, plan in enumerate(plans):
        patterns, undecided = _patterns(plan, p, told)
        is_open |= undecided
        sentences.append(_sentence(plan, patterns, acts))
    ordered = sorted(sentences, key=_best_first)
    counts = [count for sentence in sentences for count in sentence.clarifications]
    return Rehearsal(
        acts=acts,
        rulings=acts * len(plans),
        undecided=sum(sentence.undecided for sentence in sentences),
        undecided_acts=int(is_open.sum()),
        by_text=sum(sentence.by_text for sentence in sentences),
        sentences=tuple(ordered),
        ranking=tuple(sorted(counts, key=_most_settled)),
    )


def _most_settled(count: ClarificationCount) -> tuple[int, int, int]:
    return -count.settles, -count.settles_with_one_more, -count.rulings


def _best_first(sentence: Sentence) -> tuple[int, int, int, int]:
    first = sentence.clarifications[:1]
    return *(_most_settled(first[0]) if first else (0, 0, 0)), -sentence.undecided


def _patterns(plan: Plan, p: int, told: ToldBits) -> tuple[tuple[_Pattern, ...], Flags]:
    """Gather the distinct patterns of what is told that leave a provision undecided, and which acts they are of."""
    marks = told.offered.astype(np.uint64)
    for column in (told.has_point, told.names_actor, told.names_against, told.unclear_life[:, p]):
        marks = marks << np.uint64(1) | column
    shift = np.uint64(32)
    facts = told.true[:, p].astype(np.uint64) << shift | told.false[:, p]
    further = marks << shift | told.coarse[:, p]
    _, one = np.unique(facts, return_inverse=True)
    other_values, other = np.unique(further, return_inverse=True)
    _, first, number, acts = np.unique(
        one * len(other_values) + other, return_index=True, return_inverse=True, return_counts=True
    )
    true, false = told.true[first, p], told.false[first, p]
    word = Decider(plan).decide(true, false).word
    undecided = np.isin(word, tuple(_UNDECIDED))
    found = tuple(
        _Pattern(
            true=int(true[k]),
            false=int(false[k]),
            circumstances=_circumstances(told, int(first[k]), p),
            acts=int(acts[k]),
        )
        for k in np.flatnonzero(undecided)
    )
    return found, undecided[number]


def _circumstances(told: ToldBits, act: int, p: int) -> Circumstances:
    return Circumstances(
        coarse=int(told.coarse[act, p]),
        disputed=int(told.true[act, p] & told.false[act, p]),
        offered=int(told.offered[act]),
        has_point=bool(told.has_point[act]),
        names_actor=bool(told.names_actor[act]),
        names_against=bool(told.names_against[act]),
        unclear_life=bool(told.unclear_life[act, p]),
    )


def _sentence(plan: Plan, patterns: Sequence[_Pattern], acts: int) -> Sentence:
    agreement, provision_id = plan.key
    provision = plan.provision
    decider = Decider(plan)
    tallies: dict[Clarification, _Tally] = {}
    needs: Counter[tuple[Clarification, ...]] = Counter()
    for pattern in patterns:
        by_question = _open_questions(plan, pattern)
        needs[tuple(sorted(by_question))] += pattern.acts
        for clarification, bits in by_question.items():
            tally = tallies.setdefault(clarification, _Tally())
            is_pair = len(by_question) == PAIR
            tally.add(pattern, _retold_words(plan, pattern, bits, decider), is_pair=is_pair)
            tally.asks |= {plan.slots[bit].asks for bit in bits} - {""}
    counts = (tally.count(plan, clarification) for clarification, tally in tallies.items())
    shown = needs.most_common(NEEDS_SHOWN)
    is_worded = (number for need, number in needs.items() if all(each.by is SettledBy.TEXT for each in need))
    return Sentence(
        agreement=agreement,
        provision=provision_id,
        title=provision.title,
        modality=provision.modality.value,
        words=provision.passage.words,
        article=provision.passage.article,
        status=provision.passage.status.value,
        refs=provision.passage.source.ref,
        rulings=acts,
        undecided=sum(pattern.acts for pattern in patterns),
        by_text=sum(is_worded),
        clarifications=tuple(sorted(counts, key=_most_settled)),
        needs=tuple(Need(clarifications=need, rulings=number) for need, number in shown),
        further_needs=needs.total() - sum(number for _, number in shown),
    )


def _open_questions(plan: Plan, pattern: _Pattern) -> dict[Clarification, tuple[int, ...]]:
    """Give the undecided slots that stand in the way of an answer, by their clarification."""
    found: dict[Clarification, tuple[int, ...]] = {}
    for bit in _doubtful_slots(plan, pattern):
        clarification = clarification_of(plan.slots[bit], bit, pattern.circumstances)
        found[clarification] = (*found.get(clarification, ()), bit)
    return found


def _doubtful_slots(plan: Plan, pattern: _Pattern) -> Iterator[int]:
    """Give the slots told neither or both, of the scope and of the exceptions that are not ruled out."""
    values = [FourValue((pattern.true >> bit & 1) | (pattern.false >> bit & 1) << 1) for bit in range(len(plan.slots))]
    ruled_out = {
        index
        for index in range(len(plan.exceptions))
        if exception_value([values[bit] for bit in plan.slots_of_exception(index)]) is FourValue.FALSE
    }
    for bit, slot in enumerate(plan.slots):
        if values[bit] in {FourValue.NEITHER, FourValue.BOTH} and slot.exception not in ruled_out:
            yield bit


def _retold_words(plan: Plan, pattern: _Pattern, bits: tuple[int, ...], decider: Decider) -> frozenset[int]:
    """Decide a pattern again with the facts behind some slots told every way; empty when they are too many."""
    facts = facts_behind(plan, bits)
    if len(facts) > FACTS_MAX:
        return frozenset()
    true, false = [], []
    for tellings in product((True, False), repeat=len(facts)):
        made_true = _sum(fact.same if is_so else fact.contrary for fact, is_so in zip(facts, tellings, strict=True))
        made_false = _sum(fact.contrary if is_so else fact.same for fact, is_so in zip(facts, tellings, strict=True))
        touched = made_true | made_false
        true.append(pattern.true & ~touched | made_true)
        false.append((pattern.false & ~touched | made_false) | 1 << LATE_BIT)
    answers = decider.decide(_as_bits(true), _as_bits(false))
    return frozenset(int(word) for word in answers.word)


def _sum(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _as_bits(numbers: list[int]) -> Bits:
    return np.array(numbers, dtype=np.uint32)


class _Tally:
    """Counts of one clarification of one provision, pattern by pattern."""

    def __init__(self) -> None:
        self.asks: set[str] = set()
        self._rulings = 0
        self._with_one_more = 0
        self._answers: Counter[tuple[int, ...]] = Counter()

    def add(self, pattern: _Pattern, words: frozenset[int], *, is_pair: bool) -> None:
        """Count the acts of a pattern.

        Args:
            pattern: The pattern.
            words: The words that the tellings give.
            is_pair: Whether just one other clarification is open.
        """
        self._rulings += pattern.acts
        if words and not words & _UNDECIDED:
            self._answers[tuple(sorted(words))] += pattern.acts
        elif is_pair:
            self._with_one_more += pattern.acts

    def count(self, plan: Plan, clarification: Clarification) -> ClarificationCount:
        """Give the counts."""
        agreement, provision = plan.key
        return ClarificationCount(
            agreement=agreement,
            provision=provision,
            question=clarification.question.value,
            by=clarification.by.value,
            rulings=self._rulings,
            settles=self._answers.total(),
            settles_with_one_more=self._with_one_more,
            answers=_answers(plan.provision, self._answers),
            asks=tuple(sorted(self.asks)),
        )


def _answers(provision: Provision, counted: Counter[tuple[int, ...]]) -> tuple[PossibleAnswers, ...]:
    """Name the possible answers of a prohibition, most rulings first; of a permission none (R1).

    Answers that would all leave the clause are not named either: they would be counted apart from their contrary.
    """
    if provision.modality is not Modality.PROHIBITED:
        return ()
    return tuple(
        PossibleAnswers(words=tuple(RULING_WORDS[word].value for word in words), rulings=rulings)
        for words, rulings in counted.most_common()
        if _PROHIBITED in words
    )
