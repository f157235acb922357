# SPDX-License-Identifier: Apache-2.0
"""Writes ``vectors.json``: interrupted series as statsmodels fits them. Needs statsmodels (SOURCE.md).

python tests/vectors/poisson/write_vectors.py
"""

from importlib import import_module
from pathlib import Path

import msgspec
import numpy as np

VECTORS = Path(__file__).resolve().parent / "vectors.json"
SHAPES = ((63, 63, 4), (21, 7, 3), (26, 63, 3), (63, 63, 0), (180, 90, 9))
"""Days before, days after, lags."""


def series(before: int, after: int, number: int) -> tuple[list[list[float]], list[int]]:
    """Give a design and invented counts that come in bursts, the same on every run."""
    source = np.random.default_rng(2017 + number)
    day = np.arange(-before, after, dtype=np.float64)
    is_after = (day >= 0).astype(np.float64)
    design = np.column_stack([np.ones_like(day), day, is_after, day * is_after])
    expected = np.exp(1.2 + 0.004 * day - 0.8 * is_after)
    counts = source.negative_binomial(3, 3 / (3 + expected))
    return design.tolist(), counts.tolist()


def fitted(design: list[list[float]], counts: list[int], lags: int) -> tuple[list[float], list[float]]:
    """Fit with statsmodels: coefficients and their standard errors."""
    models = import_module("statsmodels.api")
    model = models.GLM(np.array(counts, float), np.array(design), family=models.families.Poisson())
    fit = model.fit(tol=1e-14, maxiter=200, cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False})
    return [float(each) for each in fit.params], [float(each) for each in fit.bse]


def write_vectors() -> None:
    """Write them."""
    cases = []
    for number, (before, after, lags) in enumerate(SHAPES):
        design, counts = series(before, after, number)
        coefficients, errors = fitted(design, counts, lags)
        cases.append(
            {
                "before": before,
                "lags": lags,
                "counts": counts,
                "coefficients": coefficients,
                "standard_errors": errors,
            }
        )
    VECTORS.write_bytes(msgspec.json.format(msgspec.json.encode({"cases": cases}), indent=1) + b"\n")


if __name__ == "__main__":
    write_vectors()
