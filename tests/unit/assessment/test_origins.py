# SPDX-License-Identifier: Apache-2.0
"""Counts for every event, act and documented incident, and what they add up to."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from exercise_library import exercise_library
from lineages import OUTLETS, event
from truceline.agreement.library import Library, find_library, load_library
from truceline.app.admit_act import AdmissionTerms
from truceline.app.assess_events import accounts_of
from truceline.assessment.origin_summary import IncidentOrigins
from truceline.assessment.origins import Corroboration, corroborate
from truceline.base.instants import parse_instant
from truceline.clauses.judging import clause_test
from truceline.feeds.events import read_event_files
from truceline.findings.origin_counts import OriginCounts
from truceline.picture.acts import Account, Act, Incident
from truceline.picture.grades import Grading, InformationCredibility, PictureCheck, PictureEvidence, PictureFit
from truceline.picture.intake import Event
from truceline.picture.sources import Source

HEADLINE = "Shells hit the quay at the old mill"
DAY = "2001-02-10"
SHIPPED = "syria-2015-2017"


@cache
def library() -> Library:
    """Give the invented library with the invented outlets."""
    return replace(exercise_library(), outlets=OUTLETS)


def act(number: int, side: str, *accounts: Account) -> Act:
    """Give one act of an event, told by its row."""
    row = Account(source=Source(ref=("ucdp-ged",), origin="as the row"), kind=("force",))
    return Act(id=f"ucdp:{number}:{side}", accounts=(row, *accounts), engagement=f"ucdp:{number}", exercise=True)


def counted(events: Sequence[Event], acts: Sequence[Act] = (), further: Account | None = None) -> Corroboration:
    """Count, with a further account of the first act if one is given."""

    def accounts(each: Act) -> tuple[Account, ...]:
        return (*each.accounts, further) if further and each is acts[0] else each.accounts

    rows = [act(int(each.id.removeprefix("ucdp:")), side) for each in events for side in "ab"]
    known = {each.id for each in acts}
    return corroborate(events, [*acts, *(row for row in rows if row.id not in known)], library(), accounts)


def quoting(number: int, *outlets: str) -> Event:
    """Give an event that quotes outlets, each under a headline of its own."""
    return event(number, *((outlet, DAY, f"{HEADLINE} {n} says {outlet}") for n, outlet in enumerate(outlets)))


@pytest.mark.parametrize(
    ("outlets", "counts"),
    [
        (("River Wire",), (1, 1, 1)),
        (("River Wire", "RW", "River Wire"), (3, 1, 1)),
        (("River Wire", "Hill Watch"), (2, 2, 2)),
        (("River Wire", "Dawn Radio", "Stranger"), (3, 2, 1)),
        (("Stranger", "Elsewhere"), (2, 2, 1)),
        ((), (0, 0, 0)),
    ],
)
def test_every_event_has_its_counts_and_both_its_acts_share_them(
    outlets: tuple[str, ...], counts: tuple[int, int, int]
) -> None:
    """Reports, origins, independent origins; an event file admits nothing."""
    found = counted([quoting(1, *outlets)])

    expected = OriginCounts(n_reports=counts[0], n_origins=counts[1], n_independent=counts[2])
    assert found.by_event == {"ucdp:1": expected}
    assert found.by_act == {"ucdp:1:a": expected, "ucdp:1:b": expected}


def test_a_claim_about_an_act_counts_for_its_event() -> None:
    """A party that says that its own forces acted is a further origin, and admits."""
    own = Account(source=Source(ref=("X1",), party="northland"), actor=("northland-army",))
    found = counted([quoting(1, "River Wire")], [act(1, "a")], own)

    assert found.by_event["ucdp:1"] == OriginCounts(n_reports=2, n_origins=2, n_independent=2, n_parties_admitting=1)
    assert found.summary.admitted == 1


def test_the_outlet_that_a_row_and_a_claim_both_rest_on_is_one_origin() -> None:
    """Whatever name the claim gives it."""
    same = Account(source=Source(ref=("X1",), origin="rw"), actor=("northland-army",))
    found = counted([quoting(1, "River Wire")], [act(1, "a")], same)

    assert (found.by_event["ucdp:1"].n_reports, found.by_event["ucdp:1"].n_origins) == (2, 1)


def test_the_summary_adds_up_and_changes_with_no_order() -> None:
    """Shares are of what quotes anybody; what quotes nobody stands apart."""
    events = [
        quoting(1, "River Wire", "RW"),
        quoting(2, "River Wire", "Hill Watch"),
        quoting(3, "Stranger", "River Wire"),
        quoting(4),
    ]
    found, turned = counted(events).summary, counted(events[::-1]).summary

    assert (found.events, found.counted, found.without_source) == (4, 3, 1)
    assert (found.one_outlet, found.one_origin, found.two_independent) == (1, 1, 1)
    assert (found.reports, found.origins, found.independent) == (6, 3, 2)
    assert [(each.n_independent, each.count) for each in found.by_independent] == [(1, 2), (2, 1)]
    assert found == turned


def test_outlets_are_listed_in_alphabetical_order_with_what_is_known() -> None:
    """No rank by anything; an outlet that the library does not list says so."""
    rows = counted([quoting(1, "Stranger", "RW", "Northland Voice", "River Wire")]).summary.outlets

    assert [(row.name, row.spellings, row.listed, row.is_known, row.origin) for row in rows] == [
        ("Northland Voice", ("Northland Voice",), True, True, "party:northland"),
        ("River Wire", ("RW", "River Wire"), True, True, "River Wire"),
        ("Stranger", ("Stranger",), False, False, "Stranger"),
    ]


def test_the_widest_bulletin_and_those_who_share_one_are_counted() -> None:
    """Three events on one bulletin rest on one origin; the fourth shares with nobody."""
    events = [event(number, ("River Wire", DAY, HEADLINE)) for number in range(3)] + [quoting(3, "River Wire")]
    found = counted(events).summary.bulletins

    assert found.widest is not None
    assert (found.widest.headline, found.widest.events) == (HEADLINE, 3)
    assert (found.quotations, found.bulletins, found.origins, found.shared, found.events_sharing) == (4, 2, 2, 1, 3)


def test_lists_that_do_not_match_are_counted_and_not_guessed() -> None:
    """An event with outlets and without readable headlines keeps its outlets."""
    unmatched = replace(quoting(1, "River Wire", "Hill Watch"), bulletins=())
    found = counted([unmatched])

    assert found.by_event["ucdp:1"].n_origins == 2
    assert (found.summary.bulletins.unread, found.summary.bulletins.widest) == (1, None)


def told_by(*accounts: Account) -> IncidentOrigins:
    """Count a documented incident of one act that these accounts tell."""
    shelling = Act(id="shelling", accounts=accounts, exercise=True)
    incidents = (Incident(id="mill", title="Shelling (EXERCISE)", acts=(shelling,)),)
    found = corroborate([], [shelling], replace(library(), incidents=incidents), lambda each: each.accounts)
    (row,) = found.summary.incidents
    return row


def test_an_incident_is_graded_with_its_counts_and_its_reason() -> None:
    """Origins by name, admissions by party, accounts against interest by number."""
    wire = Account(source=Source(origin="River Wire"), actor=("northland-army",), kind=("force.fire",))
    own = replace(wire, source=Source(ref=("X1",), party="northland"))
    row = told_by(wire, own)

    assert (row.n_reports, row.n_origins, row.n_independent, row.n_parties_admitting) == (2, 2, 2, 1)
    assert (row.grade, row.reason) == ("confirmed", "admitted")
    assert (row.acts[0].origins, row.acts[0].admitting) == (("River Wire", "party:northland"), ("northland",))
    assert row.acts[0].against_interest == (2,)


def test_a_persons_grades_are_shown_as_given_and_enter_no_computed_grade() -> None:
    """A credibility of 1 that one origin alone bears is marked, not changed."""
    grading = Grading(
        by="Desk officer",
        credibility=InformationCredibility.ONE,
        picture=PictureCheck(fit=PictureFit.SAME, evidence=PictureEvidence.STRONG),
    )
    wire = Account(source=Source(origin="River Wire"), actor=("northland-army",), grading=grading)
    watch = replace(wire, source=Source(origin="Hill Watch"), grading=None)

    def given(*accounts: Account) -> tuple[str, str, bool]:
        shot = Act(id="shot", accounts=accounts, exercise=True)
        (row,) = corroborate([], [shot], library(), lambda each: each.accounts).summary.gradings
        return row.credibility, row.reliability, row.is_borne_out

    assert given(wire) == ("1", "", False)
    assert given(wire, watch) == ("1", "", True)
    assert told_by(wire).grade == told_by(replace(wire, grading=None)).grade == "weak"


@cache
def shipped() -> tuple[IncidentOrigins, ...]:
    """Count the documented incidents of the shipped library."""
    held = load_library(find_library(SHIPPED))
    acts = [each for incident in held.incidents for each in incident.acts]
    return corroborate([], acts, held, accounts_of(clause_test(held, ()))).summary.incidents


def test_the_documented_incidents_are_all_graded() -> None:
    """In the library's order, each with its acts."""
    held = load_library(find_library(SHIPPED))

    assert [row.incident for row in shipped()] == [incident.id for incident in held.incidents]
    assert len(shipped()) == 20
    assert all(len(row.acts) >= 1 and row.n_independent <= row.n_origins <= row.n_reports for row in shipped())


@pytest.mark.parametrize(
    ("incident", "grade", "reason"),
    [
        ("strike-on-shayrat", "confirmed", "admitted"),
        ("f-22-and-su-25", "contested", "rival_account"),
        ("convoy-at-urum-al-kubra", "weak", "one_origin"),
        ("su-22-shot-down", "weak", "one_origin"),
        ("bulletin-two-counters", "weak", "one_origin"),
    ],
)
def test_a_grade_rests_on_what_the_library_holds(incident: str, grade: str, reason: str) -> None:
    """Two registers in one side's bulletin are one origin; two rival places are contested, though one side admits."""
    (row,) = (each for each in shipped() if each.incident == incident)

    assert (row.grade, row.reason) == (grade, reason)


def test_nothing_is_confirmed_without_an_admission() -> None:
    """However many report it."""
    for row in (each for incident in shipped() for each in incident.acts):
        assert (row.grade != "confirmed") or row.n_parties_admitting > 0


def test_no_outlet_of_the_shipped_library_is_named_without_its_source() -> None:
    """Each says who says so and what is known."""
    outlets = load_library(find_library(SHIPPED)).outlets

    assert outlets
    assert all(each.source.ref and each.source.words for each in outlets)


def test_the_real_file_rests_on_few_independent_origins(data_dir: Path) -> None:
    """Counted from the file: one bulletin carries fifty events, and nearly all rest on one outlet."""
    held = load_library(find_library(SHIPPED))
    path = data_dir / "ucdp-ged-syria" / "ucdp_ged_syria_2016-02_2017-12_slim.csv.gz"
    terms = AdmissionTerms(library=held, now_ns=parse_instant("2020-01-01T00:00:00Z"), is_bulk=True)
    (intake,) = read_event_files([path], terms, lambda _name, _bytes: None)
    found = corroborate(intake.events, intake.acts, held, lambda each: each.accounts).summary

    assert found.counted == 11_162
    assert found.reports == sum(len(each.mentions) for each in intake.events)
    assert found.bulletins.widest is not None
    assert found.bulletins.widest.events == 50
    assert found.two_independent < 0.01 * found.counted
    assert 0.9 * found.counted < found.one_outlet <= found.one_origin
    assert found.admitted == 0
