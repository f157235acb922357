# SPDX-License-Identifier: Apache-2.0
"""Counts over what was read: files, events, unknown names, months, places on a coarse grid."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from math import floor

import numpy as np
from numpy.typing import NDArray

from truceline.assessment.assessment import EventCounts, InputFile, MapCell, MonthCount, UnmappedActor
from truceline.assessment.strength import UNDECIDED_NUMBERS
from truceline.base.instants import day_of
from truceline.picture.acts import Act
from truceline.picture.intake import Event, Intake

CELL_DEG = 0.1
"""Side of a map cell [deg]: about 10 km, never finer than the sub-districts of the map."""
COARSE_FROM = 3
"""Place precision from which a place is no point."""


def input_files(intakes: Sequence[Intake]) -> tuple[InputFile, ...]:
    """Give one line for each file or source of acts."""
    return tuple(
        InputFile(
            name=intake.name,
            form=intake.form,
            sha256=intake.sha256,
            read=intake.read,
            used=intake.read - sum(each.line > 0 for each in intake.rejections) - intake.other_country - intake.opaque,
            rejected=len(intake.rejections),
            kept_columns=intake.kept_columns,
        )
        for intake in intakes
    )


def event_counts(
    intakes: Sequence[Intake],
    events: Sequence[Event],
    single_acts: Sequence[Act],
    outside_window: int,
    offset: timedelta,
) -> EventCounts:
    """Count what was read and what of it is judged.

    Args:
        intakes: What was read.
        events: Rows inside the window asked for.
        single_acts: Acts inside the window that belong to no row.
        outside_window: Rows and single acts outside it.
        offset: At which days are counted.

    Returns:
        The counts.
    """
    days = [event.first_day for event in events]
    days += [day for act in single_acts if (day := first_day_of(act, offset))]
    unmapped: Counter[str] = Counter()
    for intake in intakes:
        unmapped.update(dict(intake.unmapped))
    return EventCounts(
        read=sum(intake.read - len(intake.claims) for intake in intakes),
        used=len(events) + len(single_acts),
        rejected=sum(len(intake.rejections) for intake in intakes),
        other_country=sum(intake.other_country for intake in intakes),
        outside_window=outside_window,
        opaque=sum(intake.opaque for intake in intakes),
        claims=sum(len(intake.claims) for intake in intakes),
        reports=sum(len(intake.reports) for intake in intakes),
        two_sided=sum(len(event.acts) == 2 for event in events),  # noqa: PLR2004 - an engagement has two acts
        one_sided=sum(len(event.acts) == 1 for event in events),
        single_acts=len(single_acts),
        several_days=sum(event.last_day != event.first_day for event in events),
        coarse_place=sum(event.place_precision >= COARSE_FROM for event in events),
        first_day=min(days, default=""),
        last_day=max(days, default=""),
        unmapped_actors=tuple(
            UnmappedActor(name=name, events=unmapped[name])
            for name in sorted(unmapped, key=lambda name: (-unmapped[name], name))
        ),
    )


def first_day_of(act: Act, offset: timedelta) -> str:
    """Give the first civil day that any account tells of an act; empty when none tells a time."""
    starts = [account.since.start_ns(offset) for account in act.accounts if account.since]
    return day_of(min(starts), offset).isoformat() if starts else ""


def month_counts(
    events: Sequence[Event], act_ids: Sequence[str], strongest: NDArray[np.uint8]
) -> tuple[MonthCount, ...]:
    """Count events by the calendar month in which they begin, and how their acts could be judged."""
    undecided = np.isin(strongest, UNDECIDED_NUMBERS)
    is_open = dict(zip(act_ids, undecided.tolist(), strict=True))
    totals: Counter[str] = Counter()
    still_open: Counter[str] = Counter()
    acts: Counter[str] = Counter()
    for event in events:
        month = event.first_day[:7]
        totals[month] += 1
        acts[month] += len(event.acts)
        still_open[month] += sum(is_open[act] for act in event.acts)
    return tuple(
        MonthCount(
            month=month,
            events=totals[month],
            acts_judged=acts[month] - still_open[month],
            acts_not_judged=still_open[month],
        )
        for month in sorted(totals)
    )


def map_cells(acts: Sequence[Act]) -> tuple[MapCell, ...]:
    """Count events told at a point on a coarse grid, from south to north, then west to east.

    The two acts of one engagement are one event; a place told by several accounts counts once, as the first tells it.
    """
    cells: Counter[tuple[int, int]] = Counter()
    seen: set[str] = set()
    for act in acts:
        event = act.engagement or act.id
        positions = (account.place.position for account in act.accounts if account.place and account.place.position)
        position = next(positions, None)
        if position is None or event in seen:
            continue
        seen.add(event)
        cells[floor(position.lat_deg / CELL_DEG), floor(position.lon_deg / CELL_DEG)] += 1
    return tuple(
        MapCell(
            lon_deg=round((column + 0.5) * CELL_DEG, 2),
            lat_deg=round((row + 0.5) * CELL_DEG, 2),
            events=cells[row, column],
        )
        for row, column in sorted(cells)
    )
