# SPDX-License-Identifier: Apache-2.0
"""The filters of a counting rule: for each, whether an event passes, by what is told of it.

Rules:
    - *True* passes, *false* leaves the event out; *neither* and *both* leave it not decided.
    - Accounts of one event are joined in the knowledge order: what any of them tells is told.
    - Several forces in one account mean "one or several of these": only where all of them answer alike is it told.
    - Two outlets that are quoted for one event are not shown to be independent: that is told only by accounts of
      different origin.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from truceline.agreement.counting_rule import CountingRule
from truceline.assessment.disputed_fact import Fact, FactKind
from truceline.assessment.known import Known
from truceline.assessment.withheld import WITHHELD
from truceline.base.fourvalue import FourValue, accept_all, disjoin, negate
from truceline.picture.actors import ActorKind
from truceline.picture.acts import Account
from truceline.picture.intake import Event
from truceline.picture.kinds import kind_matches

TRUE, FALSE, NEITHER = FourValue.TRUE, FourValue.FALSE, FourValue.NEITHER
ROUNDS = "rounds"
"""The quantity of an account that tells rounds fired."""
DAY_NOT_TOLD = 0
"""Precision of a day, or a place, that no account tells."""
_OUTLETS_MAX = 12
"""So many outlets of one event are paired to ask who is independent: more would be hundreds of pairs."""

Passes = Callable[[Event, CountingRule, Known], FourValue]
Facts = Callable[[Event, CountingRule, Known], Iterator[Fact]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One field of a rule.

    Attributes:
        field: Its name.
        passes: Whether an event passes.
        facts: The facts of which any would explain that it is not decided.
    """

    field: str
    passes: Passes
    facts: Facts


def is_used(name: str, rule: CountingRule) -> bool:
    """Say whether a field of a rule asks anything."""
    return bool(getattr(rule, name))


def active_filters(rule: CountingRule) -> tuple[Filter, ...]:
    """Give the filters of a rule that ask anything, in the order in which the first one told false decides."""
    return tuple(each for each in FILTERS if is_used(each.field, rule))


def asks_more(rule: CountingRule) -> bool:
    """Say whether a rule asks what the events themselves do not tell."""
    return rule.unit == "incident" or any(is_used(name, rule) for name in _ASKING_MORE)


def _told(value: bool) -> FourValue:  # noqa: FBT001 - turns a claim into a told value
    return TRUE if value else FALSE


def _pair(kind: FactKind) -> Facts:
    """Make the facts of a kind that is asked of a pair of sides."""

    def facts(event: Event, rule: CountingRule, known: Known) -> Iterator[Fact]:
        del rule, known
        yield Fact(kind=kind, subject=(event.dyad,))

    return facts


def _always_told(event: Event, rule: CountingRule, known: Known) -> Iterator[Fact]:
    del event, rule, known
    return iter(())


def _alike(values: Iterable[FourValue]) -> FourValue:
    """Give the value that all of several possible forces share; told neither when they differ or there is none."""
    found = set(values)
    return found.pop() if len(found) == 1 else NEITHER


def _joined(values: Iterable[FourValue]) -> FourValue:
    """Join what several tell in the knowledge order."""
    value = NEITHER
    for each in values:
        value = accept_all(value, each)
    return value


def _any_of(values: Iterable[FourValue]) -> FourValue:
    """Join in the truth order: told true if any is."""
    value = FALSE
    for each in values:
        value = disjoin(value, each)
    return value


def _dyads(event: Event, rule: CountingRule, known: Known) -> FourValue:
    del known
    wanted = rule.dyads
    if event.dyad in wanted:
        return TRUE
    return _told(" - ".join(event.sides) in wanted or " - ".join(reversed(event.sides)) in wanted)


def _sides(event: Event, rule: CountingRule, known: Known) -> FourValue:
    del known
    return _told(not set(rule.sides).isdisjoint(event.sides))


def _without_sides(event: Event, rule: CountingRule, known: Known) -> FourValue:
    del known
    return _told(set(rule.without_sides).isdisjoint(event.sides))


def _day_precision(event: Event, rule: CountingRule, known: Known) -> FourValue:
    del known
    return NEITHER if event.day_precision == DAY_NOT_TOLD else _told(event.day_precision in rule.day_precision)


def _place_precision(event: Event, rule: CountingRule, known: Known) -> FourValue:
    del known
    return NEITHER if event.place_precision == DAY_NOT_TOLD else _told(event.place_precision in rule.place_precision)


def _violence(event: Event, rule: CountingRule, known: Known) -> FourValue:
    del known
    return NEITHER if event.violence is None else _told(event.violence in rule.violence)


def _kinds(event: Event, rule: CountingRule, known: Known) -> FourValue:
    def is_asked(code: str) -> FourValue:
        return _any_of(kind_matches(code, named) for named in rule.kinds)

    return _joined(_any_of(map(is_asked, account.kind)) for account in known.accounts(event) if account.kind)


def _min_rounds(event: Event, rule: CountingRule, known: Known) -> FourValue:
    told = [account.quantities or {} for account in known.accounts(event)]
    return _joined(_told(each[ROUNDS] >= rule.min_rounds) for each in told if ROUNDS in each)


def _begun_by(event: Event, rule: CountingRule, known: Known) -> FourValue:
    return _joined(_began(account, rule.begun_by, known) for account in known.accounts(event))


def _began(account: Account, asked: tuple[str, ...], known: Known) -> FourValue:
    """Say whether, by one account, one of those asked about began; who answered did not begin, the other did."""
    if account.first_act is None:
        return NEITHER
    actor = _alike(_is_one(each, asked, known) for each in account.actor)
    if account.first_act:
        return actor
    if actor is TRUE:
        return FALSE
    return TRUE if _alike(_is_one(each, asked, known) for each in account.against) is TRUE else NEITHER


def _is_one(actor: str, asked: tuple[str, ...], known: Known) -> FourValue:
    force = known.forces.get(actor)
    if actor in asked or (force is not None and force.party in asked):
        return TRUE
    is_whole = any((one := known.forces.get(each)) is not None and one.party == actor for each in asked)
    is_open = force is not None and force.kind is ActorKind.UMBRELLA
    return NEITHER if is_whole or is_open else FALSE


def _areas(event: Event, rule: CountingRule, known: Known) -> FourValue:
    return inside(event, rule.areas, known)


def _without_areas(event: Event, rule: CountingRule, known: Known) -> FourValue:
    return negate(inside(event, rule.without_areas, known))


def inside(event: Event, asked: tuple[str, ...], known: Known) -> FourValue:
    """Say whether an event lies in one of several areas, by the areas its file names it under.

    Args:
        event: The event.
        asked: P-codes.
        known: How areas lie in each other.

    Returns:
        *Neither* when no area is told, or when one asked about is a part of the finest that is told.
    """
    if not event.areas:
        return NEITHER
    if any(not known.enclosing(code).isdisjoint(asked) for code in event.areas):
        return TRUE
    finest = event.areas[-1]
    return NEITHER if any(finest in known.enclosing(code) for code in asked) else FALSE


def _area_facts(field: str) -> Facts:
    def facts(event: Event, rule: CountingRule, known: Known) -> Iterator[Fact]:
        if event.place is WITHHELD:
            yield Fact(kind=FactKind.WITHHELD, subject=(event.dyad,))
            return
        finest = event.areas[-1] if event.areas else ""
        for code in getattr(rule, field):
            if not finest or finest in known.enclosing(code):
                yield Fact(kind=FactKind.AREA, subject=(finest, code))

    return facts


def _min_outlets(event: Event, rule: CountingRule, known: Known) -> FourValue:
    del known
    return _told(len(event.outlets) >= rule.min_outlets) if event.outlets else NEITHER


def _without_outlets(event: Event, rule: CountingRule, known: Known) -> FourValue:
    del known
    return _told(not set(event.outlets) <= set(rule.without_outlets)) if event.outlets else NEITHER


def _min_origins(event: Event, rule: CountingRule, known: Known) -> FourValue:
    told = {account.source.origin_id for account in known.accounts(event)}
    if len(told) >= rule.min_origins:
        return TRUE
    quoted = len(event.outlets)
    if quoted == 0:
        return NEITHER
    # The accounts of a row rest on its outlets: these are the only other origins it can have.
    return NEITHER if max(quoted, len(told) - 1 + quoted) >= rule.min_origins else FALSE


def _independence(event: Event, rule: CountingRule, known: Known) -> Iterator[Fact]:
    del rule, known
    if not event.outlets:
        yield Fact(kind=FactKind.OUTLETS, subject=(event.dyad,))
    for first, second in combinations(event.outlets[:_OUTLETS_MAX], 2):
        yield Fact(kind=FactKind.INDEPENDENCE, subject=(first, second))


def _without_designated(event: Event, rule: CountingRule, known: Known) -> FourValue:
    return negate(_any_of(_has_listed(event, authority, known) for authority in rule.without_designated))


def _has_listed(event: Event, authority: str, known: Known) -> FourValue:
    """Say whether a side of an event is on a list, by every account of it."""

    def of_side(forces: tuple[str, ...]) -> FourValue:
        return _alike(known.listed(force, authority, event.first_day, event.last_day) for force in forces)

    if not event.first_day:
        return NEITHER
    return _joined(disjoin(of_side(account.actor), of_side(account.against)) for account in known.accounts(event))


def _designation(event: Event, rule: CountingRule, known: Known) -> Iterator[Fact]:
    for authority in rule.without_designated:
        if _has_listed(event, authority, known) in (TRUE, FALSE):
            continue
        for side in _open_sides(event, authority, known):
            yield Fact(kind=FactKind.DESIGNATION, subject=(authority, side))


def _open_sides(event: Event, authority: str, known: Known) -> tuple[str, ...]:
    """Give the sides of which it is open whether they are listed; the pair when the acts do not show which."""
    if len(event.acts) != len(event.sides) or not event.first_day:
        return (event.dyad,)

    def is_open(act: str) -> bool:
        values = (
            _alike(known.listed(force, authority, event.first_day, event.last_day) for force in account.actor)
            for account in known.own_accounts.get(act, ())
        )
        return _joined(values) not in (TRUE, FALSE)

    return tuple(side for side, act in zip(event.sides, event.acts, strict=True) if is_open(act)) or (event.dyad,)


FILTERS = (
    Filter(field="day_precision", passes=_day_precision, facts=_pair(FactKind.DAY)),
    Filter(field="dyads", passes=_dyads, facts=_always_told),
    Filter(field="sides", passes=_sides, facts=_always_told),
    Filter(field="without_sides", passes=_without_sides, facts=_always_told),
    Filter(field="violence", passes=_violence, facts=_pair(FactKind.VIOLENCE)),
    Filter(field="place_precision", passes=_place_precision, facts=_pair(FactKind.PLACE_TOLD)),
    Filter(field="areas", passes=_areas, facts=_area_facts("areas")),
    Filter(field="without_areas", passes=_without_areas, facts=_area_facts("without_areas")),
    Filter(field="min_outlets", passes=_min_outlets, facts=_pair(FactKind.OUTLETS)),
    Filter(field="without_outlets", passes=_without_outlets, facts=_pair(FactKind.OUTLETS)),
    Filter(field="min_origins", passes=_min_origins, facts=_independence),
    Filter(field="kinds", passes=_kinds, facts=_pair(FactKind.KIND)),
    Filter(field="min_rounds", passes=_min_rounds, facts=_pair(FactKind.ROUNDS)),
    Filter(field="begun_by", passes=_begun_by, facts=_pair(FactKind.INITIATOR)),
    Filter(field="without_designated", passes=_without_designated, facts=_designation),
)
"""Every filter, in the order in which the first one told false decides."""
_ASKING_MORE = ("kinds", "min_rounds", "begun_by", "areas", "without_areas", "min_origins", "without_designated")
