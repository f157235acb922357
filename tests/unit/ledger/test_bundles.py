# SPDX-License-Identifier: Apache-2.0
"""Bundles: every kind of line has one form, every bit counts, and a large file is read in little memory."""

import io
import json
import tracemalloc
from base64 import b64encode
from hashlib import sha256

import pytest
import rfc8785

from recorded import ORIGIN, full_entry
from signed_heads import WITNESS, cosigned, head
from tampering import flipped
from truceline.base.errors import LimitError, RecordError
from truceline.crypto.commitments import DisclosedField
from truceline.ledger.bundle_lines import (
    BodyLine,
    BoxLine,
    BundleLine,
    ConsistencyLine,
    EndLine,
    EntriesLine,
    FieldLine,
    ForkLine,
    InclusionLine,
    NoteLine,
    OpeningLine,
    parse_line,
    write_line,
)
from truceline.ledger.bundles import BundleWriter, raw_lines, read_lines

HASHES = (bytes(32), bytes([1] * 32))
OPENING = OpeningLine(made_ms=1_900_000_000_000, maker="EXERCISE")
LINES: tuple[BundleLine, ...] = (
    NoteLine(content=cosigned(head(), WITNESS).to_bytes()),
    EntriesLine(origin=ORIGIN, first=7, raws=(full_entry().raw, b"no entry at all")),
    ForkLine(origin=ORIGIN, index=3),
    InclusionLine(origin=ORIGIN, leaf=3, size=5, hashes=HASHES),
    InclusionLine(origin=ORIGIN, leaf=3, size=5, hashes=(), leaf_hash=bytes(32)),
    ConsistencyLine(origin=ORIGIN, old=3, new=5, hashes=HASHES),
    BodyLine(origin=ORIGIN, seq=7, salt=bytes(32), body=b"EXERCISE"),
    BoxLine(origin=ORIGIN, seq=7, sealed=bytes(528)),
    BoxLine(origin=ORIGIN, seq=8, sealed=b"", dek=bytes([2] * 32)),
    FieldLine(
        origin=ORIGIN,
        seq=7,
        field=DisclosedField(name="height_m", salt=bytes(16), content=b'{"a_b":[1,"x"]}'),
        value={"a_b": [1, "x"]},
    ),
)


def written(*lines: BundleLine, opening: OpeningLine = OPENING) -> bytes:
    """Write a bundle."""
    stream = io.BytesIO()
    writer = BundleWriter(stream, opening)
    for line in lines:
        writer.add(line)
    writer.end()
    return stream.getvalue()


def read(content: bytes) -> list[BundleLine]:
    """Read a bundle."""
    return list(read_lines(io.BytesIO(content)))


def ended(*lines: bytes) -> bytes:
    """Write raw lines and the end line that fits them."""
    content = b"".join(line + b"\n" for line in lines)
    return content + write_line(EndLine(digest=sha256(content).digest(), lines=len(lines)))


def test_what_is_written_is_read_again() -> None:
    """All kinds of lines, in another library's canonical form."""
    content = written(*LINES)

    assert read(content) == [OPENING, *LINES]
    for line in content.split(b"\n")[:-1]:
        assert rfc8785.dumps(json.loads(line)) == line
    assert written(*LINES) == content


FORMED = (OPENING, *LINES, EndLine(digest=bytes(32), lines=4))


@pytest.mark.parametrize("place", range(len(FORMED)))
def test_every_line_has_one_form(place: int) -> None:
    """A blank, a further field, a field less: refused."""
    line = FORMED[place]
    raw = write_line(line)[:-1]

    assert parse_line(raw) == line
    for other in (raw[:-1], raw + b" ", raw.replace(b":", b": ", 1), raw[:-1] + b',"zz":1}', b"[" + raw + b"]", b"{}"):
        with pytest.raises((RecordError, LimitError), match=r"expected .*, got "):
            parse_line(other)


def test_every_bit_counts() -> None:
    """Whichever bit of a small bundle is turned, it is refused."""
    content = written(*LINES)
    for altered in flipped(content):
        with pytest.raises((RecordError, LimitError)):
            read(altered)


def test_every_truncation_is_refused() -> None:
    """And every continuation."""
    content = written(*LINES)
    for end in range(len(content)):
        with pytest.raises((RecordError, LimitError)):
            read(content[:end])
    for more in (b"\n", b" ", content, content.split(b"\n")[-2] + b"\n"):
        with pytest.raises((RecordError, LimitError)):
            read(content + more)


def test_bits_of_a_large_bundle_count() -> None:
    """Sampled over the whole file, and every bit of the end line."""
    entries = [EntriesLine(origin=ORIGIN, first=256 * n, raws=(full_entry().raw,) * 256) for n in range(8)]
    content = written(LINES[0], *entries)
    places = [*range(0, 8 * len(content), 299_993), *range(8 * (len(content) - 100), 8 * len(content), 13)]
    for place in places:
        altered = bytearray(content)
        altered[place // 8] ^= 1 << place % 8
        with pytest.raises((RecordError, LimitError)):
            read(bytes(altered))


OPENED = write_line(OPENING)[:-1]
REFUSED = {
    "no line": b"",
    "an end line alone": ended(),
    "no opening line": ended(write_line(LINES[0])[:-1]),
    "two opening lines": ended(OPENED, OPENED),
    "kinds out of order": ended(OPENED, write_line(LINES[1])[:-1], write_line(LINES[0])[:-1]),
    "an end line within": ended(OPENED, write_line(EndLine(digest=bytes(32), lines=1))[:-1]),
    "an empty line": ended(OPENED, b""),
    "an unknown kind": ended(OPENED, b'{"zeal":1}'),
    "another format": ended(b'{"bundle":"truceline/bundle/2","made":0,"maker":""}'),
    "a maker of 201 bytes": ended(b'{"bundle":"truceline/bundle/1","made":0,"maker":"' + b"m" * 201 + b'"}'),
    "no entries in a line": ended(OPENED, b'{"entries":[],"from":0,"log":"a"}'),
    "257 entries in a line": ended(OPENED, b'{"entries":[' + b",".join([b'"AA=="'] * 257) + b'],"from":0,"log":"a"}'),
    "base64 with bits to spare": ended(OPENED, b'{"entries":["AB=="],"from":0,"log":"a"}'),
    "base64 with a line end": ended(OPENED, b'{"entries":["AA==\\n"],"from":0,"log":"a"}'),
    "a log with a capital": ended(OPENED, b'{"entries":["AA=="],"from":0,"log":"A"}'),
    "an index of 2^53": ended(OPENED, b'{"entries":["AA=="],"from":9007199254740992,"log":"a"}'),
    "a note of two fields": ended(OPENED, b'{"note":"a","zz":1}'),
    "a field of four": ended(OPENED, b'{"field":["a","' + b"0" * 32 + b'",1,2],"log":"a","seq":1}'),
    "a field with a short salt": ended(OPENED, b'{"field":["a","00",1],"log":"a","seq":1}'),
    "64 hashes": ended(
        OPENED, b'{"hashes":[' + b",".join([b'"' + b"0" * 64 + b'"'] * 64) + b'],"leaf":0,"log":"a","size":1}'
    ),
    "a short key of a box": ended(OPENED, b'{"box":"AA==","dek":"00","log":"a","seq":1}'),
    "carriage returns": written(*LINES).replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_rule_is_refused(name: str) -> None:
    """Also when whoever broke it wrote the end line anew."""
    with pytest.raises((RecordError, LimitError), match=r"expected .*, got "):
        read(REFUSED[name])


def test_entries_are_written_in_lines_that_end_where_tiles_do() -> None:
    """Whatever the first index is."""
    stream = io.BytesIO()
    writer = BundleWriter(stream, OPENING)

    assert writer.add_entries(ORIGIN, 250, (b"%d" % n for n in range(300))) == 550
    writer.end()
    lines = [line for line in read(stream.getvalue()) if isinstance(line, EntriesLine)]
    assert [(line.first, len(line.raws)) for line in lines] == [(250, 6), (256, 256), (512, 38)]
    assert [raw for line in lines for raw in line.raws] == [b"%d" % n for n in range(300)]


class Endless(io.RawIOBase):
    """A file of many lines of entries that is made as it is read."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        entries = b",".join(b'"' + b64encode(full_entry().raw) + b'"' for _ in range(256))
        self.middle = b'{"entries":[' + entries + b'],"from":0,"log":"' + ORIGIN.encode() + b'"}\n'
        self.left = [write_line(OPENING), *([self.middle] * lines)]

    def readline(self, size: int | None = -1, /) -> bytes:
        """Give the next line."""
        del size
        return self.left.pop(0) if self.left else b""


def test_a_large_bundle_is_read_in_little_memory() -> None:
    """50,000 entries, 50 MB of them: a line or two at a time."""
    stream = Endless(200)
    tracemalloc.start()
    count = 0

    def read_all() -> None:
        nonlocal count
        for line in read_lines(stream):  # type: ignore[arg-type]
            count += len(line.raws) if isinstance(line, EntriesLine) else 0

    with pytest.raises(RecordError, match="end line"):
        read_all()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 199 * 256
    assert peak < 8_000_000


def test_a_line_without_end_is_refused_unread() -> None:
    """A line of a gigabyte never is in memory."""

    class Zeros(io.RawIOBase):
        def readline(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 < size < 21_000_000
            return bytes(size)

    with pytest.raises(LimitError, match="at most"):
        list(raw_lines(Zeros()))  # type: ignore[arg-type]
