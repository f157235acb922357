# SPDX-License-Identifier: Apache-2.0
"""The shelf of intents: what one intent holds, and how full the slots of one party are."""

from collections.abc import Callable
from functools import partial

import pytest

from kept_things import HOUR_NS, NOON_NS, do, intent, see, standing
from truceline.app.ports import Records, Store
from truceline.base.errors import InputError
from truceline.findings.conflict import Slot
from truceline.picture.intents import IntentState, Sharing

NOON = NOON_NS // HOUR_NS
HERE, NEXT, THERE = Slot(cell=1, block=NOON), Slot(cell=1, block=NOON + 1), Slot(cell=2, block=NOON)


def fullest(slots: tuple[Slot, ...], besides: str, records: Records) -> int:
    """Ask how full slots are; who holds them is told as by itself."""
    holders, count = records.intents.holders_and_fullest(slots, "northland", besides)
    assert holders == records.intents.holders(slots)
    return count


def test_what_an_intent_holds_is_told_of_each_block(store: Store) -> None:
    """Of its latest version, closed or not; a presence without an end holds its cells from its first block on."""

    def job(records: Records) -> None:
        records.intents.add(intent(), (HERE, NEXT, THERE))
        records.intents.add(intent("closed"), (HERE, NEXT))
        records.intents.add(intent("closed", version=2, state=IntentState.ENDED), (HERE,))
        records.intents.add(standing(), (), (3, 1))

    do(store, job)

    def held(name: str, block: int) -> tuple[Slot, ...]:
        return see(store, lambda records: records.intents.held(name, block))

    assert held("intent-1", NOON) == (HERE, THERE)
    assert held("intent-1", NOON + 1) == (NEXT,)
    assert [held("closed", block) for block in (NOON, NOON + 1)] == [(HERE,), ()]
    assert held("standing-1", NOON - 1) == ()
    assert held("standing-1", NOON + 9) == (Slot(cell=1, block=NOON + 9), Slot(cell=3, block=NOON + 9))
    assert held("nobody", NOON) == ()


def test_how_full_slots_are_is_counted_of_one_party(store: Store) -> None:
    """However its intents are shared; standing ones in every block; one may be left out; others' do not count."""

    def job(records: Records) -> None:
        records.intents.add(intent("one"), (HERE, THERE))
        records.intents.add(intent("two", sharing=Sharing()), (HERE,))
        records.intents.add(intent("other", party="dale"), (HERE, THERE, NEXT))
        records.intents.add(standing("stays"), (), (1,))

    do(store, job)

    def count(*slots: Slot, besides: str = "") -> int:
        return see(store, partial(fullest, slots, besides))

    assert count(HERE, THERE, NEXT) == 3
    assert count(THERE) == 1
    assert count(Slot(cell=1, block=NOON + 5)) == 1
    assert count(Slot(cell=1, block=NOON - 1)) == 0
    assert [count(HERE, besides=name) for name in ("one", "stays", "nobody")] == [2, 2, 3]
    assert count() == 0


def test_a_sharing_that_was_given_up_gives_its_place_to_no_other(store: Store) -> None:
    """Neither when its last intent is gone, nor when what brought it was undone."""

    def add(name: str, *shared: str) -> Callable[[Records], None]:
        return lambda records: records.intents.add(intent(name, sharing=Sharing(conflict=shared)), (HERE,))

    def undone(records: Records) -> None:
        add("undone", "hill-league")(records)
        assert [each.shared_with for each in records.intents.holders([HERE])] == [("hill-league",)]
        message = "the job fails after it read what it wrote"
        raise InputError(message)

    with pytest.raises(InputError):
        do(store, undone)
    do(store, add("stands", "dale"))
    assert [each.shared_with for each in see(store, lambda records: records.intents.holders([HERE]))] == [("dale",)]
    gone = intent("stands", version=2, state=IntentState.WITHDRAWN, sharing=Sharing(conflict=("dale",)))
    do(store, lambda records: records.intents.add(gone, ()))
    do(store, add("later", "fells"))
    assert [each.shared_with for each in see(store, lambda records: records.intents.holders([HERE]))] == [("fells",)]
