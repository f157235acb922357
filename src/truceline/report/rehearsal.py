# SPDX-License-Identifier: Apache-2.0
"""A rehearsal for people and for programs: first what one clarification would settle, then sentence by sentence.

Nothing here names a place, a day, a force or an act, and no answer stands apart from its contrary (R1, R2).
"""

import textwrap
from collections.abc import Iterator

from truceline.app.rehearse_draft import Rehearsed
from truceline.assessment.rehearsal import ClarificationCount, Need, Sentence
from truceline.records.writer import Plain, plain
from truceline.report.catalogue import say
from truceline.report.naming import asked_words
from truceline.report.plain import plain as shown

REHEARSAL_SCHEMA = "truceline/rehearsal/1"
WIDTH = 110
"""Lines are broken here [characters]."""
RANKED_SHOWN = 15
"""Clarifications in the table for people; the document has all."""
BAR = 24
"""Width of a bar [characters]."""


def rehearsal_document(rehearsed: Rehearsed) -> dict[str, Plain]:
    """Give a rehearsal as one document."""
    rehearsal = rehearsed.rehearsal
    return {
        "schema": REHEARSAL_SCHEMA,
        "exercise": rehearsed.is_exercise,
        "draft": rehearsed.texts.name,
        "library": rehearsed.texts.library.header.id,
        "agreements": [each.id for each in rehearsed.texts.agreements],
        "read_as_if_applied": list(rehearsed.undated),
        "read": rehearsed.read,
        "set_aside": rehearsed.set_aside,
        "duties": rehearsed.duties,
        "acts": rehearsal.acts,
        "rulings": rehearsal.rulings,
        "undecided": rehearsal.undecided,
        "undecided_acts": rehearsal.undecided_acts,
        "by_text": rehearsal.by_text,
        "clarifications": plain(rehearsal.ranking),
        "sentences": plain(rehearsal.sentences),
    }


def rehearsal_text(rehearsed: Rehearsed) -> str:
    """Write a rehearsal for people.

    Args:
        rehearsed: What came of it.

    Returns:
        Lines of text, nothing hidden in them.
    """
    rehearsal = rehearsed.rehearsal
    lines = [*_head(rehearsed), ""]
    if not rehearsal.ranking:
        lines += _wrapped(say("rehearse.nothing_open"))
        return "\n".join(shown(line) for line in lines)
    lines += [*_table(rehearsal.ranking), "", say("rehearse.sentences")]
    for sentence in rehearsal.sentences:
        if sentence.undecided:
            lines += ["", *_sentence(sentence)]
    clear = [f"{each.agreement}/{each.provision}" for each in rehearsal.sentences if not each.undecided]
    if clear:
        lines += ["", *_wrapped(say("rehearse.clear", provisions=", ".join(clear)))]
    return "\n".join(shown(line).rstrip() for line in lines)


def _head(rehearsed: Rehearsed) -> Iterator[str]:
    rehearsal, agreements = rehearsed.rehearsal, rehearsed.texts.agreements
    if rehearsed.is_exercise:
        yield say("rehearse.exercise")
    title = f": {agreements[0].title}" if len(agreements) == 1 else ""
    yield from _wrapped(say("rehearse.head", name=rehearsed.texts.name, title=title))
    yield from _wrapped(say("rehearse.what"))
    yield ""
    sentences = len(rehearsal.sentences)
    yield from _wrapped(say("rehearse.acts", acts=rehearsal.acts, sentences=sentences, duties=rehearsed.duties))
    if rehearsed.undated:
        yield from _wrapped(say("rehearse.undated", agreements=", ".join(rehearsed.undated)))
    if rehearsed.set_aside:
        yield from _wrapped(say("rehearse.set_aside", count=rehearsed.set_aside))
    counts = {"undecided": rehearsal.undecided, "rulings": rehearsal.rulings, "acts": rehearsal.undecided_acts}
    yield from _wrapped(say("rehearse.open", by_text=rehearsal.by_text, **counts))


def _table(ranking: tuple[ClarificationCount, ...]) -> Iterator[str]:
    yield say("rehearse.ranking")
    if not ranking[0].settles:
        yield from _wrapped(say("rehearse.no_single"), indent="  ")
    names = ("sentence", "question", "by", "settles", "one_more", "rulings")
    head = tuple(say(f"rehearse.columns.{name}") for name in names)
    rows = [_cells(count) for count in ranking[:RANKED_SHOWN]]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(names))]
    most = max(count.rulings for count in ranking)
    yield f"  {_row(head, widths)}"
    for count, row in zip(ranking, rows, strict=False):
        yield f"  {_row(row, widths)}  {bar(count, most)}"
    if len(ranking) > RANKED_SHOWN:
        yield say("rehearse.more", count=len(ranking) - RANKED_SHOWN)
    yield say("rehearse.key")


def _cells(count: ClarificationCount) -> tuple[str, ...]:
    numbers = (f"{number:,}" for number in (count.settles, count.settles_with_one_more, count.rulings))
    by = say(f"rehearse.by.{count.by}")
    return f"{count.agreement}/{count.provision}", say(f"rehearse.question.{count.question}"), by, *numbers


_TEXTS = 3
"""Columns of words; those after them hold numbers."""


def _row(cells: tuple[str, ...], widths: list[int]) -> str:
    padded = (
        f"{cell:<{width}}" if column < _TEXTS else f"{cell:>{width}}"
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(padded)


def bar(count: ClarificationCount, most: int) -> str:
    """Draw one clarification: settled, settled with one more, open for several others too.

    Args:
        count: The clarification.
        most: Rulings that a full bar stands for.

    Returns:
        At most ``BAR`` characters; what is not nothing is at least one.
    """
    parts = (count.settles, count.settles_with_one_more, count.rulings - count.settles - count.settles_with_one_more)
    lengths = [max(number * BAR // max(most, 1), 1) if number else 0 for number in parts]
    return ("#" * lengths[0] + "+" * lengths[1] + "." * lengths[2])[:BAR]


def _sentence(sentence: Sentence) -> Iterator[str]:
    status = say(f"passage.{sentence.status}")
    fields = {"agreement": sentence.agreement, "provision": sentence.provision, "title": sentence.title}
    yield from _wrapped(say("rehearse.sentence", status=status, **fields))
    article = f", {sentence.article}" if sentence.article else ""
    refs = ", ".join(sentence.refs)
    code = "rehearse.passage" if sentence.words else "rehearse.passage.none"
    yield from _wrapped(say(code, words=sentence.words, article=article, refs=refs), indent="    ")
    counts = {"undecided": sentence.undecided, "rulings": sentence.rulings, "by_text": sentence.by_text}
    yield from _wrapped(say("rehearse.sentence.open", **counts), indent="    ")
    for count in sentence.clarifications:
        yield from _clarification(count)
    yield f"    {say('rehearse.needs')}"
    for need in sentence.needs:
        yield from _wrapped(_need(need), indent="      ")
    if sentence.further_needs:
        yield f"      {say('rehearse.needs.more', rulings=sentence.further_needs)}"


def _clarification(count: ClarificationCount) -> Iterator[str]:
    asks = f"“{'”, “'.join(map(asked_words, count.asks))}”" if count.asks else ""
    line = say(
        "rehearse.clarification",
        question=say(f"rehearse.question.{count.question}"),
        by=say(f"rehearse.by.{count.by}"),
        what=say(f"rehearse.{count.by}.{count.question}", asks=f"({asks})" if asks else ""),
        rulings=count.rulings,
        settles=count.settles,
        one_more=count.settles_with_one_more,
    )
    yield from _wrapped(line, indent="    ", further="      ")
    if count.answers:
        answers = "; ".join(
            say("rehearse.answer", words=f" {say('name.or')} ".join(each.words), rulings=each.rulings)
            for each in count.answers
        )
        yield from _wrapped(say("rehearse.answers", answers=answers), indent="      ")
    elif count.settles:
        yield from _wrapped(say("rehearse.answers.unnamed"), indent="      ")


def _need(need: Need) -> str:
    questions = (
        say(
            "rehearse.need.one",
            question=say(f"rehearse.question.{each.question}"),
            by=say(f"rehearse.by.{each.by}"),
        )
        for each in need.clarifications
    )
    return say("rehearse.need", rulings=need.rulings, questions="; ".join(questions))


def _wrapped(text: str, *, indent: str = "", further: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=further or indent, break_on_hyphens=False
    )
