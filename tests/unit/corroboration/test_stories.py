# SPDX-License-Identifier: Apache-2.0
"""Which texts are copies of one report."""

import shutil
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from press_texts import REPORT, made_text, made_words, press_text
from truceline.corroboration import candidates
from truceline.corroboration.press_text import PressText
from truceline.corroboration.shingles import shingle_table
from truceline.corroboration.spelling import known_names
from truceline.corroboration.stories import Stories, find_stories
from truceline.feeds.texts import read_texts

NAMES = known_names()
REAL = {frozenset({"000", "001", "002"}), frozenset({"003"}), frozenset({"004"})}


def groups(found: Stories) -> set[frozenset[str]]:
    """Give the names of the texts of each story."""
    return {frozenset(text.name for text in story.members) for story in found.stories}


def stories(*texts: PressText) -> Stories:
    """Find the stories among texts."""
    return find_stories(texts, NAMES)


@pytest.mark.parametrize("order", list(permutations(range(5)))[::17])
def test_five_real_texts_make_three_stories_under_any_names_in_any_order(
    data_dir: Path, tmp_path: Path, order: tuple[int, ...]
) -> None:
    """One wire report in three copies; the report of a year before on the same topic is none of them."""
    new_name: dict[str, str] = {}
    for place, number in enumerate(order):
        new_name[f"{place}-{number * 7 % 5}.dat"] = f"{number:03}"
        shutil.copyfile(data_dir / "press-2016-2017" / f"{number:03}.txt", tmp_path / f"{place}-{number * 7 % 5}.dat")
    found = stories(*read_texts([tmp_path], lambda _: None).texts)

    assert {frozenset(new_name[name] for name in group) for group in groups(found)} == REAL
    assert [story.id for story in found.stories] == [
        "story-4850a5560e23dc5a",
        "story-23cb0e3384b1f093",
        "story-b9d7252c46d611f1",
    ]


def test_real_copies_are_joined_with_a_wide_margin(data_dir: Path) -> None:
    """Every pair of copies lies far above the cut, every other pair far below."""
    texts = read_texts([data_dir / "press-2016-2017"], lambda _: None).texts
    ordered = sorted(texts, key=lambda text: text.name)
    table = shingle_table(["\n".join(each.text for each in text.body) for text in ordered], NAMES)
    by_text = candidates.shingles_by_text(table)
    shares = {
        (one, other): len(np.intersect1d(by_text.of(one), by_text.of(other))) / min(table.size[one], table.size[other])
        for one in range(5)
        for other in range(one)
    }

    assert min(shares[pair] for pair in ((1, 0), (2, 0), (2, 1))) > 1.5 * candidates.CONTAINMENT_FROM
    assert max(share for (one, _), share in shares.items() if one > 2) < candidates.CONTAINMENT_FROM / 4


def test_cut_copy_and_copy_of_a_copy_belong_to_the_story() -> None:
    """The larger share decides, and being a copy is handed on."""
    words = made_words(400, 1)
    whole, tail = made_text(words, "whole"), made_text(words[300:], "tail")
    onward = made_text(words[330:] + made_words(200, 2), "onward")
    other = made_text(made_words(400, 3), "other")
    found = stories(other, onward, tail, whole)

    assert groups(found) == {frozenset({"whole", "tail", "onward"}), frozenset({"other"})}
    assert [len(story.links) for story in found.stories] == [2, 0]
    assert max(link.containment for link in found.stories[0].links) == 1.0


def test_each_copy_keeps_its_own_words() -> None:
    """Nothing is merged."""
    edited = [part.replace("weren't authorised", "were not allowed") for part in REPORT]
    one, other = press_text(*REPORT, name="one"), press_text(*edited, name="other")
    found = stories(one, other)

    assert len(found.stories) == 1
    assert {text.text for text in found.stories[0].members} == {one.text, other.text}


def test_comments_below_two_reports_join_nothing() -> None:
    """What readers wrote is not compared."""
    remarks = ["View all comments", "Bo", "February 13, 2001", " ".join(made_words(100, 4)) + "."]
    texts = [press_text(" ".join(made_words(120, seed)) + ".", *remarks, name=str(seed)) for seed in (5, 6)]

    assert len(stories(*texts).stories) == 2


def test_a_notice_of_many_texts_joins_nothing_and_hides_no_copy() -> None:
    """Texts of one site share its notice; two of them share a report besides."""
    notice = made_words(60, 7)
    texts = [made_text(made_words(200, 10 + number) + notice, f"n{number}") for number in range(12)]
    copy = made_text(made_words(200, 10)[:120] + made_words(80, 40) + notice, "copy")
    found = stories(*texts, copy)

    assert frozenset({"n0", "copy"}) in groups(found)
    assert len(found.stories) == 12


def test_a_report_printed_by_very_many_is_one_story() -> None:
    """Its words are no notice, though they stand in every text."""
    words = made_words(300, 8)
    texts = [made_text([*words[number:], f"own{number}"], f"t{number}") for number in range(60)]

    assert len(stories(*texts).stories) == 1


def test_texts_too_short_to_compare_stand_alone() -> None:
    """A sentence may be the same by chance."""
    short = " ".join(made_words(candidates.SHARED_FROM + 3, 9))
    texts = [press_text(short + ".", name="one"), press_text("A headline", short + ".", name="other")]

    assert len(stories(*texts).stories) == 2
    assert stories().stories == ()


def test_more_pairs_than_the_limit_are_left_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left out in silence, and the pairs that share most are compared."""
    monkeypatch.setattr(candidates, "COMPARED_PAIRS_MAX", 3)
    words = made_words(200, 11)
    found = stories(*(made_text(words[number:], f"t{number}") for number in range(6)))

    assert found.pairs_left == 15 - 3
    assert len(found.stories) > 1
