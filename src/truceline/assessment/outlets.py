# SPDX-License-Identifier: Apache-2.0
"""On whose word the input rests: outlets by mentions and by events, as the input itself names them.

Spellings of one outlet are not joined: whether two names are one source is not for this software to guess.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from truceline.assessment.assessment import OutletShare, SourceCounts
from truceline.picture.acts import Act
from truceline.picture.intake import Event

_SHOWN = 10


def count_sources(events: Sequence[Event], single_acts: Iterable[Act]) -> SourceCounts:
    """Count outlets over events and over acts given one by one.

    Args:
        events: Rows of event files.
        single_acts: Acts that belong to no such row; each account is one mention of its origin.

    Returns:
        The counts.
    """
    quoted = [event.mentions for event in events]
    quoted += [tuple(account.source.origin_id for account in act.accounts) for act in single_acts]
    mentions = Counter(outlet for mentioned in quoted for outlet in mentioned)
    in_events = Counter(outlet for mentioned in quoted for outlet in set(mentioned))
    alone = Counter(mentioned[0] for mentioned in quoted if len(set(mentioned)) == 1)
    told = [mentioned for mentioned in quoted if mentioned]
    largest = sorted(mentions, key=lambda outlet: (-mentions[outlet], outlet))[:_SHOWN]
    return SourceCounts(
        mentions=mentions.total(),
        outlets=len(mentions),
        events=len(told),
        events_without=len(quoted) - len(told),
        events_single=alone.total(),
        largest=tuple(
            OutletShare(
                outlet=outlet,
                mentions=mentions[outlet],
                mentions_share=round(mentions[outlet] / mentions.total(), 4),
                events=in_events[outlet],
                events_share=round(in_events[outlet] / len(told), 4),
                events_alone=alone[outlet],
            )
            for outlet in largest
        ),
    )
