# SPDX-License-Identifier: Apache-2.0
"""How long whole commands take: starts as ratios to a bare interpreter of the same run, and the main job in seconds.

    .venv/bin/python bench/commands.py [--events FILE] [--repeats 7]

Every command is a process of its own, run in turn with the bare interpreter, so that a slow machine slows both. The
median of the pairwise ratios is printed, with its bound. Without ``--events``, ``TRUCELINE_DATA`` or
``../shared/data`` the main job is measured on the incidents of the shipped library only, and says so.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

DATA = Path(os.environ.get("TRUCELINE_DATA") or Path(__file__).resolve().parents[2] / "shared/data")
EVENTS = DATA / "ucdp-ged-syria/ucdp_ged_syria_2016-02_2017-12_slim.csv.gz"
BARE = (sys.executable, "-I", "-c", "pass")
MIB = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A command and the ratio to a bare start that it must stay below."""

    name: str
    command: tuple[str, ...]
    ratio: float


GOALS = (
    Goal(name="truceline --help", command=(sys.executable, "-m", "truceline", "--help"), ratio=9.0),
    Goal(name="import truceline", command=(sys.executable, "-c", "import truceline"), ratio=3.0),
    Goal(
        name="agreement show",
        command=(sys.executable, "-m", "truceline", "agreement", "show", "astana-2017", "--at", "2017-07-01"),
        ratio=60.0,
    ),
)


def seconds(command: tuple[str, ...]) -> float:
    """Run a command once and give its wall time [s]."""
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    return time.perf_counter() - begin


def ratio(goal: Goal, repeats: int) -> float:
    """Give the median ratio of a command to a bare start, pair by pair."""
    seconds(goal.command)
    return statistics.median(seconds(goal.command) / seconds(BARE) for _ in range(repeats))


def main_job(events: Path | None, repeats: int) -> tuple[float, float]:
    """Give the median wall time [s] and the greatest memory [MiB] of an assessment, after one warm-up run."""
    told = ("--events", str(events)) if events else ("--incidents",)
    times: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(repeats + 1):
            out = ("--out", str(Path(folder) / f"out-{number}"))
            times.append(seconds((sys.executable, "-m", "truceline", "assess", *told, *out)))
    return statistics.median(times[1:]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MIB


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=Path, default=EVENTS if EVENTS.exists() else None)
    parser.add_argument("--repeats", type=int, default=7)
    arguments = parser.parse_args()
    print(f"bare start {seconds(BARE) * 1000:.0f} ms, {os.cpu_count()} cores")
    for goal in GOALS:
        print(f"{goal.name:20} {ratio(goal, arguments.repeats):6.1f} x bare, goal <= {goal.ratio:.0f} x")
    wall, memory = main_job(arguments.events, 3)
    what = (
        arguments.events.name if arguments.events else "incidents only: no event file here, so no figure for the goal"
    )
    print(f"{'assess':20} {wall:6.2f} s, {memory:.0f} MiB on {what}; goal < 5 s and < 600 MB on the 11,162 events")


if __name__ == "__main__":
    main()
