# SPDX-License-Identifier: Apache-2.0
"""The state of a line at an instant: a pure function of what parties declared and of how it was seen to be used.

It does not know where its inputs come from: from a library of the public record, or from the logs of nodes.

Rules:
    - What is declared and what is observed are two facts. Neither is ever inferred from the other.
    - A party declares its own service alone, in its own words; nobody else's statement changes it. A party that states
      that the line works is a use, not a declaration.
    - Readiness to restore is not restoring: it is shown, and changes nothing.
    - Where the newest words of two parties differ, the declared state is *contested*, and each stands beside the other.
    - Silence is observed only where somebody was to be heard: a check that was due and missed. That nothing is on
      record is *unknown*.
    - What was said later than the instant asked about is not looked at.

Source:
    The line of 2017 in the library ``syria-2015-2017`` (variants X6 and X7): one side called it switched off, and the
    other "really non-stop", in the same weeks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from truceline.base.instants import NS_PER_DAY, NS_PER_S
from truceline.base.moments import Moment
from truceline.picture.contacts import Channel, Declaration, DeclaredState, LineUse


class DeclaredLine(StrEnum):
    """What the parties declare, taken together."""

    OPEN = "open"
    DEGRADED = "degraded"
    FAULT_CLAIMED = "fault_claimed"
    SUSPENDED = "suspended"
    RESTORING = "restoring"
    RESTORED = "restored"
    CONTESTED = "contested"


class ObservedLine(StrEnum):
    """What is seen of it."""

    IN_USE = "in_use"
    SILENT = "silent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """For how long an observation speaks for the present.

    Attributes:
        fresh_ns: A use says that the line is in use for so long [ns].
        misses_min: So many checks missed one after another are a silence.
    """

    fresh_ns: int
    misses_min: int = 3


PUBLIC_RECORD = Watch(fresh_ns=31 * NS_PER_DAY)
"""Reports of a line come weeks apart; one of the last month says that it is used, an older one says nothing of now."""
OWN_NODE = Watch(fresh_ns=15 * 60 * NS_PER_S)
"""Nodes check each other every minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedCheck:
    """A check that was due and was not answered.

    Attributes:
        channel: Of which channel.
        due_ns: When the answer was due at the latest [ns since 1970 UTC].
        by: The party that was to answer.
    """

    channel: str
    due_ns: int
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWord:
    """The newest declaration of one party about its own service.

    Attributes:
        declaration: In the party's words.
        since_ns: From when on it holds [ns since 1970 UTC]; of a day without an hour, its first instant.
        is_of_this_day: Whether only the day is told, and it is the day asked about: the hour may be still to come.
    """

    declaration: Declaration
    since_ns: int
    is_of_this_day: bool = False

    @property
    def since(self) -> Moment:
        """From when on it holds, as it was told."""
        return self.declaration.effective_at or self.declaration.declared_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What parties declare about a line.

    Attributes:
        state: Taken together.
        words: The newest of each party, latest first; there is at least one.
        readiness: Declarations of readiness later than their party's newest word; they change nothing.
    """

    state: DeclaredLine
    words: tuple[OwnWord, ...]
    readiness: tuple[Declaration, ...] = ()

    @property
    def since(self) -> Moment:
        """From when on they stand so: since the latest word."""
        return self.words[0].since

    @property
    def by(self) -> tuple[str, ...]:
        """Whose words they are, latest first."""
        return tuple(word.declaration.by for word in self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What is seen of a line.

    Attributes:
        state: Which.
        uses: The uses on which it rests, latest first; of a line of which nothing is known, the last use before.
        misses: Checks missed since the last use, latest first.
    """

    state: ObservedLine
    uses: tuple[LineUse, ...] = ()
    misses: tuple[MissedCheck, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineState:
    """A line at an instant: two facts.

    Attributes:
        channel: Which line.
        at_ns: When [ns since 1970 UTC].
        declared: None when no party is on record with a declaration about its own service.
        observed: What is seen.
    """

    channel: Channel
    at_ns: int
    declared: Declared | None
    observed: Observed


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRecord:
    """All that is on record about lines.

    Attributes:
        offset: At which days without an hour are counted.
        declarations: What parties declared.
        uses: How lines were seen to be used.
        misses: Checks that were missed.
    """

    offset: timedelta
    declarations: tuple[Declaration, ...] = ()
    uses: tuple[LineUse, ...] = ()
    misses: tuple[MissedCheck, ...] = ()


def line_state(channel: Channel, record: LineRecord, at_ns: int, watch: Watch = PUBLIC_RECORD) -> LineState:
    """Say how a line stands.

    Args:
        channel: Which line.
        record: All that is on record.
        at_ns: When [ns since 1970 UTC]; what was told later is not looked at.
        watch: For how long an observation speaks for the present.

    Returns:
        What is declared and what is observed.
    """
    own = [each for each in record.declarations if each.channel == channel.id and each.by in channel.parties]
    uses = [each for each in record.uses if each.channel == channel.id]
    misses = [each for each in record.misses if each.channel == channel.id]
    return LineState(
        channel=channel,
        at_ns=at_ns,
        declared=_declared(own, record.offset, at_ns),
        observed=_observed(uses, misses, record.offset, at_ns, watch),
    )


def _declared(declarations: Iterable[Declaration], offset: timedelta, at_ns: int) -> Declared | None:
    newest: dict[str, OwnWord] = {}
    ready: list[OwnWord] = []
    for declaration in declarations:
        word = _word(declaration, offset, at_ns)
        if word.since_ns > at_ns or declaration.declared_at.start_ns(offset) > at_ns:
            continue
        if declaration.state is DeclaredState.READINESS:
            ready.append(word)
        elif declaration.by not in newest or newest[declaration.by].since_ns <= word.since_ns:
            newest[declaration.by] = word
    if not newest:
        return None
    words = tuple(sorted(newest.values(), key=lambda word: word.since_ns, reverse=True))
    readiness = tuple(
        word.declaration
        for word in sorted(ready, key=lambda word: word.since_ns)
        if word.declaration.by not in newest or newest[word.declaration.by].since_ns <= word.since_ns
    )
    return Declared(state=_together(words), words=words, readiness=readiness)


def _word(declaration: Declaration, offset: timedelta, at_ns: int) -> OwnWord:
    moment = declaration.effective_at or declaration.declared_at
    return OwnWord(
        declaration=declaration,
        since_ns=moment.start_ns(offset),
        is_of_this_day=moment.is_day and moment.start_ns(offset) <= at_ns < moment.end_ns(offset),
    )


def _together(words: tuple[OwnWord, ...]) -> DeclaredLine:
    """Give the one state that all words mean, or that they differ; a line that was restored is open."""
    latest = words[0].declaration.state
    differ = len({_service(word.declaration.state) for word in words}) > 1
    return DeclaredLine.CONTESTED if differ else DeclaredLine(latest.value)


def _service(state: DeclaredState) -> DeclaredState:
    return DeclaredState.OPEN if state is DeclaredState.RESTORED else state


def _observed(uses: list[LineUse], misses: list[MissedCheck], offset: timedelta, at_ns: int, watch: Watch) -> Observed:
    begun = [use for use in uses if use.on.start_ns(offset) <= at_ns]
    begun.sort(key=lambda use: (_last_ns(use, offset, at_ns), use.on.start_ns(offset), use.id), reverse=True)
    fresh = tuple(use for use in begun if at_ns - _last_ns(use, offset, at_ns) <= watch.fresh_ns)
    last_ns = _last_ns(begun[0], offset, at_ns) if begun else None
    since = [miss for miss in misses if miss.due_ns <= at_ns and (last_ns is None or miss.due_ns > last_ns)]
    since.sort(key=lambda miss: miss.due_ns, reverse=True)
    if len(since) >= watch.misses_min:
        return Observed(state=ObservedLine.SILENT, uses=tuple(begun[:1]), misses=tuple(since))
    if fresh:
        return Observed(state=ObservedLine.IN_USE, uses=fresh, misses=tuple(since))
    return Observed(state=ObservedLine.UNKNOWN, uses=tuple(begun[:1]), misses=tuple(since))


def _last_ns(use: LineUse, offset: timedelta, at_ns: int) -> int:
    """Give the last instant at which a use is on record, at most the one asked about [ns since 1970 UTC]."""
    return min((use.until or use.on).end_ns(offset), at_ns)
