# SPDX-License-Identifier: Apache-2.0
"""Where a peer is met: HTTPS anywhere, plain HTTP on this machine alone.

Rules:
    - An address is a host and a port and nothing else: paths are made of whole numbers here, never of anybody's text.
"""

import re
from dataclasses import dataclass

from truceline.base.errors import InputError

HTTPS_PORT = 443
_ADDRESS = re.compile(
    r"(https?)://(?:\[([0-9a-fA-F:.]{2,45})\]|([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?))(?::([1-9][0-9]{0,4}))?/?",
    re.ASCII,
)
_LOOPBACK = re.compile(r"127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|localhost", re.ASCII)
_PORT_MAX = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a peer is met.

    Attributes:
        is_tls: Whether over HTTPS.
        host: Name or IP address.
        port: Port.
    """

    is_tls: bool
    host: str
    port: int

    def to_text(self) -> str:
        """Write it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.is_tls else 'http'}://{host}:{self.port}"


def parse_address(text: str) -> Address:
    """Read an address.

    Raises:
        InputError: It is none, or one that would send tokens over a network in the open.
    """
    match = _ADDRESS.fullmatch(text)
    if match is None or int(match[4] or 1) > _PORT_MAX:
        message = f"address: expected https://HOST:PORT and no path, got {text!r:.120}"
        raise InputError(message)
    host = (match[2] or match[3]).lower()
    if match[1] == "http" and (_LOOPBACK.fullmatch(host) is None or match[4] is None):
        message = (
            f"address: expected https://, or http:// with a port on this machine alone, got {text!r:.120}; "
            "tokens and plans would travel in the open"
        )
        raise InputError(message)
    return Address(is_tls=match[1] == "https", host=host, port=int(match[4] or HTTPS_PORT))
