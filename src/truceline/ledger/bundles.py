# SPDX-License-Identifier: Apache-2.0
"""Bundles: what is handed to others of the record, in one file that is read and written line by line.

Rules:
    - Lines stand in the order of their kinds, the opening line first. The last line holds the hash of all bytes before
      it: a file that was cut or damaged on its way is refused. That line protects from accidents alone; whoever alters
      a bundle can write it anew, so that nothing is believed because it stands in a bundle.
    - That hash is known at the end only. Whoever reads line by line must do nothing that cannot be undone before the
      reader came to its end.
    - One line is in memory at a time, whatever the size of the file.

Source:
    ``docs/records.md``, "Bundle".
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO, NoReturn

from truceline.base.errors import InputError, LimitError, RecordError
from truceline.base.limits import BUNDLE_ENTRIES_A_LINE_MAX, BUNDLE_LINE_BYTES_MAX
from truceline.ledger.bundle_lines import (
    END_RANK,
    OPENING_RANK,
    BundleLine,
    EndLine,
    EntriesLine,
    OpeningLine,
    parse_line,
    rank_of,
    write_line,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLine:
    """One line that is not read yet.

    Attributes:
        number: From 1.
        rank: Place of its kind among the kinds.
        start: Where it begins in the file [bytes].
        raw: Its bytes without the newline.
    """

    number: int
    rank: int
    start: int
    raw: bytes

    def read(self) -> BundleLine:
        """Read it.

        Raises:
            LimitError: It is too long, or holds too much.
            RecordError: It is no line of a bundle.
        """
        try:
            return parse_line(self.raw)
        except InputError as error:
            message = f"bundle, line {self.number}: {error}"
            raise type(error)(message) from error


def raw_lines(stream: BinaryIO) -> Iterator[RawLine]:
    """Give the lines of a bundle but the last, unread, and hold the last one against them.

    Args:
        stream: Of the file, at its beginning.

    Raises:
        LimitError: A line is too long.
        RecordError: Lines are cut, out of order or of no kind, or the last line does not fit.
    """
    digest = sha256()
    held, number, rank, start = b"", 0, OPENING_RANK, 0
    while line := stream.readline(BUNDLE_LINE_BYTES_MAX + 1):
        _check_whole(line, number + 1)
        if held:
            rank = _rank(held, number, rank)
            yield RawLine(number=number, rank=rank, start=start, raw=held[:-1])
            digest.update(held)
            start += len(held)
        held, number = line, number + 1
    if not held or rank_of(held) != END_RANK or number == 1:
        _refuse(number, "an opening line first and an end line last", "a file that is empty or cut off")
    end = parse_line(held[:-1])
    if end != EndLine(digest=digest.digest(), lines=number - 1):
        _refuse(number, "the hash and the number of the lines before it", "others: something was changed")


def read_lines(stream: BinaryIO) -> Iterator[BundleLine]:
    """Give the lines of a bundle but the last, each read strictly.

    Raises:
        LimitError: A line is too long, or holds too much.
        RecordError: It is no bundle, or not whole; known for sure only after the last line was given.
    """
    for each in raw_lines(stream):
        yield each.read()


class BundleWriter:
    """Writes a bundle line by line."""

    def __init__(self, stream: BinaryIO, opening: OpeningLine) -> None:
        """Begin it.

        Raises:
            LimitError: The maker's name is too long.
            RecordError: It could not be read again.
        """
        self._stream, self._digest, self._lines, self._rank = stream, sha256(), 0, OPENING_RANK
        self._write(write_line(opening))

    def add(self, line: BundleLine) -> None:
        """Write a line; kinds must come in their order.

        Raises:
            LimitError: It holds too much.
            RecordError: It could not be read again.
        """
        content = write_line(line)
        rank = rank_of(content)
        assert max(self._rank, OPENING_RANK + 1) <= rank < END_RANK
        self._rank = rank
        self._write(content)

    def add_entries(self, origin: str, first: int, raws: Iterable[bytes]) -> int:
        """Write entries in lines of at most 256, which end where tiles do.

        Args:
            origin: Of their log.
            first: Index of the first.
            raws: In order; taken one by one.

        Returns:
            The index after the last.
        """
        waiting = list[bytes]()
        for raw in raws:
            waiting.append(raw)
            if (first + len(waiting)) % BUNDLE_ENTRIES_A_LINE_MAX == 0:
                self.add(EntriesLine(origin=origin, first=first, raws=tuple(waiting)))
                first, waiting = first + len(waiting), []
        if waiting:
            self.add(EntriesLine(origin=origin, first=first, raws=tuple(waiting)))
        return first + len(waiting)

    def end(self) -> None:
        """Write the last line."""
        self._stream.write(write_line(EndLine(digest=self._digest.digest(), lines=self._lines)))

    def _write(self, content: bytes) -> None:
        self._stream.write(content)
        self._digest.update(content)
        self._lines += 1


def _check_whole(line: bytes, number: int) -> None:
    if line[-1:] == b"\n":
        return
    if len(line) > BUNDLE_LINE_BYTES_MAX:
        message = f"bundle, line {number}: expected at most {BUNDLE_LINE_BYTES_MAX} bytes, got more"
        raise LimitError(message)
    _refuse(number, "a whole line", "one that is cut off")


def _rank(held: bytes, number: int, before: int) -> int:
    """Give the rank of a line that is not the last.

    Raises:
        RecordError: It stands in a wrong place.
    """
    rank = rank_of(held)
    if rank < before or (rank == OPENING_RANK) != (number == 1) or rank == END_RANK:
        _refuse(number, "the kinds of lines in their order", f"{held[:40]!r}")
    return rank


def _refuse(number: int, expected: str, got: str) -> NoReturn:
    message = f"bundle, line {number}: expected {expected}, got {got}"
    raise RecordError(message)
