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

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truceline.corroboration.candidates import Shared, TextShingles, enough_shared, shared_counts, shingles_by_text
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
    links = _without_notices(_links(shared, table), table, by_text)
    roots = _join(len(ordered), links.first, links.second)
    members: dict[int, list[int]] = {}
    for number, root in enumerate(roots):
        members.setdefault(root, []).append(number)
    joining: dict[int, list[CopyLink]] = {}
    for link in _strongest(links, len(ordered)).tolist():
        joining.setdefault(roots[int(links.first[link])], []).append(_link(links, link, table, ordered))
    stories = [_story([ordered[each] for each in some], joining.get(root, [])) for root, some in members.items()]
    return Stories(
        stories=tuple(sorted(stories, key=lambda story: (-len(story.members), story.id))), pairs_left=shared.left
    )


def story_id(digests: Sequence[str]) -> str:
    """Give the id of a story: from the first of its members' digests in alphabetical order."""
    return f"story-{min(digests)[:ID_DIGITS]}"


def _compared(text: PressText) -> str:
    return "\n".join(segment.text for segment in text.body)


def _story(members: list[PressText], links: list[CopyLink]) -> Story:
    return Story(
        id=story_id([text.digest for text in members]),
        members=tuple(members),
        links=tuple(sorted(links, key=lambda link: (link.first, link.second))),
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


def _without_notices(links: _Links, table: ShingleTable, by_text: TextShingles) -> _Links:
    """Leave out the pairs that share only what many texts share."""
    same = links.least >= MOSTLY_FROM
    printing = np.array(_join(table.texts, links.first[same], links.second[same]), dtype=np.int64)
    block, is_common = _blocks(table, printing)
    kept = links.most >= MOSTLY_FROM
    for link in np.flatnonzero(~kept).tolist():
        own, other = by_text.of(int(links.first[link])), by_text.of(int(links.second[link]))
        both = np.intersect1d(own, other, assume_unique=True)
        _, sizes = np.unique(block[both[is_common[both]]], return_counts=True)
        rest = len(both) - int(np.sort(sizes)[-COMMON_BLOCKS:].sum())
        few = min(int(table.size[links.first[link]]), int(table.size[links.second[link]]))
        kept[link] = rest >= enough_shared(few)
    return _Links(
        first=links.first[kept],
        second=links.second[kept],
        count=links.count[kept],
        least=links.least[kept],
        most=links.most[kept],
    )


def _blocks(table: ShingleTable, printing: Numbers) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """Give for each shared shingle a number of the set of printings it stands in, and whether these are many."""
    number = np.repeat(np.arange(len(table.start) - 1), np.diff(table.start))
    each = np.unique(number * table.texts + printing[table.shared])
    shingle, root = each // table.texts, (each % table.texts).astype(np.uint64)
    mixed = (root + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    block = np.zeros(len(table.start) - 1, dtype=np.uint64)
    begins = np.flatnonzero(np.concatenate(([True], shingle[1:] != shingle[:-1]))[: len(shingle)])
    if len(begins):
        block[shingle[begins]] = np.add.reduceat(mixed, begins)
    return block, np.bincount(shingle, minlength=len(block)) >= COMMON_PRINTINGS


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


def _strongest(links: _Links, count: int) -> Numbers:
    """Choose the links that join each story, the strongest that do: one fewer than its members."""
    root = list(range(count))
    chosen: list[int] = []
    for link in np.lexsort((links.second, links.first, -links.count, -links.most)).tolist():
        one, other = _root(root, int(links.first[link])), _root(root, int(links.second[link]))
        if one != other:
            root[max(one, other)] = min(one, other)
            chosen.append(link)
    return np.array(sorted(chosen), dtype=np.int64)
