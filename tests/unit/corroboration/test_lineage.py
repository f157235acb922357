# SPDX-License-Identifier: Apache-2.0
"""Reports are grouped into origins; what is not known counts as dependent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineages import OUTLETS, lineage, origin_ids
from truceline.corroboration.lineage import Telling, count_independent, origins_of, tellings_of
from truceline.picture.outlets import Relation, fold_outlet
from truceline.picture.sources import Publication, Source

NAMES = (*(each.name for each in OUTLETS), "RW", "http://www.river-wire.example/?p=7", "Nobody Knows", "Stranger")
HEADLINE = "Shells hit the quay at the old mill"


def independent(*outlets: str) -> int:
    """Count independent origins behind outlets."""
    return count_independent(origins_of([Telling(outlet=each) for each in outlets], lineage()))


@pytest.mark.parametrize(
    ("outlets", "origins"),
    [
        (("River Wire", "RW", "http://www.river-wire.example/?p=7"), ["River Wire"]),
        (("River Wire", "Hill Watch"), ["River Wire", "Hill Watch"]),
        (("Dawn Radio", "River Wire"), ["River Wire"]),
        (("Noon Radio", "Dawn Radio"), ["River Wire"]),
        (("Desk East", "Desk West"), ["One Desk"]),
        (("Northland Voice", "Northland Herald"), ["party:northland"]),
        (("Digest", "Hill Watch"), ["Hill Watch"]),
        (("Digest", "River Wire", "Hill Watch"), ["River Wire", "Hill Watch"]),
        (("Stranger", "stranger "), ["Stranger", "stranger"]),
        ((), []),
    ],
    ids=lambda value: " + ".join(value) or "nobody" if isinstance(value, tuple) else None,
)
def test_reports_that_hang_on_one_another_are_one_origin(outlets: tuple[str, ...], origins: list[str]) -> None:
    """Spellings, copies of copies, a shared feed and a shared owner join; a digest joins no two of its sources."""
    assert origin_ids(*outlets) == origins


def test_the_relation_says_why() -> None:
    """Each origin of several reports names in what way they hang on one another."""
    (copied,) = origins_of([Telling(outlet="River Wire"), Telling(outlet="Dawn Radio")], lineage())
    (owned,) = origins_of([Telling(outlet="Northland Voice"), Telling(party="northland")], lineage())

    assert Relation.COPIES in copied.relations
    assert owned.relations == (Relation.SAME_PARTY,)


@pytest.mark.parametrize(
    ("outlets", "count"),
    [
        ((), 0),
        (("Stranger",), 1),
        (("Stranger", "Nobody Knows", "Mixed Post"), 1),
        (("River Wire", "Stranger"), 1),
        (("River Wire", "Hill Watch", "Stranger"), 2),
        (("Northland Voice", "River Wire"), 2),
        (("Digest",), 1),
    ],
)
def test_unknown_lineage_counts_as_dependent(outlets: tuple[str, ...], count: int) -> None:
    """All unknown ones together add one only when nothing known is there."""
    assert independent(*outlets) == count


def test_outlets_that_take_from_each_other_come_to_an_end() -> None:
    """A circle in the data is no endless walk, and no independent origin."""
    assert independent("Echo One", "Echo Two") == 1


def test_one_headline_over_two_outlets_is_a_copy() -> None:
    """Whatever their spelling; the known one gives its name."""
    copy = Telling(outlet="Stranger", headline="SHELLS hit the Quay at the old mill!")
    story = Telling(outlet="River Wire", headline=HEADLINE)

    assert origin_ids(copy, story) == ["River Wire"]
    assert origin_ids(copy, Telling(outlet="Nobody Knows", headline="Shells hit the market at the old mill")) == [
        "Stranger",
        "Nobody Knows",
    ]


def test_a_short_headline_shows_no_copy() -> None:
    """Two digests called *Daily report* are two."""
    assert len(origin_ids(*(Telling(outlet=each, headline="Daily report") for each in ("Stranger", "Elsewhere")))) == 2


def test_one_byline_is_one_origin() -> None:
    """The same author in two papers is one source."""
    signed = [Telling(outlet=each, byline="A. Writer") for each in ("River Wire", "Hill Watch")]

    (origin,) = origins_of(signed, lineage())
    assert origin.relations == (Relation.SAME_FEED, Relation.SAME_BYLINE)


def test_a_party_s_word_carried_by_another_party_hangs_on_the_carrier() -> None:
    """What one side's own paper gives of the other side's register is no second origin."""
    known = lineage(Publication(id="X9", title="Northland Herald", outlets=("northlandherald",)))
    theirs = tellings_of(Source(ref=("X9",), party="hill-league"), known)
    own = tellings_of(Source(ref=("X9",), party="northland"), known)

    (origin,) = origins_of((*own, *theirs), known)
    assert (origin.id, origin.relations) == ("party:northland", (Relation.QUOTES, Relation.SAME_PARTY))


def test_an_account_that_cites_several_publications_is_one_origin_of_several_reports() -> None:
    """Copies of one telling are reports, not origins."""
    known = lineage()
    tellings = tellings_of(Source(ref=("X1", "X2", "X3"), origin="an inquiry"), known)

    assert len(tellings) == 3
    assert [origin.id for origin in origins_of(tellings, known)] == ["an inquiry"]
    assert [origin.is_known for origin in origins_of(tellings_of(Source(ref=("X1", "X2")), known), known)] == [False]


def test_a_stated_origin_that_is_an_outlet_is_that_outlet() -> None:
    """An account that names the wire as its story and a row that quotes the wire rest on one origin."""
    assert origin_ids(Telling(origin="rw"), "River Wire") == ["River Wire"]


@given(st.lists(st.sampled_from(NAMES), max_size=8), st.data())
def test_order_and_copies_change_no_count(names: list[str], data: st.DataObject) -> None:
    """Counts do not depend on the order of reports, and one report more of the same outlet adds no origin."""
    shuffled = data.draw(st.permutations(names))

    assert sorted(origin_ids(*names)) == sorted(origin_ids(*shuffled))
    assert independent(*names) == independent(*shuffled)
    assert set(origin_ids(*names, *names)) == set(origin_ids(*names))


@given(st.lists(st.sampled_from(NAMES), max_size=8), st.sampled_from(NAMES))
def test_independent_never_exceeds_origins_and_origins_never_reports(names: list[str], more: str) -> None:
    """And a further report never takes an independent origin away."""
    origins = origin_ids(*names)

    assert independent(*names) <= len(origins) <= len(names)
    assert independent(*names) <= independent(*names, more)


@pytest.mark.parametrize("name", ["", "...", "http://", "??", "ﷺ"])
def test_any_name_can_be_folded(name: str) -> None:
    """Odd names stay themselves and never meet an outlet."""
    assert lineage().maybe_outlet(name) is None
    assert fold_outlet(name) == fold_outlet(name.upper())
