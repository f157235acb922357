# SPDX-License-Identifier: Apache-2.0
"""R4: what passes between nodes has no form for a track or a position."""

import re
from dataclasses import fields

import pytest

from truceline.peers import wire
from truceline.peers.cards import PeerCard
from truceline.peers.client import Answer, Question

PLACE = re.compile(r"lon|lat\b|position|track|fix|heading|speed|course|geometry|bbox|unit", re.IGNORECASE)


@pytest.mark.parametrize("form", [wire.ShownNotes, wire.ShownHead, wire.SomeBodies, PeerCard, Question, Answer])
def test_no_form_between_nodes_has_a_place(form: type) -> None:
    """Heads, proofs, bodies that an entry commits to, cards: none has a field for where somebody is."""
    names = {each.name for each in fields(form)}

    assert names
    assert {name for name in names if PLACE.search(name)} == set()
