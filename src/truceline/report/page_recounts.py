# SPDX-License-Identifier: Apache-2.0
"""What the section on recounts is given: two counting rules side by side, and what would settle the difference."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from truceline.agreement.counting_rule import CountingRule
from truceline.assessment.assessment import Assessment
from truceline.assessment.recounted import DisputedFact, FieldEffect, Recount, RowCount, RuleCount, Settler
from truceline.report.catalogue import say, say_count
from truceline.report.naming import Namer
from truceline.report.recount_text import FACTS_MAX, fact_words, field_words, settler_words


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    """One question that is not settled.

    Attributes:
        words: What is not settled.
        events: How many events it explains.
        settlers: Who could settle it.
    """

    words: str
    events: str
    settlers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecountView:
    """Two counts side by side.

    Attributes:
        recount: The counts.
        rules: The two rules, first and second.
        rows: Label, first and second, of everything counted and not counted.
        differences: What each difference between the rules does, in words.
        cover: How small the set of facts is; empty when no fact lies between the counts.
        facts: The smallest set of facts.
    """

    recount: Recount
    rules: tuple[CountingRule, CountingRule]
    rows: tuple[tuple[str, str, str], ...]
    differences: tuple[str, ...]
    cover: str
    facts: tuple[FactView, ...]


def recounts_context(assessment: Assessment, namer: Namer) -> dict[str, object]:
    """Gather what the templates print of recounts.

    Args:
        assessment: What the run adds up to.
        namer: Names of the library.

    Returns:
        Values and printers by the names that the templates use.
    """
    return {
        "recounts": tuple(_view(recount, namer) for recount in assessment.recounts),
        "row_count": row_words,
        "field_words": field_words,
    }


def row_words(counts: RowCount) -> str:
    """Write one count before and after a day, with its ratio and what could not be decided."""
    told = [say("areas.counts", before=counts.before, after=counts.after)]
    if counts.rate_ratio is None:
        told.append(say("areas.no_ratio"))
    elif counts.ratio_low is None or counts.ratio_high is None:
        told.append(say("areas.ratio.to", ratio=f"{counts.rate_ratio:.2f}"))
    else:
        low, high = f"{counts.ratio_low:.2f}", f"{counts.ratio_high:.2f}"
        told.append(
            say("areas.ratio", ratio=say("areas.ratio.to", ratio=f"{counts.rate_ratio:.2f}"), low=low, high=high)
        )
    if counts.not_decided_before or counts.not_decided_after:
        told.append(say("recounts.open", before=counts.not_decided_before, after=counts.not_decided_after))
    return "; ".join(told)


def _view(recount: Recount, namer: Namer) -> RecountView:
    gap = recount.gap
    cover = say_count(f"recount.cover.{gap.method}", len(gap.facts), open=gap.open_facts, at_least=gap.at_least)
    return RecountView(
        recount=recount,
        rules=(recount.first.rule, recount.second.rule),
        rows=tuple(_rows(recount.first, recount.second)),
        differences=tuple(_difference(each) for each in recount.effects),
        cover=cover if gap.facts else "",
        facts=tuple(_facts(gap.facts[:FACTS_MAX], namer)),
    )


def _facts(facts: Sequence[DisputedFact], namer: Namer) -> Iterator[FactView]:
    """Give the questions with who could settle them; the same ones as above are not named again."""
    above: tuple[Settler, ...] = ()
    for fact in facts:
        names = "; ".join(settler_words(each, namer) for each in fact.settled_by)
        yield FactView(
            words=fact_words(fact, namer),
            events=say_count("recount.fact.events", fact.events, alone=fact.alone),
            settlers=say("recounts.above") if fact.settled_by == above else names,
        )
        above = fact.settled_by


def _rows(first: RuleCount, second: RuleCount) -> list[tuple[str, str, str]]:
    units = [say(f"recount.units.{each.rule.unit.value}", count=each.counted) for each in (first, second)]
    rows = [(say("recount.counted"), units[0], units[1])]
    for label, reasons, totals in (
        ("recount.left_out", (first.left_out_by, second.left_out_by), (first.left_out, second.left_out)),
        ("recount.not_decided", (first.not_decided_by, second.not_decided_by), (first.not_decided, second.not_decided)),
    ):
        rows.append((say(label), f"{totals[0]:,}", f"{totals[1]:,}"))
        one, other = ({each.field: each.events for each in by} for by in reasons)
        rows += [
            (say("recounts.reason", field=field_words(field)), f"{one.get(field, 0):,}", f"{other.get(field, 0):,}")
            for field in dict.fromkeys((*one, *other))
        ]
    return rows


def _difference(effect: FieldEffect) -> str:
    names = ", ".join(field_words(field) for field in effect.fields)
    first, second = (
        ", ".join(text for text in texts if text not in {"", "0"}) or say("recount.asks_nothing")
        for texts in (effect.first, effect.second)
    )
    return say(
        "recounts.difference",
        field=names,
        first=first,
        second=second,
        alone=f"{effect.alone:+,}",
        last=f"{effect.last:+,}",
    )
