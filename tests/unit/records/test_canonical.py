# SPDX-License-Identifier: Apache-2.0
"""One value, one byte string."""

import pytest

from truceline.base.errors import RecordError
from truceline.records.canonical import INTEGER_MAX, canonical_bytes
from truceline.records.writer import Plain


def test_order_and_spaces_do_not_matter() -> None:
    """Keys are sorted, nothing is escaped that need not be."""
    first: Plain = {"b": [1, None, True], "a": "ü/\n"}
    second: Plain = {"a": "ü/\n", "b": [1, None, True]}

    assert canonical_bytes(first) == canonical_bytes(second)
    assert canonical_bytes(first) == '{"a":"ü/\\n","b":[1,null,true]}'.encode()


REFUSED: tuple[tuple[Plain, str], ...] = (
    ({"a": [1.5]}, r"\$\.a\[0\]: expected text or a whole number"),
    ({"ü": 1}, "expected a key in ASCII"),
    ([INTEGER_MAX + 1], "within 2"),
)


@pytest.mark.parametrize(("value", "told"), REFUSED, ids=["a fraction", "a key outside ASCII", "too large a number"])
def test_what_has_no_one_form_is_refused(value: Plain, told: str) -> None:
    """A record carries such a number as text."""
    with pytest.raises(RecordError, match=told):
        canonical_bytes(value)
