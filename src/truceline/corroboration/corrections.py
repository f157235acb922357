# SPDX-License-Identifier: Apache-2.0
"""Corrections: where a text says that something told before was wrong, or that it was itself changed.

A correction is linked to what it corrects and deletes nothing: the corrected statement stays, with the correction
beside it. Whether the correction is right is not for this software to say.

Source:
    docs/statements.md: corrections linked and never deleted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from math import ceil

from truceline.corroboration.certainty import Certainty
from truceline.corroboration.function_words import FUNCTION_WORDS
from truceline.corroboration.language import Language
from truceline.corroboration.press_text import PressText, Segment, SegmentKind
from truceline.corroboration.retractions import Retraction, may_take_back, retraction_in
from truceline.corroboration.sentences import sentences_of
from truceline.corroboration.spelling import spell_all, words_of
from truceline.corroboration.statements import Statement, Voice
from truceline.corroboration.subjects import SubjectKind
from truceline.corroboration.told_stories import ToldStory

SHARED_FROM = 0.8
"""Share of a claim's words of weight that a statement must hold to be the one that is corrected."""
SHARED_BESIDE = 0.6
"""The same where a notice tells what is right, and what was wrong only beside it."""
TAKEN_BACK_LEAST = 3
"""Words of weight of such a notice from which it is linked."""
_EDGE_CHARS = 600
CLAIM_WORDS_LEAST = 4
"""Words of weight below which a claim is too general to be linked by its words."""
LINKS_MAX = 20
"""Statements linked to one correction; copies of one sentence count once each."""
CORRECTIONS_MAX = 200
"""Statements of one run that are searched for what they correct; each is compared with every distinct wording."""
_NOTICE_WORDS = 60
_NOTICE_CHARS = 2_000
_CLAIMED_BY = frozenset(
    ["reports", "report", "claims", "claim", "accounts", "account", "statements", "statement", "media"]
)
_OPENING = frozenset({"that"})
_WEIGHTLESS = FUNCTION_WORDS | {
    "there",
    "not",
    "no",
    "earlier",
    "previously",
    "clearly",
    "wrong",
    "said",
    "says",
    "claimed",
    "reported",
}
_NOTICES = (
    ("correction", "correction"),
    ("corrections", "correction"),
    ("clarification", "correction"),
    ("corrected", "correction"),
    ("updated", "updated"),
    ("update", "updated"),
    ("retraction", "retracted"),
    ("retracted", "retracted"),
)
_NOTICE_PHRASES = (
    ("an earlier version of this", "correction"),
    ("a previous version of this", "correction"),
    ("has been corrected", "correction"),
    ("has been updated", "updated"),
    ("has been retracted", "retracted"),
    ("has been withdrawn", "retracted"),
)
_NOTICE_KINDS = frozenset(SegmentKind) - {SegmentKind.COMMENT, SegmentKind.QUOTATION, SegmentKind.HEADLINE}


class CorrectionKind(StrEnum):
    """What a correction is."""

    SAYS_WRONG = "says_wrong"
    """A text says that others told it wrong."""
    CORRECTION = "correction"
    """A text says that it was itself wrong before."""
    UPDATED = "updated"
    """A text says that it was changed, and not that it was wrong."""
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One correction.

    Attributes:
        kind: What it is.
        text: Name of the text that makes it.
        digest: Its digest.
        start: Where the words begin in it.
        words: The words.
        claim: The words that are said to be wrong; empty when not told.
        corrects: Statements that it bears on, in other texts and in the words of others; none of them is deleted.
    """

    kind: CorrectionKind
    text: str
    digest: str
    start: int
    words: str
    claim: str = ""
    corrects: tuple[Statement, ...] = ()


def corrections_of(texts: Sequence[PressText], stories: Sequence[ToldStory]) -> tuple[Correction, ...]:
    """Find corrections and link them to what they correct.

    Args:
        texts: The texts, whose notices are read too; comments are not.
        stories: Their stories.

    Returns:
        The corrections, by digest and place.
    """
    statements = [each for story in stories for each in story.statements]
    told = [each for text in texts if text.language is Language.ENGLISH for each in _notices(text)]
    wordings = _Wordings(statements)
    found = _linked(told, wordings, texts, stories)
    denying = [(each, claim) for each in statements if _denies(each) and (claim := _claim(each))]
    denying.sort(key=lambda pair: (pair[0].digest, pair[0].start))
    if denying:
        search = _Search(wordings, stories)
        found += [_says_wrong(statement, claim, search) for statement, claim in denying[:CORRECTIONS_MAX]]
    return tuple(sorted(found, key=lambda each: (each.digest, each.start, each.kind)))


class _Wordings:
    """Statements by their words, read once: every distinct wording, found by its rarest words of weight."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._statements: dict[str, list[Statement]] = {}
        for statement in statements:
            self._statements.setdefault(statement.words, []).append(statement)
        self._wordings = tuple(self._statements)
        self._weights = tuple(_weight(words) for words in self._wordings)
        self._holding: dict[str, list[int]] = {}
        for number, weight in enumerate(self._weights):
            for word in weight:
                self._holding.setdefault(word, []).append(number)

    def alike(self, weight: frozenset[str], share: float) -> Iterator[list[Statement]]:
        """Give the statements of each wording that holds that share of some words: one of the rarest must be in it."""
        needed = max(1, ceil(share * len(weight)))
        rarest = sorted(weight, key=lambda word: (len(self._holding.get(word, ())), word))[: len(weight) - needed + 1]
        maybe = {number for word in rarest for number in self._holding.get(word, ())}
        for number in sorted(maybe):
            if len(weight & self._weights[number]) >= needed:
                yield self._statements[self._wordings[number]]


class _Search:
    """What is told in words or of a channel, to find what a denial bears on."""

    def __init__(self, wordings: _Wordings, stories: Sequence[ToldStory]) -> None:
        self._wordings = wordings
        self._channels = _channel_states(stories)
        self._of_channels = [
            each for story in stories for each in story.statements if (each.digest, each.start) in self._channels
        ]

    def bearing_on(self, statement: Statement, weight: frozenset[str]) -> Iterator[Statement]:
        """Give the statements that tell what is said to be wrong, in its words or of the same channel's state."""
        own = self._channels.get((statement.digest, statement.start))
        if own:
            told = (each for each in self._of_channels if own & self._channels[each.digest, each.start])
            yield from (each for each in told if _is_other_voice(statement, each))
        elif len(weight) >= CLAIM_WORDS_LEAST:
            for same in self._wordings.alike(weight, SHARED_FROM):
                yield from (each for each in same[:LINKS_MAX] if _is_other_voice(statement, each))


def _denies(statement: Statement) -> bool:
    is_notice = statement.voice is Voice.CORRECTION
    return not is_notice and any(hedge.certainty is Certainty.DENIED for hedge in statement.hedges)


def _linked(
    notices: Sequence[Correction], wordings: _Wordings, texts: Sequence[PressText], stories: Sequence[ToldStory]
) -> list[Correction]:
    """Link notices that take something back to the statements that told it."""
    taken = [(each, words) for each in notices if (words := retraction_in(each.words))]
    if not taken:
        return list(notices)
    search = _Retracted(wordings, texts, stories)
    taken.sort(key=lambda pair: (pair[0].digest, pair[0].start))
    linked = {(each.digest, each.start): search.told(each, words) for each, words in taken[:CORRECTIONS_MAX]}
    return [replace(each, corrects=linked.get((each.digest, each.start), ())) for each in notices]


class _Retracted:
    """Where what is taken back may stand: in the same story, or in other texts of a publication or a day."""

    def __init__(self, wordings: _Wordings, texts: Sequence[PressText], stories: Sequence[ToldStory]) -> None:
        self._wordings = wordings
        self._texts = {text.digest: text for text in texts}
        self._story_of = {each.digest: story.id for story in stories for each in story.statements}
        self._of_outlet: dict[str, frozenset[str]] = {}

    def told(self, notice: Correction, words: Retraction) -> tuple[Statement, ...]:
        """Give the statements that tell what a notice takes back: of the same story before those of other texts."""
        alike = [each for each in self._alike(words) if (each.digest, each.start) != (notice.digest, notice.start)]
        story = self._story_of.get(notice.digest)
        found = [each for each in alike if self._story_of.get(each.digest) == story]
        if not found and alike and (words.outlet or words.month_day):
            published = self._published_by(words)
            found = [each for each in alike if each.digest in published]
        return tuple(found[:LINKS_MAX])

    def _alike(self, words: Retraction) -> list[Statement]:
        weight, wrong = _weight(words.claim), _weight(words.wrong)
        if len(weight | wrong) < (CLAIM_WORDS_LEAST if words.is_exact else TAKEN_BACK_LEAST):
            return []
        told = self._wordings.alike(weight, SHARED_FROM if words.is_exact else SHARED_BESIDE)
        return [
            each
            for same in told
            for each in same
            if each.voice is not Voice.CORRECTION and wrong <= _weight(each.words)
        ]

    def _published_by(self, words: Retraction) -> frozenset[str]:
        """Give the texts of a publication, and of a day where the text tells its day."""
        outlet = words.outlet.lower()
        if outlet not in self._of_outlet:
            named = (text for text in self._texts.values() if outlet in _edges_of(text))
            self._of_outlet[outlet] = frozenset(text.digest for text in named)
        return frozenset(
            digest for digest in self._of_outlet[outlet] if _is_of_day(self._texts[digest], words.month_day, outlet)
        )


def _edges_of(text: PressText) -> str:
    """Give the parts of a text in which its publication stands: its name, its head, its foot."""
    return f"{text.name} {text.text[:_EDGE_CHARS]} {text.text[-_EDGE_CHARS:]}".lower()


def _is_of_day(text: PressText, month_day: str, outlet: str) -> bool:
    if not month_day:
        return True
    if text.published is None:
        return bool(outlet)
    return text.published.moment.text[5:10] == month_day


def _notices(text: PressText) -> Iterator[Correction]:
    """Find notices of a text about itself: paragraphs, and sentences that take something back."""
    for segment in text.segments:
        if segment.kind not in _NOTICE_KINDS or not segment.text.strip():
            continue
        taken = tuple(_taken_back(text, segment)) if may_take_back(segment.text) else ()
        yield from taken
        words = segment.text[:_NOTICE_CHARS].split()
        kind = _notice_kind(words[: 2 * _NOTICE_WORDS])
        if kind is not None and not taken:
            shown = " ".join(words[:_NOTICE_WORDS])
            yield Correction(kind=kind, text=text.name, digest=text.digest, start=segment.start, words=shown)


def _taken_back(text: PressText, segment: Segment) -> Iterator[Correction]:
    """Give the sentences of a paragraph that take something back; one that says what was wrong before others."""
    told = [(each, words) for each in sentences_of(segment.text) if (words := retraction_in(each.text))]
    exact = [pair for pair in told if pair[1].is_exact]
    for sentence, words in exact or told:
        yield Correction(
            kind=CorrectionKind.CORRECTION,
            text=text.name,
            digest=text.digest,
            start=segment.start + sentence.start,
            words=" ".join(sentence.text.split()),
            claim=words.claim if words.is_exact else words.wrong,
        )


def _notice_kind(words: Sequence[str]) -> CorrectionKind | None:
    lead = words[0].lower()
    for word, kind in _NOTICES:
        if lead == f"{word}:" or (len(words) <= _LINE_WORDS and lead == word):
            return CorrectionKind(kind)
    told = " ".join(words).lower()
    return next((CorrectionKind(kind) for phrase, kind in _NOTICE_PHRASES if phrase in told), None)


_LINE_WORDS = 12
"""Words of a line that is a notice by its first word alone: "Updated 3 May, 10:40"."""


def _claim(statement: Statement) -> str:
    """Give the words that a statement says are wrong: from "that" up to the verb before the denial."""
    sentence = statement.sentence
    denial = next(hedge.at for hedge in statement.hedges if hedge.certainty is Certainty.DENIED)
    if denial == 0 or not _CLAIMED_BY & set(sentence.lows[:denial]):
        return _denied_claim(statement, denial)
    end = denial - 1 if sentence.lows[denial - 1] in {"were", "was", "are", "is"} else denial
    opening = [at for at in range(end) if sentence.lows[at] in _OPENING]
    return sentence.between(opening[-1] + 1, end) if opening else sentence.between(0, end)


def _denied_claim(statement: Statement, denial: int) -> str:
    """Give what somebody denies: "denied that ..."."""
    lows = statement.sentence.lows
    if lows[denial] in {"denied", "denies"} and lows[denial + 1 : denial + 2] == ("that",):
        return statement.sentence.between(denial + 2, len(lows)).rstrip(" .")
    return ""


def _says_wrong(statement: Statement, claim: str, search: _Search) -> Correction:
    linked = islice(search.bearing_on(statement, _weight(claim)), LINKS_MAX)
    return Correction(
        kind=CorrectionKind.SAYS_WRONG,
        text=statement.text,
        digest=statement.digest,
        start=statement.start,
        words=statement.words,
        claim=claim,
        corrects=tuple(linked),
    )


def _is_other_voice(correcting: Statement, other: Statement) -> bool:
    """Say whether a statement may be what is corrected: not the correction, not its author's own words."""
    if (correcting.digest, correcting.start) == (other.digest, other.start):
        return False
    return other.digest != correcting.digest or other.speaker.words != correcting.speaker.words


@lru_cache(maxsize=4_096)
def _weight(words: str) -> frozenset[str]:
    return frozenset(word for word in spell_all(words_of(words)) if word not in _WEIGHTLESS)


def _channel_states(stories: Sequence[ToldStory]) -> dict[tuple[str, int], frozenset[str]]:
    """Give the channel states each statement tells, with form and day, to link a claim in other words."""
    found: dict[tuple[str, int], frozenset[str]] = {}
    for story in stories:
        for telling in story.tellings:
            if telling.kind is SubjectKind.CHANNEL:
                key = (telling.statement.digest, telling.statement.start)
                day = telling.time.first_day if telling.time else ""
                named = frozenset(f"{telling.form}|{telling.state}|{day}|{name}" for name in telling.names)
                found[key] = found.get(key, frozenset()) | named
    return found
