# SPDX-License-Identifier: Apache-2.0
"""A store that was lost is rebuilt from its log: the same rows, byte for byte, after a mixed day (EXERCISE)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from http_door import Node
from kept_log import framed
from kept_things import do, see
from node_records import made_record, opened_record
from running_node import running_node
from stated import caller, everybody, noun
from truceline.app.accept_agreement import accept_agreement
from truceline.app.close_intent import close_intent, confirm_presence
from truceline.app.declare_intent import Wish, change_intent, declare_intent
from truceline.app.erase_thing import Order, erase_thing
from truceline.app.ports import Records
from truceline.app.propose_agreement import propose_agreement, read_proposal
from truceline.app.rebuild import OpenedBody, Rebuilt, bodies_of, rebuild
from truceline.app.state_claim import state_claim
from truceline.app.tell_acts import Telling, tell_acts
from truceline.base.errors import CommitmentError, NodeError
from truceline.base.instants import LATEST_NS, NS_PER_S, Interval, parse_instant
from truceline.geo.circle import Circle
from truceline.geo.footprint import Footprint
from truceline.geo.volume import AltitudeBand, Datum, Volume4D
from truceline.picture.intents import IntentState, Sharing
from truceline.storage.sqlite import SQLiteStore, create_store
from truceline.storage.sqlite.opening import open_connection

KEY = bytes(range(32))
REBUILT = (
    *("intent", "intent_past", "intent_reader", "volume_box", "sharing", "slot_holder", "standing_holder"),
    *("statement", "statement_reader", "finding", "finding_reader", "proposed_text", "acceptance", "recorded"),
)
"""Tables that docs/records.md promises."""
PARTIES = ("northland", "eastmere", "hill-league")
HOUR_NS = 3_600 * NS_PER_S
PROPOSAL = """
schema: truceline/agreement/1
id: quay-truce
title: Quay truce, version {number}
utc_offset: "+02:00"
participants: [{{party: northland, role: party}}, {{party: eastmere, role: party}}]
in_force: {{on: 2026-12-01T00:00:00Z, source: {{words: enters into force on the first of December}}}}
provisions: [{{id: Q1, title: No shots, type: PROH.FIRE, modality: prohibited, bound: ["role:party"], kinds: [force],
  self_defence: inherent, passage: {{status: text, source: {{words: no shots}}, words: no shots}}}}]
"""


@dataclass
class Day:
    """A day of filings of all kinds, drawn from a seed."""

    node: Node
    store: SQLiteStore
    rng: np.random.Generator
    now_ns: int = parse_instant("2026-11-22T12:00:00Z")
    names: Iterator[int] = field(default_factory=count)
    digests: list[str] = field(default_factory=list)
    refused: int = 0

    def do(self, job: Callable[[Records], Any]) -> Any:  # noqa: ANN401 - what the job gives
        """Do something; what is refused is part of the day."""
        self.now_ns += int(self.rng.integers(1, 1_200)) * NS_PER_S + int(self.rng.integers(NS_PER_S))
        try:
            return do(self.store, job)
        except (NodeError, ExceptionGroup):
            self.refused += 1
            return None

    def live(self, steps: int) -> None:
        """Do many things, most of them with intents."""
        ways = (
            self.file,
            self.file,
            self.file,
            self.change,
            self.close,
            self.confirm,
            self.claim,
            self.act,
            self.agree,
        )
        for _ in range(steps):
            ways[int(self.rng.integers(len(ways)))]()

    def wish(self) -> Wish:
        """Draw a wish."""
        is_standing = self.rng.random() < 0.2
        start = self.now_ns + int(self.rng.integers(1, 60)) * HOUR_NS // 4
        end = LATEST_NS if is_standing else start + int(self.rng.integers(1, 40)) * HOUR_NS // 4
        lon, lat = float(self.rng.uniform(-124.6, -123.6)), float(self.rng.uniform(-45.0, -44.0))
        area: Footprint | Circle = Circle(lon_deg=lon, lat_deg=lat, radius_m=float(self.rng.uniform(500, 9_000)))
        if self.rng.random() < 0.5:
            ring = ((lon, lat), (lon + 0.1, lat), (lon + 0.1, lat + 0.1), (lon, lat + 0.1), (lon, lat))
            area = Footprint(polygons=((ring,),))
        band = (
            AltitudeBand(lower_m=100.0, upper_m=2_000.0, datum=Datum.AMSL)
            if self.rng.random() < 0.5
            else AltitudeBand()
        )
        others = [party for party in PARTIES if self.rng.random() < 0.5]
        return Wish(
            kind=("hold",) if is_standing else ("flight.non_combat",),
            volumes=(Volume4D(area=area, band=band, interval=Interval(start_ns=start, end_ns=end)),),
            sharing=Sharing(full=tuple(others[:1]), conflict=tuple(others[1:])),
            title="EXERCISE é",
        )

    def party(self) -> Any:  # noqa: ANN401 - a caller
        """Draw who does it."""
        return caller(str(self.rng.choice(PARTIES)))

    def file(self) -> None:
        """File an intent."""
        wish, who = self.wish(), self.party()
        self.do(lambda records: declare_intent(records, wish, who, self.node.door.terms(), now_ns=self.now_ns))

    def own(self, records: Records) -> Any:  # noqa: ANN401 - an intent and its author
        """Draw an intent that was filed."""
        ids = sorted({row.id for row in records.recorded.after(0, 10_000) if row.what == "intent"})
        intent = records.intents.get(str(self.rng.choice(ids or ["none"])))
        return intent, caller(intent.party)

    def change(self) -> None:
        """Change an intent."""
        wish = self.wish()

        def job(records: Records) -> None:
            before, who = self.own(records)
            change_intent(records, before, wish, who, self.node.door.terms(), now_ns=self.now_ns)

        self.do(job)

    def close(self) -> None:
        """Withdraw an intent, or declare it over."""
        state = IntentState.WITHDRAWN if self.rng.random() < 0.5 else IntentState.ENDED

        def job(records: Records) -> None:
            before, who = self.own(records)
            close_intent(records, before, state, who, self.node.door.terms(), now_ns=self.now_ns)

        self.do(job)

    def confirm(self) -> None:
        """Confirm a standing presence."""

        def job(records: Records) -> None:
            before, who = self.own(records)
            confirm_presence(records, before, who, self.node.door.terms(), now_ns=self.now_ns)

        self.do(job)

    def claim(self) -> None:
        """State a claim."""
        who = self.party()
        record = {
            "schema": "truceline/claim/1",
            "id": f"held-{next(self.names)}",
            "control": {
                "place": {"position": {"lon_deg": -124.2, "lat_deg": -44.6, "radius_m": 100.0}},
                "holder": [who.party],
                "kind": "military",
                "source": {"party": who.party},
            },
        }
        terms = self.node.door.terms()
        self.do(lambda records: state_claim(records, noun(record), who, terms, now_ns=self.now_ns, circle=everybody()))

    def act(self) -> None:
        """Tell an act of the past."""
        who = self.party()
        record = {
            "schema": "truceline/act/1",
            "id": f"act-{next(self.names)}",
            "exercise": True,
            "accounts": [
                {
                    "source": {"party": who.party, "words": "EXERCISE"},
                    "actor": ["hill-league"],
                    "kind": ["force"],
                    "place": {"position": {"lon_deg": -124.2, "lat_deg": -44.6, "radius_m": 10.0}},
                    "since": "2026-11-10T10:00:00Z",
                }
            ],
        }
        telling = Telling(acts=(noun(record),), circle=everybody())
        terms, hand = self.node.door.terms(), self.node.door.at_hand
        assert hand is not None
        self.do(lambda records: tell_acts(records, telling, who, terms, now_ns=self.now_ns, current=hand.current))

    def agree(self) -> None:
        """Propose a version of an agreement, or accept the last one."""
        hand = self.node.door.at_hand
        assert hand is not None
        if not self.digests or self.rng.random() < 0.3:
            document = PROPOSAL.format(number=len(self.digests)).encode()
            who = caller("northland")
            proposal = read_proposal(document, who, see(self.store, hand.agreed.ground))
            replaces = self.digests[-1] if self.digests else ""
            made = self.do(
                lambda records: propose_agreement(
                    records, proposal, who, hand.agreed, now_ns=self.now_ns, replaces=replaces
                )
            )
            self.digests += [proposal.digest] if made else []
            return
        wanted, who = ("quay-truce", self.digests[-1]), caller(str(self.rng.choice(["northland", "eastmere"])))
        self.do(
            lambda records: accept_agreement(
                records, wanted, who, hand.agreed, now_ns=self.now_ns, words="EXERCISE, in our words"
            )
        )


@dataclass(frozen=True)
class Lost:
    """What is left of a node: its log, the bodies, and what its store held."""

    raws: list[bytes]
    bodies: dict[int, OpenedBody]
    dump: dict[str, list[Any]]
    terms: Any


def lived(tmp_path: Path, seed: int, steps: int, end: Callable[[Day], None] = lambda _: None) -> Lost:
    """Let a node live a day, and take its log away."""
    folder = made_record(tmp_path / "node")
    recording = opened_record(folder)
    create_store(folder.store, KEY)
    with running_node(tmp_path) as node:
        store = SQLiteStore(folder.store, KEY, block_ns=node.door.terms().grid.block_ns)
        store.attach(recording)
        day = Day(node=node, store=store, rng=np.random.default_rng(seed))
        day.live(steps)
        end(day)
        terms = node.door.terms()
        rows = see(store, lambda records: records.recorded.after(0, 100_000))
        store.close()
        recording.close()
    assert day.refused < steps
    raws = framed(folder.record / "entries.log")
    return Lost(raws, bodies_of(rows, raws), dump_of(folder.store), terms)


def rebuilt(tmp_path: Path, lost: Lost) -> tuple[Rebuilt, dict[str, list[Any]]]:
    """Rebuild into a fresh store."""
    path = tmp_path / "fresh.db"
    create_store(path, KEY)
    store = SQLiteStore(path, KEY, block_ns=lost.terms.grid.block_ns)
    found = do(store, lambda records: rebuild(records, lost.raws, lost.bodies, lost.terms))
    store.close()
    return found, dump_of(path)


def dump_of(path: Path) -> dict[str, list[Any]]:
    """Give every row of the tables that are rebuilt."""
    connection = open_connection(path, KEY).connection
    found = {
        table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)  # noqa: S608 - our own names
        for table in REBUILT
    }
    connection.close()
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_a_day_is_rebuilt_byte_for_byte(tmp_path: Path, seed: int) -> None:
    """Every row of every table that is promised, with its keys."""
    lost = lived(tmp_path, seed, 45)
    found, dump = rebuilt(tmp_path, lost)
    assert (found.missing, found.erased, found.opaque) == ((), (), ())
    assert found.things == found.entries - 1 == len(dump["recorded"])
    assert {row[0] for table in ("intent_past", "statement", "finding", "acceptance") for row in dump[table]}
    for table in REBUILT:
        assert dump[table] == lost.dump[table], table


def test_what_was_erased_does_not_come_back(tmp_path: Path) -> None:
    """Its row stays without a body, everything else is rebuilt as it was but for keys that count things."""

    def erase(day: Day) -> None:
        for what in ("intent", "claim"):

            def job(records: Records, what: str = what) -> None:
                row = next(row for row in records.recorded.after(0, 10_000) if row.what == what)
                order = Order(what=what, id=row.id, reason="EXERCISE")
                erase_thing(records, order, caller(row.author), day.node.door.terms(), now_ns=day.now_ns)

            day.do(job)

    lost = lived(tmp_path, 4, 40, erase)
    found, dump = rebuilt(tmp_path, lost)
    assert found.erased
    assert found.missing == ()
    bodies = [row[17] for row in lost.dump["recorded"] if row[17] is not None]
    assert sorted(bodies) == sorted(row[17] for row in dump["recorded"] if row[17] is not None)
    ids = {row[1] for row in lost.dump["intent"] if row[-1] is not None}
    assert {row[1] for row in dump["intent"]} == ids
    assert dump["finding"] == lost.dump["finding"]


def test_a_body_that_is_lost_is_told_and_an_altered_one_refused(tmp_path: Path) -> None:
    """A body that nobody erased is missing; one that its entry does not commit to stops everything."""
    lost = lived(tmp_path, 5, 12)
    seq = max(lost.bodies)
    found, _ = rebuilt(tmp_path, replace(lost, bodies={key: each for key, each in lost.bodies.items() if key != seq}))
    assert found.missing == (seq,)
    altered = replace(lost.bodies[seq], body=lost.bodies[seq].body + b" ")
    (tmp_path / "fresh.db").unlink()
    with pytest.raises(CommitmentError):
        rebuilt(tmp_path, replace(lost, bodies={**lost.bodies, seq: altered}))
