# SPDX-License-Identifier: Apache-2.0
"""The log: lines of JSON that anybody can read, one for each event."""

import io
import json

from http_door import NOW_NS
from truceline.base.clock import FixedClock
from truceline.http.logs import JSONLines


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
