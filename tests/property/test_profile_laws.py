# SPDX-License-Identifier: Apache-2.0
"""Bytes that were changed at random: nothing that is not canonical is accepted, by anybody's reading."""

import json
from collections.abc import Callable, Iterator
from unicodedata import category, is_normalized

import numpy as np
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from recorded import full_entry
from truceline.base.errors import InputError
from truceline.records.entries import parse_entry
from truceline.records.profile import DEPTH_MAX, INTEGER_MAX, Value, encode, parse

SEEDS = (
    full_entry().raw,
    b'{"a":[1,-20,true,{"b":"x\\"y\\\\z"}],"b_1":"caf\xc3\xa9 \xd8\xae","c":{"d":{"e":[[0]]}},"n":9007199254740991}',
    b'["loc","00112233445566778899aabbccddeeff",{"lat":345000000,"lon":-361234567}]',
    b'{"0":1}',
)
TOKENS = (
    *(
        b"null",
        b"true",
        b"1.0",
        b"1e3",
        b"-0",
        b"00",
        b"-",
        b"9007199254740992",
        b"NaN",
        b"\\u0041",
        b"\\n",
        b"\\/",
        b'\\"',
    ),
    *(
        b"\\\\",
        b'"',
        b"{}",
        b"[]",
        b",",
        b":",
        b" ",
        b"\n",
        b"\t",
        b"\xef\xbb\xbf",
        b"\xc0\x80",
        b"\xed\xa0\x80",
        b"\x7f",
    ),
    *(
        b"e\xcc\x81",
        b"\xcc\x81",
        b"\xe2\x80\xae",
        b"\xc2\x85",
        b"\xd8\x9c",
        b"\x00",
        b'"a":1,',
        b'"z":',
        b"[[[[[[[[",
        b"\xff",
    ),
)
BIDI = {"\u061c", "\u200e", "\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


def mutated(seed: int, count: int) -> Iterator[bytes]:
    """Give so many inputs, each a seed with one to four changes."""
    rng = np.random.default_rng(seed)
    for start in range(0, count, 10_000):
        draws = rng.integers(0, 2**31, size=(min(10_000, count - start), 13)).tolist()
        for first, *rest in draws:
            content = bytearray(SEEDS[first % len(SEEDS)])
            for number in range(1 + (first >> 8) % 4):
                _change(content, *rest[3 * number : 3 * number + 3])
            yield bytes(content)


def _change(content: bytearray, kind: int, here: int, what: int) -> None:
    place = here % (len(content) + 1)
    match kind % 6:
        case 0:
            content[place : place + 1] = bytes([what % 256])
        case 1:
            content[place:place] = bytes([what % 256])
        case 2:
            del content[place : place + 1 + what % 4]
        case 3:
            content[place:place] = TOKENS[what % len(TOKENS)]
        case 4:
            content[place : place + 1 + (what >> 8) % 4] = TOKENS[what % len(TOKENS)]
        case _:
            there = what % (len(content) + 1)
            content[place:place] = content[there : there + 40]


def is_in_the_profile(raw: bytes) -> bool:
    """Say by slow means of others whether bytes are canonical and within the profile."""
    pairs = list[list[str]]()

    def keep(found: list[tuple[str, object]]) -> dict[str, object]:
        pairs.append([key for key, _ in found])
        return dict(found)

    value = json.loads(raw, object_pairs_hook=keep)
    unique = all(len(set(keys)) == len(keys) for keys in pairs)
    return unique and _is_plain(value, DEPTH_MAX) and rfc8785.dumps(value) == raw


def _is_plain(value: object, depth: int) -> bool:
    match value:
        case bool():
            return True
        case int():
            return abs(value) <= INTEGER_MAX
        case str():
            return is_normalized("NFC", value) and not any(category(sign) == "Cc" or sign in BIDI for sign in value)
        case list():
            return depth > 0 and all(_is_plain(each, depth - 1) for each in value)
        case dict():
            plain = (key.isascii() and key.isidentifier() and key == key.lower() and key[0] != "_" for key in value)
            return depth > 0 and all(plain) and all(_is_plain(each, depth - 1) for each in value.values())
        case _:
            return False


def try_many(read: Callable[[bytes], object], seed: int, count: int) -> tuple[int, int]:
    """Read many mutated inputs; how many were accepted, and how many different ones of those were checked."""
    accepted, checked = 0, set[bytes]()
    for raw in mutated(seed, count):
        try:
            read(raw)
        except InputError:
            continue
        accepted += 1
        if raw not in checked:
            assert is_in_the_profile(raw), raw
            checked.add(raw)
    return accepted, len(checked)


@pytest.mark.parametrize("seed", range(5))
def test_no_value_that_is_not_canonical_is_read(seed: int) -> None:
    """A tenth of a million changed inputs each: whatever is read is canonical by others' means too."""
    accepted, checked = try_many(parse, seed, 100_000)

    assert accepted > 1_000
    assert checked > 500


@pytest.mark.parametrize("seed", range(5, 10))
def test_no_entry_that_is_not_canonical_is_read(seed: int) -> None:
    """The same for entries, whose reader is another one."""
    accepted, checked = try_many(parse_entry, seed, 100_000)

    assert accepted > 100
    assert checked > 100


@pytest.mark.long
@pytest.mark.parametrize("read", [parse, parse_entry])
@pytest.mark.parametrize("seed", range(100, 110))
def test_ten_million_changed_inputs(read: Callable[[bytes], object], seed: int) -> None:
    """Ten million in all."""
    accepted, _ = try_many(read, seed, 500_000)

    assert accepted > 500


TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12).filter(
    lambda text: is_normalized("NFC", text) and not BIDI & set(text)
)
VALUES: st.SearchStrategy[Value] = st.recursive(
    st.booleans() | st.integers(-INTEGER_MAX, INTEGER_MAX) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(value=VALUES)
def test_what_is_written_is_read_again(value: Value) -> None:
    """Every value of the profile has bytes, the same as another library's, and they give it back."""
    if not _is_plain(value, DEPTH_MAX):
        return
    raw = encode(value)

    assert raw == rfc8785.dumps(value)
    assert parse(raw) == value
