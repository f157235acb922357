# SPDX-License-Identifier: Apache-2.0
"""Codes for kinds of act: what was done, coded before anyone is blamed.

A code is a path; ``force.fire.mortar`` is a kind of ``force.fire``, which is a kind of ``force``. A provision that
names ``force.fire`` speaks of every code below it; an account that tells only ``force`` leaves open which.

Source:
    Violation types V1-V10 follow the field's practice as in docs/coding.md; the crosswalk to ACLED sub-event types
    is shown for readers and decides nothing.
"""

from dataclasses import dataclass

from truceline.base.fourvalue import FourValue


@dataclass(frozen=True, slots=True, kw_only=True)
class ActKind:
    """One code.

    Attributes:
        code: Dotted path.
        label: Words for people.
        family: Violation type V1-V10 under which it would be coded; empty above them.
        crosswalk: Nearest ACLED sub-event type.
    """

    code: str
    label: str
    family: str = ""
    crosswalk: str = ""


_SHELLING = "Shelling/artillery/missile attack"

ACT_KINDS: tuple[ActKind, ...] = (
    ActKind(code="force", label="use of force, weapon not told"),
    ActKind(code="force.fire", label="use of weapons from the ground", family="V1", crosswalk="Armed clash"),
    ActKind(code="force.fire.small_arms", label="small arms", family="V1", crosswalk="Armed clash"),
    ActKind(code="force.fire.heavy_machine_gun", label="heavy machine gun", family="V1", crosswalk="Armed clash"),
    ActKind(code="force.fire.sniper", label="sniper", family="V1", crosswalk="Armed clash"),
    ActKind(code="force.fire.mortar", label="mortar", family="V1", crosswalk=_SHELLING),
    ActKind(code="force.fire.artillery", label="artillery", family="V1", crosswalk=_SHELLING),
    ActKind(code="force.fire.mlrs", label="rocket artillery", family="V1", crosswalk=_SHELLING),
    ActKind(code="force.fire.tank", label="tank", family="V1", crosswalk=_SHELLING),
    ActKind(code="force.fire.atgm", label="anti-tank guided missile", family="V1", crosswalk="Armed clash"),
    ActKind(code="force.fire.missile", label="surface missile", family="V1", crosswalk=_SHELLING),
    ActKind(code="force.fire.surface_to_air", label="fire at an aircraft", family="V1", crosswalk="Armed clash"),
    ActKind(
        code="force.fire.mine",
        label="mine or improvised charge",
        family="V1",
        crosswalk="Remote explosive/landmine/IED",
    ),
    ActKind(code="force.air", label="attack from the air", family="V2", crosswalk="Air/drone strike"),
    ActKind(code="force.air.fixed_wing", label="attack by aeroplane", family="V2", crosswalk="Air/drone strike"),
    ActKind(code="force.air.helicopter", label="attack by helicopter", family="V2", crosswalk="Air/drone strike"),
    ActKind(
        code="force.air.barrel_bomb", label="improvised air-dropped bomb", family="V2", crosswalk="Air/drone strike"
    ),
    ActKind(code="force.air.unmanned", label="attack by unmanned aircraft", family="V2", crosswalk="Air/drone strike"),
    ActKind(
        code="force.air.cruise_missile",
        label="cruise missile",
        family="V2",
        crosswalk=_SHELLING,
    ),
    ActKind(
        code="force.air.against_aircraft",
        label="attack on an aircraft from the air",
        family="V2",
        crosswalk="Air/drone strike",
    ),
    ActKind(code="flight", label="flight", family="V2"),
    ActKind(code="flight.combat", label="combat flight", family="V2"),
    ActKind(code="flight.non_combat", label="flight that is no combat flight", family="V2"),
    ActKind(code="flight.reconnaissance", label="reconnaissance flight", family="V2"),
    ActKind(code="flight.unsafe_approach", label="unsafe distance or threatening manoeuvre", family="V2"),
    ActKind(code="move", label="movement of a force", family="V3"),
    ActKind(code="move.entry", label="entry into a place", family="V3", crosswalk="Other"),
    ActKind(code="move.advance", label="advance", family="V3"),
    ActKind(
        code="move.seizure", label="taking of territory", family="V3", crosswalk="Non-state actor overtakes territory"
    ),
    ActKind(code="move.crossing", label="crossing of a line", family="V3"),
    ActKind(code="hold", label="presence, or weapons kept where they may not be", family="V4"),
    ActKind(code="hold.presence", label="presence of a force", family="V4"),
    ActKind(code="hold.personnel", label="personnel in a barred place", family="V4"),
    ActKind(code="hold.vehicle", label="vehicle or carrier in a barred place", family="V4"),
    ActKind(code="hold.heavy", label="heavy weapon in a barred place", family="V4"),
    ActKind(code="hold.heavy.tank", label="tank in a barred place", family="V4"),
    ActKind(code="hold.heavy.fighting_vehicle", label="fighting vehicle in a barred place", family="V4"),
    ActKind(code="hold.heavy.artillery", label="artillery in a barred place", family="V4"),
    ActKind(code="hold.heavy.mortar", label="mortar in a barred place", family="V4"),
    ActKind(code="hold.post", label="manning of a post", family="V4"),
    ActKind(code="hold.fortification", label="fortification", family="V4"),
    ActKind(code="person", label="harm to persons", family="V5", crosswalk="Attack"),
    ActKind(code="person.killing", label="killing", family="V5", crosswalk="Attack"),
    ActKind(
        code="person.detention", label="detention or abduction", family="V5", crosswalk="Abduction/forced disappearance"
    ),
    ActKind(code="person.leaving", label="harm to persons who leave", family="V5", crosswalk="Attack"),
    ActKind(code="object", label="harm to a protected or notified object", family="V6"),
    ActKind(code="aid", label="obstruction of relief", family="V7"),
    ActKind(code="aid.denial", label="denial of relief", family="V7"),
    ActKind(code="aid.delay", label="delay of relief", family="V7"),
    ActKind(code="aid.search", label="search or tampering of relief", family="V7"),
    ActKind(code="aid.passage", label="passage of relief", family="V7"),
    ActKind(code="passage", label="passage of persons", family="V5"),
    ActKind(code="monitor", label="hindrance of monitors", family="V8"),
    ActKind(code="info", label="acts by information", family="V9"),
    ActKind(code="procedure", label="a duty of procedure: notice, report, map, meeting, reply", family="V10"),
)

FORCE_KINDS = (
    *("force", "person", "object", "flight.combat", "flight.unsafe_approach", "move.advance", "move.seizure"),
    *("aid.denial", "aid.delay", "aid.search"),
)
"""Kinds that are a use of force, or do to others what force does (R1), with every kind below them."""

KIND_BY_CODE = {kind.code: kind for kind in ACT_KINDS}


def kind_matches(told: str, named: str) -> FourValue:
    """Say whether an act told as one kind is of the kind a provision names.

    Args:
        told: Code an account tells.
        named: Code a provision names.

    Returns:
        *True* when the told code is the named one or below it, *neither* when it is above it (which of its kinds
        is not told), *false* otherwise.
    """
    if told == named or told.startswith(named + "."):
        return FourValue.TRUE
    return FourValue.NEITHER if named.startswith(told + ".") else FourValue.FALSE


def is_force(code: str) -> bool:
    """Say whether a code is a use of force."""
    return code.split(".", 1)[0] == "force"


def may_be_force(code: str) -> bool:
    """Say whether a code is, or may be, one of a use of force or of what does to others what force does (R1).

    A code above one of those may be one: it does not say which. The same holds of plans and of acts told as done.
    """
    return any(kind_matches(code, kind) is not FourValue.FALSE for kind in FORCE_KINDS)
