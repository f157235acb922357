# SPDX-License-Identifier: Apache-2.0
"""Takes the pictures of a report that the README shows: its beginning, and its map.

Needs Playwright and a Chromium of the system; ``scripts/pages --pictures`` makes the report first.
"""

import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--no-sandbox", "--disable-gpu")
WIDTH_PX = 960
HEIGHT_PX = 1260
MAP_HEIGHT_PX_MIN = 400
"""The first drawing at least so high is the map; lower ones are bars."""


def take_pictures(report: Path, folder: Path) -> tuple[Path, Path]:
    """Take both pictures.

    Args:
        report: A report as ``assess`` wrote it.
        folder: Where they go.

    Returns:
        The pictures' paths.
    """
    found = next(filter(None, (shutil.which(name) for name in BROWSERS)), None)
    assert found, f"expected one of {', '.join(BROWSERS)} on the path"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": WIDTH_PX, "height": HEIGHT_PX})
        page.goto(report.resolve().as_uri())
        taken = _take_beginning(page, folder / "report.png"), _take_map(page, folder / "report-map.png")
        browser.close()
    return taken


def _take_beginning(page: Page, path: Path) -> Path:
    """Take the page from its head to the last whole row of a table that fits."""
    ends = page.locator("tr").evaluate_all("rows => rows.map(row => row.getBoundingClientRect().bottom)")
    height = max(end for end in ends if end <= HEIGHT_PX)
    page.screenshot(path=path, clip={"x": 0, "y": 0, "width": WIDTH_PX, "height": height + 1})
    return path


def _take_map(page: Page, path: Path) -> Path:
    """Take the map with the words under it left out."""
    boxes = ((drawing, drawing.bounding_box()) for drawing in page.locator("svg").all())
    shown = next(drawing for drawing, box in boxes if box and box["height"] >= MAP_HEIGHT_PX_MIN)
    shown.screenshot(path=path)
    return path
