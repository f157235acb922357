# SPDX-License-Identifier: Apache-2.0
"""Every command that the README quotes runs as it stands, in order, in a clone in a folder with spaces."""

import re
from pathlib import Path

import pytest

from e2e.clones import CHECKOUT, run_shell

OURS = ("./truceline", "scripts/demo", "scripts/test", ".ci/run")
WHOLE_SUITES = re.compile(r"^(scripts/test|\.ci/run)\b")
ONE_STEP = "scripts/test tests/unit/cli/test_doctor.py -q"
"""Stands for the whole suite, which cannot run inside itself."""


def quoted_commands(page: str) -> tuple[str, ...]:
    """Give the project's own commands in the shell blocks of a page, in order.

    A prompt (``$``) is dropped, a line ended by a backslash goes on, comments are left out.
    """
    blocks = re.findall(r"^```(?:sh|shell|bash|console)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    commands = (line.strip().removeprefix("$ ") for line in lines)
    return tuple(command for command in commands if command.startswith(OURS))


def test_every_quoted_command_runs(lent_clone: Path) -> None:
    """Each ends with 0, and scripts/demo ends with the path of a report that is there."""
    commands = quoted_commands((lent_clone / "README.md").read_text(encoding="utf-8"))

    assert {"scripts/demo", "scripts/test"} <= {command.split()[0] for command in commands}
    for command in commands:
        done = run_shell(WHOLE_SUITES.sub(ONE_STEP, command) if WHOLE_SUITES.match(command) else command, lent_clone)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        if command.startswith("scripts/demo"):
            report = Path(done.stdout.splitlines()[-1])
            assert report.is_absolute()
            assert report.name == "report.html"
            assert report.is_file()


@pytest.mark.parametrize(
    ("page", "commands"),
    [
        ("```sh\nscripts/demo\n```\n", ("scripts/demo",)),
        ("```console\n$ ./truceline doctor\nall well\n```\n", ("./truceline doctor",)),
        ("```sh\n./truceline ruling \\\n  act.json  # as told\n```\n", ("./truceline ruling    act.json  # as told",)),
        ("```json\nscripts/demo\n```\nscripts/demo\n", ()),
    ],
)
def test_commands_are_found_in_shell_blocks_only(page: str, commands: tuple[str, ...]) -> None:
    """Output, other blocks and running text are not commands."""
    assert quoted_commands(page) == commands


def test_the_readme_is_there() -> None:
    """A newcomer finds it at the top of the checkout."""
    assert (CHECKOUT / "README.md").is_file()
