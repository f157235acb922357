# SPDX-License-Identifier: Apache-2.0
"""The node's verifier and the one-file verifier share no code: over a thousand made bundles they say the same.

Honest, tampered, forked, stale and cut ones; then each altered at random by somebody who writes the end line anew.
"""

import functools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from truceline.ledger.bundle_answers import AboutEntry, AboutFork, AboutSilence, AboutTimeline, Question
from unit.ledger.bundle_readers import compared, judged
from unit.verify.making import START_MS, mended
from unit.verify.running import told, verifier
from unit.verify.scenes import of, scene
from unit.verify.test_tamperings import EXPECTED

Made = tuple[bytes, bytes]
NAMES = sorted(EXPECTED)
SIGNED_ONCE = functools.cache(vars(verifier)["is_signed"])


@pytest.fixture(autouse=True)
def _signatures_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verify each signature once in the slow way: the alterations share nearly all of them."""
    monkeypatch.setattr(verifier, "is_signed", SIGNED_ONCE)


@functools.cache
def made(number: int) -> Made:
    """Give a made bundle and its policy."""
    return EXPECTED[NAMES[number % len(NAMES)]]()


def both_say_the_same(folder: Path, bundle: Made, *arguments: str, question: Question | None = None) -> int:
    """Hold both answers against each other; the exit code."""
    command = arguments or ("bundle", "--all-signatures")
    file, node = compared(told(folder, bundle, *command)), compared(judged(*bundle, question))

    assert node == file
    return int(node["exit"])


@pytest.mark.parametrize("name", NAMES, ids=str)
def test_every_named_tampering_is_judged_alike(name: tuple[str, int], tmp_path: Path) -> None:
    """Verdict, breaches, suspicions, how much is lacking, and every sentence that is proven."""
    assert both_say_the_same(tmp_path, EXPECTED[name]()) == name[1]


def _drop(rng: np.random.Generator, lines: list[bytes]) -> list[bytes]:
    place = int(rng.integers(len(lines)))
    return lines[:place] + lines[place + 1 :]


def _double(rng: np.random.Generator, lines: list[bytes]) -> list[bytes]:
    place = int(rng.integers(len(lines)))
    return [*lines[: place + 1], *lines[place:]]


def _swap(rng: np.random.Generator, lines: list[bytes]) -> list[bytes]:
    place = int(rng.integers(max(1, len(lines) - 1)))
    return [*lines[:place], *reversed(lines[place : place + 2]), *lines[place + 2 :]]


def _turn_bit(rng: np.random.Generator, lines: list[bytes]) -> list[bytes]:
    place = int(rng.integers(len(lines)))
    content = bytearray(lines[place])
    if content:
        content[int(rng.integers(len(content)))] ^= 1 << int(rng.integers(7))
    return [*lines[:place], bytes(content).replace(b"\n", b" "), *lines[place + 1 :]]


def _change_digit(rng: np.random.Generator, lines: list[bytes]) -> list[bytes]:
    place = int(rng.integers(len(lines)))
    content = bytearray(lines[place])
    digits = [at for at, each in enumerate(content) if chr(each).isdigit()]
    if digits:
        content[digits[int(rng.integers(len(digits)))]] = ord("0") + int(rng.integers(10))
    return [*lines[:place], bytes(content), *lines[place + 1 :]]


def _drop_signature(rng: np.random.Generator, lines: list[bytes]) -> list[bytes]:
    """Leave one signature line of a note out."""
    notes = [at for at, line in enumerate(lines) if line.startswith(b'{"note":')]
    if not notes:
        return lines
    place = notes[int(rng.integers(len(notes)))]
    parts = lines[place].split(b"\\n")
    cut = 4 + int(rng.integers(max(1, len(parts) - 5)))
    return [*lines[:place], b"\\n".join(parts[:cut] + parts[cut + 1 :]), *lines[place + 1 :]]


ALTERATIONS: tuple[Callable[[np.random.Generator, list[bytes]], list[bytes]], ...] = (
    _drop,
    _double,
    _swap,
    _turn_bit,
    _change_digit,
    _drop_signature,
    _drop_signature,
)


def altered(rng: np.random.Generator, bundle: Made) -> Made:
    """Alter a bundle, its policy, or both."""
    content, rules = bundle
    lines = content.split(b"\n")[:-2]
    for _ in range(int(rng.integers(3))):
        if lines:
            lines = ALTERATIONS[int(rng.integers(len(ALTERATIONS)))](rng, lines)
    content = mended(b"".join(line + b"\n" for line in lines) + b"\n")
    chance = rng.random()
    if chance < 0.05:
        content = content[: int(rng.integers(len(content)))]
    elif chance < 0.25:
        kept = _drop(rng, rules.split(b"\n")[:-1])
        rules = b"".join(line + b"\n" for line in kept)
    elif chance < 0.35:
        rules = rules.replace(b"group enough 2", b"group enough 1")
    return content, rules


@pytest.mark.parametrize("seed", range(8))
def test_altered_bundles_are_judged_alike(seed: int, tmp_path: Path) -> None:
    """150 for each seed."""
    rng = np.random.default_rng(seed)
    codes = [both_say_the_same(tmp_path, altered(rng, made(int(rng.integers(1 << 30))))) for _ in range(150)]

    assert len(codes) == 150
    assert {20, 21, 22} <= set(codes)


@pytest.mark.parametrize("name", [name for name in NAMES if name[1] != 22], ids=str)
def test_questions_are_answered_alike(name: tuple[str, int], tmp_path: Path) -> None:
    """Entry, receipts, fork, timeline and silence."""
    bundle = EXPECTED[name]()
    origin = scene().log.origin
    entry = ("--log", origin, "--seq", "1")
    span = ("--party", "north", "--from", "2026-09-21T14:13:00Z", "--to", "2026-09-21T14:14:00Z")
    start_ms, end_ms = (verifier.read_instant(text) for text in (span[3], span[5]))
    asked: dict[tuple[str, ...], Question] = {
        ("entry", *entry): AboutEntry(origin=origin, seq=1),
        ("receipts", *entry): AboutEntry(origin=origin, seq=1, with_receipts=True),
        ("fork",): AboutFork(),
        ("timeline",): AboutTimeline(),
        ("silence", *span): AboutSilence(party="north", start_ms=start_ms, end_ms=end_ms),
    }
    for command, question in asked.items():
        file = compared(told(tmp_path, bundle, *command, "--all-signatures"))
        node = compared(judged(*bundle, question))
        file["proven"], node["proven"] = len(file["proven"]), len(node["proven"])
        assert node == file, command
    assert start_ms < START_MS + 60_000


def test_a_receipt_is_proven_by_both(tmp_path: Path) -> None:
    """The honest scene holds one of the party that the entry addresses."""
    bundle = of(scene())
    origin = scene().log.origin
    code = both_say_the_same(
        tmp_path,
        bundle,
        *("fork",),
        question=AboutFork(),
    )
    receipts = judged(*bundle, AboutEntry(origin=origin, seq=1, with_receipts=True))

    assert code == 21
    assert any(text.startswith("Delivered (not: read): south-mirror") for text in receipts.proven)
