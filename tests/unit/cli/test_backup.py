# SPDX-License-Identifier: Apache-2.0
"""``truceline backup``, ``restore`` and ``upgrade``, on a node made by ``truceline init``."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from doors import LockableNode, open_door
from exercise_library import write_library
from faults.operations import bring, told
from kept_log import framed
from kept_things import see
from made_nodes import MADE_NS, PASSPHRASE, passphrase_file
from truceline.bootstrap.folder import NodeFolder
from truceline.bootstrap.unlocking import ByPassphrase, unlock
from truceline.cli import main
from truceline.cli.node_checkup import Order, check_node
from truceline.crypto.derivation import Purpose
from truceline.crypto.passphrases import passphrase_bytes
from truceline.crypto.root_keys import read_root_keys
from truceline.records.entries import parse_entry
from truceline.storage.sqlite import SQLiteStore
from truceline.storage.sqlite.migrations import SCHEMA_VERSION, migrate, version_of
from truceline.storage.sqlite.opening import open_any_version

pytestmark = pytest.mark.network


@pytest.fixture
def node(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> NodeFolder:
    """Make a node with a real store, and its passphrase in a file beside it."""
    library = write_library(tmp_path / "library")
    secret = passphrase_file(tmp_path)
    given = ("init", tmp_path / "node", "--library", library, "--party", "northland", "--passphrase-file", secret)
    made = main.main([str(each) for each in given])
    capsys.readouterr()
    assert made == 0
    return NodeFolder(root=tmp_path / "node")


def store_key(folder: NodeFolder) -> bytes:
    """Unlock the store of a node."""
    opened = unlock(folder.read_keys(), ByPassphrase(passphrase=passphrase_bytes(PASSPHRASE)))
    return opened.key.derive(Purpose.STORE_FILE)


@contextmanager
def opened_store(folder: NodeFolder) -> Iterator[SQLiteStore]:
    """Open the store of a node."""
    store = SQLiteStore(folder.store, store_key(folder))
    yield store
    store.close()


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run a command."""
    code = main.main([str(each) for each in arguments])
    written = capsys.readouterr()
    return code, written.out, written.err


def test_a_node_that_is_written_to_comes_back_as_of_one_moment(
    node: NodeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The copy holds whole commits, in their order; the node goes on; the restored one holds what was copied."""
    stop, written = threading.Event(), [0]
    with opened_store(node) as store:
        bring(store, range(60))

        def write() -> None:
            for first in range(60, 60_000, 12):
                if stop.is_set():
                    return
                bring(store, range(first, first + 12))
                written[0] = first + 12

        writer = threading.Thread(target=write)
        writer.start()
        code, out, _ = run(
            capsys, "backup", node.root, tmp_path / "b.tar", "--json", *("--passphrase-file", tmp_path / "passphrase")
        )
        stop.set()
        writer.join()
        assert see(store, told) == set(range(written[0] or 60))
    document = msgspec.json.decode(out)
    assert (code, document["schema"], document["store_version"]) == (0, "truceline/backup/1", SCHEMA_VERSION)

    code, out, _ = run(capsys, "restore", tmp_path / "b.tar", tmp_path / "again", "--json")
    assert code == 0
    assert msgspec.json.decode(out)["made"] == document["made"]
    again = NodeFolder(root=tmp_path / "again")
    assert again.load_library(again.read_settings()).header.id == "exercise-exland"
    with opened_store(again) as store:
        held = see(store, told)
    assert held == set(range(len(held)))
    assert len(held) % 12 == 0
    assert len(held) >= 60


def test_a_backup_holds_nothing_of_the_store_in_plain(
    node: NodeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor the passphrase."""
    with opened_store(node) as store:
        bring(store, range(60))
    secret = ("--passphrase-file", tmp_path / "passphrase")
    assert run(capsys, "backup", node.root, tmp_path / "b.tar", *secret)[0] == 0
    content = (tmp_path / "b.tar").read_bytes()

    for plain in (b"thing-000", b"CREATE TABLE", b"SQLite format", b"EXERCISE transport", PASSPHRASE.encode()):
        assert plain not in content
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".partial")]


def test_a_backup_replaces_nothing_and_needs_the_passphrase(
    node: NodeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it refuses leaves nothing behind."""
    (tmp_path / "taken.tar").write_bytes(b"mine")
    secret = ("--passphrase-file", tmp_path / "passphrase")
    wrong = ("--passphrase-file", passphrase_file(tmp_path, "four other words here", "wrong"))
    before = sorted(path.name for path in tmp_path.iterdir())

    assert run(capsys, "backup", node.root, tmp_path / "taken.tar", *secret)[0] == 69
    assert run(capsys, "backup", node.root, tmp_path / "b.tar", *wrong)[0] == 77
    assert run(capsys, "restore", tmp_path / "taken.tar", tmp_path / "again")[0] == 65
    assert run(capsys, "restore", tmp_path / "none.tar", tmp_path / "again")[0] == 66
    assert run(capsys, "restore", tmp_path / "taken.tar", node.root)[0] == 69
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (tmp_path / "taken.tar").read_bytes() == b"mine"


def test_an_upgrade_is_tried_before_it_is_done(
    node: NodeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tried, nothing changes; done, the backup holds the store as it was before."""
    with opened_store(node) as store:
        bring(store, range(60))
    connection = open_any_version(node.store, store_key(node))
    migrate(connection, 1)
    connection.close()
    before = node.store.read_bytes()
    secret = ("--passphrase-file", tmp_path / "passphrase")

    code, out, _ = run(capsys, "upgrade", node.root, "--dry-run", "--json", *secret)
    tried = msgspec.json.decode(out)
    assert (code, tried["before"], tried["after"], len(tried["steps"]), tried["backup"]) == (
        *(0, 1, SCHEMA_VERSION, SCHEMA_VERSION - 1, ""),
    )
    assert node.store.read_bytes() == before
    code, out, _ = run(capsys, "upgrade", node.root, *secret)
    assert code == 0
    assert f"was taken from version 1 to {SCHEMA_VERSION}" in out
    with opened_store(node) as store:
        assert see(store, told) == set(range(60))
    assert run(capsys, "restore", tmp_path / f"node-before-v{SCHEMA_VERSION}.tar", tmp_path / "old")[0] == 0
    old = open_any_version(tmp_path / "old" / "store.db", store_key(node))
    assert version_of(old) == 1
    old.close()
    code, out, _ = run(capsys, "upgrade", node.root, *secret)
    assert (code, "nothing to do" in out) == (0, True)


def test_a_restored_log_is_marked_and_neither_lock_nor_tail_comes_from_a_backup(
    node: NodeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a backup puts back must not say what was signed; so the log signs nothing before peers were asked."""
    secret = ("--passphrase-file", tmp_path / "passphrase")
    assert run(capsys, "backup", node.root, tmp_path / "b.tar", *secret)[0] == 0
    _, out, _ = run(capsys, "restore", tmp_path / "b.tar", tmp_path / "again", "--json")
    again = NodeFolder(root=tmp_path / "again")
    apart = tmp_path / "again-apart"
    assert msgspec.json.decode(out)["record_apart_made"] == str(apart)
    assert (again.record / "restored").is_file()
    assert list(apart.iterdir()) == []
    for name in ("entries.log", "head", "keys/0"):
        assert (again.record / name).read_bytes() == (node.record / name).read_bytes()
    checks = {check.name: check for check in check_node(again.root, MADE_NS)}
    assert (checks["record"].order, "put back" in checks["record"].said) == (Order.OUT_OF_ORDER, True)
    assert {check.name: check.order for check in check_node(node.root, MADE_NS)}["record"] is Order.IN_ORDER


def test_a_node_of_before_there_were_logs_gets_one(
    node: NodeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tried, nothing is made; then the log with its keys, and the root keys under the passphrase that was given."""
    shutil.rmtree(node.record)
    node.record_keys.unlink()
    shutil.rmtree(tmp_path / "node-apart")
    (tmp_path / "node-root-keys").unlink()
    secret = ("--passphrase-file", tmp_path / "passphrase", "--json")
    _, out, _ = run(capsys, "upgrade", node.root, "--dry-run", *secret)
    assert (msgspec.json.decode(out)["lacks_log"], node.record.exists()) == (True, False)
    code, out, _ = run(capsys, "upgrade", node.root, *secret)
    assert code == 0
    made = msgspec.json.decode(out)
    roots = read_root_keys((tmp_path / "node-root-keys").read_bytes(), passphrase_bytes(PASSPHRASE))
    assert roots.origin == made["log"]
    (entry,) = framed(node.record / "entries.log")
    assert parse_entry(entry).header.log == made["log"]


def test_a_node_that_runs_is_not_upgraded(node: NodeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is told to stop it first."""
    with open_door(LockableNode(folder=node.root)):
        code, _, err = run(capsys, "upgrade", node.root, "--passphrase-file", tmp_path / "passphrase")

    assert code == 69
    assert "stop it first" in err
