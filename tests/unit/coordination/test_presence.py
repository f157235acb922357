# SPDX-License-Identifier: Apache-2.0
"""Standing presence: when it is due, overdue, and that time alone never ends it."""

from dataclasses import replace

from filed_intents import HOUR_NS, NOON_H, circle, intent, standing
from truceline.coordination.presence import maybe_presence
from truceline.picture.intents import IntentState

POST = intent("post", standing(circle()), kind="hold.post")
NOON_NS = NOON_H * HOUR_NS


def test_it_is_due_within_the_hours_after_it_was_confirmed() -> None:
    """Not overdue at the last instant, overdue after it, and for ever longer."""
    due_ns = NOON_NS + 24 * HOUR_NS
    states = [maybe_presence(POST, standing_hours=24, now_ns=due_ns + late) for late in (0, 1, 1_000 * HOUR_NS)]

    assert [state and (state.confirmed_until_ns, state.overdue_ns, state.is_overdue) for state in states] == [
        (due_ns, 0, False),
        (due_ns, 1, True),
        (due_ns, 1_000 * HOUR_NS, True),
    ]


def test_confirming_moves_it() -> None:
    """Only the party's word does."""
    confirmed = replace(POST, version=2, confirmed_ns=NOON_NS + 20 * HOUR_NS)
    state = maybe_presence(confirmed, standing_hours=24, now_ns=NOON_NS + 44 * HOUR_NS)

    assert state is not None
    assert not state.is_overdue
    assert state.confirmed_ns == NOON_NS + 20 * HOUR_NS


def test_others_have_no_presence_to_confirm() -> None:
    """An intent with an end, and one that is over."""
    over = [replace(POST, state=state) for state in (IntentState.ENDED, IntentState.WITHDRAWN)]

    assert [maybe_presence(each, standing_hours=24, now_ns=NOON_NS) for each in (intent("a"), *over)] == [None] * 3
