# SPDX-License-Identifier: Apache-2.0
"""R7: what the store hands over in bulk, a backup, shows no position to whoever has no key of the node."""

import struct
from pathlib import Path

from kept_things import act_statement, do
from truceline.picture.acts import Position
from truceline.storage.archive import Making, write_archive
from truceline.storage.sqlite import SQLiteStore, create_store
from truceline.storage.sqlite.copying import copy_store

KEY = bytes(range(32))


def test_a_copy_of_a_store_shows_no_position(tmp_path: Path) -> None:
    """Fresh or old, fine or coarse: the copy and the archive of it hold the same encrypted bytes."""
    create_store(tmp_path / "store.db", KEY)
    store = SQLiteStore(tmp_path / "store.db", KEY)
    told = act_statement(place=Position(lon_deg=20.512345, lat_deg=10.598765, radius_m=100.0), readers=("*",))
    do(store, lambda records: records.statements.add(told))
    copy_store(tmp_path / "store.db", KEY, tmp_path / "copy.db")
    store.close()
    making = Making(made="2060-01-01T00:00:00Z", software="0", store_version=2)
    write_archive(tmp_path / "backup.tar", {"store.db": tmp_path / "copy.db"}, making)

    for name in ("store.db", "copy.db", "backup.tar"):
        content = (tmp_path / name).read_bytes()
        for number in (20.512345, 10.598765):
            assert struct.pack(">d", number) not in content
            assert struct.pack("<d", number) not in content
            assert str(number).encode() not in content
