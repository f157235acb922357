# SPDX-License-Identifier: Apache-2.0
"""The words of ``truceline recount``: two counts side by side, and what lies between them."""

from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "recount.exercise": "EXERCISE: these events are invented.",
    "recount.head": (
        "Two counts of the same {count} events, by two rules. Neither count is the right one: a rule says what one "
        "body counts."
    ),
    "recount.head.one": "Two counts of the same event, by two rules. Neither count is the right one.",
    "recount.first": "first",
    "recount.second": "second",
    "recount.rule": "  {which}: {id}, {title}",
    "recount.rule.note": "      {note}",
    "recount.counted": "counted",
    "recount.left_out": "left out",
    "recount.not_decided": "cannot be counted: not decided",
    "recount.reason": "  by: {field}",
    "recount.units.event": "{count} events",
    "recount.units.incident": "{count} incidents",
    "recount.units.day": "{count} days",
    "recount.units.death": "{count} deaths",
    "recount.overlap": "An event may be undecided for several reasons; those lines may add up to more than their sum.",
    # What each difference does.
    "recount.same": "The two rules ask the same of every event; they differ in name or window only.",
    "recount.effects": "Difference, second less first: {difference}. One difference between the rules at a time:",
    "recount.effects.units": (
        "The counts are of different units, so their difference mixes both; the events below are the same events."
    ),
    "recount.effect": "  {field}: {first} -> {second}",
    "recount.effect.numbers": "      alone: {alone}; after all other differences: {last}",
    "recount.asks_nothing": "asks nothing",
    "recount.interaction": (
        "  interaction: {interaction}. So much the differences do together beyond what each does alone; it is no one "
        "field's doing."
    ),
    # The gap.
    "recount.gap": "Events counted by both: {both}; by the first only: {first}; by the second only: {second}",
    "recount.choices": (
        "By choice of a rule, from facts that are settled: {count}. Only another rule would change these."
    ),
    "recount.choices.one": (
        "By choice of a rule, from facts that are settled: {count}. Only another rule would change it."
    ),
    "recount.choice": "  {field}: {only_first} only by the first, {only_second} only by the second",
    "recount.disputed": "From facts that are not settled: {count}.",
    "recount.disputed.none": "No part of the gap comes from facts that are not settled.",
    "recount.cover.exact": "The smallest set of facts that explains them all ({count} of {open}; there is no smaller):",
    "recount.cover.exact.one": "One fact explains them all (of {open} open ones):",
    "recount.cover.greedy": (
        "A set of facts that explains them all: at most {count} of {open} are needed, at least {at_least}; the search "
        "for a smaller one was cut short:"
    ),
    "recount.cover.greedy.one": "One fact explains them all (of {open} open ones):",
    "recount.cover.way": (
        "Which way each would go is told by nobody: settling one may bring the counts nearer, or not."
    ),
    "recount.fact": "  {number}. {events}: {fact}",
    "recount.fact.events": "{count} events ({alone} of them explained by nothing else)",
    "recount.fact.events.one": "{count} event ({alone} of them explained by nothing else)",
    "recount.fact.rest": "  and {count} more, explaining at most {most} each; --json and --out have them all",
    "recount.fact.rest.one": "  and {count} more, explaining {most}; --json and --out have it too",
    "recount.told_both": "      told both ways for {count} of them",
    "recount.instead": "      or, in its place: {facts}",
    "recount.settled_by.above": "      could settle it: as above",
    "recount.settled_by": "      could settle it: {settlers}",
    # Facts.
    "recount.fact.designation": "whether a group on the list of {authority} was part of {side}",
    "recount.fact.initiator": "who began, in events of {pair}",
    "recount.fact.kind": "with what weapon, in events of {pair}",
    "recount.fact.rounds": "how many rounds, in events of {pair}",
    "recount.fact.area": "whether what is told of {told} lies in {asked}",
    "recount.fact.day": "on which day, in events of {pair}",
    "recount.fact.place_told": "how finely the place is known, in events of {pair}",
    "recount.fact.violence": "between whom, in events of {pair}",
    "recount.fact.outlets": "who reported it, in events of {pair}",
    "recount.fact.independence": "whether {one} and {other} are independent of each other",
    "recount.fact.deaths": "how many died, in events of {pair}",
    "recount.fact.withheld": "where, in events of {pair}: places of the last 72 hours, or of unknown time are withheld",
    "recount.fact.same_time": "whether events near each other in {area} were within the gap: their hours are not told",
    "recount.fact.same_place": (
        "whether events of one time in {area} were within the radius: their places are not told so finely"
    ),
    "recount.area.unknown": "an area not told",
    # Who could settle.
    "recount.settler.authority": "the listing authority, {names}",
    "recount.settler.parties": "the parties to it, of {names}",
    "recount.settler.guarantors": "the guarantors' working group ({names})",
    "recount.settler.guarantors.none": "whoever draws the boundary with the parties",
    "recount.settler.monitor": "a monitor ({names})",
    "recount.settler.monitor.none": "a monitor; no agreement here names one",
    "recount.settler.publisher": "whoever published it",
    "recount.settler.waiting": "nobody, before the 72 hours have passed",
    "recount.settler.outlets": "the outlets themselves ({names})",
    "recount.more": "{names} and {count} more",
    # Fields of a rule.
    "recount.field.unit": "unit: part of another one's incident or day",
    "recount.field.dyads": "pair of sides",
    "recount.field.sides": "side",
    "recount.field.without_sides": "side left out",
    "recount.field.violence": "kind of violence",
    "recount.field.day_precision": "how well the day is known",
    "recount.field.place_precision": "how well the place is known",
    "recount.field.areas": "area",
    "recount.field.without_areas": "area left out",
    "recount.field.min_outlets": "least outlets",
    "recount.field.without_outlets": "outlet left out",
    "recount.field.min_origins": "least independent origins",
    "recount.field.kinds": "kind of act or weapon",
    "recount.field.min_rounds": "least rounds",
    "recount.field.begun_by": "who began",
    "recount.field.without_designated": "group on a list",
    "recount.field.gap_minutes": "gap [min]",
    "recount.field.radius_m": "radius [m]",
    "recount.field.deaths": "deaths",
    "recount.difference.unit": "unit",
    # Before and after.
    "recount.rows": "Before and after, by agreement, each with its own rule's window; no statement about cause:",
    "recount.row": "  {agreement}, {on}",
    "recount.row.count": "      {which}: {before} -> {after} in {days} days on each side{ratio}{open}{cut}",
    "recount.row.ratio": "; ratio {ratio}, {low} to {high}",
    "recount.row.ratio.bare": "; ratio {ratio}",
    "recount.row.open": "; not decided {before} and {after}",
    "recount.row.cut": "; a window is cut short by the input",
    "recount.unbounded": "no bound",
    "recount.no_rows": "No before and after: documented incidents and single acts are no whole series of days.",
}
