# SPDX-License-Identifier: Apache-2.0
"""Press texts: plain text files, UTF-8, one report a file; a folder is read with every folder in it, by name.

Rules:
    - What a file is, is seen from its bytes, never from its name. A name that begins with a full stop is left out of
      a folder, as everywhere.
    - A file that is no text is set aside with its reason, and reading goes on.
    - A file reached twice is read once. Two files with the same text are one text; the second is told as set aside,
      and its name stays with the text.
    - A link inside a folder is followed within that folder only; what lies elsewhere is read when it is given by its
      own name. A folder that was entered before is not entered again.
    - The short name of a text is its path within the folder given, or its own file name; its path as given when two
      would have the same.
"""

import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from errno import ELOOP
from os import fstat
from pathlib import Path

from truceline.base.errors import NotFoundError
from truceline.base.limits import TEXT_BYTES_MAX
from truceline.corroboration.press_text import PressText
from truceline.corroboration.segments import read_press_text
from truceline.corroboration.text_intake import TextIntake
from truceline.corroboration.usable_text import TextBudget, UnusableTextError, refuse_unusable, with_plain_line_ends
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


@dataclass(frozen=True, slots=True)
class _File:
    """A file to be read: where it is, its name as given, and its short name."""

    path: Path
    given: str
    short: str


@dataclass(slots=True)
class _Found:
    """What has been found so far."""

    files: list[_File] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)

    def reject(self, name: str, error: UnusableTextError) -> None:
        """Keep why a file or folder was set aside."""
        self.rejections.append(error.rejection(name))


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
    budget = TextBudget()
    for number, file in enumerate(found.files):
        if number and number % _TICK_TEXTS == 0:
            tick(number)
        name = file.short if short[file.short] == 1 else file.given
        try:
            content = _content(file.path)
            budget.take(len(content))
            text = read_press_text(_text(content), name, given=file.given)
        except UnusableTextError as error:
            found.reject(file.given, error)
            if error.reason is Reason.TOO_MANY:
                break
            continue
        known = texts.setdefault(text.digest, text)
        if known is not text:
            texts[text.digest] = replace(known, also=(*known.also, name))
            same = f"the text of {known.name} again"
            found.reject(file.given, UnusableTextError(Reason.DUPLICATE_TEXT, "every text once", same))
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
        found.reject(given, UnusableTextError(Reason.NO_TEXTS, "a folder that holds texts", "none in it"))


def _find_inside(top: Path, folder: Path, found: _Found) -> None:
    """Find the files at one place inside a folder and below it, without recursion: folders can lie deep."""
    waiting = [top]
    home = folder.resolve()
    while waiting:
        path = waiting.pop()
        try:
            status = path.stat()
            _refuse_outside(path, home)
        except UnusableTextError as error:
            found.reject(str(path), error)
            continue
        except OSError as error:
            found.reject(str(path), _unreadable(error))
            continue
        key = (status.st_dev, status.st_ino)
        if not stat.S_ISDIR(status.st_mode):
            _add(_File(path, str(path), path.relative_to(folder).as_posix()), status.st_mode, key, found)
        elif key in found.seen:
            again = UnusableTextError(Reason.LINK_LOOP, "a folder not entered before", "a link to one that was")
            found.reject(str(path), again)
        else:
            found.seen.add(key)
            waiting.extend(reversed(list(_entries(path, str(path), found))))


def _refuse_outside(path: Path, home: Path) -> None:
    """Refuse a link that leads out of the folder given: nobody named what lies there.

    Raises:
        UnusableTextError: It does.
    """
    if path.is_symlink() and not path.resolve().is_relative_to(home):
        expected = f"a link to something in {home.name}; else give what it leads to by its own name"
        raise UnusableTextError(Reason.LINK_OUTSIDE, expected, "a link that leads out of that folder")


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
        no_file = UnusableTextError(Reason.UNREADABLE_FILE, "an ordinary file", "a pipe, a socket or a device")
        found.reject(file.given, no_file)
    elif key not in found.seen:
        found.seen.add(key)
        found.files.append(file)


def _unreadable(error: OSError) -> UnusableTextError:
    if error.errno == ELOOP:
        return UnusableTextError(Reason.LINK_LOOP, "a link that leads to a file", "a link that leads to itself")
    return UnusableTextError(Reason.UNREADABLE_FILE, "a file that can be read", error.strerror or type(error).__name__)


def _content(path: Path) -> bytes:
    """Read a file, if it is not too large.

    Raises:
        UnusableTextError: It is, or it cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(TEXT_BYTES_MAX + 1)
            size = fstat(file.fileno()).st_size
    except OSError as error:
        why = _unreadable(error)
        raise why from error
    if len(content) > TEXT_BYTES_MAX:
        raise UnusableTextError(Reason.TOO_LARGE, f"at most {TEXT_BYTES_MAX} bytes in a text", f"{size} bytes")
    return content


def _text(content: bytes) -> str:
    """Give the text of a file.

    Raises:
        UnusableTextError: It holds none that can be used.
    """
    kind = next((what for start, what in _BINARY_STARTS.items() if content.startswith(start)), "")
    if kind:
        raise UnusableTextError(Reason.BINARY, "plain text", kind)
    wide = next((what for start, what in _WIDE_STARTS.items() if content.startswith(start)), "")
    if wide:
        raise UnusableTextError(Reason.ENCODING, "text in UTF-8", f"text in {wide}; save it as UTF-8")
    if b"\x00" in content:
        raise UnusableTextError(Reason.BINARY, "plain text in UTF-8", "NUL bytes, which text does not hold")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        got = f"the byte 0x{content[error.start]:02x}; save it as UTF-8"
        raise UnusableTextError(Reason.ENCODING, "text in UTF-8", got, line=line) from error
    refuse_unusable(text)
    return with_plain_line_ends(text)
