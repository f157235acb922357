# SPDX-License-Identifier: Apache-2.0
"""Read what was stated: claims, reports, acts of the past; and explain an act.

Rules:
    - That there is a statement that the reader may not read is never told.
    - A protected statement is read one at a time, by its own party, and every look is recorded before anything is
      shown. A list says of it that it is there and no more.
    - R7: what is withheld from a reader cannot be found by searching its place either.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from truceline.agreement.library import Library
from truceline.app.act_findings import named_readers
from truceline.app.admit_act import AdmissionTerms
from truceline.app.caller import Caller
from truceline.app.circle import may_read
from truceline.app.current_test import CurrentTest
from truceline.app.explain_act import Explanation, explain_act
from truceline.app.past_acts import heard_claims, is_answered, shown_statement, withheld_accounts
from truceline.app.ports import Look, Page, Records, Selection, Statement, StatementKind
from truceline.base.errors import LimitError, NotFoundError, RedLineError
from truceline.base.limits import STATEMENTS_SCANNED_MAX
from truceline.picture.acts import Act
from truceline.picture.claims import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class ActToExplain:
    """An act as it was told, and the claims that are heard with it.

    Attributes:
        statement: The act.
        claims: Claims beside those of the library.
        left_out: Claims that are not heard, because they name a party that may not read the act (R3).
    """

    statement: Statement
    claims: tuple[Claim, ...]
    left_out: int


def find_statement(records: Records, kind: StatementKind, statement_id: str, caller: Caller) -> Statement:
    """Give a statement as it is kept, if the reader may read it.

    Args:
        records: The shelves.
        kind: Which kind.
        statement_id: Its id.
        caller: Who asks.

    Returns:
        The statement; a protected one is shown only after ``look_at_statement``, any other as ``shown_statement``.

    Raises:
        NotFoundError: There is none that the caller may read.
    """
    try:
        statement = records.statements.get(kind, statement_id)
    except NotFoundError as error:
        raise NotFoundError(_no_such(kind, statement_id)) from error
    if not may_read(statement, caller.party):
        raise NotFoundError(_no_such(kind, statement_id))
    return statement


def look_at_statement(
    records: Records, statement: Statement, caller: Caller, *, now_ns: int, reason: str = ""
) -> Statement:
    """Record that somebody looks at a protected statement.

    Args:
        records: The shelves.
        statement: What ``find_statement`` gave.
        caller: Who looks.
        now_ns: The present instant [ns since 1970 UTC].
        reason: The reason given.

    Returns:
        The statement.
    """
    if statement.is_protected:
        look = Look(
            at_ns=now_ns,
            party=caller.party,
            officer=caller.officer,
            what=statement.kind.value,
            id=statement.id,
            reason=reason,
        )
        records.requests.add_look(look)
    return statement


def page_of_statements(
    records: Records, kind: StatementKind, selection: Selection, library: Library, now_ns: int
) -> Page[Statement]:
    """Give a page of statements as the reader may see them now, latest first.

    Args:
        records: The shelves.
        kind: Which kind.
        selection: What is wanted, and who reads.
        library: Knows whose forces are whose.
        now_ns: The present instant [ns since 1970 UTC].

    Returns:
        The page; where a place is searched, without what is withheld from the reader.

    Raises:
        LimitError: Too much would have to be looked through.
    """

    def shown(statement: Statement) -> Statement | None:
        seen = shown_statement(statement, selection.reader, library, now_ns)
        return None if selection.bounds_deg is not None and seen is not statement else seen

    return _Sieve(records=records, kind=kind, selection=selection, shown=shown).page()


def act_to_explain(records: Records, statement: Statement, library: Library, current: CurrentTest) -> ActToExplain:
    """Gather what an explanation of an act rests on; ``explain_act`` then makes it, away from the store.

    Args:
        records: The shelves.
        statement: An act that the caller may read.
        library: The agreements in force.
        current: The clause test of the moment.

    Returns:
        The act and the claims heard with it.

    Raises:
        RedLineError: It is of the force of those who told it, and nobody else reads it (R1).
    """
    act = statement.noun
    assert isinstance(act, Act)
    if not is_answered(act, statement.party, statement.readers, library):
        message = (
            f"act {act.id}: red line R1: expected an act that another party reads, or that is of another party's "
            "force, got one that was told to nobody, so nothing is judged (docs/intended-use.md)"
        )
        raise RedLineError(message)
    readers = named_readers((statement.party, *statement.readers), library)
    heard = heard_claims(current.claims(records), (act,), readers, library)
    return ActToExplain(statement=statement, claims=heard.claims, left_out=heard.left_out)


def explain_told_act(told: ActToExplain, caller: Caller, library: Library, *, now_ns: int) -> Explanation:
    """Explain an act; reaches no store.

    Args:
        told: The act and the claims heard with it.
        caller: Who asks; to others than those who told it, recent words are not shown (R7), recent places to nobody.
        library: The agreements in force.
        now_ns: The present instant [ns since 1970 UTC].

    Returns:
        The explanation.

    Raises:
        RedLineError: It is not shown to be past (R1).
        InputError: The clauses cannot read it any longer.
    """
    act = told.statement.noun
    assert isinstance(act, Act)
    explanation = explain_act(act, AdmissionTerms(library=library, now_ns=now_ns, is_bulk=False), told.claims)
    if caller.party == told.statement.party:
        return explanation
    seen = shown_statement(told.statement, caller.party, library, now_ns).noun
    assert isinstance(seen, Act)
    accounts = withheld_accounts(tuple(account for _, account in explanation.accounts), library, now_ns)
    named = tuple((teller, account) for (teller, _), account in zip(explanation.accounts, accounts, strict=True))
    shown = replace(explanation.act, title=seen.title, accounts=accounts[: len(explanation.act.accounts)])
    return replace(explanation, act=shown, accounts=named)


@dataclass(slots=True, kw_only=True)
class _Sieve:
    """Reads pages of the store until one page of what may be shown is full.

    Whether there is a next page is decided by what may be shown alone: nothing that is withheld is counted.
    """

    records: Records
    kind: StatementKind
    selection: Selection
    shown: Callable[[Statement], Statement | None]
    scanned: int = 0

    def page(self) -> Page[Statement]:
        found: list[Statement] = []
        cursor = self.selection.after
        while len(found) < self.selection.limit:
            items, cursor = self._read(cursor, self.selection.limit - len(found))
            found += items
            if not cursor:
                return Page(items=tuple(found))
        return Page(items=tuple(found), next=cursor if self._has_more(cursor) else "")

    def _has_more(self, cursor: str) -> bool:
        if self.selection.bounds_deg is None:
            return bool(cursor)
        while cursor:
            items, cursor = self._read(cursor, self.selection.limit)
            if items:
                return True
        return False

    def _read(self, cursor: str, limit: int) -> tuple[list[Statement], str]:
        page = self.records.statements.page(self.kind, replace(self.selection, after=cursor, limit=limit))
        self.scanned += len(page.items)
        if self.scanned > STATEMENTS_SCANNED_MAX:
            message = (
                f"bbox: expected at most {STATEMENTS_SCANNED_MAX} statements to look through, got more; narrow the time"
            )
            raise LimitError(message)
        return [seen for each in page.items if (seen := self.shown(each)) is not None], page.next


def _no_such(kind: StatementKind, statement_id: str) -> str:
    """Write the one sentence for a statement that is not there and for one that the caller may not read."""
    return f"{kind} {statement_id!r:.80}: expected the id of one that you may read, got none"
