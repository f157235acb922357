# SPDX-License-Identifier: Apache-2.0
"""Erase one thing for good, on the word of an auditor of the party whose it is.

Rules:
    - A party erases what is its own, nobody else's; that there is something of somebody else is not told.
    - A finding belongs to all who read it. A party erases it for itself and reads it no more; for the others it stays,
      so that nobody destroys what another party has not heard yet (R3). Its only reader erases it wholly.
    - A suspicion of probing is never erased by the party that it is about, nor is a finding that every party reads.
    - With an intent go the findings that tell its own party of it: conflicts, constraints and barred plans. What the
      other side was told of a conflict stays with that side, until it is kept no longer.
    - An intent that still stands is withdrawn first: whoever met it is told that it stands no more (R3), and its coarse
      slots of the running block stay held (R5).
    - That it stood there, when, whose it was and why it went stay. The entries of the record stay as well: what they
      commit to is destroyed, and an entry says so.
"""

from dataclasses import dataclass, replace

from truceline.app.caller import Caller, NodeTerms
from truceline.app.circle import EVERYBODY
from truceline.app.close_intent import close_intent
from truceline.app.ports import Records, Selection, StatementKind
from truceline.app.record_bodies import Erasure, erasure_recordables
from truceline.base.errors import NotFoundError
from truceline.base.instants import Interval
from truceline.findings.finding import PLAN_FINDINGS, Finding, FindingKind
from truceline.picture.intents import IntentState

_PAGE = 200
"""Findings looked through at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be erased, and why.

    Attributes:
        what: Kind of noun: ``intent``, ``claim``, ``report``, ``act`` or ``finding``.
        id: Its id.
        reason: Why; it stays.
    """

    what: str
    id: str
    reason: str


def erase_thing(records: Records, order: Order, caller: Caller, terms: NodeTerms, *, now_ns: int) -> None:
    """Erase a thing.

    Args:
        records: The shelves.
        order: What, and why.
        caller: Who orders it.
        terms: What the node answers by.
        now_ns: The present instant [ns since 1970 UTC].

    Raises:
        NotFoundError: There is none that the caller's party may erase.
    """
    if not _is_own(records, order, caller):
        message = f"{order.what} {order.id!r:.60}: expected the id of one that your party may erase, got none"
        raise NotFoundError(message)
    if order.what == "finding":
        _erase_finding(records, records.findings.get(order.id), order.reason, caller, now_ns=now_ns)
        return
    told: tuple[Finding, ...] = ()
    if order.what == "intent":
        _withdraw(records, order.id, caller, terms, now_ns)
        told = _findings_of(records, order.id, caller.party)
    records.retention.erase(order.what, order.id, order.reason, now_ns)
    _record(records, order, caller, now_ns)
    for finding in told:
        _erase_finding(records, finding, order.reason, caller, now_ns=now_ns)


def _erase_finding(records: Records, finding: Finding, reason: str, caller: Caller, *, now_ns: int) -> None:
    """Erase a finding for one of its readers; wholly, when nobody else reads it."""
    if len(set(finding.readers)) > 1:
        records.retention.erase_for(finding.id, caller.party, reason, now_ns)
        order = Order(what="reading", id=f"{finding.id}/{caller.party}", reason=reason)
    else:
        order = Order(what="finding", id=finding.id, reason=reason)
        records.retention.erase(order.what, order.id, reason, now_ns)
    _record(records, order, caller, now_ns)


def _findings_of(records: Records, intent_id: str, party: str) -> tuple[Finding, ...]:
    """Give the findings about an intent that its own party reads."""
    versions = records.intents.versions(intent_id)
    span = Interval(start_ns=min(each.start_ns for each in versions), end_ns=max(each.end_ns for each in versions))
    found: list[Finding] = []
    selection = Selection(reader=party, limit=_PAGE, interval=span)
    while True:
        page = records.findings.page(selection)
        found += [each for each in page.items if each.kind in PLAN_FINDINGS and intent_id in each.subjects]
        # They come latest first, and none was raised before the intent was filed.
        is_past = bool(page.items) and page.items[-1].at_ns < versions[0].filed_ns
        if is_past or not page.next:
            return tuple(found)
        selection = replace(selection, after=page.next)


def _record(records: Records, order: Order, caller: Caller, now_ns: int) -> None:
    """Destroy what the record holds of a thing, and record that, on whose word and why."""
    rows = records.recorded.of(order.what, order.id)
    records.recorded.destroy(order.what, order.id)
    erasure = Erasure(
        what=order.what,
        id=order.id,
        party=caller.party,
        officer=caller.officer,
        reason=order.reason,
        at_ns=now_ns,
    )
    for each in erasure_recordables(erasure, rows):
        records.recorded.put(each)


def _withdraw(records: Records, intent_id: str, caller: Caller, terms: NodeTerms, now_ns: int) -> None:
    """Take back an intent that still stands, so that the other side of its conflicts is told, and nobody the minute."""
    before = records.intents.get(intent_id)
    if before.state is IntentState.FILED and before.end_ns > now_ns:
        close_intent(records, before, IntentState.WITHDRAWN, caller, terms, now_ns=now_ns)


def _is_own(records: Records, order: Order, caller: Caller) -> bool:
    try:
        if order.what == "intent":
            return records.intents.get(order.id).party == caller.party
        if order.what == "finding":
            finding = records.findings.get(order.id)
            is_suspected = finding.kind is FindingKind.PROBING and caller.party in finding.about
            return caller.party in finding.readers and EVERYBODY not in finding.readers and not is_suspected
        return records.statements.get(StatementKind(order.what), order.id).party == caller.party
    except NotFoundError:
        return False
