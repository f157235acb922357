# SPDX-License-Identifier: Apache-2.0
"""Making, opening, locking and migrating the file of a store."""

import stat
import threading
from pathlib import Path

import apsw
import pytest

from faults.operations import KEY, bring, found_whole, operation, told
from kept_things import LOOK, add_all, do, intent, see
from truceline.app.ports import Records, StoreState
from truceline.base.errors import LockedError, NotFoundError, PushbackError, StateError, StorageError, TakenError
from truceline.storage.sqlite import SQLiteStore, create_store
from truceline.storage.sqlite import store as store_module
from truceline.storage.sqlite.migrations import SCHEMA_VERSION, first_comment, migrate, steps_between, version_of
from truceline.storage.sqlite.opening import open_any_version, open_connection

OTHER_KEY = bytes(reversed(range(32)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make an empty store."""
    create_store(tmp_path / "store.db", KEY)
    return tmp_path / "store.db"


def test_a_store_is_made_once_and_belongs_to_its_owner(path: Path) -> None:
    """Nothing is made over anything, and nobody else can read the file."""
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    with pytest.raises(TakenError):
        create_store(path, KEY)
    assert path.read_bytes() == before


def test_nothing_stands_in_the_file_in_plain(path: Path) -> None:
    """Neither words nor names of tables, in the file nor in its journal, which is read while it is there."""
    store = SQLiteStore(path, KEY)
    journals = list[bytes]()

    def job(records: Records) -> None:
        add_all(intent("intent-of-nobody", title="EXERCISE secret words"))(records)
        journals.extend(each.read_bytes() for each in path.parent.glob("store.db-*"))

    for number in range(3):
        bring(store, range(number * 60, number * 60 + 60))
    do(store, job)
    content = path.read_bytes() + b"".join(journals)
    for plain in (b"SQLite", b"intent", b"EXERCISE", b"northland", b"CREATE TABLE", b"secret"):
        assert plain not in content
    store.close()


def test_a_file_that_is_not_there_is_never_made(tmp_path: Path) -> None:
    """Opening makes nothing."""
    with pytest.raises(NotFoundError):
        SQLiteStore(tmp_path / "store.db", KEY)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"not a store at all " * 500])
def test_another_file_is_refused(content: bytes, tmp_path: Path) -> None:
    """An empty one too, such as a crash leaves while a store is made."""
    (tmp_path / "store.db").write_bytes(content)

    with pytest.raises(StorageError):
        SQLiteStore(tmp_path / "store.db", KEY)


def test_another_key_is_refused(path: Path) -> None:
    """And the store is not harmed by it."""
    with pytest.raises(StorageError, match="key"):
        SQLiteStore(path, OTHER_KEY)
    assert found_whole(path) == set()


def test_a_changed_byte_is_noticed(path: Path) -> None:
    """Pages carry a code that only the key can make."""
    store = SQLiteStore(path, KEY)
    bring(store, range(60))
    store.close()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    with pytest.raises(StorageError):
        SQLiteStore(path, KEY)


def test_what_durability_rests_on_is_set(path: Path) -> None:
    """As ADR 0013 says."""
    connection = open_connection(path, KEY).connection
    found = {name: connection.pragma(name) for name in ("journal_mode", "synchronous", "temp_store", "secure_delete")}
    assert found == {"journal_mode": "delete", "synchronous": 3, "temp_store": 2, "secure_delete": 1}
    assert connection.pragma("cipher") == "chacha20"
    connection.close()


@pytest.mark.parametrize("version", [1, SCHEMA_VERSION + 1])
def test_another_version_is_refused(version: int, path: Path) -> None:
    """An older one names the command that takes it up."""
    connection = open_any_version(path, KEY)
    connection.pragma("user_version", version)
    connection.close()

    with pytest.raises(StateError, match="upgrade" if version == 1 else "newer"):
        SQLiteStore(path, KEY)


def test_a_step_down_and_up_keeps_what_both_versions_know(path: Path) -> None:
    """Every row of every table that both have; what only the newer one knows goes."""
    store = SQLiteStore(path, KEY)
    bring(store, range(100))
    do(store, lambda records: records.requests.add_look(LOOK))
    store.close()
    connection = open_any_version(path, KEY)
    before = contents(connection)

    assert migrate(connection, SCHEMA_VERSION - 1) == (f"downfrom-v{SCHEMA_VERSION}.sql",)
    older = contents(connection)
    assert older == {table: rows for table, rows in before.items() if table in older}
    assert migrate(connection) == (f"upto-v{SCHEMA_VERSION}.sql",)
    assert contents(connection) == before | {table: [] for table in before.keys() - older.keys()}
    assert version_of(connection) == SCHEMA_VERSION
    connection.close()
    assert found_whole(path) == set(range(100))


def test_a_step_that_fails_changes_nothing(path: Path) -> None:
    """The version and all tables are as they were."""
    connection = open_any_version(path, KEY)
    connection.pragma("user_version", 1)
    before = contents(connection)

    with pytest.raises(apsw.SQLError):
        migrate(connection)
    assert version_of(connection) == 1
    assert contents(connection) == before
    connection.close()


def test_steps_lead_only_to_known_versions() -> None:
    """Each says what it does."""
    assert steps_between(0, 2) == ("upto-v1.sql", "upto-v2.sql")
    assert steps_between(2, 2) == ()
    assert "looked" in first_comment("upto-v2.sql")
    for before, wanted in ((SCHEMA_VERSION + 1, 2), (2, SCHEMA_VERSION + 1), (-1, 2)):
        with pytest.raises(StateError):
            steps_between(before, wanted)


def test_a_locked_store_answers_nothing_and_opens_again(path: Path) -> None:
    """With the same key; another one leaves it locked."""
    store = SQLiteStore(path, KEY)
    bring(store, range(5))
    store.lock()
    store.lock()

    assert store.state == StoreState.LOCKED
    for write in (True, False):
        with pytest.raises(LockedError):
            do(store, lambda records: records.events.last(), write=write)
    with pytest.raises(StorageError):
        store.unlock(OTHER_KEY)
    assert store.state == StoreState.LOCKED
    store.unlock(KEY)
    assert state_of(store) is StoreState.OPEN
    assert see(store, told) == set(range(5))
    store.close()


def test_a_full_queue_pushes_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that was taken is lost by it, and nothing that was not taken is done."""
    monkeypatch.setattr(store_module, "JOBS_WAITING_MAX", 8)
    store, began, gate, taken = SQLiteStore(path, KEY), threading.Event(), threading.Event(), list[int | None]()

    def wait(_: Records) -> None:
        began.set()
        gate.wait(30)

    store.read(wait, lambda _, __: None)
    assert began.wait(30)
    for number in range(8):
        store.write(operation(number), lambda done, _: taken.append(done))
    with pytest.raises(PushbackError):
        store.write(operation(8), lambda done, _: taken.append(done))
    with pytest.raises(PushbackError):
        store.read(told, lambda _, __: None)
    gate.set()
    store.close()

    assert taken == list(range(8))
    assert found_whole(path) == set(range(8))


def test_a_listener_that_fails_stops_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it raised is shown."""
    shown = list[threading.ExceptHookArgs]()
    monkeypatch.setattr(threading, "excepthook", shown.append)
    store = SQLiteStore(path, KEY)

    def fail(_: int | None, __: BaseException | None) -> None:
        raise ZeroDivisionError

    store.write(operation(0), fail)
    assert do(store, operation(1)) == 1
    assert see(store, told) == {0, 1}
    assert [each.exc_type for each in shown] == [ZeroDivisionError]
    store.close()


def state_of(store: SQLiteStore) -> StoreState:
    """Ask for the state anew."""
    return store.state


def contents(connection: apsw.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Give every row of every table."""
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    return {
        str(name): connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()  # noqa: S608 - our own names
        for (name,) in tables
    }
