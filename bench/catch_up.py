# SPDX-License-Identifier: Apache-2.0
"""Measures how long a node needs to mirror the whole log of a peer, from the first entry to its receipt.

Run: PYTHONPATH=src:tests .venv/bin/python bench/catch_up.py [ENTRIES]
Both nodes live in this one process, so that reading and serving are counted with it; every signature is real. Goal:
100,000 entries within 30 s on two cores. A restart of the node that has them all, and one delivery of all of them, are
measured as well.
"""

import sys
import tempfile
import time
from pathlib import Path

from federated import Arrangement

GROUP = 2_000
ENTRIES = 100_000


def main(entries: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        made = Arrangement(Path(folder), names=("northland", "hill-league"))
        made.part("northland", "hill-league")
        for start in range(0, entries, GROUP):
            made.say("northland", *(f"entry {number}" for number in range(start, min(start + GROUP, entries))))
        origin = made["northland"].origin
        made["northland"].bodies.clear()  # Open bodies are files of their own; entries without are measured.
        made.join()
        began, used = time.perf_counter(), time.process_time()
        while made["hill-league"].node.size(origin) <= entries:
            made.tick()
        _say("mirrored and cosigned", entries, began, used)
        began, used = time.perf_counter(), time.process_time()
        made.restart("hill-league")
        _say("opened again", entries, began, used)
        began, used = time.perf_counter(), time.process_time()
        found = sum(1 for _ in made["hill-league"].node.deliver_from(origin, 0))
        _say(f"delivered again ({found})", entries, began, used)


def _say(what: str, entries: int, began: float, used: float) -> None:
    waited, worked = time.perf_counter() - began, time.process_time() - used
    print(f"{what}: {entries} entries in {waited:.1f} s, {worked / entries * 1e6:.0f} us of processor time each")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES)
