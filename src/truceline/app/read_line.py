# SPDX-License-Identifier: Apache-2.0
"""Say how the lines of a library stood at an instant."""

from truceline.agreement.library import Library, not_found
from truceline.base.errors import NotFoundError
from truceline.line.state import PUBLIC_RECORD, LineRecord, LineState, line_state


def read_lines(library: Library, at_ns: int) -> tuple[LineState, ...]:
    """Say how every line stood, in the library's order, which begins with the line between the powers.

    Args:
        library: What is on record.
        at_ns: When [ns since 1970 UTC].

    Raises:
        NotFoundError: The library knows no line.
    """
    if not library.channels:
        message = f"library {library.header.id}: expected a line (line.yaml), got none"
        raise NotFoundError(message)
    record = LineRecord(offset=library.header.utc_offset.delta, declarations=library.declarations, uses=library.uses)
    return tuple(line_state(channel, record, at_ns, PUBLIC_RECORD) for channel in library.channels)


def line_of(states: tuple[LineState, ...], channel: str, library: Library) -> LineState:
    """Give one line; the first when none is named.

    Raises:
        NotFoundError: There is none of that id.
    """
    by_id = {state.channel.id: state for state in states}
    if channel and channel not in by_id:
        raise NotFoundError(not_found("channel", channel, by_id, library.header.id))
    return by_id[channel] if channel else states[0]
