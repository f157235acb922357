# SPDX-License-Identifier: Apache-2.0
"""A running node: served, locked and unlocked, swept of what is kept no longer, and ended in good order.

Rules:
    - It begins locked; what it is given to unlock it is used before anybody is answered.
    - While it is locked nothing here holds a key, a connection to the store or a verified token.
    - What is to be deleted by its age is deleted in small parts between other work; what fails is tried again.
    - Whatever fails, requests in work are answered, the store is closed, and the log says that there was a fault.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from truceline import __version__
from truceline.app.caller import Caller, NodeTerms
from truceline.app.ports import Answered, Job, StoreState, T
from truceline.base.errors import LockedError, NodeError
from truceline.base.instants import NS_PER_DAY
from truceline.bootstrap.assembling import Assembled, Ground, assemble, http_limits, kept
from truceline.bootstrap.control import ControlActions, ControlSocket
from truceline.bootstrap.folder import NodeFolder
from truceline.bootstrap.settings import Settings
from truceline.bootstrap.unlocking import Means, unlock
from truceline.crypto.derivation import KEY_BYTES
from truceline.crypto.randomness import random_bytes
from truceline.http.cursors import CursorSeal
from truceline.http.door import Check, NodeDoor
from truceline.http.gate import Gate, places_of
from truceline.http.node_app import make_app
from truceline.http.problems import ProblemError
from truceline.http.serving import Address, run_loop, serve

SWEEP_S = 600.0
"""How often things are looked at for their age [s]."""
SWEEP_ITEMS_MAX = 200
"""How many are deleted at once: others wait no longer than for one request."""
SWITCH_S = 0.0005
"""How long one thread of the interpreter keeps another waiting [s]: the store's and the loop's take turns often, so
that neither waits for the other's whole batch. The interpreter's own 5 ms are a sixth of what an answer may take."""
LOOK_S = 5.0
"""How often it is looked whether the node is idle, and whether its store takes writes [s]."""
_LOCKED = "node: expected an unlocked one, got one whose keys were put away; truceline unlock opens it"


class LockedStore:
    """Stands for the store while the node is locked."""

    state = StoreState.LOCKED
    trouble = _LOCKED

    def read(self, job: Job[T], answered: Answered[T]) -> None:
        """Refuse.

        Raises:
            LockedError: Always.
        """
        del job, answered
        raise LockedError(_LOCKED)

    def write(self, job: Job[T], answered: Answered[T]) -> None:
        """Refuse.

        Raises:
            LockedError: Always.
        """
        self.read(job, answered)

    def close(self) -> None:
        """Do nothing: nothing is open."""


class LockedCallers:
    """Stands for those who may ask while the node is locked: nobody is looked at."""

    def caller_of(self, token: str) -> Caller:
        """Refuse.

        Raises:
            LockedError: Always.
        """
        del token
        raise LockedError(_LOCKED)


def locked_door(ground: Ground) -> NodeDoor:
    """Give the door of a locked node, which knows no secret."""

    def no_terms() -> NoReturn:
        raise LockedError(_LOCKED)

    terms: Callable[[], NodeTerms] = no_terms
    return NodeDoor(
        store=LockedStore(),
        terms=terms,
        callers=LockedCallers(),
        clock=ground.clock,
        seal=CursorSeal(random_bytes(KEY_BYTES)),
        readiness=lambda: (
            Check(name="settings and library read", is_done=True),
            Check(name="keys unlocked", is_done=False, trouble=_LOCKED),
            Check(name="store takes writes", is_done=False, trouble=_LOCKED),
            Check(name="record takes entries", is_done=False, trouble=_LOCKED),
        ),
        is_exercise=ground.library.header.is_exercise,
        version=__version__,
        log=ground.log,
        limits=http_limits(ground.settings),
        retention=kept(ground.settings),
    )


@dataclass(slots=True)
class RunningNode:
    """One node while it runs.

    Attributes:
        ground: What it stands on.
        gate: What is served.
    """

    ground: Ground
    gate: Gate = field(init=False)
    _assembled: Assembled | None = field(default=None, repr=False)
    _turning: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        """Begin locked."""
        self.gate = make_app(locked_door(self.ground))

    @property
    def is_locked(self) -> bool:
        """Whether its keys are put away."""
        return self._assembled is None

    async def unlock(self, means: Means) -> None:
        """Take the keys out and answer again; an unlocked node stays as it is, if the means are right.

        Raises:
            NodeError: The means do not open this node, or its store does not open.
        """
        async with self._turning:
            opened = await asyncio.to_thread(unlock, self.ground.folder.read_keys(), means)
            try:
                if self._assembled is None:
                    self._assembled = await asyncio.to_thread(assemble, self.ground, opened.key)
                    self.gate.replace_node(self._assembled.door)
                    self.ground.log("unlocked")
                    self._tell_record()
            finally:
                opened.key.wipe()

    def _tell_record(self) -> None:
        """Log how the record stands, without a word of what is in it."""
        assert self._assembled is not None
        status = self._assembled.recording.status(self.ground.clock.now_ns())
        self.ground.log(
            "record",
            phase=status.phase,
            entries=status.entries,
            head_entries=status.head_entries,
            entries_without_body=status.unknown,
            trouble=status.reason,
            damage=status.damage,
            without_peers=self.ground.without_peers,
        )

    async def lock(self) -> None:
        """Answer nobody any more, finish what was begun, and put the keys away."""
        if await self._put_away():
            self.ground.log("locked")

    async def _put_away(self) -> bool:
        """Put the keys away; say whether they were out."""
        async with self._turning:
            assembled, self._assembled = self._assembled, None
            if assembled is not None:
                self.gate.replace_node(locked_door(self.ground))
                await asyncio.to_thread(assembled.close)
            return assembled is not None

    async def end(self) -> None:
        """Put the keys away for good."""
        await self._put_away()
        self.ground.log("ended")

    async def watch(self) -> None:
        """Say when the store takes no more, and lock after the time without a request that the settings give."""
        trouble = refused = ""
        while True:
            await asyncio.sleep(LOOK_S)
            store = self.gate.node.store
            if not self.is_locked and store.trouble != trouble:
                trouble = store.trouble
                self.ground.log("store", state=store.state.value, trouble=trouble)
            refusal = self._assembled.recording.refusal if self._assembled is not None else ""
            if refusal != refused:
                refused = refusal
                self.ground.log("record", trouble=refusal)
            if self._is_idle() and not self.is_locked:
                await self._lock_idle()

    def _is_idle(self) -> bool:
        patience_s = 60.0 * self.ground.settings.lock_after_idle_minutes
        return patience_s > 0 and time.monotonic() - self.gate.last_asked_s >= patience_s

    async def _lock_idle(self) -> None:
        """Lock; the keys are put away even where something did not end as it should."""
        try:
            await self.lock()
        except Exception as error:  # noqa: BLE001 - the node is locked all the same, and goes on as a locked one
            self.ground.log("locked", **fault_of(error))

    async def sweep(self) -> None:
        """Delete what is kept no longer, again and again, whatever fails."""
        while True:
            await asyncio.sleep(SWEEP_S)
            await self._sweep_all()

    async def _sweep_all(self) -> None:
        """Look at every kind once; what fails is tried again the next time, and one line of the log says so."""
        failed: dict[str, Exception] = {}
        for each in self.gate.node.retention:
            try:
                await self._sweep_kind(each.what, each.days)
            except LockedError:
                return
            except Exception as error:  # noqa: BLE001 - nothing that fails here may end the node
                failed[each.what] = error
        if failed:
            worst = next((each for each in failed.values() if not is_deliberate(each)), next(iter(failed.values())))
            self.ground.log("not deleted by age", what=list(failed), again_in_s=SWEEP_S, **fault_of(worst))

    async def _sweep_kind(self, what: str, days: int) -> None:
        before_ns = self.ground.clock.now_ns() - days * NS_PER_DAY
        count = SWEEP_ITEMS_MAX
        while count == SWEEP_ITEMS_MAX:
            count = await self.gate.bridge.write(
                lambda records: records.retention.delete_before(what, before_ns, SWEEP_ITEMS_MAX)
            )
            if count:
                self.ground.log("deleted by age", what=what, count=count)
            if count and what == "claim" and self.gate.node.at_hand is not None:
                await self.gate.bridge.read(self.gate.node.at_hand.claims_gone)

    def status(self) -> Mapping[str, str | int | bool]:
        """Say how it stands, without any secret."""
        store = self.gate.node.store
        assembled = self._assembled
        return {
            "record": assembled.recording.own.phase.value if assembled is not None else "",
            "record_trouble": assembled.recording.refusal if assembled is not None else "",
            "state": "locked" if self.is_locked else "unlocked",
            "store": store.state.value,
            "trouble": "" if self.is_locked else store.trouble,
            "party": self.ground.settings.party,
            "library": self.ground.settings.library,
            "exercise": self.gate.node.is_exercise,
        }


def run_node(ground: Ground, means: Means | None, on_ready: Callable[[str], None]) -> None:
    """Serve a node until it is told to end.

    Args:
        ground: What it stands on.
        means: What unlocks it; None to begin locked.
        on_ready: Is told its address once it answers.

    Raises:
        NodeError: It cannot be unlocked or served.
    """
    sys.setswitchinterval(SWITCH_S)
    run_loop(_run(ground, means, on_ready))


async def _run(ground: Ground, means: Means | None, on_ready: Callable[[str], None]) -> None:
    """Run a node; a fault that ends it is told in one line of the log, after everything was put away."""
    try:
        await _live(ground, means, on_ready)
    except Exception as error:
        if not is_deliberate(error):
            ground.log("fault", **fault_of(error))
        raise


async def _live(ground: Ground, means: Means | None, on_ready: Callable[[str], None]) -> None:
    node = RunningNode(ground)

    def listening(address: str) -> None:
        ground.log("listening", address=address)
        on_ready(address)

    control = ControlSocket(
        folder=ground.folder.root,
        actions=ControlActions(on_lock=node.lock, on_unlock=node.unlock, status=node.status),
    )
    await control.start()
    try:
        if means is not None:
            await node.unlock(means)
        await _serve_watched(node, listening)
    finally:
        try:
            await control.stop()
        finally:
            await node.end()


async def _serve_watched(node: RunningNode, on_ready: Callable[[str], None]) -> None:
    """Serve a node and look after it; a fault of either ends both, the server as if it were told to stop."""
    stop = asyncio.Event()
    watching = [asyncio.create_task(each()) for each in (node.sweep, node.watch)]
    for task in watching:
        task.add_done_callback(lambda _: stop.set())
    address = address_of(node.ground.settings, node.ground.folder)
    try:
        await serve(node.gate, address, on_ready=on_ready, stop=stop)
    finally:
        for task in watching:
            task.cancel()
        ended = await asyncio.gather(*watching, return_exceptions=True)
    for each in ended:
        if isinstance(each, Exception):
            raise each


def is_deliberate(error: BaseException) -> bool:
    """Say whether an error was raised on purpose, and is no fault of this software."""
    if isinstance(error, BaseExceptionGroup):
        return all(is_deliberate(each) for each in error.exceptions)
    return isinstance(error, NodeError | ProblemError)


def fault_of(error: BaseException) -> dict[str, object]:
    """Say what failed and where, for the log; never its words, which may hold what was sent."""
    return {"kind": type(error).__name__, "places": places_of(error)}


def address_of(settings: Settings, folder: NodeFolder) -> Address:
    """Give where a node listens, files of TLS by their places in its folder."""
    has_tls = bool(settings.tls_certificate_file)
    return Address(
        host=settings.host,
        port=settings.port,
        certificate=folder.beside(settings.tls_certificate_file) if has_tls else None,
        key=folder.beside(settings.tls_key_file) if has_tls else None,
    )
