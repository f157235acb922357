# SPDX-License-Identifier: Apache-2.0
"""The form of ``record-keys.json``: the keys with which a node keeps its record, public halves beside sealed ones."""

import base64
import binascii

import msgspec

from truceline.base.errors import InputError
from truceline.crypto.derivation import KEY_BYTES
from truceline.crypto.record_keys import RecordKey, RecordRole
from truceline.crypto.sealing import NONCE_BYTES, TAG_BYTES

RECORD_KEYS_SCHEMA = "truceline/record-keys/1"
RECORD_KEYS_MAX = 256
"""Keys in the file: four at first, and one more for each rotation."""


class _Key(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    role: RecordRole
    public: str
    nonce: str
    sealed: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schema: str
    keys: tuple[_Key, ...]


def write_record_keys(keys: tuple[RecordKey, ...]) -> bytes:
    """Write the file."""
    file = _File(
        RECORD_KEYS_SCHEMA,
        tuple(_Key(each.role, *(_text(part) for part in (each.public, each.nonce, each.sealed))) for each in keys),
    )
    return msgspec.json.format(msgspec.json.encode(file), indent=2) + b"\n"


def read_record_keys(content: bytes, name: str) -> tuple[RecordKey, ...]:
    """Read the file.

    Args:
        content: Its bytes.
        name: Its name for messages.

    Returns:
        The keys, still sealed, in the order in which they were made.

    Raises:
        InputError: It is not of this form.
    """
    try:
        file = msgspec.json.decode(content, type=_File)
        keys = tuple(
            RecordKey(
                role=each.role,
                public=_bytes(each.public, KEY_BYTES),
                nonce=_bytes(each.nonce, NONCE_BYTES),
                sealed=_bytes(each.sealed, KEY_BYTES + TAG_BYTES),
            )
            for each in file.keys
        )
    except (msgspec.DecodeError, UnicodeDecodeError, binascii.Error, ValueError) as error:
        message = f"{name}: expected the sealed keys of a record, got something else ({error!s:.120}); restore a backup"
        raise InputError(message) from error
    roles = {each.role for each in keys}
    if file.schema != RECORD_KEYS_SCHEMA or roles != set(RecordRole) or len(keys) > RECORD_KEYS_MAX:
        message = f"{name}: expected {RECORD_KEYS_SCHEMA} with a key of each role, got {file.schema!r:.60}"
        raise InputError(message)
    return keys


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str, length: int) -> bytes:
    content = base64.b64decode(text, validate=True)
    if len(content) != length:
        message = f"expected {length} bytes, got {len(content)}"
        raise ValueError(message)
    return content
