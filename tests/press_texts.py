# SPDX-License-Identifier: Apache-2.0
"""Invented press texts for tests: EXERCISE, of Northland and the Hill League, who do not exist."""

import numpy as np

from truceline.corroboration.press_text import PressText
from truceline.corroboration.segments import read_press_text

REPORT = (
    (
        "EXERCISE. Northland and the Hill League are close to a truce along the river, four officials said "
        "on Monday evening."
    ),
    (
        "The draft would keep heavy weapons ten miles away from either bank and let food boats pass the bridge each "
        "morning, the officials said."
    ),
    (
        "It would also open a hot line between the two headquarters, which have not spoken since the "
        "harvest of last year."
    ),
    (
        "The officials weren't authorised to speak of the draft and asked not to be named; neither headquarters would "
        "comment on it on Monday."
    ),
    (
        "An earlier cease-fire along the upper river collapsed after three weeks, when each said that the other "
        "had moved guns."
    ),
)
"""Five paragraphs of one report."""


def press_text(*paragraphs: str, name: str = "one.txt") -> PressText:
    """Read paragraphs, parted by empty lines, as a press text."""
    return read_press_text("\n\n".join(paragraphs) + "\n", name, given=name)


def made_words(count: int, seed: int) -> list[str]:
    """Give made-up words, the same ones for the same seed."""
    return [f"v{number}" for number in np.random.default_rng(seed).integers(0, 100_000, size=count)]


def made_text(words: list[str], name: str = "made.txt") -> PressText:
    """Set words as the body of a press text, in paragraphs of thirty words."""
    parts = [" ".join(words[at : at + 30]) + "." for at in range(0, len(words), 30)]
    return press_text(*parts, name=name)
