# SPDX-License-Identifier: Apache-2.0
"""``bench/simulate``: lives through many schedules and says what broke, so that it can be lived through again."""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from functools import partial
from hashlib import blake2b
from multiprocessing import get_context

import msgspec

from simulation.plants import planted
from simulation.world import Lived, live

CHUNK = 20


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 1 when something did not hold."""
    parser = argparse.ArgumentParser(prog="bench/simulate", description=__doc__)
    parser.add_argument("--schedules", type=int, default=200, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--only", type=int, metavar="K", help="one schedule, with all that happens in it")
    parser.add_argument("--plant", metavar="NAME", help="break one thing first; bench/mutants lists them")
    parser.add_argument("--mode", choices=("safety", "liveness", "both"), default="both")
    parser.add_argument("--jobs", type=int, default=1, metavar="J")
    parser.add_argument("--json", action="store_true", help="the last line alone")
    options = parser.parse_args(arguments)
    if options.only is not None:
        return _tell(options)
    return _count(options)


def schedules(seed: int, numbers: Iterable[int], *, mode: str, plant: str | None, jobs: int) -> Iterator[Lived]:
    """Live through schedules, in their order; with a plant up to the first that breaks."""
    one = partial(_live, seed, mode, plant)
    if jobs == 1:
        yield from map(one, numbers)
        return
    with get_context("fork").Pool(jobs) as pool:
        yield from pool.imap(one, numbers, chunksize=CHUNK)


def _live(seed: int, mode: str, plant: str | None, number: int) -> Lived:
    with planted(plant) if plant else nullcontext():
        return live(seed, number, mode=mode)


def _tell(options: argparse.Namespace) -> int:
    with planted(options.plant) if options.plant else nullcontext():
        lived = live(options.seed, options.only, mode=options.mode, is_told=True)
    _say("\n".join((*lived.lines, lived.broken or "everything held", lived.trace)))
    return 1 if lived.broken else 0


def _count(options: argparse.Namespace) -> int:
    began, trace, done = time.perf_counter(), blake2b(digest_size=16), 0
    sums = {"events": 0, "crashes": 0, "partitions": 0}
    broken: list[Lived] = []
    numbers = range(options.schedules)
    for lived in schedules(options.seed, numbers, mode=options.mode, plant=options.plant, jobs=options.jobs):
        done += 1
        trace.update(f"{lived.trace} {lived.broken}\n".encode())
        for name in sums:
            sums[name] += getattr(lived, name)
        if lived.broken:
            broken.append(lived)
            _tell_broken(options, lived)
            if options.plant:
                break
        if not options.json and done % 1_000 == 0:
            sys.stderr.write(f"{done} schedules, {len(broken)} broken\n")
    summary: dict[str, object] = {
        "seed": options.seed,
        "schedules": done,
        "mode": options.mode,
        "plant": options.plant,
        "broken": [lived.number for lived in broken],
        "trace": trace.hexdigest(),
        **{f"{name}_mean": round(value / max(1, done), 2) for name, value in sums.items()},
        "schedules_per_s": round(done / (time.perf_counter() - began), 1),
    }
    _say(msgspec.json.encode(summary).decode() if options.json else "  ".join(f"{k}={v}" for k, v in summary.items()))
    return 1 if broken else 0


def _tell_broken(options: argparse.Namespace, lived: Lived) -> None:
    plant = f" --plant {options.plant}" if options.plant else ""
    again = f"bench/simulate --seed {options.seed} --only {lived.number} --mode {options.mode}{plant}"
    sys.stderr.write(f"schedule {lived.number}: {lived.broken}\n  again: {again}\n")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
