# SPDX-License-Identifier: Apache-2.0
"""Escalation: who is to take up a message that waits for its answer too long, and when the next one is.

Rules:
    - It begins when the answer is overdue, and stops with an answer that ends the waiting.
    - Every step is named before it is reached: nobody is surprised by it.
    - An escalation says that an answer is missing. It says nothing of why.

Source:
    The levels of the Vienna Document 2011, chapter III, and of incident-at-sea agreements: from the officers on watch
    to liaison and meetings, then to those who guarantee the agreement.
"""

from dataclasses import dataclass
from enum import StrEnum

from truceline.line.levels import MS_PER_S, Due
from truceline.line.message_types import HOUR, MINUTE, Precedence


class Rung(StrEnum):
    """Who takes a message up, lowest first."""

    WATCH_OFFICER = "watch_officer"
    LIAISON = "liaison"
    FLAG_MEETING = "flag_meeting"
    WORKING_GROUP = "working_group"
    GUARANTORS = "guarantors"
    TALKS_TRACK = "talks_track"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A rung and when it is reached.

    Attributes:
        rung: Who.
        after_s: So long after the answer was due [s].
    """

    rung: Rung
    after_s: int


Ladder = tuple[Step, ...]


def _ladder(*after_s: int) -> Ladder:
    return tuple(Step(rung=rung, after_s=each) for rung, each in zip(Rung, after_s, strict=True))


DAY = 24 * HOUR
LADDERS = {
    Precedence.FLASH: _ladder(0, 5 * MINUTE, 30 * MINUTE, 6 * HOUR, DAY, 3 * DAY),
    Precedence.IMMEDIATE: _ladder(0, 30 * MINUTE, 3 * HOUR, DAY, 3 * DAY, 7 * DAY),
    Precedence.PRIORITY: _ladder(0, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 14 * DAY),
    Precedence.ROUTINE: _ladder(0, DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY),
}
"""Unless the agreement names its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """How far the waiting for one answer has gone.

    Attributes:
        reached: Rungs reached, lowest first; none before the answer is overdue.
        next: The rung after them; none when the last was reached, or an answer came.
        next_ms: When that one is reached [ms since 1970 UTC].
        is_over: Whether an answer ended the waiting.
    """

    reached: tuple[Rung, ...]
    next: Rung | None
    next_ms: int | None
    is_over: bool


def escalation(answered: Due, ladder: Ladder, now_ms: int) -> Escalation:
    """Say how far the waiting for an answer has gone.

    Args:
        answered: Until when the answer is due, and whether it came.
        ladder: The rungs, lowest first.
        now_ms: Now [ms since 1970 UTC]; rungs reached before the answer came stay reached.
    """
    until = now_ms if answered.reached_ms is None else min(now_ms, answered.reached_ms)
    reached = [step for step in ladder if until > answered.by_ms + step.after_s * MS_PER_S]
    is_over = answered.reached_ms is not None
    left = ladder[len(reached) :]
    ahead = left[0] if left and not is_over else None
    return Escalation(
        reached=tuple(step.rung for step in reached),
        next=ahead.rung if ahead else None,
        next_ms=answered.by_ms + ahead.after_s * MS_PER_S if ahead else None,
        is_over=is_over,
    )
