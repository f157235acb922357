# SPDX-License-Identifier: Apache-2.0
"""Whose word a statement is. EXERCISE."""

import pytest

from exercise_acts import SHOT, act, claim
from stated import noun
from truceline.app.whose_word import refuse_foreign_words, sources_in, with_pseudonyms
from truceline.base.errors import AuthorityError, InputError
from truceline.picture.acts import Act


def sourced(**source: object) -> Act:
    """Give an act of one account with this source."""
    found = noun(act(source=source))
    assert isinstance(found, Act)
    return found


def is_refused(told: Act) -> bool:
    """Say whether northland may not state an act."""
    try:
        refuse_foreign_words(told, "northland", "act shot-1")
    except InputError:
        return True
    return False


@pytest.mark.parametrize(
    "source", [{"party": "northland"}, {"ref": ["X1"]}, {"speaker": "a witness"}, {"origin": "River Wire"}]
)
def test_a_party_states_its_own_word_and_what_others_are_said_to_have_said(source: dict[str, object]) -> None:
    """Own party, publication, speaker or story: each says enough, and the same act told by nobody does not."""
    found = [is_refused(each) for each in (sourced(**source), sourced())]

    assert found == [False, True]


@pytest.mark.parametrize(
    "source",
    [{"party": "hill-league"}, {"party": "hill-league", "ref": ["X1"]}, {"origin": "party:hill-league", "ref": ["X1"]}],
)
def test_nobody_puts_words_into_the_mouth_of_another_party(source: dict[str, object]) -> None:
    """Not even with a publication beside it, nor through the origin by which a party's own word is counted."""
    with pytest.raises(AuthorityError, match="nobody states a thing for another party"):
        refuse_foreign_words(sourced(**source), "northland", "act shot-1")


def test_what_nobody_is_said_to_tell_is_refused() -> None:
    """An account without anybody behind it would be counted as one unknown source with every other."""
    with pytest.raises(InputError, match="expected who says so"):
        refuse_foreign_words(sourced(on="2001-02-12"), "northland", "act shot-1")


def test_every_source_of_a_claim_is_found() -> None:
    """In whichever body it stands."""
    found = noun(claim("c", act={"act": "shot-1", "account": {"source": {"party": "northland"}}}))

    assert [source.party for source in sources_in(found)] == ["northland"]


def test_names_of_witnesses_stand_nowhere_in_what_is_protected() -> None:
    """Neither as speaker, nor inside words, titles and place names; codes that look like them stay."""
    told = {
        **SHOT,
        "source": {"speaker": "Mira Hollow", "byline": "T. Reed", "words": "MIRA HOLLOW saw it, says T. Reed"},
        "place": {"area": ["XA01"], "name": "house of Mira Hollow"},
        "grading": {"by": "Ann Sill", "note": "Ann Sill spoke with Mira Hollow"},
    }
    found = noun({**act(title="What Mira Hollow saw"), "accounts": [told]})

    hidden = with_pseudonyms(found, lambda name: f"w{len(name)}")

    assert not [name for name in ("hollow", "reed", "sill") if name in repr(hidden).casefold()]
    assert hidden.accounts[0].source.words == "w11 saw it, says w7"
    assert hidden.accounts[0].actor == ("northland-army",)
    assert hidden.id == found.id


def test_short_names_are_replaced_where_they_stand_alone() -> None:
    """A name of two letters is no part of other words."""
    found = noun(act(source={"speaker": "Al", "words": "All saw it"}))

    source = with_pseudonyms(found, lambda _: "w").accounts[0].source

    assert (source.speaker, source.words) == ("w", "All saw it")
