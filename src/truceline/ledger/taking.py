# SPDX-License-Identifier: Apache-2.0
"""Takes entries that were made before, from a device or from a peer: the same checks whoever gives them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NoReturn

from truceline.base.errors import RecordError
from truceline.crypto.merkle import CompactTree
from truceline.ledger.keyring import KEY_TYPES, KeyBody, KeyRing, admit_keys, begin_keys
from truceline.ledger.states import State
from truceline.records.entries import Entry, parse_entry


def take(state: State, raws: Iterable[bytes], bodies: Mapping[int, KeyBody]) -> State:
    """Give the log with further entries, each strictly read and linked to the one before it.

    Args:
        state: The log before.
        raws: Entries in order, the first with the index that comes next.
        bodies: Those of key entries, by index.

    Raises:
        RecordError: An entry is malformed, in the wrong place, or a key entry whose body is not there or not valid.
        LimitError: An entry is too large.
        SignatureError: A key entry is not signed as it must be.
        CommitmentError: A key entry commits to another body.
        AuthorityError: A key entry revokes what is not enrolled.
    """
    tree, keys, last = CompactTree(size=state.size, edge=state.edge), state.keys, state.last
    for raw in raws:
        entry = parse_entry(raw)
        _check_place(entry, tree.size, last)
        if entry.header.type.startswith(KEY_TYPES):
            keys = _admitted(keys, entry, bodies.get(tree.size))
        assert keys is not None, "index 0 is a genesis"
        if entry.header.log != keys.origin:
            _refuse(tree.size, f"an entry of {keys.origin}", f"one of {entry.header.log}")
        tree.append(entry.leaf)
        last = entry.leaf
    return replace(state, size=tree.size, edge=tree.edge, last=last, keys=keys)


def _check_place(entry: Entry, seq: int, last: bytes) -> None:
    if entry.header.seq != seq:
        _refuse(seq, f"the index {seq}", str(entry.header.seq))
    if entry.header.prev != last.hex():
        _refuse(seq, "the hash of the entry before it", "another")


def _admitted(keys: KeyRing | None, entry: Entry, body: KeyBody | None) -> KeyRing:
    if body is None:
        _refuse(entry.header.seq, "the body of this key entry", "none")
    return begin_keys(entry.header, body) if keys is None else admit_keys(keys, entry.header, body)


def _refuse(seq: int, expected: str, got: str) -> NoReturn:
    message = f"entry {seq}: expected {expected}, got {got}"
    raise RecordError(message)
