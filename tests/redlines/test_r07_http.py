# SPDX-License-Identifier: Apache-2.0
"""R7: what a node tells of forces and parties holds no place where they stand; zones are public texts."""

import re
from pathlib import Path

from filed_over_http import ANN, BOB, everything_read, file, plan
from redlines.kept import objects_in
from running_node import running_node

PLACE = re.compile(r"lon|lat|position|coordinates|geometry|bounds|bbox")


def test_forces_and_parties_have_no_place(tmp_path: Path) -> None:
    """Names, kinds, backers and dates; no field of a place."""
    with running_node(tmp_path) as node:
        lists = [node.ask("GET", path, ANN).json() for path in ("/v1/forces", "/v1/parties")]
        one = node.ask("GET", f"/v1/forces/{lists[0]['items'][0]['id']}", ANN).json()
        names = {name for told in (*lists, one) for each in objects_in(told) for name in each}

        assert {"aliases", "backers"} <= names
        assert {name for name in names if PLACE.search(name)} == set()


def test_zones_name_no_force(tmp_path: Path) -> None:
    """A zone has a text, a source and a shape; who stands in it is nowhere said."""
    with running_node(tmp_path) as node:
        told = node.ask("GET", "/v1/zones", ANN, params={"limit": 1000}).json()
        names = {name for each in objects_in(told) for name in each}

        assert told["features"]
        assert not names & {"force", "forces", "held_by", "control", "holds", "against"}


def test_a_presence_of_others_is_told_to_nobody_by_its_place(tmp_path: Path) -> None:
    """Where a unit stands is told whole to those alone with whom its own party shares it."""
    standing = {"geometry": {"type": "Point", "coordinates": [-124.301234, -44.601234]}, "radius_m": 500.0}
    volume = {**standing, "start": "2026-11-22T12:00:00Z"}
    with running_node(tmp_path) as node:
        body = plan("northland", ("eastmere",), kind=["hold.post"], volumes=[volume])
        file(node, ANN, body)
        file(node, BOB, plan("eastmere", ("northland",)))
        told = everything_read(node, BOB, ("/v1/intents", "/v1/findings", "/v1/acts", "/v1/reports", "/v1/claims"))

        assert "124.301234" not in told
        assert "44.601234" not in told
