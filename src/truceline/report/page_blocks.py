# SPDX-License-Identifier: Apache-2.0
"""The page as blocks, so that paper says the same words as the screen.

There is one report: the page. Paper is laid out from its blocks, so nothing can stand on the one and be missing on
the other. Only our own page is read here, never a page from outside.

Conventions:
    - Every block and every run carries its ``form``; whoever lays them out knows a handful of forms and no page.
    - Direction follows the first letter that has one (Unicode's rule P2): a paragraph in Arabic runs from the right.
    - What only a screen can use is left out: the table of contents, links to further down, the folding of details.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from html.parser import HTMLParser
from typing import TypeAlias

from truceline.report.svg.standalone import standalone

_INLINE = frozenset(["a", "b", "strong", "i", "em", "cite", "small", "q", "span", "br", "code", "img", "sub", "sup"])
_VOID = frozenset({"br", "meta", "hr", "link", "img", "col"})
_LEFT_OUT = frozenset({"head", "nav", "style", "script"})
_PARAGRAPHS = frozenset({"p", "summary", "figcaption", "dt"})
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_SPACE = re.compile(r"\s+")
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_VIEW_BOX = re.compile(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ')
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title>", re.DOTALL)
_PLACEHOLDER = "drawing"
_WIDEST, _NARROWEST = 48, 5
"""Letters between which the width of a table's column follows its texts."""
_FEW_WORDS = 22
"""Letters up to which a short text has room on one line, so that no column of texts is one word wide."""
_PICTURE_ROOM = 16
"""Letters as wide as a small picture with its number."""


@dataclass(slots=True)
class Element:
    """One element of the page while it is read."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        """Its classes."""
        return frozenset(self.attributes.get("class", "").split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing that can stand alone.

    Attributes:
        source: SVG with its own rules of colour.
        width: In units of the drawing.
        alt: Its name, for those who cannot see it; empty for an ornament beside a number.
    """

    source: str
    width: float
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text in one style; ``drawing`` is its picture instead of a text."""

    text: str = ""
    bold: bool = False
    italic: bool = False
    quiet: bool = False
    framed: bool = False
    drawing: Picture | None = None
    form: str = "run"


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; level 1 is the title."""

    level: int
    runs: Runs
    form: str = "heading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph.

    Attributes:
        runs: Its text.
        style: ``plain``, ``quiet``, ``label``, ``warning`` or ``exercise``.
        from_right: Whether it runs from right to left.
    """

    runs: Runs
    style: str = "plain"
    from_right: bool = False
    form: str = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list."""

    ordered: bool
    items: tuple[tuple["Block", ...], ...]
    form: str = "items"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Names and what is said of each."""

    pairs: tuple[tuple[Runs, tuple["Block", ...]], ...]
    form: str = "pairs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table."""

    weight: int
    is_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table.

    Attributes:
        caption: Above it.
        head: Cells of the first row.
        rows: Cells.
        columns: How wide each is beside the others, and whether it holds numbers.
    """

    caption: Runs
    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    columns: tuple[Column, ...]
    form: str = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture over the whole width."""

    picture: Picture
    form: str = "drawing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """Small pictures side by side, each with its words."""

    cells: tuple[tuple["Block", ...], ...]
    form: str = "gallery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Blocks that belong together, with a line at their side."""

    blocks: tuple["Block", ...]
    form: str = "box"


Block: TypeAlias = Heading | Paragraph | Items | Pairs | Table | Drawing | Gallery | Box


def page_blocks(page: str) -> tuple[Block, ...]:
    """Read our own page.

    Args:
        page: What ``render_report`` gave.

    Returns:
        Its blocks, in order.
    """
    pictures: list[Picture] = []
    style_sheet = _STYLE.search(page)

    def keep(found: re.Match[str]) -> str:
        pictures.append(_picture(found[0], style_sheet[1] if style_sheet else ""))
        return f'<img class="{_PLACEHOLDER}" alt="{len(pictures) - 1}">'

    tree = _Tree()
    tree.feed(_DRAWING.sub(keep, page))
    tree.close()
    return tuple(_Reader(pictures).blocks(tree.root.children))


def _picture(svg: str, style_sheet: str) -> Picture:
    width, title = _VIEW_BOX.search(svg), _TITLE.search(svg)
    is_ornament = 'aria-hidden="true"' in svg.partition(">")[0]
    return Picture(
        source=standalone(svg, style_sheet),
        width=float(width[1]) if width else 100.0,
        alt="" if is_ornament or title is None else unescape(title[1]),
    )


class _Tree(HTMLParser):
    """Builds elements; the page closes what it opens."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("page", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns elements into blocks."""

    pictures: list[Picture]

    def blocks(self, children: Iterable[Element | str]) -> Iterator[Block]:
        """Give the blocks of some children; loose text between them becomes a paragraph."""
        loose: list[Element | str] = []
        for child in children:
            if isinstance(child, str) or _is_inline(child):
                loose.append(child)
                continue
            yield from self._paragraph(loose)
            loose = []
            yield from self._block(child)
        yield from self._paragraph(loose)

    def _block(self, element: Element) -> Iterator[Block]:
        if _is_left_out(element):
            return
        if element.tag in _LEVELS:
            yield Heading(level=_LEVELS[element.tag], runs=self.runs(element.children))
        elif element.tag in _PARAGRAPHS:
            yield from self._paragraph(element.children, _style_of(element))
        elif element.tag in {"ul", "ol"}:
            items = tuple(tuple(self.blocks(item.children)) for item in _children(element, "li"))
            yield Items(ordered=element.tag == "ol", items=tuple(item for item in items if item))
        elif element.tag == "dl":
            yield self._pairs(element)
        elif element.tag == "table":
            yield self._table(element)
        elif "small-maps" in element.classes:
            figures = [child for child in element.children if isinstance(child, Element)]
            yield Gallery(cells=tuple(tuple(self.blocks(figure.children)) for figure in figures))
        elif element.classes & {"account", "ruling", "short"}:
            yield Box(blocks=tuple(self.blocks(element.children)))
        else:
            yield from self.blocks(element.children)

    def _paragraph(self, children: Iterable[Element | str], style: str = "plain") -> Iterator[Block]:
        runs = self.runs(children)
        if len(runs) == 1 and runs[0].drawing:
            yield Drawing(picture=runs[0].drawing)
        elif runs:
            yield Paragraph(runs=runs, style=style, from_right=is_from_right("".join(run.text for run in runs)))

    def _pairs(self, element: Element) -> Pairs:
        pairs: list[tuple[Runs, tuple[Block, ...]]] = []
        for child in _flat(element):
            if child.tag == "dt":
                pairs.append((self.runs(child.children), ()))
            elif child.tag == "dd" and pairs:
                name, said = pairs[-1]
                pairs[-1] = (name, (*said, *self.blocks(child.children)))
        return Pairs(pairs=tuple(pairs))

    def _table(self, element: Element) -> Table:
        rows = [_children(row, "th", "td") for row in _below(element, "tr")]
        head = rows[0] if rows and all(cell.tag == "th" for cell in rows[0]) else []
        body = rows[1:] if head else rows
        cells = tuple(tuple(self._cell(cell) for cell in row) for row in body)
        width = max((len(row) for row in rows), default=0)
        caption = next(iter(_below(element, "caption")), None)
        return Table(
            caption=self.runs(caption.children) if caption else (),
            head=tuple(self._cell(cell) for cell in head),
            rows=tuple((*row, *((),) * (width - len(row))) for row in cells),
            columns=tuple(_column([row[index] for row in rows if index < len(row)]) for index in range(width)),
        )

    def _cell(self, cell: Element) -> Runs:
        runs = self.runs(cell.children)
        return tuple(replace(run, bold=True) for run in runs) if cell.tag == "th" else runs

    def runs(self, children: Iterable[Element | str], style: Run | None = None) -> Runs:
        """Give the text of some children with its styles, white space as a browser would show it."""
        return _tidied(self._loose_runs(children, style or Run()))

    def _loose_runs(self, children: Iterable[Element | str], style: Run) -> Iterator[Run]:
        for child in children:
            if isinstance(child, str):
                yield replace(style, text=_SPACE.sub(" ", child))
            elif _is_left_out(child):
                continue
            elif _PLACEHOLDER in child.classes:
                yield replace(style, drawing=self.pictures[int(child.attributes["alt"])])
            elif child.tag == "br":
                yield replace(style, text="\n")
            elif child.tag == "li":
                yield from (*self._loose_runs(child.children, style), replace(style, text="\n"))
            elif child.tag == "q" and "paraphrase" not in child.classes:
                yield from (
                    replace(style, text="“"),
                    *self._loose_runs(child.children, style),
                    replace(style, text="”"),
                )
            else:
                yield from self._loose_runs(child.children, _styled(child, style))


def _is_left_out(element: Element) -> bool:
    return element.tag in _LEFT_OUT or bool(element.classes & {"skip", "see"})


def _is_inline(element: Element) -> bool:
    return element.tag in _INLINE


def _styled(element: Element, style: Run) -> Run:
    """Give the style of text inside an inline element."""
    classes = element.classes
    return replace(
        style,
        bold=style.bold or element.tag in {"b", "strong"},
        italic=style.italic or element.tag in {"i", "em", "cite"} or "paraphrase" in classes,
        quiet=style.quiet or element.tag == "small" or bool(classes & {"source", "quiet"}),
        framed=style.framed or bool(classes & {"word", "mark"}),
    )


def _style_of(element: Element) -> str:
    for name, style in {"exercise": "exercise", "warn": "warning", "quiet": "quiet", "label": "label"}.items():
        if name in element.classes:
            return style
    return {"summary": "label", "figcaption": "quiet"}.get(element.tag, "plain")


def _children(element: Element, *tags: str) -> list[Element]:
    return [child for child in element.children if isinstance(child, Element) and child.tag in tags]


def _flat(element: Element) -> Iterator[Element]:
    """Give the names and sayings of a list of pairs, those inside a ``div`` too."""
    for child in _children(element, "dt", "dd", "div"):
        yield from _flat(child) if child.tag == "div" else (child,)


def _below(element: Element, tag: str) -> Iterator[Element]:
    for child in element.children:
        if isinstance(child, Element):
            if child.tag == tag:
                yield child
            else:
                yield from _below(child, tag)


def _tidied(runs: Iterable[Run]) -> Runs:
    """Join white space across runs, and drop it at both ends and around line ends."""
    kept: list[Run] = []
    for run in runs:
        text = run.text
        before = kept[-1] if kept else None
        if not run.drawing:
            if before is None or before.text.endswith((" ", "\n")):
                text = text.lstrip(" ")
            if text == "\n" and before is not None:
                kept[-1] = replace(before, text=before.text.rstrip(" "))
            if not text:
                continue
        kept.append(replace(run, text=text))
    if kept:
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" \n"))
    return tuple(run for run in kept if run.text or run.drawing)


def _column(cells: list[Element]) -> Column:
    """Give the width of a column by its texts, head and all; it never cuts a word, and a picture has its room."""
    texts = [_SPACE.sub(" ", "".join(_texts(cell))).strip() for cell in cells]
    longest_word = max((len(word) for text in texts for word in text.split()), default=0)
    is_number = all("n" in cell.classes for cell in cells)
    mean = sum(map(len, texts)) // max(len(texts), 1)
    room = _PICTURE_ROOM if any("bar-cell" in cell.classes for cell in cells) else 0
    whole = min(max(map(len, texts), default=0), _FEW_WORDS)
    wanted = max(longest_word, _NARROWEST, room, 0 if is_number else max(mean, whole))
    return Column(weight=min(wanted, _WIDEST), is_number=is_number)


def _texts(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _texts(child)


def is_from_right(text: str) -> bool:
    """Say whether a text runs from right to left: its first letter with a direction does.

    >>> is_from_right("(2016) هدنة"), is_from_right("truce هدنة")
    (True, False)
    """
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((direction in {"R", "AL"} for direction in directions if direction in {"L", "R", "AL"}), False)
