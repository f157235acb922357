# SPDX-License-Identifier: Apache-2.0
"""JSON Lines: acts, claims and reports, one record a line, each saying its ``schema`` (docs/jsonl-format.md).

Rules:
    - A line that is no record is set aside with its reason and reading goes on.
    - A record of a kind or version that is not known here is counted and left alone.
    - A planned act, or one that cannot be shown to be past, is set aside: many acts at once are judged only after the
      fact (R1).
    - Ids that event files give their rows cannot be taken by a record.
    - A name that the library does not know is let in, for a force unheard of did act; it is counted (``strangers``).
    - An invented act is set aside when the library is real, and the other way round (R11).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from truceline.app.admit_act import AdmissionTerms, admit_act, admit_claim, check_id
from truceline.base.errors import InputError, NodeError, RedLineError
from truceline.base.limits import LINE_BYTES_MAX
from truceline.feeds.bytelines import ByteLines
from truceline.feeds.strangers import unknown_actors, unknown_publications, unknown_zones
from truceline.picture.acts import Act
from truceline.picture.claims import Claim
from truceline.picture.intake import Intake, Reason, Rejection
from truceline.picture.records import picture_registry
from truceline.picture.reports import Report
from truceline.records.registry import Opaque, Registry

FORM = "jsonl"
ROW_ID = "ucdp:"
"""With this begin the ids that rows of event files are given."""
_TICK_LINES = 100
_BOM = b"\xef\xbb\xbf"
_SHOWN = 400
_SURROGATE = b"\\ud"


@dataclass(slots=True, kw_only=True)
class _Table:
    """What one file has given so far."""

    terms: AdmissionTerms
    seen: set[str]
    acts: list[Act] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    opaque: int = 0


def read_jsonlines(lines: ByteLines, terms: AdmissionTerms, seen: set[str], tick: Callable[[int], None]) -> Intake:
    """Read one file of records.

    Args:
        lines: Its lines.
        terms: On what terms acts are let in.
        seen: Ids read so far, from other files too; added to.
        tick: Called with the number of bytes read, now and then.

    Returns:
        What was read; lines that could not be used stand in it with their reason.
    """
    registry = picture_registry()
    table = _Table(terms=terms, seen=seen)
    rejections: list[Rejection] = []
    read = 0
    for number, line in lines:
        text = line.removeprefix(_BOM) if number == 1 else line
        if not text.strip():
            continue
        read += 1
        if read % _TICK_LINES == 0:
            tick(lines.bytes_read)
        rejection = _take_line(table, registry, text, lines.name, number)
        if rejection is not None:
            rejections.append(rejection)
    if lines.trouble:
        rejections.append(_reject(lines.name, 0, Reason.DAMAGED_FILE, f"expected a whole file, got {lines.trouble}"))
    return Intake(
        name=lines.name,
        form=FORM,
        sha256=lines.sha256,
        read=read,
        acts=tuple(table.acts),
        claims=tuple(table.claims),
        reports=tuple(table.reports),
        rejections=tuple(rejections),
        opaque=table.opaque,
        unmapped=unknown_actors(table.acts, table.claims, table.terms.library),
        unmapped_publications=unknown_publications((*table.acts, *table.claims, *table.reports), table.terms.library),
        unmapped_zones=unknown_zones(table.claims, table.terms.library),
    )


def _take_line(table: _Table, registry: Registry, line: bytes, name: str, number: int) -> Rejection | None:
    if len(line) > LINE_BYTES_MAX:
        return _reject(name, number, Reason.TOO_LONG, f"expected at most {LINE_BYTES_MAX} bytes in a line, got more")
    try:
        _refuse_half_characters(line)
        _take(table, registry.decode_line(line, name, number))
    except RedLineError as error:
        return _reject(name, number, Reason.RED_LINE, str(error))
    except _DuplicateError as error:
        return _reject(name, number, Reason.DUPLICATE_ID, str(error))
    except (NodeError, ValueError, OverflowError) as error:
        return _reject(name, number, Reason.BAD_RECORD, str(error))
    except ExceptionGroup as group:
        return _reject(name, number, Reason.BAD_RECORD, "; ".join(str(each) for each in group.exceptions))
    return None


class _DuplicateError(Exception):
    """An id was read before. Never leaves this module."""


def _refuse_half_characters(line: bytes) -> None:
    """Refuse half of a surrogate pair, which no file of results could hold.

    Raises:
        InputError: The line escapes one.
    """
    if _SURROGATE in line.lower():
        try:
            msgspec.json.decode(line)
        except msgspec.DecodeError as error:
            message = f"expected whole characters in JSON, got: {error}"
            raise InputError(message) from error


def _take(table: _Table, record: object) -> None:
    """Keep one record, or raise why not; registered kinds without a case here are a mistake of ours."""
    match record:
        case Opaque():
            table.opaque += 1
        case Act():
            _admit(record, table.terms)
            _note_ids(table, [f"act {record.id}"])
            table.acts.append(record)
        case Claim():
            admit_claim(record, table.terms)
            _note_ids(table, [f"claim {record.id}"])
            table.claims.append(record)
        case Report():
            check_id(record.id, "report")
            for act in record.acts:
                _admit(act, table.terms)
            _note_ids(table, [f"report {record.id}", *(f"act {act.id}" for act in record.acts)])
            table.reports.append(record)
            table.acts.extend(record.acts)
        case _:
            assert False, type(record)  # noqa: B011, PT015 - see above


def _admit(act: Act, terms: AdmissionTerms) -> None:
    """Let an act of a record in; its ids cannot be those of rows of event files.

    Raises:
        RedLineError: See ``admit_act``.
        InputError: See there, and such an id.
    """
    admit_act(act, terms)
    taken = next((each for each in (act.id, act.engagement) if each.startswith(ROW_ID)), "")
    if taken:
        message = f"act {act.id}: expected ids that do not begin with {ROW_ID} like those of rows, got {taken}"
        raise InputError(message)


def _note_ids(table: _Table, ids: list[str]) -> None:
    """Keep the ids of a record; none of them is kept when one was read before.

    Raises:
        _DuplicateError: One was.
    """
    twice = next((each for index, each in enumerate(ids) if each in table.seen or each in ids[:index]), None)
    if twice is not None:
        message = f"expected every id once, got {twice} again"
        raise _DuplicateError(message)
    table.seen.update(ids)


def _reject(name: str, number: int, reason: Reason, message: str) -> Rejection:
    """Make a rejection out of a message that says what was expected and got."""
    bare = message.removeprefix(f"{name}:{number}: ")
    expected, _, got = bare.partition(", got ")
    return Rejection(
        file=name, line=number, reason=reason, expected=expected.removeprefix("expected ")[:_SHOWN], got=got[:_SHOWN]
    )
