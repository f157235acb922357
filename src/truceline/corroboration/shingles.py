# SPDX-License-Identifier: Apache-2.0
"""Shingles: every run of five words of a text, as numbers, for many texts at once.

Words become numbers once per distinct word, by BLAKE2b, so that the same words give the same numbers on every machine
and in every run (never ``hash()``, which is salted). A shingle is a mix of the numbers of its words. Two different
shingles among five million get the same number with a chance of about one in a hundred, and twelve must be shared
before anything comes of it; whoever makes such pairs on purpose gains nothing that copying a text would not give.

Shingles run across paragraphs, since copies are cut into other paragraphs, and never from one text into the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from truceline.corroboration.spelling import ARTICLES, Names, spell, words_of

SHINGLE_WORDS = 5
"""Words of a shingle: shorter ones are shared by texts on one topic, longer ones break at every edit."""

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]
_NO_WORD = -1
_END = 0
"""Number of the mark between two texts."""
_STEPS: Hashes = np.array(
    [0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F],
    dtype=np.uint64,
)
"""Odd numbers, one for each place in a shingle, so that order counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShingleTable:
    """The distinct shingles of many texts.

    Attributes:
        texts: Number of texts.
        size: Distinct shingles of each text ``(texts,)``.
        shared: Texts of each shingle that stands in at least two, by shingle, then text ``(entries,)``.
        start: Entries of shared shingle ``i`` are ``start[i]:start[i + 1]`` ``(shingles + 1,)``.
    """

    texts: int
    size: Numbers
    shared: Numbers
    start: Numbers


class _Vocabulary(dict[str, int]):
    """Numbers of words as they stand in the texts; two spellings of one word have one number."""

    def __init__(self) -> None:
        super().__init__()
        self.spelt: dict[str, int] = {}
        self.hashes: list[int] = [0]

    def __missing__(self, word: str) -> int:
        number = _NO_WORD if word in ARTICLES else self.number(spell(word))
        self[word] = number
        return number

    def number(self, spelt: str) -> int:
        """Give the number of a word in its one spelling."""
        found = self.spelt.get(spelt)
        if found is None:
            found = self.spelt[spelt] = len(self.hashes)
            self.hashes.append(int.from_bytes(blake2b(spelt.encode(), digest_size=8).digest(), "little"))
        return found


def shingle_table(texts: Sequence[str], names: Names) -> ShingleTable:
    """Make the table of shingles of many texts.

    Args:
        texts: What is to be compared of each text.
        names: Names with several forms.

    Returns:
        The table; texts are numbered in the given order.

    Source:
        Broder 1997, On the resemblance and containment of documents, section 2 (shingling).
    """
    vocabulary = _Vocabulary()
    numbers = _numbers(texts, vocabulary)
    numbers = _unify(numbers, vocabulary, names)
    hashes, owner = _shingles(numbers, np.array(vocabulary.hashes, dtype=np.uint64))
    return _table(hashes, owner, len(texts))


def _numbers(texts: Sequence[str], vocabulary: _Vocabulary) -> Numbers:
    """Give the words of all texts as numbers, each text ending with the mark."""
    number_of = vocabulary.__getitem__
    parts = (chain(map(number_of, words_of(text)), (_END,)) for text in texts)
    numbers = np.fromiter(chain.from_iterable(parts), dtype=np.int64)
    without_articles: Numbers = numbers[numbers != _NO_WORD]
    return without_articles


def _unify(numbers: Numbers, vocabulary: _Vocabulary, names: Names) -> Numbers:
    """Put one number for each form of a name; a name said twice in a row ("NAME (OTHER NAME)") is said once."""
    kept = np.ones(len(numbers), dtype=np.bool_)
    is_name = np.zeros(len(numbers), dtype=np.bool_)
    changed = numbers.copy()
    for phrase, word in names.phrases:
        wanted = [number for each in phrase if (number := vocabulary.spelt.get(each)) is not None]
        if len(wanted) < len(phrase):
            continue
        places = _places(numbers, wanted)
        for step in range(len(phrase)):
            places = places[~is_name[places + step]]
        changed[places] = vocabulary.number(word)
        for step in range(len(phrase)):
            is_name[places + step] = True
            kept[places + step] = step == 0
    changed, is_name = changed[kept], is_name[kept]
    is_first = np.ones(len(changed), dtype=np.bool_)
    is_first[1:] = ~(is_name[1:] & is_name[:-1] & (changed[1:] == changed[:-1]))
    said_once: Numbers = changed[is_first]
    return said_once


def _places(numbers: Numbers, wanted: Sequence[int]) -> Numbers:
    """Find where some words stand in a row."""
    last = len(numbers) - len(wanted)
    places = np.flatnonzero(numbers == wanted[0]).astype(np.int64)
    places = places[places <= last]
    for step, each in enumerate(wanted[1:], start=1):
        places = places[numbers[places + step] == each]
    return places


def _shingles(numbers: Numbers, hashes: Hashes) -> tuple[Hashes, Numbers]:
    """Give every shingle and the text it stands in."""
    owner = np.cumsum(numbers == _END)
    count = max(len(numbers) - SHINGLE_WORDS + 1, 0)
    mixed = np.zeros(count, dtype=np.uint64)
    is_whole = np.ones(count, dtype=np.bool_)
    for place, step in enumerate(_STEPS):
        there = numbers[place : place + count]
        mixed += hashes[there] * step
        mixed ^= mixed >> np.uint64(29)
        is_whole &= there != _END
    return mixed[is_whole], owner[:count][is_whole]


def _table(hashes: Hashes, owner: Numbers, texts: int) -> ShingleTable:
    """Gather shingles by their number, each once in each text."""
    # Number and text in one word sort four times as fast as by two; some low bits of the number give way.
    bits = np.uint64(max(texts - 1, 1).bit_length())
    packed = np.sort((hashes >> bits << bits) | owner.astype(np.uint64))
    packed = packed[np.concatenate(([True], packed[1:] != packed[:-1]))[: len(packed)]]
    sorted_hashes = packed >> bits
    sorted_owner = (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    begins = np.flatnonzero(np.concatenate(([True], sorted_hashes[1:] != sorted_hashes[:-1]))[: len(sorted_hashes)])
    lengths = np.diff(np.append(begins, len(sorted_hashes)))
    shared = np.repeat(lengths > 1, lengths)
    return ShingleTable(
        texts=texts,
        size=np.bincount(sorted_owner, minlength=texts),
        shared=sorted_owner[shared],
        start=np.concatenate(([0], np.cumsum(lengths[lengths > 1]))),
    )
