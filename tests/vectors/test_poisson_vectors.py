# SPDX-License-Identifier: Apache-2.0
"""Poisson fits with Newey-West errors: statsmodels' and ours (``poisson/SOURCE.md``)."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import msgspec
import numpy as np
import pytest

from truceline.assessment.poisson import fit_poisson

VECTORS = Path(__file__).parent / "poisson" / "vectors.json"


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One recorded fit."""

    before: int
    lags: int
    counts: list[int]
    coefficients: list[float]
    standard_errors: list[float]


class Cases(msgspec.Struct, frozen=True):
    """All of them."""

    cases: list[Case]


CASES = msgspec.json.decode(VECTORS.read_bytes(), type=Cases).cases


def design_of(case: Case) -> np.ndarray:
    """Give the design of an interrupted series."""
    day = np.arange(-case.before, len(case.counts) - case.before, dtype=np.float64)
    is_after = (day >= 0).astype(np.float64)
    return np.column_stack([np.ones_like(day), day, is_after, day * is_after])


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.before}+{len(case.counts) - case.before}, {case.lags} lags"
)
def test_the_fit_is_that_of_statsmodels(case: Case) -> None:
    """Coefficients and standard errors agree to 1e-10."""
    fit = fit_poisson(design_of(case), np.array(case.counts, np.float64), case.lags)

    assert fit is not None
    assert np.abs(fit.coefficients - case.coefficients).max() < 1e-10
    assert np.abs(np.sqrt(np.diag(fit.covariance)) - case.standard_errors).max() < 1e-10


if find_spec("statsmodels") is not None:

    def test_statsmodels_still_fits_what_was_recorded() -> None:
        """Fitted afresh, where it is installed, the recorded numbers come out."""
        models = import_module("statsmodels.api")
        for case in CASES:
            model = models.GLM(np.array(case.counts, float), design_of(case), family=models.families.Poisson())
            hac = {"maxlags": case.lags, "use_correction": False}
            fit = model.fit(tol=1e-14, maxiter=200, cov_type="HAC", cov_kwds=hac)
            assert np.abs(fit.params - case.coefficients).max() < 1e-9
            assert np.abs(fit.bse - case.standard_errors).max() < 1e-9
