# SPDX-License-Identifier: Apache-2.0
"""Rows of event files for tests: invented events of an invented country, so that nothing is laid on anybody."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from truceline.feeds.names import Names
from truceline.feeds.ucdp_row import NEEDED_COLUMNS

ROW: Mapping[str, str] = {
    "id": "1",
    "type_of_violence": "1",
    "dyad_name": "Northland - Hill League",
    "side_a": "Northland",
    "side_b": "Hill League",
    "source_office": "River Wire",
    "where_prec": "1",
    "adm_1": "Upper Governorate",
    "adm_2": "Mill district",
    "latitude": "10.5",
    "longitude": "20.25",
    "date_prec": "1",
    "date_start": "2001-02-03",
    "date_end": "2001-02-03",
}

NAMES = Names(
    actors={
        "Northland": ("northland-army",),
        "Hill League": ("hill-league",),
        "Lake Band": ("lake-band",),
        "Civilians": ("civilians",),
    },
    areas={"Upper Governorate": "XA01", "Mill district": "XA0101"},
    area_named=lambda _name: None,
    countries={"xa": "XA", "exland": "XA"},
)


def row(**changed: str) -> dict[str, str]:
    """Give the row with some fields changed."""
    return {**ROW, **changed}


def csv_bytes(rows: Sequence[Mapping[str, str]], columns: Sequence[str] = NEEDED_COLUMNS) -> bytes:
    """Write rows as an event file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(columns), lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def write(folder: Path, content: bytes, name: str = "events.csv") -> Path:
    """Write a file."""
    path = folder / name
    path.write_bytes(content)
    return path
