# SPDX-License-Identifier: Apache-2.0
"""The life of agreements: every dated thing with its source, drawn in lanes over the events."""

from collections import Counter
from dataclasses import replace

from report_pages import exercise_material, incidents_material
from truceline.agreement.life import KeyDate
from truceline.report.life import columns_of, lanes_of, lives_of, span_of

LIVES = lives_of(incidents_material().library.agreements)


def test_every_agreement_has_a_life_with_marks_in_order_of_time() -> None:
    """In the library's order of agreements."""
    assert [life.agreement.id for life in LIVES] == [each.id for each in incidents_material().library.agreements]
    for life in LIVES:
        times = [mark.at_ns for mark in life.marks]
        assert times == sorted(times)


def test_the_three_dates_are_never_merged() -> None:
    """Signature, entry into force and application each have their letter."""
    for life in LIVES:
        letters = Counter(mark.letter for mark in life.marks)
        dates: dict[str, KeyDate | None] = {
            "S": life.agreement.signed,
            "F": life.agreement.in_force,
            "A": life.agreement.applied,
        }
        for letter, date in dates.items():
            assert letters[letter] == (date is not None)


def test_every_reading_event_and_due_date_is_a_mark() -> None:
    """Nothing of the term, the events and the duties is left out."""
    for life in LIVES:
        agreement = life.agreement
        letters = Counter(mark.letter for mark in life.marks)
        due = [each for each in agreement.provisions if each.duty is not None and each.duty.due is not None]
        assert letters["e"] == len(agreement.events)
        assert letters["T"] == (len(agreement.term.readings) if agreement.term else 0)
        assert letters["D"] == len(due)


def test_every_mark_has_words_a_time_and_a_source() -> None:
    """A date without anybody who says so would be ours."""
    unsaid = [
        (life.agreement.id, mark)
        for life in LIVES
        for mark in life.marks
        if not (mark.what and mark.when and mark.source)
    ]

    assert unsaid == []


def test_lanes_follow_the_phases() -> None:
    """One lane per agreement; an ended agreement is left blank."""
    assessment = incidents_material().assessment
    span = span_of(LIVES, ())
    lanes = {lane.name: lane for lane in lanes_of(LIVES, assessment.timeline, span)}

    assert set(lanes) == {life.agreement.id for life in LIVES}
    assert any(stretch.tone == "doubt" for stretch in lanes["astana-2017"].stretches)
    assert lanes["coh-2016"].stretches[-1].end_ns < span[1]
    assert lanes["astana-2017"].counted_from_ns is not None


def test_events_are_counted_by_day_or_else_by_month() -> None:
    """The sum is the number of events either way."""
    material = exercise_material()
    by_day, by_month = columns_of(material), columns_of(replace(material, events=()))

    assert sum(column.events for column in by_day) == len(material.events)
    assert sum(column.events for column in by_month) == len(material.events)
    assert len(by_day) > len(by_month) >= 1


def test_the_span_holds_every_mark_and_event() -> None:
    """With room at both ends."""
    columns = columns_of(exercise_material())
    lives = lives_of(exercise_material().library.agreements)
    start, end = span_of(lives, columns)

    assert all(start < mark.at_ns < end for life in lives for mark in life.marks)
    assert all(start < column.start_ns < column.end_ns < end for column in columns)


def test_nothing_at_all_still_has_a_span() -> None:
    """An empty library draws an empty day."""
    assert span_of((), ()) == (0, 86_400_000_000_000)
