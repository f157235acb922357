# SPDX-License-Identifier: Apache-2.0
"""The report on paper."""

import importlib.util

import pytest

from not_running import not_run
from report_pages import exercise_material
from truceline.base.errors import StateError
from truceline.exports.pdf import page_pdf
from truceline.report import render_report


def test_the_whole_page_is_laid_out_the_same_each_time() -> None:
    """A PDF, byte for byte."""
    _require()
    page = render_report(exercise_material(is_hostile=True))
    first = page_pdf(page)

    assert first.startswith(b"%PDF-")
    assert first == page_pdf(page)


def test_letters_that_run_from_the_right_are_shaped() -> None:
    """By a font that has them: one without would leave boxes."""
    _require()
    without = page_pdf("<h1>EXERCISE</h1><p>Northland</p>")
    with_arabic = page_pdf("<h1>EXERCISE</h1><p>هدنة في الشمال</p>")

    assert b"NotoSansArabic" not in without
    assert b"NotoSansArabic" in with_arabic


@pytest.mark.parametrize("text", ["#panic()", '#read("page.json")', "$x$", "*a* _b_ `c` @d <e>", "\\u{0}", "a" * 5_000])
def test_texts_stay_texts(text: str) -> None:
    """No mark-up of the layout is read from a text."""
    _require()
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")

    assert page_pdf(f"<h1>t</h1><p>{escaped}</p>").startswith(b"%PDF-")


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one sentence."""
    monkeypatch.setattr("truceline.exports.pdf.find_spec", lambda _: None)

    with pytest.raises(StateError, match=r"extra `pdf`.*pip install"):
        page_pdf("<p>x</p>")


def _require() -> None:
    if importlib.util.find_spec("typst") is None:
        not_run("the report on paper needs typst (python -m pip install typst)")
