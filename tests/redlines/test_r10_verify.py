# SPDX-License-Identifier: Apache-2.0
"""R10: when the one-file verifier itself fails, it says so, with a code that is no verdict."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from redlines.kept import CHECKOUT
from unit.verify.running import verifier
from unit.verify.scenes import fork, of, scene

VERDICTS = {0, 20, 21, 22}
ACCUSING = re.compile(r"breach|proved|proven|guilt|violat", re.IGNORECASE)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the file as a stranger would."""
    command = [sys.executable, "-I", str(CHECKOUT / "verify" / "truceline_verify.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_missing_file_and_a_wrong_use_are_no_verdict(tmp_path: Path) -> None:
    """A file that is not there, an option that is not there: codes of the tool alone."""
    missing = run("bundle", str(tmp_path / "none"), "--policy", str(tmp_path / "none"))
    misused = [run(), run("bundle"), run("entry", "x", "--policy", "y"), run("judge", "x", "--policy", "y")]

    assert missing.returncode == 66
    assert "says nothing about anybody" in missing.stderr
    assert {each.returncode for each in misused} == {2}
    assert not ACCUSING.search(missing.stderr + missing.stdout)


@pytest.mark.parametrize(
    "mistake", [ValueError("x"), RecursionError(), MemoryError(), AssertionError(), SystemExit(20)]
)
def test_a_mistake_of_the_tool_is_no_verdict(
    mistake: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever breaks inside ends with 70 and accuses nobody."""

    def broken(_: object) -> object:
        raise mistake

    monkeypatch.setattr(verifier, "judge", broken)
    code = verifier.main(["bundle", "a", "--policy", "b"])
    told = capsys.readouterr()

    assert code == 70
    assert code not in VERDICTS
    assert not ACCUSING.search(told.out + told.err)


def test_the_words_of_a_breach_name_keys_and_the_log_never_a_person(tmp_path: Path) -> None:
    """A proved fork is told of a key; suspicion and proof stand under different titles."""
    (tmp_path / "a.fork").write_bytes(of(fork())[0])
    (tmp_path / "a.policy").write_bytes(of(fork())[1])
    told = run("fork", str(tmp_path / "a.fork"), "--policy", str(tmp_path / "a.policy"))

    assert told.returncode == 20
    assert "A key is not a person" in told.stdout
    assert not re.search("guilt|violat|liar|lied", told.stdout, re.IGNORECASE)


def test_nothing_unproven_is_called_proven(tmp_path: Path) -> None:
    """A bundle without its notes is insufficient, and says that this is no evidence against anybody."""
    (tmp_path / "a.bundle").write_bytes(of(scene(), notes=[], proofs=[])[0])
    (tmp_path / "a.policy").write_bytes(of(scene())[1])
    told = run("bundle", str(tmp_path / "a.bundle"), "--policy", str(tmp_path / "a.policy"))

    assert told.returncode == 21
    assert "no evidence against anybody" in told.stdout
    assert "\nProven:" not in told.stdout
