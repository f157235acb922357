# SPDX-License-Identifier: Apache-2.0
"""R3: screening finds for both sides alike; whatever one side could be told, the other's own question finds too."""

import numpy as np
import pytest

from filed_intents import NOON_H, circle, intent, volume
from truceline.screening import find_conflicts


@pytest.mark.parametrize("seed", range(20))
def test_both_sides_find_the_same(seed: int) -> None:
    """Ground, time and band of a conflict do not depend on who asks."""
    random = np.random.default_rng(seed)

    def made(name: str, party: str) -> tuple[object, ...]:
        lon_deg, lat_deg = random.uniform((-140.2, -30.2), (-139.8, -29.8)).tolist()
        start_h = NOON_H + float(random.uniform(0.0, 3.0))
        place = circle(lon_deg, lat_deg, float(random.uniform(1_000.0, 40_000.0)))
        return name, party, volume(place, start_h, start_h + 2.0)

    (one, north, here), (other, hill, there) = made("a", "northland"), made("b", "hill-league")
    first = intent(str(one), here, party=str(north))  # type: ignore[arg-type]
    second = intent(str(other), there, party=str(hill))  # type: ignore[arg-type]

    asked, mirrored = find_conflicts(first, [second]), find_conflicts(second, [first])

    assert [(each.interval, each.bounds_deg, each.band) for each in asked] == [
        (each.interval, each.bounds_deg, each.band) for each in mirrored
    ]
    assert all({ref.party for ref in each.intents} == {"northland", "hill-league"} for each in asked)
