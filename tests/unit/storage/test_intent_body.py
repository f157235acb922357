# SPDX-License-Identifier: Apache-2.0
"""The bytes of an intent at rest."""

import msgspec

from kept_things import intent
from truceline.storage.sqlite.intent_body import decode_intent, encode_intent


def test_what_was_written_is_read() -> None:
    """Also by software that knows a field less, or writes one more."""
    content = encode_intent(intent())
    fields = msgspec.msgpack.decode(content)

    assert decode_intent(content) == intent()
    assert decode_intent(msgspec.msgpack.encode([*fields, "a field of later software"])) == intent()
    assert decode_intent(msgspec.msgpack.encode(fields[:-2])) == intent(title="", exercise=False)
