# SPDX-License-Identifier: Apache-2.0
"""Two texts side by side, for people and for programs: what changed, and which past acts are ruled otherwise.

Of acts only ids are shown; nothing is said of a place, a day or a force (R1), and of a permission no example (R1).
"""

import textwrap
from collections.abc import Iterator

import msgspec

from truceline.agreement.differences import Change, FieldChange, MatchedBy, PartChange, PartKind
from truceline.app.compare_texts import Comparison
from truceline.assessment.ruled_otherwise import ClauseTurns, RuledOtherwise, Turn
from truceline.records.writer import Plain, plain
from truceline.report.catalogue import say
from truceline.report.naming import Namer
from truceline.report.plain import plain as shown

DIFF_SCHEMA = "truceline/agreement-diff/1"
WIDTH = 110
"""Lines are broken here [characters]."""
VALUE_CHARS = 300
"""One value is shortened after so many characters; the document has it whole."""
_LONG = frozenset({"documents", "assertions", "events", "unknown", "consent"})
"""Lists of long items, told by number; the document has them whole."""
_ACTORS = frozenset({"bound", "against", "held_by", "needs", "answers_for", "open_to", "to", "party"})


def comparison_document(comparison: Comparison) -> dict[str, Plain]:
    """Give a comparison as one document."""
    found = comparison.differences
    document: dict[str, Plain] = {
        "schema": DIFF_SCHEMA,
        "exercise": comparison.is_exercise,
        "before": {"name": comparison.before.name, "agreement": found.before},
        "after": {"name": comparison.after.name, "agreement": found.after},
        "same": found.is_same,
        "parts": plain(found.parts),
        "not_compared": found.not_compared,
        "set_aside": comparison.set_aside,
    }
    if comparison.otherwise is not None:
        document["otherwise"] = plain(comparison.otherwise)
    return document


def comparison_text(comparison: Comparison) -> str:
    """Write a comparison for people.

    Args:
        comparison: What came of it.

    Returns:
        Lines of text, nothing hidden in them.
    """
    namer = Namer(library=comparison.after.library)
    found = comparison.differences
    lines = [say("rehearse.exercise")] if comparison.is_exercise else []
    lines.append(say("diff.head", before=comparison.before.name, after=comparison.after.name))
    if found.is_same:
        lines += ["", say("diff.same")]
    else:
        for kind in (PartKind.CLAUSE, *(kind for kind in PartKind if kind is not PartKind.CLAUSE)):
            lines += _kind_lines(kind, found.of_kind(kind), namer)
    if found.not_compared:
        lines += ["", *_wrapped(say("diff.not_compared", pairs=found.not_compared), "")]
    lines.append("")
    if comparison.otherwise is None:
        lines += _wrapped(say("diff.otherwise.none"), "")
    else:
        lines += _otherwise_lines(comparison.otherwise)
        if comparison.set_aside:
            lines += ["", *_wrapped(say("rehearse.set_aside", count=comparison.set_aside), "")]
    return "\n".join(shown(line).rstrip() for line in lines)


def _kind_lines(kind: PartKind, parts: tuple[PartChange, ...], namer: Namer) -> Iterator[str]:
    if not parts or all(part.change is Change.SAME for part in parts):
        return
    counts = {change.value: sum(part.change is change for part in parts) for change in Change}
    yield ""
    yield say("diff.count", kind=say(f"diff.kind.{kind}"), **counts)
    for part in parts:
        if part.change is not Change.SAME:
            yield from _part_lines(part, namer)


def _part_lines(part: PartChange, namer: Namer) -> Iterator[str]:
    matched = ""
    if part.matched_by is MatchedBy.LIKENESS:
        matched = say("diff.matched.likeness", before=part.before, likeness=part.likeness)
    own_id = part.after or part.before
    title = "" if part.title == own_id else part.title
    change = say(f"diff.change.{part.change}")
    yield from _wrapped(say("diff.part", change=change, id=own_id, title=title, matched=matched), "  ")
    if part.change is not Change.CHANGED:
        yield from _single_lines(part, namer)
        return
    shown_fields = [field for field in part.fields if not _is_source(field.field, part.kind)]
    for field in shown_fields:
        words = _counted(field) if field.field in _LONG else _field_words(field, namer)
        yield from _wrapped(say("diff.field", field=field.field, change=words), "      ", "          ")


def _is_source(field: str, kind: PartKind) -> bool:
    """Say whether a field names who says something; of a clause's own passage that is shown, of all else not."""
    is_passage = kind is PartKind.CLAUSE and field.startswith("passage.")
    return "source" in field.split(".") and not is_passage


def _counted(field: FieldChange) -> str:
    before, after = (value if isinstance(value, list) else [] for value in (field.before, field.after))
    added, removed = sum(each not in before for each in after), sum(each not in after for each in before)
    return say("diff.counted", added=added, removed=removed)


def _single_lines(part: PartChange, namer: Namer) -> Iterator[str]:
    """Say in short what stands in one text only; the document has every field."""
    told = {field.field: field.after if field.after is not None else field.before for field in part.fields}
    if part.kind is not PartKind.CLAUSE:
        return
    modality = say(f"modality.{told['modality']}")
    who, what = (_value(told.get(name), name, namer) for name in ("bound", "kinds"))
    yield from _wrapped(say("diff.clause", modality=modality, who=who, what=what), "      ")
    status = say(f"passage.{told['passage.status']}")
    words = told.get("passage.words") or part.title
    yield from _wrapped(say("diff.passage", words=str(words), status=status), "      ")


def _field_words(field: FieldChange, namer: Namer) -> str:
    if _is_list(field.before) and _is_list(field.after):
        before, after = _items(field.before, field.field, namer), _items(field.after, field.field, namer)
        added, removed = [each for each in after if each not in before], [each for each in before if each not in after]
        if added or removed:
            return " ".join(
                say(code, items="; ".join(items)).strip()
                for code, items in (("diff.list.added", added), ("diff.list.removed", removed))
                if items
            )
    return say(
        "diff.value",
        before=_value(field.before, field.field, namer),
        after=_value(field.after, field.field, namer),
    )


def _is_list(value: Plain) -> bool:
    return value is None or isinstance(value, list)


def _items(value: Plain, field: str, namer: Namer) -> list[str]:
    return [_scalar(each, field, namer) for each in value] if isinstance(value, list) else []


def _value(value: Plain, field: str, namer: Namer) -> str:
    if value is None or value == "":
        return say("diff.nothing")
    return shown(_scalar(value, field, namer) or say("diff.nothing"), limit=VALUE_CHARS)


def _scalar(value: Plain, field: str, namer: Namer) -> str:
    name = field.rpartition(".")[2]
    if isinstance(value, str):
        if name in _ACTORS:
            return namer.actor(value)
        return namer.kind(value) if name in {"kinds", "kind"} else value
    if isinstance(value, dict):
        told = ((key, _value(inner, key, namer)) for key, inner in value.items() if key != "source")
        return ", ".join(f"{key} {inner}" for key, inner in told)
    if isinstance(value, list):
        return "; ".join(_scalar(each, field, namer) for each in value)
    return msgspec.json.encode(value).decode()


def _otherwise_lines(otherwise: RuledOtherwise) -> Iterator[str]:
    yield say("diff.otherwise.head")
    counted = say("diff.otherwise.count", otherwise=otherwise.otherwise, acts=otherwise.acts)
    yield from _wrapped(counted, "  ")
    if otherwise.strongest:
        yield f"  {say('diff.otherwise.strongest')}"
        for turn in otherwise.strongest:
            yield from _wrapped(_turn(turn), "    ", "        ")
    for clause in otherwise.clauses:
        yield f"  {say('diff.otherwise.clause', clause=_clause(clause))}"
        for turn in clause.turns:
            yield from _wrapped(_turn(turn), "    ", "        ")
        if clause.open_otherwise:
            yield from _wrapped(say("diff.otherwise.open", acts=clause.open_otherwise), "    ")


def _clause(clause: ClauseTurns) -> str:
    if clause.before and clause.after and clause.before != clause.after:
        return say("diff.value", before=clause.before, after=clause.after)
    return clause.after or clause.before


def _turn(turn: Turn) -> str:
    examples = say("diff.turn.examples", ids=", ".join(turn.examples)) if turn.examples else ""
    words = (word or say("diff.turn.no_clause") for word in (turn.before, turn.after))
    before, after = words
    return say("diff.turn", before=before, after=after, acts=turn.acts, examples=examples)


def _wrapped(text: str, indent: str, further: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=further or indent, break_on_hyphens=False
    )
