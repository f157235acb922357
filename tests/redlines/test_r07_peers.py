# SPDX-License-Identifier: Apache-2.0
"""R7: a card and a log's heads tell nobody where forces stand: names, keys and numbers, and nothing else."""

from truceline.records.profile import parse_object
from unit.peers.test_cards import CARD


def test_a_card_holds_keys_and_names_alone() -> None:
    """Fixed fields, none of them free text or a place."""
    read = parse_object(CARD.to_bytes()[:-1], what="card")

    assert set(read) == {
        *("audience", "card", "certificate", "exercise", "genesis", "genesis_salt", "issuer", "party", "token_key"),
    }
