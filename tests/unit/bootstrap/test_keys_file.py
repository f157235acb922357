# SPDX-License-Identifier: Apache-2.0
"""``keys.json``: read as written, refused when altered, and never without a way of unlocking."""

from pathlib import Path

import msgspec
import pytest

from made_nodes import PASSPHRASE, by_passphrase, made_node
from truceline.base.errors import InputError, NodeError, NotFoundError, StateError
from truceline.base.limits import KEY_SLOTS_MAX
from truceline.bootstrap.keys_file import Keys, read_keys, write_keys
from truceline.bootstrap.unlocking import make_slot, unlock
from truceline.crypto.slots import SlotHeader


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """Give the keys of a node."""
    return made_node(tmp_path).keys


def test_what_is_written_is_read(keys: Keys) -> None:
    """And it unlocks."""
    read = read_keys(write_keys(keys), "keys.json")

    assert read == keys
    assert len(unlock(read, by_passphrase()).key.reveal()) == 32


def test_no_secret_stands_in_it(keys: Keys) -> None:
    """Neither the passphrase nor the store key, in any writing."""
    content = write_keys(keys)
    secret = bytes(unlock(keys, by_passphrase()).key.reveal())

    assert PASSPHRASE.encode() not in content
    assert secret not in content
    assert secret.hex().encode() not in content
    assert msgspec.json.encode(secret).strip(b'"') not in content


def test_an_altered_file_never_unlocks(keys: Keys) -> None:
    """One bit of every third byte is turned: the file is refused, or the passphrase is."""
    content = write_keys(keys)
    for index in range(0, len(content), 3):
        altered = content[:index] + bytes([content[index] ^ 1 << index % 7]) + content[index + 1 :]
        with pytest.raises((NodeError, ExceptionGroup)):
            unlock(read_keys(altered, "keys.json"), by_passphrase())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"schema": "truceline/keys/1"', b'"schema": "truceline/keys/2"'),
        (b'"iterations": 1', b'"iterations": 1000'),
        (b'"memory_kib": 32', b'"memory_kib": 99999999'),
        (b'"agent_slots": []', b'"agent_slots": [], "extra": 1'),
        (b'"slot": 1', b'"slot": 1, "slot": 1'),
    ],
    ids=["another form", "endless passes", "all memory", "an unknown key", "a key twice"],
)
def test_a_file_of_another_form_is_refused(keys: Keys, before: bytes, after: bytes) -> None:
    """Nothing is guessed, and no file can exhaust the machine."""
    content = write_keys(keys)
    assert before in content

    with pytest.raises((InputError, ExceptionGroup)):
        read_keys(content.replace(before, after), "keys.json")


def test_a_file_without_slots_is_refused(keys: Keys) -> None:
    """A node that nobody can unlock is damage, not a state."""
    record = msgspec.json.decode(write_keys(keys))
    record["passphrase_slots"] = []

    with pytest.raises(InputError, match="slots: expected 1 to"):
        read_keys(msgspec.json.encode(record), "keys.json")


def test_the_last_slot_stays(keys: Keys) -> None:
    """Nobody locks himself out."""
    with pytest.raises(StateError, match="expected one that is not the last"):
        keys.without_slot(1)
    with pytest.raises(NotFoundError, match="expected the number of one of this node"):
        keys.without_slot(2)


def test_slots_are_limited(keys: Keys) -> None:
    """Each takes time at every try of a passphrase."""
    key = unlock(keys, by_passphrase()).key
    while len(keys.slots) < KEY_SLOTS_MAX:
        header = SlotHeader(id=keys.next_id(), node=keys.identity.public, created_ns=1)
        keys = keys.with_slot(make_slot(header, key, by_passphrase()))

    assert [slot.header.id for slot in keys.slots] == list(range(1, KEY_SLOTS_MAX + 1))
    with pytest.raises(StateError, match="remove one first"):
        keys.next_id()
