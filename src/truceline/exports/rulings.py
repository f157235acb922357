# SPDX-License-Identifier: Apache-2.0
"""Every ruling, one row each, as packed CSV and on wish as Parquet.

The CSV is the same bytes for the same input. Most acts share their whole row of rulings with others, so each distinct
row is written out once and filled with the ids of its acts.

Source:
    RFC 4180 (CSV); RFC 1952 (gzip), with no time and no name in the header.
"""

import gzip
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from truceline.clauses.slots import MISSING_CODES
from truceline.clauses.table import RulingTable
from truceline.findings.ruling import CONDITIONS, RULING_WORDS

COLUMNS = (
    "act",
    "event",
    "agreement",
    "provision",
    "ruling",
    "decided_by",
    "missing",
    "passage_status",
    "flips_origin",
    "flips_party",
)
_LEVEL = 1
"""Packing level: a higher one takes a second more and gains a tenth."""
_ACTS_AT_ONCE = 512
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Tables take a field that begins so for a formula."""
_MARK = "\0"
"""Stands for the ids of an act in a row written out; never occurs in an id."""


def write_rulings_csv(path: Path, table: RulingTable, event_of: Mapping[str, str], status: Sequence[str]) -> None:
    """Write every ruling as packed CSV.

    Args:
        path: The file.
        table: The rulings.
        event_of: The event of each act that belongs to one.
        status: Status of the passage of each provision, in the table's order.

    Raises:
        OSError: It cannot be written.
    """
    with (
        path.open("xb") as file,
        gzip.GzipFile(fileobj=file, mode="wb", compresslevel=_LEVEL, mtime=0, filename="") as out,
    ):
        out.write((",".join(COLUMNS) + "\r\n").encode())
        for text in _rows(table, event_of, status):
            out.write(text.encode())


def _rows(table: RulingTable, event_of: Mapping[str, str], status: Sequence[str]) -> Iterator[str]:
    codes = ruling_codes(table)
    distinct, of_act = np.unique(codes, axis=0, return_inverse=True)
    forms: dict[int, str] = {}
    pending: list[str] = []
    for act, number in zip(table.acts, of_act.ravel().tolist(), strict=True):
        form = forms.get(number)
        if form is None:
            form = forms[number] = _form(distinct[number], table.provisions, status)
        pending.append(form.replace(_MARK, f"{field(act)},{field(event_of.get(act, ''))}"))
        if len(pending) == _ACTS_AT_ONCE:
            yield "".join(pending)
            pending.clear()
    yield "".join(pending)


def ruling_codes(table: RulingTable) -> NDArray[np.uint64]:
    """Pack word, deciding condition, missing facts and flips of each ruling into one number."""
    codes: NDArray[np.uint64] = table.missing.astype(np.uint64)
    codes |= table.word.astype(np.uint64) << np.uint64(16)
    codes |= table.decided_by.astype(np.uint64) << np.uint64(20)
    codes |= table.flips_origin.astype(np.uint64) << np.uint64(24)
    codes |= table.flips_party.astype(np.uint64) << np.uint64(25)
    return codes


def _form(codes: NDArray[np.uint64], provisions: Sequence[tuple[str, str]], status: Sequence[str]) -> str:
    """Write out one act's rows with marks in the place of its ids."""
    lines = []
    for code, (agreement, provision), passage in zip(codes.tolist(), provisions, status, strict=True):
        word, decided_by = RULING_WORDS[code >> 16 & 0xF], CONDITIONS[code >> 20 & 0xF]
        flips = f"{_yes(code >> 24 & 1)},{_yes(code >> 25 & 1)}"
        shown = f'"{word}"' if "," in word else word.value
        ids = f"{field(agreement)},{field(provision)}"
        fields = f"{ids},{shown},{decided_by},{missing_text(code & 0xFFFF)},{passage},{flips}"
        lines.append(f"{_MARK},{fields}\r\n")
    return "".join(lines)


def field(text: str) -> str:
    """Write a field so that it stays one field and no table takes it for a formula."""
    safe = f"'{text}" if text.startswith(_FORMULA) else text
    return '"' + safe.replace('"', '""') + '"' if any(mark in safe for mark in ',"\r\n') else safe


def missing_text(bits: int) -> str:
    """Write missing facts, separated by semicolons."""
    return ";".join(code.value for bit, code in enumerate(MISSING_CODES) if bits >> bit & 1)


def _yes(bit: int) -> str:
    return "yes" if bit else "no"


def write_rulings_parquet(path: Path, table: RulingTable, event_of: Mapping[str, str], status: Sequence[str]) -> None:
    """Write every ruling as Parquet, words as text.

    Args:
        path: The file.
        table: The rulings.
        event_of: The event of each act that belongs to one.
        status: Status of the passage of each provision, in the table's order.

    Raises:
        OSError: It cannot be written.
    """
    from arro3.core import Array, DataType, Table  # noqa: PLC0415 - only asked for by --columns
    from arro3.io import write_parquet  # noqa: PLC0415 - as above

    width = len(table.provisions)
    acts, events = list(table.acts), [event_of.get(act, "") for act in table.acts]
    missing = {code: missing_text(code) for code in np.unique(table.missing).tolist()}

    def each_act(values: Sequence[str]) -> list[str]:
        return [value for value in values for _ in range(width)]

    def each_provision(values: Sequence[str]) -> list[str]:
        return list(values) * len(acts)

    texts = {
        "act": each_act(acts),
        "event": each_act(events),
        "agreement": each_provision([agreement for agreement, _ in table.provisions]),
        "provision": each_provision([provision for _, provision in table.provisions]),
        "ruling": [RULING_WORDS[word].value for word in table.word.ravel().tolist()],
        "decided_by": [CONDITIONS[number].value for number in table.decided_by.ravel().tolist()],
        "missing": [missing[code] for code in table.missing.ravel().tolist()],
        "passage_status": each_provision(status),
    }
    arrays = [Array(values, DataType.utf8()) for values in texts.values()]
    arrays += [Array(flips.ravel().tolist(), DataType.bool()) for flips in (table.flips_origin, table.flips_party)]
    write_parquet(Table.from_arrays(arrays, names=COLUMNS), str(path))
