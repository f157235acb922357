# SPDX-License-Identifier: Apache-2.0
"""Interrupted time series round a day."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from truceline.assessment.daily import DailyCounts
from truceline.assessment.series import Interruption, interrupted

FIRST = date(2001, 1, 1)
D = FIRST + timedelta(days=100)
WHAT = Interruption(agreement="square-truce", part="inside", on=D, days=21, lived_days=None)


def test_a_level_that_halves_is_found_and_a_trend_is_not_taken_for_it() -> None:
    """Drawn from a rising trend that halves on D: the interval of the level holds a half, that of the slope holds 1."""
    day = np.arange(-100, 100)
    expected = np.exp(2.5 + 0.005 * day) * np.where(day >= 0, 0.5, 1.0)
    found = interrupted(DailyCounts(first=FIRST, counts=np.random.default_rng(8).poisson(expected)), WHAT)

    assert (found.state, found.days_before, found.days_after, found.lags_days) == ("fitted", 63, 63, 4)
    assert (found.since, found.until) == ((D - timedelta(63)).isoformat(), (D + timedelta(63)).isoformat())
    assert found.level is not None
    assert found.slope is not None
    assert found.trend is not None
    assert found.level.low < 0.5 < found.level.high < 1
    assert found.slope.low < 1 < found.slope.high
    assert found.trend.low < np.exp(0.005) < found.trend.high


def test_a_life_that_ended_is_not_looked_beyond() -> None:
    """Seven days lived are seven days after, and three times the window before."""
    counts = np.random.default_rng(8).poisson(5.0, 200)
    found = interrupted(DailyCounts(first=FIRST, counts=counts), replace(WHAT, days=7, lived_days=7))

    assert (found.days_before, found.days_after, found.events) == (21, 7, int(counts[79:107].sum()))


@pytest.mark.parametrize(
    ("counts", "on", "state"),
    [
        (np.full(200, 3), FIRST + timedelta(days=5), "too_few_days"),
        (np.full(200, 3), FIRST - timedelta(days=500), "too_few_days"),
        (np.full(200, 3), FIRST + timedelta(days=5000), "too_few_days"),
        (np.where(np.arange(200) < 100, 3, 0), D, "too_few_events"),
        (
            np.where(np.arange(200) < 100, 3, 0) + np.where(np.isin(np.arange(200), [100, 101]), 1, 0),
            D,
            "not_converged",
        ),
    ],
    ids=["begins late", "long before", "long after", "nothing after", "only at once after"],
)
def test_what_cannot_be_fitted_says_so(counts: np.ndarray, on: date, state: str) -> None:
    """A state instead of a number that would mean nothing."""
    found = interrupted(DailyCounts(first=FIRST, counts=counts), replace(WHAT, on=on))

    assert (found.state, found.level, found.slope, found.trend, found.lags_days) == (state, None, None, None, None)
