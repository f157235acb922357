# SPDX-License-Identifier: Apache-2.0
"""``truceline restore --try``: what was restored is proved to open and to be whole, and nothing is written to it."""

import re
import shutil
from pathlib import Path

import msgspec
import pytest

from agents import FINGERPRINT, KEY, FakeAgent, listening
from exercise_library import write_library
from faults.operations import bring
from made_nodes import PASSPHRASE, passphrase_file
from truceline.bootstrap.folder import NodeFolder
from truceline.bootstrap.unlocking import ByPassphrase, unlock
from truceline.cli import main
from truceline.cli.restore import next_lines
from truceline.crypto.derivation import Purpose
from truceline.crypto.passphrases import passphrase_bytes
from truceline.storage.archive import Making, restore_archive, write_archive
from truceline.storage.sqlite import SQLiteStore
from truceline.storage.sqlite.migrations import SCHEMA_VERSION, migrate
from truceline.storage.sqlite.opening import open_any_version

pytestmark = pytest.mark.network


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a node with a store of some rows and a backup of it, once: its passphrase costs what it costs."""
    place = tmp_path_factory.mktemp("made")
    secret = passphrase_file(place)
    library = write_library(place / "library")
    given = ("init", place / "node", "--library", library, "--party", "northland", "--passphrase-file", secret)
    assert main.main([str(each) for each in given]) == 0
    folder = NodeFolder(root=place / "node")
    store = SQLiteStore(folder.store, store_key(folder))
    bring(store, range(60))
    store.close()
    packing = ("backup", folder.root, place / "b.tar", "--passphrase-file", secret)
    assert main.main([str(each) for each in packing]) == 0
    return place


@pytest.fixture
def node(made: Path, tmp_path: Path) -> NodeFolder:
    """Give a copy of the node, with its backup and its passphrase beside it."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return NodeFolder(root=tmp_path / "node")


def store_key(folder: NodeFolder) -> bytes:
    """Unlock the store of a node."""
    opened = unlock(folder.read_keys(), ByPassphrase(passphrase=passphrase_bytes(PASSPHRASE)))
    return opened.key.derive(Purpose.STORE_FILE)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run a command."""
    code = main.main([str(each) for each in arguments])
    written = capsys.readouterr()
    return code, written.out, written.err


def packed_anew(folder: Path, archive: Path) -> None:
    """Pack what lies in a folder, with a list that fits it, as somebody could who altered a backup."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    write_archive(archive, files, Making(made="2026-11-23T00:00:00Z", software="0", store_version=SCHEMA_VERSION))


def test_a_good_backup_opens_and_nothing_is_written(
    node: NodeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The trial counts what is there and leaves every byte as it was unpacked."""
    assert node.store.is_file()
    again = tmp_path / "again"
    secret = ("--passphrase-file", tmp_path / "passphrase")

    code, out, _ = run(capsys, "restore", tmp_path / "b.tar", again, "--try", "--json", *secret)

    trial = msgspec.json.decode(out)["trial"]
    assert (code, trial["is_current"], trial["not_there"]) == (0, True, [])
    assert trial["rows"] >= 60
    restore_archive(tmp_path / "b.tar", tmp_path / "untried")
    for path in (tmp_path / "untried").rglob("*"):
        if path.is_file():
            assert (again / path.relative_to(tmp_path / "untried")).read_bytes() == path.read_bytes()
    assert {path.name for path in again.iterdir()} == {path.name for path in (tmp_path / "untried").iterdir()}


def test_people_are_told_what_was_tried_and_what_to_put_back(
    node: NodeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a trial that is said too; files of TLS are in no backup."""
    secret = ("--passphrase-file", tmp_path / "passphrase")
    text = re.sub(
        r"^#? ?(tls_\w+_file):.*$", r"\1: \1.pem", node.settings.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    node.settings.write_text(text, encoding="utf-8")
    assert run(capsys, "backup", node.root, tmp_path / "tls.tar", *secret)[0] == 0

    _, untried, _ = run(capsys, "restore", tmp_path / "tls.tar", tmp_path / "one")
    code, tried, _ = run(capsys, "restore", tmp_path / "tls.tar", tmp_path / "two", "--try", *secret)

    assert "was not tried; --try does" in untried
    assert code == 0
    assert f"It opens, and its store is whole: version {SCHEMA_VERSION}, " in tried
    assert f"put it back: {tmp_path / 'two' / 'tls_key_file.pem'}" in tried
    assert tried.splitlines()[-1] == f"Next: ./truceline serve {tmp_path / 'two'} --without-peers"


def test_a_node_with_cards_of_others_asks_them_first(tmp_path: Path) -> None:
    """Only where there is nobody to ask is that said to the node; one without a log needs neither."""
    folder = tmp_path / "node"
    (folder / "peers").mkdir(parents=True)
    assert next_lines(folder, is_upgraded=False) == [f"Next: ./truceline serve {folder}"]
    (folder / "record").mkdir()
    assert next_lines(folder, is_upgraded=False) == [f"Next: ./truceline serve {folder} --without-peers"]
    (folder / "peers" / "hill-league.json").touch()
    assert next_lines(folder, is_upgraded=False) == [f"Next: ./truceline serve {folder}"]


def test_an_older_store_is_to_be_upgraded_next(
    node: NodeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It opens all the same."""
    connection = open_any_version(node.store, store_key(node))
    migrate(connection, 1)
    connection.close()
    secret = ("--passphrase-file", tmp_path / "passphrase")
    assert run(capsys, "backup", node.root, tmp_path / "old.tar", *secret)[0] == 0

    code, out, _ = run(capsys, "restore", tmp_path / "old.tar", tmp_path / "again", "--try", *secret)

    assert code == 0
    assert out.splitlines()[-2:] == [
        f"Next: ./truceline upgrade {tmp_path / 'again'}",
        f"Then: ./truceline serve {tmp_path / 'again'} --without-peers",
    ]


def test_the_ssh_agent_opens_it_as_it_opens_the_node(
    node: NodeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No passphrase is asked for when the agent holds a key of the node."""
    with listening(FakeAgent(keys=(KEY,))) as place:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(place))
        secret = ("--passphrase-file", tmp_path / "passphrase")
        assert run(capsys, "passphrase", "add", node.root, "--ssh-agent-key", FINGERPRINT, *secret)[0] == 0
        assert run(capsys, "backup", node.root, tmp_path / "agent.tar")[0] == 0

        code, out, _ = run(capsys, "restore", tmp_path / "agent.tar", tmp_path / "again", "--try")

    assert code == 0
    assert "It opens" in out


def test_what_does_not_open_or_is_not_whole_is_told_and_left(
    node: NodeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another passphrase, a page that was altered, agreements that were altered: each by its own code."""
    wrong = ("--passphrase-file", passphrase_file(tmp_path, "four other words here", "wrong"))
    secret = ("--passphrase-file", tmp_path / "passphrase")
    content = bytearray(node.store.read_bytes())
    content[len(content) // 2] ^= 0xFF
    restore_archive(tmp_path / "b.tar", tmp_path / "page")
    (tmp_path / "page" / "store.db").write_bytes(content)
    packed_anew(tmp_path / "page", tmp_path / "page.tar")
    restore_archive(tmp_path / "b.tar", tmp_path / "text")
    next((tmp_path / "text" / "library").rglob("*.yaml")).write_text("a: b\n", encoding="utf-8")
    packed_anew(tmp_path / "text", tmp_path / "text.tar")

    for name, given, expected, words in (
        ("b.tar", wrong, 77, "passphrase"),
        ("page.tar", secret, 74, "damaged"),
        ("text.tar", secret, 69, "library"),
    ):
        folder = tmp_path / f"of-{name}"
        code, out, err = run(capsys, "restore", tmp_path / name, folder, "--try", *given)

        assert (code, out) == (expected, ""), err
        assert "did not pass the trial" in err
        assert words in err
        assert (folder / "store.db").is_file()


def test_a_passphrase_without_a_trial_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody believes that something was tried which was not."""
    code, _, err = run(
        capsys, "restore", tmp_path / "b.tar", tmp_path / "again", "--passphrase-file", passphrase_file(tmp_path)
    )

    assert code == 2
    assert "with --try" in err
    assert not (tmp_path / "again").exists()
