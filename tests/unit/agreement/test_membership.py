# SPDX-License-Identifier: Apache-2.0
"""Who is among those a rule names, and who is listed."""

from dataclasses import replace

import pytest

from exercise import at, exercise, shipped, truce
from truceline.agreement.agreement import Consent
from truceline.agreement.bonds import BondState, bonds
from truceline.agreement.library import Library
from truceline.agreement.membership import designated, membership
from truceline.base.fourvalue import FourValue
from truceline.base.instants import Interval
from truceline.base.moments import Moment
from truceline.picture.actors import ActorKind, Force
from truceline.picture.sources import Source

T, F, N = FourValue.TRUE, FourValue.FALSE, FourValue.NEITHER
APRIL = Interval(start_ns=at("2031-04-01T00:00:00Z"), end_ns=at("2031-05-01T00:00:00Z"))
EARLY = Interval(start_ns=at("2031-03-06T00:00:00Z"), end_ns=at("2031-03-07T00:00:00Z"))
ACROSS = Interval(start_ns=at("2031-03-10T00:00:00Z"), end_ns=at("2031-03-11T00:00:00Z"))

SELECTED = (
    ("a party is itself", "amber", "amber", APRIL, T),
    ("a party covers its forces", "amber", "amber-army", APRIL, T),
    ("a party covers no other", "amber", "blue-guard", APRIL, F),
    ("which force of the party is not told", "amber-army", "amber", APRIL, N),
    ("a force is no sibling", "amber-army", "amber-air", APRIL, F),
    ("of somebody nobody knows nothing is told", "amber", "stranger", APRIL, N),
    ("a member is in its umbrella", "shore-front", "pine-group", APRIL, T),
    ("any group could be in an open umbrella", "shore-front", "moss-group", APRIL, N),
    ("a state is in no umbrella of groups", "shore-front", "amber-army", APRIL, F),
    ("a closed umbrella holds its members only", "pier-pair", "moss-group", APRIL, F),
    ("an umbrella told as actor may be its member", "pine-group", "shore-front", APRIL, N),
    ("an umbrella told as actor is no state", "amber", "shore-front", APRIL, F),
    ("kinds are known", "kind:persons", "townsfolk", APRIL, T),
    ("an umbrella is armed groups", "kind:armed_group", "shore-front", APRIL, T),
    ("kinds differ", "kind:persons", "amber-army", APRIL, F),
    ("kinds of strangers are not known", "kind:persons", "stranger", APRIL, N),
    ("joined by its own record", "role:joined", "pine-group", APRIL, T),
    ("not before its record", "role:joined", "pine-group", EARLY, F),
    ("changed within the stretch", "role:joined", "pine-group", ACROSS, N),
    ("refused by its own record", "role:joined", "reed-group", APRIL, F),
    ("a group without record may have joined", "role:joined", "moss-group", APRIL, N),
    ("a state may not join", "role:joined", "blue-guard", APRIL, F),
    ("townsfolk may not join", "role:joined", "townsfolk", APRIL, F),
    ("a guarantor by its own record covers its forces", "role:guarantor", "blue-guard", APRIL, T),
    ("a guarantor without record", "role:guarantor", "coral", APRIL, N),
    ("no guarantor", "role:guarantor", "amber-army", APRIL, F),
    ("no group is guarantor", "role:guarantor", "shore-front", APRIL, F),
    ("an open umbrella may hold joined and others", "role:joined", "shore-front", APRIL, N),
    ("a closed umbrella of one joined and one not", "role:joined", "pier-pair", APRIL, N),
    ("a role nobody has", "role:host", "amber", APRIL, F),
    ("a stranger in a role", "role:guarantor", "stranger", APRIL, N),
)
LISTED = (
    ("listed", "lantern-group", "council", APRIL, T),
    ("missing from a whole list", "pine-group", "council", APRIL, F),
    ("an open umbrella may hold listed groups", "shore-front", "council", APRIL, N),
    ("a closed umbrella of unlisted groups", "pier-pair", "council", APRIL, F),
    ("a group missing from a partial list", "pine-group", "amber-court", APRIL, N),
    ("a state missing from a partial list", "amber-army", "amber-court", APRIL, F),
    ("townsfolk missing from a partial list", "townsfolk", "amber-court", APRIL, F),
    ("an authority nobody knows", "lantern-group", "nobody", APRIL, N),
    ("of a stranger nothing is told", "stranger", "council", APRIL, N),
)


@pytest.mark.parametrize(
    ("selector", "actor", "interval", "value"), [row[1:] for row in SELECTED], ids=[row[0] for row in SELECTED]
)
def test_selectors(selector: str, actor: str, interval: Interval, value: FourValue) -> None:
    """True and false only when that is told for the whole stretch."""
    assert membership(selector, actor, truce(), exercise(), interval) is value


@pytest.mark.parametrize(
    ("actor", "authority", "interval", "value"), [row[1:] for row in LISTED], ids=[row[0] for row in LISTED]
)
def test_designations(actor: str, authority: str, interval: Interval, value: FourValue) -> None:
    """A list tells of groups that stand on it, and of all others only when it is whole."""
    assert designated(actor, authority, exercise(), interval) is value


def test_a_listing_has_dates() -> None:
    """Off a partial list before and after its days: told by nobody."""
    stretches = {
        ("2031-01-01T00:00:00Z", "2031-01-05T00:00:00Z"): N,
        ("2031-01-20T00:00:00Z", "2031-02-05T00:00:00Z"): N,
        ("2031-08-01T00:00:00Z", "2031-08-31T00:00:00Z"): T,
        ("2031-08-31T22:00:00Z", "2031-09-05T00:00:00Z"): N,
    }
    for (start, end), value in stretches.items():
        interval = Interval(start_ns=at(start), end_ns=at(end))

        assert designated("reed-group", "amber-court", exercise(), interval) is value


def test_who_left_is_out_from_then_on() -> None:
    """A record with an end binds until the end of its last day."""
    consent = Consent(
        on=Moment("2031-03-05"), until=Moment("2031-04-10"), source=Source(ref=("N1",), party="pine-group")
    )
    agreement = truce()
    joined = next(each for each in agreement.participants if each.party == "pine-group")
    others = tuple(each for each in agreement.participants if each is not joined)
    left = replace(agreement, participants=(*others, replace(joined, consent=(consent,))))
    before = Interval(start_ns=at("2031-04-01T00:00:00Z"), end_ns=at("2031-04-10T22:00:00Z"))
    after = Interval(start_ns=at("2031-04-10T22:00:00Z"), end_ns=at("2031-04-11T00:00:00Z"))

    assert membership("role:joined", "pine-group", left, exercise(), before) is T
    assert membership("role:joined", "pine-group", left, exercise(), after) is F
    states = {bond.participant.party: bond.state for bond in bonds(left, at("2031-04-11T00:00:00Z"))}
    assert states["pine-group"] is BondState.LEFT


def test_bonds_are_by_own_record() -> None:
    """Bound, refused, not yet, told by nobody, only taking part."""
    states = {bond.participant.party: bond.state for bond in bonds(truce(), at("2031-03-07T00:00:00Z"))}

    assert states == {
        "amber": BondState.BOUND,
        "blue": BondState.BOUND,
        "coral": BondState.NOT_TOLD,
        "pine-group": BondState.NOT_YET,
        "reed-group": BondState.REFUSED,
        "harbour-office": BondState.TAKES_PART,
    }


def _with_forces(*forces: Force) -> Library:
    return replace(exercise(), forces={**exercise().forces, **{force.id: force for force in forces}})


def test_umbrellas_that_hold_each_other_come_to_an_end() -> None:
    """Who is in such a circle is told by nobody."""
    first = Force(id="ring-a", name="Ring A", kind=ActorKind.UMBRELLA, members=("ring-b",), members_complete=True)
    second = replace(first, id="ring-b", name="Ring B", members=("ring-a",))
    library = _with_forces(first, second)

    assert membership("role:guarantor", "ring-a", truce(), library, APRIL) is N
    assert designated("ring-a", "council", library, APRIL) is N
    assert membership("ring-a", "pine-group", truce(), library, APRIL) is F


def test_an_umbrella_may_hold_a_force_that_nobody_knows() -> None:
    """A member without an entry leaves it open who else is in it."""
    loose = Force(id="loose", name="Loose", kind=ActorKind.UMBRELLA, members=("amber",), members_complete=True)
    sealed = Force(id="sealed", name="Sealed", kind=ActorKind.UMBRELLA, members=("amber-army",), members_complete=True)
    library = _with_forces(loose, sealed)

    assert membership("loose", "amber-army", truce(), library, APRIL) is T
    assert membership("sealed", "amber", truce(), library, APRIL) is N
    assert membership("amber", "sealed", truce(), library, APRIL) is T


def test_a_group_that_refused_is_not_joined_and_a_power_that_only_observed_is_no_guarantor() -> None:
    """Rahman Legion did not join the deal of the Ghouta; the United States is no guarantor of Astana."""
    day = Interval(start_ns=at("2017-07-22T09:00:00Z"), end_ns=at("2017-07-23T00:00:00Z"))
    library = shipped()

    ghouta, astana = library.get_agreement("ghouta-2017"), library.get_agreement("astana-2017")
    assert membership("role:joined", "rahman-legion", ghouta, library, day) is F
    assert membership("role:guarantor", "us-forces", astana, library, day) is F
    assert membership("role:guarantor", "russian-aerospace-forces", astana, library, day) is T
