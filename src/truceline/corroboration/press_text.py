# SPDX-License-Identifier: Apache-2.0
"""The nouns of press texts: a text in its segments, and a story, which is the copies of one report.

A text is kept as it was published; a segment points into it and changes nothing. Copies are never merged: each keeps
its own words, so that they can be set side by side.
"""

from dataclasses import dataclass
from enum import StrEnum

from truceline.base.moments import Moment
from truceline.corroboration.language import Language


class SegmentKind(StrEnum):
    """What a stretch of a press text is."""

    HEADLINE = "headline"
    BYLINE = "byline"
    CAPTION = "caption"
    BODY = "body"
    QUOTATION = "quotation"
    """A readout, statement or other report, quoted at length; its words are somebody else's."""
    DISCLAIMER = "disclaimer"
    COMMENT = "comment"
    FURNITURE = "furniture"


COMPARED_KINDS = frozenset({SegmentKind.BODY, SegmentKind.QUOTATION})
"""What copies are found by, and what anybody can be said to state; the rest is no part of the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One stretch of a press text.

    Attributes:
        kind: What it is.
        start: Its first character in the text.
        end: The character after its last.
        text: Its words, as they stand.
    """

    kind: SegmentKind
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """When a text was published, as far as that is told.

    Attributes:
        moment: The day or instant.
        words: The words it was read from; empty when a record gives it.
        basis: ``record`` (given beside the text) or ``dateline`` (a line of the text that is a date).
    """

    moment: Moment
    words: str = ""
    basis: str = "record"


@dataclass(frozen=True, slots=True, kw_only=True)
class PressText:
    """One text as published.

    Attributes:
        name: Short name of its file, or the id of its record.
        digest: SHA-256 of its text without blanks around it, in hexadecimal; the same whatever the file is called.
        text: The whole of it, with line feeds for line ends.
        headline: Its headline; empty when it shows none.
        segments: In the order of the text; together they hold every word of it, each once.
        published: When; None when that is not told.
        words: Words, parted by blanks, of the segments that are compared (``COMPARED_KINDS``).
        also: Names of further files that hold the very same text.
        given: Path of its file as the user gave it; empty for a record.
        language: Whether it is English, which alone is read for statements; decided by ``language``.
    """

    name: str
    digest: str
    text: str
    headline: str
    segments: tuple[Segment, ...]
    published: Publishing | None = None
    words: int = 0
    also: tuple[str, ...] = ()
    given: str = ""
    language: Language = Language.ENGLISH

    @property
    def body(self) -> tuple[Segment, ...]:
        """The segments that are compared: body and quotations."""
        return tuple(segment for segment in self.segments if segment.kind in COMPARED_KINDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyLink:
    """Two texts that share words enough to be copies of one report.

    Attributes:
        first: Digest of one text, the smaller one.
        second: Digest of the other.
        shared: Shingles that stand in both.
        first_in_second: Share of the first's shingles that stand in the second, 0..1.
        second_in_first: Share of the second's shingles that stand in the first, 0..1.
    """

    first: str
    second: str
    shared: int
    first_in_second: float
    second_in_first: float

    @property
    def containment(self) -> float:
        """The larger share: what decides."""
        return max(self.first_in_second, self.second_in_first)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The copies of one report; a text that is a copy of nothing is a story of its own.

    Attributes:
        id: Made from the digests of its members alone.
        members: Its texts, by digest; nothing of them is merged.
        links: The pairs that joined them, by digests.
        is_too_short: Whether it is one text with too few words to be compared with any other.
    """

    id: str
    members: tuple[PressText, ...]
    links: tuple[CopyLink, ...] = ()
    is_too_short: bool = False
