# SPDX-License-Identifier: Apache-2.0
"""Every bit and every length of a small bundle, with the end line as it was and with the end line written anew."""

import argparse
import functools
import io
from typing import Any

import pytest

from unit.verify.making import mended
from unit.verify.running import verifier
from unit.verify.scenes import of, scene, small

OPTIONS = argparse.Namespace(all_signatures=False, log=None, seq=None)


SIGNED_ONCE = functools.cache(vars(verifier)["is_signed"])


@pytest.fixture(autouse=True)
def _signatures_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verify each signature once in the slow way: the alterations share nearly all of them."""
    monkeypatch.setattr(verifier, "is_signed", SIGNED_ONCE)


Rules = Any
"""A policy, as the verifier reads it."""


def outcome(content: bytes, rules: Rules) -> tuple[int, frozenset[str]]:
    """Give the exit code, and what is proven."""
    try:
        case = verifier.Case(io.BytesIO(content), rules, OPTIONS)
    except verifier.MalformedError:
        return 22, frozenset()
    verifier.tell_logs(case)
    return 20 if case.breaches else 21 if case.lacking else 0, frozenset(case.proven)


@pytest.fixture(scope="module")
def honest() -> tuple[bytes, Any, frozenset[str]]:
    """Give a small bundle, its policy, and what it proves."""
    content, rules = of(small())
    read = verifier.Policy(rules)
    code, proven = outcome(content, read)
    assert code == 0
    return content, read, proven


def test_every_bit_counts(honest: tuple[bytes, Any, frozenset[str]]) -> None:
    """A bundle with any single bit changed is refused."""
    content, rules, _ = honest
    for at in range(len(content) * 8):
        altered = bytearray(content)
        altered[at // 8] ^= 1 << at % 8
        assert outcome(bytes(altered), rules)[0] == 22, f"bit {at} of {len(content) * 8}"


def test_every_byte_counts_at_the_end(honest: tuple[bytes, Any, frozenset[str]]) -> None:
    """A bundle cut off anywhere is refused."""
    content, rules, _ = honest
    for length in range(len(content)):
        assert outcome(content[:length], rules)[0] == 22, f"cut at {length}"


@pytest.mark.parametrize("bit", [0, 3, 6])
def test_no_bit_proves_more_when_the_end_line_is_written_anew(
    honest: tuple[bytes, Any, frozenset[str]], bit: int
) -> None:
    """Whoever writes the end line anew can leave out and relabel; what is proven never grows, nobody is accused."""
    content, rules, proven = honest
    header, last = content.index(b"\n"), content.rindex(b'{"end"')
    for at in (at for at in range(last) if content[at] != ord("\n")):
        altered = bytearray(content)
        altered[at] ^= 1 << bit
        code, found = outcome(mended(bytes(altered)), rules)
        assert code in {0, 21, 22}, f"byte {at}"
        assert code != 0 or at < header, f"byte {at}"
        assert found <= proven, f"byte {at}"


def test_no_line_left_out_proves_more() -> None:
    """A bundle of fewer lines proves less or nothing."""
    content, raw = of(scene())
    rules = verifier.Policy(raw)
    _, proven = outcome(content, rules)
    lines = content.split(b"\n")[:-1]
    for at in range(len(lines)):
        code, found = outcome(mended(b"\n".join(lines[:at] + lines[at + 1 :]) + b"\n"), rules)
        assert code in {0, 21, 22}
        assert code != 0 or {text for text in found if "signatures" not in text and "promised" not in text} <= proven
