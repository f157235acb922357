# SPDX-License-Identifier: Apache-2.0
"""Tables of Markdown."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Make a table.

    Args:
        head: Names of the columns.
        rows: One cell for each column.

    Returns:
        The table with its last line break; a bar inside a cell is escaped.
    """
    lines = [_line(head), _line(["---"] * len(head)), *(_line(row) for row in rows)]
    return "".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
