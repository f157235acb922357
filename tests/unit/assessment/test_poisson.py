# SPDX-License-Identifier: Apache-2.0
"""Poisson regression where the answer is known, and where there is none."""

import numpy as np
import pytest

from truceline.assessment.poisson import fit_poisson, lags_for


def test_two_levels_are_the_means_of_their_days() -> None:
    """Without a trend the fit is the mean before and the ratio of means."""
    counts = np.array([2.0, 4, 6, 1, 1, 4])
    design = np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]])
    fit = fit_poisson(design, counts, 0)

    assert fit is not None
    assert np.exp(fit.coefficients) == pytest.approx([4.0, 0.5])
    assert fit.expected == pytest.approx([4, 4, 4, 2, 2, 2])
    # By hand: each mean's variance is the sum of squared residuals by the square of the sum of expected counts.
    assert np.diag(fit.covariance) == pytest.approx([8 / 144, 8 / 144 + 6 / 36])


def test_days_that_hang_together_widen_the_errors() -> None:
    """Counts in runs tell less than as many independent ones."""
    counts = np.repeat([1.0, 6, 1, 6, 1, 6], 5)
    design = np.ones((30, 1))
    alone, together = fit_poisson(design, counts, 0), fit_poisson(design, counts, 4)

    assert alone is not None
    assert together is not None
    assert together.covariance[0, 0] > 2 * alone.covariance[0, 0]


def test_a_side_without_events_has_no_finite_fit() -> None:
    """The level would fall to nothing without end: no number is made up."""
    design = np.column_stack([np.ones(20), np.repeat([0.0, 1.0], 10)])

    assert fit_poisson(design, np.repeat([3.0, 0.0], 10), 2) is None


def test_the_lags_of_a_series() -> None:
    """Four for a hundred days, more for longer ones."""
    assert [lags_for(days) for days in (14, 28, 99, 100, 700)] == [2, 3, 3, 4, 6]
