# SPDX-License-Identifier: Apache-2.0
"""A store with its log: what is filed is in the log before anybody is answered, and every crash between is mended."""

from pathlib import Path

import pytest

from kept_things import act_statement, do, finding, intent, proposed_text, see
from node_records import check_row, entries_of, made_record, opened_record
from truceline.app.ports import Acceptance, Records
from truceline.app.record_bodies import (
    Erasure,
    acceptance_recordable,
    erasure_recordables,
    finding_recordable,
    intent_recordable,
    proposal_recordable,
    statement_recordable,
)
from truceline.app.record_ports import EntryPlace, Placing, RecordedRow
from truceline.base.errors import StateError, StorageError
from truceline.bootstrap.folder import NodeFolder
from truceline.bootstrap.recording import RESTORED, Recording
from truceline.storage.sqlite import SQLiteStore, create_store

KEY = bytes(range(32))


@pytest.fixture
def folder(tmp_path: Path) -> NodeFolder:
    """Give the folder of a node with an empty store and a log."""
    made = made_record(tmp_path / "node")
    create_store(made.store, KEY)
    return made


def open_store(folder: NodeFolder, recording: Recording) -> SQLiteStore:
    """Open the store of a node on its log."""
    store = SQLiteStore(folder.store, KEY)
    store.attach(recording)
    return store


def put_some(records: Records) -> tuple[Placing, ...]:
    """Put one thing of every kind on the shelf."""
    acceptance = Acceptance(agreement="exercise-truce", digest="aa", party="northland", officer="officer-n1", at_ns=7)
    things = (
        intent_recordable(intent("intent-1"), "filed"),
        intent_recordable(intent("intent-2", party="hill-league"), "filed"),
        statement_recordable(act_statement(readers=("*",))),
        statement_recordable(act_statement("act-2", readers=(), is_protected=True)),
        finding_recordable(finding()),
        proposal_recordable(proposed_text()),
        acceptance_recordable(acceptance),
    )
    return tuple(map(records.recorded.put, things))


def rows_of(store: SQLiteStore) -> tuple[RecordedRow, ...]:
    """Give everything on the shelf."""
    return see(store, lambda records: records.recorded.after(0, 1_000))


def test_what_was_answered_stands_in_the_log(folder: NodeFolder) -> None:
    """Each row is what its entry commits to; sealed ones name keys of those who may read, and of nobody for a guest."""
    recording = opened_record(folder)
    store = open_store(folder, recording)
    placings = do(store, put_some)
    store.close()
    recording.close()

    entries = entries_of(folder)
    assert [placing.seq for placing in placings] == list(range(1, 8))
    assert [placing.leaf for placing in placings] == [entry.leaf for entry in entries[1:]]
    assert [entry.header.type for entry in entries[1:]] == [*"xxxxx", "agreement.proposed", "agreement.accepted"]
    assert [entry.header.to for entry in entries[1:]] == [
        *(("key-of-hill-league",), (), ("key-of-dale", "key-of-hill-league"), (), ("key-of-hill-league",), (), ())
    ]
    store = SQLiteStore(folder.store, KEY)
    nouns = [check_row(row, entries[row.seq or 0]) for row in rows_of(store)]
    assert nouns[:2] == [intent("intent-1"), intent("intent-2", party="hill-league")]
    store.close()


def test_a_crash_between_commit_and_log_is_mended_at_the_next_start(folder: NodeFolder) -> None:
    """Rows of a store that has no log yet stand for it: they are brought, once, and in their order."""
    store = SQLiteStore(folder.store, KEY)
    do(store, put_some)
    assert [row.seq for row in rows_of(store)] == [None] * 7
    store.close()
    for _ in range(2):
        recording = opened_record(folder)
        store = open_store(folder, recording)
        assert [row.seq for row in rows_of(store)] == list(range(1, 8))
        store.close()
        recording.close()
    assert len(entries_of(folder)) == 8


def test_a_store_that_is_older_than_its_log_is_told(folder: NodeFolder) -> None:
    """Entries of which it knows nothing are counted: their bodies were lost with the newer store."""
    before = folder.store.read_bytes()
    recording = opened_record(folder)
    store = open_store(folder, recording)
    do(store, put_some)
    assert recording.status(0).unknown == 0
    store.close()
    recording.close()
    folder.store.write_bytes(before)
    recording = opened_record(folder)
    store = open_store(folder, recording)
    assert recording.status(0).unknown == 7
    assert do(store, put_some)[0].seq == 8
    store.close()
    recording.close()


class Forgetful(SQLiteStore):
    """A store that dies before it has written where the log put its rows."""

    def _write_places(self) -> None:
        self._outbox = None


def test_a_crash_between_log_and_the_next_commit_is_mended(folder: NodeFolder) -> None:
    """Rows that the log has already are found by what they commit to, and not brought a second time."""
    recording = opened_record(folder)
    forgetful = Forgetful(folder.store, KEY)
    forgetful.attach(recording)
    placings = do(forgetful, put_some)
    forgetful.close()
    recording.close()
    bare = SQLiteStore(folder.store, KEY)
    assert [row.seq for row in rows_of(bare)] == [None] * 7
    bare.close()

    recording = opened_record(folder)
    store = open_store(folder, recording)
    assert [(row.seq, row.leaf) for row in rows_of(store)] == [(each.seq, each.leaf) for each in placings]
    more = do(store, lambda records: records.recorded.put(intent_recordable(intent("intent-9"), "filed")))
    assert more.seq == 8
    store.close()
    recording.close()
    assert len(entries_of(folder)) == 9


def test_a_failing_job_records_nothing(folder: NodeFolder) -> None:
    """What one job put is gone with it; the others of its commit are in the log."""
    recording = opened_record(folder)
    store = open_store(folder, recording)

    def fails(records: Records) -> None:
        put_some(records)
        message = "EXERCISE"
        raise ValueError(message)

    with pytest.raises(ValueError, match="EXERCISE"):
        do(store, fails)
    assert do(store, lambda records: records.recorded.put(intent_recordable(intent(), "filed"))).seq == 1
    store.close()
    recording.close()


def test_erasing_leaves_the_entry_and_says_so(folder: NodeFolder) -> None:
    """Body, salt and key are gone; the entry of the erasure names the entries, also in the same commit."""
    recording = opened_record(folder)
    store = open_store(folder, recording)

    def job(records: Records) -> Placing:
        records.recorded.put(intent_recordable(intent(), "filed"))
        rows = records.recorded.of("intent", "intent-1")
        records.recorded.destroy("intent", "intent-1")
        erasure = Erasure(what="intent", id="intent-1", party="northland", officer="o", reason="EXERCISE", at_ns=10**18)
        (placing,) = map(records.recorded.put, erasure_recordables(erasure, rows))
        return placing

    placing = do(store, job)
    (row,) = see(store, lambda records: records.recorded.of("intent", "intent-1"))
    assert (row.body, row.salt, row.dek) == (None, None, None)
    store.close()
    recording.close()
    entries = entries_of(folder)
    assert entries[placing.seq].header.type == "erase"
    assert [each.seq for each in entries[placing.seq].header.refers] == [1]
    assert entries[1].header.box is not None
    assert entries[1].header.box.commitment == row.commitment.hex()


class Failing:
    """A log that fails when it is to take something."""

    origin = "truceline.example/exercise/northland/0123456789abcdef"

    def __init__(self, refusal: str = "") -> None:
        self.refusal = refusal

    def find(self, _row: RecordedRow | None, _waiting: object) -> tuple[EntryPlace, ...]:
        """Find nothing."""
        return ()

    def record(self, _waiting: object, _places: object) -> tuple[EntryPlace, ...]:
        """Fail."""
        message = "log: EXERCISE, the disk is gone"
        raise StorageError(message)


def test_a_log_that_fails_turns_the_store_read_only(folder: NodeFolder) -> None:
    """The batch is not acknowledged, and nothing after it; reading goes on."""
    store = SQLiteStore(folder.store, KEY)
    store.attach(Failing())
    with pytest.raises(StorageError, match="the disk is gone"):
        do(store, put_some)
    with pytest.raises(StorageError):
        do(store, lambda records: records.requests.add_revision("officer-n1", 1))
    assert len(rows_of(store)) == 7
    store.close()


def test_a_log_that_takes_nothing_refuses_before_anything_is_kept(folder: NodeFolder) -> None:
    """What would be recorded is refused and leaves nothing; what is not recorded is kept."""
    store = SQLiteStore(folder.store, KEY)
    store.attach(Failing("it is asking: EXERCISE"))
    with pytest.raises(StorageError, match="EXERCISE"):
        do(store, put_some)
    do(store, lambda records: records.requests.add_revision("officer-n1", 1))
    assert rows_of(store) == ()
    store.close()


def test_a_restored_log_takes_nothing_until_the_operator_says_that_no_peer_can_be_asked(folder: NodeFolder) -> None:
    """The mark of a restore holds until then, over every start."""
    (folder.record / RESTORED).touch()
    for _ in range(2):
        recording = opened_record(folder)
        assert "peers must be asked" in recording.refusal
        recording.close()
    recording = opened_record(folder, without_peers=True)
    assert not recording.refusal
    recording.close()
    assert not (folder.record / RESTORED).exists()


def test_one_process_at_a_time_has_a_log(folder: NodeFolder) -> None:
    """A second opening is refused, whichever folder it comes by; after the first has closed it, it opens."""
    recording = opened_record(folder)
    with pytest.raises(StateError, match="no other process"):
        opened_record(folder)
    recording.close()
    opened_record(folder).close()


def test_a_store_and_a_log_that_do_not_belong_together_are_told_apart(folder: NodeFolder, tmp_path: Path) -> None:
    """A log that lacks what the store knows to be in it is never gone on with."""
    recording = opened_record(folder)
    store = open_store(folder, recording)
    do(store, put_some)
    store.close()
    recording.close()
    other = opened_record(made_record(tmp_path / "other"))
    store = SQLiteStore(folder.store, KEY)
    with pytest.raises(StateError, match="of which the store knows"):
        store.attach(other)
    store.close()
    other.close()
