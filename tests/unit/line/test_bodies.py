# SPDX-License-Identifier: Apache-2.0
"""The bytes of messages and steps: one value, one byte string, and nothing is lost."""

import unicodedata
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.base.errors import RecordError
from truceline.line.bodies import read_message, read_step, write_message, write_step
from truceline.line.message_types import MESSAGE_TYPES, AnswerCode, Precedence
from truceline.line.messages import Answer, Confirmed, Done, Message, PassedOn, ReadStep, Step
from truceline.records.entries import Reference

NOW = 1_790_000_000_000
NAMES = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=40).map(
    partial(unicodedata.normalize, "NFC")
)
TIMES = st.integers(0, 2**50)
MESSAGES = st.builds(
    Message,
    type=st.sampled_from([kind.code for kind in MESSAGE_TYPES]),
    precedence=st.sampled_from(Precedence),
    party=NAMES,
    officer=NAMES,
    to=st.lists(NAMES, min_size=1, max_size=3).map(tuple),
    made_ms=TIMES,
    fields=st.dictionaries(
        st.sampled_from(["place", "at", "number"]),
        st.one_of(TIMES, st.fixed_dictionaries({"lat": st.integers(-9, 9), "lon": st.integers(-9, 9)})),
    ),
    valid_until_ms=st.none() | TIMES,
    refers=st.none() | st.builds(Reference, log=NAMES, seq=TIMES, leaf=st.just("5e" * 32)),
    attached=TEXTS,
    exercise=st.booleans(),
)
STEPS = st.one_of(
    st.builds(ReadStep, officer=NAMES, at_ms=TIMES),
    st.builds(
        Answer,
        code=st.sampled_from(AnswerCode),
        officer=NAMES,
        at_ms=TIMES,
        reason=NAMES | st.just(""),
        until_ms=st.none() | TIMES,
        read_back=st.dictionaries(st.sampled_from(["at", "number"]), TIMES),
        attached=TEXTS,
    ),
    st.builds(PassedOn, units=st.lists(NAMES, max_size=4).map(tuple), at_ms=TIMES),
    st.builds(Confirmed, unit=NAMES, at_ms=TIMES),
    st.builds(Done, is_done=st.booleans(), at_ms=TIMES, reason=NAMES | st.just("")),
)
MESSAGE = Message(
    type="hazard",
    precedence=Precedence.FLASH,
    party="northland",
    officer="off-7",
    to=("hill-league",),
    made_ms=NOW,
    attached="Two lines,\nplain.",
    exercise=True,
)


@given(MESSAGES)
def test_a_message_is_read_as_it_was_written(message: Message) -> None:
    """Every field comes back, and the bytes are the same again."""
    written = write_message("m-1", message)

    assert read_message(written) == ("m-1", message)


@given(STEPS)
def test_a_step_is_read_as_it_was_written(step: Step) -> None:
    """Whatever a side says of a message comes back."""
    assert read_step(write_step("m-1", step)) == ("m-1", step)


@given(st.integers(0, 10**6), st.integers(0, 7))
def test_no_changed_bit_is_read_as_the_same(place: int, bit: int) -> None:
    """A flipped bit gives another message or none, never the same one."""
    written = bytearray(write_message("m-1", MESSAGE))
    written[place % len(written)] ^= 1 << bit
    try:
        found = read_message(bytes(written))
    except RecordError:
        return
    assert found != ("m-1", MESSAGE)


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"[]",
        b'{"record":"message/2"}',
        write_message("m-1", MESSAGE).replace(b'"exercise":true', b'"exercise":1'),
        write_message("m-1", MESSAGE).replace(b'"made":', b'"made":0'),
        write_message("m-1", MESSAGE).replace(b'"flash"', b'"urgent"'),
        write_message("m-1", MESSAGE).replace(b'"fields":{}', b'"fields":{},"more":1'),
        write_message("m-1", replace(MESSAGE, attached="x")).replace(b'"attached":"x"', b'"attached":""'),
        write_step("m-1", Done(is_done=True, at_ms=NOW)),
    ],
)
def test_what_is_no_message_is_refused(wrong: bytes) -> None:
    """Other forms, other types, unknown fields, and a step in place of a message."""
    with pytest.raises(RecordError):
        read_message(wrong)
