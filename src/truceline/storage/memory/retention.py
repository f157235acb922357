# SPDX-License-Identifier: Apache-2.0
"""Deletes and erases what stands in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from truceline.app.ports import ERASED_STATUS
from truceline.base.errors import InputError, NotFoundError
from truceline.findings.finding import PLAN_FINDINGS, Finding
from truceline.storage.memory.asked import MemoryRequests
from truceline.storage.memory.intents import MemoryIntents
from truceline.storage.memory.recorded import MemoryRecorded
from truceline.storage.memory.told import MemoryEvents, MemoryFindings, MemoryStatements
from truceline.storage.memory.undo import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryRetention:
    """What may be deleted and erased, as ``app.ports.Retention`` says.

    Attributes:
        intents: Intents.
        statements: Claims, reports and acts.
        findings: Findings.
        requests: What was asked.
        events: What changed.
        reasons: Why a thing was erased, by kind and id.
        taken: When an erased thing was taken, by kind and id [ns since 1970 UTC].
        recorded: What goes into the log, with its bodies.
    """

    intents: MemoryIntents
    statements: MemoryStatements
    findings: MemoryFindings
    requests: MemoryRequests
    events: MemoryEvents
    reasons: Table[tuple[str, str], str]
    taken: Table[tuple[str, str], int]
    recorded: MemoryRecorded

    def delete_before(self, what: str, before_ns: int, limit: int) -> int:
        """Delete things of one kind that ended, or were taken, before an instant.

        Raises:
            InputError: There is no such kind.
        """
        if what == "body":
            return self.recorded.empty_before(before_ns // 1_000_000, limit)
        found = [(table, key) for table, key, at_ns in self._things(what) if at_ns < before_ns][:limit]
        for table, key in found:
            table.drop(key)
        return len(found)

    def _things(self, what: str) -> Iterator[tuple[Table[Any, Any], Any, int]]:
        """Give the things of a kind: their table, their key, and the instant that counts.

        Raises:
            InputError: There is no such kind.
        """
        if what == "intent":
            yield from ((self.intents.table, key, kept.over_ns) for key, kept in self.intents.table.rows.items())
        elif what in {"claim", "report", "act"}:
            for key, (_, statement) in self.statements.table.rows.items():
                if key[0] == what:
                    yield self.statements.table, key, statement.at_ns if statement else self.taken.rows[key]
        elif what in {"finding", "plan_finding"}:
            for finding_id, (_, finding) in self.findings.table.rows.items():
                at_ns = self.taken.get((what, finding_id)) if finding is None else finding.at_ns
                if at_ns is not None and (finding is None or _kept_as(finding) == what):
                    yield self.findings.table, finding_id, at_ns
        elif what in {"look", "answer", "cell", "event"}:
            yield from self._asked(what)
        else:
            message = f"retention: expected a kind of thing that is kept, got {what!r:.40}"
            raise InputError(message)

    def _asked(self, what: str) -> Iterator[tuple[Table[Any, Any], Any, int]]:
        requests = self.requests
        if what == "look":
            yield from ((requests.seen, number, look.at_ns) for number, look in requests.seen.rows.items())
        elif what == "answer":
            yield from ((requests.answers, key, answer.at_ns) for key, answer in requests.answers.rows.items())
        elif what == "cell":
            yield from ((requests.cells, key, at_ns) for key, at_ns in requests.cells.rows.items())
            yield from ((requests.revised, key, key[1]) for key in requests.revised.rows)
        else:
            yield from ((self.events.table, number, told[0].at_ns) for number, told in self.events.table.rows.items())

    def erase(self, what: str, thing_id: str, reason: str, at_ns: int) -> None:
        """Destroy the body of one thing, and every kept answer that names it but for its key and digest.

        Raises:
            NotFoundError: There is no such thing, or it was erased already.
        """
        taken_ns = self._destroy(what, thing_id, at_ns)
        if taken_ns is None:
            message = f"{what:.20} {thing_id:.80}: expected one that stands here, got none"
            raise NotFoundError(message)
        answers = self.requests.answers
        named = [
            (key, answer)
            for key, answer in answers.rows.items()
            if thing_id in answer.location or thing_id.encode() in answer.body
        ]
        for key, answer in named:
            answers.put(key, replace(answer, status=ERASED_STATUS, body=b"", etag="", location=""))
        self.reasons.put((what, thing_id), reason)
        if what != "finding":
            self.taken.put((what, thing_id), taken_ns)

    def _destroy(self, what: str, thing_id: str, now_ns: int) -> int | None:
        """Destroy a body; when it was taken, None when there is none."""
        if what == "intent":
            kept = self.intents.table.get(thing_id)
            if kept is None or not kept.versions:
                return None
            first = now_ns // self.intents.block_ns
            held = tuple(slot for block in (first, first + 1) for slot in self.intents.held(thing_id, block))
            self.intents.table.put(thing_id, replace(kept, versions=(), slots=held, standing_cells=()))
            return kept.versions[-1].filed_ns
        if what == "finding":
            raised = self.findings.table.get(thing_id)
            if raised is None or raised[1] is None:
                return None
            self.findings.table.put(thing_id, (raised[0], None))
            self.taken.put((_kept_as(raised[1]), thing_id), raised[1].at_ns)
            return raised[1].at_ns
        stated = self.statements.table.get((what, thing_id))
        if stated is None or stated[1] is None:
            return None
        self.statements.table.put((what, thing_id), (stated[0], None))
        return stated[1].at_ns

    def erase_for(self, finding_id: str, reader: str, reason: str, at_ns: int) -> None:
        """Erase a finding for one of its readers.

        Raises:
            NotFoundError: There is no such finding, or the party is not among its readers.
        """
        del at_ns
        found = self.findings.table.get(finding_id)
        finding = found[1] if found else None
        if found is None or finding is None or reader not in finding.readers:
            message = f"finding {finding_id:.80}: expected one that {reader:.80} reads, got none"
            raise NotFoundError(message)
        about = tuple(party for party in finding.about if party != reader)
        readers = tuple(party for party in finding.readers if party != reader)
        self.findings.table.put(finding_id, (found[0], replace(finding, about=about, readers=readers)))
        self.reasons.put(("reading", f"{finding_id}/{reader}"), reason)

    def erased(self, what: str, thing_id: str) -> str:
        """Give the reason for which a thing was erased; empty when it was not."""
        return self.reasons.get((what, thing_id)) or ""


def _kept_as(finding: Finding) -> str:
    return "plan_finding" if finding.kind in PLAN_FINDINGS else "finding"
