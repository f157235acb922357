# SPDX-License-Identifier: Apache-2.0
"""Scheduled checks of a line: by machines every minute, by persons at stated hours; what was missed is data.

Routine checks are what makes silence mean something: without them nobody can tell a line that is silent from one of
which nothing is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from truceline.base.instants import NS_PER_DAY, NS_PER_S
from truceline.line.state import MissedCheck

MACHINE_EVERY_NS = 60 * NS_PER_S
"""How often machines check [ns]."""
MACHINE_GRACE_NS = 60 * NS_PER_S
"""Until when an answer of a machine counts, after it was asked [ns]."""
PERSON_GRACE_NS = 15 * 60 * NS_PER_S
"""Until when an answer of a person counts [ns]."""
PERSON_HOURS_NS = (9 * 3_600 * NS_PER_S, 17 * 3_600 * NS_PER_S)
"""Hours of a day at which persons check, unless the agreement names others [ns since midnight UTC]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredCheck:
    """A check that was answered.

    Attributes:
        asked_ns: For when it was due to be asked [ns since 1970 UTC].
        answered_ns: When the answer came.
    """

    asked_ns: int
    answered_ns: int


def due_by_machine(from_ns: int, until_ns: int) -> tuple[int, ...]:
    """Give when machines are to check, in [from, until) [ns since 1970 UTC]: at every whole minute."""
    first = -(-from_ns // MACHINE_EVERY_NS) * MACHINE_EVERY_NS
    return tuple(range(first, until_ns, MACHINE_EVERY_NS))


def due_by_person(from_ns: int, until_ns: int, hours_ns: tuple[int, ...] = PERSON_HOURS_NS) -> tuple[int, ...]:
    """Give when persons are to check, in [from, until) [ns since 1970 UTC].

    Args:
        from_ns: Begin.
        until_ns: End.
        hours_ns: Hours of the day [ns since midnight UTC].
    """
    days = range(from_ns // NS_PER_DAY, until_ns // NS_PER_DAY + 1)
    found = (day * NS_PER_DAY + hour for day in days for hour in hours_ns)
    return tuple(sorted(at for at in found if from_ns <= at < until_ns))


def missed_checks(
    channel: str, party: str, due_ns: Iterable[int], answered: Iterable[AnsweredCheck], grace_ns: int, now_ns: int
) -> tuple[MissedCheck, ...]:
    """Give the checks that were due and not answered in time.

    Args:
        channel: Of which line.
        party: Who was to answer.
        due_ns: When checks were to be asked [ns since 1970 UTC].
        answered: Those that were answered.
        grace_ns: Until when an answer counts, after the check was to be asked [ns].
        now_ns: Now; what can still be answered in time is not missed yet.

    Returns:
        The missed ones, in order; an answer that came too late is a missed check.
    """
    in_time = {each.asked_ns for each in answered if 0 <= each.answered_ns - each.asked_ns <= grace_ns}
    return tuple(
        MissedCheck(channel=channel, due_ns=at + grace_ns, by=party)
        for at in sorted(due_ns)
        if at not in in_time and at + grace_ns < now_ns
    )
