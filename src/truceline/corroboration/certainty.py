# SPDX-License-Identifier: Apache-2.0
"""How sure the source is, in its own strength: the five words of ``picture.sources.Source.certainty``.

A statement is never made stronger by being repeated, and never by being put into a headline. The weakest word of a
clause decides for that clause; the words themselves are kept beside the grade, so that a reader can grade otherwise.

Source:
    The five words: docs/statements.md. Which English words stand for which: the lists here, each with its reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Certainty(StrEnum):
    """How sure a source is of what it says."""

    STATED = "stated"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    DENIED = "denied"


_STRENGTH = (Certainty.STATED, Certainty.LIKELY, Certainty.POSSIBLE, Certainty.UNLIKELY, Certainty.DENIED)
"""From the strongest; the last one met decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hedge:
    """A word by which a source says how sure it is.

    Attributes:
        words: As they stand.
        certainty: What they amount to.
        at: Index of their first word in the sentence.
    """

    words: str
    certainty: Certainty
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeGroup:
    """English words of one strength, with the reason why they have it."""

    certainty: Certainty
    reason: str
    phrases: tuple[str, ...]


HEDGES = (
    HedgeGroup(
        certainty=Certainty.DENIED,
        reason="the speaker says that it is not so",
        phrases=(
            "clearly wrong",
            "plainly wrong",
            "were wrong",
            "was wrong",
            "is wrong",
            "is false",
            "was false",
            "were false",
            "is untrue",
            "was untrue",
            "were untrue",
            "incorrectly",
            "in error",
            "denied",
            "denies",
            "no basis",
        ),
    ),
    HedgeGroup(
        certainty=Certainty.UNLIKELY,
        reason="the speaker expects that it is not so or will not be",
        phrases=("unlikely", "doubtful", "doubted", "doubts that", "reluctant to", "improbable", "hardly likely"),
    ),
    HedgeGroup(
        certainty=Certainty.POSSIBLE,
        reason="the speaker leaves open whether it is so",
        phrases=(
            "could",
            "may",
            "might",
            "perhaps",
            "possibly",
            "it is possible",
            "potential agreement",
            "potential deal",
            "potential understanding",
            "conceivably",
            "reportedly",
            "amid talk of",
            "talk of",
            "rumours of",
            "rumors of",
            "speculation",
            "suggest",
            "suggests",
            "suggested that",
            "too early to be sure",
            "not clear whether",
            "unclear whether",
            "unconfirmed",
        ),
    ),
    HedgeGroup(
        certainty=Certainty.POSSIBLE,
        reason="it holds only if something else comes about first",
        phrases=("if clinched", "if agreed", "if signed", "if concluded", "if confirmed", "if approved", "unless"),
    ),
    HedgeGroup(
        certainty=Certainty.LIKELY,
        reason="the speaker takes it for more probable than not",
        phrases=(
            "likely",
            "probably",
            "presumably",
            "expected to",
            "is expected to",
            "was expected to",
            "are expected to",
            "were expected to",
            "appears to",
            "appear to",
            "appeared to",
            "seems to",
            "seemed to",
            "should be",
            "anticipated",
            "on track to",
        ),
    ),
    HedgeGroup(
        certainty=Certainty.LIKELY,
        reason="it would be so under a plan or a deal that is not made yet",
        phrases=("would",),
    ),
)
"""Every hedge that is known; of two that begin at one word the longer counts."""

DISTANCED = frozenset(
    {
        "accused",
        "accuses",
        "claimed",
        "claims",
        "alleged",
        "alleges",
        "alleging",
        "purportedly",
        "so-called",
        "assertion",
    }
)
"""Words by which a text keeps its distance: the speaker says it firmly, and the text does not make it its own."""

_LEADS = {
    first: tuple(
        sorted(
            (
                (tuple(phrase.split()), group)
                for group in HEDGES
                for phrase in group.phrases
                if phrase.split()[0] == first
            ),
            key=lambda each: -len(each[0]),
        )
    )
    for first in {phrase.split()[0] for group in HEDGES for phrase in group.phrases}
}


def hedges_of(words: Sequence[str], lows: Sequence[str]) -> tuple[Hedge, ...]:
    """Find the words by which a sentence says how sure its speaker is.

    Args:
        words: Words of the sentence as they stand; a month "May" is told from the verb by its capital.
        lows: The same in lower case.

    Returns:
        The hedges, in order.
    """
    found: list[Hedge] = []
    reached = 0
    for at, low in enumerate(lows):
        if at < reached or low not in _LEADS or (low == "may" and words[at] != "may"):
            continue
        for phrase, group in _LEADS[low]:
            if tuple(lows[at : at + len(phrase)]) == phrase and not _is_backshift(phrase, lows, at):
                reached = at + len(phrase)
                found.append(Hedge(words=" ".join(words[at:reached]), certainty=group.certainty, at=at))
                break
    return tuple(found)


def weakest(hedges: Sequence[Hedge], first: int = 0, last: int | None = None) -> Certainty:
    """Give the certainty of a stretch of words: its weakest hedge, ``stated`` when it has none.

    Args:
        hedges: Of the sentence.
        first: Index of the first word of the stretch.
        last: Index of the word after it; None for the end of the sentence.
    """
    graded = [
        _STRENGTH.index(each.certainty) for each in hedges if each.at >= first and (last is None or each.at < last)
    ]
    return _STRENGTH[max(graded, default=0)]


def distances_of(lows: Sequence[str]) -> tuple[str, ...]:
    """Give the words by which a text keeps its distance from what it passes on, in order, each once."""
    return tuple(dict.fromkeys(low for low in lows if low in DISTANCED))


def _is_backshift(phrase: tuple[str, ...], lows: Sequence[str], at: int) -> bool:
    """Say whether "would" is the "will" of a speaker whose words are told in the past: "said that it would"."""
    if phrase != ("would",):
        return False
    before = lows[max(0, at - _REPORT_WORDS) : at]
    return any(low in {"said", "announced", "added", "confirmed"} for low in before) and "if" not in before


_REPORT_WORDS = 25
