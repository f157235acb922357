# SPDX-License-Identifier: Apache-2.0
"""Laws of stories: the index gives what comparing every pair gives, and neither names nor order bear on anything."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from press_texts import made_text
from truceline.corroboration.candidates import enough_shared, shared_counts, shingles_by_text
from truceline.corroboration.press_text import PressText
from truceline.corroboration.shingles import SHINGLE_WORDS, shingle_table
from truceline.corroboration.spelling import known_names
from truceline.corroboration.stories import find_stories

NAMES = known_names()
RUNS = [[f"r{run}w{place}" for place in range(20)] for run in range(14)]
"""Texts are drawn from a few runs of words, so that many pairs share some."""

texts = st.lists(
    st.lists(st.integers(0, len(RUNS) - 1), min_size=1, max_size=8, unique=True), min_size=2, max_size=24
).map(lambda drawn: [[word for run in runs for word in RUNS[run]] for runs in drawn])


def shingles_of(words: list[str]) -> set[tuple[str, ...]]:
    """Give the shingles of words the plain way."""
    return {tuple(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1)}


@settings(max_examples=60)
@given(texts)
def test_counts_of_proposed_pairs_are_exact(drawn: list[list[str]]) -> None:
    """What the index counts is what two sets of words share, and a text with rare words misses no copy."""
    table = shingle_table([" ".join(words) for words in drawn], NAMES)
    shared = shared_counts(table, shingles_by_text(table))
    plain = [shingles_of(words) for words in drawn]
    counts = {
        (one, other): count
        for one, other, count in zip(shared.first.tolist(), shared.second.tolist(), shared.count.tolist(), strict=True)
    }

    assert table.size.tolist() == [len(each) for each in plain]
    assert all(len(plain[one] & plain[other]) == count for (one, other), count in counts.items())
    few_texts = len(drawn) <= 12
    for one in range(len(drawn) if few_texts else 0):
        for other in range(one + 1, len(drawn)):
            enough = enough_shared(min(len(plain[one]), len(plain[other])))
            assert ((one, other) in counts) == (len(plain[one] & plain[other]) >= enough)


@settings(max_examples=40)
@given(texts, st.integers(0, 2**32 - 1))
def test_names_and_order_bear_on_nothing(drawn: list[list[str]], seed: int) -> None:
    """The same texts give the same stories with the same ids."""
    by_digest: dict[str, PressText] = {}
    for number, words in enumerate(drawn):
        text = made_text(words, f"t{number}")
        by_digest.setdefault(text.digest, text)
    some = list(by_digest.values())
    order = np.random.default_rng(seed).permutation(len(some))
    renamed = [replace(some[number], name=f"x{place}") for place, number in enumerate(order.tolist())]
    one, other = find_stories(some, NAMES), find_stories(renamed, NAMES)

    assert [(story.id, [text.digest for text in story.members], story.links) for story in one.stories] == [
        (story.id, [text.digest for text in story.members], story.links) for story in other.stories
    ]
