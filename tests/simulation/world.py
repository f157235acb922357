# SPDX-License-Identifier: Apache-2.0
"""One schedule: parties, their machines and the net between them, lived through from one seed."""

from functools import partial
from hashlib import blake2b
from heapq import heappop, heappush
from traceback import extract_tb
from typing import NamedTuple

from simulation.chance import Chance
from simulation.faults import Faults
from simulation.invariants import InvariantError, Watch, must
from simulation.net import Action, Net
from simulation.parties import TICK_MS, Party, person
from simulation.quick_signatures import quick_signatures

NAMES = ("north", "south", "un")
FAULTS_MS = 4_000
"""For so long things go wrong."""
SAFE_MS, LIVE_MS, STEP_MS = 1_000, 60_000, 500
"""For so long all is well after that; in a live schedule all must agree by then, looked at every step."""


class Lived(NamedTuple):
    """What came of a schedule.

    Attributes:
        number: Which.
        trace: Digest of all that happened, in order.
        events: How much that was.
        crashes: Nodes that were gone at once.
        partitions: Links that were cut.
        broken: What did not hold; empty when all did.
        lines: All that happened, when it was asked for.
    """

    number: int
    trace: str
    events: int
    crashes: int
    partitions: int
    broken: str = ""
    lines: tuple[str, ...] = ()


class World:
    """Time, and all that happens in it.

    Attributes:
        now: Time since the beginning [ms].
        faces: Who is reached under a name, by who asks and the name, where that is not the party itself.
    """

    def __init__(self, seed: int, number: int, *, is_live: bool, is_told: bool) -> None:
        self.chance = Chance(seed, number)
        self.watch = Watch()
        self.net = Net(self.chance, self)
        self.now = self.events = self.crashes = self.partitions = 0
        self.faces: dict[tuple[str, str], Party] = {}
        self.lines: list[str] = []
        self.is_quick, self.is_live, self.is_told = not self.chance.hits(10), is_live, is_told
        self._digest, self._heap, self._made = blake2b(digest_size=16), list[tuple[int, int, str, Action]](), 0

    def at(self, delay_ms: int, label: str, action: Action) -> None:
        """Have something done after a while."""
        self._made += 1
        heappush(self._heap, (self.now + delay_ms, self._made, label, action))

    def note(self, line: str) -> None:
        """Count something that happened."""
        self.events += 1
        said = f"{self.now:>7} {line}"
        self._digest.update(said.encode())
        if self.is_told:
            self.lines.append(said)

    def route(self, source: str, target: str) -> Party | None:
        """Give the node that a party reaches under another's name; none when it is down."""
        party = self.faces.get((source, target), self.watch.parties[target])
        return None if party.node is None else party

    def crashed(self, party: Party) -> None:
        """Leave of a node's disk what its end leaves, and have it start again later."""
        self.crashes += 1
        with_power = self.chance.hits(600)
        self.note(f"{party.name}{party.branch} is gone at change {party.disk.changes}, power lost: {with_power}")
        party.disk.end(with_power=with_power)
        self.at(100 + self.chance.below(2_500), f"{party.name} start", party.start)

    def tick(self, party: Party) -> None:
        """Let a party know the time, again and again."""
        party.tick()
        delay = TICK_MS + self.chance.below(TICK_MS // 4)
        self.at(delay, f"{party.name}{party.branch} tick", partial(self.tick, party))

    def write(self, party: Party) -> None:
        """Have a party record something, again and again while things go wrong."""
        if self.now < FAULTS_MS:
            party.write(1 + self.chance.below(3))
            delay = 200 + self.chance.below(1_600)
            self.at(delay, f"{party.name}{party.branch} writes", partial(self.write, party))

    def live(self, number: int) -> Lived:
        """Live through the schedule."""
        broken = ""
        try:
            with quick_signatures(are_used=self.is_quick):
                self._live()
        except InvariantError as error:
            broken = str(error)
        except Exception as error:  # noqa: BLE001 - whatever comes out of a node is a fault of it
            places = [f"{each.name}:{each.lineno}" for each in extract_tb(error.__traceback__)[-5:]]
            broken = f"{type(error).__name__}: {error} {places}"
        counts = (self.events, self.crashes, self.partitions)
        return Lived(number, self._digest.hexdigest(), *counts, broken, tuple(self.lines))

    def _live(self) -> None:
        members = {name: person(name, is_quick=self.is_quick).member for name in NAMES}
        for name in NAMES:
            others = tuple(member for other, member in members.items() if other != name)
            party = self.watch.parties[name] = Party(self, name, others, is_quick=self.is_quick)
            self.at(self.chance.below(200), f"{name} start", party.start)
            self.tick(party)
            self.write(party)
        Faults(self, FAULTS_MS)
        self._run(FAULTS_MS)
        self._calm()
        missing = "nothing"
        while self.now < FAULTS_MS + (LIVE_MS if self.is_live else SAFE_MS):
            self._run(self.now + STEP_MS)
            missing = self.watch.missing() if self.is_live else ""
            if self.is_live and not missing:
                return
        must(not missing or not self.is_live, f"not well {LIVE_MS} ms after all faults ended: {missing}")

    def _run(self, until: int) -> None:
        while self._heap and self._heap[0][0] <= until:
            self.now, _, label, action = heappop(self._heap)
            self.note(label)
            action()
            for party in self.watch.parties.values():
                self.watch.opened(party)
        self.now = until

    def _calm(self) -> None:
        """End all faults; where it is not looked at how all comes to be well, the power is lost everywhere first."""
        self.note("all is well")
        self.net.heal()
        for party in dict.fromkeys((*self.watch.parties.values(), *self.faces.values())):
            party.disk.ends_at, party.disk.fails_at, party.disk.is_full = 0, 0, False
            party.offset_ms = 0 if party.is_honest else party.offset_ms
            if not self.is_live:
                party.stop(with_power=True)
            if party.node is None:
                party.start()


def live(seed: int, number: int, *, mode: str = "both", is_told: bool = False) -> Lived:
    """Live through one schedule.

    Args:
        seed: Of all schedules.
        number: Which.
        mode: ``safety``: at the end the power is lost everywhere, and nothing that was acknowledged may be gone;
            ``liveness``: at the end all faults end, and all must come to agree; ``both``: one or the other.
        is_told: Whether all that happens is kept in lines.
    """
    is_live = mode == "liveness" or (mode == "both" and number % 2 == 1)
    return World(seed, number, is_live=is_live, is_told=is_told).live(number)
