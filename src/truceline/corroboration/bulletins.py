# SPDX-License-Identifier: Apache-2.0
"""Bulletins: one publication that many events quote is one origin, however many events it carries.

Rules:
    - The same headline of the same outlet is one bulletin. Headlines differ when their words do; case, signs, accents
      and coded characters do not count.
    - A headline that comes back after more than ``GAP_DAYS`` is another bulletin: "Clashes in the west" stands over
      many.
    - A day more than ``FAR_DAYS`` from its event is flagged and never trusted: the bulletin then goes with the
      nearest one of its headline, and with others like it when there is none.
    - One headline of at least ``headlines.WORDS_LEAST`` words that two outlets print within ``GAP_DAYS`` is a copy.

Source:
    Tuned on the quoted reports of UCDP GED for Syria in 2016, labelled by event.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from truceline.corroboration.headlines import is_telling, same_words
from truceline.corroboration.lineage import Lineage
from truceline.picture.intake import Event

FAR_DAYS = 300
"""Days between an event and what is said to report it beyond which the day is taken for a mistake [d]."""
GAP_DAYS = 3
"""Days without the headline after which its return is another bulletin [d]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One quotation of a bulletin by an event.

    Attributes:
        event: Id of the event.
        event_day: Day on which it begins [d], as an ordinal.
        outlet: Who published it, spellings joined.
        root: Id of the origin that the outlet hangs on.
        headline: As the file has it.
        day: Day of publication [d], as an ordinal; None when it is not told or not trusted.
        is_far: Whether its day is told and lies too far from the event.
    """

    event: str
    event_day: int
    outlet: str
    root: str
    headline: str
    day: int | None
    is_far: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinOrigin:
    """One bulletin with its copies.

    Attributes:
        headline: As its first quotation has it.
        outlets: Who printed it, in alphabetical order.
        first_day: First trusted day of publication; empty when none is trusted.
        last_day: Last one.
        events: Ids of the events it carries, each once, in the order of the input.
        quotations: How often it is quoted.
    """

    headline: str
    outlets: tuple[str, ...]
    first_day: str
    last_day: str
    events: tuple[str, ...]
    quotations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletins:
    """What the events quote.

    Attributes:
        quotations: Quotations that tell a headline.
        headlines: Distinct headlines, one outlet each.
        bulletins: Bulletins: a headline that comes back later is told apart.
        recurring: Headlines that come back later.
        far_dated: Ids of quotations' events whose day is flagged, one for each quotation.
        origins: Bulletins with their copies over outlets joined, in the order of the input.
    """

    quotations: int
    headlines: int
    bulletins: int
    recurring: int
    far_dated: tuple[str, ...]
    origins: tuple[BulletinOrigin, ...]


def bulletins_of(events: Iterable[Event], lineage: Lineage) -> Bulletins:
    """Find the bulletins that events quote.

    Args:
        events: The events.
        lineage: What is known of outlets.

    Returns:
        The bulletins; nothing of an event without readable headlines.

    Source:
        The rules at the head of this module.
    """
    by_headline: dict[tuple[str, str], list[Issue]] = {}
    issues = tuple(_issues(events, lineage))
    for issue in issues:
        by_headline.setdefault((issue.root, same_words(issue.headline)), []).append(issue)
    told_apart = {key: _told_apart(group) for key, group in by_headline.items()}
    return Bulletins(
        quotations=len(issues),
        headlines=len(by_headline),
        bulletins=sum(len(groups) for groups in told_apart.values()),
        recurring=sum(len(groups) > 1 for groups in told_apart.values()),
        far_dated=tuple(issue.event for issue in issues if issue.is_far),
        origins=tuple(_origin(group) for group in _with_copies(told_apart)),
    )


def is_far_day(day: str, event: Event) -> bool:
    """Say whether a day of publication lies too far from its event to be trusted; False when it is none.

    Source:
        ``FAR_DAYS``.
    """
    published = _ordinal(day)
    return published is not None and _gap(published, event) > FAR_DAYS


def _issues(events: Iterable[Event], lineage: Lineage) -> Iterator[Issue]:
    names: dict[str, tuple[str, str]] = {}
    for event in events:
        for bulletin in event.bulletins:
            if not same_words(bulletin.headline):
                continue
            if bulletin.outlet not in names:
                names[bulletin.outlet] = lineage.name_of(bulletin.outlet), lineage.root_of(bulletin.outlet).id
            outlet, root = names[bulletin.outlet]
            day = _ordinal(bulletin.day)
            is_far = day is not None and _gap(day, event) > FAR_DAYS
            yield Issue(
                event=event.id,
                event_day=_ordinal(event.first_day) or 0,
                outlet=outlet,
                root=root,
                headline=bulletin.headline,
                day=None if is_far else day,
                is_far=is_far,
            )


@lru_cache(maxsize=65_536)
def _ordinal(day: str) -> int | None:
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return None


def _gap(day: int, event: Event) -> int:
    first, last = _ordinal(event.first_day), _ordinal(event.last_day)
    return 0 if first is None or last is None else max(first - day, day - last, 0)


def _told_apart(issues: Sequence[Issue]) -> list[list[Issue]]:
    """Part the quotations of one headline where it comes back later; undated ones join the nearest part."""
    dated = sorted((issue for issue in issues if issue.day is not None), key=_day)
    if not dated:
        return [list(issues)]
    parts = [[dated[0]]]
    for issue in dated[1:]:
        if _day(issue) - _day(parts[-1][-1]) > GAP_DAYS:
            parts.append([])
        parts[-1].append(issue)
    spans = [(_day(part[0]), _day(part[-1])) for part in parts]
    for issue in issues:
        if issue.day is None:
            gaps = [max(first - issue.event_day, issue.event_day - last, 0) for first, last in spans]
            parts[gaps.index(min(gaps))].append(issue)
    return parts


def _day(issue: Issue) -> int:
    return issue.event_day if issue.day is None else issue.day


def _with_copies(told_apart: Mapping[tuple[str, str], list[list[Issue]]]) -> list[list[Issue]]:
    """Join what several outlets print under one headline within a few days."""
    by_words: dict[str, list[list[Issue]]] = {}
    for (root, words), parts in told_apart.items():
        by_words.setdefault(words if is_telling(words) else f"{words}\n{root}", []).extend(parts)
    joined: list[list[Issue]] = []
    for words, parts in by_words.items():
        joined += _told_apart([issue for part in parts for issue in part]) if _is_shared(words, parts) else parts
    return joined


def _is_shared(words: str, parts: Sequence[Sequence[Issue]]) -> bool:
    return "\n" not in words and len({part[0].root for part in parts}) > 1


def _origin(issues: Sequence[Issue]) -> BulletinOrigin:
    days = sorted(issue.day for issue in issues if issue.day is not None)
    return BulletinOrigin(
        headline=issues[0].headline,
        outlets=tuple(sorted({issue.outlet for issue in issues})),
        first_day=date.fromordinal(days[0]).isoformat() if days else "",
        last_day=date.fromordinal(days[-1]).isoformat() if days else "",
        events=tuple(dict.fromkeys(issue.event for issue in issues)),
        quotations=len(issues),
    )
