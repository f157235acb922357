# SPDX-License-Identifier: Apache-2.0
"""Duties: what is owed comes first, with every published date and all that is on record."""

from report_pages import incidents_material
from truceline.report.duties import duty_rows, open_by_state

MATERIAL = incidents_material()
ROWS = duty_rows(MATERIAL.assessment.duties, MATERIAL.library)


def test_no_duty_is_left_out() -> None:
    """Each state has its row."""
    assert sorted(row.state.provision for row in ROWS) == sorted(each.provision for each in MATERIAL.assessment.duties)


def test_what_is_owed_comes_first() -> None:
    """Overdue, due, without evidence; then the others."""
    order = ["overdue", "due", "no_evidence"]
    ranks = [order.index(row.state.state) if row.state.state in order else len(order) for row in ROWS]

    assert ranks == sorted(ranks)
    assert [row.is_open for row in ROWS] == [rank < len(order) for rank in ranks]


def test_every_published_date_stands_beside_the_texts_own() -> None:
    """Variants of the due date are kept, each in words."""
    (row,) = [row for row in ROWS if (row.state.agreement, row.state.provision) == ("astana-2017", "A3-group")]

    assert row.due == "2017-05-18 (the day at UTC+03:00)"
    assert len(row.variants) == 2
    assert all("UTC" in words for _variant, words in row.variants)


def test_no_date_is_invented() -> None:
    """A duty without a date in the text has none here."""
    undated = [row for row in ROWS if not row.state.due]

    assert undated
    assert {row.due for row in undated} == {""}


def test_open_duties_are_gathered_by_state() -> None:
    """None is lost, the overdue ones first."""
    groups = open_by_state(ROWS)

    assert [row for _state, rows in groups for row in rows] == [row for row in ROWS if row.is_open]
    assert [state for state, _rows in groups][:1] == ["overdue"]
