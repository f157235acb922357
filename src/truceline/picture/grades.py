# SPDX-License-Identifier: Apache-2.0
"""The grades that a person gives to an account: of its source, of what it says, and of a claim beside a picture.

Three scales, kept apart from one another and from the incident grade that is computed (``corroboration.grades``):
none is averaged with another, turned into another or into a number. Software never gives one of them.

Source:
    NATO AJP-2.1 (the Admiralty scale): reliability of a source A-F, credibility of information 1-6. Syria Justice
    and Accountability Centre: claim beside picture.
"""

from dataclasses import dataclass
from enum import StrEnum


class SourceReliability(StrEnum):
    """How reliable a source has been, whatever it says this time."""

    A = "A"
    """Completely reliable."""
    B = "B"
    """Usually reliable."""
    C = "C"
    """Fairly reliable."""
    D = "D"
    """Not usually reliable."""
    E = "E"
    """Unreliable."""
    F = "F"
    """Cannot be judged."""


class InformationCredibility(StrEnum):
    """How credible a piece of information is, whoever says it."""

    ONE = "1"
    """Confirmed by other sources; only independent origins confirm."""
    TWO = "2"
    """Probably true."""
    THREE = "3"
    """Possibly true."""
    FOUR = "4"
    """Doubtful."""
    FIVE = "5"
    """Improbable."""
    SIX = "6"
    """Cannot be judged."""


class PictureFit(StrEnum):
    """Whether what is claimed and what a picture or film shows are the same."""

    DIFFERS = "differs"
    PARTLY = "partly"
    SAME = "same"


class PictureEvidence(StrEnum):
    """How much the picture itself can bear, whatever it is held against."""

    NONE = "none"
    WEAK = "weak"
    STRONG = "strong"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureCheck:
    """A claim held against a picture."""

    fit: PictureFit
    evidence: PictureEvidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """What a person made of one account.

    Attributes:
        by: Who graded it.
        reliability: Of the source; left out when not graded.
        credibility: Of what it says; left out when not graded.
        picture: Of the claim beside a picture; left out when there is none.
        note: Why.
    """

    by: str
    reliability: SourceReliability | None = None
    credibility: InformationCredibility | None = None
    picture: PictureCheck | None = None
    note: str = ""
