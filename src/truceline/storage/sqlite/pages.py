# SPDX-License-Identifier: Apache-2.0
"""Pages of a list that runs from the latest to the first, for one reader: what is open to every party is merged in.

A cursor is the instant and the key of the last item of the page before. It tells how much the store holds, so it is
sealed before anybody outside gets it.
"""

import heapq
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from truceline.app.ports import Page
from truceline.base.errors import InputError

T = TypeVar("T")

EVERY_PARTY = "*"
START = (2**63 - 1, 2**63 - 1)
"""Stands after every item, so that a list begins with the latest."""
CURSOR_CHARS_MAX = 41
"""Length of a cursor: two whole numbers of 64 bits."""

Row = tuple[int, int, bytes]
"""Instant, key, and whatever makes the item."""
Rows = Callable[[str, tuple[int, int], int], Iterable[Row]]
"""Gives rows of one reader after a place, latest first, so many at most."""


def readers_of(party: str, readers: Sequence[str]) -> tuple[str, ...]:
    """Give under whom a thing is listed: ``*`` alone when it is open to every party, else each reader once."""
    return (EVERY_PARTY,) if EVERY_PARTY in readers else tuple(dict.fromkeys((party, *readers)))


def read_cursor(cursor: str) -> tuple[int, int]:
    """Read a cursor.

    Raises:
        InputError: It is none of ours.
    """
    if not cursor:
        return START
    at, _, key = cursor.partition(":")
    if len(cursor) > CURSOR_CHARS_MAX or not (at.lstrip("-").isdecimal() and key.isdecimal()):
        message = f"cursor: expected one that a page before gave, got {cursor!r:.50}; begin without one"
        raise InputError(message)
    return int(at), int(key)


def fill_page(rows: Rows, readers: Sequence[str], after: str, limit: int, make: Callable[[Row], T | None]) -> Page[T]:
    """Fill one page.

    Args:
        rows: Gives rows of one reader.
        readers: The readers to merge; nothing is listed under two of them.
        after: Cursor of the page before.
        limit: Items on the page.
        make: Makes an item of a row; None when it is not wanted.

    Returns:
        The page.
    """
    place, items, places = read_cursor(after), list[T](), list[tuple[int, int]]()
    while len(items) <= limit:
        wanted = limit + 1 - len(items)
        merged = heapq.merge(*(rows(reader, place, wanted) for reader in readers), key=_latest_first)
        found = [row for row, _ in zip(merged, range(wanted), strict=False)]
        for row in found:
            item = make(row)
            place = row[:2]
            if item is not None:
                items.append(item)
                places.append(place)
        if len(found) < wanted:
            break
    if len(items) <= limit:
        return Page(items=tuple(items))
    return Page(items=tuple(items[:limit]), next=f"{places[limit - 1][0]}:{places[limit - 1][1]}")


def _latest_first(row: Row) -> tuple[int, int]:
    return -row[0], -row[1]
