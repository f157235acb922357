# SPDX-License-Identifier: Apache-2.0
"""What two wordings of one sentence tell differently: a verb, a number, a day, yes or no, the strength, the speaker.

Only what stands in one edited stretch is compared: a clause that one copy adds says nothing against the other copy.
Sentences that name other people or places each are not compared for numbers, days, strength or negation at all.
"""

from collections.abc import Iterator, Sequence
from itertools import product

from truceline.corroboration.alignment import EDIT_WORDS_MAX, AlignedPair, Edit, edits_of, verbs_apart
from truceline.corroboration.contradictions import ContradictionKind, Side, words_around
from truceline.corroboration.names_told import names_told
from truceline.corroboration.speakers import SpeakerKind, role_key
from truceline.corroboration.speech_words import NUMBERS
from truceline.corroboration.spelling import spell_all, words_of
from truceline.corroboration.statements import Statement
from truceline.corroboration.subject_contradictions import are_told_apart
from truceline.corroboration.told_dates import TimeRole, ToldTime

Difference = tuple[ContradictionKind, str, list[Side]]
"""What is told differently, whom or what it is about, and every side."""

HEAD_WORDS = 10
"""Words of a sentence that stand for it."""
_TOLD_KINDS = frozenset({SpeakerKind.NAMED, SpeakerKind.UNNAMED})
_PASSING = frozenset({"reports", "reported", "wrote", "writes", "quoted", "carried", "cited", "according to", "citing"})
"""Verbs of somebody who may only pass on what others say."""
_NUMBER_OF = {word: number for word, number in NUMBERS.items() if word not in {"a", "an", "both"}} | {
    word: number
    for number, word in enumerate(
        ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"), start=13
    )
}
_FIGURES = 9
"""Figures of the longest number that is read."""
_NEGATIONS = frozenset({"not", "never", "no", "cannot", "t", "neither", "nor"})
"""In one spelling "didn't" is "didn" and "t"."""
_AUXILIARIES = frozenset(
    ["did", "does", "do", "has", "have", "had", "was", "were", "is", "are", "be", "been", "yet", "ever", "any", "can"]
) | frozenset(["didn", "doesn", "don", "hasn", "haven", "hadn", "wasn", "weren", "isn", "aren", "won", "couldn", "can"])


def differences_of(story: str, pair: AlignedPair, settled: frozenset[tuple[str, int]]) -> Iterator[Difference]:
    """Find what two wordings of one sentence tell differently.

    Args:
        story: Id of their story.
        pair: The wordings.
        settled: Statements (digest and start) that another entry sets side by side for their day or strength.

    Yields:
        One difference each.
    """
    edits = edits_of(pair)
    for one, two in verbs_apart(edits):
        yield ContradictionKind.WORDING, " / ".join(sorted((one, two))), _sides(story, pair, one, two)
    yield from _speaker_difference(story, pair)
    small = [edit for edit in edits if max(len(edit.first), len(edit.second)) <= EDIT_WORDS_MAX]
    if small and _are_of_one_thing(pair):
        yield from _number_difference(story, pair, small)
        yield from _saying_difference(story, pair, small)
        both = (*pair.first.statements, *pair.second.statements)
        if not any((each.digest, each.start) in settled for each in both):
            yield from _negation_difference(story, pair, small)
            yield from _strength_difference(story, pair, small)
            yield from _day_difference(story, pair, small)


def time_side(story: str, statement: Statement, time: ToldTime) -> Side:
    """Give a time as a side."""
    return Side(
        story=story,
        statement=statement,
        words=words_around(statement, time.first),
        speaker=statement.speaker,
        state=time.words,
        form=time.role.value,
        certainty=statement.certainty,
        time=time,
    )


def index_of(statement: Statement, words: str) -> int:
    """Give the index of the first word of a naming in its sentence; 0 when it stands elsewhere."""
    lead = words.lower().split()[:1]
    return statement.sentence.lows.index(lead[0]) if lead and lead[0] in statement.sentence.lows else 0


def _are_of_one_thing(pair: AlignedPair) -> bool:
    """Say whether neither wording names somebody or some place whom the other replaces by another."""
    one, two = (_names(wording.statements[0]) for wording in (pair.first, pair.second))
    return one <= two or two <= one


def _names(statement: Statement) -> frozenset[str]:
    told = names_told(statement.sentence, [(each.first, each.last) for each in statement.attributions])
    return frozenset(name for _, name in (*told.names, *told.places))


def _speaker_difference(story: str, pair: AlignedPair) -> Iterator[Difference]:
    """Compare who is said to say so; a medium that passes it on is no other speaker, and numbers are seen to apart."""
    first, second = pair.first.statements[0], pair.second.statements[0]
    one, two = first.speaker, second.speaker
    if one.kind not in _TOLD_KINDS or two.kind not in _TOLD_KINDS or _passes_on(first, second):
        return
    if one.kind is SpeakerKind.UNNAMED and two.kind is SpeakerKind.UNNAMED:
        (head, wide), (other, narrow) = _spelt_role(one.role), _spelt_role(two.role)
        is_same = head == other and (wide <= narrow or narrow <= wide)
    else:
        is_same = one.kind is two.kind and one.name.split()[-1:] == two.name.split()[-1:]
    if not is_same:
        sides = [_speaker_side(story, each) for each in (*pair.first.statements, *pair.second.statements)]
        yield ContradictionKind.SPEAKER, " / ".join(sorted({one.words, two.words})), sides


def _spelt_role(role: str) -> tuple[str, frozenset[str]]:
    head, words = role_key(role)
    return head, frozenset("".join(spell_all(words_of(word))) for word in words)


def _passes_on(first: Statement, second: Statement) -> bool:
    """Say whether the speaker of one may be the one who passes on what the other's speaker says."""
    for one, two in ((first, second), (second, first)):
        is_reporting = any(each.verb in _PASSING and each.speaker == one.speaker for each in one.attributions)
        if one.speaker.words in {each.words for each in two.via}:
            return True
        if is_reporting and one.speaker.kind is SpeakerKind.NAMED and two.speaker.kind is SpeakerKind.UNNAMED:
            return True
    return False


def _number_difference(story: str, pair: AlignedPair, edits: Sequence[Edit]) -> Iterator[Difference]:
    """Compare the numbers of one edited stretch; days and the number of unnamed sources are seen to apart."""
    own = [_apart_words(wording.statements[0]) for wording in (pair.first, pair.second)]
    for edit in edits:
        one, two = (
            [word for word in words if _value(word) is not None and word not in left]
            for words, left in zip((edit.first, edit.second), own, strict=True)
        )
        if len(one) == len(two) == 1 and _value(one[0]) != _value(two[0]):
            yield ContradictionKind.NUMBER, _head(pair), _sides(story, pair, one[0], two[0])


def _apart_words(statement: Statement) -> frozenset[str]:
    """Give the words of a statement that tell its times and its speaker."""
    told = [time.words for time in statement.times] + [statement.speaker.words]
    return frozenset(word for words in told for word in spell_all(words_of(words)))


def _value(word: str) -> int | None:
    if word.isascii() and word.isdigit():
        return int(word) if len(word) <= _FIGURES else None
    return _NUMBER_OF.get(word)


def _negation_difference(story: str, pair: AlignedPair, edits: Sequence[Edit]) -> Iterator[Difference]:
    """Find where one wording says that it is so and the other that it is not."""
    for edit in edits:
        for said, denied in ((edit.first, edit.second), (edit.second, edit.first)):
            more = [word for word in denied if word not in _NEGATIONS and word not in _AUXILIARIES]
            kept = [word for word in said if word not in _AUXILIARIES]
            is_denied = not _NEGATIONS.isdisjoint(denied) and _NEGATIONS.isdisjoint(said)
            if is_denied and len(more) <= 1 and len(kept) == len(more):
                words = [" ".join(each) or _NOTHING for each in (edit.first, edit.second)]
                yield ContradictionKind.NEGATION, _head(pair), _sides(story, pair, *words)


_NOTHING = "told without it"


def _strength_difference(story: str, pair: AlignedPair, edits: Sequence[Edit]) -> Iterator[Difference]:
    """Compare the strength of one sentence where the word that decides it is what was edited."""
    first, second = pair.first.statements[0], pair.second.statements[0]
    if first.certainty is second.certainty:
        return
    edited = [set(words) for words in _stretches(edits)]
    for statement, words in zip((first, second), edited, strict=True):
        deciding = [each for each in statement.hedges if each.certainty is statement.certainty]
        if any(not words.isdisjoint(spell_all(words_of(each.words))) for each in deciding):
            sides = [_strength_side(story, each) for each in (*pair.first.statements, *pair.second.statements)]
            yield ContradictionKind.CERTAINTY, _head(pair), sides
            return


def _stretches(edits: Sequence[Edit]) -> tuple[list[str], list[str]]:
    return [word for edit in edits for word in edit.first], [word for edit in edits for word in edit.second]


def _day_difference(story: str, pair: AlignedPair, edits: Sequence[Edit]) -> Iterator[Difference]:
    for one, two in _times_apart(pair, edits):
        if one.role is TimeRole.EVENT:
            yield ContradictionKind.DAY_OF_EVENT, _head(pair), _time_sides(story, pair, one, two)


def _saying_difference(story: str, pair: AlignedPair, edits: Sequence[Edit]) -> Iterator[Difference]:
    """Compare when named speakers spoke; unnamed ones are compared by their group."""
    if pair.first.statements[0].speaker.kind is not SpeakerKind.UNNAMED:
        for one, two in _times_apart(pair, edits):
            if one.role is not TimeRole.EVENT:
                yield ContradictionKind.DAY_OF_SAYING, _head(pair), _time_sides(story, pair, one, two)


def _times_apart(pair: AlignedPair, edits: Sequence[Edit]) -> Iterator[tuple[ToldTime, ToldTime]]:
    """Give the times of one role that stand in one edited stretch and are told apart."""
    for edit in edits:
        told = product(
            _times_in(pair.first.statements[0], edit.first), _times_in(pair.second.statements[0], edit.second)
        )
        for one, two in told:
            if (one.role is TimeRole.EVENT) is (two.role is TimeRole.EVENT) and are_told_apart((one, two)):
                yield one, two


def _times_in(statement: Statement, words: Sequence[str]) -> list[ToldTime]:
    return [time for time in statement.times if not set(words).isdisjoint(spell_all(words_of(time.words)))]


def _time_sides(story: str, pair: AlignedPair, one: ToldTime, two: ToldTime) -> list[Side]:
    return [
        time_side(story, each, time)
        for wording, told in ((pair.first, one), (pair.second, two))
        for each in wording.statements
        for time in [found for found in each.times if found.words.lower() == told.words.lower()][:1]
    ]


def _sides(story: str, pair: AlignedPair, one: str, two: str) -> list[Side]:
    """Give every statement of both wordings with the word by which they differ."""
    return [
        Side(
            story=story,
            statement=each,
            words=words_around(each, index_of(each, word)),
            speaker=each.speaker,
            state=word,
            certainty=each.certainty,
            time=next(iter(each.times), None),
        )
        for wording, word in ((pair.first, one), (pair.second, two))
        for each in wording.statements
    ]


def _speaker_side(story: str, statement: Statement) -> Side:
    return Side(
        story=story,
        statement=statement,
        words=words_around(statement, index_of(statement, statement.speaker.words)),
        speaker=statement.speaker,
        state=statement.speaker.words,
    )


def _strength_side(story: str, statement: Statement) -> Side:
    at = statement.hedges[0].at if statement.hedges else 0
    return Side(
        story=story,
        statement=statement,
        words=words_around(statement, at),
        speaker=statement.speaker,
        state=statement.certainty.value,
        certainty=statement.certainty,
    )


def _head(pair: AlignedPair) -> str:
    """Name a sentence by the words with which one of its wordings begins, as that text has them."""
    sentence = pair.first.statements[0].sentence
    head = sentence.between(0, min(len(sentence.words), HEAD_WORDS))
    return f"{head} …" if len(sentence.words) > HEAD_WORDS + 1 else head.rstrip(".")
