# SPDX-License-Identifier: Apache-2.0
"""Acceptances, and what stands when all have accepted. EXERCISE."""

from functools import partial

import pytest

from exercise_acts import act
from stated import NOW_NS, Desk, caller, proposal, three_parties
from truceline.app.accept_agreement import accept_agreement
from truceline.app.agreed_texts import TextVersion
from truceline.app.read_agreement import (
    AgreementView,
    find_version,
    list_agreements,
    read_agreement,
    versions_of,
)
from truceline.base.errors import AuthorityError, ClosedError, NotFoundError, TakenError
from truceline.base.instants import NS_PER_DAY
from truceline.picture.sources import Source

ALL = ("northland", "hill-league")


def accept(desk: Desk, version: TextVersion, *parties: str, words: str = "") -> TextVersion:
    """Let parties accept a version, an hour apart."""
    wanted = (version.text.agreement, version.text.digest)
    for party in parties:
        desk.later()
        version = desk.do(
            partial(
                accept_agreement,
                wanted=wanted,
                caller=caller(party),
                agreed=desk.agreed,
                now_ns=desk.now_ns,
                words=words,
            )
        )
    return version


def view(desk: Desk, at_ns: int, party: str = "northland") -> AgreementView:
    """Read the proposed agreement as of an instant."""
    return desk.see(lambda records: read_agreement(records, "quay-truce", caller(party), desk.agreed, at_ns=at_ns))


def test_a_text_is_agreed_when_every_party_has_accepted_the_very_same_bytes() -> None:
    """Two acceptances of two versions agree nothing."""
    desk = Desk()
    first = desk.propose(proposal())
    second = desk.propose(proposal("Changed"), replaces=first.text.digest)

    assert accept(desk, first, "northland").state == "proposed"
    assert accept(desk, second, "hill-league").missing == ("northland",)
    assert [each.id for each in desk.library.agreements] == ["square-truce"]
    assert accept(desk, second, "northland").state == "agreed"
    assert [each.id for each in desk.library.agreements] == ["square-truce", "quay-truce"]


def test_nobody_accepts_twice_or_for_others_or_without_a_place_in_the_text() -> None:
    """Consent is only by a party's own record."""
    desk = Desk()
    version = desk.propose(proposal())
    accept(desk, version, "northland")

    with pytest.raises(TakenError):
        accept(desk, version, "northland")
    with pytest.raises(NotFoundError):
        accept(desk, version, "exland")


def test_the_library_is_the_same_object_until_something_is_agreed() -> None:
    """What is made from it need not be made anew."""
    desk = Desk()
    before = desk.library
    version = desk.propose(proposal())
    accept(desk, version, "northland")
    assert desk.library is before

    accept(desk, version, "hill-league")

    assert desk.library is not before
    assert desk.library is desk.library


def test_an_agreed_text_binds_from_when_it_was_agreed_whatever_dates_it_states() -> None:
    """The date of the text stays beside; consent begins with the last acceptance that was needed."""
    desk = Desk()
    early = "in_force: {on: 2001-01-05, source: {words: since January}}"
    version = accept(desk, desk.propose(proposal(dates=early)), *ALL)

    noun = desk.library.get_agreement("quay-truce")

    assert noun.in_force
    assert noun.in_force.on.text == "2001-03-01T14:00:00Z"
    assert [each.on.text for each in noun.in_force.variants] == ["2001-01-05"]
    assert {each.consent[0].on.text for each in noun.participants} == {"2001-03-01T14:00:00Z"}
    assert noun.participants[0].consent[0].source == Source(
        party="northland", on=noun.participants[0].consent[0].source.on
    )
    assert version.agreed_ns == desk.now_ns


def test_acts_from_before_it_was_agreed_are_no_matter_of_it() -> None:
    """Its provision rules what happened afterwards, and nothing else."""
    desk = Desk()
    early = "in_force: {on: 2001-01-05, source: {words: since January}}"
    accept(desk, desk.propose(proposal(dates=early)), *ALL)
    desk.later(48)

    told = desk.tell(act("before"), act("after", since="2001-03-02T10:00:00+02:00"))

    words = {
        each.statement.id: next(one.word for one in each.rulings if one.agreement == "quay-truce") for each in told
    }
    assert words == {"hill-league:before": "not bound", "hill-league:after": "prohibited"}


def test_a_later_version_takes_over_only_when_all_of_the_earlier_one_have_accepted_it() -> None:
    """A party that the new text leaves out must accept that too."""
    desk = Desk(agreed=three_parties())
    three = "[{party: northland, role: party}, {party: hill-league, role: party}, {party: marsh-union, role: party}]"
    first = accept(desk, desk.propose(proposal(participants=three)), *ALL, "marsh-union")
    desk.later(24)
    second = desk.propose(proposal("Changed"), replaces=first.text.digest)

    assert accept(desk, second, *ALL).missing == ("marsh-union",)
    assert desk.library.get_agreement("quay-truce").title == "Quay truce"
    accept(desk, second, "marsh-union")

    titles = {each.id: each.title for each in desk.library.agreements}
    assert titles["quay-truce"] == "Changed"
    assert titles[f"quay-truce.{first.text.digest[:12]}"] == "Quay truce"


def test_acts_are_ruled_by_the_version_that_bound_when_they_happened() -> None:
    """Two versions are never merged, and neither rules the time of the other."""
    desk = Desk()
    first = accept(desk, desk.propose(proposal()), *ALL)
    desk.later(48)
    second = accept(desk, desk.propose(proposal("Changed"), replaces=first.text.digest), *ALL)
    desk.later(48)

    told = desk.tell(act("early", since="2001-03-02T20:00:00+02:00"), act("late", since="2001-03-04T12:00:00+02:00"))

    old = f"quay-truce.{first.text.digest[:12]}"
    words = [{one.agreement: one.word for one in each.rulings} for each in told]
    assert (words[0][old], words[0]["quay-truce"]) == ("prohibited", "not bound")
    assert (words[1][old], words[1]["quay-truce"]) == ("not bound", "prohibited")
    assert second.state == "agreed"


def test_a_version_that_was_overtaken_is_accepted_no_longer() -> None:
    """Nobody turns back by himself what all agreed later."""
    desk = Desk()
    first = desk.propose(proposal())
    second = desk.propose(proposal("Changed"), replaces=first.text.digest)
    accept(desk, second, *ALL)

    with pytest.raises(ClosedError):
        accept(desk, first, "northland")


def test_its_state_at_an_instant_is_what_was_on_record_then() -> None:
    """Proposed, agreed, and then by the text's own dates."""
    desk = Desk()
    version = accept(desk, desk.propose(proposal()), *ALL)
    agreed_ns = version.agreed_ns
    assert agreed_ns

    assert view(desk, agreed_ns - 1).state == "proposed"
    assert view(desk, agreed_ns).state == "agreed"
    assert view(desk, agreed_ns + NS_PER_DAY).state == "in_force"
    with pytest.raises(NotFoundError):
        view(desk, NOW_NS - 1)


def test_before_it_is_agreed_a_text_applies_for_nobody() -> None:
    """Its dates are a wish."""
    desk = Desk()
    desk.propose(proposal())

    found = view(desk, NOW_NS + 30 * NS_PER_DAY)

    assert found.state == "proposed"
    assert found.standing.phase.applies.value.name == "NEITHER"


def test_a_proposal_is_read_by_those_who_take_part_and_an_agreement_by_all() -> None:
    """Others are told as if there were none."""
    desk = Desk()
    version = desk.propose(proposal())
    outside, ids = caller("exland"), []

    def listed() -> list[str]:
        views = desk.see(lambda records: list_agreements(records, outside, desk.agreed, at_ns=desk.now_ns))
        return [each.agreement.id for each in views]

    with pytest.raises(NotFoundError):
        desk.see(lambda records: versions_of(records, "quay-truce", outside, desk.agreed))
    ids.append(listed())
    accept(desk, version, *ALL)
    ids.append(listed())

    assert ids == [["square-truce"], ["square-truce", "quay-truce"]]
    found = desk.see(lambda records: find_version(records, "quay-truce", version.text.digest, outside, desk.agreed))
    assert found.text.document == version.text.document


def test_whom_a_text_would_not_bind_cannot_accept_it() -> None:
    """An observer has nothing to consent to."""
    desk = Desk()
    seen = "[{party: northland, role: party}, {party: hill-league, role: party}, {party: lake-band, role: observer}]"
    version = desk.propose(proposal(participants=seen))

    with pytest.raises(AuthorityError, match="only whom the text would bind"):
        accept(desk, version, "lake-band")


def test_who_may_join_does_so_by_its_own_record() -> None:
    """A party of a kind to which the text is open is bound from its own acceptance, and nobody waits for it."""
    desk = Desk(agreed=three_parties())
    version = desk.propose(proposal(more="open_to: [armed_group]"))
    with pytest.raises(NotFoundError):
        accept(desk, version, "marsh-union")
    agreed = accept(desk, version, *ALL)

    accept(desk, agreed, "marsh-union", words="Without prejudice.")

    noun = desk.library.get_agreement("quay-truce")
    joined = noun.participants[-1]
    assert (joined.party, joined.role, joined.consent[0].words) == ("marsh-union", "joined", "Without prejudice.")
    assert joined.consent[0].on.text == "2001-03-01T16:00:00Z"
    assert agreed.needed == ("hill-league", "northland")


def test_whom_an_agreed_text_is_not_open_to_cannot_join_it() -> None:
    """That all may read it gives nobody a place in it."""
    desk = Desk(agreed=three_parties())
    agreed = accept(desk, desk.propose(proposal()), *ALL)

    with pytest.raises(AuthorityError):
        accept(desk, agreed, "marsh-union")


def test_a_text_that_the_library_no_longer_holds_is_told_when_the_node_starts() -> None:
    """Nothing that was agreed is left out in silence."""
    desk = Desk(agreed=three_parties())
    three = "[{party: northland, role: party}, {party: hill-league, role: party}, {party: marsh-union, role: party}]"
    accept(desk, desk.propose(proposal(participants=three)), *ALL, "marsh-union")

    changed = Desk(store=desk.store)

    with pytest.raises(ExceptionGroup, match="fault"):
        changed.see(changed.agreed.library)
