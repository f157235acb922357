# SPDX-License-Identifier: Apache-2.0
"""A fact about events that is not settled: told by nobody, or told both ways."""

from dataclasses import dataclass
from enum import StrEnum


class FactKind(StrEnum):
    """What is not settled."""

    DESIGNATION = "designation"
    """Whether a side was on an authority's list: authority, side."""
    INITIATOR = "initiator"
    """Who began: the pair of sides."""
    KIND = "kind"
    """With what weapon, or what was done: the pair of sides."""
    ROUNDS = "rounds"
    """How many rounds: the pair of sides."""
    AREA = "area"
    """Whether inside an area: the area as told, the area asked about."""
    DAY = "day"
    """On which day: the pair of sides."""
    PLACE_TOLD = "place_told"
    """How finely the place is known: the pair of sides."""
    VIOLENCE = "violence"
    """Between whom: the pair of sides."""
    OUTLETS = "outlets"
    """Who reported it: the pair of sides."""
    INDEPENDENCE = "independence"
    """Whether two who tell it are independent of each other: the two, in alphabetical order."""
    DEATHS = "deaths"
    """How many died: the pair of sides."""
    SAME_TIME = "same_time"
    """Whether events of one place lie within the gap: the area."""
    SAME_PLACE = "same_place"
    """Whether events of one time lie within the radius: the area."""
    WITHHELD = "withheld"
    """Where: the place is too recent to be used for counting (R7): the pair of sides."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fact:
    """One question that somebody could settle.

    Attributes:
        kind: What is not settled.
        subject: About what; what its parts are depends on the kind.
    """

    kind: FactKind
    subject: tuple[str, ...]
