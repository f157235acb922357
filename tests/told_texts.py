# SPDX-License-Identifier: Apache-2.0
"""Press texts for tests: invented ones (EXERCISE) and what is told in a set of them."""

from hashlib import sha256

from truceline.base.moments import Moment
from truceline.corroboration.contradictions import Contradiction, ContradictionKind
from truceline.corroboration.press_text import PressText, Publishing, Segment, SegmentKind
from truceline.corroboration.segments import read_press_text
from truceline.corroboration.side_by_side import Told, read_told
from truceline.corroboration.spelling import known_names
from truceline.corroboration.stories import find_stories


def press_text(
    body: str, name: str = "exercise", *, published: str = "", caption: str = "", comment: str = "", notice: str = ""
) -> PressText:
    """Make an invented text of given segments, so that a test depends on no sign of segmenting."""
    parts = [
        (SegmentKind.CAPTION, caption),
        (SegmentKind.BODY, body),
        (SegmentKind.DISCLAIMER, notice),
        (SegmentKind.COMMENT, comment),
    ]
    text, segments = "", []
    for kind, words in parts:
        if words:
            segments.append(Segment(kind=kind, start=len(text), end=len(text) + len(words), text=words))
            text += f"{words}\n\n"
    return PressText(
        name=name,
        digest=sha256(text.encode()).hexdigest(),
        text=text,
        headline="",
        segments=tuple(segments),
        published=Publishing(moment=Moment(published)) if published else None,
    )


def told_in(*texts: PressText) -> Told:
    """Find the stories of some texts and read what they tell."""
    names = known_names()
    return read_told(find_stories(texts, names).stories, names)


def told_in_files(words_by_name: dict[str, str]) -> Told:
    """Do the same with whole texts as files hold them."""
    return told_in(*(read_press_text(words, name) for name, words in words_by_name.items()))


def entries(told: Told, kind: ContradictionKind) -> list[Contradiction]:
    """Give the contradictions of one kind."""
    return [each for each in told.contradictions.entries if each.kind is kind]
