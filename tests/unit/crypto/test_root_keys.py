# SPDX-License-Identifier: Apache-2.0
"""Keys of the record at rest: root keys in a file of their own, the others sealed under the store key."""

from dataclasses import replace
from hashlib import sha256

import pytest

from made_nodes import CHEAP
from truceline.base.errors import AuthorityError, InputError
from truceline.crypto.record_keys import RecordRole, open_record_key, record_public_half, seal_record_key
from truceline.crypto.root_keys import RootKeys, read_root_keys, write_root_keys
from truceline.crypto.signatures import Signer
from truceline.crypto.store_key import StoreKey

SEEDS = (b"\x01" * 32, b"\x02" * 32)
KEYS = RootKeys(origin="truceline.example/exercise/northland/0123456789abcdef", used=1, seeds=SEEDS)
WRITTEN = write_root_keys(KEYS, b"EXERCISE words", cost=CHEAP, salt=b"s" * 16, nonce=b"n" * 12)


def test_root_keys_come_back_with_their_passphrase_alone() -> None:
    """Another passphrase opens nothing, and the file shows no seed."""
    assert read_root_keys(WRITTEN, b"EXERCISE words") == KEYS
    with pytest.raises(AuthorityError):
        read_root_keys(WRITTEN, b"other words")
    assert b"\x01" * 32 not in WRITTEN
    assert "\\x01" not in repr(KEYS)


@pytest.mark.parametrize(
    ("stands", "altered"),
    [(b'"used": 1', b'"used": 0'), (b"northland", b"southland"), (b'"iterations": 1', b'"iterations": 2')],
)
def test_what_stands_in_the_open_is_sealed_too(stands: bytes, altered: bytes) -> None:
    """An altered file does not open."""
    assert stands in WRITTEN
    with pytest.raises(AuthorityError):
        read_root_keys(WRITTEN.replace(stands, altered), b"EXERCISE words")


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", WRITTEN[:-20], WRITTEN.replace(b"keys/1", b"keys/2")])
def test_another_file_is_told_apart(content: bytes) -> None:
    """It is refused in words."""
    with pytest.raises(InputError, match="root keys"):
        read_root_keys(content, b"EXERCISE words")


def test_a_key_entry_uses_up_one_key_and_promises_the_next() -> None:
    """The next key signs, the one after it is promised, and there is always one left."""
    assert KEYS.next.public == Signer.from_seed(SEEDS[1]).public
    assert KEYS.promised == sha256(KEYS.next.public).digest()
    later = KEYS.with_next(b"\x03" * 32).with_used()
    assert (later.used, later.next.public) == (2, Signer.from_seed(b"\x03" * 32).public)
    with pytest.raises(InputError):
        KEYS.with_used()


@pytest.mark.parametrize("role", RecordRole)
def test_a_sealed_key_opens_for_its_role_and_store_key_alone(role: RecordRole) -> None:
    """A seal that was moved to another role, or altered, does not open."""
    sealed = seal_record_key(role, SEEDS[0], StoreKey(b"k" * 32), nonce=b"n" * 12)
    assert sealed.public == record_public_half(role, SEEDS[0])
    assert open_record_key(sealed, StoreKey(b"k" * 32)) == SEEDS[0]
    other = next(each for each in RecordRole if each is not role)
    for wrong in (replace(sealed, role=other), replace(sealed, public=bytes(32)), replace(sealed, nonce=b"m" * 12)):
        with pytest.raises(AuthorityError):
            open_record_key(wrong, StoreKey(b"k" * 32))
    with pytest.raises(AuthorityError):
        open_record_key(sealed, StoreKey(b"l" * 32))
