# SPDX-License-Identifier: Apache-2.0
"""What the verifiers say, beyond their exit codes: where a file does not fit, what it does not show, who vouches."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from truceline.cli.record_verify import verify
from truceline.ledger.bundle_answers import AboutSilence
from unit.ledger.bundle_readers import judged
from unit.verify.making import START_MS
from unit.verify.running import told, verifier
from unit.verify.scenes import entry_bit, of, scene

HOUR_MS = 3_600_000


def test_a_malformed_file_says_from_which_entry_on_it_does_not_fit(tmp_path: Path) -> None:
    """One digit of a time is altered."""
    made = scene()
    altered = of(made, entries=entry_bit(made, 2, made.log.raws[2].index(b'"t":') + 6))

    assert "another root" in told(tmp_path, altered)["reason"]
    assert "the first that does not fit is entry 2: " in told(tmp_path, altered)["reason"]
    assert "the first that does not fit is entry 2: " in judged(*altered).reason


def test_silence_says_what_the_file_does_not_show(tmp_path: Path) -> None:
    """A file may lack notes: a long time without one is no suspicion of anybody."""
    span = ("--party", "north", "--from", "2026-09-21T15:00:00Z", "--to", "2026-09-21T16:00:00Z")
    start_ms, end_ms = (verifier.read_instant(text) for text in (span[3], span[5]))
    found = told(tmp_path, of(scene()), "silence", *span)
    node = judged(*of(scene()), AboutSilence(party="north", start_ms=start_ms, end_ms=end_ms))
    said = "this file shows no signed head between 2026-09-21 15:00:00 UTC and 2026-09-21 16:00:00 UTC."

    assert start_ms > START_MS
    assert found["suspected"] == node.suspected == []
    assert any(text.endswith(said) for text in found["unknown"])
    assert any("this file shows no signed head between" in text for text in node.unknown)


def test_a_span_that_ends_before_it_begins_is_a_usage_error(tmp_path: Path) -> None:
    """In both verifiers: 2, which says nothing about anybody."""
    span = ("--party", "north", "--from", "2026-09-21T16:00:00Z", "--to", "2026-09-21T15:00:00Z")
    with pytest.raises(SystemExit) as stopped:
        told(tmp_path, of(scene()), "silence", *span)
    asked = [str(tmp_path / "a.bundle"), "--policy", str(tmp_path / "a.policy"), "--question", "silence", *span]

    assert stopped.value.code == 2
    assert CliRunner().invoke(verify, asked).exit_code == 2
