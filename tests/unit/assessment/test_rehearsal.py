# SPDX-License-Identifier: Apache-2.0
"""Rehearsal: what one clarification settles is what telling it settles; words are told apart from reports."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from exercise import EXERCISE, exercise
from exercise_acts import NOW_NS, act, claim, lines
from exercise_library import exercise_library
from truceline.agreement.drafts import find_text, read_texts
from truceline.agreement.library import Library
from truceline.app.admit_act import AdmissionTerms
from truceline.app.rehearse_draft import RehearsalRequest, Rehearsed, is_undated, rehearse_draft
from truceline.assessment.rehearsal import ClarificationCount, Rehearsal, rehearse
from truceline.base.errors import InputError
from truceline.clauses.judging import clause_test
from truceline.clauses.table import rule_many
from truceline.clauses.told_bits import told_bits
from truceline.feeds.events import read_event_files
from truceline.findings.ruling import RULING_WORDS, UNDECIDED_WORDS
from truceline.picture.acts import Act
from truceline.picture.claims import Claim

CHECKOUT = Path(__file__).resolve().parent.parent.parent.parent
EXAMPLES = CHECKOUT / "docs" / "examples"
UNDECIDED = {RULING_WORDS.index(word) for word in UNDECIDED_WORDS}
OPEN_ACTS = (
    act("began-not-told", first_act=None, facts={"proportionate": True}),
    act("in-proportion", first_act=False),
    act("nobody-named", actor=None),
    act("coarse", place={"country": "XA"}),
    act("all-told"),
    act("two-open", first_act=None),
)
FROM_THE_ACTOR = {"ref": ["X1"], "party": "northland"}


def read(folder: Path, library: Library, *records: object) -> tuple[tuple[Act, ...], tuple[Claim, ...]]:
    """Read acts and claims as a user gives them."""
    path = folder / "acts.jsonl"
    path.write_bytes(lines(*records))
    terms = AdmissionTerms(library=library, now_ns=NOW_NS, is_bulk=True)
    (intake,) = read_event_files([path], terms, lambda _name, _count: None)
    assert intake.rejections == ()
    return intake.acts, intake.claims


def rehearsed(acts: Sequence[Act], library: Library, claims: Sequence[Claim] = ()) -> Rehearsal:
    """Rehearse every provision of a library."""
    test = clause_test(library, claims)
    return rehearse(test.plans, told_bits(acts, test))


def count_of(found: Rehearsal, provision: str, question: str, by: str) -> ClarificationCount:
    """Give one clarification of one sentence."""
    return next(each for each in found.ranking if (each.provision, each.question, each.by) == (provision, question, by))


@pytest.fixture(scope="module")
def harbour() -> Rehearsed:
    """Rehearse the example of the page."""
    texts = read_texts(find_text(str(EXAMPLES / "harbour-draft.yaml"), EXERCISE))
    terms = AdmissionTerms(library=texts.library, now_ns=2**62, is_bulk=True)
    intakes = read_event_files([EXAMPLES / "harbour-acts.jsonl"], terms, lambda _name, _count: None)
    return rehearse_draft(RehearsalRequest(texts=texts, intakes=intakes, as_if_applied=False), lambda _words: None)


def test_the_undecided_rulings_are_those_of_the_clause_test(tmp_path: Path) -> None:
    """Sentence by sentence as many as the table of rulings has."""
    library = exercise_library()
    acts, _ = read(tmp_path, library, *OPEN_ACTS)
    test = clause_test(library)
    table = rule_many(acts, test)
    found = rehearse(test.plans, told_bits(acts, test))
    expected = {key: sum(int(word) in UNDECIDED for word in table.word[:, p]) for p, key in enumerate(table.provisions)}

    assert {(each.agreement, each.provision): each.undecided for each in found.sentences} == expected
    assert found.undecided == sum(expected.values()) > 0


@pytest.mark.parametrize("name", ["incidents of the exercise", "drawn for the exercise"])
def test_undecided_everywhere_is_undecided_here(name: str) -> None:
    """The same for a library with every kind of provision, and for rulings that accounts dispute."""
    library = exercise()
    incidents = tuple(each for incident in library.incidents for each in incident.acts)
    acts = (
        incidents
        if name.startswith("incidents")
        else tuple(replace(each, accounts=each.accounts[:1]) for each in incidents)
    )
    test = clause_test(library)
    table = rule_many(acts, test)

    assert rehearse(test.plans, told_bits(acts, test)).undecided == sum(
        int(word) in UNDECIDED for word in table.word.flat
    )


@pytest.mark.parametrize("first", [True, False])
def test_what_is_settled_alone_is_settled_when_it_is_told(tmp_path: Path, *, first: bool) -> None:
    """Told that the actor began, self-defence is out of both; told that it answered, one still waits."""
    library = exercise_library()
    acts, _ = read(tmp_path, library, *OPEN_ACTS)
    before = rehearsed(acts, library)
    told = [
        claim(f"c-{name}", act={"act": name, "account": {"source": FROM_THE_ACTOR, "first_act": first}})
        for name in ("began-not-told", "two-open")
    ]
    _, claims = read(tmp_path, library, *told)
    after = rehearsed(acts, library, claims)
    initiator = count_of(before, "T1", "initiator", "report")

    assert (initiator.rulings, initiator.settles, initiator.settles_with_one_more) == (2, 1, 1)
    assert before.undecided - after.undecided == (2 if first else 1)


def test_answers_stand_with_their_contrary(tmp_path: Path) -> None:
    """A clarification that settles names both answers that it could give, counted once."""
    library = exercise_library()
    acts, _ = read(tmp_path, library, *OPEN_ACTS)
    found = count_of(rehearsed(acts, library), "T1", "initiator", "report")

    assert [(each.words, each.rulings) for each in found.answers] == [(("exempt", "prohibited"), 1)]


def test_words_are_told_apart_from_reports(harbour: Rehearsed) -> None:
    """An unpublished outline is for the text; a place told as a whole district is for a report."""
    found = {
        (each.question, each.by): (each.rulings, each.settles)
        for each in harbour.rehearsal.ranking
        if each.provision == "H1"
    }

    assert found["boundary", "text"] == (2, 2)
    assert found["boundary", "report"] == (1, 1)
    assert found["consent", "report"] == (2, 2)
    assert found["protection", "text"] == (1, 1)
    assert found["act_kind", "text"] == (1, 1)
    assert found["initiator", "report"] == (1, 0)


def test_a_permission_names_no_answer(harbour: Rehearsed) -> None:
    """What a permission could answer is not counted, though it is said how much is open."""
    permissions = {each.provision for each in harbour.rehearsal.sentences if each.modality == "permitted"}
    counts = [each for each in harbour.rehearsal.ranking if each.provision in permissions]

    assert sum(each.settles for each in counts) > 0
    assert all(each.answers == () for each in counts)


def test_most_settled_stands_first(harbour: Rehearsed) -> None:
    """Clarifications are ordered by what they settle, then with one more, then by where they are open."""
    keys = [(each.settles, each.settles_with_one_more, each.rulings) for each in harbour.rehearsal.ranking]

    assert keys == sorted(keys, reverse=True)
    assert keys[0][0] > 0


def test_a_draft_without_a_day_is_read_as_applied(harbour: Rehearsed) -> None:
    """No ruling is left open, nor left out, for its time."""
    assert harbour.undated == ("harbour-draft",)
    assert all(each.question != "clock" for each in harbour.rehearsal.ranking)
    assert is_undated(harbour.texts.agreements[0])
    assert not is_undated(exercise().get_agreement("quay-truce"))


def test_every_need_is_counted_once(harbour: Rehearsed) -> None:
    """The sets of what is open together add up to the undecided rulings of a sentence."""
    for sentence in harbour.rehearsal.sentences:
        assert sum(each.rulings for each in sentence.needs) + sentence.further_needs == sentence.undecided


def test_no_act_is_an_error() -> None:
    """A file with claims only says what was expected."""
    texts = read_texts(find_text("quay-truce", EXERCISE))
    with pytest.raises(InputError, match="expected at least one past act"):
        rehearse_draft(RehearsalRequest(texts=texts, intakes=(), as_if_applied=False), lambda _words: None)


def test_a_template_is_refused() -> None:
    """Nothing of a template is in force; it is to be filled in first."""
    texts = read_texts(find_text("quay-template", EXERCISE))
    (intake,) = read_event_files(
        [EXAMPLES / "harbour-acts.jsonl"],
        AdmissionTerms(library=texts.library, now_ns=2**62, is_bulk=True),
        lambda _name, _count: None,
    )
    with pytest.raises(InputError, match="got a template"):
        rehearse_draft(RehearsalRequest(texts=texts, intakes=(intake,), as_if_applied=False), lambda _words: None)


def test_the_result_can_be_written() -> None:
    """Numbers are plain numbers, so that a document can hold them."""
    library = exercise()
    acts = tuple(each for incident in library.incidents for each in incident.acts)

    assert msgspec.json.encode(msgspec.to_builtins(rehearsed(acts, library)))
