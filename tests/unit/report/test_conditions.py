# SPDX-License-Identifier: Apache-2.0
"""Exceptions stand in the words of their text, never by an id that only the library knows."""

from report_pages import exercise_material, incidents_material
from truceline.agreement.provisions import Criterion
from truceline.base.fourvalue import Told
from truceline.findings.ruling import Condition, ConditionFinding
from truceline.report.conditions import criterion_words, exception_name, finding_names, get_provision
from truceline.report.naming import Namer

LIBRARY = incidents_material().library
NAMER = Namer(library=LIBRARY)
PROVISION = get_provision(LIBRARY, "coh-2016", "C1")


def about(exception: str = "", condition: Condition = Condition.EXCEPTIONS) -> ConditionFinding:
    """Make a finding about one exception, or about a condition."""
    return ConditionFinding(condition=condition, told=Told(), exception=exception)


def test_an_exception_is_named_by_its_passage() -> None:
    """And self-defence by where it comes from."""
    assert exception_name("T", PROVISION, NAMER) == "“does not apply to Daesh or Jabhat al-Nusra”"
    assert exception_name("self_defence_text", PROVISION, NAMER) == "of self-defence"


def test_an_exception_without_a_passage_is_named_by_its_note() -> None:
    """And one without either by its id in plain letters."""
    line = get_provision(LIBRARY, "euphrates", "E1")

    assert exception_name("notified", line, NAMER) == "“Told on the deconfliction line beforehand”"
    assert exception_name("some_other", line, NAMER) == "some other"


def test_every_test_of_an_exception_says_what_it_asks() -> None:
    """Two findings of one exception are not the same words twice."""
    names = finding_names(
        (about(condition=Condition.PLACE), about("self_defence_text"), about("self_defence_text"), about("T")),
        PROVISION,
        NAMER,
    )

    assert names[0] == "the place is inside the zone"
    assert "answered and did not begin" in names[1]
    assert "proportionate" in names[2]
    assert "on the list of United Nations Security Council" in names[3]


def test_every_exception_of_the_libraries_has_words() -> None:
    """No id stands alone."""
    for library in (LIBRARY, exercise_material().library):
        namer = Namer(library=library)
        provisions = [provision for agreement in library.agreements for provision in agreement.provisions]
        bare = [
            (provision.id, clause.id)
            for provision in provisions
            for clause in provision.exceptions
            if exception_name(clause.id, provision, namer) == clause.id
        ]
        assert bare == []


def test_every_kind_of_test_has_words() -> None:
    """Each names what it asks for."""
    criteria = (
        Criterion(fact="joint_action_started"),
        Criterion(not_fact="told_beforehand"),
        Criterion(designated_by="unsc"),
        Criterion(held_by_designated="unlisted-authority"),
        Criterion(held_by=("russia",)),
        Criterion(against=("usa", "russia")),
        Criterion(kind=("flight",)),
        Criterion(zone=("east",)),
        Criterion(quantity_over="armed_persons > 20"),
    )
    words = [criterion_words(each, NAMER) for each in criteria]

    assert words[0] == "whether “joint action started” is told"
    assert words[1] == "whether it is not so that “told beforehand” is told"
    assert "United Nations Security Council" in words[2]
    assert "unlisted-authority" in words[3]
    assert words[4:6] == [
        "whether the place was held by Russia",
        "whether it was done against United States or Russia",
    ]
    assert words[8] == "whether armed persons > 20"
