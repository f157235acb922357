# SPDX-License-Identifier: Apache-2.0
"""A USB stick between two nodes: what one writes the other takes, with the checks of the network, and nothing else."""

import json
from pathlib import Path

import pytest

from federation_over_http import HttpNode, made
from made_nodes import passphrase_file
from recorded import NOON_MS, digest
from truceline.bootstrap.federated_log import FederatedLog
from truceline.bootstrap.federating import close_federated, open_federated
from truceline.bootstrap.peer_cards import add_peer, read_peers
from truceline.cli import main
from truceline.federation.happenings import Tick
from truceline.records.entries import Draft
from unit.verify.making import mended


def write_entries(node: HttpNode, count: int) -> None:
    """Have a node's log take entries and sign a head."""
    settings = node.folder.read_settings()
    recording = open_federated(
        node.folder, settings, node.made.store_key, read_peers(node.folder, settings), without_peers=True
    )
    drafts = (Draft(by="log", type="clock.doubt", at_ms=NOON_MS, digests=(digest(str(each)),)) for each in range(count))
    recording.own.submit(tuple(drafts))
    assert isinstance(recording.own, FederatedLog)
    recording.own.node.happen(Tick(now_ms=NOON_MS, mono_ms=20_000_000))
    close_federated(recording)


@pytest.fixture
def nodes(tmp_path: Path) -> tuple[HttpNode, HttpNode]:
    """Give two nodes that know each other and meet by files alone."""
    north, south = made("north", tmp_path), made("south", tmp_path)
    for node, other in ((north, south), (south, north)):
        add_peer(node.folder, other.card(), "", may_replace=False)
    return north, south


def imported(node: HttpNode, tmp_path: Path, capsys: pytest.CaptureFixture[str], *files: Path) -> tuple[int, str]:
    """Run the command; its exit code and what it printed."""
    secret = passphrase_file(tmp_path)
    arguments = [
        "record",
        "import",
        str(node.folder.root),
        *map(str, files),
        "--passphrase-file",
        str(secret),
        "--json",
    ]
    capsys.readouterr()
    code = main.main(arguments)
    return code, capsys.readouterr().out


def test_what_one_writes_the_other_takes(
    nodes: tuple[HttpNode, HttpNode], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All entries, in two steps; then they are in the other's mirror, byte for byte."""
    north, south = nodes
    for count, out in ((300, tmp_path / "first.bundle"), (20, tmp_path / "second.bundle")):
        write_entries(north, count)
        assert main.main(["record", "export", str(north.folder.root), "--out", str(out)]) == 0
    code, text = imported(south, tmp_path, capsys, tmp_path / "first.bundle")
    (row,) = json.loads(text)["logs"]
    assert (code, row["before"], row["after"], row["known"]) == (0, 0, 301, 301)
    code, text = imported(south, tmp_path, capsys, tmp_path / "second.bundle", tmp_path / "first.bundle")
    (row,) = json.loads(text)["logs"]
    assert (code, row["before"], row["after"], row["is_forked"]) == (0, 301, 321, False)
    own, mirror = (north.folder.record, south.folder.mirrors / row["log"][-16:])
    assert (mirror / "entries.log").read_bytes() == (own / "entries.log").read_bytes()


def test_what_was_altered_is_not_taken(
    nodes: tuple[HttpNode, HttpNode], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cut file is refused; one with an entry altered and its end written anew gives nothing, and accuses nobody."""
    north, south = nodes
    write_entries(north, 10)
    out, other = tmp_path / "a.bundle", tmp_path / "b.bundle"
    assert main.main(["record", "export", str(north.folder.root), "--out", str(out)]) == 0
    content = out.read_bytes()
    other.write_bytes(content[:-5])
    assert imported(south, tmp_path, capsys, other)[0] == 65
    place = content.index(b'{"entries"') + 2_000
    changed = content[:place] + (b"A" if content[place : place + 1] != b"A" else b"B") + content[place + 1 :]
    other.write_bytes(mended(changed))
    code, text = imported(south, tmp_path, capsys, other)
    found = json.loads(text)
    assert (code, found["proved"], found["logs"][0]["is_forked"], found["logs"][0]["is_malformed"]) == (
        0,
        [],
        False,
        False,
    )
    code, text = imported(south, tmp_path, capsys, out)
    assert (code, json.loads(text)["logs"][0]["after"]) == (0, 11)


def test_a_log_that_is_not_followed_is_passed_over(
    nodes: tuple[HttpNode, HttpNode], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The own log, say: nothing is written."""
    north, _ = nodes
    out = tmp_path / "a.bundle"
    assert main.main(["record", "export", str(north.folder.root), "--out", str(out)]) == 0
    code, text = imported(north, tmp_path, capsys, out)

    assert (code, [row["after"] for row in json.loads(text)["logs"]]) == (0, [0])
