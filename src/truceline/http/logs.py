# SPDX-License-Identifier: Apache-2.0
"""The log: one line of JSON for each event, without bodies, positions, queries, tokens or ids of things.

Of what strangers cause (requests of nobody who is known, refused connections, what the server says of them) only some
lines a minute are written, and how many were left out, so that nobody fills a disk who may not even ask.
"""

import sys
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, TextIO

import msgspec
import structlog

from truceline.base.clock import Clock
from truceline.base.instants import NS_PER_S, to_text
from truceline.base.limits import STRANGERS_LOGGED_MAX

_MINUTE_NS = 60 * NS_PER_S
_STRANGERS = frozenset({"refused", "server"})
"""Events that anybody can cause who reaches the port."""


@dataclass(slots=True)
class JSONLines:
    """Writes lines of JSON; an ``http.door.Log``.

    Attributes:
        clock: Tells when.
        stream: Where to; standard error unless said.
    """

    clock: Clock
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    _logger: Any = field(init=False, repr=False)
    _minute: int = field(init=False, default=0)
    _written: int = field(init=False, default=0)
    _left_out: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Make the writer, apart from any that others configured."""
        self._logger = structlog.wrap_logger(
            structlog.WriteLogger(self.stream), processors=[self._stamp, _render], wrapper_class=structlog.BoundLogger
        )

    def __call__(self, event: str, **facts: object) -> None:
        """Write one line, unless strangers caused too many in this minute."""
        minute = self.clock.now_ns() // _MINUTE_NS
        if minute != self._minute:
            left_out, self._minute, self._written, self._left_out = self._left_out, minute, 0, 0
            if left_out:
                self._logger.msg("left out", lines=left_out, why=f"more than {STRANGERS_LOGGED_MAX} in one minute")
        if event in _STRANGERS or (event == "request" and not facts.get("officer")):
            self._written += 1
            if self._written > STRANGERS_LOGGED_MAX:
                self._left_out += 1
                return
        self._logger.msg(event, **facts)

    def _stamp(self, logger: object, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        del logger, method
        return {"at": to_text(self.clock.now_ns()), **event}


def _render(logger: object, method: str, event: MutableMapping[str, Any]) -> str:
    del logger, method
    return msgspec.json.encode(event).decode()
