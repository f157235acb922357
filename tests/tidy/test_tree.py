# SPDX-License-Identifier: Apache-2.0
"""The house rules, applied to every file of the project."""

import gzip
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tidy import shape, words
from tidy.tree import CHECKOUT, SourceFile, all_paths, source_files

RULES: tuple[Callable[[SourceFile], Iterator[str]], ...] = (
    shape.deep_nesting,
    shape.empty_names,
    shape.long_files,
    shape.long_functions,
    shape.missing_licence_lines,
    shape.missing_pages,
    shape.missing_sources,
    shape.units_spelt_out,
    shape.unsorted_public_lists,
    words.american_spelling,
    words.immodest_words,
    words.machine_paths,
    words.notes_to_ourselves,
    words.package_registries,
)
COPY_BYTES_MIN = 2_000
"""Shorter files may be equal by chance (an empty file, a licence line)."""
FILE_BYTES_MAX = 1_500_000


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_file_keeps_the_rule(rule: Callable[[SourceFile], Iterator[str]]) -> None:
    """No file of the project breaks the rule."""
    findings = [finding for file in source_files() for finding in rule(file)]

    assert not findings, "\n".join(findings)


def test_the_tree_is_seen() -> None:
    """The walk finds the files it is meant to judge."""
    paths = {file.path for file in source_files()}

    assert {"src/truceline/base/errors.py", "scripts/test", "truceline", "pyproject.toml"} <= paths


@pytest.mark.parametrize("path", ["scripts/demo", "scripts/test", "scripts/lock", "truceline", ".ci/run"])
def test_what_users_start_can_be_started(path: str) -> None:
    """Each script has its run bit."""
    assert os.access(CHECKOUT / path, os.X_OK)


def test_no_file_is_too_large() -> None:
    """Nobody has to fetch a large file to read the code."""
    large = [path for path in all_paths() if (CHECKOUT / path).stat().st_size > FILE_BYTES_MAX]

    assert not large


def test_no_shared_data_are_copied(data_dir: Path) -> None:
    """Data of others stay with them: no file of theirs lies in the repository, packed or not."""
    theirs = {
        digest: path.name for path in data_dir.rglob("*") if path.is_file() for digest in digests(path.read_bytes())
    }
    copies = [
        f"{path} is {theirs[digest]}"
        for path in all_paths()
        if not path.endswith("LICENSE")
        for digest in digests((CHECKOUT / path).read_bytes())
        if digest in theirs
    ]

    assert theirs
    assert not copies


def digests(content: bytes) -> tuple[str, ...]:
    """Give the hashes of a file and of what is packed in it; none for short ones."""
    unpacked = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    return tuple(hashlib.sha256(each).hexdigest() for each in {content, unpacked} if len(each) >= COPY_BYTES_MIN)
