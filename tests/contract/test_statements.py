# SPDX-License-Identifier: Apache-2.0
"""The shelves of statements and findings: who reads what, and what lists select."""

from functools import partial
from typing import Any

import pytest

from kept_things import HOUR, HOUR_NS, NOON_NS, act_statement, claim_statement, do, finding, ids, reading, see, walk
from truceline.app.ports import Records, Statement, StatementKind, Store
from truceline.base.errors import NotFoundError, TakenError
from truceline.base.fourvalue import FourValue, Told
from truceline.base.instants import NS_PER_DAY, Interval, parse_instant
from truceline.base.moments import Moment
from truceline.findings.alleged import AllegedViolation
from truceline.findings.conflict import CoarseConstraints, Constraint, IntentRef, Slot
from truceline.findings.finding import BarredPlan, Detail, Finding, FindingKind, Probing
from truceline.findings.origin_counts import OriginCounts
from truceline.findings.ruling import Condition, ConditionFinding, Flip, RulingWord
from truceline.picture.acts import Account, Position
from truceline.picture.reports import Report
from truceline.picture.sources import Source

REF = IntentRef(id="intent-1", version=1, party="northland", kind=("flight",))
BOX = (10.0, 20.0, 11.0, 21.0)
DETAILS: dict[FindingKind, Detail] = {
    FindingKind.CONSTRAINT: CoarseConstraints(
        intent=REF, constraints=(Constraint(slot=Slot(cell=1, block=2), bounds_deg=BOX, interval=HOUR),)
    ),
    FindingKind.BARRED_PLAN: BarredPlan(intent=REF, agreement="exercise", provision="p1", passage_status="text"),
    FindingKind.PROBING: Probing(party="dale", officer="d1", cells_asked=9, revisions=8, reason="EXERCISE"),
    FindingKind.ALLEGED_VIOLATION: AllegedViolation(
        act="act-1",
        event="",
        title="EXERCISE round",
        agreement="exercise",
        provision="p1",
        alleged_party=("hill-guard",),
        accounts=(Account(source=Source(party="dale", on=Moment("2060-01-01")), facts={"proportionate": False}),),
        conditions=(ConditionFinding(condition=Condition.PLACE, told=Told.by("account-1", FourValue.BOTH)),),
        rests_on=("account-1",),
        claims=(),
        passage_status="gloss",
        flips=(Flip(dropped="dale", kind="party", word=RulingWord.CANNOT_JUDGE),),
        exercise=True,
        origins=OriginCounts(n_reports=1, n_origins=1),
    ),
}


def report(name: str = "report-1") -> Statement:
    """Make a statement of a report without acts."""
    noun = Report(id=name, source=Source(party="dale"), published=Moment("2060-05-01"), text="EXERCISE")
    return Statement(kind=StatementKind.REPORT, party="dale", officer="officer-d1", at_ns=NOON_NS, noun=noun)


def got(statement: Statement, records: Records) -> Statement:
    """Give what stands under the kind and id of a statement."""
    return records.statements.get(statement.kind, statement.id)


def listed_acts(reader: str, records: Records) -> tuple[Statement, ...]:
    """List the acts that a party may read."""
    return records.statements.page(StatementKind.ACT, reading(reader)).items


def test_statements_come_back_whole(store: Store) -> None:
    """Each kind with every field."""
    kept = (act_statement(place=Position(lon_deg=10.0, lat_deg=20.0), readers=("dale",)), claim_statement(), report())

    def job(records: Records) -> None:
        for each in kept:
            records.statements.add(each)

    do(store, job)
    for each in kept:
        assert see(store, partial(got, each)) == each


def test_an_id_is_taken_once_for_each_kind(store: Store) -> None:
    """A claim and an act may bear the same id; two acts may not."""
    do(store, lambda records: records.statements.add(act_statement("same")))
    do(store, lambda records: records.statements.add(claim_statement("same")))

    with pytest.raises(TakenError):
        do(store, lambda records: records.statements.add(act_statement("same")))
    with pytest.raises(NotFoundError):
        see(store, lambda records: records.statements.get(StatementKind.REPORT, "same"))


@pytest.mark.parametrize(
    ("readers", "is_protected", "seen_by"),
    [
        ((), False, {"northland"}),
        (("dale",), False, {"northland", "dale"}),
        (("*",), False, {"northland", "dale", "stranger"}),
        (("dale", "*"), False, {"northland", "dale", "stranger"}),
        (("dale", "*"), True, {"northland"}),
    ],
)
def test_lists_show_what_the_reader_may_read(
    readers: tuple[str, ...], *, is_protected: bool, seen_by: set[str], store: Store
) -> None:
    """A statement whose source must be protected is its own party's alone; nothing is given twice."""
    kept = act_statement(readers=readers, is_protected=is_protected)
    do(store, lambda records: records.statements.add(kept))

    for reader in ("northland", "dale", "stranger"):
        assert list(see(store, partial(listed_acts, reader))) == [kept] * (reader in seen_by)


def test_lists_merge_what_is_open_to_all_with_what_is_not(store: Store) -> None:
    """In one order, latest first, page by page."""
    kept = [
        act_statement(f"act-{number}", at_ns=NOON_NS + number // 3, readers=("*",) if number % 2 else ("dale",))
        for number in range(9)
    ]

    def job(records: Records) -> None:
        for each in kept:
            records.statements.add(each)

    do(store, job)
    found = walk(
        lambda after: see(
            store, lambda records: records.statements.page(StatementKind.ACT, reading("dale", limit=2, after=after))
        )
    )
    assert found == kept[::-1]


def test_lists_narrow_by_the_place_and_time_that_are_told(store: Store) -> None:
    """What tells no position is in no box; a day holds whatever offset it was counted at."""
    near = act_statement("near", place=Position(lon_deg=10.0, lat_deg=20.0, radius_m=30_000.0), day="2060-05-02")
    nowhere = act_statement("nowhere")
    wide = act_statement("wide", place=Position(lon_deg=90.0, lat_deg=0.0, radius_m=5_000_000.0))

    def job(records: Records) -> None:
        for each in (near, nowhere, wide):
            records.statements.add(each)

    def listed(**fields: Any) -> list[str]:  # noqa: ANN401 - any field
        return ids(see(store, lambda records: records.statements.page(StatementKind.ACT, reading(**fields))).items)

    do(store, job)
    day_ns = parse_instant("2060-05-02T00:00:00Z")
    assert listed(bounds_deg=(10.2, 20.0, 10.3, 20.1)) == ["wide", "near"]
    assert listed(bounds_deg=(10.2, 20.0, 10.3, 20.1), interval=Interval(start_ns=NOON_NS)) == ["wide"]
    assert listed(interval=Interval(start_ns=day_ns - HOUR_NS, end_ns=day_ns)) == ["near"]
    assert listed(interval=Interval(start_ns=day_ns + 2 * NS_PER_DAY, end_ns=day_ns + 3 * NS_PER_DAY)) == []
    assert listed(interval=Interval(start_ns=NOON_NS, end_ns=NOON_NS + 1)) == ["wide", "nowhere"]


def test_claims_come_in_the_order_in_which_they_came(store: Store) -> None:
    """Those whose source must be protected are left out."""
    kept = [claim_statement("late", at_ns=NOON_NS + 5), claim_statement("early")]

    def job(records: Records) -> None:
        for each in (*kept, claim_statement("hidden", is_protected=True), act_statement()):
            records.statements.add(each)

    do(store, job)
    assert see(store, lambda records: records.statements.claims()) == tuple(each.noun for each in kept)


@pytest.mark.parametrize("kind", DETAILS)
def test_findings_come_back_whole(kind: FindingKind, store: Store) -> None:
    """Whatever was concluded."""
    kept = Finding(
        id="finding-1",
        kind=kind,
        at_ns=NOON_NS,
        about=("dale",),
        readers=("dale", "northland"),
        detail=DETAILS[kind],
        interval=HOUR,
        ruling=RulingWord.CONTESTED,
        exercise=True,
    )
    do(store, lambda records: records.findings.add(kept))

    assert see(store, lambda records: records.findings.get("finding-1")) == kept
    with pytest.raises(NotFoundError):
        see(store, lambda records: records.findings.get("finding-2"))
    with pytest.raises(TakenError):
        do(store, lambda records: records.findings.add(kept))


def test_findings_are_listed_for_their_readers_alone(store: Store) -> None:
    """Narrowed by kind, ruling, place and time."""
    kept = [
        finding("placed"),
        finding("unplaced", bounds_deg=None, at_ns=NOON_NS + 1),
        finding(
            "later", at_ns=NOON_NS + 2, interval=Interval(start_ns=NOON_NS + HOUR_NS, end_ns=NOON_NS + 2 * HOUR_NS)
        ),
        finding("nobodys", readers=()),
        finding("ruled", at_ns=NOON_NS + 3, ruling="contested"),
    ]

    def job(records: Records) -> None:
        for each in kept:
            records.findings.add(each)

    def listed(**fields: Any) -> list[str]:  # noqa: ANN401 - any field
        asked = {name: fields.pop(name) for name in ("kind", "ruling") if name in fields}
        return ids(see(store, lambda records: records.findings.page(reading(**fields), **asked)).items)

    do(store, job)
    assert listed() == ["ruled", "later", "unplaced", "placed"]
    assert listed(reader="dale") == []
    assert listed(kind=FindingKind.PROBING) == []
    assert listed(ruling="contested") == ["ruled"]
    assert listed(bounds_deg=(10.0, 20.0, 10.0, 20.0)) == ["ruled", "later", "placed"]
    assert listed(interval=Interval(start_ns=NOON_NS + HOUR_NS)) == ["later"]
