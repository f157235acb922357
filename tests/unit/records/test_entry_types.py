# SPDX-License-Identifier: Apache-2.0
"""The registry of entry types: known ones are described, unknown ones are opaque."""

from dataclasses import replace

import pytest

from recorded import OFFICER, ORIGIN, full_draft
from truceline.records.entries import GENESIS, make_entry, parse_entry
from truceline.records.entry_types import ENTRY_TYPES, entry_type


@pytest.mark.parametrize("name", [each.name for each in ENTRY_TYPES if each.name != GENESIS])
def test_a_known_type_can_stand_in_an_entry(name: str) -> None:
    """Every name has the form that entries allow."""
    entry = make_entry(replace(full_draft(), type=name), log=ORIGIN, seq=1, prev=b"\x01" * 32, sign=OFFICER.sign)

    known = entry_type(parse_entry(entry.raw).header.type)
    assert (known.name, known.is_known, known.is_sealed) == (name, True, name == "x")
    assert known.about


def test_an_unknown_type_is_opaque() -> None:
    """It keeps its name, and says that it is not known."""
    unknown = entry_type("hot.later")

    assert (unknown.name, unknown.is_known) == ("hot.later", False)


def test_no_type_stands_twice() -> None:
    """A type has one meaning."""
    assert len({each.name for each in ENTRY_TYPES}) == len(ENTRY_TYPES)
