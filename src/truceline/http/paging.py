# SPDX-License-Identifier: Apache-2.0
"""Pages of lists: how many, after what, within which box and time; cursors are sealed for list, reader and filter."""

import hashlib
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Query

from truceline.app.ports import Selection
from truceline.base.errors import InputError
from truceline.base.instants import EARLIEST_NS, LATEST_NS, Interval, parse_instant
from truceline.findings.conflict import Bounds
from truceline.http.asking import Asking
from truceline.http.problems import Mistake, ProblemError

T = TypeVar("T")
PAGE_DEFAULT = 50
PAGE_MAX = 1_000
"""The largest number that may be asked for; a node gives no more than its own limit on a page."""

_EAST, _NORTH = 180.0, 90.0

Limit = Annotated[int, Query(ge=1, le=PAGE_MAX, description="Items on the page; the node may give fewer.")]
After = Annotated[str, Query(max_length=1_024, description="`next` of the page before; empty for the first.")]
Area = Annotated[
    str,
    Query(
        max_length=120,
        description="Only what meets this box: west,south,east,north in degrees; west above east crosses 180.",
        examples=["20.0,10.0,21.5,11.0"],
    ),
]
From = Annotated[
    str, Query(alias="from", max_length=40, description="Only what goes on after this instant (RFC 3339).")
]
To = Annotated[str, Query(max_length=40, description="Only what begins before this instant (RFC 3339).")]


class QueryError(ProblemError):
    """One parameter of the query is not what it must be."""

    def __init__(self, *, name: str, detail: str) -> None:
        mistake = Mistake(pointer=f"query:{name}", detail=detail)
        super().__init__(code="input", detail="1 fault", mistakes=[mistake])


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """One page of one list, as it was asked for.

    Attributes:
        asking: Who asks.
        purpose: What its cursors are for.
        limit: Items on it.
        after: The store's own cursor; empty for the first page.
    """

    asking: Asking
    purpose: str
    limit: int
    after: str

    def selection(self, *, area: str = "", start: str = "", end: str = "") -> Selection:
        """Say what of the list is wanted.

        Args:
            area: A box as text; empty for none.
            start: An instant as text; empty for none.
            end: An instant as text; empty for none.
        """
        return Selection(
            reader=self.asking.caller.party,
            limit=self.limit,
            after=self.after,
            bounds_deg=read_bounds(area) if area else None,
            interval=read_interval(start, end),
        )

    def seal(self, cursor: str) -> str:
        """Seal the cursor of the next page; empty stays empty."""
        return self.asking.node.seal.close(cursor, self.purpose) if cursor else ""


def paging(asking: Asking, name: str, limit: int, after: str, *filters: str) -> Paging:
    """Read what page was asked for.

    Args:
        asking: Who asks.
        name: Name of the list.
        limit: Items asked for.
        after: Sealed cursor; empty for the first page.
        filters: Everything else that decides what is on the list.

    Returns:
        The page.

    Raises:
        QueryError: The cursor was not given for this list, reader and filter.
    """
    asked = hashlib.sha256("\n".join(filters).encode()).hexdigest()[:16]
    purpose = f"{name} {asking.caller.party} {asked}"
    try:
        plain = asking.node.seal.open(after, purpose) if after else ""
    except InputError as error:
        detail = "expected `next` of a page of this very list, with the same filters"
        raise QueryError(name="after", detail=detail) from error
    return Paging(asking=asking, purpose=purpose, limit=min(limit, asking.node.limits.page_max), after=plain)


def read_bounds(text: str) -> Bounds:
    """Read a box; with west above east it crosses the antimeridian (RFC 7946, section 5.2).

    Raises:
        QueryError: It is none.
    """
    detail = "expected west,south,east,north in degrees, longitudes -180 to 180 and south below north"
    parts = text.split(",")
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError as error:
        raise QueryError(name="area", detail=detail) from error
    if not (abs(west) <= _EAST and abs(east) <= _EAST and -_NORTH <= south <= north <= _NORTH):
        raise QueryError(name="area", detail=detail)
    return west, south, east, north


def read_interval(start: str, end: str) -> Interval | None:
    """Read a stretch of time of which either end may be left out; None when both are.

    Raises:
        QueryError: Not instants, or in the wrong order.
    """
    if not start and not end:
        return None
    start_ns = read_instant("from", start) if start else EARLIEST_NS
    end_ns = read_instant("to", end) if end else LATEST_NS
    if end_ns <= start_ns:
        raise QueryError(name="to", detail="expected an instant after `from`")
    return Interval(start_ns=start_ns, end_ns=end_ns)


def read_instant(name: str, text: str) -> int:
    """Read an instant of the query [ns since 1970 UTC].

    Raises:
        QueryError: It is none.
    """
    try:
        return parse_instant(text)
    except InputError as error:
        advice = "; in a query the + of an offset is written %2B" if " " in text else ""
        raise QueryError(name=name, detail=str(error).partition(", got")[0] + advice) from error
