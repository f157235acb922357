# SPDX-License-Identifier: Apache-2.0
"""Every ruling as packed CSV and as Parquet: the same rows, the same bytes for the same input."""

import csv
import gzip
import io
from pathlib import Path

import numpy as np

from truceline.clauses.slots import MISSING_CODES
from truceline.clauses.table import RulingTable
from truceline.exports.rulings import COLUMNS, write_rulings_csv, write_rulings_parquet
from truceline.findings.ruling import CONDITIONS, RULING_WORDS

STATUS = ("text", "gloss", "unverified")


def some_table(acts: int = 40) -> RulingTable:
    """Give a table of every sort of ruling."""
    numbers = np.random.default_rng(7)
    shape = (acts, len(STATUS))
    return RulingTable(
        acts=tuple(f"act-{number}" for number in range(acts)),
        provisions=(("a", "1"), ("a", "2"), ("b", "1")),
        word=numbers.integers(0, len(RULING_WORDS), shape, dtype=np.uint8),
        decided_by=numbers.integers(0, len(CONDITIONS), shape, dtype=np.uint8),
        missing=numbers.integers(0, 2 ** len(MISSING_CODES), shape, dtype=np.uint16),
        flips_origin=numbers.integers(0, 2, shape).astype(np.bool_),
        flips_party=numbers.integers(0, 2, shape).astype(np.bool_),
    )


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read the CSV as any tool would."""
    return list(csv.DictReader(io.StringIO(gzip.decompress(path.read_bytes()).decode())))


def test_every_act_and_provision_has_its_row(tmp_path: Path) -> None:
    """Nothing is left out, and each row says what the table says."""
    table = some_table()
    write_rulings_csv(tmp_path / "r.csv.gz", table, {"act-3": "event-1"}, STATUS)
    rows = rows_of(tmp_path / "r.csv.gz")

    assert len(rows) == table.word.size
    assert tuple(rows[0]) == COLUMNS
    for index, row in enumerate(rows):
        act, column = divmod(index, len(STATUS))
        assert row["act"] == table.acts[act]
        assert row["event"] == ("event-1" if act == 3 else "")
        assert (row["agreement"], row["provision"]) == table.provisions[column]
        assert row["ruling"] == RULING_WORDS[table.word[act, column]]
        assert row["decided_by"] == CONDITIONS[table.decided_by[act, column]]
        missing = [code for bit, code in enumerate(MISSING_CODES) if table.missing[act, column] >> bit & 1]
        assert row["missing"] == ";".join(missing)
        assert row["passage_status"] == STATUS[column]
        assert (row["flips_origin"] == "yes") == table.flips_origin[act, column]
        assert (row["flips_party"] == "yes") == table.flips_party[act, column]


def test_the_same_rulings_give_the_same_bytes(tmp_path: Path) -> None:
    """No time and no name of the file is packed in."""
    for name in ("one.csv.gz", "two.csv.gz"):
        write_rulings_csv(tmp_path / name, some_table(), {}, STATUS)

    assert (tmp_path / "one.csv.gz").read_bytes() == (tmp_path / "two.csv.gz").read_bytes()


def test_no_acts_give_the_header_alone(tmp_path: Path) -> None:
    """An empty table is a table."""
    write_rulings_csv(tmp_path / "r.csv.gz", some_table(0), {}, STATUS)

    assert rows_of(tmp_path / "r.csv.gz") == []


def test_parquet_holds_the_same_rows(tmp_path: Path) -> None:
    """The columns of both files are equal, flips as booleans."""
    from arro3.io import read_parquet  # noqa: PLC0415 - only this test needs it

    table = some_table()
    write_rulings_csv(tmp_path / "r.csv.gz", table, {"act-3": "event-1"}, STATUS)
    write_rulings_parquet(tmp_path / "r.parquet", table, {"act-3": "event-1"}, STATUS)
    read = read_parquet(str(tmp_path / "r.parquet")).read_all()
    rows = rows_of(tmp_path / "r.csv.gz")

    assert tuple(read.column_names) == COLUMNS
    for name in COLUMNS:
        told = read.column(name).to_numpy().tolist()
        expected = [row[name] == "yes" if name.startswith("flips") else row[name] for row in rows]
        assert told == expected


def test_an_id_stays_one_field_and_no_formula(tmp_path: Path) -> None:
    """Whatever an id of a library holds, the row keeps its columns."""
    write_rulings_csv(tmp_path / "r.csv.gz", some_table(2), {"act-0": "=1+1", "act-1": 'a,"b"\n'}, STATUS)

    assert [row["event"] for row in rows_of(tmp_path / "r.csv.gz")] == ["'=1+1"] * 3 + ['a,"b"\n'] * 3
