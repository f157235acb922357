# SPDX-License-Identifier: Apache-2.0
"""Long quotations in a report."""

import pytest

from press_texts import REPORT
from truceline.corroboration.paragraphs import paragraphs_of
from truceline.corroboration.quotations import quoted

OTHERS = (
    "The two sides agreed to bolster the dialogue of their headquarters.",
    "They will make the truce last, and report to each other every week on what was done.",
)


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        ([REPORT[0], f"“{REPORT[1]} {REPORT[2]}” the paper wrote.", REPORT[3]], [False, True, False]),
        ([f"“{REPORT[1]}", f"{REPORT[2]}” it said.", REPORT[3]], [True, True, False]),
        (["The ministry said in a statement:", OTHERS[0], REPORT[0]], [False, True, False]),
        (
            ["Here is the summary of Northland", *OTHERS, "(emphasis added)", REPORT[0]],
            [False, True, True, False, False],
        ),
        ([REPORT[0], "> " + OTHERS[0], REPORT[1]], [False, True, False]),
        (["“Not yet,” the envoy said on the bridge, and left.", REPORT[0]], [False, False]),
        (["The draft has two parts:", OTHERS[0]], [False, False]),
    ],
    ids=["in marks", "over two", "brought in", "with a remark", "set off", "short", "no word of saying"],
)
def test_long_quotations_are_known(paragraphs: list[str], expected: list[bool]) -> None:
    """Somebody else's words are known by their marks or by the sentence before them."""
    assert quoted(paragraphs_of("\n\n".join(paragraphs))) == tuple(expected)
