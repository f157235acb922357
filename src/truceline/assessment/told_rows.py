# SPDX-License-Identifier: Apache-2.0
"""What an assessment tells of the words of press texts: counts, unnamed sources, corrections, contradictions.

Codes and short quotations, no prose: ``report`` makes the words (docs/statements.md names every code).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from truceline.corroboration.contradictions import QUOTED_WORDS_MAX, Contradiction, Side
from truceline.corroboration.corrections import Correction
from truceline.corroboration.language import Language
from truceline.corroboration.side_by_side import Told
from truceline.corroboration.speakers import Speaker
from truceline.corroboration.statements import Statement
from truceline.corroboration.told_dates import INFERENCES, Method, ToldTime
from truceline.corroboration.told_stories import UnnamedSource

UNNAMED_SHOWN = 200
NOT_READ_SHOWN = 200
CORRECTIONS_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRow:
    """A time as told.

    Attributes:
        words: As told.
        role: ``event``, ``said`` or ``passed_on``; publication stands with the story's text.
        relation: ``on``, ``from`` or ``until``.
        first_day: First day it can mean; empty when not known.
        last_day: Last day; empty when not known, or open.
        method: How it was resolved; ``unresolved`` when it was not.
        is_inference: Whether the method concludes more than the words say.
        missing: What is missing.
        notes: ``weekday_disagrees``, ``publication_worked_out``.
    """

    words: str
    role: str
    relation: str
    first_day: str
    last_day: str
    method: str
    is_inference: bool
    missing: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRow:
    """One side of a contradiction.

    Attributes:
        file: Name of its text.
        story: Id of its story.
        segment: Kind of the segment it stands in.
        words: The words, at most thirty.
        speaker: Who says so, as published; empty for the author of the text and for words given to nobody.
        speaker_kind: ``named``, ``unnamed``, ``medium``, ``author`` or ``untold``.
        via: Who passes it on, nearest first.
        voice: ``reported``, ``quoted``, ``narrated``, ``column``, ``opinion`` or ``correction``.
        certainty: ``stated``, ``likely``, ``possible``, ``unlikely`` or ``denied``.
        state: What it tells: a status, a state, a number, a verb, a time.
        form: Of what form; empty when that is not the question.
        reason: Why, in the text's words.
        time: When; absent when not told.
    """

    file: str
    story: str
    segment: str
    words: str
    speaker: str
    speaker_kind: str
    via: tuple[str, ...]
    voice: str
    certainty: str
    state: str
    form: str
    reason: str
    time: TimeRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InferenceRow:
    """What would follow if two copies spoke of one day; shown as that."""

    code: str
    file: str
    words: str
    other_file: str
    other_words: str
    gives: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionRow:
    """Something told differently, side by side; nothing of it is averaged or overwritten.

    Attributes:
        id: From its kind and sides alone.
        kind: What is told differently (docs/statements.md).
        subject: Whom or what it is about.
        scope: ``within_text``, ``within_story`` or ``across_stories``.
        handling: How it is kept, codes.
        sides: The sides.
        sides_left: Further statements that are not shown.
        inferences: What would follow.
    """

    id: str
    kind: str
    subject: str
    scope: str
    handling: tuple[str, ...]
    sides: tuple[SideRow, ...]
    sides_left: int
    inferences: tuple[InferenceRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnnamedSourceRow:
    """Unnamed sources of one story; they count once.

    Attributes:
        story: Id of the story.
        role: Their role as published.
        numbers: Numbers told of them, each once; empty when none is told.
        reason: Why they are not named, in the text's words.
        files: Texts that quote them.
        statements: Sentences that quote them, copies counted.
    """

    story: str
    role: str
    numbers: tuple[int, ...]
    reason: str
    files: tuple[str, ...]
    statements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow:
    """A correction with what it corrects; nothing is deleted.

    Attributes:
        kind: ``says_wrong``, ``correction``, ``updated`` or ``retracted``.
        file: Name of the text that makes it.
        words: Its words, at most thirty.
        claim: What is said to be wrong; empty when not told.
        corrects: Files in which statements stand that it bears on, each once.
        statements: How many statements that are.
    """

    kind: str
    file: str
    words: str
    claim: str
    corrects: tuple[str, ...]
    statements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementSummary:
    """What press texts state, counted.

    Attributes:
        statements: Sentences of headline, caption, body and quotations; comments, notices and furniture state nothing.
        by_voice: By voice; opinion stands apart from what is quoted.
        by_certainty: By certainty, in the source's own strength.
        by_speaker: By how much is told of the speaker.
        times: Times told.
        times_by_method: Of these, by how they were resolved.
        times_missing: What is missing, by code; a time may miss several things.
        unnamed_sources: Groups of unnamed sources, each counted once however many copies quote it.
        unnamed: These groups, at most 200.
        corrections: Corrections, at most 200.
        contradictions_left: Contradictions beyond those listed.
        not_read: Texts that are not in English: compared for copies, and not read for statements.
        not_read_files: Their files, at most 200.
    """

    statements: int
    by_voice: dict[str, int]
    by_certainty: dict[str, int]
    by_speaker: dict[str, int]
    times: int
    times_by_method: dict[str, int]
    times_missing: dict[str, int]
    unnamed_sources: int
    unnamed: tuple[UnnamedSourceRow, ...]
    corrections: tuple[CorrectionRow, ...]
    contradictions_left: int
    not_read: int
    not_read_files: tuple[str, ...]


def statement_summary(told: Told) -> StatementSummary:
    """Count what press texts state.

    Args:
        told: What they tell.
    """
    statements = [each for story in told.stories for each in story.statements]
    times = [time for each in statements for time in each.times]
    unnamed = [source for story in told.stories for source in story.unnamed]
    foreign = sorted(text.name for text in told.texts if text.language is not Language.ENGLISH)
    return StatementSummary(
        statements=len(statements),
        by_voice=_counted([each.voice.value for each in statements]),
        by_certainty=_counted([each.certainty.value for each in statements]),
        by_speaker=_counted([each.speaker.kind.value for each in statements]),
        times=len(times),
        times_by_method=_counted([time.method.value for time in times]),
        times_missing=_counted([missing for time in times for missing in time.missing]),
        unnamed_sources=len(unnamed),
        unnamed=tuple(_unnamed(source) for source in unnamed[:UNNAMED_SHOWN]),
        corrections=tuple(_correction(each) for each in told.corrections[:CORRECTIONS_SHOWN]),
        contradictions_left=told.contradictions.left,
        not_read=len(foreign),
        not_read_files=tuple(foreign[:NOT_READ_SHOWN]),
    )


def contradiction_rows(told: Told) -> tuple[ContradictionRow, ...]:
    """Tell the contradictions, in their order."""
    return tuple(_contradiction(entry) for entry in told.contradictions.entries)


def _counted(codes: Sequence[str]) -> dict[str, int]:
    counts = Counter(codes)
    return {code: counts[code] for code in sorted(counts)}


def _contradiction(entry: Contradiction) -> ContradictionRow:
    return ContradictionRow(
        id=entry.id,
        kind=entry.kind.value,
        subject=entry.subject,
        scope=entry.scope.value,
        handling=tuple(each.value for each in entry.handling),
        sides=tuple(_side(side) for side in entry.sides),
        sides_left=entry.sides_left,
        inferences=tuple(
            InferenceRow(
                code=each.code,
                file=each.text,
                words=each.words,
                other_file=each.other_text,
                other_words=each.other_words,
                gives=each.gives,
            )
            for each in entry.inferences
        ),
    )


def _side(side: Side) -> SideRow:
    statement = side.statement
    return SideRow(
        file=statement.text,
        story=side.story,
        segment=statement.segment.value,
        words=side.words,
        speaker=side.speaker.words,
        speaker_kind=side.speaker.kind.value,
        via=tuple(_passing(each) for each in statement.via),
        voice=statement.voice.value,
        certainty=side.certainty.value,
        state=side.state,
        form=side.form,
        reason=side.reason,
        time=_time(side.time) if side.time else None,
    )


def _passing(speaker: Speaker) -> str:
    return speaker.words or speaker.kind.value


def _time(time: ToldTime) -> TimeRow:
    return TimeRow(
        words=time.words,
        role=time.role.value,
        relation=time.relation,
        first_day=time.first_day,
        last_day=time.last_day,
        method=Method(time.method).value,
        is_inference=time.method in INFERENCES,
        missing=time.missing,
        notes=time.notes,
    )


def _unnamed(source: UnnamedSource) -> UnnamedSourceRow:
    return UnnamedSourceRow(
        story=source.story,
        role=source.role,
        numbers=source.numbers,
        reason=source.reason,
        files=_files(source.statements),
        statements=len(source.statements),
    )


def _correction(each: Correction) -> CorrectionRow:
    return CorrectionRow(
        kind=each.kind.value,
        file=each.text,
        words=_short(each.words),
        claim=_short(each.claim),
        corrects=_files(each.corrects),
        statements=len(each.corrects),
    )


def _files(statements: Sequence[Statement]) -> tuple[str, ...]:
    return tuple(sorted({each.text for each in statements}))


def _short(words: str) -> str:
    kept = words.split()
    return words if len(kept) <= QUOTED_WORDS_MAX else " ".join([*kept[: QUOTED_WORDS_MAX - 1], "\u2026"])
