# SPDX-License-Identifier: Apache-2.0
"""Find press stories: which texts of one run, from files and from records, are copies of one report."""

from collections.abc import Sequence
from dataclasses import replace

from truceline.agreement.library import Library
from truceline.corroboration.press_text import PressText, Publishing
from truceline.corroboration.segments import read_press_text
from truceline.corroboration.spelling import Names, known_names
from truceline.corroboration.stories import Stories, find_stories
from truceline.corroboration.text_intake import TextIntake
from truceline.picture.intake import Intake
from truceline.picture.reports import Report


def gather_texts(texts: TextIntake, intakes: Sequence[Intake]) -> TextIntake:
    """Put the words of reports that came as records beside the texts of files.

    Args:
        texts: What was read from files.
        intakes: What else was read.

    Returns:
        Both; a text that stands in both is one, under the name it has in the files.
    """
    reports = [report for intake in intakes for report in intake.reports if report.text.strip()]
    by_digest = {text.digest: text for text in texts.texts}
    for report in reports:
        text = _text_of(report)
        known = by_digest.setdefault(text.digest, text)
        if known is not text:
            told = known.published or text.published
            by_digest[text.digest] = replace(known, also=(*known.also, report.id), published=told)
    return replace(
        texts, read=texts.read + len(reports), texts=tuple(by_digest[digest] for digest in sorted(by_digest))
    )


def press_stories(texts: TextIntake, library: Library) -> Stories:
    """Find the stories among texts; the names of a library's forces are one name each.

    Args:
        texts: What was read.
        library: The agreements.

    Returns:
        Every text in exactly one story.
    """
    return find_stories(texts.texts, force_names(library)) if texts.texts else Stories(stories=())


def force_names(library: Library) -> Names:
    """Give the names of forces with their aliases, as one spells them for comparing."""
    return known_names((force.name, *(alias.name for alias in force.aliases)) for force in library.forces.values())


def _text_of(report: Report) -> PressText:
    published = Publishing(moment=report.published)
    text = report.text.replace("\r\n", "\n").replace("\r", "\n")
    return read_press_text(text, report.id, published=published, title=report.title)
