# SPDX-License-Identifier: Apache-2.0
"""On how many origins each event and each single act rests, one row each, as packed CSV.

The four counts stand in columns of their own, in the order of the input; the same input gives the same bytes.

Source:
    RFC 4180 (CSV); RFC 1952 (gzip), with no time and no name in the header.
"""

import gzip
from collections.abc import Mapping
from pathlib import Path

from truceline.exports.rulings import field
from truceline.findings.origin_counts import OriginCounts

COLUMNS = ("event", "n_reports", "n_origins", "n_independent", "n_parties_admitting")
_LEVEL = 1


def write_origins_csv(path: Path, counts: Mapping[str, OriginCounts]) -> None:
    """Write the counts of every event and single act.

    Args:
        path: The file.
        counts: By id, in the order of the input.

    Raises:
        OSError: It cannot be written.
    """
    rows = (
        f"{field(name)},{each.n_reports},{each.n_origins},{each.n_independent},{each.n_parties_admitting}\r\n"
        for name, each in counts.items()
    )
    with (
        path.open("xb") as file,
        gzip.GzipFile(fileobj=file, mode="wb", compresslevel=_LEVEL, mtime=0, filename="") as out,
    ):
        out.write("".join((",".join(COLUMNS) + "\r\n", *rows)).encode())
