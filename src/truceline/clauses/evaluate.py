# SPDX-License-Identifier: Apache-2.0
"""What one single telling says of one single fact that a provision asks for.

Rules:
    - Several forces told as "one or several of these" tell a fact only if it is the same for every one of them.
    - Several kinds told are all told: one of them that matches is enough.
    - A stretch of time tells a fact only if it is the same all through.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from truceline.agreement.agreement import Agreement
from truceline.agreement.provisions import Criterion
from truceline.agreement.standing import Phase
from truceline.base.fourvalue import TOLD_FALSE, TOLD_TRUE, FourValue, consensus, disjoin, negate
from truceline.base.instants import Interval
from truceline.clauses.evidence import (
    ActorTold,
    BoundaryTold,
    ControlTold,
    DesignationTold,
    DisputeTold,
    FactsTold,
    PartTold,
    Payload,
    PlaceTold,
)
from truceline.clauses.slots import Component, Plan, Slot
from truceline.findings.ruling import Condition
from truceline.geo.volume import AltitudeBand, Datum
from truceline.picture.acts import Height
from truceline.picture.kinds import kind_matches


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the single facts are looked up in; each is a pure function.

    Attributes:
        membership: Whether a force is among those a selector names, all through an interval.
        left_out: Whether an agreement itself leaves a force out of those who may be bound.
        designated: Whether a force is on an authority's list, all through an interval.
        zone_value: Whether a told place is inside a zone of an agreement.
        phases: When a provision applies.
    """

    membership: Callable[[str, str, Agreement, Interval], FourValue]
    left_out: Callable[[str, Agreement], bool]
    designated: Callable[[str, str, Interval], FourValue]
    zone_value: Callable[[Agreement, str, PlaceTold], FourValue]
    phases: Callable[[Plan], tuple[Phase, ...]]


def value_of(slot: Slot, component: Component, payload: Payload, plan: Plan, setting: Setting) -> FourValue:
    """Say what one telling tells of one slot; *neither* when it does not speak to it.

    Args:
        slot: The single fact asked for.
        component: What the telling fills.
        payload: What it tells.
        plan: The provision.
        setting: Where facts are looked up.

    Returns:
        The four-valued telling.
    """
    if component not in slot.components:
        return FourValue.NEITHER
    if isinstance(payload, DisputeTold):
        return _dispute_value(slot, payload, plan, setting)
    if isinstance(payload, PartTold):
        return _part_value(slot, payload, plan, setting)
    if slot.criterion is not None:
        return _criterion_value(slot.criterion, payload, plan, setting)
    return _SCOPE_VALUES[component](slot, payload, plan, setting)


def _dispute_value(slot: Slot, told: DisputeTold, plan: Plan, setting: Setting) -> FourValue:
    """Stand against what follows from an allegation, unless its rival tells the slot by itself."""
    if told.rival is not None and value_of(slot, told.component, told.rival, plan, setting) is not FourValue.NEITHER:
        return FourValue.NEITHER
    return negate(value_of(slot, told.component, told.disputed, plan, setting))


def _part_value(slot: Slot, told: PartTold, plan: Plan, setting: Setting) -> FourValue:
    """Tell of a part only the contrary of what is told of the whole."""
    part = value_of(slot, told.component, told.part, plan, setting)
    if part is FourValue.NEITHER and not told.excludes:
        return FourValue.NEITHER
    contrary = negate(value_of(slot, told.whole_component, told.whole, plan, setting))
    return contrary if part is FourValue.NEITHER else consensus(part, contrary)


def always_told(slot: Slot, plan: Plan) -> bool:
    """Say whether the text itself settles a scope slot: no place, band or addressee is asked for."""
    provision = plan.provision
    return (
        (slot.condition is Condition.PLACE and not provision.zones)
        or (slot.condition is Condition.BAND and provision.band is None)
        or (slot.condition is Condition.AGAINST and not provision.against)
    )


def is_not_yet_applied(plan: Plan, interval: Interval, setting: Setting) -> bool:
    """Say whether a text is signed but not applied yet all through an interval."""
    met = [phase for phase in setting.phases(plan) if phase.interval.meets(interval)]
    return bool(met) and all(phase.not_yet_applied for phase in met)


def agreed(values: Iterable[FourValue]) -> FourValue:
    """Give the value that all share; *neither* when they differ or there is none."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else FourValue.NEITHER


def _among(selectors: tuple[str, ...], told: ActorTold, plan: Plan, setting: Setting) -> FourValue:
    """Say whether the forces told are among those selected."""
    return agreed(
        _any_of(setting.membership(selector, force, plan.agreement, told.interval) for selector in selectors)
        for force in told.forces
    )


def _any_of(values: Iterable[FourValue]) -> FourValue:
    result = FourValue.FALSE
    for value in values:
        result = disjoin(result, value)
    return result


def _actor(_slot: Slot, payload: Payload, plan: Plan, setting: Setting) -> FourValue:
    """Say whether those told to have acted are bound; a group that the text leaves out is not."""
    assert isinstance(payload, ActorTold)
    return agreed(
        FourValue.FALSE
        if setting.left_out(force, plan.agreement)
        else _among(plan.provision.bound, ActorTold(forces=(force,), interval=payload.interval), plan, setting)
        for force in payload.forces
    )


def _against(_slot: Slot, payload: Payload, plan: Plan, setting: Setting) -> FourValue:
    assert isinstance(payload, ActorTold)
    return _among(plan.provision.against, payload, plan, setting)


def _time(_slot: Slot, payload: Payload, plan: Plan, setting: Setting) -> FourValue:
    assert isinstance(payload, Interval)
    return agreed(phase.applies.value for phase in setting.phases(plan) if phase.interval.meets(payload))


def _place(_slot: Slot, payload: Payload, plan: Plan, setting: Setting) -> FourValue:
    assert isinstance(payload, PlaceTold)
    return _any_of(setting.zone_value(plan.agreement, zone, payload) for zone in plan.provision.zones)


def _boundary(_slot: Slot, payload: Payload, plan: Plan, setting: Setting) -> FourValue:
    assert isinstance(payload, BoundaryTold)
    return _boundary_value(plan.provision.zones, payload, plan, setting)


def _boundary_value(zones: tuple[str, ...], told: BoundaryTold, plan: Plan, setting: Setting) -> FourValue:
    """Put a claim about one zone in the place of what its geometry tells."""
    claimed = FourValue.TRUE if told.inside else FourValue.FALSE
    agreement, _, zone = told.zone.partition("/")
    if agreement != plan.agreement.id or zone not in zones:
        return FourValue.NEITHER
    others = (setting.zone_value(plan.agreement, other, told.told) for other in zones if other != zone)
    return _any_of((claimed, *others))


def _height(_slot: Slot, payload: Payload, plan: Plan, _setting: Setting) -> FourValue:
    assert isinstance(payload, Height)
    assert plan.provision.band is not None
    return _band(plan.provision.band).relate(_band(payload))


def _band(height: Height) -> AltitudeBand:
    return AltitudeBand(lower_m=height.lower_m, upper_m=height.upper_m, datum=Datum(height.datum))


def _kind(_slot: Slot, payload: Payload, plan: Plan, _setting: Setting) -> FourValue:
    return _kind_among(plan.provision.kinds, payload)


def _kind_among(named: tuple[str, ...], payload: Payload) -> FourValue:
    assert isinstance(payload, tuple)
    return _any_of(kind_matches(told, kind) for told in payload for kind in named)


_SCOPE_VALUES: dict[Component, Callable[[Slot, Payload, Plan, Setting], FourValue]] = {
    Component.ACTOR: _actor,
    Component.TIME: _time,
    Component.PLACE: _place,
    Component.BOUNDARY: _boundary,
    Component.HEIGHT: _height,
    Component.KIND: _kind,
    Component.AGAINST: _against,
}


def _criterion_value(criterion: Criterion, payload: Payload, plan: Plan, setting: Setting) -> FourValue:
    """Say what one telling tells of one criterion that its component can fill."""
    match payload:
        case FactsTold():
            return _fact_value(criterion, payload)
        case ActorTold() if criterion.designated_by:
            listed = (setting.designated(force, criterion.designated_by, payload.interval) for force in payload.forces)
            return agreed(listed)
        case ActorTold():
            return _among(criterion.against, payload, plan, setting)
        case DesignationTold():
            told = FourValue.TRUE if payload.listed else FourValue.FALSE
            return told if payload.authority == criterion.designated_by else FourValue.NEITHER
        case ControlTold():
            return _control_value(criterion, payload, plan, setting)
        case PlaceTold():
            return _any_of(setting.zone_value(plan.agreement, zone, payload) for zone in criterion.zone)
        case BoundaryTold():
            return _boundary_value(criterion.zone, payload, plan, setting)
        case _:
            return _kind_among(criterion.kind, payload)


def _fact_value(criterion: Criterion, told: FactsTold) -> FourValue:
    if criterion.quantity_over:
        name, _, number = criterion.quantity_over.partition(">")
        quantity = dict(told.quantities).get(name.strip())
        if quantity is None:
            return FourValue.NEITHER
        return FourValue.TRUE if quantity > float(number) else FourValue.FALSE
    fact = dict(told.facts).get(criterion.fact or criterion.not_fact)
    if fact is None:
        return FourValue.NEITHER
    value = FourValue.TRUE if fact else FourValue.FALSE
    return negate(value) if criterion.not_fact else value


def _control_value(criterion: Criterion, told: ControlTold, plan: Plan, setting: Setting) -> FourValue:
    """Say whether a place is held by those asked for; control told as disputed is told both ways."""
    if criterion.held_by_designated:
        authority = criterion.held_by_designated
        values = [setting.designated(force, authority, told.interval) for force in told.holder]
    else:
        values = [
            _any_of(
                setting.membership(selector, force, plan.agreement, told.interval) for selector in criterion.held_by
            )
            for force in told.holder
        ]
    if not told.is_disputed:
        return agreed(values)
    bits = TOLD_FALSE if any(value & TOLD_TRUE for value in values) else 0
    return FourValue(bits | TOLD_TRUE) if bits else agreed(values)
