# SPDX-License-Identifier: Apache-2.0
"""How many (act, provision) rulings per second and core: place, deciding condition and flips included.

    .venv/bin/python bench/clause_test.py [--acts 1000000] [--repeats 5]

Acts are drawn at random from the vocabulary of the shipped library (actors, kinds, dates of its agreements), each at
its own random point in the library's country with its own uncertainty. The mix follows the real event file of
docs/data.md: about 2,000 distinct tellings in all, and one act in 25 told by two origins (4 % of its events name more
than one outlet). They are no events: nothing is written down and nothing is said of them. Encoding from nouns is not
part of the figure; locating every point in every zone is.
"""

import argparse
import os
import time
from dataclasses import replace

import msgspec
import numpy as np

from truceline.agreement.library import DEFAULT_LIBRARY, find_library, load_library
from truceline.base.instants import to_text
from truceline.base.moments import Moment
from truceline.clauses.judging import ClauseTest, clause_test
from truceline.clauses.rows import Encoded, Located, encode
from truceline.clauses.table import judge_rows
from truceline.kernels.ruling_arrays import Rows
from truceline.picture.acts import Account, Act, Place, Position
from truceline.picture.kinds import ACT_KINDS
from truceline.picture.sources import Source

PATTERNS = 1_500
TWO_ORIGINS_ONE_IN = 25
LON_RANGE_DEG = (35.6, 42.4)
LAT_RANGE_DEG = (32.3, 37.3)
RADII_M = (0.0, 1_000.0, 25_000.0)


def draw_acts(test: ClauseTest, random: np.random.Generator) -> list[Act]:
    """Draw patterns of acts from the library's own vocabulary."""
    library = test.library
    forces = sorted(library.forces)
    kinds = [kind.code for kind in ACT_KINDS]
    starts = sorted({phase.interval.start_ns for plan in test.plans for phase in test.setting.phases(plan)})[1:]
    acts: list[Act] = []
    for number in range(PATTERNS):
        origins = 2 if number % TWO_ORIGINS_ONE_IN == 0 else 1
        accounts = tuple(
            Account(
                source=Source(ref=(f"origin-{number}-{origin}",)),
                actor=(forces[random.integers(len(forces))],),
                kind=(kinds[random.integers(len(kinds))],),
                against=(forces[random.integers(len(forces))],),
                place=Place(position=Position(lon_deg=38.0, lat_deg=35.0, radius_m=float(number))),
                since=Moment(to_text(int(starts[random.integers(len(starts))]) + int(random.integers(10**15)))),
                first_act=bool(random.integers(2)) if random.integers(2) else None,
            )
            for origin in range(origins)
        )
        acts.append(Act(id=f"drawn-{number}", accounts=accounts))
    return acts


def multiply(encoded: Encoded, count: int, random: np.random.Generator) -> Encoded:
    """Repeat patterns up to ``count`` acts, each with a point of its own."""
    rows, known = encoded.rows, len(encoded.planes)
    pattern = random.integers(len(encoded.acts), size=count)
    lengths = np.diff(rows.start)[pattern]
    start = np.r_[0, np.cumsum(lengths)].astype(np.int64)
    chosen = np.repeat(rows.start[pattern] - start[:-1], lengths) + np.arange(start[-1])
    row = rows.row[chosen].copy()
    is_point = row >= known
    interval = encoded.points.interval[row[is_point] - known]
    points = int(is_point.sum())
    row[is_point] = known + np.arange(points)
    located = Located(
        lon_deg=random.uniform(*LON_RANGE_DEG, points),
        lat_deg=random.uniform(*LAT_RANGE_DEG, points),
        radius_m=random.choice(np.array(RADII_M), points, p=(0.5, 0.4, 0.1)),
        interval=interval,
        intervals=encoded.points.intervals,
    )
    many = Rows(
        start=start,
        row=row,
        origin=rows.origin[chosen],
        party=rows.party[chosen],
        offered=rows.offered[pattern],
    )
    return replace(encoded, acts=tuple(map(str, range(count))), rows=many, points=located)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--acts", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    random = np.random.default_rng(1)
    test = clause_test(load_library(find_library(DEFAULT_LIBRARY)))
    encoded = encode(draw_acts(test, random), test)
    judge_rows(multiply(encoded, 200_000, random), test)
    many = multiply(encoded, arguments.acts, random)
    pairs = arguments.acts * len(test.plans)
    seconds: list[float] = []
    for _ in range(arguments.repeats):
        begin, begin_cpu = time.perf_counter(), time.process_time()
        judge_rows(many, test)
        wall, cpu = time.perf_counter() - begin, time.process_time() - begin_cpu
        seconds.append(max(wall, cpu))
    figures = {
        "acts": arguments.acts,
        "provisions": len(test.plans),
        "zones": len(test.whereabouts.locator.keys),
        "distinct_tellings": len(encoded.planes),
        "rulings_per_s_per_core_median": pairs / float(np.median(seconds)),
        "rulings_per_s_per_core_best": pairs / min(seconds),
        "cores_seen": os.cpu_count(),
    }
    if arguments.json:
        print(msgspec.json.encode(figures).decode())
    else:
        for name, figure in figures.items():
            print(f"{name:32} {figure:,.0f}")


if __name__ == "__main__":
    main()
