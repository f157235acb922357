# SPDX-License-Identifier: Apache-2.0
"""Statements, findings and events in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from truceline.app.ports import Event, Page, Selection, Statement, StatementKind
from truceline.base.errors import NotFoundError, TakenError
from truceline.findings.finding import Finding, FindingKind
from truceline.picture.claims import Claim
from truceline.storage.extents import extent_meets, extent_of_finding, extent_of_statement
from truceline.storage.memory.listing import may_read, page_of
from truceline.storage.memory.undo import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryStatements:
    """Claims, reports and acts, as ``app.ports.Statements`` says.

    Attributes:
        table: Statements by kind and id, each with its number; None once it was erased.
    """

    table: Table[tuple[str, str], tuple[int, Statement | None]]

    def add(self, statement: Statement) -> None:
        """Keep a statement.

        Raises:
            TakenError: One of that kind and id stands there already.
        """
        key = (statement.kind.value, statement.id)
        if key in self.table:
            message = f"{statement.kind} {statement.id:.80}: expected an id that is free, got one that stands here"
            raise TakenError(message)
        self.table.put(key, (self.table.next_number(), statement))

    def get(self, kind: StatementKind, statement_id: str) -> Statement:
        """Give one.

        Raises:
            NotFoundError: There is none, or it was erased.
        """
        found = self.table.get((kind.value, statement_id))
        if found is None or found[1] is None:
            message = f"{kind} {statement_id:.80}: expected one that stands here, got none"
            raise NotFoundError(message)
        return found[1]

    def page(self, kind: StatementKind, selection: Selection) -> Page[Statement]:
        """Give statements that the reader may read, latest first."""
        return page_of(
            (
                (statement.at_ns, number, statement)
                for number, statement in self.table
                if statement is not None
                and statement.kind is kind
                and _is_open(statement, selection.reader)
                and extent_meets(extent_of_statement(statement), selection)
            ),
            selection.after,
            selection.limit,
        )

    def claims(self) -> tuple[Claim, ...]:
        """Give every claim that is not protected, in the order in which they came."""
        return tuple(
            statement.noun
            for _, statement in self.table
            if statement is not None and not statement.is_protected and isinstance(statement.noun, Claim)
        )


def _is_open(statement: Statement, reader: str) -> bool:
    if statement.is_protected:
        return reader == statement.party
    return may_read(reader, (statement.party, *statement.readers))


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryFindings:
    """What the node concluded, as ``app.ports.Findings`` says.

    Attributes:
        table: Findings by id, each with its number; None once it was erased.
    """

    table: Table[str, tuple[int, Finding | None]]

    def add(self, finding: Finding) -> None:
        """Keep a finding.

        Raises:
            TakenError: One of that id stands there already.
        """
        if finding.id in self.table:
            message = f"finding {finding.id:.80}: expected an id that is free, got one that stands here"
            raise TakenError(message)
        self.table.put(finding.id, (self.table.next_number(), finding))

    def get(self, finding_id: str) -> Finding:
        """Give one.

        Raises:
            NotFoundError: There is none, or it was erased.
        """
        found = self.table.get(finding_id)
        if found is None or found[1] is None:
            message = f"finding {finding_id:.80}: expected one that stands here, got none"
            raise NotFoundError(message)
        return found[1]

    def page(self, selection: Selection, *, kind: FindingKind | None = None, ruling: str = "") -> Page[Finding]:
        """Give findings that the reader may read, latest first."""
        return page_of(
            (
                (finding.at_ns, number, finding)
                for number, finding in self.table
                if finding is not None
                and may_read(selection.reader, finding.readers)
                and (kind is None or finding.kind is kind)
                and (not ruling or finding.ruling == ruling)
                and extent_meets(extent_of_finding(finding), selection)
            ),
            selection.after,
            selection.limit,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryEvents:
    """What changed, as ``app.ports.Events`` says.

    Attributes:
        table: Events by number, each with those who may know of it.
    """

    table: Table[int, tuple[Event, tuple[str, ...]]]

    def tell(self, event: Event, readers: Sequence[str]) -> None:
        """Tell some parties of a change; the number of the event is given here."""
        number = self.table.next_number()
        self.table.put(number, (replace(event, number=number), tuple(readers)))

    def after(self, number: int, reader: str, limit: int) -> tuple[Event, ...]:
        """Give the events after one that a party may know of, in order."""
        found = (event for event, readers in self.table if event.number > number and may_read(reader, readers))
        return tuple(event for event, _ in zip(found, range(limit), strict=False))

    def last(self) -> int:
        """Give the number of the latest event; 0 when there is none."""
        return self.table.given
