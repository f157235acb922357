# SPDX-License-Identifier: Apache-2.0
"""Codes for kinds of act: a tree, and how a told code meets a named one."""

import pytest

from truceline.base.fourvalue import FourValue
from truceline.picture.kinds import ACT_KINDS, KIND_BY_CODE, is_force, kind_matches


def test_every_code_stands_once_and_under_a_code() -> None:
    """Above ``force.fire.mortar`` stand ``force.fire`` and ``force``."""
    assert len(KIND_BY_CODE) == len(ACT_KINDS)
    assert not [code for code in KIND_BY_CODE if "." in code and code.rpartition(".")[0] not in KIND_BY_CODE]


@pytest.mark.parametrize(
    ("told", "named", "value"),
    [
        ("force.fire.mortar", "force.fire", FourValue.TRUE),
        ("force.fire", "force.fire", FourValue.TRUE),
        ("force", "force.fire", FourValue.NEITHER),
        ("force.air", "force.fire", FourValue.FALSE),
        ("force.fire", "force.fire.mortar", FourValue.NEITHER),
        ("forceful", "force", FourValue.FALSE),
        ("hold.post", "hold.presence", FourValue.FALSE),
    ],
)
def test_a_told_code_meets_a_named_one(told: str, named: str, value: FourValue) -> None:
    """At or below the named code it matches; above it, which of its kinds is not told."""
    assert kind_matches(told, named) is value


@pytest.mark.parametrize("code", KIND_BY_CODE)
def test_force_is_what_begins_with_force(code: str) -> None:
    """R1 asks this of every planned act."""
    assert is_force(code) is (code.split(".", maxsplit=1)[0] == "force")
