# SPDX-License-Identifier: Apache-2.0
"""Where readers' comments begin."""

import pytest

from press_texts import REPORT
from truceline.corroboration.comments import comments_from
from truceline.corroboration.paragraphs import paragraphs_of

BODY = "\n\n".join(REPORT)
REMARK = "Never in my life have I read such a thing about the river and its boats, and I have read much about it."


@pytest.mark.parametrize(
    "below",
    [
        f"View all comments\nBo\nFebruary 13, 2001\n{REMARK}",
        f"3 Comments\nBo\n2 days ago\n{REMARK}",
        f"Comments\n{REMARK}",
        f"Bo says:\nFebruary 13, 2001 at 10:12 am\n{REMARK}\nCy says:\nFebruary 14, 2001 at 9:00 am\n{REMARK}",
        f"Bo • 3 hours ago\n{REMARK}\nCy • 2 hours ago\n{REMARK}",
        f"  • Bo\n    {REMARK}\n    • Cy\n      Well said.",
        f"* Bo\n    {REMARK}\n* Cy\n    You are wrong.",
        f"Leave a reply\n{REMARK}",
    ],
    ids=["form", "counter", "heading", "verb and date", "name and age", "nested list", "flat list", "reply form"],
)
def test_comments_begin_below_the_report(below: str) -> None:
    """Each sign is enough where it stands below the report."""
    assert comments_from(paragraphs_of(f"{BODY}\n\n{below}")) == len(REPORT)


@pytest.mark.parametrize(
    "below",
    [
        "The draft has three parts:\n• guns away from the river\n• boats with food every morning\n• a hot line",
        "• Guns\n    Heavy weapons stay away from both banks.\n• Boats\n    Boats with food pass every morning.",
        "Ada Writer\nFebruary 13, 2001",
        "A spokesman of Northland said:\n\n" + REPORT[0],
    ],
    ids=["list of points", "list with headings", "author and date", "speaker"],
)
def test_what_looks_alike_stays_in_the_report(below: str) -> None:
    """Lists, a name with its date, and a sentence that brings in a speaker are no comments."""
    paragraphs = paragraphs_of(f"{BODY}\n\n{below}")

    assert comments_from(paragraphs) == len(paragraphs)


def test_counter_at_the_head_of_the_page_opens_nothing() -> None:
    """The report stands below it."""
    paragraphs = paragraphs_of(f"Truce is near\n12 comments\n{BODY}\n\n{BODY.replace('river', 'lake')}")

    assert comments_from(paragraphs) == len(paragraphs)


def test_nothing_below_a_comment_is_the_report_again() -> None:
    """Long sentences that a reader wrote stay with the readers."""
    paragraphs = paragraphs_of(f"{BODY}\n\nView all comments\nBo\nFebruary 13, 2001\n{REMARK}\n\n{BODY}")

    assert comments_from(paragraphs) == len(REPORT)
