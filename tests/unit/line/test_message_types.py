# SPDX-License-Identifier: Apache-2.0
"""The table of messages: whole, without a contradiction, and with every type that officers need."""

from itertools import pairwise

import pytest

from truceline.line.message_fields import FieldForm
from truceline.line.message_types import (
    DEADLINES,
    ENDING,
    MESSAGE_TYPES,
    AnswerCode,
    MessageType,
    Precedence,
    message_type,
)

NEEDED = {
    *("test.check", "activity.notice", "activity.change", "activity.cancel", "hazard", "flight.safety"),
    *("entry.inadvertent", "incident", "protest", "clarification.request", "reply", "self.report", "halt.request"),
    *("rescue", "aid.passage", "admin", "correction", "line.suspend", "line.resume", "watch.handover"),
}
EACH = pytest.mark.parametrize("kind", MESSAGE_TYPES, ids=lambda kind: kind.code)


def test_every_needed_type_is_there_once() -> None:
    """No type stands twice, and none that officers need is missing."""
    codes = [kind.code for kind in MESSAGE_TYPES]

    assert len(codes) == len(set(codes))
    assert set(codes) >= NEEDED
    assert message_type("activity.notice") is not None
    assert message_type("approval") is None


@EACH
def test_every_type_can_be_answered_so_that_the_waiting_ends(kind: MessageType) -> None:
    """Every row names at least one answer that ends the waiting, one precedence, and each field once."""
    assert ENDING & set(kind.answers)
    assert kind.precedences
    assert len({field.name for field in kind.fields}) == len(kind.fields)
    assert len(set(kind.answers)) == len(kind.answers)
    assert kind.refers in {"must", "may", "never"}
    assert all(bool(field.codes) == (field.form is FieldForm.CODE) for field in kind.fields)


@EACH
def test_only_what_was_asked_for_can_be_promised_or_refused(kind: MessageType) -> None:
    """WILCO and UNABLE go together; a notice that only informs allows neither, nor does anything approve."""
    asks = AnswerCode.WILCO in kind.answers
    assert asks <= (AnswerCode.UNABLE in kind.answers)
    assert asks <= kind.is_actionable
    assert "approve" not in f"{kind.about} {kind.title}".lower()


@EACH
def test_what_units_must_act_on_names_a_place_or_a_time_that_is_read_back(kind: MessageType) -> None:
    """A slip of nine kilometres can be caught in every message that units act on."""
    if kind.reaches_units:
        assert any(field.is_read_back for field in kind.fields)
    assert all(
        field.is_read_back
        for field in kind.fields
        if field.form in {FieldForm.POSITION, FieldForm.AREA, FieldForm.WINDOW, FieldForm.BAND}
    )


@EACH
def test_deadlines_follow_each_other(kind: MessageType) -> None:
    """Delivered comes before read, read before answered, at every precedence."""
    for precedence in kind.precedences:
        due = kind.deadlines_at(precedence)
        assert 0 < due.delivered_s <= (due.read_s or due.delivered_s) <= due.answered_s


def test_the_more_urgent_the_sooner() -> None:
    """Each precedence is due sooner than the one below it, at every level."""
    rows = [DEADLINES[precedence] for precedence in Precedence]

    for less, more in pairwise(rows):
        assert more.delivered_s < less.delivered_s
        assert (more.read_s or 0) < (less.read_s or 0)
        assert more.answered_s < less.answered_s


def test_a_halt_is_always_a_flash() -> None:
    """Nobody can ask for a halt so that it waits."""
    halt = message_type("halt.request")
    assert halt is not None
    assert halt.precedences == (Precedence.FLASH,)
