# SPDX-License-Identifier: Apache-2.0
"""What the copies of one story tell differently: the number of its sources, the day of saying, a verb, a strength.

Copies of one report ought to be the same sentence for sentence. Where they are not, an editor changed it or the report
was written through; which of the two is not for this software to say.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from truceline.corroboration.alignment import OneSpelling, aligned_pairs
from truceline.corroboration.contradictions import (
    Contradiction,
    ContradictionKind,
    Inference,
    Side,
    contradiction,
    words_around,
)
from truceline.corroboration.edited_sentences import differences_of, index_of, time_side
from truceline.corroboration.statements import Statement, Voice
from truceline.corroboration.subject_contradictions import are_told_apart
from truceline.corroboration.time_words import WEEKDAYS, TimeForm
from truceline.corroboration.told_dates import TimeRole, ToldTime
from truceline.corroboration.told_stories import ToldStory, UnnamedSource

_SHIFTS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_WEEK = 7


def source_contradictions(story: ToldStory) -> Iterator[Contradiction]:
    """Find unnamed sources whose number the copies tell differently, or only some of them tell.

    Yields:
        One entry per group of unnamed sources; the group counts once all the same.
    """
    for source in story.unnamed:
        by_text = _first_by_text(source)
        numbers = {statement.speaker.number for statement in by_text}
        if len(numbers) > 1:
            sides = [_number_side(story.id, statement) for statement in by_text]
            yield contradiction(ContradictionKind.SOURCE_NUMBER, source.role, sides)


def saying_contradictions(story: ToldStory) -> Iterator[Contradiction]:
    """Find unnamed sources whose day of saying, or of being passed on, the copies tell differently.

    Yields:
        One entry per group, with what would follow if all spoke of one day.
    """
    for source in story.unnamed:
        told: dict[str, list[tuple[Statement, ToldTime]]] = defaultdict(list)
        for statement in source.statements:
            told[statement.digest] += [(statement, time) for time in statement.times if time.role is not TimeRole.EVENT]
        words = {frozenset(time.words.lower() for _, time in pairs) for pairs in told.values() if pairs}
        pairs = [pair for digest in sorted(told) for pair in told[digest]]
        if len(words) > 1 and are_told_apart(time for _, time in pairs):
            sides = [time_side(story.id, statement, time) for statement, time in pairs]
            inferences = tuple(_inferences(pairs))
            yield contradiction(ContradictionKind.DAY_OF_SAYING, source.role, sides, inferences=inferences)


def edited_contradictions(
    story: ToldStory, spelling: OneSpelling, settled: frozenset[tuple[str, int]]
) -> Iterator[Contradiction]:
    """Find sentences of the copies that are one sentence and differ in verb, day, number, strength or speaker.

    Args:
        story: The story with its statements.
        spelling: The one spelling to compare in.
        settled: Statements (digest and start) that another entry already sets side by side for their day or strength.

    Yields:
        One entry per kind and difference.
    """
    found: dict[tuple[ContradictionKind, str], dict[tuple[str, int], Side]] = defaultdict(dict)
    for pair in aligned_pairs(_standing(story.statements), spelling):
        for kind, subject, sides in differences_of(story.id, pair, settled):
            for side in sides:
                found[kind, subject].setdefault((side.statement.digest, side.statement.start), side)
    for kind, subject in sorted(found):
        sides = list(found[kind, subject].values())
        if len({side.statement.digest for side in sides}) > 1:
            yield contradiction(kind, subject, sides)


def _standing(statements: Sequence[Statement]) -> list[Statement]:
    """Leave out what was taken back: it stands among the corrections, beside what it corrects."""
    return [each for each in statements if each.voice is not Voice.CORRECTION]


def _first_by_text(source: UnnamedSource) -> list[Statement]:
    """Give for each text the statement that tells most of the group: its number before none, then the first."""
    found: dict[str, Statement] = {}
    for statement in source.statements:
        held = found.get(statement.digest)
        if held is None or (held.speaker.number is None and statement.speaker.number is not None):
            found[statement.digest] = statement
    return [found[digest] for digest in sorted(found)]


def _number_side(story: str, statement: Statement) -> Side:
    number = statement.speaker.number
    return Side(
        story=story,
        statement=statement,
        words=words_around(statement, index_of(statement, statement.speaker.words)),
        speaker=statement.speaker,
        state="number_untold" if number is None else str(number),
        form=statement.speaker.words,
        certainty=statement.certainty,
    )


def _inferences(pairs: Sequence[tuple[Statement, ToldTime]]) -> Iterator[Inference]:
    """Say what follows for a text that tells "yesterday" if another copy's weekday or date is the same day."""
    for statement, time in pairs:
        shift = _SHIFTS.get(time.words.lower())
        if shift is None or time.role is not TimeRole.SAID:
            continue
        for other, told in pairs:
            gives = _published(told, shift)
            if other.digest != statement.digest and told.role is TimeRole.SAID and gives:
                yield Inference(
                    code="published_on_day" if gives[0].isdigit() else "published_on_weekday",
                    text=statement.text,
                    words=time.words,
                    other_text=other.text,
                    other_words=told.words,
                    gives=gives,
                )
                break


def _published(told: ToldTime, shift: int) -> str:
    """Give the day of publication of a text whose word for a day is so many days off its publication."""
    if told.first_day and told.first_day == told.last_day:
        return (date.fromisoformat(told.first_day) - timedelta(days=shift)).isoformat()
    low = told.words.lower()
    if told.form is TimeForm.WEEKDAY and low in WEEKDAYS:
        return WEEKDAYS[(WEEKDAYS.index(low) - shift) % _WEEK]
    return ""
