# SPDX-License-Identifier: Apache-2.0
"""Find press stories: which texts of one run, from files and from records, are copies of one report.

Rules:
    - R7: of a record that was published in the last 72 hours neither headline nor words are shown.
    - R11: a text that marks itself EXERCISE never stands beside real agreements, and no other one in an exercise.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from truceline.agreement.library import Library
from truceline.app.admit_act import is_exercise
from truceline.assessment.withheld import WITHHELD_WORDS, is_recent_moment
from truceline.corroboration.press_text import PressText, Publishing, Story
from truceline.corroboration.segments import read_press_text
from truceline.corroboration.spelling import Names, known_names
from truceline.corroboration.stories import Stories, find_stories
from truceline.corroboration.text_intake import TextIntake
from truceline.corroboration.usable_text import (
    TextBudget,
    UnusableTextError,
    refuse_unusable,
    size_bytes,
    with_plain_line_ends,
)
from truceline.picture.intake import Intake, Reason, Rejection
from truceline.picture.reports import Report

_EXERCISE = re.compile(r"\bEXERCISE\b")


def gather_texts(texts: TextIntake, intakes: Sequence[Intake]) -> TextIntake:
    """Put the words of reports that came as records beside the texts of files.

    Args:
        texts: What was read from files.
        intakes: What else was read.

    Returns:
        Both; a text that stands in both is one, under the name it has in the files. What cannot be used is set aside
        as a file with the same content would be, and one budget holds for both.
    """
    reports = [report for intake in intakes for report in intake.reports if report.text.strip()]
    by_digest = {text.digest: text for text in texts.texts}
    budget = TextBudget(texts=len(texts.texts), total_bytes=sum(size_bytes(text.text) for text in texts.texts))
    rejections = list(texts.rejections)
    for report in reports:
        try:
            refuse_unusable(report.text)
            budget.take(size_bytes(report.text))
        except UnusableTextError as error:
            rejections.append(error.rejection(report.id))
            if error.reason is Reason.TOO_MANY:
                break
            continue
        text = _text_of(report)
        known = by_digest.setdefault(text.digest, text)
        if known is not text:
            told = known.published or text.published
            by_digest[text.digest] = replace(known, also=(*known.also, report.id), published=told)
    return replace(
        texts,
        read=texts.read + len(reports),
        texts=tuple(by_digest[digest] for digest in sorted(by_digest)),
        rejections=tuple(rejections),
    )


def apart_from_exercise(texts: TextIntake, library: Library) -> TextIntake:
    """Set aside what must not stand beside the library: invented texts beside real parties, and the reverse (R11).

    Args:
        texts: What was read.
        library: The agreements.

    Returns:
        The texts that may stand beside it, and the others as set aside with the red line for a reason.
    """
    invented = is_exercise(library)
    apart = [text for text in texts.texts if _is_marked(text) is not invented]
    if not apart:
        return texts
    kept = tuple(text for text in texts.texts if _is_marked(text) is invented)
    return replace(texts, texts=kept, rejections=(*texts.rejections, *(_apart(text) for text in apart)))


def press_stories(texts: TextIntake, library: Library) -> Stories:
    """Find the stories among texts; the names of a library's forces are one name each.

    Args:
        texts: What was read.
        library: The agreements.

    Returns:
        Every text in exactly one story.
    """
    return find_stories(texts.texts, force_names(library)) if texts.texts else Stories(stories=())


def withheld_texts(texts: TextIntake, now_ns: int, library: Library) -> frozenset[str]:
    """Give the texts whose words are not shown (R7): those of records that were published in the last 72 hours.

    A file given as a press text is published already and is shown; so is a record that holds the text of one.

    Args:
        texts: What was read.
        now_ns: The moment of the run [ns since 1970 UTC].
        library: At whose offset days are counted.

    Returns:
        Digests; texts of which no time of publication is told are among them.
    """
    offset = library.header.utc_offset.delta
    records = (text for text in texts.texts if not text.given)
    return frozenset(
        text.digest
        for text in records
        if is_recent_moment(text.published.moment if text.published else None, now_ns, offset)
    )


def shown_stories(stories: Stories, withheld: frozenset[str]) -> Stories:
    """Give stories as they may be shown: without the headlines of withheld texts."""
    return _with_members(
        stories,
        lambda text: replace(text, headline=WITHHELD_WORDS) if text.digest in withheld and text.headline else text,
    )


def readable_stories(stories: Stories, withheld: frozenset[str]) -> tuple[Story, ...]:
    """Give the stories, and of each the texts, that may be read for what they state."""
    found = []
    for story in stories.stories:
        members = tuple(text for text in story.members if text.digest not in withheld)
        links = tuple(link for link in story.links if withheld.isdisjoint((link.first, link.second)))
        if members:
            found.append(replace(story, members=members, links=links))
    return tuple(found)


def _with_members(stories: Stories, shown: Callable[[PressText], PressText]) -> Stories:
    changed = (replace(story, members=tuple(shown(text) for text in story.members)) for story in stories.stories)
    return replace(stories, stories=tuple(changed))


def force_names(library: Library) -> Names:
    """Give the names of forces with their aliases, as one spells them for comparing."""
    return known_names((force.name, *(alias.name for alias in force.aliases)) for force in library.forces.values())


def _is_marked(text: PressText) -> bool:
    """Say whether a text marks itself as invented; any such word counts, for the other mistake is the worse one."""
    return _EXERCISE.search(text.text) is not None or _EXERCISE.search(text.headline) is not None


def _apart(text: PressText) -> Rejection:
    if _is_marked(text):
        expected = "red line R11: with real agreements, real texts alone, without the word EXERCISE in capitals"
        got = "a text that marks itself EXERCISE; assess it with an exercise library (--library)"
    else:
        expected = "red line R11: in an exercise, texts marked with the word EXERCISE in capitals"
        got = "a text without that mark; assess it with a real library (--library)"
    return Rejection(file=text.given or text.name, line=0, reason=Reason.RED_LINE, expected=expected, got=got)


def _text_of(report: Report) -> PressText:
    published = Publishing(moment=report.published)
    return read_press_text(with_plain_line_ends(report.text), report.id, published=published, title=report.title)
