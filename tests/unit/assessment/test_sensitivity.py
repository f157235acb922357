# SPDX-License-Identifier: Apache-2.0
"""What one change reverses."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from exercise_library import exercise_library
from exercise_measures import EVENT, D, events_on, measured, quoting
from truceline.agreement.counting_rule import CountingRule
from truceline.agreement.library import Library
from truceline.assessment.comparing import compare
from truceline.assessment.daily import DailyCounts
from truceline.assessment.doubts import Lead, Sensitivities, Sensitivity
from truceline.assessment.measured import Compared, Pair
from truceline.assessment.sensitivity import flips
from truceline.picture.intake import Event
from truceline.picture.outlets import Outlet
from truceline.picture.sources import Source

RIVER, HILL = "River Wire", "Hill Herald"
NOBODY = replace(EVENT, id="nobody", outlets=(), mentions=())


def found(*events: Event, library: Library | None = None) -> Sensitivities:
    """Say what one change reverses."""
    sensitivity = measured(events, library=library).sensitivity
    assert sensitivity is not None
    return sensitivity


def lead_of(sensitivities: Sensitivities) -> Lead:
    """Give the lead."""
    assert sensitivities.lead is not None
    return sensitivities.lead


def row_of(sensitivities: Sensitivities, kind: str, which: str = "", part: str = "inside") -> Sensitivity:
    """Give one row."""
    (row,) = (
        each for each in sensitivities.rows if (each.dropped.kind, each.dropped.which, each.part) == (kind, which, part)
    )
    return row


def with_outlets(*outlets: Outlet) -> Library:
    """Give the library with what is known of some outlets."""
    return replace(exercise_library(), outlets=outlets)


def outlet(outlet_id: str, name: str, *spellings: str, party: str = "") -> Outlet:
    """Make an outlet."""
    return Outlet(id=outlet_id, name=name, source=Source(ref=("X1",)), spellings=spellings, party=party)


def test_an_event_stays_if_another_outlet_reports_it_too() -> None:
    """Only what one outlet tells alone goes with it; what quotes nobody stays."""
    told = found(
        *events_on([-5, -4, -3, -2], quoting(RIVER)),
        *events_on([-1, 1], quoting(RIVER, HILL)),
        *events_on([2], quoting(HILL)),
        *events_on([-6], NOBODY),
    )
    row, lead = row_of(told, "outlet", RIVER), lead_of(told)

    assert (row.removed, row.left.before, row.left.after) == (Pair(before=4, after=0), 2, 2)
    assert (lead.outlet, lead.counted, lead.quoting, lead.alone, lead.alone_share) == (RIVER, 8, 6, 4, 0.5)
    assert (lead.vanishing, lead.rows[0].without) == ((), Pair(before=2, after=2))


def test_the_lead_says_what_vanishes() -> None:
    """Without the one outlet nothing is left: 0.0 a day before and after."""
    lead = lead_of(found(*events_on([-3, -2, -1, 2], quoting(RIVER)), *events_on([40], quoting(HILL))))

    assert (lead.vanishing, lead.flipping) == (("square-truce",), ("square-truce",))
    assert (lead.rows[0].before_per_day, lead.rows[0].without_before_per_day) == (0.43, 0.0)
    assert lead.rows[0].without_after_per_day == 0.0


def test_spellings_of_one_outlet_are_one() -> None:
    """Two names that the library knows as one are dropped as one."""
    library = with_outlets(outlet("river", "River Wire Agency", RIVER, "RWA"))
    told = found(*events_on([-3, 2], quoting(RIVER)), *events_on([-1], quoting("RWA", RIVER)), library=library)
    row = row_of(told, "outlet", "River Wire Agency")

    assert row.dropped.outlets == ("RWA", RIVER)
    assert (row.removed, row.flips) == (Pair(before=2, after=1), ("nothing_left",))


def test_a_partys_own_word_is_dropped_by_itself() -> None:
    """Events that only a party's own outlets tell; where there are none, that is said."""
    library = with_outlets(outlet("voice", "Voice of the North", party="northland"))
    events = (*events_on([-3, -2, 1], quoting(RIVER)), *events_on([-1], quoting("Voice of the North")))
    told = found(*events, library=library)

    assert row_of(told, "party", "northland").removed == Pair(before=1, after=0)
    assert row_of(told, "party", "northland").dropped.outlets == ("Voice of the North",)
    assert told.no_party_word == ()
    assert found(*events).no_party_word == ("square-truce",)


def test_classes_of_precision_are_dropped_one_by_one() -> None:
    """Place precision each, days only where several are counted, and rows that sum up several events."""
    coarse, vague = replace(EVENT, id="c", place_precision=4), replace(EVENT, id="v", day_precision=2)
    summary = replace(EVENT, id="s", is_summary=True)
    plain = events_on([-3, -2, 1])
    told = found(*plain, *events_on([-1], coarse), *events_on([3], summary))

    assert row_of(told, "place_precision", "4").removed == Pair(before=1, after=0)
    assert row_of(told, "place_precision", "1").left.before == 1
    assert row_of(told, "summaries").removed == Pair(before=0, after=1)
    assert not [row for row in told.rows if row.dropped.kind == "day_precision"]
    both = found(*plain, *events_on([4], vague))
    assert row_of(both, "day_precision", "2").removed == Pair(before=0, after=1)


def test_a_place_not_shown_is_counted_as_inside_and_left_out() -> None:
    """Both kinds of doubt, each alone; countrywide nothing changes."""
    coarse = replace(EVENT, id="xa02", areas=("XA02",), place=None)
    nowhere = replace(EVENT, id="nowhere", areas=(), place=None)
    told = found(*events_on([-3, -2, 1]), *events_on([-5, -4, 2], coarse), *events_on([-1], nowhere))
    inside = row_of(told, "undecided_place", "inside")
    changed = {
        (row.dropped.kind, row.dropped.which, row.part): (row.left.before, row.left.after)
        for row in told.rows
        if row.dropped.kind in {"undecided_place", "unknown_place"}
    }

    assert inside.removed == Pair(before=-2, after=-1)
    assert changed == {
        ("undecided_place", "inside", "inside"): (4, 2),
        ("undecided_place", "inside", "outside"): (1, 0),
        ("undecided_place", "left_out", "outside"): (1, 0),
        ("unknown_place", "inside", "inside"): (3, 1),
        ("unknown_place", "inside", "outside"): (2, 1),
        ("unknown_place", "left_out", "outside"): (2, 1),
    }


def test_a_further_rule_is_tried_over_its_own_window() -> None:
    """Another rule of the run counts the same headline otherwise."""
    coarse = replace(EVENT, id="c", place_precision=4)
    events = (*events_on([-3, -2, -1, 1]), *events_on([-1, -1, 2], coarse))
    other = CountingRule(id="near", title="Near", window_days=2, place_precision=(1,))
    sensitivity = measured(events, other_rules=(other,)).sensitivity
    assert sensitivity is not None
    row = row_of(sensitivity, "rule", "near")

    assert (row.left.before, row.left.after, row.removed) == (2, 1, Pair(before=3, after=1))


def test_an_incident_goes_only_when_every_report_of_it_does() -> None:
    """Two rows of one incident by two outlets: neither outlet alone takes it away."""
    one, other = events_on([-1], quoting(RIVER))[0], events_on([-1], quoting(HILL))[0]
    single = events_on([-2], quoting(RIVER))[0]
    incident = replace(one, members=(one.id, other.id))
    sensitivity = measured([incident, single], every=(one, other, single)).sensitivity
    assert sensitivity is not None

    assert row_of(sensitivity, "outlet", RIVER).removed == Pair(before=1, after=0)


def compared(before: int, after: int) -> Compared:
    """Compare two spread-out weeks in an otherwise calm hundred days: seven days of each count."""
    counts = np.full(100, 4)
    counts[43:50], counts[50:57] = before, after
    return compare(DailyCounts(first=D - timedelta(days=50), counts=counts), D, 7)


@pytest.mark.parametrize(
    ("whole", "left", "expected"),
    [
        ((6, 2), (6, 2), ()),
        ((6, 2), (0, 0), ("nothing_left",)),
        ((0, 0), (0, 0), ()),
        ((6, 2), (5, 4), ("interval",)),
        ((6, 2), (4, 4), ("direction", "interval", "placebo")),
        ((6, 2), (2, 6), ("direction", "placebo")),
        ((4, 3), (3, 4), ("direction", "placebo")),
        ((4, 4), (3, 4), ("direction",)),
        ((4, 4), (4, 4), ()),
    ],
    ids=[
        "the same", "nothing left", "nothing from the first", "no longer beyond chance", "a fall becomes none",
        "a fall becomes a rise", "a fall within chance becomes a rise", "even becomes a rise", "even stays even",
    ],
)  # fmt: skip
def test_what_flips(whole: tuple[int, int], left: tuple[int, int], expected: tuple[str, ...]) -> None:
    """Direction, whether the interval excludes 1, and whether the placebo share is at most 0.05."""
    assert flips(compared(*whole), compared(*left)) == expected


def test_too_little_may_be_left_to_show_anything() -> None:
    """Three events before could vanish by chance."""
    counts = np.zeros(100, np.int64)
    counts[[44, 46, 48]] = 1
    left = compare(DailyCounts(first=D - timedelta(days=50), counts=counts), D, 7)

    assert left.least_fall is None
    assert flips(compared(6, 2), left) == ("too_little_left",)
