# SPDX-License-Identifier: Apache-2.0
"""The shelf of findings."""

from dataclasses import dataclass

import apsw

from truceline.app.ports import Page, Selection
from truceline.base.errors import NotFoundError, TakenError
from truceline.base.instants import Interval
from truceline.findings.finding import Finding, FindingKind
from truceline.storage.extents import Extent, extent_meets, extent_of_finding
from truceline.storage.sqlite.asking import Fields, ask_one
from truceline.storage.sqlite.bodies import decode_detail, decode_names, encode
from truceline.storage.sqlite.pages import EVERY_PARTY
from truceline.storage.sqlite.reader_lists import ReaderList, place_of

_INSERT = (
    "INSERT INTO finding (id, kind, at_ns, ruling, exercise, about, readers, subjects, start_ns, end_ns, "
    "west, south, east, north, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_COLUMNS = (
    "t.id, t.kind, t.at_ns, t.ruling, t.exercise, t.about, t.readers, t.subjects, t.start_ns, t.end_ns, "
    "t.west, t.south, t.east, t.north, t.body"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SQLiteFindings:
    """What the node concluded, as ``app.ports.Findings`` says.

    Attributes:
        connection: The store's connection, inside a transaction.
    """

    connection: apsw.Connection

    def add(self, finding: Finding) -> None:
        """Keep a finding.

        Raises:
            TakenError: One of that id stands there already.
        """
        extent = extent_of_finding(finding)
        try:
            self.connection.execute(
                _INSERT,
                (
                    *(finding.id, finding.kind.value, finding.at_ns, finding.ruling, finding.exercise),
                    *(encode(finding.about), encode(finding.readers), encode(finding.subjects)),
                    *place_of(extent),
                    encode(finding.detail),
                ),
            )
        except apsw.ConstraintError as error:
            message = f"finding {finding.id:.80}: expected an id that is free, got one that stands here"
            raise TakenError(message) from error
        key = self.connection.last_insert_rowid()
        self._list.add(listed_under(finding.readers), finding.kind.value, finding.at_ns, key, extent)

    def get(self, finding_id: str) -> Finding:
        """Give one.

        Raises:
            NotFoundError: There is none, or it was erased.
        """
        found = ask_one(
            self.connection,
            f"SELECT {_COLUMNS} FROM finding AS t WHERE t.id = ?",  # noqa: S608 - our own words
            (finding_id,),
        )
        if found is None or found[-1] is None:
            message = f"finding {finding_id:.80}: expected one that stands here, got none"
            raise NotFoundError(message)
        return _finding_of(found)

    def page(self, selection: Selection, *, kind: FindingKind | None = None, ruling: str = "") -> Page[Finding]:
        """Give findings that the reader may read, latest first."""
        also: list[tuple[str, object]] = [] if kind is None else [("r.kind = ?", kind.value)]
        also += [("t.ruling = ?", ruling)] if ruling else []

        def make(found: Fields) -> Finding | None:
            is_wanted = selection.bounds_deg is None or extent_meets(_extent_of(found), selection)
            return _finding_of(found) if is_wanted else None

        return self._list.page(_COLUMNS, selection, make, also)

    @property
    def _list(self) -> ReaderList:
        return ReaderList(connection=self.connection, thing="finding")


def listed_under(readers: tuple[str, ...]) -> tuple[str, ...]:
    """Give under whom a finding is listed: ``*`` alone when it is open to every party, else each reader once."""
    return (EVERY_PARTY,) if EVERY_PARTY in readers else tuple(dict.fromkeys(readers))


def _extent_of(found: Fields) -> Extent:
    start_ns, end_ns, west, south, east, north = found[8:14]
    bounds = None if west is None else (west, south, east, north)
    return Extent(bounds_deg=bounds, interval=Interval(start_ns=start_ns, end_ns=end_ns))


def _finding_of(found: Fields) -> Finding:
    id_, kind, at_ns, ruling, exercise, about, readers, subjects = found[:8]
    extent = _extent_of(found)
    return Finding(
        id=id_,
        kind=FindingKind(kind),
        at_ns=at_ns,
        about=decode_names(about),
        readers=decode_names(readers),
        detail=decode_detail(FindingKind(kind), found[-1]),
        interval=extent.interval,
        ruling=ruling,
        subjects=decode_names(subjects),
        bounds_deg=extent.bounds_deg,
        exercise=bool(exercise),
    )
