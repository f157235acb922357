# SPDX-License-Identifier: Apache-2.0
"""R8: outside the line only that a message waits is said. Nothing is sent but by doors with tests of their own."""

from pathlib import Path

from exercise_acts import act
from redlines.kept import assess_acts, built_without_a_test, sending_files


def test_nothing_sends_mail_or_messages() -> None:
    """Modules for mail, the web or other programs are imported by the doors alone that have a test of their own."""
    assert sending_files() == {}


def test_a_run_opens_no_connection(exland: Path, tmp_path: Path) -> None:
    """A whole assessment with its report ends well while every socket is refused (tests/conftest.py)."""
    out = assess_acts(tmp_path, exland, act())
    page = (out / "report.html").read_text(encoding="utf-8")

    assert "<script src" not in page
    assert "<link" not in page
    assert 'src="http' not in page
    assert 'href="http' not in page
    assert "@import" not in page


def test_notices_have_a_test_when_they_come() -> None:
    """Whatever sends notices must prove that a mail says nothing but that a message waits."""
    assert built_without_a_test("r08", "line", "http", "peers") == []
