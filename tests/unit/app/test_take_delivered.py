# SPDX-License-Identifier: Apache-2.0
"""What other parties' logs deliver: taken once, as their word alone, and found to meet what stands here."""

from dataclasses import replace
from typing import Any

import pytest

from exercise import at
from kept_things import intent, volume
from stated import Desk, caller, everybody, ground, noun, proposal
from truceline.app.accept_agreement import accept_agreement
from truceline.app.ports import Acceptance, Records, Selection, Statement, StatementKind
from truceline.app.read_agreement import is_joint_fact, parties_by_own_log
from truceline.app.record_bodies import (
    acceptance_recordable,
    finding_recordable,
    intent_recordable,
    proposal_recordable,
    sealed_content,
    statement_recordable,
    unshared,
    unshared_recordable,
)
from truceline.app.record_ports import Delivered, Recordable
from truceline.app.take_delivered import Taken, take_delivered, unpack
from truceline.findings.finding import FindingKind
from truceline.picture.intents import IntentState, Sharing

OTHER = "truceline.example/exercise/hill-league/fedcba9876543210"


class Logs:
    """A desk of Northland, and Hill League's log, of which entries come one after another."""

    def __init__(self) -> None:
        self.desk = Desk(now_ns=at("2001-03-01T12:00:00Z"))
        self.seq = 0

    def deliver(self, thing: Recordable, party: str = "hill-league", seq: int = 0) -> Taken:
        """Deliver a body as the federation does: sealed ones with their type inside."""
        self.seq += 1
        body = thing.body if thing.is_open else sealed_content(thing.type, thing.body)
        delivered = Delivered(
            origin=OTHER,
            seq=seq or self.seq,
            leaf=bytes([self.seq]) * 32,
            party=party,
            type=thing.type if thing.is_open else "x",
            at_ms=1,
            salt=bytes(32),
            body=body,
            dek=b"" if thing.is_open else bytes(32),
        )
        terms, unpacked = self.desk.terms, unpack(delivered, ground())
        return self.desk.do(
            lambda records: take_delivered(records, unpacked, terms, self.desk.agreed, now_ns=self.desk.now_ns)
        )

    def see(self, job: Any) -> Any:  # noqa: ANN401 - any job
        """Read."""
        return self.desk.see(job)


@pytest.fixture
def logs() -> Logs:
    """Give an empty desk and an empty log."""
    return Logs()


def theirs(name: str = "theirs", **fields: Any) -> Any:  # noqa: ANN401 - an intent
    """Make an intent of Hill League that is shared with Northland."""
    start = at("2001-03-01T14:00:00Z")
    given = {
        "party": "hill-league",
        "kind": ("flight",),
        "sharing": Sharing(full=("northland",)),
        "volumes": (volume(start_ns=start, end_ns=start + 3_600_000_000_000),),
        "filed_ns": at("2001-03-01T11:00:00Z"),
    }
    return intent(name, **given | fields)


def kept(records: Records, name: str = "theirs") -> Any:  # noqa: ANN401 - an intent
    """Give an intent that stands here."""
    return records.intents.get(name)


def findings(records: Records, kind: FindingKind) -> Any:  # noqa: ANN401 - findings
    """Give findings that Northland reads."""
    return records.findings.page(Selection(reader="northland", limit=10), kind=kind).items


def test_an_intent_is_taken_once_as_its_partys_word(logs: Logs) -> None:
    """It stands here as it was filed there, is told to its readers, and goes into no other log."""
    taken = logs.deliver(intent_recordable(theirs(), "filed"), seq=7)
    again = logs.deliver(intent_recordable(theirs(), "filed"), seq=7)
    assert (taken.row.refused, taken.is_new, again.is_new) == ("", True, False)
    assert logs.see(kept) == theirs()
    assert logs.see(lambda records: records.recorded.after(0, 10)) == ()
    assert [each.change for each in logs.see(lambda records: records.events.after(0, "northland", 10))] == ["filed"]


def test_a_conflict_is_found_as_if_it_were_filed_here(logs: Logs) -> None:
    """Both sides are told where each shares with the other, and the finding goes into the own log, for both (R3)."""
    own = theirs("own", party="northland", sharing=Sharing(full=("hill-league",)))
    logs.desk.do(lambda records: records.intents.add(own, ()))
    assert not logs.deliver(intent_recordable(theirs(), "filed")).row.refused
    (found,) = logs.see(lambda records: findings(records, FindingKind.CONFLICT))
    assert set(found.readers) == {"northland", "hill-league"}
    (row,) = logs.see(lambda records: records.recorded.of("finding", found.id))
    assert set(row.recipients) == {"northland", "hill-league"}

    # The other node found the same: its word for it is known here already.
    same = replace(found, id="their-finding")
    assert not logs.deliver(finding_recordable(same)).row.refused
    assert len(logs.see(lambda records: findings(records, FindingKind.CONFLICT))) == 1

    over = replace(theirs(), version=2, state=IntentState.WITHDRAWN, filed_ns=at("2001-03-01T12:00:00Z"))
    assert not logs.deliver(intent_recordable(over, "withdrawn")).row.refused
    (lapsed,) = logs.see(lambda records: findings(records, FindingKind.CONFLICT_LAPSED))
    assert lapsed.detail.lapsed_by == "withdrawn"


def test_what_is_not_told_both_ways_is_met_coarsely_by_both(logs: Logs) -> None:
    """An own intent that is shared with nobody makes constraints, none of which names it (R5)."""
    own = theirs("own", party="northland", sharing=Sharing())
    cover = logs.desk.terms.grid.cover(own.volumes)
    logs.desk.do(lambda records: records.intents.add(own, cover.slots))
    assert not logs.deliver(intent_recordable(theirs(), "filed")).row.refused
    assert logs.see(lambda records: findings(records, FindingKind.CONFLICT)) == ()
    raised = logs.see(lambda records: records.recorded.after(0, 10))
    assert sorted(row.recipients for row in raised) == [("hill-league",), ("northland",)]
    assert not any(b'"own"' in (row.body or b"") for row in raised)


def test_versions_may_be_missing_but_never_come_late(logs: Logs) -> None:
    """A version that was not shared is no reason to refuse the next; an older one is refused."""
    second = replace(theirs(), version=2)
    assert not logs.deliver(intent_recordable(replace(theirs(), version=3), "changed")).row.refused
    assert "after 3" in logs.deliver(intent_recordable(second, "changed")).row.refused
    assert logs.see(kept).version == 3


def test_what_is_shared_no_more_is_put_away(logs: Logs) -> None:
    """Who is dropped from the readers is told so, and not the version by which it is; it meets nothing from then on."""
    own = theirs("own", party="northland", sharing=Sharing(full=("hill-league",)))
    logs.desk.do(lambda records: records.intents.add(own, ()))
    logs.deliver(intent_recordable(theirs(), "filed"))
    dropped = unshared(theirs(), replace(theirs(), version=2, sharing=Sharing()))
    assert dropped is not None
    assert dropped.parties == ("northland",)
    assert not logs.deliver(unshared_recordable(dropped)).row.refused
    assert logs.see(kept).state is IntentState.WITHDRAWN
    assert len(logs.see(lambda records: findings(records, FindingKind.CONFLICT_LAPSED))) == 1
    assert unshared(theirs(), replace(theirs(), version=2)) is None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"party": "northland"}, "the word of hill-league"),
        ({"sharing": Sharing()}, "shared in full with northland"),
        ({"exercise": False}, "R11"),
        ({"kind": ("flight.of_fancy",)}, "expected a code"),
        ({"force": "northland-guard"}, "force"),
    ],
)
def test_what_may_not_stand_here_is_refused_with_a_reason(logs: Logs, changed: dict[str, Any], reason: str) -> None:
    """The reason stays, the shelves stay empty, and it is not looked at again."""
    taken = logs.deliver(intent_recordable(theirs(**changed), "filed"), seq=3)
    assert reason in taken.row.refused
    assert logs.see(lambda records: records.intents.versions("theirs")) == ()
    assert logs.see(lambda records: records.recorded.delivered(OTHER, 3)) == taken.row
    assert not logs.deliver(intent_recordable(theirs(), "filed"), seq=3).is_new


def test_another_partys_id_is_never_taken_over(logs: Logs) -> None:
    """An intent of that id stands here for somebody else."""
    logs.desk.do(lambda records: records.intents.add(theirs(party="northland"), ()))
    assert (
        "an id of hill-league" in logs.deliver(intent_recordable(replace(theirs(), version=2), "changed")).row.refused
    )


def test_bytes_that_are_no_body_are_refused(logs: Logs) -> None:
    """What cannot be read is kept with the reason."""
    thing = replace(intent_recordable(theirs(), "filed"), body=b'{"record":"intent/1"}')
    assert "expected a value" in logs.deliver(thing).row.refused
    mixed = replace(intent_recordable(theirs(), "filed"), type="claim.stated")
    assert "of the type claim.stated" in logs.deliver(mixed).row.refused


def claim(party: str = "hill-league", name: str = "hill-league:hill-held", **fields: Any) -> Statement:  # noqa: ANN401 - fields of a statement
    """Make a claim of Hill League."""
    record = {
        "schema": "truceline/claim/1",
        "id": name,
        "control": {
            "place": {"area": ["XA01"]},
            "holder": ["hill-league"],
            "kind": "military",
            "source": {"party": party},
        },
    }
    given: dict[str, Any] = {"readers": ("*",)} | fields
    return Statement(
        kind=StatementKind.CLAIM,
        party="hill-league",
        officer="o",
        at_ns=at("2001-03-01T11:00:00Z"),
        noun=noun(record),
        exercise=True,
        **given,
    )


def test_claims_are_taken_by_the_rules_of_claims(logs: Logs) -> None:
    """One of the log's own party is taken; words in another's mouth, foreign ids and what is not for us are refused."""
    taken = logs.deliver(statement_recordable(claim()))
    assert (taken.row.refused, taken.must_renew) == ("", True)
    assert logs.see(lambda records: records.statements.get(StatementKind.CLAIM, "hill-league:hill-held"))
    assert "nobody states" in logs.deliver(statement_recordable(claim("northland", "hill-league:other"))).row.refused
    assert "an id of hill-league" in logs.deliver(statement_recordable(claim(name="northland:x"))).row.refused
    hidden = statement_recordable(claim(name="hill-league:y", readers=("dale",)))
    assert "may read" in logs.deliver(hidden).row.refused


def test_an_agreement_is_a_joint_fact_when_each_log_holds_its_own_acceptance(logs: Logs) -> None:
    """Hill League's proposal and acceptance come by its log, Northland accepts here: who accepted where can be told."""
    desk = logs.desk
    there = Desk(now_ns=desk.now_ns)
    theirs_version = there.propose(proposal(), party="hill-league")
    text = theirs_version.text
    assert not logs.deliver(proposal_recordable(text)).row.refused
    accepted = Acceptance(
        agreement=text.agreement, digest=text.digest, party="hill-league", officer="o", at_ns=text.at_ns
    )
    taken = logs.deliver(acceptance_recordable(accepted))
    assert (taken.row.refused, taken.must_renew) == ("", True)

    wanted = (text.agreement, text.digest)
    desk.do(lambda records: accept_agreement(records, wanted, caller("northland"), desk.agreed, now_ns=desk.now_ns))

    def state(records: Records) -> Any:  # noqa: ANN401 - what is told of it
        (version,) = desk.agreed.versions(records, text.agreement)
        own = parties_by_own_log(records, version, "northland")
        return version.state, own, is_joint_fact(records, version, "northland")

    assert desk.see(state) == ("agreed", ("hill-league",), False)
    desk.store.attach(TakingLog())  # type: ignore[attr-defined]
    assert desk.see(state) == ("agreed", ("hill-league", "northland"), True)


class TakingLog:
    """A log that takes everything."""

    origin = "truceline.example/exercise/northland/0123456789abcdef"
    refusal = ""

    def find(self, _row: object, _waiting: object) -> tuple[()]:
        """Find nothing."""
        return ()

    def record(self, waiting: Any, _places: object) -> Any:  # noqa: ANN401 - rows, and their places
        """Take rows."""
        from truceline.app.record_ports import EntryPlace  # noqa: PLC0415 - only here

        return tuple(
            EntryPlace(number=row.number, origin=self.origin, seq=row.number, leaf=bytes(32)) for row in waiting
        )


def test_nobody_accepts_by_another_partys_log(logs: Logs) -> None:
    """Northland's acceptance in Hill League's log is refused."""
    version = logs.desk.propose(proposal())
    accepted = Acceptance(
        agreement=version.text.agreement, digest=version.text.digest, party="northland", officer="o", at_ns=1
    )
    assert "the word of hill-league" in logs.deliver(acceptance_recordable(accepted)).row.refused


def test_a_circle_of_everybody_reads(logs: Logs) -> None:
    """A claim stated here for everybody is recorded for everybody."""
    record = {
        "schema": "truceline/claim/1",
        "id": "held",
        "control": {
            "place": {"area": ["XA01"]},
            "holder": ["northland"],
            "kind": "military",
            "source": {"party": "northland"},
        },
    }
    logs.desk.claim(record, circle=everybody())
    (row,) = logs.see(lambda records: records.recorded.after(0, 10))
    assert (row.type, row.recipients) == ("claim.stated", ("*",))
