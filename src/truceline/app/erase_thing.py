# SPDX-License-Identifier: Apache-2.0
"""Erase one thing for good, on the word of an auditor of the party whose it is.

Rules:
    - A party erases what is its own, nobody else's; that there is something of somebody else is not told.
    - A finding belongs to all who read it. A party erases it for itself and reads it no more; for the others it stays,
      so that nobody destroys what another party has not heard yet (R3). Its only reader erases it wholly.
    - A suspicion of probing is never erased by the party that it is about, nor is a finding that every party reads.
    - An intent that still stands is withdrawn first: whoever met it is told that it stands no more (R3), and its coarse
      slots of the running block stay held (R5).
    - That it stood there, when, whose it was and why it went stay. The entries of the record stay as well: what they
      commit to is destroyed, and an entry says so.
"""

from dataclasses import dataclass

from truceline.app.caller import Caller, NodeTerms
from truceline.app.circle import EVERYBODY
from truceline.app.close_intent import close_intent
from truceline.app.ports import Records, StatementKind
from truceline.app.record_bodies import Erasure, erasure_recordables
from truceline.base.errors import NotFoundError
from truceline.findings.finding import FindingKind
from truceline.picture.intents import IntentState


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
    if order.what == "finding" and len(set(records.findings.get(order.id).readers)) > 1:
        records.retention.erase_for(order.id, caller.party, order.reason, now_ns)
        _record(records, Order(what="reading", id=f"{order.id}/{caller.party}", reason=order.reason), caller, now_ns)
    else:
        if order.what == "intent":
            _withdraw(records, order.id, caller, terms, now_ns)
        records.retention.erase(order.what, order.id, order.reason, now_ns)
        _record(records, order, caller, now_ns)


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
