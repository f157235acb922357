# SPDX-License-Identifier: Apache-2.0
"""Lists of things by who may read them, with the place and time that they are narrowed by beside each reader.

Statements and findings have such a list each; a list is searched in itself, so that what stands in other lists takes
no time of it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import apsw

from truceline.app.ports import Page, Selection
from truceline.storage.extents import Extent
from truceline.storage.sqlite.asking import Fields, ask_each
from truceline.storage.sqlite.boxes import narrow_to
from truceline.storage.sqlite.pages import EVERY_PARTY, Row, fill_page

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderList:
    """The list of one shelf.

    Attributes:
        connection: The store's connection, inside a transaction.
        thing: Name of the shelf's table; the list is its name with ``_reader``.
    """

    connection: apsw.Connection
    thing: str

    def add(self, readers: Iterable[str], kind: str, at_ns: int, key: int, extent: Extent) -> None:
        """List a thing.

        Args:
            readers: Under whom, each once.
            kind: Its kind.
            at_ns: When it came [ns since 1970 UTC].
            key: Its key on the shelf.
            extent: Where and when it is.
        """
        self.connection.executemany(
            f"INSERT INTO {self.thing}_reader (reader, kind, at_ns, {self.thing}, "  # noqa: S608 - our own words
            "start_ns, end_ns, west, south, east, north) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(reader, kind, at_ns, key, *place_of(extent)) for reader in readers],
        )

    def page(
        self,
        columns: str,
        selection: Selection,
        make: Callable[[Fields], T | None],
        also: Sequence[tuple[str, object]] = (),
    ) -> Page[T]:
        """Give what the reader may read, latest first.

        Args:
            columns: Columns of the thing, called ``t``.
            selection: What is wanted; what comes lies near it, and the rest is for ``make`` to leave out.
            make: Makes an item of the columns; None when it is not wanted.
            also: Further conditions on the list ``r`` and the thing ``t``, with what is bound to each.

        Returns:
            The page.
        """
        words, bound = _narrowed(selection, also)
        sql = (
            f"SELECT r.at_ns, r.{self.thing}, {columns} FROM {self.thing}_reader AS r "  # noqa: S608 - our own words
            f"CROSS JOIN {self.thing} AS t ON t.key = r.{self.thing} "
            f"WHERE r.reader = ? AND (r.at_ns, r.{self.thing}) < (?, ?){words} "
            f"ORDER BY r.at_ns DESC, r.{self.thing} DESC LIMIT ?"
        )

        def rows(reader: str, place: tuple[int, int], count: int) -> Iterable[Row]:
            found = ask_each(self.connection, sql, (reader, *place, *bound, count))
            return ((row[0], row[1], row[2:]) for row in found)

        readers = (selection.reader, EVERY_PARTY)
        return fill_page(rows, readers, selection.after, selection.limit, lambda row: make(row[2]))


def place_of(extent: Extent) -> tuple[object, ...]:
    """Give the columns of an extent: start_ns, end_ns, west, south, east, north."""
    return (extent.interval.start_ns, extent.interval.end_ns, *(extent.bounds_deg or (None, None, None, None)))


def _narrowed(selection: Selection, also: Sequence[tuple[str, object]]) -> tuple[str, tuple[object, ...]]:
    words = "".join(f" AND {condition}" for condition, _ in also)
    bound = [each for _, each in also]
    if selection.bounds_deg is not None:
        near, sides = narrow_to("r", selection.bounds_deg)
        words += near
        bound += sides
    if selection.interval is not None:
        words += " AND r.start_ns < ? AND r.end_ns > ?"
        bound += [selection.interval.end_ns, selection.interval.start_ns]
    return words, tuple(bound)
