# SPDX-License-Identifier: Apache-2.0
"""What one run has read: events, acts, claims, reports, and whatever had to be set aside with its reason.

An *event* is a row of an outside event file, kept as the file tells it, for counting. Its acts are what the clauses
judge. The order of acts never depends on the order of a row's two sides.
"""

from dataclasses import dataclass
from enum import StrEnum

from truceline.picture.acts import Act, Place
from truceline.picture.claims import Claim
from truceline.picture.reports import Report


class Violence(StrEnum):
    """Between whom violence is, as event files sort it."""

    STATE_BASED = "state_based"
    """A state and an organised group, or two states."""
    NON_STATE = "non_state"
    """Organised groups, none of them a state."""
    ONE_SIDED = "one_sided"
    """An organised side and people who bear no arms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaths:
    """Deaths that a row counts, as its file estimates them; never weighed by us."""

    low: int
    best: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """One publication that a row quotes.

    Attributes:
        outlet: Who published it, as the file names it.
        day: When, as the file tells it; empty when it does not. Days of outside files can be wrong by years.
        headline: Its headline.
    """

    outlet: str
    day: str
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One row of an outside event file.

    Attributes:
        id: ``FORM:ID``.
        acts: Ids of its acts: two for an engagement, one for a one-sided event.
        sides: The names of its sides in the file, in alphabetical order.
        dyad: The file's own name for the pair.
        first_day: Day on which it begins, ``YYYY-MM-DD``.
        last_day: Day on which it ends.
        day_precision: The file's code; 1 is a known day.
        place_precision: The file's code; 3 and more is never a point.
        outlets: Who is quoted, each once, in alphabetical order.
        mentions: Every quotation, in the file's order.
        place: Where, as finely as its precision allows; left out when unknown.
        areas: P-codes of the areas the file names it under, the widest first; names not known here are left out.
        deaths: Deaths counted; left out when the file has none.
        is_summary: Whether the row sums up several events; left out when the file does not say.
        violence: Between whom; left out when the file does not say.
        units: For how many it counts by the rule that counted it, such as its deaths; 1 before it is counted.
        members: Ids of the events that it stands for after a rule joined them, itself first; empty before.
        bulletins: What is quoted; empty when the file's lists of outlets, days and headlines do not match.
        further: Columns that this version does not know, as they stand.
    """

    id: str
    acts: tuple[str, ...]
    sides: tuple[str, ...]
    dyad: str
    first_day: str
    last_day: str
    day_precision: int
    place_precision: int
    outlets: tuple[str, ...]
    mentions: tuple[str, ...]
    place: Place | None = None
    areas: tuple[str, ...] = ()
    deaths: Deaths | None = None
    is_summary: bool | None = None
    violence: Violence | None = None
    units: int = 1
    members: tuple[str, ...] = ()
    bulletins: tuple[Bulletin, ...] = ()
    further: dict[str, str] | None = None


class Reason(StrEnum):
    """Why a row or line was set aside (docs/jsonl-format.md)."""

    BAD_ID = "bad-id"
    DUPLICATE_ID = "duplicate-id"
    NO_SIDE = "no-side"
    NO_CIVILIANS = "no-civilians"
    BAD_CODE = "bad-code"
    BAD_NUMBER = "bad-number"
    OUT_OF_RANGE = "out-of-range"
    BAD_DAY = "bad-day"
    DATES_REVERSED = "dates-reversed"
    TOO_FEW_COLUMNS = "too-few-columns"
    TOO_MANY_COLUMNS = "too-many-columns"
    OPEN_QUOTE = "open-quote"
    NOT_CSV = "not-csv"
    NUL = "nul"
    ENCODING = "encoding"
    TOO_LONG = "too-long"
    DAMAGED_FILE = "damaged-file"
    BAD_RECORD = "bad-record"
    RED_LINE = "red-line"
    BLANK = "blank"
    MARKUP = "markup"
    BINARY = "binary"
    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"
    UNREADABLE_FILE = "unreadable-file"
    LINK_LOOP = "link-loop"
    LINK_OUTSIDE = "link-outside"
    NO_TEXTS = "no-texts"
    DUPLICATE_TEXT = "duplicate-text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A row or line that could not be used.

    Attributes:
        file: The file's name as the user gave it.
        line: 1-based line at which it begins; 0 when it is the file as a whole.
        reason: Why.
        expected: What should stand there.
        got: What stands there, shortened.
    """

    file: str
    line: int
    reason: Reason
    expected: str
    got: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What was read from one source.

    Attributes:
        name: The file as the user gave it, or the library's id.
        form: ``ucdp_ged``, ``jsonl`` or ``library_incidents``.
        sha256: Of the file's bytes; empty when there is no file.
        read: Rows or lines read.
        events: Rows that became events.
        acts: Acts, those of events included.
        claims: Claims.
        reports: Reports; their acts stand in ``acts``.
        rejections: What was set aside.
        other_country: Rows of countries that the library does not speak of.
        opaque: Records of an unknown kind or version.
        unmapped: Names of actors that the library does not know, with the number of events or acts that bear them; 0
            for those that claims alone name.
        unmapped_publications: Publications cited that the library does not know, with the number of citing records.
        unmapped_zones: Zones named in claims that the library does not know, with the number of claims.
        kept_columns: Columns that this version does not know.
    """

    name: str
    form: str
    sha256: str = ""
    read: int = 0
    events: tuple[Event, ...] = ()
    acts: tuple[Act, ...] = ()
    claims: tuple[Claim, ...] = ()
    reports: tuple[Report, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    other_country: int = 0
    opaque: int = 0
    unmapped: tuple[tuple[str, int], ...] = ()
    unmapped_publications: tuple[tuple[str, int], ...] = ()
    unmapped_zones: tuple[tuple[str, int], ...] = ()
    kept_columns: tuple[str, ...] = ()
