# SPDX-License-Identifier: Apache-2.0
"""What is found about acts of the past, in the envelope in which a node keeps it and tells it.

Rules:
    - R3: all whom a finding is about read it, from the same commit on as everybody else.
    - R7: of acts of the last 72 hours neither place nor the words that may hold it are kept in a finding.
"""

from collections.abc import Iterable
from dataclasses import replace

from truceline.agreement.library import Library
from truceline.app.caller import NodeTerms
from truceline.app.circle import EVERYBODY
from truceline.app.past_acts import parties_about, withheld_accounts
from truceline.app.ports import Event, Records
from truceline.app.record_bodies import finding_recordable
from truceline.assessment.withheld import WITHHELD_WORDS, is_recent
from truceline.base.instants import Interval
from truceline.findings.alleged import AllegedViolation, ContestedAct
from truceline.findings.conflict import Bounds
from truceline.findings.finding import Finding, FindingKind
from truceline.findings.ruling import RulingWord
from truceline.geo.boxes import join
from truceline.geo.circle import MAX_RADIUS_M, Circle
from truceline.picture.acts import Account, Place


def finding_of(
    detail: AllegedViolation | ContestedAct, readers: Iterable[str], terms: NodeTerms, now_ns: int
) -> Finding:
    """Put what was found about an act into its envelope.

    Args:
        detail: What was found.
        readers: Parties that may read the act, its teller among them; ``*`` for every party of the library.
        terms: What the node answers by.
        now_ns: The present instant [ns since 1970 UTC].

    Returns:
        The finding; all whom it is about are among its readers.
    """
    library = terms.library
    is_alleged = isinstance(detail, AllegedViolation)
    is_fresh = is_recent(detail.accounts, now_ns, library.header.utc_offset.delta)
    shown = replace(detail, accounts=withheld_accounts(detail.accounts, library, now_ns))
    return Finding(
        id=terms.new_id(),
        kind=FindingKind.ALLEGED_VIOLATION if is_alleged else FindingKind.CONTESTED_ACT,
        at_ns=now_ns,
        about=parties_about(detail.alleged_party, library),
        readers=named_readers(readers, library),
        detail=replace(shown, title=WITHHELD_WORDS) if is_fresh and shown.title else shown,
        interval=interval_of(detail.accounts, library),
        ruling=RulingWord.PROHIBITED if is_alleged else RulingWord.CONTESTED,
        subjects=(detail.act,),
        bounds_deg=None if is_fresh else bounds_of(detail.accounts, library),
        exercise=detail.exercise,
    )


def keep_finding(records: Records, finding: Finding) -> None:
    """Keep a finding and tell those who may read it."""
    records.findings.add(finding)
    records.recorded.put(finding_recordable(finding))
    event = Event(number=0, at_ns=finding.at_ns, what="finding", change="raised", id=finding.id)
    records.events.tell(event, finding.readers)


def named_readers(readers: Iterable[str], library: Library) -> tuple[str, ...]:
    """Give readers by name, each once; ``*`` becomes every party of the library."""
    named = tuple(dict.fromkeys(readers))
    return tuple(sorted({*named, *library.parties} - {EVERYBODY})) if EVERYBODY in named else named


def interval_of(accounts: Iterable[Account], library: Library) -> Interval:
    """Give the time that accounts tell, all of it together; without bounds where none tells any."""
    offset = library.header.utc_offset.delta
    moments = [moment for account in accounts for moment in (account.since, account.until) if moment]
    if not moments:
        return Interval()
    start_ns = min(moment.start_ns(offset) for moment in moments)
    end_ns = max(moment.interval(offset).end_ns for moment in moments)
    return Interval(start_ns=start_ns, end_ns=end_ns)


def bounds_of(accounts: Iterable[Account], library: Library) -> Bounds | None:
    """Give the smallest box that holds every position and area told; None where none is told."""
    boxes = [box for account in accounts if account.place for box in _boxes(account.place, library)]
    return join(boxes) if boxes else None


def _boxes(place: Place, library: Library) -> Iterable[Bounds]:
    if place.position is not None:
        position = place.position
        if position.radius_m <= MAX_RADIUS_M:
            radius_m = max(position.radius_m, 1.0)
            yield Circle(lon_deg=position.lon_deg, lat_deg=position.lat_deg, radius_m=radius_m).box_deg
    for pcode in place.area:
        if pcode in library.places.areas:
            yield library.places.areas[pcode].footprint.box_deg
