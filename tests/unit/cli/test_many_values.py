# SPDX-License-Identifier: Apache-2.0
"""Options that take several values in a row."""

import pytest

from truceline.cli.many_values import repeated


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("--texts a b --out c", "--texts a --texts b --out c"),
        ("--out c --texts a", "--out c --texts a"),
        ("--texts a --texts b c", "--texts a --texts b --texts c"),
        ("--texts=-a b", "--texts=-a b"),
        ("--texts a -- b", "--texts a -- b"),
        ("--events a b", "--events a b"),
        ("--texts --out c", "--texts --out c"),
        ("", ""),
    ],
)
def test_an_option_of_many_values_stands_before_each(typed: str, meant: str) -> None:
    """Other options, and what follows a double hyphen, stay as they are."""
    assert repeated(typed.split()) == meant.split()
