# SPDX-License-Identifier: Apache-2.0
"""Checks, watch, handover, callers who wait, escalation and the gap report."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from truceline.base.instants import NS_PER_S, parse_instant
from truceline.line.checks import (
    MACHINE_GRACE_NS,
    AnsweredCheck,
    due_by_machine,
    due_by_person,
    missed_checks,
)
from truceline.line.escalation import LADDERS, Rung, escalation
from truceline.line.gaps import begins_ms, gap
from truceline.line.levels import Due, Receipt, SaidStep, progress
from truceline.line.message_types import Precedence, message_type
from truceline.line.messages import Confirmed, Message, PassedOn
from truceline.line.watch import Caller, Duty, Handover, OpenItem, held_too_long, in_order, may_take

NOW = 1_790_000_000_000
DAY_NS = parse_instant("2026-05-10T00:00:00Z")
HOUR_NS = 3_600 * NS_PER_S
MINUTE = 60_000


def item(name: str, precedence: Precedence, due: int = 0, post: str = "air") -> OpenItem:
    """Wait."""
    return OpenItem(id=name, precedence=precedence, post=post, since_ms=NOW, due_ms=NOW + due)


ROSTER = (
    Duty(officer="off-1", post="air", from_ms=NOW - MINUTE, until_ms=NOW + MINUTE),
    Duty(officer="off-2", post="ground", from_ms=NOW - MINUTE, until_ms=NOW + MINUTE),
    Duty(officer="off-3", post="air", from_ms=NOW + MINUTE, until_ms=NOW + 2 * MINUTE),
)


def test_an_urgent_message_waits_for_no_usual_contact() -> None:
    """Any officer on duty may take a flash; a routine message is for its post."""
    assert may_take(item("m", Precedence.FLASH), ROSTER, NOW) == ("off-1", "off-2")
    assert may_take(item("m", Precedence.IMMEDIATE), ROSTER, NOW) == ("off-1", "off-2")
    assert may_take(item("m", Precedence.ROUTINE), ROSTER, NOW) == ("off-1",)
    assert may_take(item("m", Precedence.ROUTINE, post=""), ROSTER, NOW) == ("off-1", "off-2")
    assert may_take(item("m", Precedence.ROUTINE), ROSTER, NOW + MINUTE) == ("off-3",)


@given(st.lists(st.tuples(st.sampled_from(Precedence), st.integers(0, 10**6)), max_size=50))
def test_a_flood_never_hides_a_flash(rows: list[tuple[Precedence, int]]) -> None:
    """Whatever waits and however long: no less urgent message stands before a more urgent one."""
    items = [item(f"m{number}", precedence, due) for number, (precedence, due) in enumerate(rows)]
    order = list(Precedence)

    found = in_order([*items, item("flash", Precedence.FLASH, due=10**9)])

    ranks = [order.index(each.precedence) for each in found]
    assert ranks == sorted(ranks, reverse=True)
    assert "flash" in {each.id for each in found[: 1 + sum(one is Precedence.FLASH for one, _ in rows)]}


def test_a_relief_has_what_he_acknowledged() -> None:
    """Until then each piece stays with whoever had it, and the handover is not done."""
    handover = Handover(from_officer="off-1", to_officer="off-3", items=("a", "b"))
    half = replace(handover, acknowledged=frozenset({"a"}))
    done = replace(handover, acknowledged=frozenset({"a", "b"}))

    assert (handover.is_done, half.is_done, done.is_done) == (False, False, True)
    assert (half.holder_of("a"), half.holder_of("b")) == ("off-3", "off-1")
    assert half.left == ("b",)


def test_27_minutes_on_hold_are_told_after_20_seconds() -> None:
    """A caller whose own forces are under fire is told to everybody on duty at once; one who was taken is not."""
    held = Caller(id="c", precedence=Precedence.FLASH, since_ms=NOW)
    other = Caller(id="d", precedence=Precedence.ROUTINE, since_ms=NOW)

    assert held_too_long([held, other], NOW + 19_999) == ()
    assert held_too_long([other, held], NOW + 20_000) == (held,)
    assert held_too_long([other, held], NOW + 27 * MINUTE) == (held, other)
    assert held_too_long([replace(held, taken_ms=NOW + 5)], NOW + 27 * MINUTE) == ()


def test_machines_check_every_minute_and_persons_twice_a_day() -> None:
    """Ends are half open, and a day has two hours of persons."""
    assert due_by_machine(DAY_NS + 1, DAY_NS + 121 * NS_PER_S) == (DAY_NS + 60 * NS_PER_S, DAY_NS + 120 * NS_PER_S)
    assert due_by_person(DAY_NS, DAY_NS + 24 * HOUR_NS) == (DAY_NS + 9 * HOUR_NS, DAY_NS + 17 * HOUR_NS)
    assert due_by_person(DAY_NS + 9 * HOUR_NS + 1, DAY_NS + 17 * HOUR_NS) == ()


def test_a_late_answer_is_a_missed_check() -> None:
    """What can still come in time is not missed; what came late was."""
    due = due_by_machine(DAY_NS, DAY_NS + 4 * 60 * NS_PER_S)
    answered = (
        AnsweredCheck(asked_ns=due[0], answered_ns=due[0] + NS_PER_S),
        AnsweredCheck(asked_ns=due[1], answered_ns=due[1] + 61 * NS_PER_S),
    )

    found = missed_checks("air", "south", due, answered, MACHINE_GRACE_NS, due[3])

    assert [each.due_ns for each in found] == [due[1] + MACHINE_GRACE_NS]
    assert [each.by for each in found] == ["south"]
    later = missed_checks("air", "south", due, answered, MACHINE_GRACE_NS, due[3] + 2 * MACHINE_GRACE_NS)
    assert [each.due_ns - MACHINE_GRACE_NS for each in later] == [due[1], due[2], due[3]]


def test_escalation_begins_when_overdue_and_stops_with_an_answer() -> None:
    """The next rung is named before it is reached; the rungs reached stay reached."""
    ladder = LADDERS[Precedence.FLASH]
    open_due = Due(level="answered", by_ms=NOW, reached_ms=None)

    before = escalation(open_due, ladder, NOW)
    early = escalation(open_due, ladder, NOW + 1)
    later = escalation(open_due, ladder, NOW + 40 * MINUTE)
    last = escalation(open_due, ladder, NOW + 10**12)
    answered = escalation(replace(open_due, reached_ms=NOW + 6 * MINUTE), ladder, NOW + 40 * MINUTE)

    assert (before.reached, before.next, before.next_ms) == ((), Rung.WATCH_OFFICER, NOW)
    assert (early.reached, early.next, early.next_ms) == ((Rung.WATCH_OFFICER,), Rung.LIAISON, NOW + 5 * MINUTE)
    assert later.reached == (Rung.WATCH_OFFICER, Rung.LIAISON, Rung.FLAG_MEETING)
    assert last.reached == tuple(Rung)
    assert last.next is None
    assert (answered.reached, answered.next, answered.is_over) == ((Rung.WATCH_OFFICER, Rung.LIAISON), None, True)


def test_every_ladder_rises() -> None:
    """Each rung comes later than the one below, sooner for the more urgent."""
    for ladder in LADDERS.values():
        times = [step.after_s for step in ladder]
        assert times == sorted(set(times))
        assert [step.rung for step in ladder] == list(Rung)
    for less, more in zip(LADDERS[Precedence.ROUTINE], LADDERS[Precedence.FLASH], strict=True):
        assert more.after_s <= less.after_s


NOTICE = Message(
    type="activity.notice",
    precedence=Precedence.PRIORITY,
    party="northland",
    officer="off-7",
    to=("hill-league",),
    made_ms=NOW,
    fields={
        "domain": "air",
        "area": {"circle": {"lat": 0, "lon": 0, "radius_m": 5_000}},
        "window": {"from": NOW + 60 * MINUTE, "until": NOW + 90 * MINUTE},
    },
    valid_until_ms=NOW + 90 * MINUTE,
)


def test_the_gap_report_names_units_before_the_activity_begins() -> None:
    """Not passed on at all, passed on to some, and whole."""
    kind = message_type(NOTICE.type)
    assert kind is not None
    receipts = (Receipt(party="hill-league", is_mirror=True, at_ms=NOW),)

    def after(*steps: PassedOn | Confirmed) -> object:
        said = [SaidStep(party="hill-league", step=step) for step in steps]
        return gap(NOTICE, kind, progress(NOTICE, kind, "hill-league", receipts, said), NOW + 20 * MINUTE)

    passed = PassedOn(units=("2nd-battery", "3rd-battery"), at_ms=NOW + 1)
    nothing, some = after(), after(passed, Confirmed(unit="2nd-battery", at_ms=NOW + 2))
    whole = after(passed, *(Confirmed(unit=unit, at_ms=NOW + 2) for unit in passed.units))

    assert begins_ms(NOTICE) == NOW + 60 * MINUTE
    assert (nothing.is_passed_on, nothing.units, nothing.left_ms) == (False, (), 40 * MINUTE)  # type: ignore[attr-defined]
    assert (some.is_passed_on, some.units) == (True, ("3rd-battery",))  # type: ignore[attr-defined]
    assert whole is None
