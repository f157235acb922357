# SPDX-License-Identifier: Apache-2.0
"""Two counts side by side in plain lines: what ``truceline recount`` prints for people.

The counts stand in the order in which the rules were given; nothing is ordered by whom it concerns (R9).
"""

import textwrap
from collections.abc import Iterator

from truceline.agreement.library import Library
from truceline.assessment.disputed_fact import FactKind
from truceline.assessment.recounted import (
    DisputedFact,
    FieldEffect,
    Gap,
    OtherFact,
    ReasonCount,
    Recount,
    RecountRow,
    RowCount,
    RuleCount,
    Settler,
)
from truceline.report.catalogue import MESSAGES, say, say_count
from truceline.report.naming import Namer
from truceline.report.plain import plain as shown

WIDTH = 110
"""Lines are broken here [characters]."""
NAMES_MAX = 4
"""Names that stand in one line; of more, the number is said."""
FACTS_MAX = 20
"""Facts spelled out; of more, the number and the events they explain are said, and the document has them all."""
_LABEL, _COLUMN = 44, 20


def recount_text(recount: Recount, library: Library) -> str:
    """Write a recount for people.

    Args:
        recount: Two counts and what lies between them.
        library: Where names stand.

    Returns:
        Lines of text, nothing hidden in them.
    """
    namer = Namer(library=library)
    lines = [say("recount.exercise")] if library.header.is_exercise else []
    lines += [say_count("recount.head", recount.events), *_rules(recount), "", *_table(recount), ""]
    lines += [*_effects(recount), "", *_gap(recount.gap, namer), "", *_rows(recount)]
    return "\n".join(broken for line in lines for broken in _broken(shown(line)))


def _broken(line: str) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent + "  ", break_on_hyphens=False) or [""]


def field_words(field: str) -> str:
    """Name a field of a rule; one that has no words of its own by its name."""
    code = f"recount.field.{field}"
    return say(code) if code in MESSAGES else field


def _rules(recount: Recount) -> Iterator[str]:
    for which, each in (("first", recount.first), ("second", recount.second)):
        yield say("recount.rule", which=say(f"recount.{which}"), id=each.rule.id, title=each.rule.title)
        if each.rule.note:
            yield say("recount.rule.note", note=" ".join(each.rule.note.split()))


def _table(recount: Recount) -> Iterator[str]:
    first, second = recount.first, recount.second
    yield _line("", say("recount.first"), say("recount.second"))
    yield _line(say("recount.counted"), _units(first), _units(second))
    yield _line(say("recount.left_out"), f"{first.left_out:,}", f"{second.left_out:,}")
    yield from _reasons(first.left_out_by, second.left_out_by)
    yield _line(say("recount.not_decided"), f"{first.not_decided:,}", f"{second.not_decided:,}")
    yield from _reasons(first.not_decided_by, second.not_decided_by)
    if any(sum(reason.events for reason in each.not_decided_by) > each.not_decided for each in (first, second)):
        yield say("recount.overlap")


def _line(label: str, first: str, second: str) -> str:
    return f"{label:<{_LABEL}}{first:>{_COLUMN}}{second:>{_COLUMN}}"


def _units(each: RuleCount) -> str:
    return say(f"recount.units.{each.rule.unit.value}", count=each.counted)


def _reasons(first: tuple[ReasonCount, ...], second: tuple[ReasonCount, ...]) -> Iterator[str]:
    one, other = ({each.field: each.events for each in reasons} for reasons in (first, second))
    for field in dict.fromkeys((*one, *other)):
        label = say("recount.reason", field=field_words(field))
        yield _line(label, f"{one.get(field, 0):,}", f"{other.get(field, 0):,}")


def _effects(recount: Recount) -> Iterator[str]:
    if not recount.effects:
        yield say("recount.same")
        return
    yield say("recount.effects", difference=_signed(recount.difference))
    if not recount.same_unit:
        yield say("recount.effects.units")
    for effect in recount.effects:
        yield from _effect(effect)
    if len(recount.effects) > 1:
        yield say("recount.interaction", interaction=_signed(recount.interaction))


def _effect(effect: FieldEffect) -> Iterator[str]:
    names = [say("recount.difference.unit") if field == "unit" else field_words(field) for field in effect.fields]
    yield say("recount.effect", field=", ".join(names), first=_asked(effect.first), second=_asked(effect.second))
    yield say("recount.effect.numbers", alone=_signed(effect.alone), last=_signed(effect.last))


def _signed(number: int) -> str:
    return f"{number:+,}" if number else "0"


def _asked(texts: tuple[str, ...]) -> str:
    return ", ".join(text for text in texts if text not in ("", "0")) or say("recount.asks_nothing")


def _gap(gap: Gap, namer: Namer) -> Iterator[str]:
    yield say("recount.gap", both=gap.both, first=gap.only_first, second=gap.only_second)
    chosen = gap.chosen_first + gap.chosen_second
    if chosen:
        yield say_count("recount.choices", chosen)
    for choice in gap.choices:
        fields = {"only_first": choice.only_first, "only_second": choice.only_second}
        yield say("recount.choice", field=field_words(choice.field), **fields)
    if not gap.facts:
        yield say("recount.disputed.none")
        return
    yield say("recount.disputed", count=gap.disputed_first + gap.disputed_second)
    cover = {"open": gap.open_facts, "at_least": gap.at_least}
    yield say_count(f"recount.cover.{gap.method}", len(gap.facts), **cover)
    above: tuple[Settler, ...] = ()
    for number, fact in enumerate(gap.facts[:FACTS_MAX], 1):
        yield from _fact(number, fact, namer)
        yield say("recount.settled_by.above") if fact.settled_by == above else _settled_by(fact, namer)
        above = fact.settled_by
    if rest := gap.facts[FACTS_MAX:]:
        yield say_count("recount.fact.rest", len(rest), most=max(fact.events for fact in rest))
    yield say("recount.cover.way")


def _settled_by(fact: DisputedFact, namer: Namer) -> str:
    return say("recount.settled_by", settlers="; ".join(settler_words(each, namer) for each in fact.settled_by))


def _fact(number: int, fact: DisputedFact, namer: Namer) -> Iterator[str]:
    events = say_count("recount.fact.events", fact.events, alone=fact.alone)
    yield say("recount.fact", number=number, events=events, fact=fact_words(fact, namer))
    if fact.told_both:
        yield say("recount.told_both", count=fact.told_both)
    if fact.instead:
        yield say("recount.instead", facts="; or ".join(fact_words(each, namer) for each in fact.instead[:NAMES_MAX]))


def fact_words(fact: DisputedFact | OtherFact, namer: Namer) -> str:
    """Say what is not settled."""
    subject = fact.subject
    match fact.kind:
        case FactKind.DESIGNATION:
            fields = {"authority": _authority(subject[0], namer), "side": subject[1]}
        case FactKind.AREA:
            fields = {"told": _area(subject[0], namer), "asked": _area(subject[1], namer)}
        case FactKind.INDEPENDENCE:
            fields = {"one": subject[0], "other": subject[1]}
        case FactKind.SAME_TIME | FactKind.SAME_PLACE:
            fields = {"area": _area(subject[0], namer)}
        case _:
            fields = {"pair": subject[0]}
    return say(f"recount.fact.{fact.kind.value}", **fields)


def settler_words(settler: Settler, namer: Namer) -> str:
    """Say who could settle a fact."""
    code = f"recount.settler.{settler.code}"
    if not settler.names:
        return say(f"{code}.none") if f"{code}.none" in MESSAGES else say(code, names="")
    name_of = {"authority": _authority, "guarantors": _actor, "monitor": _actor}.get(settler.code, _as_told)
    names = [name_of(each, namer) for each in settler.names[:NAMES_MAX]]
    joined, further = ", ".join(names), len(settler.names) - len(names)
    return say(code, names=say("recount.more", names=joined, count=further) if further else joined)


def _authority(authority: str, namer: Namer) -> str:
    known = namer.library.lists.get(authority)
    return known.name if known is not None else authority


def _actor(actor: str, namer: Namer) -> str:
    return namer.actor(actor)


def _as_told(name: str, namer: Namer) -> str:
    del namer
    return name


def _area(pcode: str, namer: Namer) -> str:
    known = namer.library.places.areas.get(pcode)
    return known.name if known is not None else pcode or say("recount.area.unknown")


def _rows(recount: Recount) -> Iterator[str]:
    if not recount.before_after:
        yield say("recount.no_rows")
        return
    yield say("recount.rows")
    for row in recount.before_after:
        yield from _row(row)


def _row(row: RecountRow) -> Iterator[str]:
    yield say("recount.row", agreement=row.agreement, on=row.on)
    for which, counts in (("first", row.first), ("second", row.second)):
        yield say(
            "recount.row.count",
            which=say(f"recount.{which}"),
            before=counts.before,
            after=counts.after,
            days=counts.days,
            ratio=_ratio(counts),
            open=_open(counts),
            cut="" if counts.complete else say("recount.row.cut"),
        )


def _ratio(counts: RowCount) -> str:
    if counts.rate_ratio is None:
        return ""
    ratio = f"{counts.rate_ratio:.2f}"
    if counts.ratio_low is None:
        return say("recount.row.ratio.bare", ratio=ratio)
    high = say("recount.unbounded") if counts.ratio_high is None else f"{counts.ratio_high:.2f}"
    return say("recount.row.ratio", ratio=ratio, low=f"{counts.ratio_low:.2f}", high=high)


def _open(counts: RowCount) -> str:
    if not counts.not_decided_before and not counts.not_decided_after:
        return ""
    return say("recount.row.open", before=counts.not_decided_before, after=counts.not_decided_after)
