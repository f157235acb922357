# SPDX-License-Identifier: Apache-2.0
"""The one table of headers that routes read for what they do, as the reference describes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHeader:
    """A header that a route reads.

    Attributes:
        name: Its name.
        description: What it says.
        schema: JSON Schema of it.
    """

    name: str
    description: str
    schema: Mapping[str, Any]

    def described(self) -> dict[str, Any]:
        """Describe it as OpenAPI has it, where it may be left out."""
        return {
            "name": self.name,
            "in": "header",
            "required": False,
            "description": self.description,
            "schema": dict(self.schema),
        }


ONCE = ReadHeader(
    name="Idempotency-Key",
    description="1 to 64 visible ASCII characters; the same request under the same key is done once.",
    schema={"type": "string", "maxLength": 64, "pattern": "^[!-~]{1,64}$"},
)
MATCH = ReadHeader(
    name="If-Match",
    description="The ETag of the version that you have before you.",
    schema={"type": "string"},
)
HEADERS_READ = (ONCE, MATCH)
"""Every one of them."""
