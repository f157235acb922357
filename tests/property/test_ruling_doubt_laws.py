# SPDX-License-Identifier: Apache-2.0
"""Laws of detail: less of it never decides anything."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from property.rulings import DECIDED, DOUBTFUL, is_opposite, rule
from property.strategies import acts, several_claims, vaguer_accounts
from truceline.findings.ruling import LEAVING_WORDS, RulingWord
from truceline.picture.acts import Account, Act, Place
from truceline.picture.claims import Claim

ANSWERS = DECIDED | LEAVING_WORDS


@settings(max_examples=60)
@given(acts(), several_claims(), st.data())
def test_less_detail_never_decides_what_could_not_be_judged(
    act: Act, claims: tuple[Claim, ...], data: st.DataObject
) -> None:
    """An act that could not be judged is at most contested when its accounts tell less."""
    vague = replace(act, accounts=tuple(data.draw(vaguer_accounts(account)) for account in act.accounts))
    for before, after in zip(rule(act, claims), rule(vague, claims), strict=True):
        if before.word is RulingWord.CANNOT_JUDGE:
            assert after.word in DOUBTFUL, after


@settings(max_examples=60)
@given(acts(), several_claims(), st.data())
def test_less_detail_never_turns_an_answer_round(act: Act, claims: tuple[Claim, ...], data: st.DataObject) -> None:
    """Accounts that tell less never take out of a clause what was in it, nor the other way."""
    vague = replace(act, accounts=tuple(data.draw(vaguer_accounts(account)) for account in act.accounts))
    for before, after in zip(rule(act, claims), rule(vague, claims), strict=True):
        assert not is_opposite(before.word, after.word), (before, after)


@settings(max_examples=120)
@given(acts(at_most=1), several_claims(), st.sampled_from((1.0, 500.0, 2000.0, 20_000.0, 400_000.0)))
def test_a_wider_disc_never_decides(act: Act, claims: tuple[Claim, ...], more_m: float) -> None:
    """A place told less finely never decides what was contested or could not be judged.

    One account only: where two tell different places, the one that blurs its own stands less against the other.
    """
    claims = tuple(claim for claim in claims if claim.act is None)
    wide = replace(act, accounts=tuple(_wider(account, more_m) for account in act.accounts))
    for before, after in zip(rule(act, claims), rule(wide, claims), strict=True):
        assert before.word in ANSWERS or after.word not in ANSWERS, (before, after)


def _wider(account: Account, more_m: float) -> Account:
    if account.place is None or account.place.position is None:
        return account
    position = replace(account.place.position, radius_m=account.place.position.radius_m + more_m)
    return replace(account, place=Place(position=position))
