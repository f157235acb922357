# SPDX-License-Identifier: Apache-2.0
"""What texts tell differently, side by side: never averaged, never settled, nothing overwritten.

An entry holds the words of every side with who said them, how sure and when, and a code for how such a difference is
kept. What only looks different (one day told in two ways, one name in two spellings) is no entry; what follows only if
two copies speak of the same day is shown as an inference.

Source:
    docs/statements.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from truceline.corroboration.certainty import Certainty
from truceline.corroboration.press_text import SegmentKind
from truceline.corroboration.speakers import Speaker
from truceline.corroboration.statements import Statement
from truceline.corroboration.subjects import Telling
from truceline.corroboration.told_dates import ToldTime

QUOTED_WORDS_MAX = 30
"""Longest quotation of one side [words]."""
SIDES_MAX = 16
"""Sides shown of one entry; further copies of the same side are counted."""
_BACK = 14
_TIME_WORDS = 5


class ContradictionKind(StrEnum):
    """What is told differently."""

    CONTACT_STATUS = "contact_status"
    CHANNEL_INTERVAL = "channel_interval"
    CHANNEL_USE = "channel_use"
    ANNOUNCEMENT_WINDOW = "announcement_window"
    DAY_OF_SAYING = "day_of_saying"
    SOURCE_NUMBER = "source_number"
    WORDING = "wording"
    DAY_OF_EVENT = "day_of_event"
    CERTAINTY = "certainty"
    SPEAKER = "speaker"
    NUMBER = "number"
    """A number in one and the same sentence, such as of people killed."""
    NEGATION = "negation"
    """One and the same sentence, and its denial."""


class Scope(StrEnum):
    """How far apart the sides stand."""

    WITHIN_TEXT = "within_text"
    WITHIN_STORY = "within_story"
    ACROSS_STORIES = "across_stories"


class Handling(StrEnum):
    """How such a difference is kept."""

    FORM_AND_STATUS_APART = "form_and_status_apart"
    CAPTION_MAY_BE_LATER = "caption_may_be_later"
    CHANNEL_HAS_INTERVALS = "channel_has_intervals"
    DECLARED_AND_USED_APART = "declared_and_used_apart"
    WINDOW_PER_COPY = "window_per_copy"
    SAID_AND_PUBLISHED_APART = "said_and_published_apart"
    COUNTED_ONCE = "counted_once"
    VARIANTS_KEPT = "variants_kept"
    STRENGTH_PER_COPY = "strength_per_copy"
    CORRECTED_AND_KEPT = "corrected_and_kept"


HANDLING = {
    ContradictionKind.CONTACT_STATUS: Handling.FORM_AND_STATUS_APART,
    ContradictionKind.CHANNEL_INTERVAL: Handling.CHANNEL_HAS_INTERVALS,
    ContradictionKind.CHANNEL_USE: Handling.DECLARED_AND_USED_APART,
    ContradictionKind.ANNOUNCEMENT_WINDOW: Handling.WINDOW_PER_COPY,
    ContradictionKind.DAY_OF_SAYING: Handling.SAID_AND_PUBLISHED_APART,
    ContradictionKind.SOURCE_NUMBER: Handling.COUNTED_ONCE,
    ContradictionKind.WORDING: Handling.VARIANTS_KEPT,
    ContradictionKind.DAY_OF_EVENT: Handling.WINDOW_PER_COPY,
    ContradictionKind.CERTAINTY: Handling.STRENGTH_PER_COPY,
    ContradictionKind.SPEAKER: Handling.VARIANTS_KEPT,
    ContradictionKind.NUMBER: Handling.VARIANTS_KEPT,
    ContradictionKind.NEGATION: Handling.VARIANTS_KEPT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a contradiction.

    Attributes:
        story: Id of its story.
        statement: The statement.
        words: The words that matter, at most ``QUOTED_WORDS_MAX``.
        speaker: Who says this part of it.
        state: What it tells: a status, a state, a number, a verb.
        form: Of what form; empty when that is not the question.
        certainty: Of the clause.
        time: When; None when not told.
        reason: Why, in the text's words.
    """

    story: str
    statement: Statement
    words: str
    speaker: Speaker
    state: str
    form: str = ""
    certainty: Certainty = Certainty.STATED
    time: ToldTime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """What follows if two copies speak of one day.

    Attributes:
        code: ``published_on_weekday`` or ``published_on_day``.
        text: Name of the text it is about.
        words: Its words for the day.
        other_text: Name of the copy it follows from.
        other_words: Its words for the same day.
        gives: The weekday, in English and small letters, or the day.
    """

    code: str
    text: str
    words: str
    other_text: str
    other_words: str
    gives: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Something that is told differently.

    Attributes:
        id: Made from its kind and the digests and places of its sides.
        kind: What is told differently.
        subject: Whom or what it is about, names as the texts spell them.
        scope: How far apart the sides stand.
        sides: By digest and place.
        sides_left: Further statements that are not shown.
        handling: How it is kept.
        inferences: What would follow, shown as such.
    """

    id: str
    kind: ContradictionKind
    subject: str
    scope: Scope
    sides: tuple[Side, ...]
    sides_left: int
    handling: tuple[Handling, ...]
    inferences: tuple[Inference, ...] = ()


def contradiction(
    kind: ContradictionKind, subject: str, sides: Iterable[Side], *, inferences: tuple[Inference, ...] = ()
) -> Contradiction:
    """Set sides beside each other.

    Args:
        kind: What is told differently.
        subject: Whom or what it is about.
        sides: At least two, in any order.
        inferences: What would follow.

    Returns:
        The entry; the same for the same texts, whatever their files are called.
    """
    ordered = sorted(sides, key=lambda side: (side.statement.digest, side.statement.start, side.state))
    shown = _one_of_each_first(ordered)[:SIDES_MAX]
    shown.sort(key=lambda side: (side.statement.digest, side.statement.start, side.state))
    marks = "|".join(f"{side.statement.digest}:{side.statement.start}:{side.state}" for side in ordered)
    return Contradiction(
        id=f"{kind.value}-{blake2b(f'{subject}|{marks}'.encode(), digest_size=6).hexdigest()}",
        kind=kind,
        subject=subject,
        scope=_scope(ordered),
        sides=tuple(shown),
        sides_left=len(ordered) - len(shown),
        handling=_handling(kind, shown),
        inferences=inferences,
    )


def side_of(story: str, telling: Telling) -> Side:
    """Give a telling as a side."""
    return Side(
        story=story,
        statement=telling.statement,
        words=words_around(telling.statement, telling.at, telling.time),
        speaker=telling.speaker,
        state=telling.state,
        form=telling.form,
        certainty=telling.certainty,
        time=telling.time,
        reason=telling.reason,
    )


def words_around(statement: Statement, at: int, time: ToldTime | None = None) -> str:
    """Give the words around one word, at most ``QUOTED_WORDS_MAX``; what is left out is marked.

    Args:
        statement: The statement.
        at: Index of the word.
        time: The time that belongs to it: it is shown too where it is near enough.
    """
    sentence = statement.sentence
    count = len(sentence.words)
    if count <= QUOTED_WORDS_MAX:
        return statement.words
    first = min(max(0, at - _BACK), count - QUOTED_WORDS_MAX + 2)
    if time is not None and at <= time.first:
        first = min(at, max(first, time.first + _TIME_WORDS - QUOTED_WORDS_MAX))
    last = min(count, first + QUOTED_WORDS_MAX - 2)
    return f"{'… ' if first else ''}{sentence.between(first, last)}{' …' if last < count else ''}"


def _one_of_each_first(sides: Sequence[Side]) -> list[Side]:
    """Put one side of every state and text first, so that a cut leaves every state in sight."""
    seen: set[str] = set()
    first: list[Side] = []
    later: list[Side] = []
    for side in sides:
        (later if side.state in seen else first).append(side)
        seen.add(side.state)
    return [*first, *later]


def _scope(sides: Sequence[Side]) -> Scope:
    if len({side.statement.digest for side in sides}) == 1:
        return Scope.WITHIN_TEXT
    return Scope.WITHIN_STORY if len({side.story for side in sides}) == 1 else Scope.ACROSS_STORIES


def _handling(kind: ContradictionKind, sides: Sequence[Side]) -> tuple[Handling, ...]:
    segments = {side.statement.segment for side in sides}
    more: list[Handling] = []
    if SegmentKind.CAPTION in segments and len(segments) > 1:
        more.append(Handling.CAPTION_MAY_BE_LATER)
    if any(side.certainty is Certainty.DENIED for side in sides):
        more.append(Handling.CORRECTED_AND_KEPT)
    return (HANDLING[kind], *more)
