# SPDX-License-Identifier: Apache-2.0
"""All planted defects, by the part that they break."""

from simulation.plants import Plant

FILES = "truceline.storage.files:Files"
FRAMED = "truceline.storage.ledger_files:FramedFile"
LEDGER = "truceline.storage.ledger_files:LedgerFiles"
OPENING = "truceline.ledger.opening"
SEQUENCER = "truceline.ledger.sequencer"

DISK = (
    Plant(
        name="ack-before-fsync",
        breaks="entries are acknowledged that are not durable",
        at=f"{FRAMED}.sync",
        old="self._files.sync(self._handle)",
        new="pass",
    ),
    Plant(
        name="tail-not-synced",
        breaks="the tail is not durable when an entry is acknowledged",
        at=f"{LEDGER}._append_tail",
        old="self._tail.sync()",
        new="pass",
    ),
    Plant(
        name="entries-not-synced",
        breaks="the tail alone is durable when an entry is acknowledged",
        at=f"{LEDGER}.perform",
        old="self.entries.sync()",
        new="pass",
    ),
    Plant(
        name="failed-sync-ignored",
        breaks="a failed sync counts as done",
        at=f"{FRAMED}.sync",
        old="self._files.sync(self._handle)",
        new="try:\n        self._files.sync(self._handle)\n    except OSError:\n        pass",
    ),
    Plant(
        name="failed-sync-repeated",
        breaks="a failed sync is tried again, and believed when the system says that all is well",
        at=f"{FRAMED}.sync",
        old="self._files.sync(self._handle)",
        new="try:\n        self._files.sync(self._handle)\n    except OSError:\n        self._files.sync(self._handle)",
    ),
    Plant(
        name="failure-not-told",
        breaks="a write that failed is not told to the log",
        at=f"{LEDGER}.perform",
        old="return Failed(reason",
        new="return None if isinstance(effect, AppendEntries) else Failed(reason",
    ),
    Plant(
        name="going-on-after-failure",
        breaks="later effects of a step are done though an earlier one failed",
        at="truceline.ledger.log:settle",
        old="if isinstance(answer, Failed):",
        new="if False:",
    ),
    Plant(
        name="part-taken-for-whole",
        breaks="a write that wrote a part is taken for a whole one",
        at=f"{FILES}.write_all",
        old="left = left[self.write(handle, left) :]",
        new="self.write(handle, left)\n        left = left[:0]",
    ),
    Plant(
        name="replaced-not-synced",
        breaks="a file takes the place of another before its content is durable",
        at=f"{FILES}.replace_file",
        old="self.sync(handle)",
        new="pass",
    ),
    Plant(
        name="name-not-synced",
        breaks="the new name of a replaced file is not durable",
        at=f"{FILES}.replace_file",
        old="self.sync_folder(path.parent)",
        new="pass",
    ),
    Plant(
        name="replaced-in-place",
        breaks="a file is written over instead of replaced",
        at=f"{FILES}.replace_file",
        old='beside = path.with_name(f"{path.name}.new")',
        new="beside = path",
    ),
    Plant(
        name="torn-entry-believed",
        breaks="the checksum of an entry is not looked at when a log is opened",
        at="truceline.storage.ledger_files:_whole_frames",
        old="if content[place : place + _FRAME_BYTES] != _frame(content[place + _FRAME_BYTES : end]):",
        new="if False:",
    ),
    Plant(
        name="zeros-are-entries",
        breaks="zeros that a loss of power left are read as empty entries",
        at="truceline.storage.ledger_files:_whole_frames",
        old="if not 0 < length",
        new="if not 0 <= length",
    ),
    Plant(
        name="memory-believed",
        breaks="what only the system remembers, after a killed process or a failed sync, counts as durable",
        at=f"{FRAMED}.__init__",
        old="if not is_durable:",
        new="if False:",
    ),
    Plant(
        name="rest-not-cut",
        breaks="new entries are written after a torn one",
        at=f"{FRAMED}._put_aside",
        old="self._files.truncate(self._handle, end)",
        new="pass",
    ),
)
LOG = (
    Plant(
        name="ack-before-tail",
        breaks="entries are acknowledged that lie on one device",
        at=f"{SEQUENCER}:entries_synced",
        old="return state, (AppendTail(first=first, raws=tuple(entry.raw for entry in state.waiting)),)",
        new="return replace(state, waiting=()), (Acknowledge(entries=state.waiting),)",
    ),
    Plant(
        name="sign-before-lock",
        breaks="a head is signed before the lock holds it",
        at=f"{LEDGER}._write_lock",
        old="self._files.replace_file(path, _written_lock(effect.lock))",
        new="pass",
    ),
    Plant(
        name="lock-forgotten",
        breaks="a log is opened without a look at the head that the lock holds",
        at=f"{OPENING}:lock_read",
        old="known = (event.lock.head,) if event.lock is not None and event.lock.head.size else ()",
        new="known = ()",
    ),
    Plant(
        name="short-log-goes-on",
        breaks="a log that is shorter than what it signed goes on",
        at=f"{OPENING}:_all_read",
        old="is_short = was_signed > state.size",
        new="is_short = False",
    ),
    Plant(
        name="nobody-asked",
        breaks="peers are not asked when lock or tail are lost",
        at=f"{OPENING}:lock_read",
        old="must_ask=state.must_ask or event.lock is None or event.tail_first is None",
        new="must_ask=False",
    ),
    Plant(
        name="tail-not-put-back",
        breaks="entries that the tail keeps are not put back",
        at=f"{OPENING}:_all_read",
        old="if state.tail_first is not None and state.tail_first <= state.size < tail_end:",
        new="if False:",
    ),
    Plant(
        name="tail-not-copied",
        breaks="entries that were durable on one device alone stay so when the log is opened",
        at=f"{OPENING}:_ready",
        old="if state.tail_first is None or tail_end < state.size:",
        new="if state.tail_first is None:",
    ),
    Plant(
        name="tail-trimmed-whole",
        breaks="all entries are taken off the tail when a peer keeps some",
        at=f"{LEDGER}.perform",
        old="self._copy_tail(effect.first, len(self.entries))",
        new="self._copy_tail(len(self.entries), len(self.entries))",
    ),
    Plant(
        name="key-bodies-on-one-device",
        breaks="bodies of key entries are kept on the device of the entries alone",
        at=f"{LEDGER}._write_key_body",
        old="for folder in (self._apart, self._folder):",
        new="for folder in (self._folder,):",
    ),
    Plant(
        name="peers-entries-not-durable",
        breaks="entries that a peer gave back are not held against the head that this log signed",
        at=f"{OPENING}:peer_answered",
        old="if after.head != event.head:",
        new="if False:",
        caught="tests/unit/ledger/test_log.py",
    ),
    Plant(
        name="not-read-back",
        breaks="a head is signed over entries that the device returns otherwise",
        at=f"{SEQUENCER}:_counted",
        old="if state.recount.root() != state.signing.root:",
        new="if False:",
        caught="tests/unit/ledger/test_log.py",
    ),
    Plant(
        name="lock-not-compared",
        breaks="the lock is replaced though another node replaced it",
        at=f"{LEDGER}._write_lock",
        old="if stands != (None if effect.expected is None else _written_lock(effect.expected)):",
        new="if False:",
        caught="tests/unit/storage/test_ledger_files.py",
    ),
)
PLANTS = (*DISK, *LOG)
