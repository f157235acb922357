# SPDX-License-Identifier: Apache-2.0
"""The laws of four-valued facts, on one value, on values with tellers, and on bit planes."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.base.fourvalue import (
    FourValue,
    Told,
    accept_all,
    accept_every,
    conflate,
    conjoin,
    consensus,
    disjoin,
    negate,
)
from truceline.base.planes import Planes

BOTH, FALSE, NEITHER, TRUE = FourValue.BOTH, FourValue.FALSE, FourValue.NEITHER, FourValue.TRUE
VALUES = tuple(FourValue)
PAIRS = tuple(product(VALUES, VALUES))
TRIPLES = tuple(product(VALUES, VALUES, VALUES))
Binary = Callable[[FourValue, FourValue], FourValue]
LATTICES = ((conjoin, disjoin), (consensus, accept_all))

values = st.sampled_from(VALUES)
tellers = st.frozensets(st.sampled_from(["a", "b", "c"]))
tellings = st.builds(lambda true, false: Told(for_it=true, against_it=false), tellers, tellers)


def test_truth_order_is_belnaps() -> None:
    """In the truth order, neither and both is false, neither or both is true."""
    assert conjoin(NEITHER, BOTH) is FALSE
    assert disjoin(NEITHER, BOTH) is TRUE


@pytest.mark.parametrize(("meet", "join"), LATTICES)
def test_both_orders_are_distributive_lattices(meet: Binary, join: Binary) -> None:
    """Each order has commutative, associative, absorbing and distributive meet and join."""
    for first, second in PAIRS:
        assert meet(first, second) is meet(second, first)
        assert join(first, second) is join(second, first)
        assert join(first, meet(first, second)) is first
        assert meet(first, join(first, second)) is first
    for first, second, third in TRIPLES:
        assert meet(meet(first, second), third) is meet(first, meet(second, third))
        assert join(join(first, second), third) is join(first, join(second, third))
        assert meet(first, join(second, third)) is join(meet(first, second), meet(first, third))


def test_the_two_orders_interlace() -> None:
    """Truth operations distribute over knowledge operations and the other way round."""
    for outer, inner in product((conjoin, disjoin), (consensus, accept_all)):
        for first, second, third in TRIPLES:
            assert outer(first, inner(second, third)) is inner(outer(first, second), outer(first, third))
            assert inner(first, outer(second, third)) is outer(inner(first, second), inner(first, third))


def test_negation_turns_truth_and_keeps_knowledge() -> None:
    """Negation is an involution, obeys De Morgan in the truth order and commutes with knowledge."""
    for first, second in PAIRS:
        assert negate(negate(first)) is first
        assert negate(conjoin(first, second)) is disjoin(negate(first), negate(second))
        assert negate(consensus(first, second)) is consensus(negate(first), negate(second))
        assert negate(accept_all(first, second)) is accept_all(negate(first), negate(second))


def test_conflation_turns_knowledge_and_keeps_truth() -> None:
    """Conflation is an involution, obeys De Morgan in the knowledge order and commutes with truth and negation."""
    for first, second in PAIRS:
        assert conflate(conflate(first)) is first
        assert conflate(negate(first)) is negate(conflate(first))
        assert conflate(accept_all(first, second)) is consensus(conflate(first), conflate(second))
        assert conflate(conjoin(first, second)) is conjoin(conflate(first), conflate(second))
    assert conflate(NEITHER) is BOTH
    assert conflate(TRUE) is TRUE


@given(tellings, tellings)
def test_tellers_do_not_change_the_algebra(first: Told, second: Told) -> None:
    """A value with its tellers joins and negates as the bare value does."""
    assert first.accept(second).value is accept_all(first.value, second.value)
    assert first.negated().value is negate(first.value)
    assert accept_every([first, second]) == accept_every([second, first])


@given(tellings, tellers)
def test_dropping_tellers_never_adds_a_bit(told: Told, dropped: frozenset[str]) -> None:
    """Losing tellers can only take bits away."""
    assert told.without(dropped).value | told.value == told.value


@given(st.lists(st.tuples(values, values), min_size=1, max_size=40))
def test_planes_equal_scalars(pairs: list[tuple[FourValue, FourValue]]) -> None:
    """Arrays of bit planes give what single values give, element by element."""
    first, second = (_planes([pair[side] for pair in pairs]) for side in (0, 1))
    for name, scalar in (
        ("conjoined", conjoin),
        ("disjoined", disjoin),
        ("consensus", consensus),
        ("accepted", accept_all),
    ):
        expected = [scalar(*pair) for pair in pairs]
        assert getattr(first, name)(second).values().tolist() == expected
    assert first.negated().values().tolist() == [negate(pair[0]) for pair in pairs]
    assert first.conflated().values().tolist() == [conflate(pair[0]) for pair in pairs]


def _planes(column: list[FourValue]) -> Planes:
    numbers = np.array(column, dtype=np.uint8)
    return Planes(told_true=numbers & 1 != 0, told_false=numbers & 2 != 0)
