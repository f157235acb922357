# SPDX-License-Identifier: Apache-2.0
"""What goes wrong in a schedule: drawn from its chance once, at its beginning."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from simulation.parties import Party
from truceline.ledger.states import Phase

if TYPE_CHECKING:
    from simulation.world import World

LINKS = (("north", "south"), ("south", "un"), ("un", "north"))
HOUR_MS = 3_600_000
LIARS, COPIES, LOSSES, CLOCKS = 400, 300, 300, 200
"""How often there is one, of a thousand; a loss or a copy only where nobody lies: one disaster in each schedule."""


class Faults:
    """Everything that goes wrong, at its time."""

    def __init__(self, world: "World", last_ms: int) -> None:
        self._world, self._chance, self._last_ms = world, world.chance, last_ms
        parties = tuple(world.watch.parties.values())
        for _ in range(2 + self._chance.below(5)):
            kind = self._chance.among((self._end_inside, self._end_inside, self._end, self._fail))
            self._plan(kind, self._chance.among(parties))
        for _ in range(self._chance.below(4)):
            world.at(self._chance.below(last_ms), "cut", self._cut)
        if self._chance.hits(LIARS):
            liar = self._chance.among(parties)
            liar.is_honest = False
            lies = (*(self._split,) * 5, self._back_date, self._withhold, self._spoil)
            self._plan(self._chance.among(lies), liar, 70)
        elif self._chance.hits(COPIES):
            self._plan(self._copy, self._chance.among(parties))
        elif self._chance.hits(LOSSES):
            self._plan(self._lose, self._chance.among(parties))
        if self._chance.hits(CLOCKS):
            self._plan(self._shift, self._chance.among(parties))

    def _plan(self, kind: Callable[[Party], None], party: Party, within: int = 100) -> None:
        delay = self._chance.below(self._last_ms * within // 100)
        self._world.at(delay, f"{party.name} {kind.__name__.strip('_')}", partial(kind, party))

    def _end_inside(self, party: Party) -> None:
        party.disk.ends_at = party.disk.changes + 1 + self._chance.below(40)

    def _fail(self, party: Party) -> None:
        party.disk.fails_at = party.disk.changes + 1 + self._chance.below(40)
        party.disk.way = self._chance.among(("failed", "failed but persisted", "full"))

    def _end(self, party: Party) -> None:
        if party.node is not None:
            party.down()
            self._world.crashed(party)

    def _cut(self) -> None:
        world, (one, other) = self._world, self._chance.among(LINKS)
        world.partitions += 1
        links = self._chance.among(({(one, other)}, {(other, one)}, {(one, other), (other, one)}))
        world.net.cut |= links
        if self._chance.hits(700):
            world.at(200 + self._chance.below(3_000), "heal", lambda: world.net.cut.difference_update(links))

    def _copy(self, party: Party) -> None:
        image = party.disk.image("/node")
        back = partial(self._put_back, party, "/node", image)
        self._world.at(300 + self._chance.below(2_000), f"{party.name} is put back", back)

    def _lose(self, party: Party) -> None:
        device = self._chance.among(("/node", "/apart"))
        self._put_back(party, device, party.empty(device))

    def _put_back(self, party: Party, device: str, image: dict[str, bytes | None]) -> None:
        self._world.note(f"{party.name} has another {device}")
        party.stop(with_power=self._chance.hits(500))
        party.disk.put_back(device, image)
        if device == "/apart":
            # What nobody else has heard of is known to nobody then: a clock that is behind may state an earlier time.
            cosigned = self._world.watch.cosigned
            cosigned.update({of: (0, *each[1:]) for of, each in cosigned.items() if of[0] == party.name})
        start = partial(party.start, restored=self._chance.hits(500))
        self._world.at(100 + self._chance.below(1_000), f"{party.name} start", start)

    def _shift(self, party: Party) -> None:
        party.was_off = True
        party.offset_ms = self._chance.among((-HOUR_MS, -45_000, 40_000, HOUR_MS))
        if self._chance.hits(500):
            delay = 300 + self._chance.below(2_000)
            self._world.at(delay, f"{party.name} clock is right", partial(setattr, party, "offset_ms", 0))

    # Who lies.

    def _split(self, liar: Party) -> None:
        """Lead two lives from now on, each shown to one peer; and now and then the other one to both."""
        world = self._world
        if liar.node is None or liar.node.phase is not Phase.TAKING:
            world.at(300, f"{liar.name} splits", partial(self._split, liar))
            return
        other = liar.twin()
        self._show(liar, other)
        other.start()
        world.tick(other)
        world.write(other)
        for _ in range(2 + self._chance.below(5)):
            world.at(self._chance.below(2_000), f"{liar.name} changes faces", partial(self._show, liar, other))

    def _show(self, liar: Party, other: Party) -> None:
        one, two = (each for each in self._world.watch.parties if each != liar.name)
        sides = self._chance.among((((one,), (two,)), ((two,), (one,)), ((), (one, two)), ((one, two), ())))
        for party, peers in zip((liar, other), sides, strict=True):
            party.reaches = set(peers)
            self._world.faces.update({(peer, liar.name): party for peer in peers})

    def _back_date(self, liar: Party) -> None:
        liar.was_off, liar.offset_ms = True, self._chance.among((-HOUR_MS, -20_000, 20_000, HOUR_MS))
        liar.doubts_nothing()

    def _withhold(self, liar: Party) -> None:
        liar.withholds = True

    def _spoil(self, liar: Party) -> None:
        liar.spoils = True
