# SPDX-License-Identifier: Apache-2.0
"""docs/data-protection.md says what the code does: who may ask what, and how long what is kept."""

import re

from tidy.tree import CHECKOUT
from truceline.bootstrap.assembling import CELL_DAYS_KEPT, kept
from truceline.bootstrap.settings import SETTINGS_SCHEMA, Settings
from truceline.coordination.roles import SCOPES, Role, Scope

PAGE = (CHECKOUT / "docs" / "data-protection.md").read_text(encoding="utf-8")
_FIXED = {"cell": "Cells asked about, and revisions"}
"""Kinds whose time no setting moves, as the page calls them."""
_PLURALS = {"body": "bodies"}


def rows_of(header: str) -> list[list[str]]:
    """Give the cells of the rows of a table, by its first line."""
    found = re.search(rf"^{re.escape(header)}\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    assert found is not None, header
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines()]


def test_every_role_and_scope_is_told() -> None:
    """A cell of the table says yes where the role may have the scope, and nothing where it may not."""
    rows = rows_of("| Scope | " + " | ".join(Role) + " |")
    told = {cells[0]: cells[1:] for cells in rows}

    assert told == {f"`{scope}`": ["yes" if scope in SCOPES[role] else "" for role in Role] for scope in Scope}


def test_every_time_of_keeping_is_told() -> None:
    """Each setting of retention stands with its default and its reason, and so does what is fixed."""
    settings = Settings(schema=SETTINGS_SCHEMA, party="p", library="l", library_digest="0" * 64, audience="a")
    told = {cells[0]: cells for cells in rows_of("| Kind | Setting | Days | Counted from | Why |")}
    by_setting = {cells[1]: cells for cells in told.values()}

    for each in kept(settings):
        name = f"`retention_days.{_PLURALS.get(each.what, each.what + 's')}`"
        cells = told[_FIXED[each.what]] if each.what in _FIXED else by_setting[name]
        assert (cells[2], cells[4]) == (str(each.days), each.reason), each.what
    assert {CELL_DAYS_KEPT} == {int(cells[2]) for cells in told.values() if cells[1] == "fixed"}


def test_what_has_no_time_is_told() -> None:
    """Nothing deletes proposed texts, acceptances and erasures by their age, and the page says so."""
    row = next(cells for cells in rows_of("| Kind | Setting | Days | Counted from | Why |") if cells[1] == "none")

    assert row[:3] == ["Proposed texts, acceptances, erasures", "none", "for ever"]
