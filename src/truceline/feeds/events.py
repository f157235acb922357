# SPDX-License-Identifier: Apache-2.0
"""Reads files of events in whatever form they have: seen from their first line, never from their name."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from truceline.app.admit_act import AdmissionTerms
from truceline.feeds.bytelines import ByteLines
from truceline.feeds.jsonlines import read_jsonlines
from truceline.feeds.names import names_of
from truceline.feeds.ucdp import read_ucdp
from truceline.picture.intake import Intake

Tick = Callable[[str, int], None]
"""Called now and then with a file's name and the number of its bytes read so far."""


def read_event_files(paths: Sequence[Path], terms: AdmissionTerms, tick: Tick) -> tuple[Intake, ...]:
    """Read files of events: UCDP GED, or acts, claims and reports as JSON Lines.

    Args:
        paths: The files, in order; an id that stands in two of them counts where it stands first.
        terms: On what terms acts are let in.
        tick: For progress.

    Returns:
        What each gave.

    Raises:
        InputError: A file is neither.
        NotFoundError: There is no such file.
        StorageError: A file cannot be read.
        LimitError: A file unpacks to more than is accepted.
    """
    names = names_of(terms.library)
    seen = {f"claim {claim.id}" for claim in terms.library.claims}
    seen |= {f"act {act.id}" for incident in terms.library.incidents for act in incident.acts}
    found: list[Intake] = []
    for path in paths:
        name = str(path)
        lines = ByteLines(path, name)

        def tick_file(bytes_read: int, name: str = name) -> None:
            tick(name, bytes_read)

        if is_jsonlines(path):
            found.append(read_jsonlines(lines, terms, seen, tick_file))
        else:
            found.append(read_ucdp(lines, names, terms, seen, tick_file))
    return tuple(found)


def is_jsonlines(path: Path) -> bool:
    """Say whether the first line that is not empty begins like a JSON object.

    Raises:
        NotFoundError: There is no such file.
        StorageError: It cannot be read.
    """
    first = next(_filled_lines(ByteLines(path, str(path))), b"")
    return first.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def _filled_lines(lines: ByteLines) -> Iterator[bytes]:
    for _, line in lines:
        if line.removeprefix(b"\xef\xbb\xbf").strip():
            yield line
