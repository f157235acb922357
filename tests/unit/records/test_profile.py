# SPDX-License-Identifier: Apache-2.0
"""The narrow profile: what it accepts is written in one way, and everything else is refused with a reason."""

import pytest
import rfc8785

from truceline.base.errors import LimitError, RecordError
from truceline.records.profile import DEPTH_MAX, INTEGER_MAX, Value, encode, parse, parse_object

WRITTEN: dict[str, tuple[Value, bytes]] = {
    "nothing in it": ({}, b"{}"),
    "keys sorted": ({"b": 1, "a": 2, "a_1": [], "a1": True}, b'{"a":2,"a1":true,"a_1":[],"b":1}'),
    "the largest number": ([INTEGER_MAX, -INTEGER_MAX, 0], b"[9007199254740991,-9007199254740991,0]"),
    "quote and backslash": ('a"b\\c', b'"a\\"b\\\\c"'),
    "a backslash before a letter": ("\\n", b'"\\\\n"'),
    "other alphabets": (
        "\u0627\u0644\u062e\u0637 \u00e9 \U0001d11e",
        '"\u0627\u0644\u062e\u0637 \u00e9 \U0001d11e"'.encode(),
    ),
    "a string that begins with a mark": ("\u0338x", '"\u0338x"'.encode()),
    "as deep as may be": ([[[[[[[[1]]]]]]]], b"[[[[[[[[1]]]]]]]]"),
}

REFUSED = {
    "a fraction": b'{"a":1.0}',
    "an exponent": b'{"a":1e0}',
    "null": b'{"a":null}',
    "minus zero": b'{"a":-0}',
    "a leading zero": b'{"a":01}',
    "too large a number": b'{"a":9007199254740992}',
    "a huge number": b'{"a":' + b"9" * 5_000 + b"}",
    "a key twice": b'{"a":1,"a":1}',
    "keys in another order": b'{"b":1,"a":1}',
    "a key with a capital": b'{"A":1}',
    "an empty key": b'{"":1}',
    "a key that begins with a digit": b'{"1a":1}',
    "a key outside ASCII": '{"\u00e9":1}'.encode(),
    "a key with a newline at its end": b'{"a\\n":1}',
    "a long key with a space": b'{"' + b"a" * 60 + b' ":1}',
    "a bad key deep inside": b'[[{"a":{"B":1}}]]',
    "a space": b'{"a": 1}',
    "a newline after it": b'{"a":1}\n',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "another encoding": b'"\xe9"',
    "a lone surrogate": b'"\\ud800"',
    "a lone surrogate in UTF-8": b'"\xed\xa0\x80"',
    "an overlong form": b'"\xc0\x80"',
    "an escaped letter": b'"\\u0041"',
    "an escaped solidus": b'"\\/"',
    "an escaped newline": b'"\\n"',
    "an escaped newline after a backslash": b'"\\\\\\n"',
    "a control character": b'"\x01"',
    "a control character, escaped": b'"\\u0001"',
    "the delete character": b'"\x7f"',
    "a C1 control": '"\u0085"'.encode(),
    "the delete character among others": '"\u00e9\x7f"'.encode(),
    "an override of direction": '"\u202e"'.encode(),
    "an isolate": '"\u2066"'.encode(),
    "an Arabic letter mark": '"\u061c"'.encode(),
    "a letter and its mark apart": '"e\u0301"'.encode(),
    "NaN": b"NaN",
    "too deep": b"[[[[[[[[[1]]]]]]]]]",
    "far too deep": b"[" * 50_000 + b"]" * 5_000,
    "nothing": b"",
    "two values": b"1 2",
    "cut": b'{"a":',
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_value_is_written_in_one_way_and_read_from_it(name: str) -> None:
    """What is written is what RFC 8785 writes, and reading it gives the value back."""
    value, raw = WRITTEN[name]

    assert encode(value) == raw
    assert rfc8785.dumps(value) == raw
    assert parse(raw) == value


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_canonical_is_refused(name: str) -> None:
    """No second way to write a value, and nothing outside the profile, is read."""
    with pytest.raises(RecordError):
        parse(REFUSED[name])


def test_too_many_bytes_are_refused_unread() -> None:
    """A limit is told as one."""
    with pytest.raises(LimitError, match="at most 60000 bytes, got 60001"):
        parse(b" " * 60_001)


def test_a_limit_may_be_wider() -> None:
    """Lines of bundles are longer than entries."""
    long = b'"' + b"a" * 70_000 + b'"'

    assert parse(long, bytes_max=80_000) == "a" * 70_000


def test_newlines_are_read_only_where_they_may_be() -> None:
    """The text of a note in a bundle has newlines; nothing else has."""
    assert parse(b'{"note":"a\\nb"}', has_newlines=True) == {"note": "a\nb"}
    assert encode({"note": "a\nb"}, has_newlines=True) == b'{"note":"a\\nb"}'
    with pytest.raises(RecordError, match="no escapes"):
        encode({"note": "a\nb"})
    with pytest.raises(RecordError, match="no escapes"):
        parse(b'"\\t"', has_newlines=True)


def test_keys_may_be_names_only_where_they_may_be() -> None:
    """Bodies of key entries list keys by their ids."""
    raw = b'{"0a":{"un.example/witness":1}}'
    value: Value = {"0a": {"un.example/witness": 1}}

    assert parse(raw, has_names=True) == value
    assert encode(value, has_names=True) == raw
    for refuse in (lambda: parse(raw), lambda: encode(value), lambda: parse(b'{"A b":1}', has_names=True)):
        with pytest.raises(RecordError, match="keys of the form"):
            refuse()


def test_an_object_is_asked_for_as_one() -> None:
    """A list where an object must stand is refused by name."""
    assert parse_object(b'{"a":[1]}') == {"a": [1]}
    with pytest.raises(RecordError, match="line 3: expected an object, got a list"):
        parse_object(b"[1]", what="line 3")


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        None,
        float("nan"),
        INTEGER_MAX + 1,
        2**70,
        "\ud800",
        "\x00",
        "\u202e",
        "e\u0301",
        {"A": 1},
        {1: 2},
        {1, 2j},
        object(),
    ],
    ids=lambda value: "a bare object" if type(value) is object else repr(value),
)
def test_a_value_outside_the_profile_is_not_written(value: object) -> None:
    """Our own mistakes do not reach the record."""
    with pytest.raises(RecordError):
        encode(value)  # type: ignore[arg-type]


def test_a_value_too_deep_is_not_written() -> None:
    """The depth that is not read is not written."""
    value: Value = 1
    for _ in range(DEPTH_MAX + 1):
        value = [value]
    with pytest.raises(RecordError):
        encode(value)


def test_a_value_in_itself_is_not_written() -> None:
    """A circle ends in an error, not in a crash."""
    circle: list[Value] = []
    circle.append(circle)
    with pytest.raises(RecordError):
        encode(circle)
