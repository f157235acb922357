# SPDX-License-Identifier: Apache-2.0
"""Elements are escaped, numbers are short, and the same drawing has the same bytes."""

import pytest
from markupsafe import Markup

from truceline.report.svg.markup import LABEL_CHARS, drawing, element, label, number, path_of, tooltip


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.0, "0"), (-0.001, "0"), (1.0, "1"), (1.005, "1"), (-2.5, "-2.5"), (3.14159, "3.14"), (1e6, "1000000")],
)
def test_numbers_have_at_most_two_decimals(value: float, written: str) -> None:
    """And no minus before nothing."""
    assert number(value) == written


def test_attributes_and_texts_are_escaped() -> None:
    """What is not markup of ours cannot become markup."""
    shape = element("text", {"text_anchor": 'a" onload="b'}, "<script>")

    assert str(shape) == '<text text-anchor="a&#34; onload=&#34;b">&lt;script&gt;</text>'


def test_our_own_markup_stands_as_it_is() -> None:
    """Elements nest."""
    assert str(element("g", {}, element("rect", {"x": 1.5}))) == '<g><rect x="1.5"/></g>'
    assert isinstance(element("g", {}), Markup)


def test_labels_are_one_short_line() -> None:
    """A hostile name cannot fill a drawing."""
    assert label("two\nlines \u202e") == "two lines [U+202E]"
    assert len(label("x" * 10_000)) == LABEL_CHARS


def test_a_tooltip_is_made_plain() -> None:
    """And escaped."""
    assert str(tooltip("a<b\u202e")) == "<title>a&lt;b[U+202E]</title>"


def test_a_drawing_names_and_describes_itself() -> None:
    """For those who listen."""
    shape = str(drawing("sample", (10.0, 20.0), ("Name", "What it shows")))

    assert 'aria-labelledby="sample-title sample-desc"' in shape
    assert '<title id="sample-title">Name</title><desc id="sample-desc">What it shows</desc>' in shape
    assert 'viewBox="0 0 10 20"' in shape


def test_a_path_leaves_out_points_that_fall_together() -> None:
    """In tenths of a unit."""
    assert path_of([(0.0, 0.0), (0.01, 0.0), (1.0, 2.0)], closed=True) == "M0 0L1 2Z"
    assert path_of([(0.0, 0.0), (1.0, 2.0)], closed=False) == "M0 0L1 2"
