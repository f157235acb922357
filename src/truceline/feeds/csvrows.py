# SPDX-License-Identifier: Apache-2.0
"""Rows of a comma-separated file, each with its line; what is not a row comes out as a rejection.

A quotation mark that is never closed must not swallow the rows after it: a row that spans several lines and then
proves wrong is rejected by its first line alone, and reading goes on with the next line.

Source:
    RFC 4180.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator

from truceline.base.limits import LINE_BYTES_MAX
from truceline.picture.intake import Reason, Rejection

_SPAN_LINES_MAX = 50
"""Lines that one row may span: a headline has a line break now and then, never fifty."""
_SHOWN = 80


class CSVRows:
    """The rows of one file after its header, once, in order."""

    def __init__(self, lines: Iterable[tuple[int, bytes]], name: str) -> None:
        self._lines = iter(lines)
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._name = name

    def header(self) -> tuple[str, ...] | None:
        """Read the first line that is not empty as column names; None when there is none that can be read."""
        while (first := self._take()) is not None:
            if first[1].strip():
                if len(first[1]) > LINE_BYTES_MAX or b"\0" in first[1]:
                    return None
                try:
                    names = next(csv.reader([first[1].decode("utf-8-sig")]))
                except (UnicodeDecodeError, csv.Error):
                    return None
                return tuple(name.strip() for name in names)
        return None

    def rows(self, width: int) -> Iterator[tuple[int, tuple[str, ...] | Rejection]]:
        """Give every row or its rejection.

        Args:
            width: Number of columns of the header.

        Yields:
            1-based line at which the row begins, and its fields or its rejection. Empty lines are no rows.
        """
        while (first := self._take()) is not None:
            number, line = first
            if not line.strip():
                continue
            rest = self._rest_of(line)
            whole = b"\n".join([line, *(more for _, more in rest)])
            result = self._row(number, whole, width)
            if isinstance(result, Rejection):
                self._waiting.extendleft(reversed(rest))
            yield number, result

    def _take(self) -> tuple[int, bytes] | None:
        return self._waiting.popleft() if self._waiting else next(self._lines, None)

    def _rest_of(self, line: bytes) -> list[tuple[int, bytes]]:
        """Take the further lines of a row whose quotation marks do not pair yet."""
        rest: list[tuple[int, bytes]] = []
        is_open = line.count(b'"') % 2 == 1
        while is_open and len(rest) < _SPAN_LINES_MAX and (more := self._take()) is not None:
            rest.append(more)
            is_open ^= more[1].count(b'"') % 2 == 1
        return rest

    def _row(self, number: int, line: bytes, width: int) -> tuple[str, ...] | Rejection:
        if len(line) > LINE_BYTES_MAX:
            return self._reject(
                number, Reason.TOO_LONG, f"at most {LINE_BYTES_MAX} bytes", line[:_SHOWN].decode("latin-1")
            )
        if line.count(b'"') % 2:
            return self._reject(number, Reason.OPEN_QUOTE, "quotation marks in pairs", line.decode("utf-8", "replace"))
        if b"\0" in line:
            return self._reject(
                number, Reason.NUL, "text without NUL", line.replace(b"\0", b"\\0").decode("utf-8", "replace")
            )
        try:
            fields = tuple(next(csv.reader(line.decode("utf-8").split("\n"))))
        except UnicodeDecodeError as error:
            got = f"byte 0x{line[error.start]:02x} at offset {error.start}"
            return self._reject(number, Reason.ENCODING, "UTF-8", got)
        except csv.Error as error:
            return self._reject(number, Reason.NOT_CSV, "comma-separated values", str(error))
        if len(fields) != width:
            reason = Reason.TOO_FEW_COLUMNS if len(fields) < width else Reason.TOO_MANY_COLUMNS
            return self._reject(number, reason, f"{width} columns", f"{len(fields)} columns")
        return fields

    def _reject(self, number: int, reason: Reason, expected: str, got: str) -> Rejection:
        return Rejection(file=self._name, line=number, reason=reason, expected=expected, got=got[:_SHOWN])
