# SPDX-License-Identifier: Apache-2.0
"""The catalogue: all prose is made here from codes and fields, so that other languages can follow.

Rules:
    - A code is dotted, from the subject to the point, such as ``judged.sentence``.
    - A field is written ``{name}``. Whole numbers are written with commas between thousands.
    - Text from outside is a field, never part of a message. Nothing is escaped here: the page and the terminal each
      do that in their own way.
    - A message about a number may have a second form under its code with ``.one``.
"""

from collections.abc import Mapping
from typing import TypeAlias

from truceline.report.messages import (
    coverage,
    explanation,
    glossary,
    line,
    measured,
    origins,
    overview,
    page,
    recount,
    recounts,
    red_lines,
    rehearsal,
    sections,
    stories,
    talks,
    words,
)

Field: TypeAlias = str | int | float

MESSAGES: Mapping[str, str] = {
    **words.MESSAGES,
    **line.MESSAGES,
    **measured.MESSAGES,
    **origins.MESSAGES,
    **stories.MESSAGES,
    **talks.MESSAGES,
    **page.MESSAGES,
    **sections.MESSAGES,
    **red_lines.MESSAGES,
    **glossary.MESSAGES,
    **explanation.MESSAGES,
    **overview.MESSAGES,
    **coverage.MESSAGES,
    **recount.MESSAGES,
    **recounts.MESSAGES,
    **rehearsal.MESSAGES,
}


def say(code: str, **fields: Field) -> str:
    """Make a sentence.

    Args:
        code: Code of the message; a code without a message is our own mistake.
        fields: What the message names.

    Returns:
        The sentence in English.

    >>> say("passage.gloss")
    'gloss'
    """
    return MESSAGES[code].format_map({name: _written(field) for name, field in fields.items()})


def say_count(code: str, count: int, **fields: Field) -> str:
    """Make a sentence about a number, with its own form for one.

    Args:
        code: Code of the message; the form for one stands under ``CODE.one``.
        count: The number, named ``{count}`` in the message.
        fields: What else the message names.

    Returns:
        The sentence in English.
    """
    chosen = f"{code}.one" if count == 1 else code
    return say(chosen, count=count, **fields)


def codes_under(prefix: str) -> tuple[str, ...]:
    """List the codes that begin with a prefix, in the order of the table."""
    return tuple(code for code in MESSAGES if code.startswith(prefix))


def code_of(word: str) -> str:
    """Turn a word shown to people into the last part of a code: ``in force, not yet applied`` has no spaces there."""
    return word.replace(",", "").replace(" ", "_")


def _written(field: Field) -> str:
    return f"{field:,}" if isinstance(field, int) else str(field)
