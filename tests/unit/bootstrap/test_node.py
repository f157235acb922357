# SPDX-License-Identifier: Apache-2.0
"""A running node: what is kept no longer is swept whatever fails, and every end is in good order. EXERCISE."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import pytest

from http_door import NOW_NS, Lines
from made_nodes import made_node
from truceline.app.ports import Answered, Job, Records, StoreState, T
from truceline.base.clock import FixedClock
from truceline.base.errors import NodeError, StorageError
from truceline.bootstrap import node as module
from truceline.bootstrap.assembling import Assembled, Ground, read_ground
from truceline.bootstrap.folder import open_folder
from truceline.bootstrap.node import RunningNode, locked_door, run_node
from truceline.http.door import Kept

KINDS = ("finding", "look", "answer")


class OwnError(Exception):
    """A fault of a test, with words that no log may have."""


def never_answers(job: Job[T], answered: Answered[T]) -> None:
    """Take a job and do nothing."""
    del job, answered


def fails_at_once(job: Job[T], answered: Answered[T]) -> None:
    """Fail before the job is taken."""
    del job, answered
    message = "latitude 12.5"
    raise OwnError(message)


def fails_in_the_store(job: Job[T], answered: Answered[T]) -> None:
    """Answer with an error of the store."""
    del job
    answered(None, StorageError("disk: expected to write, got an error"))


@dataclass
class Retention:
    """Says that nothing is too old, and remembers what it was asked about."""

    asked: list[str] = field(default_factory=list)

    def delete_before(self, what: str, before_ns: int, limit: int) -> int:
        """Delete nothing."""
        assert before_ns < NOW_NS
        assert limit > 0
        self.asked.append(what)
        return 0


@dataclass
class FailingStore:
    """A store of which the first writes fail in one way."""

    way: Callable[[Job[Any], Answered[Any]], None]
    failures: int
    retention: Retention = field(default_factory=Retention)
    state: StoreState = StoreState.OPEN
    trouble: str = ""

    def read(self, job: Job[T], answered: Answered[T]) -> None:
        """Run it as a write."""
        self.write(job, answered)

    def write(self, job: Job[T], answered: Answered[T]) -> None:
        """Fail, or run the job on what knows retention alone."""
        if self.failures:
            self.failures -= 1
            self.way(job, answered)
        else:
            answered(job(cast("Records", self)), None)

    def close(self) -> None:
        """Do nothing."""


@pytest.fixture
def log() -> Lines:
    """Give a log."""
    return Lines()


@pytest.fixture
def ground(tmp_path: Path, log: Lines) -> Ground:
    """Give what a node stands on that listens on any port."""
    made_node(tmp_path)
    found = read_ground(open_folder(tmp_path / "node"), FixedClock(NOW_NS), log)
    return replace(found, settings=replace(found.settings, port=0))


def lines_of(log: Lines, event: str) -> list[dict[str, object]]:
    """Give the lines of an event."""
    return [each for each in log.found if each["event"] == event]


async def swept(node: RunningNode, retention: Retention, rounds: int) -> None:
    """Sweep until every kind was looked at so often."""
    task = asyncio.create_task(node.sweep())
    for _ in range(1_000):
        if len(retention.asked) >= rounds * len(KINDS) or task.done():
            break
        await asyncio.sleep(0.005)
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def given(ground: Ground, store: Any) -> RunningNode:  # noqa: ANN401
    """Give a node that sweeps a store."""
    node = RunningNode(ground)
    door = locked_door(ground)
    kept = tuple(Kept(what=each, days=30, reason="EXERCISE") for each in KINDS)
    node.gate.replace_node(replace(door, store=store, retention=kept, limits=replace(door.limits, store_s=0.02)))
    return node


@pytest.mark.parametrize(
    ("way", "kind"),
    [(never_answers, "ProblemError"), (fails_at_once, "OwnError"), (fails_in_the_store, "StorageError")],
)
def test_a_sweep_that_fails_is_told_in_one_line_and_tried_again(
    way: Callable[[Job[Any], Answered[Any]], None],
    kind: str,
    ground: Ground,
    log: Lines,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever the store does, the other kinds are swept, and so is the failed one the next time."""
    monkeypatch.setattr(module, "SWEEP_S", 0.01)
    store = FailingStore(way=way, failures=1)
    asyncio.run(swept(given(ground, store), store.retention, 2))

    (line,) = lines_of(log, "not deleted by age")
    assert (line["what"], line["kind"]) == ([KINDS[0]], kind)
    assert store.retention.asked[: 2 + len(KINDS)] == [*KINDS[1:], *KINDS]
    assert "latitude" not in str(log.found)


def test_a_round_that_fails_whole_is_one_line(ground: Ground, log: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of this software is named before one that was raised on purpose."""
    monkeypatch.setattr(module, "SWEEP_S", 0.01)
    ways = iter([fails_in_the_store, fails_at_once, fails_in_the_store])

    def fail(job: Job[Any], answered: Answered[Any]) -> None:
        next(ways)(job, answered)

    store = FailingStore(way=fail, failures=3)
    asyncio.run(swept(given(ground, store), store.retention, 1))

    (line,) = lines_of(log, "not deleted by age")
    assert (line["what"], line["kind"]) == (list(KINDS), "OwnError")
    assert "test_node.py" in str(line["places"])


def test_a_locked_node_sweeps_nothing_and_says_nothing(
    ground: Ground, log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock is no trouble."""
    monkeypatch.setattr(module, "SWEEP_S", 0.001)

    async def sweep() -> None:
        task = asyncio.create_task(RunningNode(ground).sweep())
        await asyncio.sleep(0.05)
        assert not task.done()
        task.cancel()

    asyncio.run(sweep())

    assert not log.found


@pytest.mark.network
@pytest.mark.parametrize("name", ["watch", "sweep"])
def test_a_fault_of_what_looks_after_a_node_ends_it_in_good_order(
    name: str, ground: Ground, log: Lines, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The log has one line of the fault; no traceback stands anywhere, and the socket of control is gone."""

    async def fail(node: RunningNode) -> None:
        del node
        await asyncio.sleep(0.05)
        fails_at_once(lambda _: None, lambda *_: None)

    monkeypatch.setattr(RunningNode, name, fail)
    ready: list[str] = []
    with pytest.raises(OwnError):
        run_node(ground, None, ready.append)

    assert len(ready) == 1
    assert [each["event"] for each in log.found] == ["listening", "ended", "fault"]
    assert lines_of(log, "fault")[0]["kind"] == "OwnError"
    assert "latitude" not in str(log.found)
    assert capfd.readouterr() == ("", "")


@pytest.mark.network
def test_a_node_whose_address_nobody_reads_ends_in_good_order(
    ground: Ground, log: Lines, capfd: pytest.CaptureFixture[str]
) -> None:
    """What it tells of its address fails while the server starts; the server is ended all the same."""

    def on_ready(address: str) -> None:
        raise OwnError(address)

    with pytest.raises(OwnError):
        run_node(ground, None, on_ready)

    assert [each["event"] for each in log.found] == ["listening", "ended", "fault"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.network
def test_a_deliberate_refusal_is_no_fault(ground: Ground, log: Lines) -> None:
    """An address that cannot be listened on is told by the command line, and is no fault in the log."""
    settings = replace(ground.settings, host="192.0.2.1")
    with pytest.raises(NodeError, match="expected to listen there"):
        run_node(replace(ground, settings=settings), None, lambda _: None)

    assert [each["event"] for each in log.found] == ["ended"]


def test_a_store_is_closed_whatever_else_does_not_end() -> None:
    """Peers that do not end keep no store open, and no log."""
    ended: list[str] = []

    class Part:
        def __init__(self, name: str) -> None:
            self.name = name

        def forget(self) -> None:
            ended.append(f"{self.name} forgotten")

        def end(self) -> None:
            ended.append(f"{self.name} ended")
            raise OwnError

        def close(self) -> None:
            ended.append(f"{self.name} closed")

    parts: Any = {name: Part(name) for name in ("store", "tokens", "federation", "recording")}
    with pytest.raises(OwnError):
        Assembled(door=cast("Any", None), **parts).close()

    assert ended == ["tokens forgotten", "federation ended", "store closed", "federation closed"]
