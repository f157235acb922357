# SPDX-License-Identifier: Apache-2.0
"""R3: a finding about a party reaches that party no later than anyone else. Nothing is delivered to anybody yet."""

from pathlib import Path

from redlines.kept import built_without_a_test, sending_files

RESULTS = {"assessment.json", "findings.jsonl", "origins.csv.gz", "rejected.jsonl", "report.html", "rulings.csv.gz"}


def test_a_finding_goes_to_whoever_ran_the_command_and_to_nobody_else(results: Path) -> None:
    """Findings are lines of one file beside the others; no file and no field is for one side."""
    assert {path.name for path in results.iterdir()} == RESULTS


def test_nothing_can_send_a_finding() -> None:
    """Nothing by which a finding could leave this machine is imported but by doors with tests of their own."""
    assert sending_files() == {}


def test_delivery_has_a_test_when_it_comes() -> None:
    """Whatever delivers findings or predicts tracks must prove that the party concerned is told first or at once."""
    assert built_without_a_test("r03", "line", "http", "peers", "coordination", "screening", "federation") == []
