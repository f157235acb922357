# SPDX-License-Identifier: Apache-2.0
"""What statements tell of contacts, channels and announcements to come, each with its state, certainty and time.

A telling is taken out of one clause and keeps that clause's own certainty: what is hedged elsewhere in the sentence
does not weaken it. A state is what the text says, never what was the case.

Source:
    docs/statements.md; the states of ``picture.contacts``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from truceline.corroboration.certainty import Certainty, weakest
from truceline.corroboration.names_told import NamesTold, names_told
from truceline.corroboration.sentences import Sentence
from truceline.corroboration.speakers import AUTHOR, Speaker
from truceline.corroboration.statements import Statement, Voice
from truceline.corroboration.subject_words import (
    ANNOUNCING,
    CHANNEL_KINDS,
    CHANNEL_NOUNS,
    CHANNEL_WORDS,
    COMING,
    CONTACT_FORMS,
    DEALS,
    LINES,
    MEETING_NOUNS,
    PARTED,
    REASON_WORDS,
    STATUS_WORDS,
    ChannelState,
    ChannelWords,
)
from truceline.corroboration.told_dates import TimeRole, ToldTime
from truceline.picture.contacts import ContactForm, ContactStatus

_CLAUSE_ENDS = frozenset(",;:—\u2013.")
_CLAUSE_WORDS = frozenset({"but", "although", "though", "while", "whereas", "because", "unless"})
_NEGATIONS = frozenset({"not", "never", "no", "hadn't", "wasn't", "weren't", "isn't", "hasn't", "haven't", "didn't"})
CLAUSE_WORDS_MAX = 40
"""How far a clause is followed to either side of a word [words]: longer ones are lists."""
_LOOK_BACK = 4
_PARTICLE_WITHIN = 8
_REASON_WORDS_MAX = 12
_ASIDE = _CLAUSE_ENDS | frozenset(
    ["on", "in", "at", "late", "early", "during", "after", "before", "through", "by", "via", "speaking"]
)
_SIDES = 2
_GOES_ON = 4
"""Words after "X said" from which they are what X said, and no mere day."""


class SubjectKind(StrEnum):
    """What is told of."""

    CONTACT = "contact"
    CHANNEL = "channel"
    ANNOUNCEMENT = "announcement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one clause tells of one subject.

    Attributes:
        statement: The statement it stands in.
        kind: What is told of.
        state: A ``ContactStatus``, a ``ChannelState`` or ``expected``.
        form: A ``ContactForm`` or ``meeting``; the name of a channel; the thing to be announced.
        names: Who takes part, or between whom, as compared.
        places: Where, as compared.
        certainty: Of the clause.
        time: When, if the clause or its sentence tells.
        speaker: Who says this clause: of "after they met, X said that ..." the author tells of the meeting.
        reason: Why not, or on what condition, in the text's words.
        at: Index of the word that tells it.
    """

    statement: Statement
    kind: SubjectKind
    state: str
    form: str
    names: frozenset[str]
    places: frozenset[str]
    certainty: Certainty
    time: ToldTime | None
    speaker: Speaker
    reason: str = ""
    at: int = 0


def tellings_of(statements: Sequence[Statement]) -> tuple[Telling, ...]:
    """Find what statements tell of contacts, channels and announcements.

    Args:
        statements: Of one text, in its order: "the two leaders" are those of the sentence before.

    Returns:
        The tellings, in order.
    """
    found: list[Telling] = []
    before: frozenset[str] = frozenset()
    line: tuple[str, frozenset[str]] = ("", frozenset())
    for statement in statements:
        lows = frozenset(statement.sentence.lows)
        if lows.isdisjoint(_CUES):
            continue
        spans = [(each.first, each.last) for each in statement.attributions]
        told = names_told(statement.sentence, spans)
        channels = tuple(_channels(statement, told, line))
        found += [*_contacts(statement, told, before), *channels, *_announcements(statement, told)]
        line = _line_after(line, channels)
        if found and found[-1].kind is not SubjectKind.CHANNEL:
            before = found[-1].names
    return tuple(found)


_CUES = frozenset(MEETING_NOUNS) | CHANNEL_NOUNS | LINES | ANNOUNCING


def _contacts(statement: Statement, told: NamesTold, before: frozenset[str]) -> Iterator[Telling]:
    sentence = statement.sentence
    for at, low in enumerate(sentence.lows):
        if low not in MEETING_NOUNS or sentence.lows[at + 1 : at + 2] == ("of",):
            continue
        form = _form(sentence.lows, at)
        if form is None and low in {"call", "conversation"}:
            continue
        first, last = clause_of(sentence.lows, at)
        status, reason = _status(sentence, first, last, at)
        is_denied = status in {None, ContactStatus.HELD} and _is_denied(sentence.lows, first, at)
        if is_denied:
            status = ContactStatus.HELD
        if status is None:
            continue
        names = told.names_between(first, last)
        names = names if len(names) > 1 else frozenset(name for _, name in told.names)
        names = names if len(names) > 1 else before
        if len(names) < 2:  # noqa: PLR2004 - a contact has two sides
            continue
        yield Telling(
            statement=statement,
            kind=SubjectKind.CONTACT,
            state=status.value,
            form=form.value if form else "meeting",
            names=names,
            places=told.places_near(first, last),
            certainty=Certainty.DENIED if is_denied else _certainty(statement, first, last),
            time=_time_near(statement.times, at, first, last),
            speaker=_speaker(statement, at),
            reason=reason,
            at=at,
        )


def _is_denied(lows: Sequence[str], first: int, at: int) -> bool:
    """Say whether a contact is told as not having been: "did not meet", "have never met", "didn't hold a meeting"."""
    return not _NEGATIONS.isdisjoint(lows[max(first, at - _LOOK_BACK) : at])


def _form(lows: Sequence[str], at: int) -> ContactForm | None:
    own = MEETING_NOUNS[lows[at]]
    for back in range(at - 1, max(-1, at - _LOOK_BACK), -1):
        found = CONTACT_FORMS.get(lows[back])
        if found is not None:
            is_less = found is ContactForm.FORMAL_MEETING and back > 0 and lows[back - 1] in {"less", "not"}
            return ContactForm.INFORMAL_MEETING if is_less else found
        if lows[back] in _CLAUSE_ENDS or lows[back] in {"and", "or"}:
            break
    return None if lows[at] in {"call", "conversation"} else own


def _status(sentence: Sentence, first: int, last: int, at: int) -> tuple[ContactStatus | None, str]:
    clause = [
        low for low, word in zip(sentence.lows[first:last], sentence.words[first:last], strict=True) if word != "May"
    ]
    beyond = sentence.lows[last : last + 1]
    wide = (*clause, *(beyond if beyond and beyond[0] in {"because", "unless"} else ()))
    for group in STATUS_WORDS:
        if any(_stands(wide, tuple(phrase.split())) for phrase in group.phrases):
            return group.status, _reason(sentence, at)
    return None, ""


def _reason(sentence: Sentence, at: int) -> str:
    """Give why, or on what condition, up to the next stop."""
    for step in range(at, min(len(sentence.lows), at + 2 * _REASON_WORDS_MAX)):
        lead = next((words for words in REASON_WORDS if sentence.lows[step : step + len(words)] == words), None)
        if lead is not None:
            last = _stop_after(sentence.lows, step + len(lead), step + _REASON_WORDS_MAX)
            return sentence.between(step, last).rstrip('"\u201d\u201c ')
    return ""


def _stop_after(lows: Sequence[str], first: int, last: int) -> int:
    stops = (at for at in range(first, min(last, len(lows))) if lows[at] in _CLAUSE_ENDS)
    return next(stops, min(last, len(lows)))


def _line_after(line: tuple[str, frozenset[str]], channels: tuple[Telling, ...]) -> tuple[str, frozenset[str]]:
    """Give the channel that "the line" means from here on: the one told of last, with all who were named with it."""
    if not channels:
        return line
    names = channels[-1].names
    return channels[-1].form, names if len(names) > 1 or not line[1] else line[1]


def _channels(statement: Statement, told: NamesTold, line: tuple[str, frozenset[str]]) -> Iterator[Telling]:
    """Read what is told of a channel; after one has been told of, "the line" is that one."""
    sentence = statement.sentence
    names = frozenset(each for _, each in told.names)
    name = _channel_name(sentence.lows)
    if line[0] and len(names) < _SIDES and _names_the_line(sentence.lows):
        name, names = name or line[0], line[1] | names
    if not name:
        return
    cues = _channel_cues(sentence.lows)
    for number, (at, wide, state) in enumerate(cues):
        until = cues[number + 1][0] if number + 1 < len(cues) else len(sentence.lows)
        first, last = clause_of(sentence.lows, at)
        yield Telling(
            statement=statement,
            kind=SubjectKind.CHANNEL,
            state=state.value,
            form=name,
            names=names,
            places=frozenset(),
            certainty=_certainty(statement, first, last),
            time=_time_after(statement.times, at + wide, until, is_first=number == 0),
            speaker=_speaker(statement, at),
            at=at,
        )


def _channel_name(lows: Sequence[str]) -> str:
    """Give the channel that a sentence names, one name for its spellings; empty when it names none."""
    for at, low in enumerate(lows):
        if low in CHANNEL_NOUNS or (low in LINES and at and lows[at - 1] in CHANNEL_KINDS):
            purpose = "deconfliction " if "deconfliction" in lows[max(0, at - _LOOK_BACK) : at] else ""
            return f"{purpose}line"
    return ""


def _names_the_line(lows: Sequence[str]) -> bool:
    """Say whether a sentence speaks of "the line" or "the emergency line", and of no line of something."""
    places = (at for at, low in enumerate(lows) if low in LINES or low in CHANNEL_NOUNS)
    return any("the" in lows[max(0, at - 2) : at] and lows[at + 1 : at + 2] != ("of",) for at in places)


def _channel_cues(lows: Sequence[str]) -> tuple[tuple[int, int, ChannelState], ...]:
    """Find the words that tell a state, in order: index, number of words, state."""
    found: dict[int, tuple[int, ChannelState]] = {}
    taken: set[int] = set()
    for group, words, at in _phrases_in(lows):
        if taken.isdisjoint(range(at, at + len(words))):
            found[at] = (len(words), _turned(group.state, lows, at))
            taken.update(range(at, at + len(words)))
    for at, low in enumerate(lows):
        if low in PARTED and at not in taken:
            particle = next((each for each in lows[at + 1 : at + _PARTICLE_WITHIN] if each in {"off", "on"}), "")
            if particle:
                state = ChannelState.OFF if particle == "off" else ChannelState.ON
                found[at] = (1, _turned(state, lows, at))
    return tuple((at, *found[at]) for at in sorted(found))


def _phrases_in(lows: Sequence[str]) -> Iterator[tuple[ChannelWords, tuple[str, ...], int]]:
    present = frozenset(lows)
    for group, words in _CHANNEL_PHRASES:
        if words[0] in present:
            yield from ((group, words, at) for at in _places(lows, words))


_CHANNEL_PHRASES = tuple((group, tuple(phrase.split())) for group in CHANNEL_WORDS for phrase in group.phrases)


def _turned(state: ChannelState, lows: Sequence[str], at: int) -> ChannelState:
    """Turn a state round when it is said not to be so."""
    if not _NEGATIONS & set(lows[max(0, at - _LOOK_BACK) : at]):
        return state
    if state is ChannelState.OFF:
        return ChannelState.MAINTAINED
    return ChannelState.OFF if state in {ChannelState.ON, ChannelState.MAINTAINED} else state


def _announcements(statement: Statement, told: NamesTold) -> Iterator[Telling]:
    sentence = statement.sentence
    thing = next((low for low in sentence.lows if low in DEALS), "")
    if not thing:
        return
    for at, low in enumerate(sentence.lows):
        if low not in ANNOUNCING or not COMING & set(sentence.lows[max(0, at - _LOOK_BACK) : at]):
            continue
        first, last = clause_of(sentence.lows, at)
        times = [time for time in statement.times if time.role is TimeRole.EVENT and time.first > at]
        if times:
            yield Telling(
                statement=statement,
                kind=SubjectKind.ANNOUNCEMENT,
                state="expected",
                form=thing,
                names=frozenset(name for _, name in told.names),
                places=told.places_near(first, last),
                certainty=_certainty(statement, first, last),
                time=times[0],
                speaker=_speaker(statement, at),
                at=at,
            )


def clause_of(lows: Sequence[str], at: int) -> tuple[int, int]:
    """Give the clause around a word: first index and the index after its last word."""
    first = at
    while (
        first
        and at - first < CLAUSE_WORDS_MAX
        and lows[first - 1] not in _CLAUSE_ENDS
        and lows[first - 1] not in _CLAUSE_WORDS
    ):
        first -= 1
    last = at + 1
    end = min(len(lows), at + CLAUSE_WORDS_MAX)
    while last < end and lows[last] not in _CLAUSE_ENDS and lows[last] not in _CLAUSE_WORDS:
        last += 1
    return first, last


def _certainty(statement: Statement, first: int, last: int) -> Certainty:
    """Give the certainty of a clause; a condition at the head or foot of the sentence reaches it too."""
    if statement.voice is Voice.CORRECTION:
        return Certainty.DENIED
    conditions = [each for each in statement.hedges if each.words.lower().split()[0] in {"if", "unless"}]
    inside = [each for each in statement.hedges if first <= each.at < last]
    return weakest([*inside, *conditions])


def _speaker(statement: Statement, at: int) -> Speaker:
    """Give the speaker of a clause: what stands before "X said" with more after it, X does not say."""
    if statement.voice is not Voice.REPORTED:
        return statement.speaker
    lows = statement.sentence.lows
    for each in statement.attributions:
        goes_on = len(lows) - each.last > _GOES_ON and lows[each.last] not in _ASIDE
        if each.speaker.words == statement.speaker.words and goes_on and at < each.first:
            return AUTHOR
    return statement.speaker


def _time_near(times: Sequence[ToldTime], at: int, first: int, last: int) -> ToldTime | None:
    """Give the time told nearest to a word, inside its clause before outside it."""
    told = [time for time in times if time.role is TimeRole.EVENT]
    inside = [time for time in told if first <= time.first < last]
    return min(inside or told, key=lambda time: abs(time.first - at), default=None)


def _time_after(times: Sequence[ToldTime], at: int, until: int, *, is_first: bool) -> ToldTime | None:
    """Give the time told between a word and the next one of its kind; for the first, else the one before it."""
    told = [time for time in times if time.role is TimeRole.EVENT]
    following = [time for time in told if at <= time.first < until]
    if following:
        return following[0]
    before = [time for time in told if time.first < at]
    return before[-1] if before and is_first else None


def _places(lows: Sequence[str], words: tuple[str, ...]) -> list[int]:
    wide = len(words)
    return [at for at, low in enumerate(lows) if low == words[0] and tuple(lows[at : at + wide]) == words]


def _stands(lows: Sequence[str], words: tuple[str, ...]) -> bool:
    return bool(_places(lows, words))
