# SPDX-License-Identifier: Apache-2.0
"""The page as blocks."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from report_pages import exercise_material, incidents_material
from truceline.report import render_report
from truceline.report.material import ReportMaterial
from truceline.report.page_blocks import (
    Block,
    Box,
    Column,
    Drawing,
    Gallery,
    Heading,
    Items,
    Pairs,
    Paragraph,
    Picture,
    Run,
    Table,
    page_blocks,
)
from truceline.report.svg.standalone import standalone


def words_of(blocks: tuple[Block, ...]) -> list[str]:
    """Give every word of some blocks, in order."""
    words: list[str] = []
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                words += _words(block.runs)
            case Items():
                words += [word for item in block.items for word in words_of(item)]
            case Pairs():
                words += [word for name, said in block.pairs for word in (*_words(name), *words_of(said))]
            case Table():
                words += _words(block.caption)
                words += [word for row in (block.head, *block.rows) for cell in row for word in _words(cell)]
            case Box():
                words += words_of(block.blocks)
            case Gallery():
                words += [word for cell in block.cells for word in words_of(cell)]
            case Drawing():
                pass
    return words


def _words(runs: tuple[Run, ...]) -> list[str]:
    return "".join(run.text for run in runs).replace("“", "").replace("”", "").split()


class _Words(HTMLParser):
    """The words of a page as a stranger reads them, without drawings, contents, style and links to further down."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._left_out = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._left_out and (tag in {"svg", "nav", "head"} or {("class", "skip"), ("class", "see")} & set(attrs)):
            self._left_out = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._left_out:
            self._left_out = ""

    def handle_data(self, data: str) -> None:
        if not self._left_out:
            self.words += data.split()


@pytest.mark.parametrize("material", [incidents_material, exercise_material])
def test_no_word_of_the_page_is_lost(material: Callable[[], ReportMaterial]) -> None:
    """Paper says what the screen says, in the same order."""
    page = render_report(material())
    stranger = _Words()
    stranger.feed(page)

    assert "".join(words_of(page_blocks(page))) == "".join(stranger.words).replace("“", "").replace("”", "")


@pytest.mark.parametrize(
    ("html", "block"),
    [
        ("<h2 id=x>A <b>b</b></h2>", Heading(level=2, runs=(Run(text="A "), Run(text="b", bold=True)))),
        ("<p>\n one\n two </p>", Paragraph(runs=(Run(text="one two"),))),
        ("<p class='quiet'>q</p>", Paragraph(runs=(Run(text="q"),), style="quiet")),
        ("<p>هدنة x</p>", Paragraph(runs=(Run(text="هدنة x"),), from_right=True)),
        ("<ol><li>a</li></ol>", Items(ordered=True, items=((Paragraph(runs=(Run(text="a"),)),),))),
        (
            "<dl><div><dt>n</dt><dd>v</dd></div></dl>",
            Pairs(pairs=(((Run(text="n"),), (Paragraph(runs=(Run(text="v"),)),)),)),
        ),
        ("<div class=ruling><p>r</p></div>", Box(blocks=(Paragraph(runs=(Run(text="r"),)),))),
        ("<p>&lt;script&gt; #set</p>", Paragraph(runs=(Run(text="<script> #set"),))),
    ],
)
def test_a_form_of_the_page_is_a_form_of_block(html: str, block: Block) -> None:
    """Each with its style and direction."""
    assert page_blocks(f"<html><head><title>t</title></head><body>{html}</body></html>") == (block,)


def test_a_table_keeps_its_cells_and_knows_its_numbers() -> None:
    """Whatever the widths."""
    html = (
        "<table><caption>c</caption><thead><tr><th>name</th><th class=n>n</th></tr></thead>"
        "<tbody><tr><th>a</th><td class=n>1,000</td></tr></tbody></table>"
    )

    (table,) = page_blocks(html)

    assert isinstance(table, Table)
    assert table.rows == (((Run(text="a", bold=True),), (Run(text="1,000"),)),)
    assert table.columns == (Column(weight=5, is_number=False), Column(weight=5, is_number=True))


def test_a_drawing_stands_alone() -> None:
    """With its name space and colours."""
    sheet = ":root {\n  --ink: #111;\n}\nsvg text { fill: var(--ink); }"
    svg = '<svg viewBox="0 0 280 10"><title>A map</title><text>x</text></svg>'

    (block,) = page_blocks(f"<style>{sheet}</style><figure>{svg}</figure>")

    assert block == Drawing(picture=Picture(source=standalone(svg, sheet), width=280.0, alt="A map"))
    assert 'xmlns="http://www.w3.org/2000/svg"' in standalone(svg, sheet)
    assert "text { fill: #111; }" in standalone(svg, sheet)
