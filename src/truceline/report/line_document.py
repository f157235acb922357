# SPDX-License-Identifier: Apache-2.0
"""The state of a line as one JSON document: what ``truceline line state --json`` prints."""

from collections.abc import Iterable

from truceline.agreement.files import LibraryFile
from truceline.base.instants import to_text
from truceline.line.state import Declared, LineState, Observed, OwnWord
from truceline.picture.contacts import Declaration, LineUse
from truceline.picture.sources import Source
from truceline.records.writer import Plain, plain
from truceline.report.overview_document import exercise_mark

LINE_SCHEMA = "truceline/line-state/1"


def line_document(state: LineState, others: Iterable[LineState], header: LibraryFile) -> dict[str, Plain]:
    """Write how a line stands.

    Args:
        state: The line.
        others: The other lines, written in short.
        header: Of the library.

    Returns:
        A document; moments as the record states them, instants in UTC. ``declared`` is null when no party is on
        record with a declaration about its own service.
    """
    return {
        "schema": LINE_SCHEMA,
        "library": header.id,
        **exercise_mark(header),
        "at": to_text(state.at_ns),
        "channel": {"id": state.channel.id, "name": state.channel.name, "parties": list(state.channel.parties)},
        "declared": _declared(state.declared),
        "observed": _observed(state.observed),
        "sources": list(_sources(state)),
        "others": [
            {
                "channel": each.channel.id,
                "name": each.channel.name,
                "declared": _declared_in_short(each.declared),
                "observed": {"state": each.observed.state.value},
            }
            for each in others
        ],
    }


def _declared_in_short(declared: Declared | None) -> dict[str, Plain] | None:
    if declared is None:
        return None
    return {"state": declared.state.value, "by": ", ".join(declared.by), "since": declared.since.text}


def _declared(declared: Declared | None) -> dict[str, Plain] | None:
    short = _declared_in_short(declared)
    if declared is None or short is None:
        return None
    return {
        **short,
        "words": [_word(word) for word in declared.words],
        "readiness": [_declaration(each) for each in declared.readiness],
    }


def _word(word: OwnWord) -> dict[str, Plain]:
    return {**_declaration(word.declaration), "since": word.since.text, "is_of_this_day": word.is_of_this_day}


def _declaration(declaration: Declaration) -> dict[str, Plain]:
    effective = declaration.effective_at
    return {
        "id": declaration.id,
        "party": declaration.by,
        "state": declaration.state.value,
        "declared_at": declaration.declared_at.text,
        "effective_at": effective.text if effective else None,
        "scope": declaration.scope,
        "reason": declaration.reason,
        "calls_continue": declaration.calls_continue,
        "source": plain(declaration.source),
    }


def _observed(observed: Observed) -> dict[str, Plain]:
    return {
        "state": observed.state.value,
        "uses": [_use(use) for use in observed.uses],
        "missed_checks": [{"due": to_text(miss.due_ns), "party": miss.by} for miss in observed.misses],
    }


def _use(use: LineUse) -> dict[str, Plain]:
    return {
        "id": use.id,
        "kind": use.kind.value,
        "on": use.on.text,
        "until": use.until.text if use.until else None,
        "party": use.by,
        "what": use.what,
        "source": plain(use.source),
    }


def _sources(state: LineState) -> dict[str, None]:
    """Give the publications on which both facts rest, each once, in the order in which they are shown."""
    shown: list[Source] = [use.source for use in state.observed.uses]
    if state.declared is not None:
        words = [word.declaration.source for word in state.declared.words]
        shown = [*words, *(each.source for each in state.declared.readiness), *shown]
    return {ref: None for source in shown for ref in source.ref}
