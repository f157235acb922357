# SPDX-License-Identifier: Apache-2.0
"""The log: one line of JSON for each event, without bodies, positions, queries, tokens or ids of things."""

import sys
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, TextIO

import msgspec
import structlog

from truceline.base.clock import Clock
from truceline.base.instants import to_text


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

    def __post_init__(self) -> None:
        """Make the writer, apart from any that others configured."""
        self._logger = structlog.wrap_logger(
            structlog.WriteLogger(self.stream), processors=[self._stamp, _render], wrapper_class=structlog.BoundLogger
        )

    def __call__(self, event: str, **facts: object) -> None:
        """Write one line."""
        self._logger.msg(event, **facts)

    def _stamp(self, logger: object, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        del logger, method
        return {"at": to_text(self.clock.now_ns()), **event}


def _render(logger: object, method: str, event: MutableMapping[str, Any]) -> str:
    del logger, method
    return msgspec.json.encode(event).decode()
