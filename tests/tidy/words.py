# SPDX-License-Identifier: Apache-2.0
"""House rules on words: modest ones, British ones, and none that belong to one machine (docs/style.md)."""

import re
from collections.abc import Iterator

from tidy.tree import SourceFile

_IMMODEST = re.compile(
    r"\b(violators?|enem(?:y|ies)|guilty|guilt|targets?|targeted|targeting"
    r"|truth(?![- ](?:order|value|table))|regimes?|terrorists?|militias?|moderates?)\b",
    re.IGNORECASE,
)
_IMMODEST_NAME = re.compile(r"\bclass (?!Alleged)\w*Violations?\b|\bis_(?:guilty|violation)\b")
_NAMING_THE_WORDS = {"docs/intended-use.md", "docs/style.md", "docs/glossary.md", "docs/concepts.md"}
"""Pages that must name the words in order to rule them out."""

_AMERICAN = {
    "analyze": "analyse",
    "behavior": "behaviour",
    "canceled": "cancelled",
    "catalog": "catalogue",
    "center": "centre",
    "color": "colour",
    "defense": "defence",
    "favor": "favour",
    "fulfill": "fulfil",
    "honor": "honour",
    "judgment": "judgement",
    "labeled": "labelled",
    "labor": "labour",
    "modeling": "modelling",
    "neighbor": "neighbour",
    "neighborhood": "neighbourhood",
    "organize": "organise",
    "recognize": "recognise",
    "signaled": "signalled",
    "traveled": "travelled",
}
_AMERICAN_WORD = re.compile(rf"\b({'|'.join(_AMERICAN)})s?\b", re.IGNORECASE)
_CODE_SPELLING = re.compile(r"[\w-]*color\s*[:=(]|currentcolor|color-scheme|center\s*[;\"']", re.IGNORECASE)
"""CSS and SVG spell some words their own way."""

_NOTES = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
_MACHINE_PATHS = re.compile(r"(?<![\w.}])/(?:work|root|home|Users|tmp)/[A-Za-z]")
_REGISTRIES = re.compile(
    r"pypi\.(?:org|python\.org)|pythonhosted\.org|npmjs\.(?:com|org)|crates\.io|anaconda\.(?:com|org)", re.IGNORECASE
)
_QUOTED_KEY = re.compile(r"^\s*(?:- )?([\w.-]+):")


def immodest_words(file: SourceFile) -> Iterator[str]:
    """Find words that judge, outside the pages that rule them out and the words of quoted sources."""
    if not file.is_shipped or file.path in _NAMING_THE_WORDS or file.path == "pyproject.toml":
        return
    for number, line in file.lines():
        said = _own_words(file, line)
        for match in (*_IMMODEST.finditer(said), *_IMMODEST_NAME.finditer(said)):
            if not _is_denial(said):
                yield f"{file.path}:{number}: {match[0]!r}; say what was alleged, claimed or reported, and by whom"


def american_spelling(file: SourceFile) -> Iterator[str]:
    """Find American spelling in pages and in Python."""
    if not (file.is_prose or file.is_python) or file.path.startswith("tests/tidy/"):
        return
    if file.is_quoting or file.names_spellings:
        return
    for number, line in file.lines():
        for match in _AMERICAN_WORD.finditer(_CODE_SPELLING.sub("", line)):
            british = _AMERICAN[match[1].lower()]
            yield f"{file.path}:{number}: {match[0]!r}; expected {british!r}"


def notes_to_ourselves(file: SourceFile) -> Iterator[str]:
    """Find work left for later inside a file."""
    if file.path == "tests/tidy/words.py":
        return
    for number, line in file.lines():
        for match in _NOTES.finditer(line):
            yield f"{file.path}:{number}: {match[0]}; do it or write it into an issue"


def machine_paths(file: SourceFile) -> Iterator[str]:
    """Find paths that exist on one machine only."""
    for number, line in file.lines():
        for match in _MACHINE_PATHS.finditer(line):
            yield f"{file.path}:{number}: {match[0]}...; expected a path from the checkout or an argument"


def package_registries(file: SourceFile) -> Iterator[str]:
    """Find host names of package registries: every user has their own way to packages."""
    for number, line in file.lines():
        for match in _REGISTRIES.finditer(line):
            yield f"{file.path}:{number}: {match[0]}; name the package, not the place it comes from"


def _own_words(file: SourceFile, line: str) -> str:
    """Give the part of a line that is ours: of a quoting file only its keys."""
    if not file.is_quoting:
        return line
    key = _QUOTED_KEY.match(line)
    return key[1] if key else ""


def _is_denial(line: str) -> bool:
    """Say whether a sentence says what this software never does."""
    return re.search(r"\b(never|nobody|no|not|nor|without)\b", line, re.IGNORECASE) is not None
