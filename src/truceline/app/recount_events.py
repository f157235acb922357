# SPDX-License-Identifier: Apache-2.0
"""Recount events: by two counting rules, and what lies between the two counts.

Acts of the past only; what is let in is decided by ``admit_act``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from truceline.agreement.agreement import Agreement
from truceline.agreement.counting_rule import CountingRule
from truceline.agreement.library import Library
from truceline.assessment.acts_as_events import acts_as_events
from truceline.assessment.before_after import Coverage
from truceline.assessment.known import known_facts
from truceline.assessment.recount import Countable, TwoCounts, recount
from truceline.assessment.withheld import countable_events
from truceline.base.errors import InputError
from truceline.picture.acts import Act
from truceline.picture.intake import Event, Intake


@dataclass(frozen=True, slots=True, kw_only=True)
class RecountRequest:
    """What is to be recounted.

    Attributes:
        library: Agreements, lists and areas.
        intakes: What was read; claims among it are heard.
        first: The first rule.
        second: The second rule.
        now_ns: The moment of the run [ns since 1970 UTC]; places of recent events are not used (R7).
        since: First day, ``YYYY-MM-DD``; empty for no bound.
        until: First day after; empty for no bound.
        agreement: The only agreement to compare before and after; empty for all that are counted from a day.
    """

    library: Library
    intakes: tuple[Intake, ...]
    first: CountingRule
    second: CountingRule
    now_ns: int
    since: str = ""
    until: str = ""
    agreement: str = ""


def recount_events(request: RecountRequest, stage: Callable[[str], None]) -> TwoCounts:
    """Count by two rules and say what lies between.

    Args:
        request: What is to be recounted.
        stage: Told in a few words what is being done, for progress.

    Returns:
        Both counts, and what lies between them.

    Raises:
        InputError: Nothing can be counted, or the agreement is not counted from a day.
        NotFoundError: No such agreement.
    """
    agreements = measured_agreements(request.library, request.agreement)
    rows = tuple(event for intake in request.intakes for event in intake.events)
    acts = tuple(act for intake in request.intakes for act in intake.acts)
    single = acts_as_events(_of_no_row(acts, rows), request.library)
    inside = (event for event in (*rows, *single) if _is_in(event, request))
    events = countable_events(inside, request.now_ns, request.library.header.utc_offset.delta)
    if not events:
        message = (
            f"expected at least one event to count, got none of {len(rows) + len(single)} within the days asked for"
        )
        raise InputError(message)
    stage(f"counting {len(events)} events by two rules")
    claims = [claim for intake in request.intakes for claim in intake.claims]
    countable = Countable(
        events=events,
        known=known_facts(request.library, acts, claims),
        library=request.library,
        agreements=agreements,
        coverage=_coverage(rows, request),
    )
    return recount(request.first, request.second, countable)


def measured_agreements(library: Library, asked: str) -> tuple[Agreement, ...]:
    """Give the agreement asked for, or all.

    Raises:
        InputError: It is not counted from a day.
        NotFoundError: There is none of this id.
    """
    if not asked:
        return library.agreements
    agreement = library.get_agreement(asked)
    if agreement.measured_on is None:
        message = f"--agreement {asked}: expected one that is counted from a day (measured_on), got one without"
        raise InputError(message)
    return (agreement,)


def _of_no_row(acts: Sequence[Act], rows: Sequence[Event]) -> tuple[Act, ...]:
    of_rows = {act for event in rows for act in event.acts}
    return tuple(act for act in acts if act.id not in of_rows)


def _is_in(event: Event, request: RecountRequest) -> bool:
    """Say whether an event begins within the days asked for; one of unknown day is not left out."""
    if not event.first_day:
        return True
    is_late_enough = not request.since or event.first_day >= request.since
    return is_late_enough and (not request.until or event.first_day < request.until)


def _coverage(rows: Sequence[Event], request: RecountRequest) -> Coverage | None:
    """Give the days that event files reach, cut to those asked for; single acts are no series of days."""
    days = sorted(event.first_day for event in rows)
    if not days:
        return None
    first = max(days[0], request.since) if request.since else days[0]
    last = date.fromisoformat(days[-1])
    if request.until:
        last = min(last, date.fromisoformat(request.until) - timedelta(days=1))
    return Coverage(first=date.fromisoformat(first), last=last)
