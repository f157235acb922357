# SPDX-License-Identifier: Apache-2.0
"""R5 over the whole API: two nodes hide two different plans of the same coarse slots; a peer cannot tell them apart.

The peer chooses every request by a digest of all answers before: it files, changes and withdraws, reads lists, findings
and its quota, and tries ids. What differs by chance (request ids, sealed cursors, ids drawn at random) is made equal
beforehand: ids come from one series, and the rest is left out. Whatever else differed would change everything after it.
"""

import hashlib
import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest

from http_door import Node
from running_node import running_node
from shipped import NODE_LIMITS

PEER, OWNER = "northland.ann.officer", "lamplight.dee.humanitarian"
REQUESTS = 400
WEST, SOUTH = -124.9, -44.9
LIMITS = replace(NODE_LIMITS, cells_per_officer_per_day=60, cells_per_party_per_day=200, probing_revisions_per_day=30)
CHANCE = re.compile(r'"(?:instance|next)":"[^"]*"')
HIDDEN = {
    "a wide disc at dawn": ([-124.50, -44.65], 3_000.0, "2026-11-23T06:30:00Z", "2026-11-23T07:00:00Z"),
    "a small disc at noon": ([-124.43, -44.58], 150.0, "2026-11-23T10:00:00Z", "2026-11-23T11:59:00Z"),
}
"""Two plans in one cell of 25 km and one block of 6 h."""


def numbered() -> Callable[[], str]:
    """Give ids of one series, the same for every node."""
    numbers = itertools.count()
    return lambda: hashlib.sha256(f"id {next(numbers)}".encode()).hexdigest()[:32]


@contextmanager
def hiding(folder: Path, name: str) -> Iterator[Node]:
    """Give a node that hides a plan."""
    folder.mkdir()
    centre, radius_m, start, end = HIDDEN[name]
    volume = {"geometry": {"type": "Point", "coordinates": centre}, "radius_m": radius_m, "start": start, "end": end}
    body = {
        "kind": ["aid.passage"],
        "party": "lamplight",
        "sharing": {"full": [], "conflict": []},
        "volumes": [volume],
    }
    with running_node(folder, limits=LIMITS, new_id=numbered()) as node:
        assert node.ask("POST", "/v1/intents", OWNER, json=body).status_code == 201
        yield node


def told(answer: httpx2.Response) -> str:
    """Give all that an answer tells, without what is drawn by chance."""
    headers = {name: value for name, value in answer.headers.items() if name not in {"x-request-id", "content-length"}}
    return f"{answer.status_code} {sorted(headers.items())} {CHANCE.sub('', answer.text)}"


class Peer:
    """Asks by what it was told."""

    def __init__(self) -> None:
        self.digest = b""
        self.transcript: list[str] = []
        self.filed: list[tuple[str, str]] = []

    def step(self, node: Node, number: int) -> None:
        """Ask once."""
        random = np.random.default_rng(int.from_bytes(self.digest[:8], "big") + number)
        answer = self._ask(node, random)
        self.transcript.append(told(answer))
        self.digest = hashlib.sha256(self.digest + self.transcript[-1].encode()).digest()

    def _ask(self, node: Node, random: np.random.Generator) -> httpx2.Response:
        choice = random.uniform()
        if choice < 0.6 or not self.filed:
            answer = node.ask("POST", "/v1/intents", PEER, json=self._plan(random))
            if answer.status_code == 201:
                self.filed.append((answer.headers["location"], answer.headers["etag"]))
            return answer
        if choice < 0.75:
            path, etag = self.filed.pop(int(random.integers(len(self.filed))))
            return node.ask("POST", f"{path}/withdrawal", PEER, headers={"If-Match": etag})
        if choice < 0.85:
            path, etag = self.filed.pop(int(random.integers(len(self.filed))))
            return node.ask("PUT", path, PEER, json=self._plan(random), headers={"If-Match": etag})
        guess = hashlib.sha256(f"id {int(random.integers(3))}".encode()).hexdigest()[:32]
        paths = [
            "/v1/findings?limit=5",
            "/v1/findings?kind=constraint&area=-124.5,-44.7,-124.3,-44.5&limit=3",
            "/v1/intents?limit=3",
            "/v1/quota",
            f"/v1/intents/{guess}",
            f"/v1/intents/{guess}/versions",
        ]
        return node.ask("GET", paths[int(random.integers(len(paths)))], PEER)

    def _plan(self, random: np.random.Generator) -> dict[str, Any]:
        west, south = WEST + float(random.uniform(0, 0.8)), SOUTH + float(random.uniform(0, 0.6))
        size = float(10 ** random.uniform(-4, -0.7))
        ring = [[west, south], [west + size, south], [west + size, south + size], [west, south]]
        start_h = int(random.integers(0, 18))
        volume = {
            "geometry": {"type": "Polygon", "coordinates": [ring]},
            "start": f"2026-11-23T{start_h:02}:00:00Z",
            "end": f"2026-11-23T{start_h:02}:{int(random.integers(1, 60)):02}:00Z",
        }
        shared = ["lamplight"] if random.uniform() < 0.5 else []
        return {
            "kind": ["flight.non_combat"],
            "party": "northland",
            "sharing": {"full": [], "conflict": shared},
            "volumes": [volume],
        }


@pytest.mark.parametrize("requests", [REQUESTS, pytest.param(10_000, marks=pytest.mark.long)])
def test_two_hidden_plans_of_the_same_slots_cannot_be_told_apart(requests: int, tmp_path: Path) -> None:
    """Every answer is equal, byte by byte; and the peer does learn that something is there, coarsely."""
    with ExitStack() as stack:
        nodes = [stack.enter_context(hiding(tmp_path / str(n), name)) for n, name in enumerate(HIDDEN)]
        peers = [Peer(), Peer()]
        for number in range(requests):
            for peer, node in zip(peers, nodes, strict=True):
                peer.step(node, number)
            assert peers[0].transcript[-1] == peers[1].transcript[-1], number
    answers = peers[0].transcript

    assert any('"constraints":[{' in answer for answer in answers)
    assert not any("lamplight" in answer.replace('"conflict":["lamplight"]', "") for answer in answers)
