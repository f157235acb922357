# SPDX-License-Identifier: Apache-2.0
"""Proposals of agreements. EXERCISE."""

import hashlib

import pytest

from exercise_library import TRUCE
from stated import Desk, caller, ground, proposal
from truceline.app.propose_agreement import read_proposal
from truceline.base.errors import (
    AgreementError,
    AuthorityError,
    LimitError,
    RedLineError,
    StaleVersionError,
    TakenError,
)
from truceline.base.limits import PROPOSAL_BYTES_MAX

PARTIES = "[{party: northland, role: party}, {party: hill-league, role: party}]"


def faults(document: str) -> list[str]:
    """Give every fault of a proposed document."""
    with pytest.raises(ExceptionGroup) as caught:
        read_proposal(document.encode(), caller("northland"), ground())
    return [str(each) for each in caught.value.exceptions]


def test_a_version_is_named_by_its_bytes() -> None:
    """And kept as it came, comments and all."""
    desk = Desk()
    document = proposal() + "# as discussed\n"

    version = desk.propose(document)

    assert version.text.digest == hashlib.sha256(document.encode()).hexdigest()
    assert version.text.document == document.encode()
    assert (version.state, version.missing) == ("proposed", ("hill-league", "northland"))


def test_every_fault_is_told_at_once_with_its_line() -> None:
    """As ``agreement check`` tells them, and those that only a proposal has."""
    unknown = proposal(provisions="[{id: Q1, title: T, type: NO.SUCH, modality: prohibited, bound: [], kinds: [nap]}]")
    named = proposal(
        participants="[{party: northland, role: party, consent: [{on: 2001-02-01, source: {party: northland}}]}]",
        provisions=(
            "[{id: Q1, title: T, type: PROH.FIRE, modality: prohibited, bound: [hill-league], kinds: [force], "
            "self_defence: inherent, passage: {status: text, source: {words: w}, words: w}}]"
        ),
    )

    assert [each.split(": ")[1] for each in faults(unknown)] == ["provisions[0].passage", "provisions[0].kinds"]
    told = faults(named)
    assert [each.split(": ")[1] for each in told] == ["participants", "participants[0].consent", "provisions[0].bound"]
    assert all(each.startswith("proposal:") and "expected" in each for each in told)


def test_a_proposal_is_checked_against_all_of_the_library() -> None:
    """A party, a zone or an area that the library does not know is a fault."""
    told = faults(proposal(participants="[{party: northland, role: party}, {party: hill-leage, role: party}]"))

    assert any("did you mean hill-league" in each for each in told)


@pytest.mark.parametrize(
    ("document", "error", "words"),
    [
        (proposal(participants=PARTIES.replace("northland", "lake-band")), ExceptionGroup, "1 fault"),
        (
            proposal(participants=PARTIES.replace("league, role: party", "league, role: host")),
            ExceptionGroup,
            "1 fault",
        ),
        ("id: [", ExceptionGroup, "1 fault"),
        ("a: 1", AgreementError, "id: expected"),
        ("id: ../../etc/passwd", AgreementError, "id: expected"),
        ("id: x\n#" + "x" * PROPOSAL_BYTES_MAX, LimitError, "bytes"),
    ],
    ids=["a force as party", "one party alone", "no YAML", "no id", "a path", "too large"],
)
def test_what_is_no_proposal_is_refused(document: str, error: type[Exception], words: str) -> None:
    """With what was expected."""
    with pytest.raises(error, match=words):
        read_proposal(document.encode(), caller("northland"), ground())


def test_only_who_takes_part_proposes() -> None:
    """A third party may not put a text before two others."""
    with pytest.raises(AuthorityError, match="only who takes part"):
        read_proposal(proposal().encode(), caller("exland"), ground())


def test_a_text_of_the_library_is_never_replaced() -> None:
    """Its id stands for it alone."""
    with pytest.raises(TakenError, match="choose another"):
        Desk().propose(proposal(id=TRUCE))


def test_a_new_version_says_which_one_it_changes() -> None:
    """Of two who change the same version, one wins; the other reads again."""
    desk = Desk()
    first = desk.propose(proposal())

    with pytest.raises(StaleVersionError):
        desk.propose(proposal("Quay truce, changed"))
    second = desk.propose(proposal("Quay truce, changed"), "hill-league", first.text.digest)
    with pytest.raises(StaleVersionError):
        desk.propose(proposal("Quay truce, otherwise"), replaces=first.text.digest)
    with pytest.raises(TakenError):
        desk.propose(proposal(), replaces=second.text.digest)
    with pytest.raises(StaleVersionError):
        desk.propose(proposal(id="other-truce"), replaces=first.text.digest)
    assert second.text.replaces == first.text.digest


@pytest.mark.parametrize(
    "more",
    [
        "events: [{kind: readiness_declared, on: 2001-02-20, by: [hill-league], source: {ref: [X1]}}]",
        "assertions: [{by: hill-league, about: northland, says: It holds., source: {ref: [X1]}}]",
        "signed: {on: 2001-02-20, source: {party: hill-league}}",
    ],
)
def test_a_proposal_tells_nothing_that_another_party_did_or_said(more: str) -> None:
    """Unless that party proposed it itself, and it stands in the version before."""
    desk = Desk()
    told = proposal(more=more)
    with pytest.raises(AuthorityError, match="hill-league"):
        desk.propose(told)

    first = desk.propose(told, "hill-league")

    assert desk.propose(told + "# changed\n", replaces=first.text.digest).text.party == "northland"


def test_an_exercise_bears_no_name_of_a_real_party() -> None:
    """R11, in what people read first."""
    with pytest.raises(RedLineError, match="R11"):
        Desk().propose(proposal("Truce with Türkiye"))


def test_those_who_take_part_are_told_and_nobody_else() -> None:
    """A proposal is nobody else's business until it is agreed."""
    desk = Desk()
    desk.propose(proposal())

    told = {
        party: [event.change for event in desk.see(lambda records: records.events.after(0, party, 10))]  # noqa: B023
        for party in ("northland", "hill-league", "exland")
    }

    assert told == {"northland": ["proposed"], "hill-league": ["proposed"], "exland": []}
