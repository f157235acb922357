# SPDX-License-Identifier: Apache-2.0
"""The loops over the grid, read as plain Python."""

import os
import subprocess
import sys

_PROGRAM = """
import numpy as np
from truceline.geo import index, lattice
from truceline.kernels import jit
from zone_shapes import zone

lattice.CELLS = 64
random = np.random.default_rng(11)
zones = [zone(random, 38.0, 34.5) for _ in range(8)]
lons = np.concatenate([random.uniform(35, 42, 200), random.normal(38, 0.3, 400)])
lats = np.concatenate([random.uniform(32, 37, 200), random.normal(34.5, 0.2, 400)])
columns = (lons, lats, random.choice([0.0, 500.0, 20_000.0], 600))
located = index.ZoneIndex(zones)
plain = located.locate_plain(*columns)
are_equal = np.array_equal(located.locate_compiled(*columns), plain)
print(jit.HAVE_NUMBA, are_equal, *np.bincount(plain.ravel(), minlength=3))
"""


def test_without_a_compiler_the_loops_say_the_same() -> None:
    """Switched off by ``NUMBA_DISABLE_JIT``, the very same text runs as Python and equals numpy's reading."""
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], env=environment, capture_output=True, text=True, check=False
    )
    words = done.stdout.split()

    assert words[:2] == ["False", "True"], done.stderr
    assert all(int(count) > 20 for count in words[2:])
