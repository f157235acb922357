# SPDX-License-Identifier: Apache-2.0
"""The pages of docs/ that are made from code and data; ``scripts/pages`` writes them, a test holds them current."""

from collections.abc import Callable
from pathlib import Path

from pages.act_kinds import act_kinds_page
from pages.api import api_page
from pages.coverage import coverage_page
from pages.limits import limits_page
from pages.messages import messages_page
from pages.problems import problems_page
from pages.settings import settings_page
from truceline.report.coverage import read_coverage

CHECKOUT = Path(__file__).resolve().parents[2]
DOCS = CHECKOUT / "docs"

WRITTEN: dict[str, Callable[[], str]] = {
    "act-kinds.md": act_kinds_page,
    "api.md": api_page,
    "coverage.md": lambda: coverage_page(read_coverage()),
    "limits.md": lambda: limits_page(CHECKOUT / "src" / "truceline"),
    "messages.md": messages_page,
    "problems.md": problems_page,
    "settings.md": settings_page,
}
"""Each page of docs/ that nobody edits by hand, with what writes it."""


def write_all() -> tuple[str, ...]:
    """Write every page anew.

    Returns:
        Names of those that changed.
    """
    changed: list[str] = []
    for name, make in WRITTEN.items():
        path, text = DOCS / name, make()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(name)
    return tuple(changed)
