# SPDX-License-Identifier: Apache-2.0
"""The store: commits one by one and grouped, what a filed intent costs its thread, and how a large store opens.

All things are invented (EXERCISE), in open ocean. A filed intent here is what ``app`` does to the shelves for one:
a kept answer is looked for, the cells are counted, what meets is read, the holders of its slots are read, the version
is kept with its slot, an answer is kept and an event is told.

    .venv/bin/python bench/store.py [INTENTS]
"""

import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from truceline.app.ports import Event, KeptAnswer, Records
from truceline.base.instants import NS_PER_S, Interval
from truceline.findings.conflict import Slot
from truceline.geo.footprint import Footprint
from truceline.geo.volume import AltitudeBand, Datum, Volume4D
from truceline.picture.intents import Intent, IntentState, Sharing
from truceline.storage.sqlite import SQLiteStore, create_store
from truceline.storage.sqlite.intent_body import decode_intent, encode_intent
from truceline.storage.sqlite.opening import open_connection
from truceline.storage.sqlite.records import records_on

KEY = bytes(range(32))
HOUR_NS = 3_600 * NS_PER_S
START_NS = 1_900_000_000 * NS_PER_S
DAYS = 30
AT_ONCE = 32
AREA_DEG = 2.0
HALF_DEG = 0.02


def intents(first: int, count: int) -> Iterator[Intent]:
    """Invent intents of an hour, four kilometres across, over thirty days."""
    rng = np.random.default_rng(first)
    for number in range(first, first + count):
        x, y = rng.uniform(-40.0, -40.0 + AREA_DEG), rng.uniform(30.0, 30.0 + AREA_DEG)
        start_ns = START_NS + int(rng.integers(DAYS * 24 * 60)) * 60 * NS_PER_S
        low_x, low_y, high_x, high_y = x - HALF_DEG, y - HALF_DEG, x + HALF_DEG, y + HALF_DEG
        ring = ((low_x, low_y), (high_x, low_y), (high_x, high_y), (low_x, high_y), (low_x, low_y))
        yield Intent(
            id=f"{rng.integers(2**62):016x}{number:08x}",
            version=1,
            state=IntentState.FILED,
            party="northland",
            officer=f"officer-{number % 100}",
            filed_ns=START_NS + number,
            confirmed_ns=START_NS + number,
            kind=("flight.transport",),
            volumes=(
                Volume4D(
                    area=Footprint.of_checked(((ring,),)),
                    band=AltitudeBand(lower_m=100.0, upper_m=900.0, datum=Datum.AMSL),
                    interval=Interval(start_ns=start_ns, end_ns=start_ns + HOUR_NS),
                ),
            ),
            sharing=Sharing(full=("hill-league",), conflict=("dale",)),
            title="EXERCISE transport",
            exercise=True,
        )


def cell_of(intent: Intent) -> int:
    """Number a coarse cell of a quarter of a degree."""
    west, south, _, _ = intent.volumes[0].area.bounds_deg
    return int(west * 4 + 720) * 1_000 + int(south * 4)


def filing(intent: Intent) -> Callable[[Records], int]:
    """Make the job of a filed intent; it gives how many others it meets."""

    def job(records: Records) -> int:
        cell = cell_of(intent)
        slot = Slot(cell=cell, block=intent.start_ns // HOUR_NS)
        assert records.requests.answer(intent.officer, intent.id) is None
        records.requests.cells_asked(intent.party, intent.filed_ns - 24 * HOUR_NS, officer=intent.officer)
        records.requests.ask_cells(intent.party, intent.officer, (cell,), intent.filed_ns)
        records.intents.holders((slot,))
        met = records.intents.candidates(intent)
        records.intents.add(intent, (slot,))
        kept = KeptAnswer(digest=b"\x01" * 32, status=201, body=b"x" * 900, at_ns=intent.filed_ns)
        records.requests.keep_answer(intent.officer, intent.id, kept)
        told = Event(number=0, at_ns=intent.filed_ns, what="intent", change="filed", id=intent.id)
        records.events.tell(told, ("northland", "hill-league"))
        return len(met)

    return job


def rate(
    store: SQLiteStore, jobs: list[Callable[[Records], object]], at_once: int, *, write: bool
) -> tuple[float, float]:
    """Keep so many jobs under way; jobs per second, and the 99th percentile of waiting [ms]."""
    free, waited, errors = threading.Semaphore(at_once), list[float](), list[BaseException]()
    bring = store.write if write else store.read
    began_s = time.perf_counter()
    for job in jobs:
        free.acquire()
        since_s = time.perf_counter()

        def answered(_: object, error: BaseException | None, since_s: float = since_s) -> None:
            waited.append(time.perf_counter() - since_s)
            if error is not None:
                errors.append(error)
            free.release()

        bring(job, answered)
    for _ in range(at_once):
        free.acquire()
    assert not errors, errors[0]
    return len(jobs) / (time.perf_counter() - began_s), 1_000 * float(np.quantile(waited, 0.99))


def fill(path: Path, wanted: int) -> float:
    """Fill a store with intents, in large transactions; how many a second."""
    connection = open_connection(path, KEY).connection
    records, began_s = records_on(connection, HOUR_NS), time.perf_counter()
    for first in range(10_000_000, 10_000_000 + wanted, 5_000):
        with connection:
            for intent in intents(first, min(5_000, 10_000_000 + wanted - first)):
                slot = Slot(cell=cell_of(intent), block=intent.start_ns // HOUR_NS)
                records.intents.add(intent, (slot,))
    connection.close()
    return wanted / (time.perf_counter() - began_s)


def cost_us(path: Path) -> tuple[float, float]:
    """Give what a filed intent costs the store's thread beside the commit [us], and how many others it meets."""
    connection = open_connection(path, KEY).connection
    records, jobs = records_on(connection, HOUR_NS), [filing(each) for each in intents(5_000_000, 3_000)]
    connection.execute("BEGIN IMMEDIATE")
    began_s = time.perf_counter()
    met = 0
    for job in jobs:
        connection.execute("SAVEPOINT job")
        met += job(records)
        connection.execute("RELEASE job")
    spent_s = time.perf_counter() - began_s
    connection.execute("ROLLBACK")
    connection.close()
    return 1e6 * spent_s / len(jobs), met / len(jobs)


def codec_us() -> tuple[float, float]:
    """Give what encoding and decoding an intent cost [us]."""
    (one,) = intents(1, 1)
    content, times = encode_intent(one), 20_000
    began_s = time.perf_counter()
    for _ in range(times):
        encode_intent(one)
    between_s = time.perf_counter()
    for _ in range(times):
        decode_intent(content)
    return 1e6 * (between_s - began_s) / times, 1e6 * (time.perf_counter() - between_s) / times


def tell_opening(path: Path) -> None:
    """Open a store in this process, and say how long it took and how much memory is held (run apart)."""
    began_s = time.perf_counter()
    store = SQLiteStore(path, KEY)
    opened_s = time.perf_counter() - began_s
    first_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    asked = list(intents(6_000_000, 2_000))
    jobs = [lambda records, one=one: records.intents.candidates(one) for one in asked]
    reads, _ = rate(store, jobs, AT_ONCE, write=False)
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    whole = "whole" if store.is_checked_whole else "in part"
    store.close()
    print(
        f"opened in {opened_s:.2f} s, checked {whole}, {first_mib:.0f} MiB at once, {mib:.0f} MiB after 2,000 searches"
    )
    print(f"searches by place: {reads:,.0f}/s")


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--open"]:
        tell_opening(Path(sys.argv[2]))
        return
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        create_store(path, KEY)
        print("an intent at rest: encode {:.1f} us, decode {:.1f} us".format(*codec_us()))
        print(f"filling with {min(wanted, 100_000):,}: {fill(path, min(wanted, 100_000)):,.0f} intents/s")
        print("a filed intent costs the thread {:.0f} us and meets {:.1f} others".format(*cost_us(path)))
        store = SQLiteStore(path, KEY)
        for first, count, at_once in ((1, 1_000, 1), (100_001, 10_000, AT_ONCE)):
            jobs = [filing(each) for each in intents(first, count)]
            print("{} at once: {:,.0f} filed/s, p99 {:.1f} ms".format(at_once, *rate(store, jobs, at_once, write=True)))
        ids = [each.id for each in intents(100_001, 5_000)]
        gets = [lambda records, one=one: records.intents.get(one) for one in ids]
        print("{} at once: {:,.0f} read/s, p99 {:.1f} ms".format(AT_ONCE, *rate(store, gets, AT_ONCE, write=False)))
        store.close()
        if wanted > 100_000:
            more = Path(folder) / "large.db"
            create_store(more, KEY)
            print(
                f"filling with {wanted:,}: {fill(more, wanted):,.0f} intents/s, {more.stat().st_size / 2**20:,.0f} MiB"
            )
            path = more
        subprocess.run([sys.executable, __file__, "--open", str(path)], check=True)  # noqa: S603 - ourselves


if __name__ == "__main__":
    main()
