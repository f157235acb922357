# SPDX-License-Identifier: Apache-2.0
"""The report in a browser, wide and narrow, light and dark, on paper: nothing sticks out, nothing is fetched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from report_pages import exercise_material, incidents_material, measured_material
from truceline.report import render_report

pytestmark = pytest.mark.browser

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth;
  const free = (node) => !node.closest('.scroller, .skip, thead, svg, details:not([open]) > :not(summary)');
  return [...document.querySelectorAll('body *')].filter(free)
    .filter((node) => node.getBoundingClientRect().right > width + 1)
    .map((node) => node.tagName + ' ' + node.textContent.slice(0, 60));
}"""
OPEN_ALL = "() => document.querySelectorAll('details').forEach((each) => { each.open = true; })"
SMALLEST_TEXT = """() => Math.min(...[...document.querySelectorAll('main p, main td, main th, main li, main dd')]
  .map((node) => parseFloat(getComputedStyle(node).fontSize)))"""


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Start a browser that fetches nothing of its own."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the pages that are looked at."""
    folder = tmp_path_factory.mktemp("report page")
    materials = {
        "hostile": exercise_material(is_hostile=True),
        "incidents": incidents_material(),
        "measured": measured_material(),
    }
    found = {}
    for name, material in materials.items():
        found[name] = folder / f"{name}.html"
        found[name].write_text(render_report(material), encoding="utf-8")
    return found


class Seen:
    """What a page did while it was looked at."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.messages: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("dialog", lambda dialog: self.messages.append(dialog.message))
        page.on("request", lambda request: self.requests.append(request.url))


def opened(browser: Browser, path: Path, width: int, scheme: str = "light") -> Seen:
    """Open a page at a width."""
    page = browser.new_page(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    seen = Seen(page)
    page.goto(path.as_uri())
    return seen


@pytest.mark.parametrize("name", ["hostile", "incidents", "measured"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_and_nothing_is_fetched(
    browser: Browser, pages: dict[str, Path], name: str, width: int, scheme: str
) -> None:
    """Closed and with everything unfolded; only the file itself is read."""
    seen = opened(browser, pages[name], width, scheme)

    for unfold in ("() => {}", OPEN_ALL):
        seen.page.evaluate(unfold)
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.page.evaluate(STICKING_OUT) == []
    assert seen.requests == [pages[name].as_uri()]
    assert seen.messages == []
    seen.page.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_result_is_seen_without_scrolling(browser: Browser, pages: dict[str, Path], width: int) -> None:
    """How many acts could not be judged stands on the first screen, on a phone too."""
    seen = opened(browser, pages["incidents"], width)
    box = seen.page.locator(".headline").bounding_box()
    seen.page.close()

    assert box is not None
    assert box["y"] + box["height"] < 900


def test_text_stays_readable_on_a_phone(browser: Browser, pages: dict[str, Path]) -> None:
    """No running text smaller than 12 px."""
    seen = opened(browser, pages["incidents"], 360)
    smallest = seen.page.evaluate(SMALLEST_TEXT)
    seen.page.close()

    assert smallest >= 12


def test_the_page_prints_with_everything_unfolded(browser: Browser, pages: dict[str, Path]) -> None:
    """On paper there is nothing to click: what is folded away on the screen is printed."""
    seen = opened(browser, pages["incidents"], 1280)
    seen.page.emulate_media(media="print")
    folded = seen.page.locator("#variants details > div").first
    shown = folded.bounding_box()
    paper = seen.page.pdf()
    seen.page.close()

    assert shown is not None
    assert shown["height"] > 0
    assert paper.startswith(b"%PDF")


def test_the_keyboard_reaches_the_contents_and_the_wide_table(browser: Browser, pages: dict[str, Path]) -> None:
    """The first stop skips to the result; regions that scroll can be reached."""
    seen = opened(browser, pages["incidents"], 360)
    seen.page.keyboard.press("Tab")
    first = seen.page.evaluate("document.activeElement.getAttribute('href')")
    reachable = seen.page.evaluate("[...document.querySelectorAll('.scroller')].every((each) => each.tabIndex === 0)")
    seen.page.close()

    assert first == "#main"
    assert reachable
