# SPDX-License-Identifier: Apache-2.0
"""Stories: which press texts are copies of one report.

Two texts are copies when one of them stands in the other to at least ``CONTAINMENT_FROM`` of its five-word shingles
(the larger of the two shares: a cut copy lies wholly in the long one, however little of the long one it is). Being
copies is handed on: a text that was edited twice still belongs to its story. Never by topic, date or headline: two
reports on one subject share almost no runs of words.

Words that many texts share without being copies (a notice that a site prints below everything) join nothing:

    - Texts that are the same for the most part, both ways, are one *printing*.
    - A shingle of at least ``COMMON_PRINTINGS`` printings is common. Common shingles that stand in one and the same set
      of printings are a block: a notice, or a quotation that everybody prints. What two texts share outside their
      ``COMMON_BLOCKS`` largest blocks must be enough by itself, unless one of them consists of it for the most part.

Copies stay apart, each with its own words. The same texts give the same stories, ids included, whatever the files are
called and in whatever order they come.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truceline.corroboration.candidates import (
    SHARED_FROM,
    Shared,
    TextShingles,
    enough_shared,
    shared_counts,
    shingles_by_text,
)
from truceline.corroboration.press_text import CopyLink, PressText, Story
from truceline.corroboration.shingles import Numbers, ShingleTable, shingle_table
from truceline.corroboration.spelling import Names

MOSTLY_FROM = 0.7
"""Share from which a text is, for the most part, what it shares."""
COMMON_PRINTINGS = 6
"""Printings from which a shingle counts as common."""
COMMON_BLOCKS = 3
"""Blocks of common words, such as a notice at the head and another at the foot."""
ID_DIGITS = 16
"""Digits of a digest in the id of a story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """The stories of one run.

    Attributes:
        stories: The largest first, then by id.
        pairs_left: Pairs of texts that were not compared, being more than the limit.
    """

    stories: tuple[Story, ...]
    pairs_left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Links:
    """Pairs of texts by number, with what each shares."""

    first: Numbers
    second: Numbers
    count: Numbers
    least: NDArray[np.float64]
    most: NDArray[np.float64]


def find_stories(texts: Sequence[PressText], names: Names) -> Stories:
    """Find which texts are copies of one report.

    Args:
        texts: The texts, in any order, each digest once.
        names: Names with several forms.

    Returns:
        Every text in exactly one story.

    Source:
        Broder 1997, On the resemblance and containment of documents (containment); the cut is measured on five press
        reports of 2016 and 2017 (docs/texts.md).
    """
    ordered = sorted(texts, key=lambda text: text.digest)
    table = shingle_table([_compared(text) for text in ordered], names)
    by_text = shingles_by_text(table)
    shared = shared_counts(table, by_text)
    links = _links(shared, table)
    chosen = _joining(links, table, by_text)
    roots = _join(len(ordered), links.first[chosen], links.second[chosen])
    members: dict[int, list[int]] = {}
    for number, root in enumerate(roots):
        members.setdefault(root, []).append(number)
    joining: dict[int, list[CopyLink]] = {}
    for link in chosen.tolist():
        joining.setdefault(roots[int(links.first[link])], []).append(_link(links, link, table, ordered))
    stories = [
        _story([ordered[each] for each in some], joining.get(root, []), int(table.size[some[0]]))
        for root, some in members.items()
    ]
    return Stories(
        stories=tuple(sorted(stories, key=lambda story: (-len(story.members), story.id))), pairs_left=shared.left
    )


def story_id(digests: Sequence[str]) -> str:
    """Give the id of a story: from the first of its members' digests in alphabetical order."""
    return f"story-{min(digests)[:ID_DIGITS]}"


def _compared(text: PressText) -> str:
    return "\n".join(segment.text for segment in text.body)


def _story(members: list[PressText], links: list[CopyLink], shingles: int) -> Story:
    return Story(
        id=story_id([text.digest for text in members]),
        members=tuple(members),
        links=tuple(sorted(links, key=lambda link: (link.first, link.second))),
        is_too_short=len(members) == 1 and shingles < SHARED_FROM,
    )


def _link(links: _Links, link: int, table: ShingleTable, ordered: Sequence[PressText]) -> CopyLink:
    first, second, count = (int(each[link]) for each in (links.first, links.second, links.count))
    return CopyLink(
        first=ordered[first].digest,
        second=ordered[second].digest,
        shared=count,
        first_in_second=count / int(table.size[first]),
        second_in_first=count / int(table.size[second]),
    )


def _links(shared: Shared, table: ShingleTable) -> _Links:
    sizes = table.size[shared.first], table.size[shared.second]
    return _Links(
        first=shared.first,
        second=shared.second,
        count=shared.count,
        least=shared.count / np.maximum(*sizes),
        most=shared.count / np.minimum(*sizes),
    )


def _joining(links: _Links, table: ShingleTable, by_text: TextShingles) -> Numbers:
    """Choose the links that join stories: of those that join the same texts, the strongest."""
    same = links.least >= MOSTLY_FROM
    printing = np.array(_join(table.texts, links.first[same], links.second[same]), dtype=np.int64)
    notices = _Notices(by_text=by_text, block=_blocks(table, printing))
    root = list(range(table.texts))
    chosen: list[int] = []
    for link in np.lexsort((links.second, links.first, -links.count, -links.most)).tolist():
        first, second = int(links.first[link]), int(links.second[link])
        low, high = sorted((_root(root, first), _root(root, second)))
        if low == high:
            continue
        few = int(min(table.size[first], table.size[second]))
        if links.most[link] >= MOSTLY_FROM or notices.shared_besides(first, second) >= enough_shared(few):
            root[high] = low
            chosen.append(link)
    return np.array(sorted(chosen), dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Notices:
    """Blocks of words that stand in many printings.

    Attributes:
        by_text: Shared shingles by text.
        block: Block of each shared shingle, counted from 1; 0 for one that is not common.
    """

    by_text: TextShingles
    block: Numbers

    def shared_besides(self, first: int, second: int) -> int:
        """Count what two texts share outside the largest blocks that they share."""
        both = np.intersect1d(self.by_text.of(first), self.by_text.of(second), assume_unique=True)
        sizes = Counter(self.block[both].tolist())
        del sizes[0]
        return len(both) - sum(size for _, size in sizes.most_common(COMMON_BLOCKS))


def _blocks(table: ShingleTable, printing: Numbers) -> Numbers:
    """Give the block of each shared shingle: which set of many printings it stands in; 0 when these are few."""
    number = np.repeat(np.arange(len(table.start) - 1), np.diff(table.start))
    each = np.unique(number * table.texts + printing[table.shared])
    shingle, root = each // table.texts, (each % table.texts).astype(np.uint64)
    mixed = (root + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    count = np.bincount(shingle, minlength=len(table.start) - 1)
    begins = np.concatenate(([0], np.cumsum(count)))[:-1]
    block: Numbers = np.zeros(len(count), dtype=np.int64)
    is_common = count >= COMMON_PRINTINGS
    if is_common.any():
        set_of_printings = np.add.reduceat(mixed, begins)
        block[is_common] = np.unique(set_of_printings[is_common], return_inverse=True)[1] + 1
    return block


def _join(count: int, first: Numbers, second: Numbers) -> list[int]:
    """Give for each text the smallest number that it is joined with, itself included."""
    root = list(range(count))
    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        low, high = sorted((_root(root, one), _root(root, other)))
        root[high] = low
    return [_root(root, each) for each in range(count)]


def _root(root: list[int], text: int) -> int:
    while root[text] != text:
        root[text] = root[root[text]]
        text = root[text]
    return text
