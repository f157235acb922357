# SPDX-License-Identifier: Apache-2.0
"""Writes docs/settings.md from the one table of settings."""
# ruff: noqa: E501 one sentence to a line, as the page has them

from pages.tables import table
from truceline.bootstrap.settings import Row, rows

HEAD = """# Settings of a node

<!-- Written by scripts/pages from src/truceline/bootstrap/settings.py. -->

`settings.yaml` lies in the [node's folder](node-folder.md).
`truceline init` writes it with every setting at its default; it is read when the node starts, so change it while the node is down.

- It is YAML 1.2. Unknown keys, keys that stand twice, values of another type and numbers out of range are refused; all faults are told at once, each with its line ([exit codes](exit-codes.md): 65).
- A bound with a red line in its column cannot be moved ([intended use](intended-use.md)); the node does not start, exit code 77.
- Units stand in the names. Files are named from the node's folder.
- Rows with a dot or with `[]` stand inside the mapping or the list before them.

"""


def settings_page() -> str:
    """Write the page."""
    head = ("Setting", "Type", "Default", "Range", "Unit", "Red line", "What it sets, and why")
    return HEAD + table(head, (_cells(row) for row in rows()))


def _cells(row: Row) -> tuple[str, ...]:
    told = row.told
    example = f" Such as `{told.example}`" if told.example else ""
    words = " ".join(f"{told.says} {told.why}{example}".split())
    default = f"`{row.default}`" if row.default else "" if row.type == "mapping" else "*none*"
    return (f"`{row.name}`", row.type, default, row.range, told.unit, told.red_line, words)
