# SPDX-License-Identifier: Apache-2.0
"""The state of a line in plain lines: what ``truceline line state`` prints for people.

Declared and observed stand apart, each with who says so; a suspension is told in the words of the party that declared
it.
"""

import textwrap
from collections.abc import Iterable, Iterator

from truceline.base.instants import to_text
from truceline.line.state import Declared, DeclaredLine, LineState, Observed, ObservedLine, OwnWord
from truceline.picture.contacts import DeclaredState, LineUse
from truceline.report.catalogue import say, say_count
from truceline.report.naming import Namer
from truceline.report.overview_document import refs_text
from truceline.report.plain import plain as shown
from truceline.report.times import instant_text, moment_text

WIDTH = 110
"""Lines are broken here [characters]."""
USES_SHOWN = 5
"""So many uses are written out; the document has all."""


def line_text(state: LineState, others: Iterable[LineState], namer: Namer) -> str:
    """Write how a line stands.

    Args:
        state: The line.
        others: The other lines, one row each.
        namer: Names for ids.

    Returns:
        Lines of text, nothing hidden in them.
    """
    header = namer.library.header
    offset = header.utc_offset.delta
    channel = state.channel
    lines = [
        *([say("show.exercise")] if header.is_exercise else []),
        say("line.head", name=channel.name, id=channel.id, parties=", ".join(map(namer.actor, channel.parties))),
        say("line.at", at=instant_text(state.at_ns, offset)),
        "",
        *_declared(state.declared, namer),
        "",
        *_observed(state.observed, namer),
        "",
        *_others(others),
        say("line.notice"),
    ]
    return "\n".join(shown(part).rstrip() for line in lines for part in _wrap(line))


def _wrap(line: str) -> list[str]:
    indent = line[: len(line) - len(line.lstrip())]
    wrapped = textwrap.wrap(
        line, WIDTH, subsequent_indent=f"{indent}  ", break_long_words=False, break_on_hyphens=False
    )
    return wrapped or [""]


def _declared(declared: Declared | None, namer: Namer) -> Iterator[str]:
    if declared is None:
        yield say("line.declared.none")
        return
    is_contested = declared.state is DeclaredLine.CONTESTED
    contested = say("line.declared.contested")
    yield contested if is_contested else say("line.declared", state=say(f"line.state.{declared.state}"))
    for word in declared.words:
        yield from _word(word, namer)
    offset = namer.library.header.utc_offset.delta
    for each in declared.readiness:
        on = moment_text(each.declared_at, offset)
        yield "  " + say("line.readiness", party=namer.actor(each.by), on=on, refs=_refs(refs_text(each.source)))


def _word(word: OwnWord, namer: Namer) -> Iterator[str]:
    declaration = word.declaration
    yield "  " + say(
        "line.word",
        party=namer.actor(declaration.by),
        state=say(f"line.state.{declaration.state}"),
        since=moment_text(word.since, namer.library.header.utc_offset.delta),
        refs=_refs(refs_text(declaration.source)),
    )
    if word.is_of_this_day:
        yield "    " + say("line.word.this_day")
    if declaration.scope:
        yield "    " + say("line.word.scope", scope=declaration.scope)
    if declaration.reason:
        yield "    " + say("line.word.reason", reason=declaration.reason)
    if declaration.calls_continue is not None:
        yield "    " + say(f"line.word.calls.{'yes' if declaration.calls_continue else 'no'}")
    if declaration.state is DeclaredState.SUSPENDED:
        yield "    " + say("line.word.no_later")


def _observed(observed: Observed, namer: Namer) -> Iterator[str]:
    yield say("line.observed", state=say(f"line.state.{observed.state}"))
    if observed.state is ObservedLine.SILENT:
        since = to_text(observed.misses[-1].due_ns)
        yield "  " + say("line.observed.misses", count=len(observed.misses), since=since)
    if not observed.uses:
        yield "  " + say("line.observed.none")
        return
    yield "  " + say(f"line.observed.uses.{observed.state}")
    yield from ("    " + _use(use, namer) for use in observed.uses[:USES_SHOWN])
    if len(observed.uses) > USES_SHOWN:
        yield "    " + say_count("line.uses.more", len(observed.uses) - USES_SHOWN)


def _use(use: LineUse, namer: Namer) -> str:
    return say(
        "line.use",
        on=use.on.text,
        kind=say(f"line.use.{use.kind}"),
        party=say("line.use.by", party=namer.actor(use.by)) if use.by else "",
        refs=_refs(refs_text(use.source)),
        what=use.what,
    ).removesuffix(": ")


def _others(others: Iterable[LineState]) -> Iterator[str]:
    rows = list(others)
    told = [each for each in rows if each.declared is not None or each.observed.uses or each.observed.misses]
    untold = [each.channel.id for each in rows if each not in told]
    if rows:
        yield say("line.others")
    for each in told:
        declared = say(f"line.state.{each.declared.state}") if each.declared else say("line.other.none")
        observed = say(f"line.state.{each.observed.state}")
        yield "  " + say("line.other", id=each.channel.id, declared=declared, observed=observed)
    if untold:
        yield "  " + say("line.others.untold", ids=", ".join(untold))
    if rows:
        yield ""


def _refs(refs: str) -> str:
    return f" {refs}" if refs else ""
