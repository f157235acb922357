# SPDX-License-Identifier: Apache-2.0
"""Writes docs/limits.md from ``base/limits.py`` and the modules with bounds of their own: value, unit and reason."""
# ruff: noqa: E501 one sentence to a line, as the page has them

import ast
import re
from pathlib import Path

from pages.tables import table

HEAD = """# Limits

<!-- Written by scripts/pages from src/truceline/base/limits.py and the modules named below. -->

Whatever is read from outside is bounded, so that no file can exhaust the machine that reads it.
Beyond a limit the answer is one sentence and exit code 65 ([exit codes](exit-codes.md)), or for one line of a large file a row in `rejected.jsonl`; nothing is cut off in silence.

"""
FURTHER = """
## Bounds that stand where they are used

What a node's [settings](settings.md) bound is not repeated here.

"""
MODULES = (
    "coordination/coarse.py",
    "http/token_keys.py",
    "http/tokens.py",
    "http/fields.py",
    "http/paging.py",
    "storage/sqlite/store.py",
    "storage/sqlite/intents.py",
)
"""Modules with bounds of their own that matter on a node."""
_ANY = re.compile(r".*")
_BOUND = re.compile(r"[A-Z][A-Z_]*_(?:MAX|MIN)|BOXES_PER_INTENT")
_UNIT = re.compile(r"\s*\[([^\]]+)\]")


def limits_page(package: Path) -> str:
    """Write the page.

    Args:
        package: The folder of the package; its modules hold constants, each followed by its words, the unit in square
            brackets.
    """
    head = ("Limit", "Value", "Unit", "What it bounds, and why")
    further = (
        (name, value, unit, words, f"`{module}`")
        for module in MODULES
        for name, value, unit, words in limits_in(package / module, _BOUND)
        if words
    )
    return HEAD + table(head, limits_in(package / "base" / "limits.py")) + FURTHER + table((*head, "Where"), further)


def limits_in(source: Path, named: re.Pattern[str] = _ANY) -> tuple[tuple[str, str, str, str], ...]:
    """Give name, value, unit and words of every limit in a module, in its order.

    Args:
        source: The module.
        named: How a limit is named there.
    """
    body = ast.parse(source.read_text(encoding="utf-8")).body
    found: list[tuple[str, str, str, str]] = []
    for constant, words in zip(body, [*body[1:], None], strict=True):
        target = constant.targets[0] if isinstance(constant, ast.Assign) else None
        if isinstance(constant, ast.Assign) and isinstance(target, ast.Name) and named.fullmatch(target.id):
            said = _words(words)
            unit = _UNIT.search(said)
            row = (f"`{target.id}`", f"{ast.literal_eval(constant.value):,}")
            found.append((*row, unit[1] if unit else "", _UNIT.sub("", said)))
    return tuple(found)


def _words(node: ast.stmt | None) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return " ".join(node.value.value.split())
    return ""
