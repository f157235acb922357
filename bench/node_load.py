# SPDX-License-Identifier: Apache-2.0
"""Puts a load on a node as it is shipped: filings and reads a second, their times, memory, and a start with a million.

    .venv/bin/python bench/node_load.py [--work DIR] [--seconds N] [--million] [--long] [--json FILE]

The node is ``truceline serve`` with its shipped defaults, on a library as large as the shipped one, with 100,000 stored
intents; the load comes from the same machine over 100 connections, each with an RS256 token of its own. Every part ends
with the node killed in mid-load; it is started anew, and every intent that was ever acknowledged must stand there as it
was told. What was answered otherwise than 201 or 200 is counted apart and is in no figure.

Ends with 1 when an acknowledged intent is missing or different, when anything was refused (403, 429, 5xx) or when the
node broke; a figure that misses its goal is shown as missed and ends with 0, for a busy machine proves nothing.
"""

import argparse
import asyncio
import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import cycle
from pathlib import Path

import msgspec
from http_load import Load, Plan, request_bytes, run_load
from node_stock import Sent, Stock, copy_of_stored, intents_to_file, open_stock, truceline

STORED, MILLION = 100_000, 1_000_000
RATE, SOAK_RATE, SOAK_S = 500.0, 300.0, 600.0
FILED, READ = frozenset({201}), frozenset({200})
START_S = 120.0
"""A node that is not ready after so long is broken [s]."""
DRAWN_RATE, SPARE_S = 1_000.0, 2.0
"""So much is drawn: for a rate above every goal [/s], and for a little longer than load is put [s]."""
MIB = 1_024.0
LOAD_SEED = 1_000


@dataclass(slots=True, kw_only=True)
class Figure:
    """One figure.

    Attributes:
        name: What was measured.
        value: The figure.
        unit: Its unit.
        goal: What it should be; empty when there is no goal.
        is_met: Whether it is.
    """

    name: str
    value: float
    unit: str
    goal: str = ""
    is_met: bool = True


@dataclass(slots=True)
class Findings:
    """What a run has come to.

    Attributes:
        figures: In the order of measuring.
        faults: What voids them.
    """

    figures: list[Figure] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def at_least(self, name: str, value: float, unit: str, goal: float) -> None:
        """Add a figure that should be at least something."""
        self._add(Figure(name=name, value=value, unit=unit, goal=f">= {goal:,g}", is_met=value >= goal))

    def at_most(self, name: str, value: float, unit: str, goal: float) -> None:
        """Add a figure that should be at most something."""
        self._add(Figure(name=name, value=value, unit=unit, goal=f"<= {goal:,g}", is_met=value <= goal))

    def told(self, name: str, value: float, unit: str) -> None:
        """Add a figure without a goal."""
        self._add(Figure(name=name, value=value, unit=unit))

    def _add(self, figure: Figure) -> None:
        self.figures.append(figure)
        mark = "" if not figure.goal else f"  goal {figure.goal} {'met' if figure.is_met else 'MISSED'}"
        print(f"  {figure.name:<52} {figure.value:>10,.2f} {figure.unit:<6}{mark}", flush=True)

    def fault(self, words: str) -> None:
        """Add what voids the figures."""
        self.faults.append(words)
        print(f"  FAULT: {words}", flush=True)


class Server:
    """The node under test: ``truceline serve`` as a process of its own."""

    def __init__(self, folder: Path, passphrase_file: Path) -> None:
        """Start it and wait until it is ready.

        Raises:
            RuntimeError: It ended instead.
        """
        words = ("serve", str(folder), "--port", "0", "--passphrase-file", str(passphrase_file), "--json")
        self._log = (folder.parent / "node.log").open("ab")
        started = time.perf_counter()
        self._process = subprocess.Popen(truceline(*words), stdout=subprocess.PIPE, stderr=self._log)  # noqa: S603
        # Whatever ends this program leaves no node running.
        atexit.register(self._process.kill)
        assert self._process.stdout is not None
        told = b""
        while not told.endswith(b"}\n"):
            line = self._process.stdout.readline()
            if not line:
                message = f"the node ended with {self._process.wait()}: {_last_lines(self._log.name)}"
                raise RuntimeError(message)
            told += line
        self.port = int(msgspec.json.decode(told)["address"].rpartition(":")[2])
        self._await_ready(started)
        self.start_s = time.perf_counter() - started

    @property
    def is_running(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def rss_mib(self) -> float:
        """Give the memory in use [MiB]."""
        return self._status("VmRSS")

    def peak_mib(self) -> float:
        """Give the most memory that was in use [MiB]."""
        return self._status("VmHWM")

    def thread_seconds(self) -> dict[str, float]:
        """Give the processor time of each thread [s]."""
        ticks = os.sysconf("SC_CLK_TCK")
        found = {}
        for each in Path(f"/proc/{self._process.pid}/task").iterdir():
            fields = (each / "stat").read_text().rpartition(")")[2].split()
            found[each.name] = (int(fields[11]) + int(fields[12])) / ticks
        return found

    def kill(self) -> None:
        """End it without warning."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._log.close()

    def _status(self, name: str) -> float:
        for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / MIB
        return float("nan")

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _await_ready(self, started: float) -> None:
        while time.perf_counter() - started < START_S:
            if self._is_ready():
                return
            time.sleep(0.01)
        message = f"the node was not ready after {START_S:g} s"
        raise RuntimeError(message)


def _last_lines(log: str) -> str:
    return Path(log).read_text(encoding="utf-8")[-1_000:]


@dataclass(slots=True, kw_only=True)
class Run:
    """One run over one copy of a stored node.

    Attributes:
        stock: What is kept between runs.
        folder: The node's folder.
        tokens: Token of each officer.
        findings: Where figures go.
        acknowledged: By id of every intent that was answered 201: whose it is, and the intent as answered.
        to_file: What is filed next.
        has_keys: Whether filings bring an idempotency key.
    """

    stock: Stock
    folder: Path
    tokens: dict[str, str]
    findings: Findings
    acknowledged: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    to_file: list[Sent] = field(default_factory=list)
    has_keys: bool = True

    def start(self) -> Server:
        """Start the node."""
        return Server(self.folder, self.stock.passphrase_file)

    def draw(self, count: int, seed: int) -> None:
        """Invent what will be filed: drawn before, so that the load costs little while it is put."""
        self.to_file = list(intents_to_file(self.stock, count, seed))

    def filings(self) -> list[Iterator[tuple[bytes, object]]]:
        """Give what each officer's connection files."""
        own: dict[str, list[Sent]] = {name: [] for name in self.tokens}
        for sent in self.to_file:
            own[sent.officer.name].append(sent)
        return [self._filings_of(name, sents) for name, sents in own.items()]

    def _filings_of(self, name: str, sents: list[Sent]) -> Iterator[tuple[bytes, object]]:
        for number, sent in enumerate(sents):
            key = f"{name}-{time.perf_counter_ns()}-{number}" if self.has_keys else ""
            yield request_bytes("POST", "/v1/intents", self.tokens[name], sent.body, key=key), name

    def reads(self) -> list[Iterator[tuple[bytes, object]]]:
        """Give what each officer's connection reads: its own intents, again and again."""
        own: dict[str, list[str]] = {name: [] for name in self.tokens}
        for intent, (name, _) in self.acknowledged.items():
            own[name].append(intent)
        return [
            cycle([(request_bytes("GET", f"/v1/intents/{each}", self.tokens[name]), each) for each in ids])
            for name, ids in own.items()
        ]

    def keep(self, load: Load) -> None:
        """Remember what was acknowledged, and say what was refused."""
        for each in load.counted(FILED):
            intent = msgspec.json.decode(each.body, type=_Filed).intent
            self.acknowledged[msgspec.json.decode(intent, type=_Named).id] = (str(each.tag), bytes(intent))
        refused = {status: count for status, count in load.statuses().items() if status not in (0, 200, 201)}
        if refused:
            first = next(each for each in load.answers if each.status in refused)
            self.findings.fault(f"answered otherwise: {refused}, the first: {first.body[:300].decode()}")

    def compare(self, server: Server) -> None:
        """Read every acknowledged intent and compare it with what was told."""
        wanted: dict[str, list[str]] = {name: [] for name in self.tokens}
        for intent, (name, _) in self.acknowledged.items():
            wanted[name].append(intent)
        found: dict[str, bytes] = {}
        asyncio.run(_read_each(server.port, self.tokens, wanted, found))
        wrong = [each for each, (_, told) in self.acknowledged.items() if found.get(each) != told]
        if wrong:
            missing = sum(each not in found for each in wrong)
            self.findings.fault(f"{missing} acknowledged intents are missing, {len(wrong) - missing} are different")
        print(
            f"  after kill -9: {len(self.acknowledged):,} acknowledged intents compared, {len(wrong)} wrong", flush=True
        )


class _Filed(msgspec.Struct):
    intent: msgspec.Raw


class _Named(msgspec.Struct):
    id: str


async def _read_each(port: int, tokens: dict[str, str], wanted: dict[str, list[str]], found: dict[str, bytes]) -> None:
    """Read every intent once, each by the officer who filed it."""

    def requests(name: str) -> Iterator[tuple[bytes, object]]:
        for intent in wanted[name]:
            yield request_bytes("GET", f"/v1/intents/{intent}", tokens[name]), intent

    load = await run_load(port, [requests(name) for name in tokens if wanted[name]], Plan(seconds=600.0))
    for each in load.counted(READ):
        found[str(each.tag)] = each.body


def file_at_a_rate(run: Run, seconds: float) -> None:
    """File at the rate of the goal, and tell how long answers take."""
    print(f"filing at {RATE:g}/s for {seconds:g} s", flush=True)
    server = run.start()
    load, threads = _put(run, server, run.filings(), seconds, RATE)
    run.findings.told("filing at 500/s: answered", load.per_second(FILED), "/s")
    run.findings.told("filing at 500/s: half within", load.quantile_ms(0.5, FILED), "ms")
    run.findings.at_most("filing at 500/s: 99 in 100 within", load.quantile_ms(0.99, FILED), "ms", 30.0)
    _tell_threads(run, "filing at 500/s", threads, len(load.counted(FILED)))


def file_as_quick(run: Run, seconds: float) -> None:
    """File as quickly as the node answers."""
    print(f"filing as quickly as answered, {seconds:g} s", flush=True)
    server = run.start()
    load, threads = _put(run, server, run.filings(), seconds, 0.0)
    run.findings.at_least("filing, 100 at once", load.per_second(FILED), "/s", 500.0)
    run.findings.told("filing, 100 at once: 99 in 100 within", load.quantile_ms(0.99, FILED), "ms")
    _tell_threads(run, "filing, 100 at once", threads, len(load.counted(FILED)))


def read_as_quick(run: Run, seconds: float) -> None:
    """Read as quickly as the node answers."""
    print(f"reading as quickly as answered, {seconds:g} s", flush=True)
    server = run.start()
    run.compare(server)
    load, threads = _put(run, server, run.reads(), seconds, 0.0)
    run.findings.at_least("reads, 100 at once", load.per_second(READ), "/s", 3_000.0)
    run.findings.told("reads, 100 at once: 99 in 100 within", load.quantile_ms(0.99, READ), "ms")
    _tell_threads(run, "reads, 100 at once", threads, len(load.counted(READ)))


def soak(run: Run) -> None:
    """File for ten minutes and look whether memory stays."""
    print(f"filing at {SOAK_RATE:g}/s for {SOAK_S:g} s", flush=True)
    server = run.start()
    sampled: list[float] = []
    plan = Plan(seconds=SOAK_S, rate=SOAK_RATE, on_second=lambda second: _sample(server, second, sampled))
    load = asyncio.run(run_load(server.port, run.filings(), plan))
    run.keep(load)
    run.findings.told("soak: answered", load.per_second(FILED), "/s")
    run.findings.told("soak: 99 in 100 within", load.quantile_ms(0.99, FILED), "ms")
    half = sampled[len(sampled) // 2 :]
    run.findings.told("soak: memory after two minutes", sampled[len(sampled) // 5], "MiB")
    run.findings.at_most("soak: growth over the last five minutes", half[-1] - half[0], "MiB", 10.0)
    run.findings.at_most("soak: most memory", server.peak_mib(), "MiB", 400.0)
    server.kill()
    server = run.start()
    run.compare(server)
    server.kill()


def _sample(server: Server, second: int, sampled: list[float]) -> None:
    sampled.append(server.rss_mib())
    if second % 30 == 0:
        print(f"  {second:4} s: {sampled[-1]:.0f} MiB", flush=True)


def start_with_a_million(stock: Stock, findings: Findings, place: Path) -> None:
    """Start a node that holds a million intents, and use it."""
    print("starting with 1,000,000 stored intents", flush=True)
    folder = place / "million"
    run = Run(stock=stock, folder=folder, tokens=copy_of_stored(stock, MILLION, folder), findings=findings)
    server = run.start()
    findings.at_most("start with 1,000,000 intents: ready after", server.start_s, "s", 6.0)
    findings.told("start with 1,000,000 intents: memory when ready", server.rss_mib(), "MiB")
    run.draw(5_000, LOAD_SEED + 50)
    load, _ = _put(run, server, run.filings(), 5.0, 200.0, prefix="1,000,000 intents, filing at 200/s: ")
    findings.told("1,000,000 intents, filing at 200/s: 99 in 100", load.quantile_ms(0.99, FILED), "ms")
    server = run.start()
    findings.at_most("start after kill -9: ready after", server.start_s, "s", 6.0)
    run.compare(server)
    findings.at_most("1,000,000 intents: most memory", server.peak_mib(), "MiB", 1_500.0)
    server.kill()
    shutil.rmtree(folder)


def _put(
    run: Run,
    server: Server,
    requests: list[Iterator[tuple[bytes, object]]],
    seconds: float,
    rate: float,
    prefix: str = "",
) -> tuple[Load, tuple[float, ...]]:
    """Put a load, kill the node in the middle of it, start it anew and compare what it had acknowledged."""
    memory, threads = list[float](), list[dict[str, float]]()

    def kill() -> None:
        memory.append(server.peak_mib())
        threads.append(server.thread_seconds())
        server.kill()

    before = server.thread_seconds()
    plan = Plan(seconds=2 * seconds, rate=rate, kill_at=seconds, kill=kill)
    load = asyncio.run(run_load(server.port, requests, plan))
    run.keep(load)
    if not threads:
        run.findings.fault("the node ended before it was killed")
        return load, ()
    goal = 1_500.0 if prefix else 400.0
    run.findings.at_most(f"{prefix}most memory", memory[0], "MiB", goal)
    restarted = run.start()
    run.compare(restarted)
    restarted.kill()
    spent = (seconds - before.get(thread, 0.0) for thread, seconds in threads[0].items())
    return load, tuple(sorted(spent, reverse=True))


def _tell_threads(run: Run, name: str, threads: tuple[float, ...], count: int) -> None:
    """Tell the processor time of the two busiest threads for each answer: the store's and the loop's."""
    for place, seconds in enumerate(threads[:2]):
        ordinal = ("busiest", "second")[place]
        run.findings.told(f"{name}: {ordinal} thread, each answer", 1_000.0 * seconds / max(count, 1), "ms")


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, help="folder that keeps what is made, for later runs; a temporary one")
    parser.add_argument("--seconds", type=float, default=20.0, help="length of each part [s]; 20")
    parser.add_argument("--no-keys", action="store_true", help="file without idempotency keys")
    parser.add_argument("--million", action="store_true", help="also start with 1,000,000 stored intents")
    parser.add_argument("--long", action="store_true", help="also file for ten minutes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    arguments = parser.parse_args()
    findings, begun = Findings(), time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="node-load-") as temporary:
        work = arguments.work or Path(temporary)
        stock = open_stock(work, lambda words: print(f"  {time.perf_counter() - begun:6.0f} s  {words}", flush=True))
        measure(stock, findings, arguments, Path(temporary))
    return tell(findings, arguments.json)


def measure(stock: Stock, findings: Findings, arguments: argparse.Namespace, place: Path) -> None:
    """Do every part that was asked for."""
    folder = place / "node"
    tokens = copy_of_stored(stock, STORED, folder)
    run = Run(stock=stock, folder=folder, tokens=tokens, findings=findings, has_keys=not arguments.no_keys)
    print(f"load average before: {os.getloadavg()[0]:.2f}, processors: {os.cpu_count()}", flush=True)
    for number, part in enumerate((file_at_a_rate, file_as_quick, read_as_quick)):
        if part is not read_as_quick:
            run.draw(int((arguments.seconds + SPARE_S) * DRAWN_RATE), LOAD_SEED + number)
        part(run, arguments.seconds)
    if arguments.long:
        run.draw(int((SOAK_S + SPARE_S) * SOAK_RATE), LOAD_SEED + 10)
        soak(run)
    if arguments.million:
        start_with_a_million(stock, findings, place)


def tell(findings: Findings, place: Path | None) -> int:
    """Print the result once more in short, write it, and give the exit code."""
    load = os.getloadavg()[0]
    print(f"load average after: {load:.2f}")
    if place is not None:
        facts = {"schema": "truceline/bench-node-load/1", "load_average": load, "faults": findings.faults}
        place.write_bytes(msgspec.json.encode({**facts, "figures": [asdict(each) for each in findings.figures]}))
    missed = [each.name for each in findings.figures if not each.is_met]
    for words in findings.faults:
        print(f"VOID: {words}")
    print("missed: " + "; ".join(missed) if missed else "every goal was met")
    return 1 if findings.faults else 0


if __name__ == "__main__":
    sys.exit(main())
