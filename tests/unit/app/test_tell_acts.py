# SPDX-License-Identifier: Apache-2.0
"""Acts of the past as a node takes and judges them. EXERCISE."""

import pytest

from exercise_acts import act, claim
from stated import Desk, caller, everybody, nobody_else, three_parties
from truceline.app.ports import Selection
from truceline.base.errors import AuthorityError, InputError, LimitError, RedLineError, TakenError
from truceline.findings.alleged import AllegedViolation
from truceline.findings.finding import Finding, FindingKind


def findings(desk: Desk, reader: str) -> tuple[Finding, ...]:
    """Give the findings that a party may read."""
    return desk.see(lambda records: records.findings.page(Selection(reader=reader, limit=50))).items


def test_an_act_is_answered_with_a_word_of_every_provision_and_what_was_found() -> None:
    """With the words of rulings, never with a verdict."""
    desk = Desk()

    (told,) = desk.tell(act(), act("other"))[:1]

    assert [(each.provision, each.word) for each in told.rulings] == [("T1", "prohibited"), ("T2", "clause silent")]
    (finding,) = (each for each in findings(desk, "northland") if each.id in told.findings)
    assert finding.kind is FindingKind.ALLEGED_VIOLATION
    assert finding.about == ("northland",)
    assert finding.subjects == (told.statement.id,)
    assert finding.ruling == "prohibited"
    assert finding.bounds_deg is not None
    assert finding.exercise


def test_what_is_missing_is_named() -> None:
    """Doubt is shown, and no finding is raised from it."""
    (told,) = Desk().tell(act(actor=[]))

    assert (told.rulings[0].word, told.rulings[0].missing) == ("cannot judge", ("actor",))
    assert told.findings == ()


def test_whom_a_finding_is_about_reads_it_from_the_same_commit_on() -> None:
    """R3: told in one transaction with the answer to its teller."""
    desk = Desk()

    (told,) = desk.tell(act(), circle=everybody("northland"))

    events = {
        party: [event.id for event in desk.see(lambda records: records.events.after(0, party, 10))]  # noqa: B023
        for party in ("northland", "hill-league")
    }
    assert events["northland"] == events["hill-league"] == [told.statement.id, *told.findings]


def test_an_act_that_its_alleged_party_could_not_read_is_refused() -> None:
    """R3, with what to do; nothing of it is kept."""
    desk = Desk()

    with pytest.raises(RedLineError, match="red line R3: expected northland among them"):
        desk.tell(act(), circle=nobody_else())
    assert findings(desk, "hill-league") == ()


def test_without_stated_readers_those_are_meant_whom_it_is_about() -> None:
    """The teller's party reads its own anyway."""
    (told,) = Desk().tell(act(), circle=nobody_else(), names_readers=False)

    assert told.statement.readers == ("northland",)


def test_a_protected_account_is_judged_for_a_monitor_and_raises_nothing() -> None:
    """R3 has one exception; nobody else may use it to judge another party in secret."""
    desk, circle = Desk(), everybody(is_protected=True)

    (told,) = desk.tell(act(), by=caller("hill-league", "monitor"), circle=circle)

    assert (told.rulings[0].word, told.findings) == ("prohibited", ())
    assert findings(desk, "hill-league") == findings(desk, "northland") == ()
    with pytest.raises(AuthorityError, match="expected the role"):
        desk.tell(act("second"), circle=circle)


@pytest.mark.parametrize(
    "changed",
    [{"stage": "planned"}, {"since": "2001-03-01T14:00:01+02:00"}, {"since": None}, {"until": "2001-03-02"}],
)
def test_nothing_but_the_past_is_judged_among_many(changed: dict[str, object]) -> None:
    """R1: one act that is planned, not over or undated bars the request, and nothing is kept."""
    desk = Desk()

    with pytest.raises(RedLineError, match="red line R1"):
        desk.tell(act(), act("second", **changed))
    assert desk.tell(act())[0].findings


def test_a_plan_is_sent_to_where_plans_are_declared() -> None:
    """The refusal says what to do, and that nothing is thereby allowed."""
    with pytest.raises(RedLineError, match="POST /v1/intents"):
        Desk().tell(act(stage="planned"))


def test_real_acts_stay_out_of_an_exercise() -> None:
    """R11."""
    with pytest.raises(RedLineError, match="R11"):
        Desk().tell(act(exercise=False))


def test_faults_of_several_acts_are_told_together() -> None:
    """So that all can be mended at once."""
    with pytest.raises(ExceptionGroup, match="2 faults"):
        Desk().tell(act(), act("a", kind=["nonsense"]), act("b", source={"party": "northland"}))


def test_an_id_stands_once() -> None:
    """In a request, and on the node for each party."""
    desk = Desk()
    with pytest.raises(InputError, match="every id once"):
        desk.tell(act(), act())
    desk.tell(act())
    with pytest.raises(TakenError):
        desk.tell(act())


def test_a_request_holds_a_bounded_number_of_acts() -> None:
    """Others wait while they are judged."""
    with pytest.raises(LimitError, match="1 to 50"):
        Desk().tell(*(act(f"a{number}") for number in range(51)))


def test_an_account_that_names_a_party_which_may_not_read_is_not_heard() -> None:
    """R3: it is left out of the ruling and counted, and what is found is about those who read it alone."""
    desk = Desk(agreed=three_parties())
    other = {"source": {"party": "northland"}, "actor": ["northland-army"]}
    desk.claim(claim("c", act={"act": "hill-league:shot-1", "account": other}))

    (told,) = desk.tell(act(actor=["hill-league"], against=["northland"]), circle=everybody("marsh-union"))

    assert (told.left_out, told.statement.readers) == (1, ("marsh-union",))
    assert told.findings
    assert [each.about for each in findings(desk, "hill-league")] == [("hill-league",)]
    assert findings(desk, "northland") == ()


def test_an_act_of_the_own_force_that_nobody_else_reads_is_kept_and_not_judged() -> None:
    """R1: nothing would tell it from a plan."""
    desk = Desk()

    (told,) = desk.tell(act(actor=["hill-league"], against=["northland"]), circle=nobody_else())

    assert (told.is_judged, told.rulings, told.findings, told.text_permits) == (False, (), (), False)
    assert told.statement.readers == ()
    assert findings(desk, "hill-league") == ()


def test_findings_of_the_last_days_hold_no_place_and_no_words() -> None:
    """R7: neither the point, nor a box round it, nor words and a title that may name it."""
    desk = Desk()
    fresh = act(
        since="2001-02-28T10:00:00+02:00",
        title="At the mill",
        source={"ref": ["X1"], "words": "they fired from the mill"},
        place={"position": {"lon_deg": 20.123, "lat_deg": 10.456, "radius_m": 20}, "name": "the mill"},
    )

    desk.tell(fresh)

    (finding,) = findings(desk, "northland")
    assert isinstance(finding.detail, AllegedViolation)
    assert finding.bounds_deg is None
    assert not [secret for secret in ("20.123", "mill") if secret in repr(finding)]


def test_an_act_of_a_group_without_a_party_is_about_nobody() -> None:
    """Nobody has to be among its readers."""
    (told,) = Desk().tell(act(actor=["lake-band"]), circle=nobody_else())

    assert told.statement.readers == ()
