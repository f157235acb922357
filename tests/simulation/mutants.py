# SPDX-License-Identifier: Apache-2.0
"""``bench/mutants``: lists the planted defects with what catches each, and shows that it does."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import msgspec

from simulation.command import schedules
from simulation.plants import SIMULATED, Plant, all_plants, plant

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 1 when a defect was not caught."""
    parser = argparse.ArgumentParser(prog="bench/mutants", description=__doc__)
    parser.add_argument("--check", metavar="NAME", help="plant it and see that it is caught; `all` for each")
    parser.add_argument("--schedules", type=int, default=20_000, metavar="N")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1], metavar="S")
    parser.add_argument("--jobs", type=int, default=1, metavar="J")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if options.check is None:
        _list(as_json=options.json)
        return 0
    chosen = all_plants() if options.check == "all" else (plant(options.check),)
    return 1 if [each.name for each in chosen if not _check(each, options)] else 0


def _check(each: Plant, options: argparse.Namespace) -> bool:
    """Say whether a defect is caught as it must be, with every seed."""
    if each.caught != SIMULATED:
        caught = fails_test(each)
        _say(f"{each.name}: {'caught' if caught else 'NOT CAUGHT'} by {each.caught}")
        return caught
    caught = True
    for seed in options.seeds:
        first = caught_at(each.name, seed, options.schedules, options.jobs)
        caught = caught and first is not None
        _say(f"{each.name}, seed {seed}: {'NOT CAUGHT' if first is None else f'caught in schedule {first}'}")
    return caught


def caught_at(name: str, seed: int, count: int, jobs: int = 1) -> int | None:
    """Say which schedule of a seed catches a defect first; none if none of so many does."""
    lived = schedules(seed, range(count), mode="both", plant=name, jobs=jobs)
    return next((each.number for each in lived if each.broken), None)


def fails_test(each: Plant) -> bool:
    """Say whether a test fails once a defect is planted."""
    command = (sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "simulation.planting", each.caught)
    environment = {**os.environ, "TRUCELINE_PLANT": each.name, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    return done.returncode == 1


def _list(*, as_json: bool) -> None:
    plants = all_plants()
    if as_json:
        _say(
            msgspec.json.encode(
                [{"name": p.name, "breaks": p.breaks, "at": p.at, "caught": p.caught} for p in plants]
            ).decode()
        )
        return
    for each in plants:
        _say(f"{each.name:32} {each.breaks}\n{'':32} {each.at}; caught by {each.caught}")
    _say(f"{len(plants)} planted defects")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
