# SPDX-License-Identifier: Apache-2.0
"""``truceline passphrase``: change, add, list, remove; nobody locks himself out, and no command loses the keys."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from agents import FINGERPRINT, KEY, FakeAgent, listening
from made_nodes import PASSPHRASE, by_passphrase, made_node, passphrase_file
from truceline.base.errors import AuthorityError
from truceline.bootstrap.making import MadeNode
from truceline.bootstrap.unlocking import unlock
from truceline.cli import main

NEW = "five quite different words"


@pytest.fixture
def made(tmp_path: Path) -> MadeNode:
    """Give a node with one passphrase."""
    return made_node(tmp_path)


def _run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main.main(["passphrase", *(str(each) for each in arguments)])
    told = capsys.readouterr()
    assert PASSPHRASE not in told.out + told.err
    assert NEW not in told.out + told.err
    return code, told.out, told.err


def _add(capsys: pytest.CaptureFixture[str], made: MadeNode, folder: Path) -> dict[str, Any]:
    old, new = passphrase_file(folder), passphrase_file(folder, NEW, "new")
    arguments = ("--passphrase-file", old, "--new-passphrase-file", new, "--json")
    code, out, _ = _run(capsys, "add", made.folder.root, *arguments)
    assert code == 0
    return msgspec.json.decode(out, type=dict[str, Any])


def test_a_changed_passphrase_takes_the_place_of_the_old(
    made: MadeNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The new one opens the same store key, the old one nothing; the cost is the shipped one."""
    old, new = passphrase_file(tmp_path), passphrase_file(tmp_path, NEW, "new")
    code, out, err = _run(capsys, "change", made.folder.root, "--passphrase-file", old, "--new-passphrase-file", new)
    keys = made.folder.read_keys()

    assert (code, err) == (0, "")
    assert out.startswith("the passphrase of slot 1 was replaced\n")
    assert unlock(keys, by_passphrase(NEW)).key.reveal() == made.store_key.reveal()
    assert keys.passphrase_slots[0].cost.memory_kib == 131_072
    with pytest.raises(AuthorityError):
        unlock(keys, by_passphrase())


def test_a_wrong_old_passphrase_changes_nothing(
    made: MadeNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor does an easy new one."""
    before = made.folder.keys.read_bytes()
    old, new, easy = (
        passphrase_file(tmp_path, text, name) for text, name in ((PASSPHRASE, "a"), (NEW, "b"), ("easy", "c"))
    )
    wrong = _run(capsys, "change", made.folder.root, "--passphrase-file", new, "--new-passphrase-file", new)
    weak = _run(capsys, "change", made.folder.root, "--passphrase-file", old, "--new-passphrase-file", easy)

    assert (wrong[0], weak[0]) == (77, 65)
    assert made.folder.keys.read_bytes() == before


def test_a_second_passphrase_opens_as_well(made: MadeNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both unlock the same key."""
    document = _add(capsys, made, tmp_path)
    keys = made.folder.read_keys()

    assert document["schema"] == "truceline/slots/1"
    assert [(slot["slot"], slot["kind"]) for slot in document["slots"]] == [(1, "passphrase"), (2, "passphrase")]
    assert unlock(keys, by_passphrase()).slot == 1
    assert unlock(keys, by_passphrase(NEW)).slot == 2


def test_a_slot_is_removed_by_whoever_opens_another(
    made: MadeNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The removed way opens no more."""
    _add(capsys, made, tmp_path)
    new = passphrase_file(tmp_path, NEW, "new")
    code, out, _ = _run(capsys, "remove-slot", made.folder.root, 1, "--passphrase-file", new)

    assert code == 0
    assert out.startswith("slot 1 was removed\nslot 2  passphrase")
    with pytest.raises(AuthorityError):
        unlock(made.folder.read_keys(), by_passphrase())


@pytest.mark.parametrize(
    ("slot", "expected", "words"),
    [(2, 69, "expected to unlock in another way than slot 2"), (3, 66, "the number of one of this node (1, 2), got 3")],
    ids=["the one that unlocks", "one that is not there"],
)
def test_a_slot_that_must_stay_stays(
    slot: int, expected: int, words: str, made: MadeNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is changed."""
    _add(capsys, made, tmp_path)
    before = made.folder.keys.read_bytes()
    new = passphrase_file(tmp_path, NEW, "new")
    code, _, err = _run(capsys, "remove-slot", made.folder.root, slot, "--passphrase-file", new)

    assert code == expected
    assert words in err
    assert made.folder.keys.read_bytes() == before


def test_the_last_slot_stays(made: MadeNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without it nobody could ever read the store."""
    old = passphrase_file(tmp_path)
    code, _, err = _run(capsys, "remove-slot", made.folder.root, 1, "--passphrase-file", old)

    assert code == 69
    assert "expected one that is not the last" in err


@pytest.mark.network
def test_a_key_of_the_agent_is_added_and_listed(
    made: MadeNode, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list names it as ``ssh-add -l`` does, and needs nothing to be unlocked."""
    with listening(FakeAgent(keys=(KEY,))) as path:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(path))
        old = passphrase_file(tmp_path)
        arguments = ("--passphrase-file", old, "--ssh-agent-key", FINGERPRINT)
        assert _run(capsys, "add", made.folder.root, *arguments)[0] == 0
    code, out, _ = _run(capsys, "list", made.folder.root)

    assert code == 0
    assert f"slot 2  ssh-agent {FINGERPRINT}  made " in out


def test_an_added_slot_needs_an_opened_one(made: MadeNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever cannot unlock the node adds nothing."""
    before = made.folder.keys.read_bytes()
    new = passphrase_file(tmp_path, NEW, "new")
    code, _, _ = _run(capsys, "add", made.folder.root, "--passphrase-file", new, "--new-passphrase-file", new)

    assert code == 77
    assert made.folder.keys.read_bytes() == before
