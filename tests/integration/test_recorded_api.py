# SPDX-License-Identifier: Apache-2.0
"""Answers say where what was taken stands in the party's log; and the entry that is there is the one they name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from http_door import Node
from integration.plans import ANN, BOB, file, plan
from kept_things import see
from node_records import check_row, entries_of, made_record, opened_record
from running_node import running_node
from truceline.bootstrap.folder import NodeFolder
from truceline.bootstrap.recording import Recording
from truceline.picture.intents import Intent


@pytest.fixture
def recorded(tmp_path: Path) -> Iterator[tuple[Node, NodeFolder, Recording]]:
    """Give a node on its log."""
    folder = made_record(tmp_path / "log")
    recording = opened_record(folder)
    with running_node(tmp_path) as node:
        store: Any = node.store
        store.attach(recording)
        yield node, folder, recording
    recording.close()


def test_a_filing_names_its_entry(recorded: tuple[Node, NodeFolder, Recording]) -> None:
    """In the body and in a header; the entry is that of this version. A repeated answer names none."""
    node, folder, _ = recorded
    filed = file(node, plan(), **{"Idempotency-Key": "one"})
    entry = entries_of(folder)[filed["record"]["seq"]]
    assert (filed["record"]["log"], filed["record"]["leaf"]) == (entry.header.log, entry.leaf.hex())
    row = see(node.store, lambda records: records.recorded.at(filed["record"]["seq"]))
    assert row is not None
    noun = check_row(row, entry)
    assert isinstance(noun, Intent)
    assert (noun.id, noun.version) == (filed["intent"]["id"], 1)

    again = node.ask("POST", "/v1/intents", ANN, json=plan(), headers={"Idempotency-Key": "one"})
    assert again.headers["idempotency-replayed"] == "true"
    assert "record" not in again.json()
    assert "truceline-record" not in again.headers


def test_changes_and_withdrawals_name_theirs_in_a_header(recorded: tuple[Node, NodeFolder, Recording]) -> None:
    """Each version has an entry of its own."""
    node, folder, _ = recorded
    filed = file(node, plan())
    path = f"/v1/intents/{filed['intent']['id']}"
    changed = node.ask("PUT", path, ANN, json=plan(), headers={"If-Match": f'"{filed["intent"]["id"]}.1"'})
    ended = node.ask("POST", f"{path}/withdrawal", ANN, headers={"If-Match": changed.headers["etag"]})
    assert ended.status_code == 200, ended.text
    seqs = [filed["record"]["seq"]]
    for answer in (changed, ended):
        log, seq, leaf = answer.headers["truceline-record"].split(" ")
        assert entries_of(folder)[int(seq)].leaf.hex() == leaf
        assert log == filed["record"]["log"]
        seqs.append(int(seq))
    assert seqs == sorted(set(seqs))


def test_a_conflict_goes_into_the_log_as_well(recorded: tuple[Node, NodeFolder, Recording]) -> None:
    """What the node concludes is recorded beside what it was told."""
    node, _, _ = recorded
    file(node, plan(sharing={"full": ["eastmere"], "conflict": []}))
    file(node, plan("eastmere", sharing={"full": ["northland"], "conflict": []}), BOB)
    rows = see(node.store, lambda records: records.recorded.after(0, 100))
    assert [row.type for row in rows].count("intent.filed") == 2
    assert "finding.raised" in [row.type for row in rows]
    assert all(row.seq is not None for row in rows)
    assert msgspec.json.decode(rows[0].body or b"")["typ"] == "intent.filed"
