# SPDX-License-Identifier: Apache-2.0
"""Documents as trees that know their lines, and everything that is refused."""

from pathlib import Path

import pytest

from truceline.base.errors import FaultList, InputError, LimitError, NotFoundError, StorageError
from truceline.base.limits import DOCUMENT_DEPTH_MAX, DOCUMENT_NODES_MAX
from truceline.records.document import (
    Value,
    maybe_parse,
    parse_document,
    parse_json,
    parse_json_line,
    read_bytes,
    value_of,
)

TEXT = b"""\
a: NO
b: 12:30
on: yes
day: 2017-05-06
number: 1_000
hex: 0x10
share: 1.5
flag: true
empty:
list: [1, two]
mapping: {}
none: []
"""


def _content(text: bytes) -> dict[str, Value]:
    content = parse_document(text, "x.yaml").root.content
    assert isinstance(content, dict)
    return content


def test_yaml_is_read_as_it_is_written() -> None:
    """Nothing that looks like a word, a time or a date becomes anything else."""
    content = _content(TEXT)

    assert {key: value.content for key, value in content.items() if not isinstance(value.content, tuple | dict)} == {
        "a": "NO",
        "b": "12:30",
        "on": "yes",
        "day": "2017-05-06",
        "number": 1000,
        "hex": 16,
        "share": 1.5,
        "flag": True,
        "empty": None,
    }
    assert content["mapping"].content == {}
    assert content["none"].content == ()
    assert [value.line for value in content.values()] == list(range(1, 13))
    assert content["number"].text == "1_000"


FAULTS = (
    ("not UTF-8", b"a: b\n\xff", "x.yaml:2: document: expected UTF-8, got byte 0xff"),
    ("empty", b"# nothing\n", "expected a document, got an empty file"),
    ("not YAML", b"a: [1\nb: 2", "x.yaml:2: document: expected YAML 1.2"),
    ("two documents", b"a: 1\n---\nb: 2\n", "expected YAML 1.2"),
    ("a key twice", b"a: 1\nb: 2\na: 3\n", "x.yaml:3: a: expected the key once, got it twice"),
    ("too deep", b"[" * (DOCUMENT_DEPTH_MAX + 2) + b"]" * (DOCUMENT_DEPTH_MAX + 2), "levels, got more"),
    ("an unknown alias", b"a: *b\n", "expected YAML 1.2"),
    ("a control character", b"a: \x01\n", "expected YAML 1.2"),
    ("itself inside itself", b"a: &a [*a]\n", "expected"),
)


@pytest.mark.parametrize(("content", "told"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_what_cannot_be_read_is_a_fault_with_its_line(content: bytes, told: str) -> None:
    """Alone it ends the reading, among others it is collected."""
    faults = FaultList()
    assert maybe_parse(content, "x.yaml", faults) is None
    assert told in "\n".join(fault.sentence() for fault in faults.faults)
    with pytest.raises(ExceptionGroup) as raised:
        parse_document(content, "x.yaml")
    assert len(raised.value.exceptions) == len(faults.faults)


def test_all_keys_that_stand_twice_are_told() -> None:
    """Not the first one only."""
    faults = FaultList()
    maybe_parse(b"a: 1\na: 2\nb: {c: 1, c: 2}\n", "x", faults)

    assert [(fault.where, fault.line) for fault in faults.faults] == [("a", 2), ("c", 3)]


def test_aliases_do_not_blow_up() -> None:
    """Values are counted as often as they are used."""
    levels = [b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [b"a%d: &a%d [%s]" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 7)]
    faults = FaultList()

    assert maybe_parse(b"\n".join(levels), "x", faults) is None
    assert f"at most {DOCUMENT_NODES_MAX} values" in faults.faults[0].sentence()


@pytest.mark.parametrize(
    ("before", "each", "line"),
    [(b"", b"k%d: 1\n", DOCUMENT_NODES_MAX // 2), (b"[", b"%d,", 1), (b"a:\n", b"- [%d]\n", DOCUMENT_NODES_MAX // 2)],
    ids=["keys", "one line", "lists in a list"],
)
def test_too_many_values_are_refused_before_the_rest_is_read(before: bytes, each: bytes, line: int) -> None:
    """What follows the limit costs nothing: it is not even looked at, however broken it is."""
    many = before + b"".join(each % number for number in range(DOCUMENT_NODES_MAX + 10))
    faults = FaultList()

    assert maybe_parse(many + b"\n]]]: {", "x", faults) is None
    assert [fault.sentence() for fault in faults.faults] == [
        f"x:{line}: document: expected at most {DOCUMENT_NODES_MAX} values, got more"
    ]


def test_an_anchor_may_be_set_anew() -> None:
    """YAML 1.2 lets it; nobody is warned (a warning would fail this test)."""
    content = _content(b"a: [&x 1, &x 2, *x]\n")["a"].content

    assert isinstance(content, tuple)
    assert [item.content for item in content] == [1, 2, 2]


JSON_FAULTS = (
    (b"{", "expected JSON in UTF-8"),
    (b'{"a": NaN}', "expected a finite number, got NaN"),
    (b'{"a": 1, "a": 2}', "expected every key once, got 'a' twice"),
    (b'"\xff"', "expected JSON in UTF-8"),
    (b"[" * 100_000, "too deep a nesting"),
)


@pytest.mark.parametrize(
    ("line", "told"), JSON_FAULTS, ids=["cut off", "no number", "a key twice", "no text", "too deep"]
)
def test_a_line_that_is_no_json_says_why(line: bytes, told: str) -> None:
    """With its file and number."""
    with pytest.raises(InputError, match=f"x.jsonl:7: .*{told}"):
        parse_json_line(line, "x.jsonl", 7)


def test_json_keeps_its_line() -> None:
    """Every value of a line carries that line's number; nesting is bounded."""
    document = parse_json_line(b'{"a": [1, null, true, "x"]}', "x", 7)

    assert isinstance(document.root.content, dict)
    assert document.root.content["a"].line == 7
    assert parse_json(b"[1]", "x") == [1]
    deep: object = 1
    for _ in range(DOCUMENT_DEPTH_MAX + 2):
        deep = [deep]
    with pytest.raises(LimitError):
        value_of(deep, 1)


def test_files_are_read_up_to_their_limit(tmp_path: Path) -> None:
    """A file that is not there and one that is too large are told apart."""
    path = tmp_path / "x"
    path.write_bytes(b"12345")

    assert read_bytes(path, 5) == b"12345"
    with pytest.raises(LimitError, match="at most 4 bytes"):
        read_bytes(path, 4)
    with pytest.raises(NotFoundError, match="no such file"):
        read_bytes(tmp_path / "none")
    with pytest.raises(StorageError, match="expected a readable file"):
        read_bytes(tmp_path)


@pytest.mark.parametrize("name", ["act.json", "ACT.JSONL"])
def test_a_file_named_json_is_told_to_be_no_json(name: str) -> None:
    """With the line and column of the mistake; YAML is not spoken of, though it would read some of it."""
    faults = FaultList()
    assert maybe_parse(b"{a: b}", name, faults) is None
    assert faults.faults.pop().expected == "JSON in UTF-8"
    assert maybe_parse(b'{\n\t"a":\t[\n\t\t1\n\t]\n}', name, faults) is not None

    assert maybe_parse(b'{"a": 1,\n "b": ["x" 2]}', name, faults) is None
    (fault,) = faults.faults
    assert (fault.line, fault.expected) == (2, "JSON in UTF-8")
    assert fault.got == "a mistake at column 12 (expecting ',' delimiter)"


def test_escaped_characters_are_whole() -> None:
    """A pair of escapes is one character; half of a pair is a fault, in a value and in a key."""
    assert _content(rb'{"a": "\ud83d\ude00"}')["a"].content == "\U0001f600"
    for half in (rb'{"a": "\ud83d"}', rb'{"\ude00": 1}'):
        faults = FaultList()
        assert maybe_parse(half, "x.json", faults) is None
        assert "expected whole characters" in faults.faults[0].sentence()
        with pytest.raises(InputError, match="expected whole characters"):
            parse_json(half, "x")
