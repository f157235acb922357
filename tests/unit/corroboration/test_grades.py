# SPDX-License-Identifier: Apache-2.0
"""The incident grade, by its rules and by nothing else; admissions and rival accounts on the way."""

from dataclasses import replace

import pytest

from truceline.base.fourvalue import FourValue
from truceline.corroboration.admissions import is_against_interest, parties_admitting, parties_of
from truceline.corroboration.grades import (
    ACTIVITY,
    COMBATANTS_ONLY,
    OTHER_CAUSE,
    Graded,
    GradeReason,
    IncidentGrade,
    grade_act,
    grade_incident,
)
from truceline.corroboration.rivalry import are_rival_accounts, are_rival_attributions
from truceline.findings.origin_counts import OriginCounts
from truceline.picture.actors import ActorKind, Force
from truceline.picture.acts import Account, Place
from truceline.picture.grades import InformationCredibility, PictureEvidence, PictureFit, SourceReliability
from truceline.picture.sources import Source

FORCES = {
    each.id: each
    for each in (
        Force(id="northland-army", name="Northland Army", kind=ActorKind.STATE, party="northland"),
        Force(id="northland-air", name="Northland Air", kind=ActorKind.STATE, party="northland"),
        Force(id="hill-league", name="Hill League", kind=ActorKind.ARMED_GROUP, party="hill-league"),
        Force(id="lake-band", name="Lake Band", kind=ActorKind.ARMED_GROUP),
        Force(id="valley-groups", name="Valley groups", kind=ActorKind.UMBRELLA),
    )
}
PARTY_OF = parties_of(FORCES.values())
WEST, EAST = Place(zone="t/west"), Place(zone="t/east")
ONE = OriginCounts(n_reports=1, n_origins=1, n_independent=1)
TWO = OriginCounts(n_reports=4, n_origins=3, n_independent=2)
COPIES = OriginCounts(n_reports=9, n_origins=3, n_independent=1)


def account(who: str = "", *actor: str, party: str = "", certainty: str = "stated", **fields: object) -> Account:
    """Give an account of a mortar round by an outlet or a party."""
    source = Source(ref=("X1",), origin=who, party=party, certainty=certainty)
    return Account(source=source, actor=actor, kind=("force.fire.mortar",), **fields)  # type: ignore[arg-type]


WIRE = account("River Wire", "northland-army")
WATCH = account("Hill Watch", "northland-air")
OWN = account("", "northland-army", party="northland")
OTHERS = account("Hill Watch", "hill-league")
DENIAL = account("", party="northland", not_actor=("northland-army",))


def graded(*accounts: Account, counts: OriginCounts = ONE) -> tuple[str, str]:
    """Grade an act, as texts."""
    found = grade_act(accounts, counts, FORCES, PARTY_OF)
    return found.grade.value, found.reason.value


def told(account: Account, **facts: bool) -> Account:
    """Give the account with facts."""
    return replace(account, facts=facts)


CASES = (
    ("one origin is weak", (WIRE,), ONE, "weak", "one_origin"),
    ("nine copies are weak", (WIRE,), COPIES, "weak", "dependent_origins"),
    ("two independent origins are fair", (WIRE, WATCH), TWO, "fair", "independent_origins"),
    ("two independent origins do not confirm", (WIRE, WATCH, account("Digest")), TWO, "fair", "independent_origins"),
    ("nobody active near by is weak", (told(WIRE, **{ACTIVITY: False}), WATCH), TWO, "weak", "no_activity_near_by"),
    ("activity near by is fair", (told(WIRE, **{ACTIVITY: True}), WATCH), TWO, "fair", "independent_origins"),
    ("an admission confirms", (OWN,), ONE, "confirmed", "admitted"),
    (
        "an admission with others named confirms",
        (account("", "northland-army", "lake-band", party="northland"),),
        ONE,
        "confirmed",
        "admitted_with_others",
    ),
    ("another party's accusation confirms nothing", (replace(OWN, actor=("hill-league",)),), ONE, "weak", "one_origin"),
    ("an admission called unlikely is none", (replace(OWN, source=replace(OWN.source, certainty="unlikely")),), ONE,
     "weak", "one_origin"),
    ("rival attributions are contested", (WIRE, OTHERS), TWO, "contested", "rival_attribution"),
    ("a denial is a rival", (WIRE, DENIAL), TWO, "contested", "rival_attribution"),
    ("a denied sentence is a rival", (WIRE, account("", "northland-army", party="northland", certainty="denied")), TWO,
     "contested", "rival_attribution"),
    ("rivals outweigh an admission", (OWN, OTHERS), TWO, "contested", "rival_attribution"),
    ("an umbrella is no rival", (WIRE, account("Hill Watch", "valley-groups")), TWO, "fair", "independent_origins"),
    ("one or several of these is no rival", (WIRE, account("Hill Watch", "hill-league", "northland-air")), TWO,
     "fair", "independent_origins"),
    ("other zones are rivals", (replace(OWN, place=WEST), replace(WIRE, place=EAST)), TWO,
     "contested", "rival_account"),
    ("who began is a rival", (replace(WIRE, first_act=True), replace(WATCH, first_act=False)), TWO,
     "contested", "rival_account"),
    ("one source that changes its mind is no rival", (WIRE, replace(WIRE, actor=("hill-league",))), ONE,
     "weak", "one_origin"),
    ("denied by all is discounted", (account("", "northland-army", party="northland", certainty="denied"),), ONE,
     "discounted", "denied_by_all"),
    ("another cause is discounted", (told(WIRE, **{OTHER_CAUSE: True}),), ONE, "discounted", "other_cause"),
    ("combatants only is discounted", (told(WIRE, **{COMBATANTS_ONLY: True}),), ONE, "discounted", "combatants_only"),
    ("another cause by one of two is not", (told(WIRE, **{OTHER_CAUSE: True}), WATCH), TWO,
     "fair", "independent_origins"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("accounts", "counts", "grade", "reason"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_first_rule_that_holds_decides(
    accounts: tuple[Account, ...], counts: OriginCounts, grade: str, reason: str
) -> None:
    """Whatever the order of accounts."""
    assert graded(*accounts, counts=counts) == (grade, reason)
    assert graded(*accounts[::-1], counts=counts) == (grade, reason)


def test_what_nobody_tells_of_activity_near_by_is_neither() -> None:
    """It is shown beside the grade, four-valued."""
    assert grade_act([WIRE], ONE, FORCES, PARTY_OF).activity_near_by is FourValue.NEITHER
    both = [told(WIRE, **{ACTIVITY: True}), told(WATCH, **{ACTIVITY: False})]
    assert grade_act(both, TWO, FORCES, PARTY_OF).activity_near_by is FourValue.BOTH


def test_an_incident_speaks_with_the_act_of_which_least_is_shown() -> None:
    """Never with a mean; a discounted act speaks only when all are."""

    def as_graded(grade: IncidentGrade) -> Graded:
        return Graded(grade=grade, reason=GradeReason.ONE_ORIGIN, activity_near_by=FourValue.NEITHER)

    every = [as_graded(grade) for grade in IncidentGrade]
    assert grade_incident(every).grade is IncidentGrade.CONTESTED
    assert grade_incident(every[:2]).grade is IncidentGrade.FAIR
    assert grade_incident([every[0], every[4]]).grade is IncidentGrade.CONFIRMED
    assert grade_incident([every[4]]).grade is IncidentGrade.DISCOUNTED


def test_parties_admit_each_once() -> None:
    """Only those whose own account names their own forces, in alphabetical order."""
    theirs = account("", "hill-league", party="hill-league")
    accounts = [OWN, OWN, theirs, WIRE, DENIAL, account("", party="lakeland")]

    assert parties_admitting(accounts, PARTY_OF) == ("hill-league", "northland")


def test_an_account_runs_against_interest_when_another_source_lays_the_act_to_its_teller() -> None:
    """An announcement that nobody else tells is no such account, nor is one that tells it otherwise."""
    assert is_against_interest(OWN, [WIRE], PARTY_OF)
    assert not is_against_interest(OWN, [], PARTY_OF)
    assert not is_against_interest(WIRE, [OWN], PARTY_OF)
    assert not is_against_interest(replace(OWN, kind=("procedure",)), [WIRE], PARTY_OF)
    assert not is_against_interest(replace(OWN, place=WEST), [replace(WIRE, place=EAST)], PARTY_OF)


def test_clearing_the_other_side_runs_against_interest() -> None:
    """But clearing oneself does not."""
    clears = account("", party="hill-league", not_actor=("northland-army",))

    assert is_against_interest(clears, [WIRE], PARTY_OF)
    assert not is_against_interest(DENIAL, [WIRE], PARTY_OF)


def test_accounts_of_one_source_are_never_rivals() -> None:
    """Two copies with different actors are one telling that does not agree with itself."""
    assert not are_rival_attributions([WIRE, replace(WIRE, actor=("lake-band",))], FORCES)
    assert not are_rival_accounts([replace(WIRE, first_act=True), replace(WIRE, first_act=False)])


def test_no_code_of_one_scale_can_be_read_as_one_of_another() -> None:
    """Letters, numerals and words; none of them is a number that somebody could average."""
    given = [*SourceReliability, *InformationCredibility, *IncidentGrade, *PictureFit]
    values = [str(each) for each in given]

    assert len(values) == len(set(values)) == 6 + 6 + 5 + 3
    assert [str(each) for each in PictureEvidence] == ["none", "weak", "strong"]
    assert not any(isinstance(each, int | float) for each in (*given, *PictureEvidence))
