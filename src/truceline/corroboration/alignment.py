# SPDX-License-Identifier: Apache-2.0
"""Which sentences of the copies of one story are the same sentence, however edited.

Two sentences are aligned when one holds most of the other's runs of four words in one spelling, or when they are about
as long and share most of their words; each only with the sentence of the other text that is most like it, and never two
sentences that one text prints both. Every distinct wording
is compared once, however many copies print it; runs that stand in very many wordings find no pairs, so that no story,
however large, takes long.

Source:
    Containment of word shingles (Broder 1997), four words and 60 %: the measure of docs/texts.md for sentences.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from truceline.corroboration.function_words import FUNCTION_WORDS
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
RUNS_LEAST = 5
"""Runs shared by sentences of unlike length: "They spoke on condition of anonymity" stands in many a longer one."""
ALIKE_FROM = 0.75
"""Share of the words of the shorter sentence that the longer one must hold, where an edit broke its runs."""
AS_LONG_FROM = 0.7
"""Length of the shorter of two such sentences, as a share of the longer one's."""
FRAMED_FROM = 0.5
"""The same where both begin and end alike."""
EDGE_WORDS = 2
"""Words at the beginning or the end of two sentences that lead them to each other."""
EDIT_WORDS_MAX = 6
"""Longest stretch in which two wordings differ that is still one edit of one thing [words]."""
CANDIDATES_MAX = 40_000
"""Pairs of wordings of one story of which it is looked at whether they are one sentence."""
PAIRS_MAX = 2_000
"""Pairs of wordings of one story that are compared word by word."""
WORDS_COMPARED_MAX = 120
"""Words of a sentence that are compared one by one; ordinary ones have fewer than seventy."""
_LEADS = frozenset(["to", "will", "would", "could", "may", "might", "can", "must", "shall", "should", "not"])
"""Before a verb; what stands after the same one in both wordings is compared as a verb."""
_FUNCTION = FUNCTION_WORDS | {"but", "he", "she", "s", "t", "once"}
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One stretch in which two wordings of one sentence differ.

    Attributes:
        first: Words of the first wording; empty where the second adds some.
        second: Words of the second.
        before: Word before it in both; empty when none stands there, or not the same.
    """

    first: tuple[str, ...]
    second: tuple[str, ...]
    before: str


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
    if len({each.digest for each in statements}) < 2:  # noqa: PLR2004 - a text is compared with another
        return ()
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
    chosen = _most_alike(wordings, runs, shared | _edges(wordings))
    return tuple(AlignedPair(first=wordings[one], second=wordings[other]) for one, other in chosen[:PAIRS_MAX])


def edits_of(pair: AlignedPair) -> tuple[Edit, ...]:
    """Give the stretches in which two wordings of one sentence differ, in order.

    Source:
        Longest common runs, as of ``difflib`` (Ratcliff and Obershelp 1988).
    """
    first, second = pair.first.words[:WORDS_COMPARED_MAX], pair.second.words[:WORDS_COMPARED_MAX]
    found: list[Edit] = []
    for tag, start, end, other, other_end in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag != "equal":
            is_led = start > 0 and other > 0 and first[start - 1] == second[other - 1]
            before = first[start - 1] if is_led else ""
            found.append(Edit(first=first[start:end], second=second[other:other_end], before=before))
    return tuple(found)


def verbs_apart(edits: Sequence[Edit]) -> tuple[tuple[str, str], ...]:
    """Give the verbs by which two wordings of one sentence differ.

    A word counts as a verb where "to", a modal or "not" stands before it in both. Two forms of one word do not differ.
    """
    found: list[tuple[str, str]] = []
    for edit in edits:
        if not edit.first or not edit.second or edit.before not in _LEADS:
            continue
        one, two = edit.first[0], edit.second[0]
        if one not in _FUNCTION and two not in _FUNCTION and one[:_STEM] != two[:_STEM]:
            found.append((one, two))
    return tuple(found)


def _edges(wordings: Sequence[Wording]) -> Counter[tuple[int, int]]:
    """Lead sentences to each other that begin or end alike, though they share no run: short ones, edited inside."""
    holding: Mapping[tuple[str, ...], list[int]] = defaultdict(list)
    for number, wording in enumerate(wordings):
        for edge in (("<", *wording.words[:EDGE_WORDS]), (*wording.words[-EDGE_WORDS:], ">")):
            if len(edge) > EDGE_WORDS and len(holding[edge]) < WORDINGS_OF_RUN_MAX:
                holding[edge].append(number)
    found: Counter[tuple[int, int]] = Counter()
    for numbers in holding.values():
        for place, one in enumerate(numbers):
            found.update(dict.fromkeys(((one, other) for other in numbers[place + 1 :]), 1))
    return found


def _most_alike(
    wordings: Sequence[Wording], runs: Sequence[frozenset[tuple[str, ...]]], shared: Counter[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Choose the pairs that are one sentence: the likest first, each wording once for every text of the other."""
    digests = [frozenset(each.digest for each in wording.statements) for wording in wordings]
    counts = [Counter(wording.words) for wording in wordings]
    likely: list[tuple[float, int, int]] = []
    for one, other in sorted(shared)[:CANDIDATES_MAX]:
        if digests[one].isdisjoint(digests[other]):
            common = (counts[one] & counts[other]).total()
            short, long = sorted((len(wordings[one].words), len(wordings[other].words)))
            is_as_long = short >= AS_LONG_FROM * long or _is_framed(wordings[one].words, wordings[other].words)
            is_edited = is_as_long and common >= ALIKE_FROM * short
            count = len(runs[one] & runs[other])
            if is_edited or _is_one_sentence(count, min(len(runs[one]), len(runs[other])), is_as_long=is_as_long):
                likely.append((-common / long, one, other))
    taken: set[tuple[int, str]] = set()
    chosen: list[tuple[int, int]] = []
    for _, one, other in sorted(likely):
        marks = {(one, digest) for digest in digests[other]} | {(other, digest) for digest in digests[one]}
        if taken.isdisjoint(marks):
            taken |= marks
            chosen.append((one, other))
    return sorted(chosen)


def _is_framed(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Say whether two wordings begin and end alike: what one has more stands inside, and is no other sentence."""
    is_framed = one[:1] == other[:1] and one[-EDGE_WORDS:] == other[-EDGE_WORDS:]
    return is_framed and min(len(one), len(other)) >= FRAMED_FROM * max(len(one), len(other))


def _is_one_sentence(shared: int, runs: int, *, is_as_long: bool) -> bool:
    is_held = shared >= CONTAINED_FROM * runs and (is_as_long or shared >= RUNS_LEAST) and shared > 0
    return is_held or (shared >= RUNS_CERTAIN and shared >= CONTAINED_CERTAIN * runs)


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
