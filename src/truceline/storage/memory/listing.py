# SPDX-License-Identifier: Apache-2.0
"""Pages of what stands in memory: look at everything, keep what is wanted, latest first."""

from collections.abc import Iterable
from typing import TypeVar

from truceline.app.ports import Page
from truceline.storage.cursors import read_cursor, write_cursor

T = TypeVar("T")


def page_of(things: Iterable[tuple[int, int, T]], after: str, limit: int) -> Page[T]:
    """Cut a page out of things with their instant and number."""
    place = read_cursor(after)
    found = sorted((thing for thing in things if thing[:2] < place), key=lambda thing: thing[:2], reverse=True)
    items = tuple(thing[2] for thing in found[:limit])
    return Page(items=items, next=write_cursor(*found[limit - 1][:2]) if len(found) > limit else "")


def may_read(reader: str, readers: Iterable[str]) -> bool:
    """Say whether a party is among readers; ``*`` stands for every party."""
    return reader in readers or "*" in readers
