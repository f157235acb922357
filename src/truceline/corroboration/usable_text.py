# SPDX-License-Identifier: Apache-2.0
"""Which texts can be read, and how many in one run: the same for texts of files and for texts of records.

Rules:
    - What cannot be read is refused with what was expected and got, so that it stands among what was set aside.
    - One budget holds for all texts of a run, wherever they come from.
"""

import re
from dataclasses import dataclass

from truceline.base.limits import TEXT_BYTES_MAX, TEXT_LINES_MAX, TEXT_TOTAL_BYTES_MAX, TEXTS_MAX
from truceline.picture.intake import Reason, Rejection

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_CONTROLS_SHARE = 0.01
_MARKUP_START = re.compile(r"\s*(?:<!doctype|<html|<head|<body|<\?xml|<rss|<article\b|<div\b|\{\\rtf)", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|div|span|a|br|li|ul|ol|td|tr|table|h[1-6]|img|script|style|meta|link|section|em|strong)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_TAGS_FROM = 5
_TAGS_PER_CHARACTER = 1 / 500
_RECORD_START = re.compile(r"\s*[\[{]\s*[\"{]")
_LINE_ENDS = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]\n?")


class UnusableTextError(Exception):
    """A text cannot be used. Never leaves a run: whoever reads texts sets it aside and goes on."""

    def __init__(self, reason: Reason, expected: str, got: str, *, line: int = 0) -> None:
        super().__init__(reason.value)
        self.reason, self.expected, self.got, self.line = reason, expected, got, line

    def rejection(self, name: str) -> Rejection:
        """Give it as it is told of what bears a name."""
        return Rejection(file=name, line=self.line, reason=self.reason, expected=self.expected, got=self.got)


@dataclass(slots=True)
class TextBudget:
    """What the texts of one run have taken of what it holds.

    Attributes:
        texts: Texts so far.
        total_bytes: Their size together [bytes].
    """

    texts: int = 0
    total_bytes: int = 0

    def take(self, size_bytes: int) -> None:
        """Take one text more.

        Args:
            size_bytes: Its size [bytes].

        Raises:
            UnusableTextError: A run does not hold so much.
        """
        got = "more; this text and all that come after it were left out"
        if self.texts >= TEXTS_MAX:
            raise UnusableTextError(Reason.TOO_MANY, f"at most {TEXTS_MAX} texts in one run", got)
        if self.total_bytes + size_bytes > TEXT_TOTAL_BYTES_MAX:
            expected = f"at most {TEXT_TOTAL_BYTES_MAX} bytes of texts in one run"
            raise UnusableTextError(Reason.TOO_MANY, expected, got)
        self.texts += 1
        self.total_bytes += size_bytes


def size_bytes(text: str) -> int:
    """Give the size of a text in UTF-8 [bytes]."""
    return len(text.encode("utf-8", "surrogatepass"))


def with_plain_line_ends(text: str) -> str:
    """Give a text with one kind of line end."""
    return _LINE_ENDS.sub("\n", text) if _LINE_ENDS.search(text) else text


def refuse_unusable(text: str) -> None:
    """Refuse what no reader of texts can use: too large, too many lines, control characters, markup, nothing.

    Args:
        text: The whole text as it came.

    Raises:
        UnusableTextError: It is one of these.
    """
    size = size_bytes(text)
    if size > TEXT_BYTES_MAX:
        raise UnusableTextError(Reason.TOO_LARGE, f"at most {TEXT_BYTES_MAX} bytes in a text", f"{size} bytes")
    if "\x00" in text:
        raise UnusableTextError(Reason.BINARY, "plain text in UTF-8", "NUL bytes, which text does not hold")
    if len(_CONTROL.findall(text)) > _CONTROLS_SHARE * len(text):
        raise UnusableTextError(Reason.BINARY, "plain text", "mostly control characters")
    lines = with_plain_line_ends(text).count("\n") + 1
    if lines > TEXT_LINES_MAX:
        raise UnusableTextError(Reason.TOO_LARGE, f"at most {TEXT_LINES_MAX} lines in a text", f"{lines} lines")
    if not text.strip():
        raise UnusableTextError(Reason.BLANK, "a text", "an empty one" if not text else "nothing but blanks")
    _refuse_markup(text)


def _refuse_markup(text: str) -> None:
    """Refuse what is written for a program to read.

    Raises:
        UnusableTextError: It is.
    """
    advice = "save the text of the page as plain text"
    tags = len(_TAG.findall(text)) if "<" in text else 0
    if _MARKUP_START.match(text) or (tags >= _TAGS_FROM and tags > len(text) * _TAGS_PER_CHARACTER):
        raise UnusableTextError(Reason.MARKUP, "plain text", f"HTML, XML or RTF; {advice}")
    if _RECORD_START.match(text):
        raise UnusableTextError(Reason.MARKUP, "plain text", "JSON; records are read with --events")
