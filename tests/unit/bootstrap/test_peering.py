# SPDX-License-Identifier: Apache-2.0
"""The thread between the record and the world: nothing is lost between mirror and app, and no fault ends it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import RLock
from typing import Any, cast

from http_door import Lines
from kept_log import BODY
from truceline.base.clock import FixedClock
from truceline.base.errors import UnavailableError
from truceline.bootstrap.peering import AppNews, Peering, PeeringParts
from truceline.federation.happenings import (
    AnswerExchange,
    Deliver,
    Happening,
    LogStopped,
    NotesReceived,
    Outgoing,
    Tick,
)
from truceline.federation.members import Member, member_of
from truceline.peers.wire import ShownNotes

MEMBER = member_of(BODY)
OTHER = "truceline.example/exercise/southland/0123456789abcdef"


def delivery(seq: int) -> Deliver:
    """Give a delivery that is told from others by its type."""
    return Deliver(origin=OTHER, party="southland", entry=cast("Any", None), type=f"t{seq}")


@dataclass
class Node:
    """Stands for the record."""

    kept: int = 3
    outgoing: list[Outgoing] = field(default_factory=list)
    told: list[Happening] = field(default_factory=list)
    fails: bool = False

    def members(self) -> dict[str, Member]:
        """Give itself and another."""
        return {MEMBER.origin: MEMBER, OTHER: MEMBER}

    def note(self, origin: str) -> bytes | None:
        """Give none."""
        del origin
        return None

    def size(self, origin: str) -> int:
        """Give nothing."""
        return len(origin) * 0

    def happen(self, event: Happening) -> tuple[Outgoing, ...]:
        """Answer exchanges; fail when it is to."""
        self.told.append(event)
        if self.fails:
            raise ZeroDivisionError
        if isinstance(event, NotesReceived) and event.request is not None:
            return (AnswerExchange(request=event.request, notes=(b"n",)),)
        return ()

    def deliver_from(self, origin: str, first: int) -> Iterator[Deliver]:
        """Deliver what the mirror keeps."""
        assert origin == OTHER
        yield from (delivery(seq) for seq in range(first, self.kept))


@dataclass
class App:
    """Takes news; fails as often as it is to."""

    taken: list[str] = field(default_factory=list)
    has: set[str] = field(default_factory=set)
    busy: int = 0
    faulty: str = ""

    def take(self, news: AppNews) -> None:
        """Take one.

        Raises:
            UnavailableError: It is busy.
            ZeroDivisionError: It is to fail over this one.
        """
        name = news.type if isinstance(news, Deliver) else type(news).__name__
        if self.busy:
            self.busy -= 1
            message = "store: expected one that is not busy"
            raise UnavailableError(message)
        if name == self.faulty:
            raise ZeroDivisionError
        self.taken.append(name)

    def lacks(self, news: Deliver) -> bool:
        """Say whether it has it not."""
        return news.type not in self.has


@contextmanager
def peering(node: Node, app: App, first: tuple[Outgoing, ...] = ()) -> Iterator[tuple[Peering, Lines]]:
    """Give one that runs."""
    log = Lines()
    parts = PeeringParts(
        node=cast("Any", node),
        lock=cast("Any", RLock()),
        origin=MEMBER.origin,
        clients={},
        take=app.take,
        lacks=app.lacks,
        clock=FixedClock(1_700_000_000_000_000_000),
        log=log,
    )
    made = Peering(parts)
    made.start(first)
    try:
        yield made, log
    finally:
        made.end()


def until(is_so: Callable[[], bool]) -> None:
    """Wait."""
    end = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_what_the_app_lacks_of_a_mirror_is_brought_at_the_start() -> None:
    """A stop may have come between the mirror and the app; what it has is not brought again."""
    app = App(has={"t1"})
    with peering(Node(), app):
        until(lambda: len(app.taken) == 2)
    assert app.taken == ["t0", "t2"]


def test_what_a_busy_app_did_not_take_is_brought_again_in_order() -> None:
    """Nothing overtakes it."""
    app = App(busy=1, has={"t0", "t1", "t2"})
    with peering(Node(), app, (delivery(7), LogStopped(origin=OTHER, reason="full"), delivery(8))) as (_, log):
        until(lambda: len(app.taken) == 3)
        assert [line["event"] for line in log.found] == ["peer"]
    assert app.taken == ["t7", "LogStopped", "t8"]


def test_a_fault_of_ours_is_logged_and_keeps_nothing_back() -> None:
    """Neither the app's nor the clock's; the place is told, what was sent is not."""
    app, node = App(faulty="t7", has={"t0", "t1", "t2"}), Node()
    with peering(node, app, (delivery(7), delivery(8))) as (made, log):
        until(lambda: app.taken == ["t8"])
        node.fails = True
        made.tick(5)
        node.fails = False
        made.tick(6)
        told = [str(line["trouble"]) for line in log.found]

    assert [type(each) for each in node.told] == [Tick, Tick]
    assert len(told) == 2
    assert all(each.startswith("a fault of this software: ZeroDivisionError at ") for each in told)


def test_an_exchange_is_answered_by_its_number() -> None:
    """To whoever asked, and to nobody else."""
    with peering(Node(kept=0), App()) as (made, _):
        assert made.exchange("southland", ShownNotes(notes=())).notes == (b"n",)
        assert made.exchange("southland", ShownNotes(notes=())).notes == (b"n",)
