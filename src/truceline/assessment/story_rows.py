# SPDX-License-Identifier: Apache-2.0
"""What an assessment tells of press texts: which are copies of one report, and by what they were joined."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from truceline.corroboration.candidates import CONTAINMENT_FROM, SHARED_FROM
from truceline.corroboration.press_text import PressText, Story
from truceline.corroboration.shingles import SHINGLE_WORDS
from truceline.corroboration.stories import Stories
from truceline.corroboration.text_intake import TextIntake

_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCounts:
    """Press texts of one run, counted, with the measure that stories were found by.

    Attributes:
        read: Files and records looked at.
        used: Texts that could be used, each once.
        set_aside: Files that were not; each stands in ``rejected.jsonl`` with its reason.
        stories: Stories they make.
        stories_of_several: Of these, stories of more than one text.
        shingle_words: Words of a shingle.
        containment_from: Share of the shingles of one text found in the other from which they count as copies, 0..1.
        shared_from: Shingles that two copies share at least.
        pairs_left: Pairs of texts that were not compared, being more than the limit; 0 when all were.
        too_short: Texts too short to be compared with any other; each stands alone, copy or not.
    """

    read: int
    used: int
    set_aside: int
    stories: int
    stories_of_several: int
    shingle_words: int
    containment_from: float
    shared_from: int
    pairs_left: int
    too_short: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryText:
    """One text of a story.

    Attributes:
        file: Short name of its file, or the id of its record.
        also: Names of further files that hold the very same text.
        sha256: Of its text.
        headline: Its headline; empty when it shows none.
        published: ``YYYY-MM-DD`` or an instant; empty when it is not told.
        published_words: The words that was read from; empty for a record.
        published_basis: ``dateline`` or ``record``; empty when it is not told.
        words: Words that are compared: body and quotations.
        words_by_kind: Words, parted by blanks, of each kind of segment that it has.
        language: ``english``, or ``other_script`` or ``other_words``: then it was not read for statements.
    """

    file: str
    also: tuple[str, ...]
    sha256: str
    headline: str
    published: str
    published_words: str
    published_basis: str
    words: int
    words_by_kind: dict[str, int]
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLink:
    """Two texts that joined a story: the strongest pairs that do, one fewer than its texts.

    Attributes:
        first: File of one.
        second: File of the other.
        containment: The larger of the two shares below, 0..1: what decides.
        first_in_second: Share of the first's shingles that stand in the second.
        second_in_first: Share of the second's that stand in the first.
        shared: Shingles that stand in both.
    """

    first: str
    second: str
    containment: float
    first_in_second: float
    second_in_first: float
    shared: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """The copies of one report: one origin, however many there are.

    Attributes:
        id: From its texts alone.
        files: Every file of it, in alphabetical order.
        texts: Its texts, each with its own words; by name.
        links: What joined them.
        too_short: Whether it is one text with too few words to be compared: nothing says that it is no copy.
    """

    id: str
    files: tuple[str, ...]
    texts: tuple[StoryText, ...]
    links: tuple[StoryLink, ...]
    too_short: bool


def story_rows(stories: Stories) -> tuple[StoryRow, ...]:
    """Tell the stories of one run, in their order."""
    return tuple(_row(story) for story in stories.stories)


def text_counts(intake: TextIntake, stories: Stories) -> TextCounts:
    """Count the press texts of one run."""
    return TextCounts(
        read=intake.read,
        used=len(intake.texts),
        set_aside=len(intake.rejections),
        stories=len(stories.stories),
        stories_of_several=sum(len(story.members) > 1 for story in stories.stories),
        shingle_words=SHINGLE_WORDS,
        containment_from=CONTAINMENT_FROM,
        shared_from=SHARED_FROM,
        pairs_left=stories.pairs_left,
        too_short=sum(story.is_too_short for story in stories.stories),
    )


def _row(story: Story) -> StoryRow:
    members = sorted(story.members, key=lambda text: (text.name, text.digest))
    name_of = {text.digest: text.name for text in members}
    return StoryRow(
        id=story.id,
        files=tuple(sorted(name for text in members for name in (text.name, *text.also))),
        texts=tuple(_text(text) for text in members),
        links=_links(story, name_of),
        too_short=story.is_too_short,
    )


def _text(text: PressText) -> StoryText:
    by_kind: Counter[str] = Counter()
    for segment in text.segments:
        by_kind[segment.kind.value] += len(segment.text.split())
    told = text.published
    return StoryText(
        file=text.name,
        also=text.also,
        sha256=text.digest,
        headline=text.headline,
        published=told.moment.text if told else "",
        published_words=told.words if told else "",
        published_basis=told.basis if told else "",
        words=text.words,
        words_by_kind=dict(sorted(by_kind.items())),
        language=text.language.value,
    )


def _links(story: Story, name_of: dict[str, str]) -> tuple[StoryLink, ...]:
    rows: Sequence[StoryLink] = [
        StoryLink(
            first=name_of[link.first],
            second=name_of[link.second],
            containment=round(link.containment, _DIGITS),
            first_in_second=round(link.first_in_second, _DIGITS),
            second_in_first=round(link.second_in_first, _DIGITS),
            shared=link.shared,
        )
        for link in story.links
    ]
    return tuple(sorted(rows, key=lambda row: (-row.containment, row.first, row.second)))
