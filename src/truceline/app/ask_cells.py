# SPDX-License-Identifier: Apache-2.0
"""Count the coarse cells that somebody asks about, by plans and by told acts of the own force, against one quota."""

from collections.abc import Iterable

from truceline.app.caller import Caller, NodeTerms
from truceline.app.ports import Records
from truceline.base.instants import NS_PER_DAY
from truceline.coordination.coarse import CoarseGrid
from truceline.coordination.quota import check_cells, first_free_ns
from truceline.geo import Circle
from truceline.picture.acts import Act


def ask_cells(records: Records, cells: frozenset[int], caller: Caller, terms: NodeTerms, *, now_ns: int) -> int:
    """Count the cells asked about, and refuse when they are too many.

    Args:
        records: The shelves.
        cells: The cells.
        caller: Who asks.
        terms: What the node answers by.
        now_ns: The present instant [ns since 1970 UTC].

    Returns:
        How many distinct cells the officer asked about in the last 24 h, these among them.

    Raises:
        QuotaError: They are.
    """
    since_ns = now_ns - NS_PER_DAY
    own = records.requests.cells_asked(caller.party, since_ns, officer=caller.officer)
    if not own.issuperset(cells):
        party = records.requests.cells_asked(caller.party, since_ns)
        asked_since = {"officer": caller.officer, "party": ""}

        def frees_ns(whose: str, too_many: int) -> int:
            officer = asked_since[whose]
            return first_free_ns(
                lambda since: records.requests.cells_asked(caller.party, since, officer=officer), too_many, now_ns
            )

        check_cells(cells, own, party, terms.limits, frees_ns=frees_ns)
    records.requests.ask_cells(caller.party, caller.officer, sorted(cells), now_ns)
    return len(own | cells)


def cells_of_acts(acts: Iterable[Act], grid: CoarseGrid) -> frozenset[int]:
    """Give the coarse cells of every told point of some acts; of a wide disc those within one cell of its middle.

    Zones and administrative areas have none: they stand in the library, and nothing finer is found out by them.
    """
    points = (account.place.position for act in acts for account in act.accounts if account.place)
    discs = (
        Circle(lon_deg=point.lon_deg, lat_deg=point.lat_deg, radius_m=max(1.0, min(point.radius_m, grid.cell_m)))
        for point in points
        if point
    )
    return frozenset(cell for disc in discs for cell in grid.cells_of(disc))
