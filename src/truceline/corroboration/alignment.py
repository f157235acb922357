# SPDX-License-Identifier: Apache-2.0
"""Which sentences of the copies of one story are the same sentence, however edited.

Two sentences are aligned when one holds most of the other's runs of four words in one spelling. Every distinct wording
is compared once, however many copies print it; runs that stand in very many wordings find no pairs, so that no story,
however large, takes long.

Source:
    Containment of word shingles (Broder 1997), four words and 60 %: the measure of arrangements.md 1.1 for sentences.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from truceline.corroboration.spelling import Names, spell_all, words_of
from truceline.corroboration.statements import Statement

RUN_WORDS = 4
CONTAINED_FROM = 0.6
"""Share of the shorter sentence's runs that the other must hold."""
RUNS_CERTAIN = 7
"""Runs shared from which ``CONTAINED_CERTAIN`` is enough: ten words in a row are not written twice by chance."""
CONTAINED_CERTAIN = 0.4
WORDINGS_OF_RUN_MAX = 24
"""Wordings that one run may lead to each other: it stands in more only in a very large story."""
PAIRS_MAX = 2_000
"""Pairs of wordings of one story that are compared word by word."""
WORDS_COMPARED_MAX = 120
"""Words of a sentence that are compared one by one; ordinary ones have fewer than seventy."""
_LEADS = frozenset(["to", "will", "would", "could", "may", "might", "can", "must", "shall", "should", "not"])
"""Before a verb; what stands after the same one in both wordings is compared as a verb."""
_FUNCTION = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "by",
        "for",
        "from",
        "and",
        "or",
        "but",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "has",
        "have",
        "had",
        "with",
        "that",
        "this",
        "it",
        "its",
        "their",
        "his",
        "her",
        "they",
        "he",
        "she",
        "which",
        "who",
        "s",
        "t",
        "once",
    ]
)
_LEFT_OUT = frozenset(("a", "an", "the", "s"))
"""Articles and the possessive: what an editor changes first."""
_STEM = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One wording of a sentence with everyone who prints it.

    Attributes:
        words: In one spelling.
        statements: The statements that have it.
    """

    words: tuple[str, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedPair:
    """Two wordings of one sentence."""

    first: Wording
    second: Wording


class OneSpelling:
    """Words in one spelling, with the names that several forms share."""

    def __init__(self, names: Names) -> None:
        """Sort the names by their first word."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for phrase, word in names.phrases:
            self._by_first[phrase[0]].append((phrase, word))

    def words(self, text: str) -> tuple[str, ...]:
        """Give the words of a text; a name told twice in a row is told once."""
        spelt = list(spell_all(words_of(text)))
        made: list[str] = []
        at = 0
        while at < len(spelt):
            wide, word = self._name_at(spelt, at)
            if wide == 1 or not made or made[-1] != word:
                made.append(word)
            at += wide
        return tuple(made)

    def _name_at(self, spelt: Sequence[str], at: int) -> tuple[int, str]:
        for phrase, word in self._by_first.get(spelt[at], ()):
            if tuple(spelt[at : at + len(phrase)]) == phrase:
                return len(phrase), word
        return 1, spelt[at]


def aligned_pairs(statements: Sequence[Statement], spelling: OneSpelling) -> tuple[AlignedPair, ...]:
    """Find the pairs of differing wordings that are one sentence.

    Args:
        statements: Of all copies of one story.
        spelling: The one spelling to compare in.

    Returns:
        The pairs, by their words, so that no file name and no order of files changes them.
    """
    wordings = _wordings(statements, spelling)
    runs = [_runs(wording.words) for wording in wordings]
    holding: Mapping[tuple[str, ...], list[int]] = defaultdict(list)
    for number, of in enumerate(runs):
        for run in sorted(of):
            if len(holding[run]) < WORDINGS_OF_RUN_MAX:
                holding[run].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holding.values():
        shared.update((one, other) for place, one in enumerate(numbers) for other in numbers[place + 1 :])
    made = [
        AlignedPair(first=wordings[one], second=wordings[other])
        for (one, other), count in sorted(shared.items())
        if _is_one_sentence(count, min(len(runs[one]), len(runs[other])))
    ]
    return tuple(made[:PAIRS_MAX])


def verbs_apart(pair: AlignedPair) -> tuple[tuple[str, str], ...]:
    """Give the verbs by which two wordings of one sentence differ.

    A word counts as a verb where "to", a modal or "not" stands before it in both. Two forms of one word do not differ.

    Source:
        Longest common runs, as of ``difflib`` (Ratcliff and Obershelp 1988).
    """
    first, second = pair.first.words[:WORDS_COMPARED_MAX], pair.second.words[:WORDS_COMPARED_MAX]
    found: list[tuple[str, str]] = []
    for tag, start, end, other, other_end in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag != "replace" or not start or not other or first[start - 1] != second[other - 1]:
            continue
        one, two = first[start], second[other]
        is_content = one not in _FUNCTION and two not in _FUNCTION and end > start and other_end > other
        if is_content and first[start - 1] in _LEADS and one[:_STEM] != two[:_STEM]:
            found.append((one, two))
    return tuple(found)


def _is_one_sentence(shared: int, runs: int) -> bool:
    return shared >= CONTAINED_FROM * runs or (shared >= RUNS_CERTAIN and shared >= CONTAINED_CERTAIN * runs)


def _wordings(statements: Sequence[Statement], spelling: OneSpelling) -> tuple[Wording, ...]:
    by_text: dict[str, tuple[str, ...]] = {}
    grouped: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement.words not in by_text:
            spelt = spelling.words(statement.words)
            by_text[statement.words] = tuple(word for word in spelt if word not in _LEFT_OUT)
        grouped[by_text[statement.words]].append(statement)
    return tuple(Wording(words=words, statements=tuple(grouped[words])) for words in sorted(grouped))


def _runs(words: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(_each_run(words))


def _each_run(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for at in range(len(words) - RUN_WORDS + 1):
        yield words[at : at + RUN_WORDS]
