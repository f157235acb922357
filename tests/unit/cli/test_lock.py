# SPDX-License-Identifier: Apache-2.0
"""``truceline lock`` and ``unlock``, before a node whose door is open."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from doors import LockableNode, open_door
from made_nodes import PASSPHRASE, made_node, passphrase_file
from truceline.cli import main

pytestmark = pytest.mark.network


@pytest.fixture
def node(tmp_path: Path) -> Iterator[LockableNode]:
    """Give a node whose door is open."""
    node = LockableNode(folder=made_node(tmp_path).folder.root)
    with open_door(node):
        yield node


def _run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main.main([str(each) for each in arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_a_running_node_is_locked_and_unlocked(
    node: LockableNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each command says how the node stands then."""
    assert _run(capsys, "lock", node.folder) == (0, f"the node in {node.folder} is locked\n", "")
    assert node.is_locked
    code, out, err = _run(capsys, "unlock", node.folder, "--passphrase-file", passphrase_file(tmp_path), "--json")

    assert (code, err) == (0, "")
    assert msgspec.json.decode(out) == {
        "schema": "truceline/lock/1",
        "folder": str(node.folder),
        "state": "unlocked",
    }
    assert not node.is_locked


def test_a_wrong_passphrase_leaves_it_locked(
    node: LockableNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 77, and no word of it."""
    _run(capsys, "lock", node.folder)
    secret = passphrase_file(tmp_path, "four other words here")
    code, out, err = _run(capsys, "unlock", node.folder, "--passphrase-file", secret)

    assert (code, out) == (77, "")
    assert "other words" not in err
    assert PASSPHRASE not in err
    assert node.is_locked


@pytest.mark.parametrize("command", ["lock", "unlock"])
def test_where_no_node_runs_nothing_is_asked(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says so before it asks for a passphrase."""
    code, _, err = _run(capsys, command, made_node(tmp_path).folder.root)

    assert code == 69
    assert "expected a node that runs there (truceline serve), got none" in err


@pytest.mark.parametrize("command", ["lock", "unlock"])
def test_a_folder_that_is_no_node_is_told_as_such(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the command that makes one."""
    code, _, err = _run(capsys, command, tmp_path)

    assert code == 66
    assert "truceline init makes one" in err
