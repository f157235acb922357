# SPDX-License-Identifier: Apache-2.0
"""Press texts: plain text files, UTF-8, one report a file; a folder is read with every folder in it, by name.

Rules:
    - What a file is, is seen from its bytes, never from its name. A name that begins with a full stop is left out of
      a folder, as everywhere.
    - A file that is no text is set aside with its reason, and reading goes on.
    - A file reached twice is read once. Two files with the same text are one text; the second is told as set aside,
      and its name stays with the text.
    - Links are followed; a folder that was entered before is not entered again.
    - The short name of a text is its path within the folder given, or its own file name; its path as given when two
      would have the same.
"""

import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from errno import ELOOP
from os import fstat
from pathlib import Path

from truceline.base.errors import NotFoundError
from truceline.base.limits import TEXT_BYTES_MAX, TEXT_LINES_MAX, TEXT_TOTAL_BYTES_MAX, TEXTS_MAX
from truceline.corroboration.press_text import PressText
from truceline.corroboration.segments import read_press_text
from truceline.corroboration.text_intake import TextIntake
from truceline.picture.intake import Reason, Rejection

_TICK_TEXTS = 1_000
_BINARY_STARTS = {
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a packed or office document",
    b"\x1f\x8b": "a file packed with gzip",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"\x7fELF": "a program",
}
_WIDE_STARTS = {
    b"\xff\xfe": "UTF-16 or UTF-32",
    b"\xfe\xff": "UTF-16",
    b"\x00\x00\xfe\xff": "UTF-32",
}
_CONTROLS = bytes((*range(0x09), *range(0x0E, 0x20), 0x7F))
_CONTROLS_SHARE = 0.01
_MARKUP_START = re.compile(r"\s*(?:<!doctype|<html|<head|<body|<\?xml|<rss|<article\b|<div\b|\{\\rtf)", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|div|span|a|br|li|ul|ol|td|tr|table|h[1-6]|img|script|style|meta|link|section|em|strong)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_TAGS_FROM = 5
_TAGS_PER_CHARACTER = 1 / 500
_RECORD_START = re.compile(r"\s*[\[{]\s*[\"{]")
_LINE_ENDS = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]\n?")


@dataclass(frozen=True, slots=True)
class _File:
    """A file to be read: where it is, its name as given, and its short name."""

    path: Path
    given: str
    short: str


class _NoTextError(Exception):
    """A file is no text that can be used. Never leaves this module."""

    def __init__(self, reason: Reason, expected: str, got: str, *, line: int = 0) -> None:
        super().__init__(reason.value)
        self.reason, self.expected, self.got, self.line = reason, expected, got, line


@dataclass(slots=True)
class _Found:
    """What has been found so far."""

    files: list[_File] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)

    def reject(self, name: str, error: _NoTextError) -> None:
        """Keep why a file or folder was set aside."""
        self.rejections.append(
            Rejection(file=name, line=error.line, reason=error.reason, expected=error.expected, got=error.got)
        )


def read_texts(paths: Sequence[Path], tick: Callable[[int], None]) -> TextIntake:
    """Read press texts from files and folders.

    Args:
        paths: Files and folders, in order.
        tick: Called now and then with the number of texts read so far.

    Returns:
        The texts by digest, so that neither names nor order bear on anything; and what was set aside.

    Raises:
        NotFoundError: There is no such file or folder.
    """
    found = _Found()
    for path in paths:
        _find(path, found)
    short = Counter(file.short for file in found.files)
    texts: dict[str, PressText] = {}
    total = 0
    for number, file in enumerate(found.files):
        if number and number % _TICK_TEXTS == 0:
            tick(number)
        name = file.short if short[file.short] == 1 else file.given
        try:
            content = _content(file.path)
            total += len(content)
            _refuse_too_many(len(texts), total)
            text = read_press_text(_text(content), name, given=file.given)
        except _NoTextError as error:
            found.reject(file.given, error)
            if error.reason is Reason.TOO_MANY:
                break
            continue
        known = texts.setdefault(text.digest, text)
        if known is not text:
            texts[text.digest] = replace(known, also=(*known.also, name))
            same = f"the text of {known.name} again"
            found.reject(file.given, _NoTextError(Reason.DUPLICATE_TEXT, "every text once", same))
    return TextIntake(
        read=len(found.files),
        texts=tuple(texts[digest] for digest in sorted(texts)),
        rejections=tuple(found.rejections),
    )


def check_paths(paths: Sequence[Path]) -> None:
    """Say at once that a path is not there, before anything large is read.

    Raises:
        NotFoundError: There is no such file or folder.
    """
    for path in paths:
        try:
            path.stat()
        except FileNotFoundError as error:
            raise NotFoundError(_not_there(path)) from error
        except OSError:
            continue  # Told with its reason when it is read.


def _not_there(path: Path) -> str:
    return f"{path}: expected a text file or a folder of texts, got no such file"


def _find(path: Path, found: _Found) -> None:
    """Find the files that one path of the command line means.

    Raises:
        NotFoundError: There is nothing at that path.
    """
    given = str(path)
    before = len(found.files), len(found.rejections)
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise NotFoundError(_not_there(path)) from error
    except OSError as error:
        found.reject(given, _unreadable(error))
        return
    if not stat.S_ISDIR(status.st_mode):
        _add(_File(path, given, path.name), status.st_mode, (status.st_dev, status.st_ino), found)
        return
    found.seen.add((status.st_dev, status.st_ino))
    for inner in _entries(path, given, found):
        _find_inside(inner, path, found)
    if (len(found.files), len(found.rejections)) == before:
        found.reject(given, _NoTextError(Reason.NO_TEXTS, "a folder that holds texts", "none in it"))


def _find_inside(top: Path, folder: Path, found: _Found) -> None:
    """Find the files at one place inside a folder and below it, without recursion: folders can lie deep."""
    waiting = [top]
    while waiting:
        path = waiting.pop()
        try:
            status = path.stat()
        except OSError as error:
            found.reject(str(path), _unreadable(error))
            continue
        key = (status.st_dev, status.st_ino)
        if not stat.S_ISDIR(status.st_mode):
            _add(_File(path, str(path), path.relative_to(folder).as_posix()), status.st_mode, key, found)
        elif key in found.seen:
            again = _NoTextError(Reason.LINK_LOOP, "a folder not entered before", "a link to one that was")
            found.reject(str(path), again)
        else:
            found.seen.add(key)
            waiting.extend(reversed(list(_entries(path, str(path), found))))


def _entries(folder: Path, given: str, found: _Found) -> Iterator[Path]:
    """Give what lies in a folder, by name.

    Yields:
        Paths.
    """
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError as error:
        found.reject(given, _unreadable(error))
        return
    for name in names:
        if not name.startswith("."):
            yield folder / name


def _add(file: _File, mode: int, key: tuple[int, int], found: _Found) -> None:
    if not stat.S_ISREG(mode):
        no_file = _NoTextError(Reason.UNREADABLE_FILE, "an ordinary file", "a pipe, a socket or a device")
        found.reject(file.given, no_file)
    elif key not in found.seen:
        found.seen.add(key)
        found.files.append(file)


def _unreadable(error: OSError) -> _NoTextError:
    if error.errno == ELOOP:
        return _NoTextError(Reason.LINK_LOOP, "a link that leads to a file", "a link that leads to itself")
    return _NoTextError(Reason.UNREADABLE_FILE, "a file that can be read", error.strerror or type(error).__name__)


def _refuse_too_many(texts: int, total_bytes: int) -> None:
    """Refuse more than one run holds.

    Raises:
        _NoTextError: So it is.
    """
    if texts >= TEXTS_MAX:
        got = "more; this one and all that come after it were left out"
        raise _NoTextError(Reason.TOO_MANY, f"at most {TEXTS_MAX} texts in one run", got)
    if total_bytes > TEXT_TOTAL_BYTES_MAX:
        got = "more; this text and all that come after it were left out"
        raise _NoTextError(Reason.TOO_MANY, f"at most {TEXT_TOTAL_BYTES_MAX} bytes of texts in one run", got)


def _content(path: Path) -> bytes:
    """Read a file, if it is not too large.

    Raises:
        _NoTextError: It is, or it cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(TEXT_BYTES_MAX + 1)
            size = fstat(file.fileno()).st_size
    except OSError as error:
        why = _unreadable(error)
        raise why from error
    if len(content) > TEXT_BYTES_MAX:
        raise _NoTextError(Reason.TOO_LARGE, f"at most {TEXT_BYTES_MAX} bytes in a text", f"{size} bytes")
    return content


def _text(content: bytes) -> str:
    """Give the text of a file.

    Raises:
        _NoTextError: It holds none that can be used.
    """
    kind = next((what for start, what in _BINARY_STARTS.items() if content.startswith(start)), "")
    if kind:
        raise _NoTextError(Reason.BINARY, "plain text", kind)
    wide = next((what for start, what in _WIDE_STARTS.items() if content.startswith(start)), "")
    if wide:
        raise _NoTextError(Reason.ENCODING, "text in UTF-8", f"text in {wide}; save it as UTF-8")
    if b"\x00" in content:
        raise _NoTextError(Reason.BINARY, "plain text in UTF-8", "NUL bytes, which text does not hold")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        got = f"the byte 0x{content[error.start]:02x}; save it as UTF-8"
        raise _NoTextError(Reason.ENCODING, "text in UTF-8", got, line=line) from error
    if len(content) - len(content.translate(None, _CONTROLS)) > _CONTROLS_SHARE * len(content):
        raise _NoTextError(Reason.BINARY, "plain text", "mostly control characters")
    if _LINE_ENDS.search(text):
        text = _LINE_ENDS.sub("\n", text)
    lines = text.count("\n") + 1
    if lines > TEXT_LINES_MAX:
        raise _NoTextError(Reason.TOO_LARGE, f"at most {TEXT_LINES_MAX} lines in a text", f"{lines} lines")
    if not text.strip():
        raise _NoTextError(Reason.BLANK, "a text", "an empty file" if not content else "nothing but blanks")
    _refuse_markup(text)
    return text


def _refuse_markup(text: str) -> None:
    """Refuse what is written for a program to read.

    Raises:
        _NoTextError: It is.
    """
    advice = "save the text of the page as plain text"
    tags = len(_TAG.findall(text)) if "<" in text else 0
    if _MARKUP_START.match(text) or (tags >= _TAGS_FROM and tags > len(text) * _TAGS_PER_CHARACTER):
        raise _NoTextError(Reason.MARKUP, "plain text", f"HTML, XML or RTF; {advice}")
    if _RECORD_START.match(text):
        raise _NoTextError(Reason.MARKUP, "plain text", "JSON; records are read with --events")
