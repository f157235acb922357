# SPDX-License-Identifier: Apache-2.0
"""Laws of what would flip a ruling: losing a teller may take an answer away, never turn it round."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings

from exercise import exercise
from property.rulings import DECIDED, DOUBTFUL, is_opposite, make_test, rule
from property.strategies import acts, several_claims
from truceline.clauses.evidence import source_of
from truceline.clauses.judging import clause_test
from truceline.findings.ruling import Ruling, RulingWord
from truceline.picture.acts import Act
from truceline.picture.claims import Claim
from truceline.picture.sources import Source


def names_of(act: Act, claims: tuple[Claim, ...], name_of: Callable[[Source], str]) -> set[str]:
    """Give every origin, or every party, in a record."""
    sources = [account.source for account in act.accounts]
    sources += [source_of(claim) for claim in (*exercise().claims, *claims)]
    return {name for source in sources if (name := name_of(source))}


def rule_without(
    act: Act, claims: tuple[Claim, ...], name_of: Callable[[Source], str], name: str
) -> tuple[Ruling, ...]:
    """Judge the record from which everything of one origin or party was taken out beforehand."""
    library = exercise()
    own = tuple(claim for claim in library.claims if name_of(source_of(claim)) != name)
    left = [claim for claim in claims if name_of(source_of(claim)) != name]
    accounts = tuple(account for account in act.accounts if name_of(account.source) != name)
    return clause_test(replace(library, claims=own), left).rule(replace(act, accounts=accounts))


def origin_of(source: Source) -> str:
    """Give the origin of a source."""
    return source.origin_id


def party_of(source: Source) -> str:
    """Give the party of a source."""
    return source.party


@settings(max_examples=40)
@given(acts(at_most=3), several_claims(at_most=3))
def test_flips_are_what_a_record_without_them_says(act: Act, claims: tuple[Claim, ...]) -> None:
    """The flips of a ruling are the words of the record judged anew without each origin and each party."""
    found = rule(act, claims)
    expected: list[set[tuple[str, str, RulingWord]]] = [set() for _ in found]
    dropped = [("origin", origin_of, name) for name in names_of(act, claims, origin_of)]
    dropped += [("party", party_of, name) for name in names_of(act, claims, party_of)]
    for kind, name_of, name in dropped:
        others = rule_without(act, claims, name_of, name)
        for ruling, other, flips in zip(found, others, expected, strict=True):
            flips.update({(kind, name, other.word)} if other.word is not ruling.word else ())

    assert [{(flip.kind, flip.dropped, flip.word) for flip in ruling.flips} for ruling in found] == expected


@settings(max_examples=60)
@given(acts(), several_claims())
def test_no_loss_turns_an_answer_round(act: Act, claims: tuple[Claim, ...]) -> None:
    """Dropping an origin or a party never turns *prohibited* into a word of leaving, nor the other way."""
    for ruling in rule(act, claims):
        for flip in ruling.flips:
            assert not is_opposite(ruling.word, flip.word), flip


@settings(max_examples=60)
@given(acts(), several_claims())
def test_a_loss_settles_only_what_was_contested(act: Act, claims: tuple[Claim, ...]) -> None:
    """What could not be judged stays so; a prohibition or permission is lost to doubt, never to another answer."""
    for ruling in rule(act, claims):
        for flip in ruling.flips:
            if ruling.word in DECIDED or ruling.word is RulingWord.CANNOT_JUDGE:
                assert flip.word in DOUBTFUL, (ruling.word, flip)


@settings(max_examples=100)
@given(acts(), several_claims())
def test_without_anything_told_nothing_is_judged(act: Act, claims: tuple[Claim, ...]) -> None:
    """A record without accounts and claims about the act leaves every clause open."""
    others = [claim for claim in claims if claim.act is None]
    for ruling in make_test(others).rule(replace(act, accounts=())):
        assert ruling.word is RulingWord.CANNOT_JUDGE
        assert ruling.flips == ()
