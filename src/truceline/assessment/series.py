# SPDX-License-Identifier: Apache-2.0
"""A second view of a count: the interrupted time series, which allows for a trend that was there before D.

    ln E[events on day t] = a + b1 t + b2 [t >= 0] + b3 t [t >= 0],   t = days from D

``level`` is e^b2, ``trend`` e^b1 and ``slope`` e^b3, each with its interval for 95 %.

Rules:
    - Used are up to three windows on each side of D, after D no longer than the agreement lived.
    - Two sides of a week each, and events on two days of each side, are the least that is fitted.

Source:
    Bernal, Cummins and Gasparrini 2017, International Journal of Epidemiology 46 (the model); ``poisson`` for the fit.
"""

from dataclasses import dataclass
from datetime import date
from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray

from truceline.assessment.daily import DailyCounts
from truceline.assessment.intervals import NORMAL_QUANTILE
from truceline.assessment.measured import Effect, Interrupted
from truceline.assessment.poisson import PoissonFit, fit_poisson, lags_for

WINDOWS_USED = 3
"""Windows on each side of D."""
LEAST_DAYS = 7
"""On each side [d]."""
_LEAST_DAYS_WITH_EVENTS = 2
_TREND, _LEVEL, _SLOPE = 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """What is interrupted, and when.

    Attributes:
        agreement: Id of the agreement.
        part: ``inside``, ``outside`` or ``countrywide``.
        on: The day D.
        days: The agreement's window [d].
        lived_days: Days it lived; None when no end is on record [d].
    """

    agreement: str
    part: str
    on: date
    days: int
    lived_days: int | None


def interrupted(daily: DailyCounts, what: Interruption) -> Interrupted:
    """Fit an interrupted time series.

    Args:
        daily: The counts.
        what: What is interrupted, and when.

    Returns:
        The fit, or why there is none.

    Source:
        The model at the head of this module.
    """
    on, reach = daily.index(what.on), WINDOWS_USED * what.days
    after_days = min(reach, what.lived_days) if what.lived_days is not None else reach
    before, after = daily.between(on - reach, on), daily.between(on, on + after_days)
    state = _state(before, after)
    lags = lags_for(before.size + after.size)
    fit = _fit(before, after, lags) if state == "fitted" else None
    if state == "fitted" and fit is None:
        state = "not_converged"
    return Interrupted(
        agreement=what.agreement,
        part=what.part,
        since=daily.day(max(on - reach, 0)).isoformat(),
        until=daily.day(min(on + after_days, daily.counts.size)).isoformat(),
        days_before=int(before.size),
        days_after=int(after.size),
        events=int(before.sum() + after.sum()),
        state=state,
        trend=_effect(fit, _TREND),
        level=_effect(fit, _LEVEL),
        slope=_effect(fit, _SLOPE),
        lags_days=lags if fit else None,
    )


def _state(before: NDArray[np.int64], after: NDArray[np.int64]) -> str:
    if min(before.size, after.size) < LEAST_DAYS:
        return "too_few_days"
    if min(np.count_nonzero(before), np.count_nonzero(after)) < _LEAST_DAYS_WITH_EVENTS:
        return "too_few_events"
    return "fitted"


def _fit(before: NDArray[np.int64], after: NDArray[np.int64], lags: int) -> PoissonFit | None:
    day = np.arange(-before.size, after.size, dtype=np.float64)
    is_after = (day >= 0).astype(np.float64)
    design = np.column_stack([np.ones_like(day), day, is_after, day * is_after])
    return fit_poisson(design, np.concatenate([before, after]).astype(np.float64), lags)


def _effect(fit: PoissonFit | None, column: int) -> Effect | None:
    if fit is None:
        return None
    middle = float(fit.coefficients[column])
    half = NORMAL_QUANTILE * sqrt(max(float(fit.covariance[column, column]), 0.0))
    return Effect(ratio=_rounded(exp(middle)), low=_rounded(exp(middle - half)), high=_rounded(exp(middle + half)))


def _rounded(factor: float) -> float:
    return float(f"{factor:.4g}")
