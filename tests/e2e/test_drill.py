# SPDX-License-Identifier: Apache-2.0
"""The first day of three nodes, run as a user runs it; what it leaves is read by a verifier that shares no code."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

ROOT = Path(__file__).resolve().parents[2]
VERIFIER = ROOT / "verify" / "truceline_verify.py"
pytestmark = pytest.mark.network


def verdict(word: str, file: Path, policy: Path) -> int:
    """Ask the one-file verifier."""
    command = [sys.executable, str(VERIFIER), word, str(file), "--policy", str(policy)]
    return subprocess.run(command, capture_output=True, check=False).returncode


def timeline(file: Path, policy: Path) -> dict[str, dict[int, str]]:
    """Give what is proven of when each entry was made, by the parties of logs and indexes."""
    command = [sys.executable, str(VERIFIER), "timeline", str(file), "--policy", str(policy), "--json"]
    told = msgspec.json.decode(subprocess.run(command, capture_output=True, check=True).stdout)
    found: dict[str, dict[int, str]] = {}
    for text in told["proven"]:
        origin, is_row, rest = text.partition(" entry ")
        if is_row and ": made " in rest:
            found.setdefault(origin.split("/")[-2], {})[int(rest.partition(":")[0])] = rest
    return found


def test_the_first_day_ends_by_itself_and_leaves_what_is_proven(tmp_path: Path) -> None:
    """Bundles are proven under every policy, the fork is a breach, an altered bundle is neither; nothing else stays."""
    out, place = tmp_path / "first-day", tmp_path / "temporary"
    place.mkdir()
    run = subprocess.run(
        [sys.executable, "-m", "truceline", "drill", "first-day", "--out", str(out), "--json"],
        capture_output=True,
        check=False,
        timeout=180,
        env={"PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(place), "PATH": "/usr/bin:/bin"},
    )
    assert run.returncode == 0, run.stderr.decode()
    told = msgspec.json.decode(run.stdout)
    bundles, policies = sorted(out.glob("*.bundle")), sorted(out.glob("*.policy"))
    (fork,) = out.glob("*.fork")

    assert told["schema"] == "truceline/drill-first-day/1"
    assert told["exercise"] is True
    assert [each.name for each in bundles] == ["north.bundle", "south.bundle", "un.bundle"]
    assert {verdict("bundle", bundle, policy) for bundle in bundles for policy in policies} == {0}
    assert {verdict("fork", fork, policy) for policy in policies} == {20}
    assert fork.stat().st_size <= 4_096
    proven = {each["step"] for each in told["told"] if each["is_proven"]}
    assert len(proven) >= 5
    readme = (out / "README.txt").read_text(encoding="utf-8")
    assert readme.startswith("EXERCISE")
    assert all(each.name in readme for each in (*bundles, *policies, fork))
    assert list(place.iterdir()) == []

    travelled = timeline(bundles[0], policies[0])["northland"][1]
    assert "made after 2" in travelled
    assert "before 2" in travelled

    altered = tmp_path / "altered.bundle"
    content = bytearray(bundles[0].read_bytes())
    content[len(content) // 2] ^= 1
    altered.write_bytes(content)
    assert verdict("bundle", altered, policies[0]) == 22


def test_a_folder_that_is_taken_is_left_as_it_is(tmp_path: Path) -> None:
    """Nothing is written over."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "truceline", "drill", "first-day", "--out", str(tmp_path)],
        capture_output=True,
        check=False,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"},
    )

    assert run.returncode == 69
    assert b"new or empty folder" in run.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]
