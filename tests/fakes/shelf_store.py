# SPDX-License-Identifier: Apache-2.0
"""A store in memory for tests of the floors above it: the port as written, one thread, nothing durable."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from queue import Queue
from typing import TypeVar, cast

from truceline.app.ports import (
    Answered,
    Event,
    Findings,
    Job,
    KeptAnswer,
    Look,
    Page,
    Records,
    Requests,
    Retention,
    Selection,
    StoreState,
)
from truceline.base.errors import NotFoundError, PushbackError
from truceline.findings.finding import Finding, FindingKind
from truceline.geo.boxes import boxes_meet
from truceline.storage.memory.recorded import MemoryRecorded
from truceline.storage.memory.undo import Table, Undo

T = TypeVar("T")


@dataclass
class ShelfFindings:
    """Findings, latest first."""

    kept: dict[str, Finding] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        """Keep a finding."""
        self.kept[finding.id] = finding

    def get(self, finding_id: str) -> Finding:
        """Give one."""
        if finding_id not in self.kept:
            message = f"finding: expected one that is here, got {finding_id}"
            raise NotFoundError(message)
        return self.kept[finding_id]

    def page(self, selection: Selection, *, kind: FindingKind | None = None, ruling: str = "") -> Page[Finding]:
        """Give what the reader may read."""
        found = [
            each
            for each in sorted(self.kept.values(), key=lambda each: (-each.at_ns, each.id))
            if selection.reader in each.readers
            and (kind is None or each.kind is kind)
            and (not ruling or each.ruling == ruling)
            and (selection.interval is None or selection.interval.meets(each.interval))
            and (
                selection.bounds_deg is None or (each.bounds_deg and boxes_meet(selection.bounds_deg, each.bounds_deg))
            )
        ]
        return _page(found, selection)


@dataclass
class ShelfRequests:
    """What was asked."""

    answers: dict[tuple[str, str], KeptAnswer] = field(default_factory=dict)
    seen: list[Look] = field(default_factory=list)
    revised: list[tuple[str, int]] = field(default_factory=list)
    asked: dict[tuple[str, str], dict[int, int]] = field(default_factory=dict)

    def answer(self, officer: str, key: str) -> KeptAnswer | None:
        """Give a kept answer."""
        return self.answers.get((officer, key))

    def keep_answer(self, officer: str, key: str, answer: KeptAnswer) -> None:
        """Keep an answer."""
        self.answers[officer, key] = answer

    def ask_cells(self, party: str, officer: str, cells: Sequence[int], at_ns: int) -> None:
        """Remember cells."""
        self.asked.setdefault((party, officer), {}).update(dict.fromkeys(cells, at_ns))

    def cells_asked(self, party: str, since_ns: int, *, officer: str = "") -> frozenset[int]:
        """Give cells asked about."""
        return frozenset(
            cell
            for (whose, who), cells in self.asked.items()
            if whose == party and officer in {"", who}
            for cell, at_ns in cells.items()
            if at_ns >= since_ns
        )

    def add_revision(self, officer: str, at_ns: int) -> None:
        """Count a revision."""
        self.revised.append((officer, at_ns))

    def revisions(self, officer: str, since_ns: int) -> int:
        """Give how many were counted."""
        return sum(who == officer and at_ns >= since_ns for who, at_ns in self.revised)

    def add_look(self, look: Look) -> None:
        """Remember a look."""
        self.seen.append(look)

    def looks(self, selection: Selection) -> Page[Look]:
        """Give looks of the reader's own officers."""
        return _page([each for each in reversed(self.seen) if each.party == selection.reader], selection)


@dataclass
class ShelfEvents:
    """What changed."""

    told: list[tuple[Event, tuple[str, ...]]] = field(default_factory=list)

    def tell(self, event: Event, readers: Sequence[str]) -> None:
        """Tell of a change."""
        self.told.append((replace(event, number=len(self.told) + 1), tuple(readers)))

    def after(self, number: int, reader: str, limit: int) -> tuple[Event, ...]:
        """Give later events."""
        found = [event for event, readers in self.told if event.number > number and {"*", reader} & set(readers)]
        return tuple(found[:limit])

    def last(self) -> int:
        """Give the latest number."""
        return len(self.told)


@dataclass
class ShelfRetention:
    """What went."""

    gone: dict[tuple[str, str], str] = field(default_factory=dict)
    findings: ShelfFindings = field(default_factory=ShelfFindings)

    def delete_before(self, what: str, before_ns: int, limit: int) -> int:
        """Delete nothing."""
        del what, before_ns, limit
        return 0

    def erase(self, what: str, thing_id: str, reason: str, at_ns: int) -> None:
        """Erase a finding."""
        del at_ns
        if what != "finding" or thing_id not in self.findings.kept:
            message = f"{what}: expected one that is here, got {thing_id}"
            raise NotFoundError(message)
        del self.findings.kept[thing_id]
        self.gone[what, thing_id] = reason

    def erase_for(self, finding_id: str, reader: str, reason: str, at_ns: int) -> None:
        """Take a reader off a finding."""
        del at_ns
        finding = self.findings.kept[finding_id]
        about, readers = ([name for name in names if name != reader] for names in (finding.about, finding.readers))
        self.findings.kept[finding_id] = replace(finding, about=tuple(about), readers=tuple(readers))
        self.gone["reading", f"{finding_id}/{reader}"] = reason

    def erased(self, what: str, thing_id: str) -> str:
        """Give the reason."""
        return self.gone.get((what, thing_id), "")


@dataclass
class ShelfRecords:
    """The shelves that tests of routes need."""

    findings: ShelfFindings = field(default_factory=ShelfFindings)
    requests: ShelfRequests = field(default_factory=ShelfRequests)
    events: ShelfEvents = field(default_factory=ShelfEvents)

    recorded: MemoryRecorded = field(
        default_factory=lambda: MemoryRecorded(rows=Table(Undo()), deliveries=Table(Undo()))
    )

    def __post_init__(self) -> None:
        """Let erasure reach findings."""
        self.retention = ShelfRetention(findings=self.findings)


@dataclass
class ShelfStore:
    """The store: a queue and one thread."""

    records: ShelfRecords = field(default_factory=ShelfRecords)
    state: StoreState = StoreState.OPEN
    trouble: str = ""
    jobs_max: int = 1_000
    held: threading.Event = field(default_factory=threading.Event)
    """While it is not set, nothing is done."""

    def __post_init__(self) -> None:
        """Start the thread."""
        self.held.set()
        self._jobs: Queue[Callable[[], None] | None] = Queue()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def read(self, job: Job[T], answered: Answered[T]) -> None:
        """Run a job."""
        if self._jobs.qsize() >= self.jobs_max:
            message = "store: expected fewer jobs to wait"
            raise PushbackError(message)
        self._jobs.put(lambda: self._run(job, answered))

    write = read

    def close(self) -> None:
        """End the thread."""
        self._jobs.put(None)
        self._thread.join(5)
        self.state = StoreState.CLOSED

    def _run(self, job: Job[T], answered: Answered[T]) -> None:
        try:
            value = job(cast("Records", self.records))
        except BaseException as error:  # noqa: BLE001 - whatever it was is told
            answered(None, error)
        else:
            answered(value, None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            self.held.wait(10)
            job()


def _page(found: Sequence[T], selection: Selection) -> Page[T]:
    start = int(selection.after or 0)
    end = start + selection.limit
    return Page(items=tuple(found[start:end]), next=str(end) if end < len(found) else "")


_FITS: tuple[type[Findings], type[Requests], type[Retention]] = (Findings, Requests, Retention)
