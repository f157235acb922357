# SPDX-License-Identifier: Apache-2.0
"""A log of which a bit was turned, or which was just put back, is told as what it is by all who read it (EXERCISE)."""

import json
import shutil
from pathlib import Path

import pytest

from federation_over_http import HttpNode, made, plan_of_tomorrow, until
from kept_log import framed
from truceline.cli import main

pytestmark = pytest.mark.network


@pytest.fixture
def node(tmp_path: Path) -> HttpNode:
    """Give a node that ran: a log of six entries under a signed head."""
    found = made("north", tmp_path)
    found.start()
    try:
        for _ in range(5):
            found.file(plan_of_tomorrow(found.party))
        status = found.assembled.recording.status
        until(lambda: status(0).head_entries == 6, "a head over all entries")
    finally:
        found.stop()
    return found


def ended(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    """Run a command: how it ended, what it printed, what it complained of."""
    code: object
    try:
        code = main.main(list(arguments))
    except SystemExit as end:
        code = end.code
    told = capsys.readouterr()
    return code, told.out, told.err


def turn_a_bit(node: HttpNode, seq: int) -> str:
    """Damage an entry; in which words it must be told."""
    path = node.folder.record / "entries.log"
    place = sum(8 + len(raw) for raw in framed(path)[:seq])
    content = bytearray(path.read_bytes())
    content[place + 50] ^= 4
    path.write_bytes(content)
    return f"entry {seq} at byte {place} of entries.log is damaged"


@pytest.mark.parametrize("seq", [0, 2, 5])
def test_a_turned_bit_is_told_by_every_command(
    node: HttpNode, tmp_path: Path, capsys: pytest.CaptureFixture[str], seq: int
) -> None:
    """Doctor, head, export: each names the entry and its place and does not end with 0; no bundle is written."""
    words, root, out = turn_a_bit(node, seq), str(node.folder.root), tmp_path / "a.bundle"

    code, told, _ = ended(capsys, "doctor", "--node", root, "--json")
    (row,) = (each for each in json.loads(told)["node"] if each["name"] == "record")
    assert (code, row["order"]) == (69, "out of order")
    assert words in row["said"]
    code, told, complaint = ended(capsys, "record", "head", root, "--json")
    assert code == 74
    assert words in complaint
    assert seq == 0 or words in json.loads(told)["logs"][0]["damage"]
    for wanted in ([], ["--from", "0", "--to", "0"]):
        code, told, complaint = ended(capsys, "record", "export", root, "--out", str(out), *wanted)
        assert (code, told) == (74, "")
        assert words in complaint
    assert list(tmp_path.glob("*.bundle")) == []


def test_a_start_tells_it_and_puts_it_back(node: HttpNode) -> None:
    """What the tail keeps is put back; the log of the node says what was damaged all the same."""
    words, before = turn_a_bit(node, 2), framed(node.folder.record / "entries.log")
    node.log.found.clear()
    node.start()
    node.stop()

    (told,) = (each for each in node.log.found if each["event"] == "record" and "damage" in each)
    assert words in str(told["damage"])
    assert len(framed(node.folder.record / "entries.log")) == len(before)


def test_a_start_that_cannot_mend_it_says_why_it_takes_nothing(node: HttpNode) -> None:
    """With an empty tail the node asks in vain, and each refusal names the damage."""
    words = turn_a_bit(node, 2)
    (node.folder.root.with_name(f"{node.folder.root.name}-apart") / "tail.log").unlink()
    node.start()
    try:
        assert words in node.assembled.recording.refusal
    finally:
        node.stop()


def test_what_was_cut_off_is_told(node: HttpNode, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that ends with a whole entry, but before the head says."""
    path = node.folder.record / "entries.log"
    path.write_bytes(path.read_bytes()[: sum(8 + len(raw) for raw in framed(path)[:4])])

    code, _, complaint = ended(capsys, "record", "head", str(node.folder.root))
    assert code == 74
    assert "entry 4 at byte" in complaint
    assert "are not there" in complaint


def test_what_no_head_covers_is_no_damage(node: HttpNode, capsys: pytest.CaptureFixture[str]) -> None:
    """A frame that is being written, or that a loss of power left."""
    with (node.folder.record / "entries.log").open("ab") as stream:
        stream.write(bytes([0, 0, 1, 0, 7, 7, 7, 7, 7]))

    assert ended(capsys, "record", "head", str(node.folder.root))[0] == 0


def test_a_log_that_was_just_put_back_is_read(
    node: HttpNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the first start there are no tiles: a part goes out all the same, and is proven."""
    (node.folder.record / "restored").touch()
    shutil.rmtree(node.folder.record / "tiles")
    root, bundle, rules = str(node.folder.root), str(tmp_path / "a.bundle"), str(tmp_path / "a.policy")

    assert ended(capsys, "record", "head", root)[0] == 0
    wanted = ["--from", "2", "--to", "3", "--policy-out", rules]
    assert ended(capsys, "record", "export", root, "--out", bundle, *wanted)[0] == 0
    assert ended(capsys, "record", "verify", bundle, "--policy", rules)[0] == 0
    assert not (node.folder.record / "tiles").exists()
