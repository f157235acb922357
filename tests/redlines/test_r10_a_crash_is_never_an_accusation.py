# SPDX-License-Identifier: Apache-2.0
"""R10: a failure of the software says that the software failed, with exit codes that mean nothing else."""

import re

import pytest

from redlines.kept import CHECKOUT, built_without_a_test
from truceline.base import errors
from truceline.cli import endings, main
from truceline.findings.ruling import RULING_WORDS

VERIFIER = {20, 21, 22}
"""Breach of the log protocol proved, insufficient, malformed: codes of the verifier alone."""
ACCUSING = re.compile(r"alleged|violat|breach|" + "|".join(f"\\b{word}\\b" for word in RULING_WORDS), re.IGNORECASE)


def test_no_failure_ends_with_a_code_of_the_verifier() -> None:
    """Its codes stay free: what fails here can never be read as a proof against somebody."""
    ours = {*endings.EXIT_CODES.values(), endings.USAGE, endings.OUR_FAULT, endings.FILE_FAULT, endings.INTERRUPTED}

    assert ours & VERIFIER == set()
    assert endings.OK not in ours
    assert 1 not in ours


@pytest.mark.parametrize(
    "mistake", [ValueError("deep inside"), AssertionError(), ZeroDivisionError("x"), RecursionError()]
)
def test_a_mistake_of_ours_says_that_it_is_ours(mistake: Exception) -> None:
    """Exit code 70, and words that accuse nobody."""
    ending = main.ending_of_any(mistake)

    assert (ending.exit_code, ending.code) == (70, "own-fault")
    assert ending.message.startswith("a fault of this software, not of your input")
    assert not ACCUSING.search(ending.message)


def test_every_deliberate_error_has_its_code() -> None:
    """No error class ends with 0, and all say whose fault it is by their class."""
    kinds = [getattr(errors, name) for name in errors.__all__ if name.endswith("Error")]

    assert len(kinds) > 10
    for kind in kinds:
        code = endings.exit_code_of(kind)
        assert code not in {0, 1, *VERIFIER}


def test_the_page_of_exit_codes_gives_none_of_them_another_meaning() -> None:
    """Codes 20 to 22 stand on no line of the table."""
    page = (CHECKOUT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}

    assert 70 in codes
    assert codes & VERIFIER == set()


def test_the_verifier_has_a_test_when_it_comes() -> None:
    """The ledger and the one-file verifier must prove their codes themselves."""
    has_test = (CHECKOUT / "tests" / "redlines" / "test_r10_verify.py").exists()

    assert not (CHECKOUT / "verify").exists() or has_test
    assert built_without_a_test("r10", "ledger", "federation") == []
