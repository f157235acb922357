# SPDX-License-Identifier: Apache-2.0
"""The report on paper: the blocks of the page, laid out by Typst.

Rules:
    - The layout (``paper/report.typ``) reads one file of data beside it and nothing else; texts stay texts.
    - A font that is missing is an error, not empty boxes: Latin, Greek, Cyrillic and Hebrew letters come with Typst,
      Arabic letters with this package.
    - The same page gives the same bytes: no clock and no random id is in it.
"""

import shutil
import tempfile
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path

import msgspec

from truceline.base.errors import StateError, UnavailableError
from truceline.report.page_blocks import Heading, Paragraph, page_blocks

_PAPER = files("truceline.exports") / "paper"
_UNIX_START = 0


def require_typst() -> None:
    """Refuse when paper cannot be laid out here, before any work is done.

    Raises:
        StateError: Typst is not installed.
    """
    if find_spec("typst") is None:
        message = (
            "--pdf: expected the extra `pdf`, got an installation without it; run `pip install 'truceline[pdf]'`, or "
            "print report.html from a browser"
        )
        raise StateError(message)


def page_pdf(page: str) -> bytes:
    """Lay out the page on paper.

    Args:
        page: What ``render_report`` gave.

    Returns:
        A PDF.

    Raises:
        StateError: Typst is not installed.
        UnavailableError: It could not lay the page out.
    """
    require_typst()
    import typst  # noqa: PLC0415 - an extra of 80 MB, loaded only when asked for

    blocks = page_blocks(page)
    title = next(("".join(run.text for run in block.runs) for block in blocks if isinstance(block, Heading)), "")
    exercise = next(
        (
            "".join(run.text for run in block.runs)
            for block in blocks
            if isinstance(block, Paragraph) and block.style == "exercise"
        ),
        "",
    )
    data = msgspec.json.encode({"title": title, "exercise": exercise, "blocks": blocks})
    with as_file(_PAPER) as paper, tempfile.TemporaryDirectory(prefix="truceline-paper-") as folder:
        shutil.copyfile(paper / "report.typ", Path(folder) / "report.typ")
        (Path(folder) / "page.json").write_bytes(data)
        try:
            pdf, warnings = typst.compile_with_warnings(
                str(Path(folder) / "report.typ"),
                root=folder,
                font_paths=[str(paper)],
                ignore_system_fonts=True,
                timestamp=_UNIX_START,
            )
        except typst.TypstError as error:
            message = f"report.pdf: expected a page that can be laid out, got: {error!s:.300}; report.html is whole"
            raise UnavailableError(message) from error
    missing = [str(warning) for warning in warnings if "font" in str(warning)]
    if missing:
        message = f"report.pdf: expected its fonts, got: {missing[0]:.300}"
        raise UnavailableError(message)
    assert isinstance(pdf, bytes)
    return pdf
