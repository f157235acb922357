# SPDX-License-Identifier: Apache-2.0
"""R3: how a line stands is the same for both sides; nobody's name for himself changes the answer."""

import inspect

from truceline.line.state import line_state


def test_the_state_of_a_line_is_asked_without_saying_who_asks() -> None:
    """The function is given the line, the record, the instant and the watch, and no reader."""
    assert list(inspect.signature(line_state).parameters) == ["channel", "record", "at_ns", "watch"]
