# SPDX-License-Identifier: Apache-2.0
"""Two texts side by side: parts matched by id, then by likeness; every difference told, none invented."""

from dataclasses import replace

import pytest

from exercise import memo, truce
from truceline.agreement import differences as module
from truceline.agreement.agreement import Agreement
from truceline.agreement.differences import Change, Differences, MatchedBy, PartChange, PartKind, differences
from truceline.agreement.provisions import PassageStatus
from truceline.agreement.zones import Edge


def changed(before: Agreement, after: Agreement) -> list[PartChange]:
    """Give the parts that differ."""
    return [part for part in differences(before, after).parts if part.change is not Change.SAME]


def clause(found: Differences, own_id: str) -> PartChange:
    """Give one clause by its id in either text."""
    return next(part for part in found.of_kind(PartKind.CLAUSE) if own_id in {part.before, part.after})


def with_clause(agreement: Agreement, index: int, **fields: object) -> Agreement:
    """Change one provision."""
    provisions = list(agreement.provisions)
    provisions[index] = replace(provisions[index], **fields)  # type: ignore[arg-type]
    return replace(agreement, provisions=tuple(provisions))


@pytest.mark.parametrize("agreement", [truce(), memo()], ids=["truce", "memo"])
def test_a_text_is_the_same_as_itself(agreement: Agreement) -> None:
    """Every part is there and nothing differs."""
    found = differences(agreement, agreement)

    assert found.is_same
    assert len(found.of_kind(PartKind.CLAUSE)) == len(agreement.provisions)
    assert len(found.of_kind(PartKind.ZONE)) == len(agreement.zones)


def test_a_changed_field_is_told_by_its_name() -> None:
    """Who is bound, the passage's status and the test of an exception each have their own line."""
    first = truce().provisions[0]
    passage = replace(first.passage, status=PassageStatus.GLOSS)
    tests = (replace(first.exceptions[0], tests=first.exceptions[0].tests[:1]),)
    after = with_clause(truce(), 0, bound=("amber",), passage=passage, exceptions=tests)
    (part,) = changed(truce(), after)
    told = {field.field: (field.before, field.after) for field in part.fields}

    assert (part.kind, part.change, part.matched_by) == (PartKind.CLAUSE, Change.CHANGED, MatchedBy.ID)
    assert told["bound"] == (["amber", "role:joined"], ["amber"])
    assert told["passage.status"] == ("text", "gloss")
    assert set(told) == {"bound", "passage.status", "exceptions.T.tests"}


def test_what_stands_in_one_text_only_is_added_or_removed() -> None:
    """Swapping the texts swaps the two."""
    shorter = replace(truce(), provisions=truce().provisions[1:], zones=truce().zones[:-1])
    there, back = changed(truce(), shorter), changed(shorter, truce())

    assert [(part.kind, part.change, part.before, part.after) for part in there] == [
        (PartKind.CLAUSE, Change.REMOVED, "Q1", ""),
        (PartKind.ZONE, Change.REMOVED, "someday", ""),
    ]
    assert [part.change for part in back] == [Change.ADDED, Change.ADDED]


def test_a_clause_under_another_id_is_known_by_its_passage() -> None:
    """Two words more in the passage, and a new id: it is still the same clause, and how alike it is is said."""
    first = truce().provisions[0]
    passage = replace(first.passage, words=f"{first.passage.words} whatever")
    found = clause(differences(truce(), with_clause(truce(), 0, id="N1", passage=passage)), "N1")

    assert (found.before, found.after, found.matched_by) == ("Q1", "N1", MatchedBy.LIKENESS)
    assert 0.6 < found.likeness < 1.0
    assert {"id", "passage.words"} <= {field.field for field in found.fields}


def test_a_clause_of_other_words_is_another_clause() -> None:
    """Likeness below the cut-off matches nothing."""
    passage = replace(truce().provisions[0].passage, words="fishing boats return at dusk")
    found = differences(truce(), with_clause(truce(), 0, id="N1", passage=passage))

    assert clause(found, "N1").change is Change.ADDED
    assert clause(found, "Q1").change is Change.REMOVED


def test_versions_of_a_zone_are_apart() -> None:
    """A change of the second version leaves the first as it was."""
    zones = list(truce().zones)
    number = next(number for number, zone in enumerate(zones) if zone.version == 2)
    zones[number] = replace(zones[number], edge=Edge.OUTSIDE)
    (part,) = changed(truce(), replace(truce(), zones=tuple(zones)))

    assert part.kind is PartKind.ZONE
    assert [(field.field, field.before, field.after) for field in part.fields] == [("edge", "inside", "outside")]


def test_term_and_dates_are_told_in_the_heading() -> None:
    """Another rule of prolongation is a change of the term; the id alone is none."""
    term = truce().term
    assert term is not None
    (part,) = changed(truce(), replace(truce(), term=replace(term, needs=("blue",))))

    assert (part.kind, [field.field for field in part.fields]) == (PartKind.HEAD, ["term.needs"])
    assert differences(truce(), replace(truce(), id="other")).is_same


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("a b", "a b", 1.0), ("A b", "a B", 1.0), ("a b", "c d", 0.0), ("a b c", "a b", 0.8)],
)
def test_likeness_counts_shared_words(one: str, other: str, expected: float) -> None:
    """In the same order, whatever the case."""
    matcher = module._Matcher(other.lower().split(), module._Work(left=100))
    matcher.set_seq1(one.lower().split())

    assert matcher.ratio() == pytest.approx(expected)


def test_what_is_too_much_to_compare_is_given_up_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passages of the same few words over and over: words looked at are counted, and the pairs given up are."""
    first = truce().provisions[0]

    def clauses(prefix: str, word: str) -> Agreement:
        made = [
            replace(first, id=f"{prefix}{number}", passage=replace(first.passage, words=f"sea {word} " * 2_000))
            for number in range(30)
        ]
        return replace(truce(), provisions=tuple(made))

    looked: list[int] = []
    spend = module._Work.spend

    def counted(work: module._Work, words: int) -> None:
        spend(work, words)
        looked.append(words)

    monkeypatch.setattr(module._Work, "spend", counted)
    found = differences(clauses("A", "port port"), clauses("B", "port ice"))

    assert found.not_compared > 0
    assert sum(looked) <= module.WORD_PAIRS_MAX


def test_passages_too_different_in_length_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing left to look at, what cannot be alike is not among what was given up."""
    monkeypatch.setattr(module, "WORD_PAIRS_MAX", 0)
    first = truce().provisions[0]
    short = with_clause(truce(), 0, id="N1", passage=replace(first.passage, words="No"))
    alike = with_clause(truce(), 0, id="N1", passage=replace(first.passage, words=f"{first.passage.words} whatever"))

    assert differences(truce(), short).not_compared == 0
    assert differences(truce(), alike).not_compared == 1
