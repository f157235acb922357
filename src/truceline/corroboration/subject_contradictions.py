# SPDX-License-Identifier: Apache-2.0
"""Contacts, announcements and channels of which texts tell differently.

Contacts and announcements are compared inside one story only: two reports months apart speak of two meetings. A channel
goes on, so what is told of it is compared across all stories.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from truceline.corroboration.certainty import Certainty
from truceline.corroboration.contradictions import Contradiction, ContradictionKind, Side, contradiction, side_of
from truceline.corroboration.names_told import spelt_names
from truceline.corroboration.subject_words import ChannelState
from truceline.corroboration.subjects import SubjectKind, Telling
from truceline.corroboration.time_words import TimeForm
from truceline.corroboration.told_dates import ToldTime
from truceline.corroboration.told_stories import ToldStory

APART_DAYS = 3
"""Contacts whose days are further apart are two contacts [days]: a conference lasts about as long."""
SUBJECT_NAMES_MAX = 6
"""Names by which an entry is headed; further ones are in its sides."""
GROUPS_MAX = 200
"""Contacts or channels told of at once; further ones are not compared, which only a flood of invented names reaches."""


@dataclass(slots=True)
class _Group:
    """Tellings of one contact or channel."""

    names: frozenset[str]
    places: frozenset[str]
    tellings: list[tuple[str, Telling]] = field(default_factory=list)
    digests: set[str] = field(default_factory=set)
    stories: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)

    def add(self, story: str, telling: Telling) -> None:
        """Put a telling into the group."""
        self.tellings.append((story, telling))
        self.digests.add(telling.statement.digest)
        self.stories.add(story)
        if telling.time is not None and telling.time.first_day:
            self.days.add(date.fromisoformat(telling.time.first_day))

    def sides(self) -> list[Side]:
        return [side_of(story, telling) for story, telling in self.tellings]


def contact_contradictions(story: ToldStory) -> Iterator[Contradiction]:
    """Find contacts of one story whose status is told differently.

    Args:
        story: The story with its tellings.

    Yields:
        One entry per contact, with every status told of it.
    """
    told = [each for each in story.tellings if each.kind is SubjectKind.CONTACT]
    placed = [each for each in told if each.places]
    groups: list[_Group] = []
    for telling in placed + [each for each in told if not each.places]:
        homes = [group for group in groups if _is_same_contact(group, telling)]
        home = min(homes, key=lambda group: _farness(group, telling), default=None)
        if home is None and len(groups) < GROUPS_MAX:
            home = _Group(names=telling.names, places=telling.places)
            groups.append(home)
        if home is not None:
            home.add(story.id, telling)
            home.places |= telling.places
    for group in groups:
        states = {(telling.state, telling.certainty is Certainty.DENIED) for _, telling in group.tellings}
        if len(states) > 1:
            yield contradiction(ContradictionKind.CONTACT_STATUS, _subject(group.names, group.tellings), group.sides())


def announcement_contradictions(story: ToldStory) -> Iterator[Contradiction]:
    """Find announcements to come whose windows are told differently by copies of one story.

    Args:
        story: The story with its tellings.

    Yields:
        One entry per announcement.
    """
    groups: list[_Group] = []
    for telling in story.tellings:
        if telling.kind is SubjectKind.ANNOUNCEMENT:
            home = next((group for group in groups if group.names & telling.names or not telling.names), None)
            if home is None and len(groups) < GROUPS_MAX:
                home = _Group(names=telling.names, places=telling.places)
                groups.append(home)
            if home is not None:
                home.add(story.id, telling)
    for group in groups:
        times = [telling.time for _, telling in group.tellings if telling.time is not None]
        if are_told_apart(times):
            subject = _subject(group.names, group.tellings)
            yield contradiction(ContradictionKind.ANNOUNCEMENT_WINDOW, subject, group.sides())


def channel_contradictions(stories: Sequence[ToldStory]) -> Iterator[Contradiction]:
    """Find channels of which texts tell differently, whatever the story.

    Two entries are kept apart: what is told of its intervals (service without a break against a service that ended),
    and what is told of its use (use while it was off, or claimed and denied).

    Args:
        stories: All stories.

    Yields:
        At most two entries per channel.
    """
    for group in _channels(stories):
        yield from _interval_contradiction(group)
        yield from _use_contradiction(group)


def are_told_apart(times: Iterable[ToldTime]) -> bool:
    """Say whether times are told in different words and do not all come to the same days."""
    told = list(times)
    words = {time.words.lower() for time in told}
    days = {(time.first_day, time.last_day) for time in told}
    is_same = len(days) == 1 and all(time.is_resolved for time in told)
    return len(words) > 1 and not is_same


def _is_same_contact(group: _Group, telling: Telling) -> bool:
    if len(group.names & telling.names) < 2:  # noqa: PLR2004 - a contact has two sides
        return False
    if telling.places and not group.places & telling.places:
        return False
    if telling.time is None or not telling.time.first_day:
        return True
    day = date.fromisoformat(telling.time.first_day)
    return all(abs((each - day).days) <= APART_DAYS for each in group.days)


def _farness(group: _Group, telling: Telling) -> tuple[bool, int]:
    """Put a contact of the same text first, then the one told of most: where no place is told, that one is meant."""
    return telling.statement.digest not in group.digests, -len(group.tellings)


def _channels(stories: Sequence[ToldStory]) -> list[_Group]:
    told = [(story.id, each) for story in stories for each in story.tellings if each.kind is SubjectKind.CHANNEL]
    told.sort(key=lambda pair: (-len(pair[1].names), pair[1].statement.digest, pair[1].statement.start, pair[1].at))
    groups: list[_Group] = []
    for story, telling in told:
        home = next((group for group in groups if _is_same_channel(group, story, telling)), None)
        if home is None and len(groups) < GROUPS_MAX:
            home = _Group(names=telling.names, places=frozenset())
            groups.append(home)
        if home is not None:
            home.add(story, telling)
    return groups


def _is_same_channel(group: _Group, story: str, telling: Telling) -> bool:
    """Say whether a telling is of the same channel: two names shared, or its only one; without names, one story."""
    shared = len(group.names & telling.names)
    if shared and shared >= min(2, len(telling.names)):
        return True
    return not telling.names and story in group.stories


def _interval_contradiction(group: _Group) -> Iterator[Contradiction]:
    told = [pair for pair in group.tellings if _is(pair, ChannelState.MAINTAINED) and not _is_denied(pair)]
    kept = [pair for pair in told if not _is_used_earlier(pair)]
    off = [pair for pair in group.tellings if _is(pair, ChannelState.OFF) and not _is_denied(pair)]
    against = [pair for pair in kept if any(_may_overlap(pair[1].time, other[1].time) for other in off)]
    if not against or not off:
        return
    on = [pair for pair in group.tellings if _is(pair, ChannelState.ON) and not _is_unsettled(pair, off)]
    sides = [side_of(story, telling) for story, telling in (*against, *off, *on)]
    yield contradiction(ContradictionKind.CHANNEL_INTERVAL, _shared_names(group, [*against, *off, *on]), sides)


def _use_contradiction(group: _Group) -> Iterator[Contradiction]:
    off = [pair for pair in group.tellings if _is(pair, ChannelState.OFF) and not _is_denied(pair)]
    using = [each for each in group.tellings if each[1].state in _IN_USE or _is_used_earlier(each)]
    unsettled = [pair for pair in using if _is_unsettled(pair, off)]
    settled = [pair for pair in using if not _is_unsettled(pair, off) and _is(pair, ChannelState.ON)]
    if unsettled and (off or settled):
        told = [*off, *settled, *unsettled]
        sides = [side_of(story, telling) for story, telling in told]
        yield contradiction(ContradictionKind.CHANNEL_USE, _shared_names(group, told), sides)


_IN_USE = frozenset({ChannelState.ON, ChannelState.LIMITED_USE, ChannelState.READINESS})


def _is(pair: tuple[str, Telling], state: ChannelState) -> bool:
    return pair[1].state == state


def _is_denied(pair: tuple[str, Telling]) -> bool:
    return pair[1].certainty is Certainty.DENIED


def _is_unsettled(pair: tuple[str, Telling], off: Sequence[tuple[str, Telling]]) -> bool:
    """Say whether use is told that does not simply follow the end of the service: denied, partial, or "earlier"."""
    telling = pair[1]
    if _is_denied(pair) or telling.state in {ChannelState.LIMITED_USE, ChannelState.READINESS}:
        return True
    if telling.time is None:
        return False
    if telling.time.form is TimeForm.VAGUE:
        return bool(off)
    ended = [each.time.first_day for _, each in off if each.time and each.time.first_day]
    return bool(ended) and bool(telling.time.first_day) and telling.time.first_day < min(ended)


def _is_used_earlier(pair: tuple[str, Telling]) -> bool:
    time = pair[1].time
    return _is(pair, ChannelState.MAINTAINED) and time is not None and time.form is TimeForm.VAGUE


def _may_overlap(one: ToldTime | None, other: ToldTime | None) -> bool:
    """Say whether two times may have a day in common; a time that is not resolved may be any."""
    if one is None or other is None or not (one.is_resolved and other.is_resolved):
        return True
    starts = max(one.first_day, other.first_day)
    ends = min(one.last_day or "9999", other.last_day or "9999")
    return starts <= ends


def _subject(names: Iterable[str], told: Iterable[tuple[str, Telling]]) -> str:
    """Name those whom it is about as the texts spell them: who is told of most first, and small words last."""
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    for _, telling in told:
        for compared, words in spelt_names(telling.statement.sentence):
            spelt[compared][words] += 1
    order = sorted(names, key=lambda name: (name not in spelt, -spelt[name].total() if name in spelt else 0, name))
    shown = [_best_spelling(name, spelt[name]) if name in spelt else name for name in order]
    return ", ".join([*shown[:SUBJECT_NAMES_MAX], *(["…"] if len(shown) > SUBJECT_NAMES_MAX else [])])


def _best_spelling(name: str, spellings: Counter[str]) -> str:
    """Choose the fullest spelling that ends with the name as it is compared: "Anna Berg" before "Berg"."""

    def rank(words: str) -> tuple[bool, int, int, str]:
        is_own = words.lower().replace(".", "").split()[-1:] == [name]
        return is_own, len(words.split()), spellings[words], words

    return max(spellings, key=rank)


def _shared_names(group: _Group, told: Sequence[tuple[str, Telling]]) -> str:
    """Name a channel by its kind and by the names that most of its tellings share."""
    form = max((telling.form for _, telling in told), key=lambda each: (len(each), each))
    named = [telling.names for _, telling in told if telling.names]
    common = frozenset.intersection(*[names for names in named if len(names) > 1] or [group.names])
    subject = _subject(common or group.names, told)
    return f"{form}: {subject}" if subject else form
