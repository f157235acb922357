# SPDX-License-Identifier: Apache-2.0
"""Whole nodes over HTTP on this machine: an entry travels, a box arrives, a line is cut and heals. EXERCISE."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from federation_over_http import HttpNode, nodes_over_http, until
from truceline.base.clock import SystemClock
from truceline.base.instants import NS_PER_S, to_text
from truceline.bootstrap.waiting import now_from
from truceline.crypto.notes import parse_note
from truceline.peers.client import Question

pytestmark = pytest.mark.network
RING = [[-124.45, -44.75], [-124.15, -44.75], [-124.15, -44.55], [-124.45, -44.55], [-124.45, -44.75]]


def plan(party: str, *shared: str) -> dict[str, Any]:
    """Give an invented flight of tomorrow, shared in full."""
    day_ns = SystemClock().now_ns() + 86_400 * NS_PER_S
    start, end = (to_text(day_ns + hours * 3_600 * NS_PER_S) for hours in (0, 2))
    volume = {"geometry": {"type": "Polygon", "coordinates": [RING]}, "start": start, "end": end}
    return {
        "kind": ["flight.non_combat"],
        "party": party,
        "sharing": {"full": list(shared), "conflict": []},
        "volumes": [volume],
    }


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[HttpNode, ...]]:
    """Give two nodes that meet over TLS."""
    with nodes_over_http(tmp_path, "north", "south", tls_name="127.0.0.1") as nodes:
        yield nodes


def names_on(node: HttpNode, log: HttpNode) -> set[str]:
    """Give in which roles the newest note of a log that a node holds was signed."""
    note = node.log_of(log).note
    roles = [each.name.rpartition("/")[2] for each in parse_note(note).signatures] if note else []
    return {each if each in {"mirror", "witness"} else "log" for each in roles}


def test_an_entry_travels_and_its_box_arrives(pair: tuple[HttpNode, ...]) -> None:
    """What one node took, the other keeps, opens where it is addressed, and cosigns."""
    north, south = pair
    until(lambda: south.log_of(north).size == 1, "the beginning of the log travels")
    north.file(plan("northland", "eastmere"))
    until(lambda: south.log_of(north).size > 1, "the entry travels")
    until(lambda: {"log", "witness", "mirror"} <= names_on(north, north), "the head is cosigned")
    origin = north.assembled.recording.origin
    seq = south.log_of(north).size - 1
    until(
        lambda: now_from(south.assembled.store, lambda records: records.recorded.delivered(origin, seq)),
        "the box is opened",
    )
    row = now_from(south.assembled.store, lambda records: records.recorded.delivered(origin, seq))

    assert row is not None
    assert (row.delivered.party, row.what, row.refused) == ("northland", "intent", "")
    found = south.ask(Question(method="GET", path=f"/v1/intents/{row.id}"))
    assert found.status == 200
    assert b'"northland"' in found.body
