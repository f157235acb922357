# SPDX-License-Identifier: Apache-2.0
"""One request on its way through the floor: its id, and what its log line will say."""

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from starlette.types import Scope

KEY = "truceline.passage"


def new_request_id() -> str:
    """Give a random id."""
    return secrets.token_hex(12)


@dataclass(slots=True)
class Passage:
    """What is known of one request; filled while it passes.

    Attributes:
        request_id: Random id, told to the client and in the log.
        template: Path of the route with names for its parts; never the path as it was sent.
        officer: Pseudonym of whoever asks; empty until it is known.
        status: HTTP status of the answer.
    """

    request_id: str = field(default_factory=new_request_id)
    template: str = "none"
    officer: str = ""
    status: int = 0


def passage_of(scope: "Scope") -> Passage:
    """Give the passage of a request."""
    return cast("Passage", scope[KEY])
