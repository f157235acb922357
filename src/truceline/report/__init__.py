# SPDX-License-Identifier: Apache-2.0
"""Words and drawings from nouns: the catalogue of messages and the report in one page. Writes no file."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from truceline.report.material import ReportMaterial

__all__ = ["render_report"]


def render_report(material: "ReportMaterial") -> str:
    """Make the page; see ``page.render_report``."""
    from truceline.report import page  # noqa: PLC0415 templates and numbers load only for who makes a page

    return page.render_report(material)
