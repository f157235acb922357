# SPDX-License-Identifier: Apache-2.0
"""Canonical bytes of plain values: one value, one byte string.

Narrow on purpose: text, whole numbers within 2^53, booleans, null, lists and mappings with ASCII-sorted keys. Numbers
with a fraction are refused: a record carries them as text.

Source:
    RFC 8785 (JSON Canonicalization Scheme), of which this is a subset.
"""

import json

from truceline.base.errors import RecordError
from truceline.records.writer import Plain

INTEGER_MAX = 2**53 - 1


def canonical_bytes(value: Plain) -> bytes:
    """Give the canonical UTF-8 bytes of a plain value.

    Raises:
        RecordError: A fraction, too large a number, or a key outside ASCII.
    """
    _check(value, "$")
    text = json.dumps(  # noqa: TID251 - the one place that writes what is hashed
        value,
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
        allow_nan=False,
    )
    return text.encode()


def _check(value: Plain, where: str) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if not key.isascii():
                message = f"{where}: expected a key in ASCII, got {key!r:.60}"
                raise RecordError(message)
            _check(item, f"{where}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check(item, f"{where}[{index}]")
    elif isinstance(value, float):
        message = f"{where}: expected text or a whole number, got the fraction {value}"
        raise RecordError(message)
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > INTEGER_MAX:
        message = f"{where}: expected a whole number within 2^53, got {value}"
        raise RecordError(message)
