# SPDX-License-Identifier: Apache-2.0
"""Real boundaries in place of drawn ones: they may settle what the drawing left open, and never turn an answer round.

Every event of the real file is asked, in every zone of the library; the drawn shapes own up to an error band, and that
band is what is tried here.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pytest

from truceline.agreement.exercise import PACKAGED
from truceline.agreement.library import Library, load_library
from truceline.agreement.placing import INSIDE, OUTSIDE, UNDECIDED
from truceline.app.admit_act import AdmissionTerms
from truceline.base.instants import parse_instant
from truceline.clauses.judging import ClauseTest, clause_test
from truceline.clauses.table import RulingTable, rule_many
from truceline.clauses.whereabouts import columns_of
from truceline.feeds.events import read_event_files
from truceline.findings.ruling import LEAVING_WORDS, RULING_WORDS, RulingWord
from truceline.picture.acts import Act, Place

Codes: TypeAlias = npt.NDArray[np.uint8]

FOLDER = PACKAGED / "syria-2015-2017"
EVENTS = "ucdp-ged-syria/ucdp_ged_syria_2016-02_2017-12_slim.csv.gz"
BOUNDARIES = "ocha-boundaries-2015"
READ_AT = "2026-01-01T00:00:00Z"
"""The bulk door takes acts of the past only; any instant after the events will do."""
OPEN = RULING_WORDS.index(RulingWord.CANNOT_JUDGE)
LEAVING = [RULING_WORDS.index(word) for word in LEAVING_WORDS]
EVENTS_AT_LEAST = 11_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The real events as one library sees them."""

    acts: Sequence[Act]
    test: ClauseTest
    table: RulingTable


def read_acts(library: Library, data_dir: Path) -> tuple[Act, ...]:
    """Read the acts of the real file."""
    terms = AdmissionTerms(library=library, now_ns=parse_instant(READ_AT), is_bulk=True)
    (intake,) = read_event_files((data_dir / EVENTS,), terms, lambda *_: None)
    return intake.acts


@pytest.fixture(scope="module")
def drawn(data_dir: Path) -> Judged:
    """Give the events judged by the shapes that are shipped."""
    library = load_library(FOLDER)
    acts, test = read_acts(library, data_dir), clause_test(library)
    return Judged(acts=acts, test=test, table=rule_many(acts, test))


@pytest.fixture(scope="module")
def given(data_dir: Path, drawn: Judged) -> Judged:
    """Give the same events judged by real boundaries."""
    test = clause_test(load_library(FOLDER, boundaries=data_dir / BOUNDARIES))
    return Judged(acts=drawn.acts, test=test, table=rule_many(drawn.acts, test))


def places_of(acts: Sequence[Act]) -> list[Place]:
    """Give every place that is told, once."""
    return list(dict.fromkeys(account.place for act in acts for account in act.accounts if account.place is not None))


def zone_codes(judged: Judged, places: Sequence[Place]) -> Codes:
    """Give the code of every place in every zone ``(n, zones)``; points all at once."""
    whereabouts = judged.test.whereabouts
    codes = np.zeros((len(places), len(whereabouts.locator.keys)), np.uint8)
    points = {row: place.position for row, place in enumerate(places) if place.position is not None}
    codes[list(points)] = whereabouts.locator.locate(*columns_of(list(points.values())))
    for row in sorted(set(range(len(places))) - set(points)):
        codes[row] = whereabouts.zone_codes(places[row])
    return codes


def test_the_whole_file_is_asked(drawn: Judged) -> None:
    """Every event of the file, each with its acts."""
    assert len({act.engagement or act.id for act in drawn.acts}) > EVENTS_AT_LEAST


def test_no_place_changes_sides(drawn: Judged, given: Judged) -> None:
    """Inside never becomes outside, nor the reverse."""
    places = places_of(drawn.acts)
    before, after = zone_codes(drawn, places), zone_codes(given, places)
    keys = drawn.test.whereabouts.locator.keys
    assert given.test.whereabouts.locator.keys == keys
    turned = ((before == INSIDE) & (after == OUTSIDE)) | ((before == OUTSIDE) & (after == INSIDE))
    assert not [(keys[column], places[row]) for row, column in np.argwhere(turned)]
    assert not [places[row].name for row in lost_rows(before, after)]


def lost_rows(before: Codes, after: Codes) -> list[int]:
    """Give the places of which the drawing told a side in some zone and the real boundary does not."""
    return [int(row) for row in np.flatnonzero(((before != UNDECIDED) & (after == UNDECIDED)).any(axis=1))]


def test_real_boundaries_settle_something(drawn: Judged, given: Judged) -> None:
    """Some places inside an error band are told apart by the real line."""
    places = places_of(drawn.acts)
    before, after = zone_codes(drawn, places), zone_codes(given, places)
    assert np.count_nonzero((before == UNDECIDED) & (after != UNDECIDED)) > 0


def test_no_ruling_is_turned_round(drawn: Judged, given: Judged) -> None:
    """Only what could not be judged gets an answer.

    An act that left a clause still leaves it; an earlier condition may now say so (*outside place* before *clause
    silent*).
    """
    assert given.table.provisions == drawn.table.provisions
    changed = drawn.table.word != given.table.word
    from_open = drawn.table.word == OPEN
    still_leaves = np.isin(drawn.table.word, LEAVING) & np.isin(given.table.word, LEAVING)
    turned = np.argwhere(changed & ~from_open & ~still_leaves)
    assert not [drawn.table.acts[row] for row, _ in turned]
    assert np.count_nonzero(changed & from_open) > 0


@pytest.mark.parametrize("which", ["drawn", "given"])
def test_no_row_of_two_sides_is_ruled_prohibited(which: str, request: pytest.FixtureRequest) -> None:
    """Who began is told by nobody in such a row."""
    judged: Judged = request.getfixturevalue(which)
    two_sided = np.array([bool(act.engagement) for act in judged.acts])
    words = Counter(RULING_WORDS[word] for word in judged.table.word[two_sided].ravel())
    assert words[RulingWord.PROHIBITED] == 0
    assert words[RulingWord.CANNOT_JUDGE] > 0
