# SPDX-License-Identifier: Apache-2.0
"""The counts of every event and single act, and of findings, as files."""

import gzip
from pathlib import Path

import msgspec

from truceline.exports.documents import write_findings
from truceline.exports.origins import COLUMNS, write_origins_csv
from truceline.findings.alleged import ContestedAct
from truceline.findings.origin_counts import OriginCounts
from truceline.findings.ruling import Condition
from truceline.picture.acts import Account
from truceline.picture.sources import Source

COUNTS = OriginCounts(n_reports=3, n_origins=2, n_independent=1, n_parties_admitting=0)


def test_every_event_is_one_row(tmp_path: Path) -> None:
    """In the order of the input, with the four counts apart, and no field a table takes for a formula."""
    write_origins_csv(tmp_path / "o.csv.gz", {"ucdp:2": COUNTS, "=1": OriginCounts()})

    text = gzip.decompress((tmp_path / "o.csv.gz").read_bytes()).decode()
    assert text.splitlines() == [",".join(COLUMNS), "ucdp:2,3,2,1,0", "'=1,0,0,0,0"]


def test_the_same_counts_give_the_same_bytes(tmp_path: Path) -> None:
    """No time and no name of a file in them."""
    for name in ("a.gz", "b.gz"):
        write_origins_csv(tmp_path / name, {"ucdp:2": COUNTS})

    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


def test_a_finding_carries_its_four_counts_also_when_they_are_nothing(tmp_path: Path) -> None:
    """As fields of their own, beside its accounts."""
    finding = ContestedAct(
        act="shot", event="", title="A shot", agreement="square-truce", provision="T1", contested=Condition.PLACE,
        alleged_party=(), accounts=(Account(source=Source(ref=("X1",))),), conditions=(), rests_on=(), claims=(),
        passage_status="text", flips=(), exercise=True, origins=COUNTS,
    )  # fmt: skip
    write_findings(tmp_path / "f.jsonl", [finding])

    (line,) = (msgspec.json.decode(each) for each in (tmp_path / "f.jsonl").read_bytes().splitlines())
    assert [line[name] for name in COLUMNS[1:]] == [3, 2, 1, 0]
    assert line["accounts"]
