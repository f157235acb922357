# SPDX-License-Identifier: Apache-2.0
"""Progress on standard error, for what takes longer than a second: a moving line on a terminal, plain lines else."""

import time
from dataclasses import dataclass, field
from typing import TextIO

QUIET_S = 1.0
"""Nothing is shown before this time has passed [s]."""
_STEP_TERMINAL_S = 0.2
_STEP_PLAIN_S = 2.0
_BAR = 24
_CLEAR = "\r\x1b[2K"


@dataclass(slots=True, kw_only=True)
class Progress:
    """What is being done, shown now and then.

    Attributes:
        out: Where to show it.
        total_bytes: Size of each file by name [bytes].
    """

    out: TextIO
    total_bytes: dict[str, int] = field(default_factory=dict)
    _since_s: float = field(default_factory=time.monotonic)
    _shown_s: float = 0.0
    _is_line_open: bool = False

    def bytes_read(self, name: str, count: int) -> None:
        """Tell how far a file has been read."""
        total = self.total_bytes.get(name, 0)
        share = min(count / total, 1.0) if total else 0.0
        bar = "#" * int(share * _BAR) + "." * (_BAR - int(share * _BAR))
        self._show(f"reading {name} [{bar}] {share:4.0%}" if self.out.isatty() else f"reading {name} {share:.0%}")

    def stage(self, words: str) -> None:
        """Tell what begins."""
        self._show(words, is_new=True)

    def done(self) -> None:
        """Clear the line."""
        if self._is_line_open:
            self.out.write(_CLEAR)
            self.out.flush()
            self._is_line_open = False

    def _show(self, words: str, *, is_new: bool = False) -> None:
        now_s = time.monotonic()
        step_s = _STEP_TERMINAL_S if self.out.isatty() else _STEP_PLAIN_S
        if now_s - self._since_s < QUIET_S or (not is_new and now_s - self._shown_s < step_s):
            return
        self._shown_s = now_s
        shown = printable(words)
        self.out.write(f"{_CLEAR}{shown}" if self.out.isatty() else f"{shown}\n")
        self.out.flush()
        self._is_line_open = self.out.isatty()


def printable(words: str) -> str:
    """Give words that steer no terminal and stay on one line: the names of files may hold anything."""
    from truceline.report.plain import plain

    return plain(words).replace("\n", "[U+000A]").replace("\t", "[U+0009]")
