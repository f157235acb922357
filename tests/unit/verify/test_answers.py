# SPDX-License-Identifier: Apache-2.0
"""What the verifiers say, beyond their exit codes: where a file does not fit, what it does not show, who vouches."""

from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from truceline.cli.record_verify import verify
from truceline.crypto.boxes import box_key_id
from truceline.ledger.bundle_answers import AboutEntry, AboutSilence, AboutTimeline
from unit.ledger.bundle_readers import Json, compared, judged
from unit.verify.making import START_MS, MadeLog, b64, cosigner, policy
from unit.verify.running import told, verifier
from unit.verify.scenes import OTHERS, Scene, entry_bit, of, policy_edit, scene

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


def _counted(found: Json) -> Json:
    """Count the proven sentences: the two write instants in different forms."""
    return {**found, "proven": len(found["proven"])}


def _addressed_by_key(*, claimants: tuple[str, ...] = ("south",)) -> tuple[str, tuple[bytes, bytes]]:
    """Seal an entry of north to a key of boxes that the genesis of some others enrols; its origin and the bundle."""
    public = sha256(b"EXERCISE box key").digest()
    north, logs = MadeLog("north"), [MadeLog(party) for party in claimants]
    north.genesis()
    north.append("x", header={"to": [box_key_id(public)]})
    for each in logs:
        each.genesis(box_keys={box_key_id(public): b64(public)})
    every = sorted([north, *logs], key=lambda each: each.origin)
    made = Scene(log=north, notes=[north.note(at_s=5, by=OTHERS)], policy=policy(*every))
    witnesses = tuple(cosigner(party) for party in ("north", "un", "south"))
    made.notes += [each.note(at_s=6, by=witnesses) for each in logs]
    made.entries = [line for each in every for line in each.entry_lines()]
    made.opened = [line for each in every for line in each.bodies]
    return north.origin, of(made)


def test_an_entry_sealed_to_a_key_is_delivered_to_the_party_that_enrols_it(tmp_path: Path) -> None:
    """The genesis in the bundle says whose key it is, and that party's mirror cosigned a head over the entry."""
    origin, made = _addressed_by_key()
    found = compared(told(tmp_path, made, "receipts", "--log", origin, "--seq", "1"))

    assert found["exit"] == 0
    assert any(text.startswith("Delivered (not: read): south-mirror ") for text in found["proven"])
    assert _counted(found) == _counted(compared(judged(*made, AboutEntry(origin=origin, seq=1, with_receipts=True))))


@pytest.mark.parametrize("claimants", [(), ("south", "un")], ids=["nobody", "two parties"])
def test_a_key_that_nobody_or_somebody_else_too_enrols_shows_no_receipt(
    claimants: tuple[str, ...], tmp_path: Path
) -> None:
    """Each party that says that a key is its own must have received the entry."""
    origin, made = _addressed_by_key(claimants=claimants)
    found = compared(told(tmp_path, made, "receipts", "--log", origin, "--seq", "1"))

    assert (found["exit"], found["lacking"]) == (21, 1)
    assert _counted(found) == _counted(compared(judged(*made, AboutEntry(origin=origin, seq=1, with_receipts=True))))


def test_times_by_one_organisation_alone_are_told_apart(tmp_path: Path) -> None:
    """With two parties only there is never a second one."""
    made = of(scene(by=OTHERS[:1]))
    found, node = told(tmp_path, made, "timeline"), judged(*made, AboutTimeline())
    alone = "before (by one organisation alone: 2026-09-21 14:13:25 UTC)"

    assert sum(alone in text for text in found["unknown"]) == 3
    assert sum("before (by one organisation alone: 2026-09-21T14:13:25Z)" in text for text in node.unknown) == 3


def test_it_says_when_nobody_but_the_author_vouches(tmp_path: Path) -> None:
    """Without cosignatures and under a policy that asks for none, the answer says so."""
    made = of(scene(by=()), policy=policy_edit(b"quorum enough\n", b"quorum none\n")[1])
    found, node = told(tmp_path, made), judged(*made)
    said = "nobody but the author vouches for size 10."

    assert (found["exit"], found["quorum"]) == (0, "none")
    assert any(text.endswith(said) for text in found["unknown"])
    assert any(text.endswith(said) for text in node.unknown)


def test_it_prints_what_ties_the_answer_to_the_files(tmp_path: Path) -> None:
    """The SHA-256 of both files, in words too and of a malformed file, and the quorum that was asked for."""
    made = of(scene())
    text = verifier.in_words(told(tmp_path, made))

    assert all(
        f"SHA-256 of the {name}: {sha256(each).hexdigest()}" in text
        for name, each in zip(("bundle", "policy"), made, strict=True)
    )
    assert "Quorum asked: enough (2 of north, south, un)" in text
    assert sha256(b"").hexdigest() in verifier.in_words(told(tmp_path, (b"", made[1])))
