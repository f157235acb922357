# SPDX-License-Identifier: Apache-2.0
"""Who could settle a fact: asked, never presumed to agree.

Rules:
    - A listing is the authority's word; which group was there, the parties'.
    - Whether a place lies in an area is for the guarantors of an agreement with a zone there: boundaries are drawn by
      their working group.
    - Time, place, weapon, rounds and who began are a monitor's to see; without one, the sides' own records.
    - A place withheld for being recent (R7) is settled by nobody before the hours have passed.
    - How finely a fact was published is the publisher's; whether outlets are independent, their own.
"""

from collections.abc import Iterable

from truceline.agreement.agreement import Agreement
from truceline.agreement.library import Library
from truceline.assessment.disputed_fact import Fact, FactKind
from truceline.assessment.recounted import Settler

_SEEN = frozenset(
    {FactKind.INITIATOR, FactKind.KIND, FactKind.ROUNDS, FactKind.SAME_TIME, FactKind.SAME_PLACE, FactKind.DEATHS}
)
_GUARANTORS, _MONITORS = frozenset({"guarantor", "co_chair"}), frozenset({"monitor"})


def settlers(fact: Fact, library: Library) -> tuple[Settler, ...]:
    """Give who could settle a fact.

    Args:
        fact: The fact.
        library: Whose agreements name guarantors and monitors.

    Returns:
        One or more, the nearest first.
    """
    if fact.kind is FactKind.DESIGNATION:
        authority, side = fact.subject
        return (Settler(code="authority", names=(authority,)), Settler(code="parties", names=(side,)))
    if fact.kind is FactKind.INDEPENDENCE:
        return (Settler(code="outlets", names=fact.subject),)
    if fact.kind is FactKind.AREA:
        near = [each for each in library.agreements if _has_zone_near(each, fact.subject, library)]
        guarantors = _in_roles(near, _GUARANTORS)
        return (Settler(code="guarantors", names=guarantors), Settler(code="publisher"))
    if fact.kind is FactKind.WITHHELD:
        return (Settler(code="waiting"),)
    if fact.kind in _SEEN:
        monitors = _in_roles(library.agreements, _MONITORS)
        return (Settler(code="monitor", names=monitors), Settler(code="publisher"))
    return (Settler(code="publisher"),)


def _in_roles(agreements: Iterable[Agreement], roles: frozenset[str]) -> tuple[str, ...]:
    named = (each.party for agreement in agreements for each in agreement.participants if each.role in roles)
    return tuple(dict.fromkeys(named))


def _has_zone_near(agreement: Agreement, pcodes: tuple[str, ...], library: Library) -> bool:
    """Say whether an agreement has a zone made of an area that lies in, or around, one of these."""
    asked = {code for code in pcodes if code}
    around = asked | {above for code in asked if (above := library.places.parent_of(code))}
    for zone in agreement.zones:
        for piece in zone.pieces:
            codes = {*piece.area, *piece.certain_parts_of}
            if codes & around or any(library.places.parent_of(code) in asked for code in codes):
                return True
    return False
