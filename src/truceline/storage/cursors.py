# SPDX-License-Identifier: Apache-2.0
"""Cursors of lists that run from the latest to the first: the instant and the number of the last item of a page.

A cursor tells how much a store holds, so it is sealed before anybody outside gets it.
"""

from truceline.base.errors import InputError

START = (2**63 - 1, 2**63 - 1)
"""Stands before every item, so that a list begins with the latest."""
_CHARS_MAX = 41
"""Two whole numbers of 64 bits, and a colon."""


def write_cursor(at_ns: int, number: int) -> str:
    """Write the cursor of an item."""
    return f"{at_ns}:{number}"


def read_cursor(cursor: str) -> tuple[int, int]:
    """Read a cursor; the empty one stands before the first item.

    Raises:
        InputError: It is none of ours.
    """
    if not cursor:
        return START
    at, _, number = cursor.partition(":")
    if len(cursor) > _CHARS_MAX or not _is_whole(at.removeprefix("-")) or not _is_whole(number):
        message = f"cursor: expected one that the page before gave, got {cursor!r:.50}; begin without one"
        raise InputError(message)
    found = int(at), int(number)
    if max(map(abs, found)) > START[0]:
        message = f"cursor: expected numbers of 64 bits, got {cursor!r:.50}; begin without one"
        raise InputError(message)
    return found


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdecimal()
