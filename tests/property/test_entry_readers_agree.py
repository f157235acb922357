# SPDX-License-Identifier: Apache-2.0
"""The node's reader of entries and that of the one-file verifier: neither takes what the other refuses."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recorded import NOON_MS, OFFICER, OFFICER_ID, ORIGIN, OTHER, digest, full_entry
from truceline.base.errors import InputError
from truceline.records.entries import Box, Draft, make_entry, parse_entry
from unit.verify.running import verifier

Json = dict[str, Any]
SEEDS = (
    full_entry().raw,
    make_entry(Draft(by=OFFICER_ID, type="x", at_ms=0), log=ORIGIN, seq=1, prev=b"\x01" * 32, sign=OFFICER.sign).raw,
    make_entry(
        Draft(by="log", type="key.genesis", at_ms=NOON_MS, box=Box(commitment=digest("c"), size=7)),
        log=ORIGIN,
        seq=0,
        prev=bytes(32),
        sign=OFFICER.sign,
    ).raw,
)
TOKENS = (
    *(b"0", b"1", b"9", b"00", b"-1", b"1.0", b"1e3", b"null", b"true", b"512", b"513", b"8388608", b"16777216"),
    *(b"9007199254740991", b"9007199254740992", b"99999999999999999", b"[]", b"[[]]", b"{}", b'""', b'"un"', b'"a",'),
    *(b'"re":[],', b'"sd":[],', b'"seen":[],', b'"to":[],', b'"to":["a","a"],', b'"to":["b","a"],', b'"box":{},'),
    *(b'"dl":0,', b'"k":"', b'"s":"', b'"c":"', b"\\u0061", b"\\n", b"\n", b" ", b"\xc3\xa9", b"e\xcc\x81", b"\xff"),
    *(b'"typ":"x"', b'"typ":"key.genesis"', b'"v":2', b'"v":1', b'"seq":0', b"0" * 64, digest("x").encode()),
)


def verifier_takes(raw: bytes) -> bool:
    """Say whether the one-file verifier takes an entry's form."""
    try:
        verifier.read_entry(raw)
    except (verifier.MalformedError, verifier.UnclearError):
        return False
    return True


def node_takes(raw: bytes) -> bool:
    """Say whether the node does."""
    try:
        parse_entry(raw)
    except InputError:
        return False
    return True


def written(entry: Json) -> bytes:
    """Write canonical JSON."""
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()  # noqa: TID251 - as a stranger writes it


def mutated(seed: int, count: int) -> Iterator[bytes]:
    """Give so many entries, each with one to three changes."""
    rng = np.random.default_rng(seed)
    for first, *rest in rng.integers(0, 2**31, size=(count, 10)).tolist():
        content = bytearray(SEEDS[first % len(SEEDS)])
        for number in range(1 + (first >> 8) % 3):
            kind, here, what = rest[3 * number : 3 * number + 3]
            place = here % (len(content) + 1)
            if kind % 5 == 0:
                content[place : place + 1] = bytes([what % 256])
            elif kind % 5 == 1:
                del content[place : place + 1 + what % 8]
            elif kind % 5 == 2:
                content[place:place] = TOKENS[what % len(TOKENS)]
            elif kind % 5 == 3:
                content[place : place + (what >> 8) % 70] = TOKENS[what % len(TOKENS)]
            else:
                content[place : place + 1] = b"0123456789abcdef"[what % 16 : what % 16 + 1]
        yield bytes(content)


@pytest.mark.parametrize("seed", range(4))
def test_changed_bytes_are_judged_alike(seed: int) -> None:
    """Bytes changed at random: both take them, or both refuse them."""
    taken = 0
    for raw in mutated(seed, 50_000):
        found = node_takes(raw)
        assert found == verifier_takes(raw), raw
        taken += found

    assert taken > 1_000


HEX = st.sampled_from([digest(name) for name in "abc"] + ["0" * 64, "0" * 63, "A" * 64])
WHOLE = st.sampled_from([0, 1, 7, 2**53 - 1, 2**53, -1, True, "1"])
NAME = st.sampled_from(["un", "south", "a", "a-b", "A", "", "a_b", "x" * 64, "x" * 65, "\u00e9"])
LOG = st.sampled_from([ORIGIN, OTHER, "a", "A", "a" * 200, "a" * 201, "-a", "a//b"])
SIZE = st.sampled_from([0, 1, 511, 512, 1024, 1536, 8_388_608, 16_777_216, -512, 2**53])
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "box": st.fixed_dictionaries({"c": HEX, "n": SIZE}, optional={"k": HEX, "s": HEX, "z": HEX}),
    "by": st.sampled_from(["log", "0" * 32, "0" * 31, "north", "A" * 32]),
    "dl": WHOLE,
    "log": LOG,
    "prev": HEX,
    "re": st.lists(st.tuples(LOG, WHOLE, HEX), max_size=3) | st.just([(OTHER, n, digest("a")) for n in range(65)]),
    "sd": st.lists(HEX, max_size=3) | st.just(sorted(digest(str(n)) for n in range(257))),
    "seen": st.lists(st.tuples(LOG, WHOLE, HEX, HEX), max_size=3)
    | st.just([(f"l{n:02}", 1, digest("a"), digest("b")) for n in range(17)]),
    "seq": WHOLE,
    "sig": st.sampled_from(["A" * 86 + "==", "A" * 85 + "B==", "A" * 88, ""]),
    "t": WHOLE,
    "to": st.lists(NAME, max_size=3) | st.just([f"p{n:02}" for n in range(65)]),
    "typ": st.sampled_from(["x", "key.genesis", "key.root", "a" * 32, "a" * 33, "1a", "A", ""]),
    "v": st.sampled_from([1, 2, 0, "1"]),
    "zz": WHOLE,
}


@settings(max_examples=2_000)
@given(
    changes=st.sets(st.sampled_from(sorted(FIELDS)), max_size=3),
    left_out=st.sets(st.sampled_from(sorted(FIELDS)), max_size=1),
    data=st.data(),
)
def test_made_entries_are_judged_alike(changes: set[str], left_out: set[str], data: st.DataObject) -> None:
    """Entries with fields of every sort of value, at and beyond each limit."""
    entry = json.loads(SEEDS[0])
    entry |= {name: data.draw(FIELDS[name]) for name in sorted(changes)}
    raw = written({name: value for name, value in entry.items() if name not in left_out})

    assert node_takes(raw) == verifier_takes(raw)


def test_the_seeds_are_taken() -> None:
    """By both; otherwise the tests above would show nothing."""
    assert [(node_takes(raw), verifier_takes(raw)) for raw in SEEDS] == [(True, True)] * len(SEEDS)
