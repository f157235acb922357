# SPDX-License-Identifier: Apache-2.0
"""Lines of a file that may be packed with gzip, read in bounded memory.

Rules:
    - Whether it is packed is seen from its first bytes, never from its name.
    - A packed file that ends early or is damaged gives every line before the damage, then says so (``trouble``).
    - A file that unpacks to more than any honest event file does is refused, whatever its rows say.
    - A line longer than ``LINE_BYTES_MAX`` comes out cut just above that length; its rest is skipped.
"""

import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from truceline.base.errors import LimitError, NotFoundError, StorageError
from truceline.base.limits import EVENT_FILE_BYTES_MAX, LINE_BYTES_MAX

_CHUNK_BYTES = 1 << 16
_UNPACKED_CHUNK_BYTES = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"
_BOMB_FROM_BYTES = 1 << 26
"""Below this size the ratio is not looked at: small files of equal rows pack very well [bytes]."""
_BOMB_RATIO = 200
"""Real event files unpack to 5 to 20 times their size."""


class ByteLines:
    """The lines of one file, once, in order.

    Attributes:
        name: The file as the user gave it.
        trouble: What was wrong with the file as a whole, in words; empty when nothing was. Known after the last line.
        bytes_read: Bytes of the file read so far.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self.trouble = ""
        self.bytes_read = 0
        self._path = path
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """Digest of the bytes read, in hexadecimal; of the whole file after the last line."""
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        """Give each line with its 1-based number, without its line ending.

        Yields:
            Number and bytes.

        Raises:
            NotFoundError: There is no such file.
            StorageError: It cannot be read.
            LimitError: It unpacks to more than is accepted.
        """
        try:
            with self._path.open("rb") as stream:
                yield from self._lines(stream)
        except FileNotFoundError as error:
            message = f"{self.name}: expected a file of events, got no such file"
            raise NotFoundError(message) from error
        except OSError as error:
            message = f"{self.name}: expected a readable file, got: {error.strerror or error}"
            raise StorageError(message) from error

    def _lines(self, stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
        number, pending, skipping = 0, b"", False
        for chunk in self._chunks(stream):
            *whole, pending = (pending + chunk).split(b"\n")
            for line in whole:
                number += not skipping
                if not skipping:
                    yield number, line.removesuffix(b"\r")
                skipping = False
            if len(pending) > LINE_BYTES_MAX:
                if not skipping:
                    number += 1
                    yield number, pending[: LINE_BYTES_MAX + 1]
                pending, skipping = b"", True
        if pending and not skipping:
            yield number + 1, pending.removesuffix(b"\r")

    def _chunks(self, stream: BinaryIO) -> Iterator[bytes]:
        first = self._take(stream)
        unpacked = 0
        source = self._unpacked(first, stream) if first.startswith(_GZIP_MAGIC) else self._plain(first, stream)
        for chunk in source:
            unpacked += len(chunk)
            is_bomb = unpacked > _BOMB_FROM_BYTES and unpacked > _BOMB_RATIO * self.bytes_read
            if is_bomb or unpacked > EVENT_FILE_BYTES_MAX:
                message = (
                    f"{self.name}: expected at most {EVENT_FILE_BYTES_MAX} bytes and at most {_BOMB_RATIO} times the "
                    f"packed size, got more than {unpacked} bytes out of {self.bytes_read}"
                )
                raise LimitError(message)
            yield chunk

    def _take(self, stream: BinaryIO) -> bytes:
        raw = stream.read(_CHUNK_BYTES)
        self.bytes_read += len(raw)
        self._digest.update(raw)
        return raw

    def _plain(self, raw: bytes, stream: BinaryIO) -> Iterator[bytes]:
        while raw:
            yield raw
            raw = self._take(stream)

    def _unpacked(self, raw: bytes, stream: BinaryIO) -> Iterator[bytes]:
        unpacker = zlib.decompressobj(wbits=31)
        try:
            while raw:
                yield unpacker.decompress(raw, _UNPACKED_CHUNK_BYTES)
                raw = unpacker.unconsumed_tail
                if unpacker.eof:
                    # Another member may follow, or padding with zeros, which gzip allows.
                    raw = unpacker.unused_data.lstrip(b"\0") or self._take(stream).lstrip(b"\0")
                    unpacker = zlib.decompressobj(wbits=31) if raw else unpacker
                elif not raw:
                    raw = self._take(stream)
        except zlib.error as error:
            self.trouble = f"damaged gzip data after {self.bytes_read} bytes ({error})"
            return
        if not unpacker.eof:
            self.trouble = f"a gzip file that ends early, after {self.bytes_read} bytes"
