# SPDX-License-Identifier: Apache-2.0
"""Text from outside made safe to print: no control characters, no hidden turning of the writing direction, bounded.

A name in an event file is data of somebody else. Escaping keeps it from being markup; this keeps it from reversing
the words beside it, from hiding characters and from filling the page. What is changed is shown to be changed.
"""

import re

TEXT_CHARS = 2_000
"""A text from outside is shortened after so many characters; the reader is told."""

# Controls but tab and newline; zero-width marks; embeddings, overrides and isolates of direction; invisible
# operators; the byte-order mark; halves of surrogate pairs; noncharacters.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def plain(text: str, *, limit: int = TEXT_CHARS) -> str:
    """Show hidden characters by their numbers and shorten what is too long.

    Args:
        text: Any text.
        limit: Longest text kept whole [characters].

    Returns:
        The text with nothing hidden in it.

    >>> plain("abc\u202edef")
    'abc[U+202E]def'
    """
    kept = text if len(text) <= limit else f"{text[:limit]}… [shortened: {len(text)} characters]"
    return _HIDDEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", kept)
