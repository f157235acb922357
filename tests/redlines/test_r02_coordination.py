# SPDX-License-Identifier: Apache-2.0
"""R2: neither a refusal, a suspicion nor a view of a finding offers a way round."""

from dataclasses import dataclass, fields

import pytest

from filed_intents import circle, intent, volume
from redlines.test_r02_no_loophole_finder import ADVICE
from shipped import NODE_LIMITS
from truceline.app.caller import Caller
from truceline.base.errors import NodeError
from truceline.coordination.coarse import CoarseGrid
from truceline.coordination.disclosure import ConflictView, FindingView, OtherSide
from truceline.coordination.presence import Presence
from truceline.coordination.quota import check_cells, find_probing
from truceline.findings.conflict import CoarseConstraints, Constraint

NAMES = {
    ConflictView: {"own", "other", "interval", "bounds_deg", "band", "lapsed_by"},
    OtherSide: {"id", "party", "kind"},
    FindingView: {"id", "kind", "at_ns", "detail", "ruling", "subjects", "interval", "bounds_deg", "exercise"},
    Constraint: {"slot", "bounds_deg", "interval"},
    CoarseConstraints: {"intent", "constraints"},
    Presence: {"intent", "party", "confirmed_ns", "confirmed_until_ns", "overdue_ns"},
}
"""Everything that is told. Before a name is added here: could it be a way round?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Few:
    """Bounds that are reached at once."""

    cells_per_officer_per_day: int = 1
    cells_per_party_per_day: int = 1
    probing_revisions_per_day: int = 1


def test_what_is_told_has_no_place_for_a_way_round() -> None:
    """Views hold what was found and nothing beside it."""
    assert {noun: {each.name for each in fields(noun)} for noun in NAMES} == NAMES


def test_no_refusal_and_no_suspicion_advises() -> None:
    """Each says what was asked and the bound."""
    wide = intent("w", volume(circle(radius_m=90_000.0)))
    said = []
    for ask in (
        lambda: CoarseGrid(cell_m=1_000.0),
        lambda: CoarseGrid().cover(wide.volumes, limit=2),
        lambda: check_cells(frozenset({1, 2}), frozenset({3}), frozenset({3}), Few()),
        lambda: check_cells(frozenset({1}), frozenset({3}), frozenset({3}), Few()),
    ):
        with pytest.raises(NodeError) as refused:
            ask()
        said.append(str(refused.value))
    caller = Caller(party="northland", officer="n-1", role="officer", scopes=frozenset())
    probing = find_probing(caller, cells_asked=999, revisions=99, limits=NODE_LIMITS)

    assert probing is not None
    assert not [text for text in (*said, probing.reason) if ADVICE.search(text)]
