# SPDX-License-Identifier: Apache-2.0
"""The shelf of messages: what is kept, what waits for whom, and in which order."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from kept_things import do, reading, see
from truceline.app.line_ports import KeptMessage, KeptStep
from truceline.app.ports import Page, Records, Store
from truceline.base.errors import NotFoundError, TakenError
from truceline.line.message_types import AnswerCode, Precedence
from truceline.line.messages import Answer, Message, ReadStep

NOON_NS = 1_790_000_000_000_000_000


def kept(name: str, precedence: Precedence = Precedence.ROUTINE, at: int = 0, **more: object) -> KeptMessage:
    """Send."""
    message = Message(
        type="protest",
        precedence=precedence,
        party="northland",
        officer="off-7",
        to=("dale", "hill-league"),
        made_ms=1_790_000_000_000,
        attached="Two lines,\nplain.",
        exercise=True,
    )
    return KeptMessage(
        id=name,
        message=replace(message, **more),  # type: ignore[arg-type]
        at_ns=NOON_NS + at,
        log="northland",
    )


def add(*things: KeptMessage) -> Callable[[Records], None]:
    """Keep them."""

    def job(records: Records) -> None:
        for each in things:
            records.messages.add(each)

    return job


def page_of(reader: str, records: Records, limit: int = 10, after: str = "") -> Page[KeptMessage]:
    """List."""
    return records.messages.page(reading(reader, limit=limit, after=after))


def test_a_message_comes_back_as_it_was_kept(store: Store) -> None:
    """With its log and its instant; an unknown one is not there."""
    one = kept("m-1")
    do(store, add(one))

    assert see(store, lambda records: records.messages.get("m-1")) == one
    with pytest.raises(NotFoundError):
        see(store, lambda records: records.messages.get("m-2"))
    with pytest.raises(TakenError):
        do(store, add(kept("m-1")))


def test_only_its_sides_list_a_message(store: Store) -> None:
    """The sender and those who are to answer, latest first, page by page."""
    things = [kept(f"m-{number}", at=number) for number in range(5)]
    other = kept("other", at=9, party="dale", to=("lamplight",))
    do(store, add(*things, other))

    first = see(store, partial(page_of, "hill-league", limit=3))
    rest = see(store, partial(page_of, "hill-league", limit=3, after=first.next))

    assert [each.id for each in first.items] == ["m-4", "m-3", "m-2"]
    assert ([each.id for each in rest.items], rest.next) == (["m-1", "m-0"], "")
    assert [each.id for each in see(store, partial(page_of, "northland")).items][-1] == "m-0"
    assert [each.id for each in see(store, partial(page_of, "lamplight")).items] == ["other"]
    assert see(store, partial(page_of, "stranger")).items == ()


def test_what_waits_is_listed_by_urgency_and_age(store: Store) -> None:
    """A flash comes first however late it came; what was answered waits no more for that party alone."""
    do(
        store,
        add(
            *(kept(f"routine-{number}", at=number) for number in range(50)),
            kept("flash", Precedence.FLASH, at=99),
            kept("priority", Precedence.PRIORITY, at=98),
        ),
    )

    def waiting(party: str, limit: int = 3) -> list[str]:
        return [each.id for each in see(store, lambda records: records.messages.open_for(party, limit))]

    assert waiting("hill-league") == ["flash", "priority", "routine-0"]
    do(store, lambda records: records.messages.close("flash", "hill-league"))
    assert waiting("hill-league") == ["priority", "routine-0", "routine-1"]
    assert waiting("dale", 1) == ["flash"]
    assert waiting("northland") == []


def test_steps_stand_in_their_order_with_their_logs(store: Store) -> None:
    """What each side says of a message, and in whose log."""
    do(store, add(kept("m-1"), kept("m-2")))
    steps = (
        KeptStep(
            message_id="m-1",
            party="dale",
            log="dale",
            at_ns=NOON_NS + 2,
            step=ReadStep(officer="off-9", at_ms=5),
        ),
        KeptStep(
            message_id="m-1",
            party="hill-league",
            log="northland",
            at_ns=NOON_NS + 1,
            step=Answer(code=AnswerCode.CONTEST, officer="off-3", at_ms=4, attached="No."),
        ),
    )

    def job(records: Records) -> None:
        for each in steps:
            records.messages.add_step(each)

    do(store, job)

    assert see(store, lambda records: records.messages.steps("m-1")) == steps
    assert see(store, lambda records: records.messages.steps("m-2")) == ()
    with pytest.raises(NotFoundError):
        do(store, lambda records: records.messages.add_step(replace(steps[0], message_id="m-9")))


def test_an_error_takes_all_of_it_back(store: Store) -> None:
    """A job that fails after it kept a message leaves neither it nor its sides."""

    def job(records: Records) -> None:
        records.messages.add(kept("m-1"))
        records.messages.close("m-1", "dale")
        records.messages.get("m-9")

    with pytest.raises(NotFoundError):
        do(store, job)
    assert see(store, partial(page_of, "dale")).items == ()
    assert see(store, lambda records: records.messages.open_for("dale", 9)) == ()
