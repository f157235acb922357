# SPDX-License-Identifier: Apache-2.0
"""The log: lines of JSON that anybody can read, one for each event."""

import io
import json
from dataclasses import dataclass

from http_door import NOW_NS
from truceline.base.clock import FixedClock
from truceline.base.instants import NS_PER_S
from truceline.base.limits import STRANGERS_LOGGED_MAX
from truceline.http.logs import JSONLines


@dataclass
class Hands:
    """A clock whose hands a test moves."""

    now: int = NOW_NS

    def now_ns(self) -> int:
        """Give what they show."""
        return self.now


def test_strangers_fill_no_log() -> None:
    """Of a thousand lines that anybody may cause some are written, then how many were not; officers' all are."""
    stream, clock = io.StringIO(), Hands()
    log = JSONLines(clock, stream)
    for number in range(1_000):
        if number % 2:
            log("refused", code="pushback")
        else:
            log("request", status=401, officer="")
        if not number % 100:
            log("request", status=200, officer="ann")
    clock.now += 60 * NS_PER_S
    log("refused", code="malformed")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]

    assert len(lines) == STRANGERS_LOGGED_MAX + 10 + 2
    assert sum(line.get("officer") == "ann" for line in lines) == 10
    assert [line["event"] for line in lines[-2:]] == ["left out", "refused"]
    assert lines[-2]["lines"] == 1_000 - STRANGERS_LOGGED_MAX


def test_an_event_is_one_line_of_json_with_its_instant() -> None:
    """Line breaks within facts stay within the line."""
    stream = io.StringIO()
    log = JSONLines(FixedClock(NOW_NS), stream)
    log("request", route="/v1", status=200, officer="a\nb")
    log("refused", code="malformed")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]

    assert [line["event"] for line in lines] == ["request", "refused"]
    assert lines[0] == {
        "at": "2001-03-01T12:00:00Z",
        "event": "request",
        "route": "/v1",
        "status": 200,
        "officer": "a\nb",
    }
