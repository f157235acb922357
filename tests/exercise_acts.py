# SPDX-License-Identifier: Apache-2.0
"""Invented acts for the invented library. EXERCISE: nothing in them is real."""

from typing import TypeAlias

import msgspec

from truceline.base.instants import parse_instant

JSON: TypeAlias = dict[str, object]
NOW_NS = parse_instant("2001-12-31T00:00:00Z")

SHOT: JSON = {
    "source": {"ref": ["X1"], "origin": "River Wire"},
    "actor": ["northland-army"],
    "kind": ["force.fire.mortar"],
    "against": ["hill-league"],
    "since": "2001-02-12T10:00:00+02:00",
    "place": {"position": {"lon_deg": 20.5, "lat_deg": 10.5, "radius_m": 100}},
    "first_act": True,
}
"""An account of a mortar round in the square, two days after the truce applies."""


def act(act_id: str = "shot-1", **changed: object) -> JSON:
    """Give an act of one account as a record, with some fields of the account changed or, if None, left out."""
    fields = ("stage", "engagement", "exercise", "title")
    own: JSON = {name: changed.pop(name) for name in fields if name in changed}
    account = {name: value for name, value in {**SHOT, **changed}.items() if value is not None}
    return {"schema": "truceline/act/1", "id": act_id, "accounts": [account], "exercise": True, **own}


def claim(claim_id: str, **body: object) -> JSON:
    """Give a claim as a record."""
    return {"schema": "truceline/claim/1", "id": claim_id, **body}


def lines(*records: object) -> bytes:
    """Write records as JSON Lines."""
    return b"".join(msgspec.json.encode(record) + b"\n" for record in records)
