# SPDX-License-Identifier: Apache-2.0
"""Pages of a list that runs from the latest to the first, for one reader: what is open to every party is merged in."""

import heapq
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias, TypeVar

from truceline.app.ports import Page
from truceline.storage.cursors import read_cursor, write_cursor

T = TypeVar("T")

EVERY_PARTY = "*"

Row: TypeAlias = tuple[int, int, Any]
"""Instant, key, and whatever makes the item."""
Rows: TypeAlias = Callable[[str, tuple[int, int], int], Iterable[Row]]
"""Gives rows of one reader after a place, latest first, so many at most."""


def readers_of(party: str, readers: Sequence[str]) -> tuple[str, ...]:
    """Give under whom a thing is listed: ``*`` alone when it is open to every party, else each reader once."""
    return (EVERY_PARTY,) if EVERY_PARTY in readers else tuple(dict.fromkeys((party, *readers)))


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
    return Page(items=tuple(items[:limit]), next=write_cursor(*places[limit - 1]))


def _latest_first(row: Row) -> tuple[int, int]:
    return -row[0], -row[1]
