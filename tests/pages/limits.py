# SPDX-License-Identifier: Apache-2.0
"""Writes docs/limits.md from ``base/limits.py``: each limit with its value, its unit and its reason."""
# ruff: noqa: E501 one sentence to a line, as the page has them

import ast
import re
from pathlib import Path

from pages.tables import table

HEAD = """# Limits

<!-- Written by scripts/pages from src/truceline/base/limits.py. -->

Whatever is read from outside is bounded, so that no file can exhaust the machine that reads it.
Beyond a limit the answer is one sentence and exit code 65 ([exit codes](exit-codes.md)), or for one line of a large file a row in `rejected.jsonl`; nothing is cut off in silence.

"""
_UNIT = re.compile(r"\s*\[([^\]]+)\]")


def limits_page(source: Path) -> str:
    """Write the page.

    Args:
        source: The module of limits: constants, each followed by its words, the unit in square brackets.
    """
    return HEAD + table(("Limit", "Value", "Unit", "What it bounds, and why"), limits_in(source))


def limits_in(source: Path) -> tuple[tuple[str, str, str, str], ...]:
    """Give name, value, unit and words of every limit in a module, in its order."""
    body = ast.parse(source.read_text(encoding="utf-8")).body
    found: list[tuple[str, str, str, str]] = []
    for constant, words in zip(body, [*body[1:], None], strict=True):
        if isinstance(constant, ast.Assign) and isinstance(constant.targets[0], ast.Name):
            said = _words(words)
            unit = _UNIT.search(said)
            row = (f"`{constant.targets[0].id}`", f"{ast.literal_eval(constant.value):,}")
            found.append((*row, unit[1] if unit else "", _UNIT.sub("", said)))
    return tuple(found)


def _words(node: ast.stmt | None) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return " ".join(node.value.value.split())
    return ""
