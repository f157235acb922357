# SPDX-License-Identifier: Apache-2.0
"""Everything that is told in a set of stories: what they state, where they differ, what they correct."""

from collections.abc import Sequence
from dataclasses import dataclass

from truceline.corroboration.alignment import OneSpelling
from truceline.corroboration.contradictions import Contradiction, ContradictionKind
from truceline.corroboration.copy_contradictions import (
    edited_contradictions,
    saying_contradictions,
    source_contradictions,
)
from truceline.corroboration.corrections import Correction, corrections_of
from truceline.corroboration.press_text import PressText, Story
from truceline.corroboration.spelling import Names
from truceline.corroboration.subject_contradictions import (
    announcement_contradictions,
    channel_contradictions,
    contact_contradictions,
)
from truceline.corroboration.told_stories import ToldStory, told_story

CONTRADICTIONS_MAX = 500
"""Entries kept of one run: more than a person reads; how many more there are is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradictions:
    """What was set side by side.

    Attributes:
        entries: By kind, then id.
        left: Further entries that are not kept.
    """

    entries: tuple[Contradiction, ...]
    left: int = 0


def contradictions_of(stories: Sequence[ToldStory], names: Names) -> Contradictions:
    """Find what the texts tell differently.

    Args:
        stories: Stories with what their copies state.
        names: Names with several forms.

    Returns:
        The entries; the same for the same texts in any order and under any names.

    Source:
        docs/statements.md.
    """
    ordered = sorted(stories, key=lambda story: story.id)
    spelling = OneSpelling(names)
    found: list[Contradiction] = [*channel_contradictions(ordered)]
    for story in ordered:
        told = [*contact_contradictions(story), *announcement_contradictions(story)]
        settled = frozenset((side.statement.digest, side.statement.start) for each in told for side in each.sides)
        found += [*told, *source_contradictions(story), *saying_contradictions(story)]
        found += edited_contradictions(story, spelling, settled)
    kinds = list(ContradictionKind)
    found.sort(key=lambda each: (kinds.index(each.kind), each.id))
    return Contradictions(entries=tuple(found[:CONTRADICTIONS_MAX]), left=max(0, len(found) - CONTRADICTIONS_MAX))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the press texts of one run tell.

    Attributes:
        texts: The texts.
        stories: Their stories with what their copies state.
        contradictions: What is told differently.
        corrections: What is said to have been wrong, linked and kept.
    """

    texts: tuple[PressText, ...] = ()
    stories: tuple[ToldStory, ...] = ()
    contradictions: Contradictions = Contradictions(entries=())
    corrections: tuple[Correction, ...] = ()


def read_told(stories: Sequence[Story], names: Names) -> Told:
    """Read what stories tell.

    Args:
        stories: The stories.
        names: Names with several forms.

    Returns:
        What they state, where they differ, what they correct.

    Source:
        docs/statements.md; docs/texts.md.
    """
    told = tuple(told_story(story) for story in sorted(stories, key=lambda story: story.id))
    texts = tuple(member for story in stories for member in story.members)
    return Told(
        texts=texts,
        stories=told,
        contradictions=contradictions_of(told, names),
        corrections=corrections_of(texts, told),
    )
