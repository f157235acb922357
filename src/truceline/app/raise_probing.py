# SPDX-License-Identifier: Apache-2.0
"""Raise the probing alarm when what one officer asks looks like a search for what is hidden.

Looked at after each revision (an intent changed, withdrawn, or declared over before it began), and after a filing
with which most of the officer's cells are used. An alarm is a suspicion with possible good reasons. It goes to the
party whose node it is and to the officer's own party at the same moment (R3); at most one a day for one officer.
"""

from truceline.app.caller import Caller, NodeTerms
from truceline.app.ports import Event, Records, Selection
from truceline.app.record_bodies import finding_recordable
from truceline.base.instants import NS_PER_DAY, Interval
from truceline.coordination.disclosure import readers_of_probing
from truceline.coordination.quota import find_probing
from truceline.findings.finding import Finding, FindingKind, Probing


def count_revision(records: Records, caller: Caller, terms: NodeTerms, *, now_ns: int) -> None:
    """Count an intent that an officer changed, withdrew, or declared over before it began, and look at the day.

    Args:
        records: The shelves.
        caller: The officer.
        terms: What the node answers by.
        now_ns: The present instant [ns since 1970 UTC].
    """
    records.requests.add_revision(caller.officer, now_ns)
    raise_probing(records, caller, terms, now_ns=now_ns)


def raise_probing(records: Records, caller: Caller, terms: NodeTerms, *, now_ns: int) -> Finding | None:
    """Look at what an officer asked in the last day, and raise the alarm if it looks like probing.

    Args:
        records: The shelves.
        caller: The officer.
        terms: What the node answers by.
        now_ns: The present instant [ns since 1970 UTC].

    Returns:
        The alarm; None when there is no ground for one, or when it was raised already.
    """
    since_ns = now_ns - NS_PER_DAY
    cells = records.requests.cells_asked(caller.party, since_ns, officer=caller.officer)
    revisions = records.requests.revisions(caller.officer, since_ns)
    probing = find_probing(caller, cells_asked=len(cells), revisions=revisions, limits=terms.limits)
    day = Interval(start_ns=since_ns, end_ns=now_ns + 1)
    if probing is None or _is_raised(records, caller, day):
        return None
    readers = readers_of_probing(probing, terms.party)
    finding = Finding(
        id=terms.new_id(),
        kind=FindingKind.PROBING,
        at_ns=now_ns,
        about=(caller.party,),
        readers=readers,
        detail=probing,
        interval=day,
        exercise=terms.library.header.exercise,
    )
    records.findings.add(finding)
    records.recorded.put(finding_recordable(finding))
    records.events.tell(Event(number=0, at_ns=now_ns, what="finding", change="raised", id=finding.id), readers)
    return finding


def _is_raised(records: Records, caller: Caller, day: Interval) -> bool:
    selection = Selection(reader=caller.party, limit=200, interval=day)
    found = records.findings.page(selection, kind=FindingKind.PROBING).items
    return any(
        isinstance(each.detail, Probing) and each.detail.officer == caller.officer and day.holds(each.at_ns)
        for each in found
    )
