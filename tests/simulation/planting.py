# SPDX-License-Identifier: Apache-2.0
"""A plugin of pytest that plants the defect which the environment names, before any test is read."""

import os

from simulation.plants import plant, prepare


def pytest_configure() -> None:
    """Plant it."""
    owner, attribute, _, changed = prepare(plant(os.environ["TRUCELINE_PLANT"]))
    setattr(owner, attribute, changed)
