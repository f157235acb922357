# SPDX-License-Identifier: Apache-2.0
"""Outlets: who publishes, under what names, whose they are, and what they take from others.

What is not known of an outlet is left out. An outlet of which nothing is known counts as dependent on the others.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from truceline.picture.sources import Source

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://")
_SIGNS = re.compile(r"[\W_]+")


class Relation(StrEnum):
    """In what way one report hangs on another."""

    QUOTES = "quotes"
    COPIES = "copies"
    TRANSLATES = "translates"
    SAME_FEED = "same_feed"
    SAME_PARTY = "same_party"
    SAME_BYLINE = "same_byline"


class Gathering(StrEnum):
    """Whose observations an outlet publishes, as far as that is known of it in general."""

    OWN = "own"
    """It collects its own; what it takes from others it names."""
    MIXED = "mixed"
    """Its own and others'; which of them a single report rests on is not told."""
    OTHERS = "others"
    """It collects what others publish."""
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """That an outlet takes its reports from another one.

    Attributes:
        how: ``quotes``, ``copies`` or ``translates``.
        outlet: Id of the outlet it takes from.
    """

    how: Relation
    outlet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Somebody who publishes.

    Attributes:
        id: Stable id.
        name: Name in plain English.
        source: Who says so; its ``words`` are the note on what is known of the outlet.
        spellings: Other names, initials and hosts by which files name it; case and signs do not matter.
        gathers: Whose observations it publishes.
        party: The party that owns it; its word is then that party's.
        feed: Name of a feed or desk that it shares with other outlets; empty when it has its own.
        takes: From whom it takes its reports, where one is known; not what it may quote now and then.
    """

    id: str
    name: str
    source: Source
    spellings: tuple[str, ...] = ()
    gathers: Gathering = Gathering.NOT_KNOWN
    party: str = ""
    feed: str = ""
    takes: tuple[Taking, ...] = ()


def fold_outlet(name: str) -> str:
    """Give a name as it is compared: of a web address the host, without case, signs and ``www``.

    >>> fold_outlet("http://www.Harbour-Gazette.example/?p=7") == fold_outlet("harbour gazette example")
    True
    """
    folded = name.strip().casefold()
    bare = _SCHEME.sub("", folded)
    if bare != folded:
        bare = bare.split("/", 1)[0].split("?", 1)[0]
    return _SIGNS.sub("", bare.removeprefix("www.")) or folded
