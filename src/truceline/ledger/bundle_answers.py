# SPDX-License-Identifier: Apache-2.0
"""Answers about a bundle: what is proven and by whose signatures, what is only claimed, what is unknown.

The words and exit codes are those of ``docs/verifying.md``; the one-file verifier uses them too.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from truceline.base.errors import RecordError
from truceline.base.limits import SHOWN_ENTRIES_MAX
from truceline.crypto.notes import MIRROR_ENDING
from truceline.ledger.bundle_case import IN_DOUBT, BundleCase, Told, instant
from truceline.ledger.bundle_heads import UNKNOWN_MS
from truceline.ledger.bundle_log import Row, ShownLog
from truceline.records.profile import encode, parse

_VALUE_LENGTH_MAX = 500
_LACK_TYPES = {"receipt.exception", "blob.missing"}


class Verdict(IntEnum):
    """What a bundle comes to; the value is the exit code."""

    PROVEN = 0
    BREACH = 20
    INSUFFICIENT = 21
    MALFORMED = 22


WORDS = {
    Verdict.PROVEN: "PROVEN: what stands under 'Proven' is proven; nothing in this file contradicts it.",
    Verdict.BREACH: (
        "BREACH OF THE LOG PROTOCOL PROVED: see below which rule, and by which key. A key is not a person."
    ),
    Verdict.INSUFFICIENT: (
        "INSUFFICIENT: this file does not prove what was asked. That is no evidence against anybody."
    ),
    Verdict.MALFORMED: (
        "MALFORMED: this file is not whole, or not what it says it is. It proves nothing, against nobody."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutBundle:
    """Whether all in the file holds together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutFork:
    """Whether one log key signed two histories."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutTimeline:
    """In what order, between which moments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutEntry:
    """Whether an entry is in a log, and since when at the latest; with receipts, who is shown to have received it."""

    origin: str
    seq: int
    with_receipts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutSilence:
    """Whether a party's own log recorded anything within a span [ms since 1970 UTC]."""

    party: str
    start_ms: int
    end_ms: int


Question: TypeAlias = AboutBundle | AboutFork | AboutTimeline | AboutEntry | AboutSilence


@dataclass(slots=True)
class Answer:
    """What is told.

    Attributes:
        verdict: It.
        reason: Why the bundle is malformed; empty when it is not.
        breaches: Proved.
        lacking: Why it is not enough.
        proven: What follows from keys and hashes alone.
        suspected: Never proved here.
        claimed: What somebody states.
        unknown: What the file does not say.
    """

    verdict: Verdict = Verdict.MALFORMED
    reason: str = ""
    breaches: list[Told] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    proven: list[str] = field(default_factory=list)
    suspected: list[Told] = field(default_factory=list)
    claimed: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def answer(case: BundleCase, question: Question) -> Answer:
    """Answer a question about a bundle that was read."""
    told = Answer(
        breaches=case.breaches, lacking=list(case.lacking), suspected=list(case.suspected), unknown=list(case.unknown)
    )
    _tell_logs(case, told)
    match question:
        case AboutEntry():
            _tell_entry(case, told, question)
        case AboutTimeline():
            _tell_timeline(case, told)
        case AboutSilence():
            _tell_silence(case, told, question)
        case AboutFork():
            if not any(each.word == "E1" for each in case.breaches):
                told.lacking.append("The file shows no fork.")
        case AboutBundle():
            pass
    told.verdict = Verdict.BREACH if told.breaches else Verdict.INSUFFICIENT if told.lacking else Verdict.PROVEN
    return told


def _tell_logs(case: BundleCase, told: Answer) -> None:
    """Say of every log what is proven, what is only claimed and what is unknown."""
    opening = case.kept.opening
    assert opening is not None
    told.claimed += [
        f"The file says that {opening.maker!r} made it, {instant(opening.made_ms)}. Nobody signed that.",
        "Times in entries and all contents are what their authors state; proven is that they stated it.",
    ]
    for log in case.logs.values():
        if log.runs:
            _tell_log(case, log, told)
    for lines in case.kept.fields.values():
        for line in lines:
            value = encode(line.value, what="field", has_names=True).decode()[:_VALUE_LENGTH_MAX]
            told.claimed.append(f"{line.origin}: entry {line.seq} discloses {line.field.name!r}: {value}")


def _tell_log(case: BundleCase, log: ShownLog, told: Answer) -> None:
    for run in log.runs:
        if log.is_covered(run.end - 1):
            whole = "" if run.start else ", as its whole beginning: nothing left out, added or reordered"
            told.proven.append(
                f"{log.origin}: entries {run.start} to {run.end - 1} are in the log that {log.party}'s key "
                f"signed{whole}."
            )
    for head in [head for head in log.heads.all if head.is_good][-1:]:
        cosigned = {f"{each.witness.name} (of {each.organisation})" for each in log.others(head.cosigned())}
        names = ", ".join(sorted(cosigned)) or "nobody"
        if not cosigned:
            told.unknown.append(f"{log.origin}: nobody but the author vouches for size {head.size}.")
        told.proven.append(f"{log.origin}: size {head.size} has root {head.root.hex()}, cosigned by {names}.")
        told.proven += [f"{log.origin}: {text}." for text in log.keys.told]
        told.proven.append(
            f"{log.origin}: {log.counts.checked:,} of {len(log.seqs):,} signatures of entries were checked and are "
            f"good; {log.counts.opened:,} opened bodies are those committed to."
        )
    if any(head.is_good and not head.is_sure for head in log.heads.all):
        told.unknown.append(f"{log.origin}: {IN_DOUBT}")
    strangers = {name for head in log.heads.all for note in head.notes for name in note.strangers(case.known)}
    told.unknown.append(
        f"{log.origin}: {log.counts.unopened:,} contents are sealed or not in the file; {len(strangers)} signers are "
        "not in the policy and not counted."
    )


def _moment(proven_ms: int, alone_ms: int) -> str:
    """Give a moment by two organisations; by one alone, told apart, when there is no such."""
    if proven_ms >= 0:
        return instant(proven_ms)
    return "an unknown time" if alone_ms < 0 else f"(by one organisation alone: {instant(alone_ms)})"


def _described(log: ShownLog, seq: int, row: Row) -> str:
    """Say in one line what an entry is, whose key signed it, and between which moments it was made."""
    ends = log.interval_ms(bisect_left(log.seqs, seq))
    since = _moment(ends[0], row.alone_ms)
    until = _moment(ends[1], next((head.alone_ms for head in log.signed_over(seq)), UNKNOWN_MS))
    header = row.header
    return (
        f"{log.origin} entry {seq}: made after {since}, before {until} ({header.type} by {header.by}, leaf "
        f"{row.leaf.hex()}, claimed time {instant(header.at_ms)})."
    )


def _tell_entry(case: BundleCase, told: Answer, question: AboutEntry) -> None:
    log = case.logs.get(question.origin)
    row = log.rows.get(question.seq) if log else None
    if log is None or row is None:
        told.lacking.append("The entry asked about is not in the file.")
        return
    (told.proven if log.is_covered(question.seq) else told.unknown).append(_described(log, question.seq, row))
    told.claimed += _content(case, question.origin, question.seq)
    if question.with_receipts:
        _tell_receipts(case, told, log, question.seq, row)


def _content(case: BundleCase, origin: str, seq: int) -> list[str]:
    body, box = case.kept.bodies.get((origin, seq)), case.opened_boxes.get((origin, seq))
    content = body.content if body else box.body if box else None
    if content is None:
        return []
    try:
        return [f"Its content, as opened: {encode(parse(content, has_names=True), has_names=True).decode()}"]
    except RecordError:
        return ["Its content, as opened, is not canonical JSON: not shown."]


def _tell_receipts(case: BundleCase, told: Answer, log: ShownLog, seq: int, row: Row) -> None:
    """Say who is shown to have received an entry: whose own mirror cosigned a head that contains it."""
    over = log.signed_over(seq)
    signed = sorted(
        ((each.time_ms, each.witness.name, each, head.size) for head in over for each in log.others(head.cosigned())),
        key=lambda one: one[:2],
    )
    for time_ms, name, _, size in signed[:1]:
        told.proven.append(f"Deposited: first cosigned by {name} at {instant(time_ms)}, size {size}.")
    for party in _addressed(case, log, row):
        lost = _tell_replies(case, told, log.origin, seq, row, party)
        found = [
            (name, time_ms, size)
            for time_ms, name, each, size in signed
            if each.witness.key.name.endswith(MIRROR_ENDING) and each.party == party and not lost
        ]
        for name, time_ms, size in found[:1]:
            told.proven.append(f"Delivered (not: read): {name} mirrored size {size} at {instant(time_ms)}.")
        if not found:
            told.lacking.append(f"The file holds no receipt of {party}; it may have got it all the same.")


def _addressed(case: BundleCase, log: ShownLog, row: Row) -> list[str]:
    """Give the parties to which an entry is addressed, by name or by a key of boxes that their genesis enrols.

    A key that no genesis in the bundle enrols stands for itself; of one that several enrol, each must have received it.
    """
    parties = set[str]()
    for name in row.header.to:
        known = {each.party for each in case.logs.values() if name in each.keys.boxes and each.signed_over(0)}
        parties |= known or {name}
    return sorted(parties - {log.party})


def _tell_replies(case: BundleCase, told: Answer, origin: str, seq: int, row: Row, party: str) -> bool:
    """Tell which entries of a party refer to an entry; whether one states that the party lacks it."""
    named = (origin, seq, row.leaf.hex())
    is_lost = False
    for other in (each for each in case.logs.values() if each.party == party):
        for at, reply in other.rows.items():
            if named not in {(each.log, each.seq, each.leaf) for each in reply.header.refers}:
                continue
            if other.is_covered(at):
                told.proven.append(f"Referred to in {_described(other, at, reply)}")
            if reply.header.type in _LACK_TYPES:
                is_lost = True
                told.suspected.append(
                    Told(word="S3", text=f"{party} states in entry {at} of its log that it lacks this.")
                )
    return is_lost


def _tell_timeline(case: BundleCase, told: Answer) -> None:
    rows = sorted(
        (
            (log.interval_ms(place)[1], origin, seq)
            for origin, log in case.logs.items()
            for place, seq in enumerate(log.seqs)
            if seq in log.rows
        ),
        key=lambda each: (each[0] < 0, each),
    )
    for _, origin, seq in rows:
        log = case.logs[origin]
        (told.proven if log.is_covered(seq) else told.unknown).append(_described(log, seq, log.rows[seq]))
    told.unknown.append(f"At most {SHOWN_ENTRIES_MAX:,} entries of each log are listed, by proven latest times.")


def _tell_silence(case: BundleCase, told: Answer, question: AboutSilence) -> None:
    """Say whether a party's own log holds entries made within a span, or is shown to hold none."""
    logs = [log for log in case.logs.values() if log.party == question.party and log.runs]
    for log in logs:
        _tell_span(log, told, question)
    if not logs:
        told.lacking.append("The file holds no log of that party.")
    told.unknown.append("Why a party was silent: a fault, a cut line and a choice look alike here.")


def _tell_span(log: ShownLog, told: Answer, question: AboutSilence) -> None:
    start, end = question.start_ms, question.end_ms
    spans = [log.interval_ms(place) for place in range(len(log.seqs))]
    inside = sum(since >= start and 0 <= until <= end for since, until in spans)
    outside = sum(0 <= until < start or since > end for since, until in spans)
    told.proven.append(
        f"{log.origin}: {inside:,} of {len(spans):,} entries were made within the span, {outside:,} outside it; "
        f"{len(spans) - inside - outside:,} cannot be placed."
    )
    is_whole = [(run.start, run.end) for run in log.runs] == [(0, len(spans))]
    if not inside and (not is_whole or outside < len(spans) or spans[-1][0] <= end):
        told.lacking.append(f"{log.origin}: neither an entry within the span nor the absence of any is proven.")
    moments = sorted(
        each.time_ms
        for head in log.heads.all
        if head.signers
        for each in log.others(head.cosigned())
        if start < each.time_ms < end
    )
    gaps = zip([start, *moments], [*moments, end], strict=True)
    _, since, until = max((after - before, before, after) for before, after in gaps)
    told.unknown.append(f"{log.origin}: this file shows no signed head between {instant(since)} and {instant(until)}.")
