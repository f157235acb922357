# SPDX-License-Identifier: Apache-2.0
"""Measures the record: entries made durable in groups and one by one, heads signed, entries read and written.

Run: .venv/bin/python bench/record.py [DIR]
DIR is where the files are put; its device decides what syncing costs. Goals: >= 12,000 entries/s in groups, 99 of 100
single ones within 8 ms.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np

from truceline.crypto.signatures import Signer
from truceline.ledger.genesis import Genesis
from truceline.ledger.happenings import Acknowledge, AskPeers, Begin, Happening, Open, Stop, Submit, Tick
from truceline.ledger.keyring import KeyBody
from truceline.ledger.log import settle
from truceline.ledger.states import State
from truceline.records.entries import Box, Draft, Reference, Seen, officer_key_id, parse_entry
from truceline.records.profile import encode, parse
from truceline.storage.files import Files
from truceline.storage.ledger_files import LedgerFiles

GROUP = 1_024
GROUPS = 60
SINGLES = 2_000
NOON_MS = 1_900_000_000_000
OFFICER = Signer.from_seed(bytes(range(32)))
LOG = Signer.from_seed(b"\x11" * 32)
OTHER = "truceline.example/exercise/hill-league/fedcba9876543210"


class HeldKeys:
    """Two keys of an invented party (EXERCISE)."""

    def sign(self, public: bytes, message: bytes) -> bytes:
        """Sign with one of them."""
        return (LOG if public == LOG.public else OFFICER).sign(message)


class Log:
    """A log in files, and the clock of its heads."""

    def __init__(self, folder: Path) -> None:
        for name in ("entries", "apart"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.kept = LedgerFiles(folder / "entries", folder / "apart", tell=self._told, files=Files())
        self.state, self.acknowledged = State(), 0
        self.happen(Open())

    def happen(self, event: Happening) -> None:
        """Let something happen."""
        self.state = settle(self.state, event, HeldKeys(), self.kept.perform)

    def tick(self) -> None:
        """Tell the time."""
        self.happen(Tick(now_ms=time.monotonic_ns() // 1_000_000))

    def _told(self, effect: Acknowledge | AskPeers | Stop) -> None:
        assert isinstance(effect, Acknowledge), effect
        self.acknowledged += len(effect.entries)


def draft(number: int) -> Draft:
    """Draft an entry of usual size: a body, a reference, one head that was seen."""
    name = sha256(str(number).encode()).hexdigest()
    return Draft(
        by=officer_key_id(OFFICER.public),
        type="report.stated",
        at_ms=NOON_MS + number,
        box=Box(commitment=name, size=600),
        refers=(Reference(OTHER, number, name),),
        seen=(Seen(OTHER, number, name, name),),
        to=("hill-league", "un"),
    )


def each_us(work: Callable[[], object], times: int = 20_000) -> float:
    """Give the best of five for one call [us]."""
    found = float("inf")
    for _ in range(5):
        began_s = time.perf_counter()
        for _ in range(times // 5):
            work()
        found = min(found, (time.perf_counter() - began_s) / (times // 5))
    return 1e6 * found


def main(folder: Path) -> None:
    """Measure, and print one line for each figure."""
    log = Log(folder)
    genesis = Genesis(
        arrangement="exercise",
        party="northland",
        log_key=LOG.public,
        root_key=Signer.from_seed(b"\x20" * 32).public,
        next_root=bytes(32),
        officers=(OFFICER.public,),
    )
    log.happen(Begin(body=KeyBody(salt=bytes(32), content=genesis.to_bytes()), at_ms=NOON_MS))
    groups = [tuple(draft(GROUP * group + one) for one in range(GROUP)) for group in range(GROUPS)]
    began_s, used_s = time.perf_counter(), time.process_time()
    for drafts in groups:
        log.happen(Submit(drafts=drafts))
        log.tick()
    spent_s, used_s = time.perf_counter() - began_s, time.process_time() - used_s
    print(f"grouped, heads signed between: {GROUP * GROUPS / spent_s:,.0f} entries/s (goal 12,000)")
    print(f"  of processor time each: {1e6 * used_s / (GROUP * GROUPS):.0f} us")
    waited_ms = []
    for number in range(SINGLES):
        one = draft(number)
        began_s = time.perf_counter()
        log.happen(Submit(drafts=(one,)))
        waited_ms.append(1_000 * (time.perf_counter() - began_s))
        log.tick()
    p50, p99 = np.quantile(waited_ms, (0.5, 0.99))
    print(f"single: p50 {p50:.2f} ms, p99 {p99:.2f} ms (goal 8 ms)")
    size, raw = log.state.size, log.kept.entries.read(5, 1)[0]
    assert log.acknowledged == size
    log.kept.close()
    began_s = time.perf_counter()
    again = Log(folder)
    print(f"opened: {size:,} entries in {time.perf_counter() - began_s:.2f} s")
    assert again.state.size == size
    again.kept.close()
    value = parse(raw)
    print(f"an entry of {len(raw)} bytes: read and hashed {each_us(lambda: parse_entry(raw)):.1f} us")
    print(
        f"as a value of the profile: read {each_us(lambda: parse(raw)):.1f} us, written "
        f"{each_us(lambda: encode(value)):.1f} us (goals 5 us)"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(Path(made))
