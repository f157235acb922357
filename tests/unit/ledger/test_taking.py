# SPDX-License-Identifier: Apache-2.0
"""Entries that were made before are taken in their place alone."""

import pytest

from kept_log import BODY, LOG, draft
from recorded import NOON_MS, OFFICER
from truceline.base.errors import RecordError
from truceline.ledger.genesis import origin_of
from truceline.ledger.sequencer import key_draft
from truceline.ledger.states import State
from truceline.ledger.taking import take
from truceline.records.entries import make_entry

HERE = origin_of(BODY.content)
FIRST = make_entry(key_draft("key.genesis", BODY, NOON_MS), log=HERE, seq=0, prev=bytes(32), sign=LOG.sign)
NEXT = make_entry(draft("a"), log=HERE, seq=1, prev=FIRST.leaf, sign=OFFICER.sign)


def test_entries_are_taken_in_order() -> None:
    """Each is linked to the one before it."""
    state = take(State(), (FIRST.raw, NEXT.raw), {0: BODY})

    assert (state.size, state.last) == (2, NEXT.leaf)


WRONG = {
    "an index left out": make_entry(draft("a"), log=HERE, seq=2, prev=FIRST.leaf, sign=OFFICER.sign),
    "another entry before it": make_entry(draft("a"), log=HERE, seq=1, prev=NEXT.leaf, sign=OFFICER.sign),
    "an entry of another log": make_entry(draft("a"), log="other", seq=1, prev=FIRST.leaf, sign=OFFICER.sign),
    "a key entry without its body": make_entry(
        key_draft("key.root", BODY, NOON_MS), log=HERE, seq=1, prev=FIRST.leaf, sign=LOG.sign
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_entry_in_the_wrong_place_is_refused(name: str) -> None:
    """Nothing is taken then."""
    with pytest.raises(RecordError, match=r"entry 1: expected .*, got "):
        take(State(), (FIRST.raw, WRONG[name].raw), {0: BODY})
