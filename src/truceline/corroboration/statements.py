# SPDX-License-Identifier: Apache-2.0
"""What a press text states: one statement per sentence, with who says it, how sure and when.

Rules:
    - Statements are made of body, quotations, captions and headline. Nothing of a comment, a disclaimer or page
      furniture ever becomes one.
    - Words in quotation marks are the speaker's; whoever passes them on stands in ``via``, nearest first.
    - What a publication takes back is denied, and said by whoever had told it, never by the text that corrects it.
    - In a column, what nobody else is said to say is its author's, and what its author concludes is opinion.
    - Event time, time of saying, time of passing on and time of publication are four things.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from truceline.corroboration.certainty import Certainty, Hedge, distances_of, hedges_of, weakest
from truceline.corroboration.language import is_other_script
from truceline.corroboration.press_text import COMPARED_KINDS, PressText, Segment, SegmentKind
from truceline.corroboration.retractions import Retraction, retraction_in
from truceline.corroboration.sentences import Sentence, sentences_of
from truceline.corroboration.speakers import (
    AUTHOR,
    UNTOLD,
    Attribution,
    Speaker,
    SpeakerKind,
    account_of,
    anonymity_reason,
    attributions_of,
)
from truceline.corroboration.speech_words import ACCOUNTS
from truceline.corroboration.time_words import TimeWords, time_words_of
from truceline.corroboration.told_dates import Anchors, TimeRole, ToldTime, anchors_of, resolve

STATED_KINDS = (SegmentKind.HEADLINE, SegmentKind.CAPTION, SegmentKind.BODY, SegmentKind.QUOTATION)
"""Segments that state anything."""

_COLUMN_LEAD = re.compile(
    r"\W*(?:opinion|op-ed|analysis|news analysis|commentary|comment|editorial|viewpoint|column)\s*[:|\u2013\u2014]",
    re.IGNORECASE,
)
"""How the headline of a column begins."""
_COLUMN_LINE = re.compile(r"\W*(?:opinion|op-ed|analysis|news analysis|commentary)\W*$", re.IGNORECASE)
"""A line above a column."""
_LINES = frozenset({SegmentKind.BYLINE, SegmentKind.HEADLINE, SegmentKind.FURNITURE})
_VIEWS = frozenset({"views", "view", "opinions", "opinion"})
_AUTHORS = frozenset({"author", "authors", "author's", "authors'", "column", "writer", "writer's", "contributor"})
_POSITIONS = _VIEWS | {"article", "column", "commentary", "essay", "piece", "position", "positions", "policy"}
_DISCLAIMING = ("author", "necessarily", "column", "writer", "contributor")
"""One of these stands in every notice of whose views a text gives."""
_NOT_THE_PAPERS = re.compile(
    r"\bthose of the (?:author|writer|contributor)|\b(?:author|writer)s?'?s? own\b"
    r"|\b(?:do|does) not necessarily (?:represent|reflect|express)"
)
_WORD = re.compile(r"\w+(?:'\w*)?")
_ALONE = frozenset({"alone", "solely", "own", "only", "necessarily", "personal"})
_NOTICE_CHARS = 3_000
_OPINION = (
    ("it", "is", "clear"),
    ("it", "is", "now", "clear"),
    ("makes", "it", "clear"),
    ("it", "is", "obvious"),
    ("it", "may", "be", "that"),
    ("too", "early", "to"),
    ("may", "suggest"),
    ("suggests", "that"),
    ("is", "probably"),
    ("clearly", "wrong"),
    ("in", "my", "view"),
    ("in", "my", "opinion"),
    ("i", "believe"),
    ("i", "think"),
)
"""Words by which an author says that something is the author's own conclusion."""
_OPINION_LEADS = frozenset(phrase[0] for phrase in _OPINION)
_FUTURE = frozenset(
    ["will", "would", "could", "may", "might", "expected", "scheduled", "planned", "plans", "due", "set", "shall", "to"]
)
_CLAUSE_ENDS = frozenset(",;:—\u2013.()")
_SAID_WITHIN = 3
"""Words between a verb of saying and its day: "said on Saturday", "said late on Saturday"."""
_OCCASIONS = frozenset(
    ["interview", "speaking", "briefing", "statement", "speech", "remarks", "conference", "interviewed", "addressing"]
)
_LINE_WORDS = 4
"""Words of a headline or caption from which it can state something."""
_BACK_SENTENCES = 4
"""How far back "he" or "she" may reach [sentences]."""


class Voice(StrEnum):
    """In whose voice a sentence speaks."""

    REPORTED = "reported"
    """The text says who says so."""
    QUOTED = "quoted"
    """The words stand between quotation marks or in a text quoted at length."""
    NARRATED = "narrated"
    """The text says it by itself."""
    COLUMN = "column"
    """The author of a column says it."""
    OPINION = "opinion"
    """An author's conclusion."""
    CORRECTION = "correction"
    """A publication takes the words back: they are denied, and no claim of the text that prints them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence of one text.

    Attributes:
        text: Name of the text.
        digest: Digest of the text; with ``start`` it names the statement whatever the file is called.
        segment: Kind of the segment it stands in.
        start: Its first character in the text.
        words: Its words, line ends and double spaces made single.
        speaker: Who says so.
        via: Who passes it on, nearest to the speaker first.
        voice: In whose voice.
        certainty: Of its weakest hedge; a clause may be surer, see ``hedges``.
        hedges: The words by which it says how sure the speaker is.
        distances: Words by which the text keeps its distance.
        times: The times it tells.
        sentence: The sentence itself.
        attributions: Every place of it that says who says so.
    """

    text: str
    digest: str
    segment: SegmentKind
    start: int
    words: str
    speaker: Speaker
    via: tuple[Speaker, ...]
    voice: Voice
    certainty: Certainty
    hedges: tuple[Hedge, ...]
    distances: tuple[str, ...]
    times: tuple[ToldTime, ...]
    sentence: Sentence
    attributions: tuple[Attribution, ...]


def statements_of(text: PressText) -> tuple[Statement, ...]:
    """Give the statements of one text, in its order.

    Args:
        text: The text in its segments.

    Returns:
        One statement per sentence of the kinds ``STATED_KINDS``.

    Source:
        docs/statements.md: unnamed sources, citation chain, opinion apart from quoted fact.
    """
    read = [_ReadSegment(segment) for segment in _joined(text)]
    is_column = _is_column(text)
    voiced = [each for segment, before in _with_before(read) for each in _voiced(segment, before, is_column=is_column)]
    tellings = [time_words_of(each.sentence) for each in voiced]
    anchors = anchors_of(text.published, [told for times in tellings for told in times])
    made: list[Statement] = []
    for each, told in zip(voiced, tellings, strict=True):
        times = _resolved(each, told, anchors)
        anchors = replace(anchors, told_last=_last_day(times) or anchors.told_last)
        made.append(_statement(text, each, times))
    return _pronouns_resolved(made)


def _joined(text: PressText) -> Iterator[Segment]:
    """Give the segments that state anything; paragraphs quoted in a row are one quotation."""
    held: Segment | None = None
    for segment in text.segments:
        is_quoted = segment.kind is SegmentKind.QUOTATION
        if held is not None and is_quoted and not text.text[held.end : segment.start].strip():
            held = replace(held, end=segment.end, text=text.text[held.start : segment.end])
            continue
        if held is not None:
            yield held
        held = segment if is_quoted else None
        if segment.kind in STATED_KINDS and not is_quoted:
            yield segment
    if held is not None:
        yield held


@dataclass(slots=True)
class _ReadSegment:
    """A segment with what was read in it."""

    segment: Segment
    sentences: tuple[Sentence, ...]
    attributions: tuple[tuple[Attribution, ...], ...]

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        least = 1 if segment.kind in COMPARED_KINDS else _LINE_WORDS
        self.sentences = tuple(
            each
            for each in sentences_of(segment.text)
            if len(each.words) >= least and not _disclaims(each.text) and not is_other_script(each.text)
        )
        self.attributions = tuple(attributions_of(sentence) for sentence in self.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Voiced:
    """A sentence with its speaker."""

    segment: Segment
    sentence: Sentence
    attributions: tuple[Attribution, ...]
    speaker: Speaker
    via: tuple[Speaker, ...]
    voice: Voice


@dataclass(frozen=True, slots=True)
class _Account:
    """Whose words a text quoted at length is, and who passes it on."""

    whose: Speaker
    via: Speaker | None


def _with_before(read: Sequence[_ReadSegment]) -> Iterator[tuple[_ReadSegment, _Account]]:
    """Give each segment with the account that introduces it, if it is quoted at length."""
    account = _Account(UNTOLD, None)
    last: Sentence | None = None
    for each in read:
        if each.segment.kind is SegmentKind.QUOTATION and last is not None:
            whose, via = account_of(last, ACCOUNTS)
            if whose or via:
                account = _Account(whose or via or UNTOLD, via)
        elif each.segment.kind is not SegmentKind.QUOTATION:
            account = _Account(UNTOLD, None)
        yield each, account
        last = each.sentences[-1] if each.sentences else last


def _voiced(read: _ReadSegment, account: _Account, *, is_column: bool) -> Iterator[_Voiced]:
    outer = _outer_of_quotations(read)
    before: Speaker | None = None
    paragraph = -1
    for sentence, attributions in zip(read.sentences, read.attributions, strict=True):
        if sentence.paragraph != paragraph:
            paragraph, before = sentence.paragraph, None
        speaker, via, voice = _voice(sentence, attributions, outer.get(sentence.quotation), before)
        if read.segment.kind is SegmentKind.QUOTATION:
            speaker, via = _in_account(speaker, via, account)
            voice = Voice.QUOTED
        elif voice is Voice.NARRATED:
            voice = _own_voice(sentence, is_column=is_column)
        before = speaker if speaker.kind not in {SpeakerKind.AUTHOR, SpeakerKind.UNTOLD} else before
        yield _Voiced(
            segment=read.segment,
            sentence=sentence,
            attributions=attributions,
            speaker=_with_reason(speaker, sentence),
            via=via,
            voice=voice,
        )


def _outer_of_quotations(read: _ReadSegment) -> dict[int, Speaker]:
    """Give for each quotation the speaker that the words around it name; the first one counts."""
    found: dict[int, Speaker] = {}
    for sentence, attributions in zip(read.sentences, read.attributions, strict=True):
        around = next((each.speaker for each in attributions if not each.is_quoted), None)
        if around is not None:
            for number in {sentence.quotation, sentence.quotation_last} - {-1}:
                found.setdefault(number, around)
    return found


def _voice(
    sentence: Sentence, attributions: Sequence[Attribution], outer: Speaker | None, before: Speaker | None
) -> tuple[Speaker, tuple[Speaker, ...], Voice]:
    """Decide who speaks: those who are quoted before those who quote, those who are cited before those who cite."""
    inner = [each.speaker for each in attributions if each.is_quoted]
    around = [each for each in attributions if not each.is_quoted]
    if sentence.quotation >= 0:
        speaker = outer or before
        if inner:
            return inner[0], (speaker,) if speaker else (), Voice.QUOTED
        return speaker or UNTOLD, (), Voice.QUOTED
    if not around:
        return AUTHOR, (), Voice.NARRATED
    cited = [each.speaker for each in around if each.is_cited]
    others = [each.speaker for each in around if not each.is_cited]
    if cited:
        return cited[0], tuple(others[:1]), Voice.REPORTED
    first = next((each for each in others if each.kind is not SpeakerKind.MEDIUM), others[0])
    return (
        first,
        tuple(each for each in others if each.kind is SpeakerKind.MEDIUM and each != first)[:1],
        Voice.REPORTED,
    )


def _in_account(speaker: Speaker, via: tuple[Speaker, ...], account: _Account) -> tuple[Speaker, tuple[Speaker, ...]]:
    """Give the speaker inside a text quoted at length: its own, else whoever passes it on, else whose it is."""
    passing = (account.via,) if account.via else ()
    if speaker.kind in {SpeakerKind.AUTHOR, SpeakerKind.UNTOLD}:
        return account.via or account.whose, ()
    return speaker, (*via, *passing)


def _own_voice(sentence: Sentence, *, is_column: bool) -> Voice:
    for at, low in enumerate(sentence.lows):
        if low in _OPINION_LEADS and any(sentence.lows[at : at + len(phrase)] == phrase for phrase in _OPINION):
            return Voice.OPINION
    return Voice.COLUMN if is_column else Voice.NARRATED


def _with_reason(speaker: Speaker, sentence: Sentence) -> Speaker:
    if speaker.kind is not SpeakerKind.UNNAMED:
        return speaker
    reason = anonymity_reason(sentence)
    return replace(speaker, reason=reason) if reason else speaker


def _is_column(text: PressText) -> bool:
    """Say whether a text says of itself that it gives its author's views, or that it is opinion or analysis."""
    if _COLUMN_LEAD.match(text.headline):
        return True
    for segment in text.segments:
        if (segment.kind in {SegmentKind.DISCLAIMER, SegmentKind.BODY} and _disclaims(segment.text)) or (
            segment.kind in _LINES and _COLUMN_LINE.match(segment.text)
        ):
            return True
    return False


def _disclaims(words: str) -> bool:
    """Say whether some sentence says whose views these are; only the beginning of a long segment is looked at."""
    low = words[:_NOTICE_CHARS].lower()
    if not any(word in low for word in _DISCLAIMING):
        return False
    for sentence in low.replace("\u2019", "'").split("."):
        said = set(_WORD.findall(sentence))
        if said & _VIEWS and said & _AUTHORS and said & _ALONE:
            return True
        if said & _POSITIONS and _NOT_THE_PAPERS.search(sentence):
            return True
    return False


def _resolved(each: _Voiced, told: Sequence[TimeWords], anchors: Anchors) -> tuple[ToldTime, ...]:
    made: list[ToldTime] = []
    for words in told:
        role = _role(each, words)
        is_future = role is TimeRole.EVENT and _is_future(each.sentence.lows, words.first)
        time = resolve(words, anchors, role=role, is_future=is_future)
        if role is TimeRole.EVENT:
            anchors = replace(anchors, told_last=_day(time) or anchors.told_last)
        made.append(time)
    return tuple(made)


def _role(each: _Voiced, told: TimeWords) -> TimeRole:
    """Say whether a time is that of what happened, of saying it or of passing it on."""
    for attribution in each.attributions:
        after = 0 <= told.first - attribution.last <= _SAID_WITHIN
        between = each.sentence.lows[told.last : attribution.first]
        held = _OCCASIONS & set(each.sentence.lows[: told.first])
        before = bool(held) and told.last <= attribution.first and all(low == "," for low in between)
        if after or before:
            is_medium = attribution.speaker.kind is SpeakerKind.MEDIUM
            return TimeRole.PASSED_ON if is_medium else TimeRole.SAID
    return TimeRole.EVENT


def _is_future(lows: Sequence[str], at: int) -> bool:
    for back in range(at - 1, -1, -1):
        if lows[back] in _CLAUSE_ENDS:
            return False
        if lows[back] in _FUTURE:
            return True
    return False


def _statement(text: PressText, each: _Voiced, times: tuple[ToldTime, ...]) -> Statement:
    sentence = each.sentence
    taken_back = retraction_in(sentence.text) if each.voice is not Voice.QUOTED else None
    if taken_back is not None and taken_back.is_exact:
        each = replace(each, speaker=_taken_back_by(taken_back), via=(), voice=Voice.CORRECTION)
    hedges = hedges_of(sentence.words, sentence.lows)
    return Statement(
        text=text.name,
        digest=text.digest,
        segment=each.segment.kind,
        start=each.segment.start + sentence.start,
        words=" ".join(sentence.text.split()),
        speaker=each.speaker,
        via=each.via,
        voice=each.voice,
        certainty=Certainty.DENIED if each.voice is Voice.CORRECTION else weakest(hedges),
        hedges=hedges,
        distances=distances_of(sentence.lows),
        times=times,
        sentence=sentence,
        attributions=each.attributions,
    )


def _taken_back_by(words: Retraction) -> Speaker:
    """Give the publication that had told the words: by its name, or as "an earlier version of this story"."""
    told = words.outlet or words.printed
    return Speaker(kind=SpeakerKind.MEDIUM, words=told, name=words.outlet) if told else UNTOLD


def _pronouns_resolved(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Put the last speaker told for "he said"; when none is near, the speaker stays untold."""
    made: list[Statement] = []
    for at, each in enumerate(statements):
        if each.speaker.kind is SpeakerKind.UNTOLD and each.speaker.words:
            near = (one.speaker for one in reversed(made[max(0, at - _BACK_SENTENCES) :]))
            found = next((one for one in near if one.kind in {SpeakerKind.NAMED, SpeakerKind.UNNAMED}), UNTOLD)
            made.append(replace(each, speaker=found))
        else:
            made.append(each)
    return tuple(made)


def _last_day(times: Iterable[ToldTime]) -> date | None:
    days = [day for time in times if time.role is TimeRole.EVENT and (day := _day(time)) is not None]
    return days[-1] if days else None


def _day(time: ToldTime) -> date | None:
    """Give the one day a time means; None when it means several or none."""
    return date.fromisoformat(time.first_day) if time.first_day and time.first_day == time.last_day else None
