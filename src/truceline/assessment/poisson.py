# SPDX-License-Identifier: Apache-2.0
"""Poisson regression of daily counts, with errors that allow for bursts and for days that hang together.

    ln E[y] = X b,   b by iteratively reweighted least squares
    Cov(b) = B S B,  B = (X' diag(m) X)^-1,  S = G0 + sum over l = 1..L of (1 - l/(L+1)) (Gl + Gl')
    Gl = sum over t of u_t u_(t-l)',  u_t = x_t (y_t - m_t)

Source:
    McCullagh and Nelder 1989, section 2.5 (the fit); Newey and West 1987, Econometrica 55 (the errors); Newey and West
    1994, Review of Economic Studies 61 (the lags).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ROUNDS = 50
_AT_REST = 1e-12
"""Largest step of a linear predictor at which a fit has come to rest."""
_HIGHEST = 30.0
"""A linear predictor beyond plus or minus this is a fit that runs away: e^30 events a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoissonFit:
    """A fit.

    Attributes:
        coefficients: One per column ``(k,)``.
        covariance: Of the coefficients ``(k, k)``.
        expected: Expected counts ``(n,)``.
    """

    coefficients: Floats
    covariance: Floats
    expected: Floats


def fit_poisson(design: Floats, counts: Floats, lags: int) -> PoissonFit | None:
    """Fit daily counts.

    Args:
        design: One row per day ``(n, k)``, in order of time.
        counts: Counts ``(n,)``, >= 0.
        lags: Days over which errors are taken to hang together, >= 0 [d].

    Returns:
        The fit; None when there is none that is finite.

    Source:
        The formulae at the head of this module.
    """
    linear = np.log(counts + 0.5)
    for _ in range(_ROUNDS):
        coefficients = _stepped(design, counts, linear)
        found: Floats = design @ coefficients
        if not np.isfinite(found).all() or np.abs(found).max() > _HIGHEST:
            return None
        step = float(np.abs(found - linear).max())
        linear = found
        if step < _AT_REST:
            expected: Floats = np.exp(linear)
            covariance = _newey_west(design, counts - expected, expected, lags)
            return PoissonFit(coefficients=coefficients, covariance=covariance, expected=expected)
    return None


def lags_for(days: int) -> int:
    """Give the number of lags for a series of so many days [d].

    Source:
        Newey and West 1994: floor(4 (n/100)^(2/9)).
    """
    return int(4 * (days / 100) ** (2 / 9))


def _stepped(design: Floats, counts: Floats, linear: Floats) -> Floats:
    """Make one step of iteratively reweighted least squares."""
    expected = np.exp(linear)
    working = linear + (counts - expected) / expected
    root = np.sqrt(expected)
    return np.asarray(np.linalg.lstsq(design * root[:, None], working * root, rcond=None)[0], np.float64)


def _newey_west(design: Floats, residuals: Floats, expected: Floats, lags: int) -> Floats:
    bread = np.linalg.pinv(design.T @ (design * expected[:, None]))
    scores = design * residuals[:, None]
    meat = scores.T @ scores
    for lag in range(1, min(lags, len(scores) - 1) + 1):
        shifted = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / (lags + 1)) * (shifted + shifted.T)
    covariance: Floats = bread @ meat @ bread
    return covariance
