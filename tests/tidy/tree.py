# SPDX-License-Identifier: Apache-2.0
"""The files of the project as the tidy rules see them: tracked, or about to be."""

import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]

_PROSE = {".md"}
_TEXT = {".cfg", ".css", ".html", ".j2", ".js", ".json", ".md", ".py", ".sh", ".svg", ".toml", ".txt", ".yaml", ".yml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One text file.

    Attributes:
        path: Path from the checkout, with forward slashes.
        text: Its content.
    """

    path: str
    text: str

    @property
    def is_python(self) -> bool:
        """Whether it is Python."""
        return self.path.endswith(".py")

    @property
    def is_prose(self) -> bool:
        """Whether it is a page for people."""
        return Path(self.path).suffix in _PROSE

    @property
    def is_script(self) -> bool:
        """Whether a shell runs it."""
        return self.text.startswith("#!/bin/sh") or self.path == "scripts/environment.sh"

    @property
    def is_shipped(self) -> bool:
        """Whether users get it: code, pages and scripts, not tests and measurements."""
        return not self.path.startswith(("tests/", "bench/"))

    @property
    def names_spellings(self) -> bool:
        """Whether it is a table of words as others spell them, or a test of one."""
        return "/corroboration/" in self.path and self.path.endswith(("_words.py", "spelling.py"))

    @property
    def is_quoting(self) -> bool:
        """Whether it is an encoded agreement, which keeps the words of its sources."""
        return "/library/" in self.path

    def lines(self) -> list[tuple[int, str]]:
        """Give the lines with their numbers, from 1."""
        return list(enumerate(self.text.splitlines(), start=1))


@cache
def all_paths() -> tuple[str, ...]:
    """Give every file that is tracked or not ignored, sorted."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    return tuple(sorted(path for path in set(listed.split("\0")) if path and (CHECKOUT / path).is_file()))


@cache
def source_files() -> tuple[SourceFile, ...]:
    """Read every text file of the project, except the lock and the licence, which others wrote."""
    found: list[SourceFile] = []
    for path in all_paths():
        suffix = Path(path).suffix
        if path in {"requirements.lock", "LICENSE"} or (suffix and suffix not in _TEXT):
            continue
        try:
            found.append(SourceFile(path=path, text=(CHECKOUT / path).read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return tuple(found)
