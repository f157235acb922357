# SPDX-License-Identifier: Apache-2.0
"""What the record costs a filing: processor time of the whole process, with the log and without, side by side.

    .venv/bin/python bench/record_cost.py [FILINGS]

Three stores take the same filings of the shipped exercise, batch after batch in turn, without http: one that puts
nothing on the shelf, one that keeps bodies and has no log, and one on a log in two folders.
"""

import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

BATCH = 32
USUAL = 640
KEPT = ExitStack()


class NoShelf:
    """Stands for a store that records nothing."""

    def put(self, _thing: object) -> None:
        """Do nothing."""


def main() -> None:
    """Measure and print."""
    checkout = Path(__file__).resolve().parent.parent
    sys.path += [str(checkout / "tests"), str(checkout / "src")]
    count = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL
    with tempfile.TemporaryDirectory() as folder, KEPT:
        kinds = {name: make(Path(folder) / name) for name in ("nothing", "shelf", "log")}
        spent = dict.fromkeys(kinds, 0.0)
        for first in range(0, count, BATCH):
            for name, (write, jobs) in kinds.items():
                started = time.process_time()
                write(jobs(first, BATCH))
                spent[name] += time.process_time() - started
        for name, seconds in spent.items():
            print(f"{name:8} {seconds / count * 1e6:7.0f} us a filing")


def make(root: Path) -> tuple[Callable[[Sequence[Any]], None], Callable[[int, int], Sequence[Any]]]:
    """Make a store of one kind; how it does jobs, and what jobs there are."""
    from node_records import made_record, opened_record  # noqa: PLC0415 - found by the path that was set
    from running_node import running_node  # noqa: PLC0415 - as above
    from stated import caller  # noqa: PLC0415 - as above
    from truceline.app.declare_intent import Wish, declare_intent  # noqa: PLC0415 - as above
    from truceline.base.instants import NS_PER_S, Interval, parse_instant  # noqa: PLC0415 - as above
    from truceline.geo.circle import Circle  # noqa: PLC0415 - as above
    from truceline.geo.volume import AltitudeBand, Volume4D  # noqa: PLC0415 - as above
    from truceline.picture.intents import Sharing  # noqa: PLC0415 - as above

    root.mkdir()
    node = KEPT.enter_context(running_node(root))
    store: Any = node.store
    if root.name == "nothing":
        object.__setattr__(store._records, "recorded", NoShelf())  # noqa: SLF001 - a store as before
    elif root.name == "log":
        recording = opened_record(made_record(root / "node"))
        store.attach(recording)
        recording.start()
        KEPT.callback(recording.close)
    terms, now_ns = node.door.terms(), parse_instant("2026-11-22T12:00:00Z")

    def job(number: int) -> Callable[[Any], object]:
        who = caller(("northland", "eastmere")[number % 2], role="officer")
        start = now_ns + (1 + number % 480) * 300 * NS_PER_S
        area = Circle(lon_deg=-124.6 + 0.01 * (number % 90), lat_deg=-44.9 + 0.013 * (number % 70), radius_m=800.0)
        volume = Volume4D(
            area=area, band=AltitudeBand(), interval=Interval(start_ns=start, end_ns=start + 1800 * NS_PER_S)
        )
        other = ("eastmere", "northland")[number % 2]
        wish = Wish(kind=("flight.non_combat",), volumes=(volume,), sharing=Sharing(full=(other,)))
        return lambda records: declare_intent(records, wish, who, terms, now_ns=now_ns + number)

    def write(jobs: Sequence[Any]) -> None:
        done = threading.Semaphore(0)
        errors: list[BaseException] = []

        def answered(_value: object, error: BaseException | None) -> None:
            errors.extend([error] if error else [])
            done.release()

        for each in jobs:
            store.write(each, answered)
        for _ in jobs:
            done.acquire()
        if errors:
            raise errors[0]

    return write, lambda first, many: [job(number) for number in range(first, first + many)]


if __name__ == "__main__":
    main()
