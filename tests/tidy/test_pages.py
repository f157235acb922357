# SPDX-License-Identifier: Apache-2.0
"""The pages keep up with the code: commands, errors and exit codes are all told."""

import re

import pytest

from tidy.tree import CHECKOUT, source_files
from truceline.base.errors import NodeError
from truceline.cli.commands import COMMANDS, Command
from truceline.cli.endings import EXIT_CODES, exit_code_of


def error_classes() -> tuple[type[NodeError], ...]:
    """Give every class of the error tree, the root first."""
    found: list[type[NodeError]] = [NodeError]
    for kind in found:
        found.extend(kind.__subclasses__())
    return tuple(kind for kind in found if kind.__module__.startswith("truceline."))


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_every_command_is_told_on_the_page(entry: Command) -> None:
    """docs/command-line.md has one row for each command, in the words of its help."""
    page = (CHECKOUT / "docs" / "command-line.md").read_text(encoding="utf-8")

    assert f"| `./truceline {entry.name}` | {entry.help} |" in page.splitlines()


def test_the_changelog_fragments_have_their_form() -> None:
    """Each fragment says its kind, so that a release can gather them."""
    names = [path.name for path in (CHECKOUT / "changelog.d").iterdir() if path.name != "README.md"]

    assert [name for name in names if not re.fullmatch(r"[a-z0-9-]+\.(added|changed|mended|removed)\.md", name)] == []


def test_links_between_pages_lead_somewhere() -> None:
    """A relative link on a page names a file of the project."""
    broken = [
        f"{file.path}: {target}"
        for file in source_files()
        if file.is_prose
        for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", file.text)
        if not (CHECKOUT / file.path).parent.joinpath(target).exists()
    ]

    assert broken == []


@pytest.mark.parametrize("kind", error_classes(), ids=lambda kind: kind.__name__)
def test_every_error_is_told_with_its_exit_code(kind: type[NodeError]) -> None:
    """docs/exit-codes.md has one row for each class, with the code that the table gives it."""
    page = (CHECKOUT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| (\d+) \| `{kind.code}` \| {kind.__name__} \|", page, re.MULTILINE)

    assert row is not None, (
        f"docs/exit-codes.md: expected a row '| {exit_code_of(kind)} | `{kind.code}` | {kind.__name__} |'"
    )
    assert int(row[1]) == exit_code_of(kind)


def test_codes_of_errors_are_unique() -> None:
    """A program that reads the code knows the class."""
    codes = [kind.code for kind in error_classes()]

    assert len(codes) == len(set(codes))


def test_the_table_holds_no_class_in_vain() -> None:
    """Each row of the table of exit codes is some class of the tree."""
    assert set(EXIT_CODES) <= set(error_classes())
