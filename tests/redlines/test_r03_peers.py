# SPDX-License-Identifier: Apache-2.0
"""R3: what a node records about several parties reaches them alike: nothing is given before a head covers it."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from truceline.bootstrap.peering import FollowedLog
from truceline.bootstrap.record_served import ServedRecord
from truceline.crypto.tiles import TilePath

LOG = "0123456789abcdef"
ORIGIN = f"truceline.example/exercise/northland/{LOG}"


@dataclass
class Standing:
    """A log of three entries of which a head covers two."""

    logs: dict[str, FollowedLog] = field(
        default_factory=lambda: {LOG: FollowedLog(origin=ORIGIN, party="northland", size=2, known_size=2, note=b"note")}
    )


@pytest.mark.parametrize("party", ["eastmere", "hill-league", "strait-mission"])
def test_nobody_is_given_what_no_head_covers_yet(party: str) -> None:
    """Neither an entry nor its body nor its box, whoever asks; afterwards each addressee asks for his own."""
    door = ServedRecord(
        peering=cast("Any", Standing()),
        own=cast("Any", None),
        own_log=LOG,
        mirrors=cast("Any", None),
        row_of=lambda _: None,
        box_keys_of=lambda _: (bytes(32),),
        log_parties={},
    )
    assert door.tile(LOG, TilePath(level=None, index=0, width=3)) is None
    assert door.body(LOG, 2) is None
    assert door.box(LOG, 2, party, "0" * 32) is None
