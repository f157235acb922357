# SPDX-License-Identifier: Apache-2.0
"""Commands on a node where the extra is not installed: one sentence, and nothing is asked."""

from pathlib import Path

import pytest

from truceline.cli import main, node_extra

COMMANDS = {
    "init": ("init", "DIR", "--library", "syria-2015-2017", "--party", "usa"),
    "token": ("token", "DIR", "--role", "officer", "--officer", "A"),
    "lock": ("lock", "DIR"),
    "unlock": ("unlock", "DIR"),
    "change": ("passphrase", "change", "DIR"),
    "add": ("passphrase", "add", "DIR"),
    "list": ("passphrase", "list", "DIR"),
    "remove-slot": ("passphrase", "remove-slot", "DIR", "1"),
}


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_without_the_extra_it_is_said_how_to_get_it(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 69 and what lacks."""
    monkeypatch.setattr(node_extra, "NODE_PACKAGES", ("no_such_package",))
    code = main.main([str(tmp_path / "node") if each == "DIR" else each for each in arguments])
    told = capsys.readouterr()

    assert (code, told.out) == (69, "")
    assert "got an installation without no_such_package; run `pip install 'truceline[node]'`" in told.err


def test_with_the_extra_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """The packages of these tests are there, so that a command goes on without a word."""
    node_extra.require_node()

    assert capsys.readouterr() == ("", "")
