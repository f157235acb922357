# SPDX-License-Identifier: Apache-2.0
"""The state of a line: two facts, each party's own words, and nothing inferred."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.base.instants import NS_PER_DAY, NS_PER_S, parse_instant
from truceline.base.moments import Moment
from truceline.line.state import (
    OWN_NODE,
    PUBLIC_RECORD,
    DeclaredLine,
    LineRecord,
    LineState,
    MissedCheck,
    ObservedLine,
    line_state,
)
from truceline.picture.contacts import Channel, Declaration, DeclaredState, LineUse, UseKind
from truceline.picture.sources import Source

AIR = Channel(id="air", name="Air line", parties=("north", "south"))
NOON = parse_instant("2026-05-10T12:00:00Z")
HERE = timedelta()


def word(by: str, state: str, on: str, effective: str = "") -> Declaration:
    """Declare."""
    return Declaration(
        id=f"{by}-{state}-{on}",
        by=by,
        channel="air",
        state=DeclaredState(state),
        declared_at=Moment(on),
        effective_at=Moment(effective) if effective else None,
        source=Source(ref=("N1",), party=by),
    )


def use(on: str, kind: str = "call", until: str = "", by: str = "north") -> LineUse:
    """Use it."""
    stop = Moment(until) if until else None
    return LineUse(id=on, channel="air", kind=UseKind(kind), on=Moment(on), until=stop, source=Source(), by=by)


def at(record: LineRecord, instant: str = "2026-05-10T12:00:00Z") -> LineState:
    """Ask."""
    return line_state(AIR, record, parse_instant(instant))


def test_nothing_on_record_is_not_an_open_line() -> None:
    """No declaration is no state, and no use is no silence."""
    found = at(LineRecord(offset=HERE))

    assert found.declared is None
    assert found.observed.state is ObservedLine.UNKNOWN


def test_a_suspension_stands_beside_a_use() -> None:
    """What is declared does not end what is seen, nor the other way round."""
    record = LineRecord(
        offset=HERE, declarations=(word("south", "suspended", "2026-05-01"),), uses=(use("2026-05-09T12:00:00Z"),)
    )

    found = at(record)

    assert found.declared is not None
    assert (found.declared.state, found.declared.by) == (DeclaredLine.SUSPENDED, ("south",))
    assert found.observed.state is ObservedLine.IN_USE


def test_only_two_own_words_that_differ_are_contested() -> None:
    """A statement of the other side that it works contests nothing; its own declaration does."""
    suspended = word("south", "suspended", "2026-05-01")
    said = LineRecord(offset=HERE, declarations=(suspended,), uses=(use("2026-05-09", "statement"),))
    declared = LineRecord(offset=HERE, declarations=(suspended, word("north", "open", "2026-05-02")))

    assert at(said).declared.state is DeclaredLine.SUSPENDED  # type: ignore[union-attr]
    contested = at(declared).declared
    assert contested is not None
    assert contested.state is DeclaredLine.CONTESTED
    assert contested.by == ("north", "south")


def test_restored_and_open_do_not_differ() -> None:
    """Both say that calls are taken; the later word names the state."""
    record = LineRecord(
        offset=HERE, declarations=(word("north", "open", "2026-01-01"), word("south", "restored", "2026-05-02"))
    )

    assert at(record).declared.state is DeclaredLine.RESTORED  # type: ignore[union-attr]


def test_readiness_changes_nothing_and_is_shown() -> None:
    """Readiness declared later than a suspension stands beside it; one from before does not."""
    early, later = word("south", "readiness_declared", "2026-04-01"), word("south", "readiness_declared", "2026-05-06")
    record = LineRecord(offset=HERE, declarations=(early, word("south", "suspended", "2026-05-01"), later))

    declared = at(record).declared

    assert declared is not None
    assert declared.state is DeclaredLine.SUSPENDED
    assert declared.readiness == (later,)


def test_a_word_holds_from_when_it_takes_effect() -> None:
    """Declared and effective are two instants; before the second the line is not suspended."""
    record = LineRecord(
        offset=HERE,
        declarations=(
            word("south", "open", "2026-01-01"),
            word("south", "suspended", "2026-05-08T09:00:00Z", "2026-05-09T00:00:00Z"),
        ),
    )

    assert at(record, "2026-05-08T23:59:59Z").declared.state is DeclaredLine.OPEN  # type: ignore[union-attr]
    assert at(record, "2026-05-09T00:00:00Z").declared.state is DeclaredLine.SUSPENDED  # type: ignore[union-attr]


def test_a_word_backdated_is_not_known_before_it_was_told() -> None:
    """One that takes effect before it was declared is not looked at earlier."""
    record = LineRecord(offset=HERE, declarations=(word("south", "suspended", "2026-05-09", "2026-05-01"),))

    assert at(record, "2026-05-08T00:00:00Z").declared is None


def test_of_a_day_without_an_hour_it_is_said() -> None:
    """On the day itself the hour may be still to come."""
    record = LineRecord(offset=HERE, declarations=(word("south", "suspended", "2026-05-10"),))

    words = at(record).declared.words  # type: ignore[union-attr]

    assert [each.is_of_this_day for each in words] == [True]
    assert [each.is_of_this_day for each in at(record, "2026-05-11T00:00:00Z").declared.words] == [False]  # type: ignore[union-attr]


def test_strangers_declare_nothing() -> None:
    """A party that has no part in the line has no service to declare."""
    assert at(LineRecord(offset=HERE, declarations=(word("east", "suspended", "2026-05-01"),))).declared is None


def test_silence_is_missed_checks_and_nothing_less() -> None:
    """Three in a row since the last use; one use ends it."""
    due = [NOON - (5 - number) * 60 * NS_PER_S for number in range(4)]
    misses = tuple(MissedCheck(channel="air", due_ns=each, by="south") for each in due)
    before = use("2026-05-10T11:50:00Z")
    later = use("2026-05-10T11:57:30Z")

    silent = line_state(AIR, LineRecord(offset=HERE, uses=(before,), misses=misses), NOON, OWN_NODE).observed
    heard = line_state(AIR, LineRecord(offset=HERE, uses=(before, later), misses=misses), NOON, OWN_NODE).observed

    assert silent.state is ObservedLine.SILENT
    assert silent.misses[-1].due_ns == due[0]
    assert heard.state is ObservedLine.IN_USE
    assert len(heard.misses) == 1


@pytest.mark.parametrize(("days", "state"), [(30, ObservedLine.IN_USE), (32, ObservedLine.UNKNOWN)])
def test_an_old_report_says_nothing_of_now(days: int, state: ObservedLine) -> None:
    """A month is how far a report of the public record reaches."""
    record = LineRecord(offset=HERE, uses=(use("2026-05-10T12:00:00Z"),))

    found = line_state(AIR, record, NOON + days * NS_PER_DAY, PUBLIC_RECORD).observed

    assert found.state is state
    assert len(found.uses) == 1


def test_a_use_over_a_time_lasts_until_its_end() -> None:
    """Inside it the line is in use at that instant; nothing later is looked at."""
    record = LineRecord(offset=HERE, uses=(use("2026-01-01T00:00:00Z", until="2026-12-01T00:00:00Z"),))

    assert at(record).observed.state is ObservedLine.IN_USE


_STATES = st.sampled_from([each.value for each in DeclaredState])
_WORDS = st.lists(
    st.builds(
        lambda by, state, day: word(by, state, f"2026-05-{day:02d}"),
        st.sampled_from(["north", "south", "east"]),
        _STATES,
        st.integers(1, 28),
    ),
    max_size=8,
)
_USES = st.lists(st.integers(1, 28).map(lambda day: use(f"2026-05-{day:02d}")), max_size=6)


@given(_WORDS, _USES)
def test_neither_fact_moves_the_other(words: list[Declaration], uses: list[LineUse]) -> None:
    """Uses never move what is declared, declarations never what is observed; later words change nothing earlier."""
    both = at(LineRecord(offset=HERE, declarations=tuple(words), uses=tuple(uses)))
    later = [each for each in words if each.declared_at.start_ns(HERE) > NOON]

    assert both.declared == at(LineRecord(offset=HERE, declarations=tuple(words))).declared
    assert both.observed == at(LineRecord(offset=HERE, uses=tuple(uses))).observed
    assert both.declared == at(LineRecord(offset=HERE, declarations=tuple(w for w in words if w not in later))).declared
    own = {each.by for each in words if each.by != "east" and each.state is not DeclaredState.READINESS}
    if both.declared is not None:
        assert set(both.declared.by) <= own
        assert (both.declared.state is DeclaredLine.CONTESTED) <= (len(both.declared.by) > 1)
