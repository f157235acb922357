# SPDX-License-Identifier: Apache-2.0
"""The log of an invented party's node for tests (EXERCISE), on real files, at a cost for tests; and what it holds."""

from collections.abc import Sequence
from pathlib import Path

from made_nodes import CHEAP
from truceline.app.record_bodies import noun_in
from truceline.app.record_ports import RecordedRow
from truceline.bootstrap.folder import NodeFolder
from truceline.bootstrap.record_making import RecordPlan, make_record
from truceline.bootstrap.recording import Recording, open_recording
from truceline.bootstrap.settings import SETTINGS_SCHEMA, Settings
from truceline.crypto.boxes import OpenedBox, SealedBox, open_box, seal_box
from truceline.crypto.commitments import verify_body
from truceline.crypto.store_key import StoreKey
from truceline.records.entries import SEALED_TYPE, Entry, parse_entry

SECRET = b"\x07" * 32
SETTINGS = Settings(
    schema=SETTINGS_SCHEMA, party="northland", library="exercise", library_digest="", audience="truceline:northland"
)


def made_record(root: Path) -> NodeFolder:
    """Make the log of a node of Northland in a folder that is made, too."""
    root.mkdir(mode=0o700)
    plan = RecordPlan(arrangement="exercise", party="northland", at_ms=1, passphrase=b"EXERCISE", cost=CHEAP)
    make_record(NodeFolder(root=root), root, plan, StoreKey(SECRET))
    return NodeFolder(root=root)


def opened_record(folder: NodeFolder, *, without_peers: bool = False) -> Recording:
    """Open it; Hill League's bodies are sealed for one key, named by its party."""
    return open_recording(folder, SETTINGS, StoreKey(SECRET), keys_of=keys_of, without_peers=without_peers)


def keys_of(party: str) -> Sequence[str]:
    """Give ids of keys: one for each party that is asked about, all of them for everybody."""
    return ("key-of-hill-league", "key-of-dale") if party == "*" else (f"key-of-{party}",)


def entries_of(folder: NodeFolder) -> list[Entry]:
    """Read the entries of a log that is closed."""
    from kept_log import framed  # noqa: PLC0415 - it begins a log of its own

    return [parse_entry(raw) for raw in framed(folder.record / "entries.log")]


def check_row(row: RecordedRow, entry: Entry) -> object:
    """Prove that a row is what its entry commits to, sealed or open; give its noun."""
    box = entry.header.box
    assert box is not None
    assert (row.seq, row.leaf) == (entry.header.seq, entry.leaf)
    assert row.body is not None
    assert row.salt is not None
    verify_body(bytes.fromhex(box.commitment), row.salt, row.body)
    assert row.is_open is (entry.header.type != SEALED_TYPE)
    if not row.is_open:
        assert row.dek is not None
        sealed = seal_box(row.body, salt=row.salt, dek=row.dek)
        assert box.key_digest == sealed.header.key_commitment.hex()
        assert box.size == sealed.header.padded_bytes
        assert box.sealed_digest == sealed.header.sealed_digest.hex()
        opened = open_box(SealedBox(header=sealed.header, sealed=sealed.sealed), row.dek)
        assert isinstance(opened, OpenedBox)
    true_type, noun = noun_in(entry.header.type, row.body, is_sealed=not row.is_open)
    assert true_type == row.type
    return noun
