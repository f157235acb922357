# SPDX-License-Identifier: Apache-2.0
"""A store is proved to open and to be whole without a byte being written to it."""

from pathlib import Path

import apsw
import pytest

from truceline.base.errors import NotFoundError, StorageError
from truceline.storage.sqlite import create_store
from truceline.storage.sqlite.migrations import SCHEMA_VERSION
from truceline.storage.sqlite.opening import open_any_version
from truceline.storage.sqlite.proving import prove_store

KEY = b"\x07" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make a store."""
    found = tmp_path / "store.db"
    create_store(found, KEY)
    return found


def test_a_whole_store_is_proved_and_left_as_it_is(path: Path) -> None:
    """Its version and its rows are told, and a file that cannot be written is read all the same."""
    before = path.read_bytes()
    path.chmod(0o400)
    proof = prove_store(path, KEY)

    assert proof.version == SCHEMA_VERSION
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["store.db"]


def test_nothing_can_be_written_through_what_proves_it(path: Path) -> None:
    """The connection itself refuses."""
    connection = open_any_version(path, KEY, is_read_only=True)

    with pytest.raises(apsw.ReadOnlyError):
        connection.execute("CREATE TABLE more (key INTEGER)")
    connection.close()


def test_a_reference_that_leads_nowhere_is_told(path: Path) -> None:
    """Pages may be whole and what stands in them not."""
    connection = open_any_version(path, KEY)
    connection.pragma("foreign_keys", 0)
    connection.execute("INSERT INTO intent_past (intent, version, body) VALUES (77, 1, x'00')")
    connection.close()

    with pytest.raises(StorageError, match="references that lead nowhere: 1"):
        prove_store(path, KEY)


def test_another_key_and_no_file_are_told(path: Path) -> None:
    """Each in words of its own."""
    with pytest.raises(StorageError, match="another key or another file"):
        prove_store(path, b"\x08" * 32)
    with pytest.raises(NotFoundError, match="no such file"):
        prove_store(path.with_name("none.db"), KEY)


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_page_that_was_altered_anywhere_is_told(path: Path, part: float) -> None:
    """Each page is authenticated, and every one of them is read."""
    content = bytearray(path.read_bytes())
    content[int(len(content) * part)] ^= 0x01
    path.write_bytes(content)

    with pytest.raises(StorageError, match="expected"):
        prove_store(path, KEY)
