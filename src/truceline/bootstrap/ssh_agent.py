# SPDX-License-Identifier: Apache-2.0
"""A small client of the running ssh-agent: which keys it holds, and signatures of one of them.

Rules:
    - It speaks over a UNIX socket of this machine and nothing else.
    - One connection for each question; each has an end in time, and an answer has a greatest size.
    - A signature may wait for its owner to allow it (``ssh-add -c``), so it has more time than a list.

Source:
    draft-ietf-sshm-ssh-agent, section 3.
"""

import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from truceline.base.errors import InputError, NotFoundError, RecordError, UnavailableError
from truceline.base.limits import AGENT_ANSWER_BYTES_MAX
from truceline.crypto import agent_messages
from truceline.crypto.agent_messages import AgentKey

VARIABLE = "SSH_AUTH_SOCK"
"""Name of the environment variable with the agent's socket."""
LIST_TIMEOUT_S = 10.0
SIGN_TIMEOUT_S = 60.0
_LENGTH_BYTES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SSHAgent:
    """A running agent.

    Attributes:
        path: Its socket.
    """

    path: Path

    def held_keys(self) -> tuple[AgentKey, ...]:
        """Ask which keys it holds.

        Raises:
            UnavailableError: It does not answer in time.
            AuthorityError: It refuses.
            RecordError: Its answer cannot be understood.
        """
        return agent_messages.read_keys(self._ask(agent_messages.ask_for_keys(), LIST_TIMEOUT_S))

    def get_key(self, fingerprint: str) -> AgentKey:
        """Give the key of a fingerprint, if its signatures can unlock.

        Args:
            fingerprint: As ``ssh-add -l`` writes it: ``SHA256:...``.

        Returns:
            The key, a plain Ed25519 key.

        Raises:
            NotFoundError: The agent holds no such key.
            InputError: It is of a kind whose signatures are not the same each time.
            UnavailableError: The agent does not answer in time.
            AuthorityError: It refuses.
            RecordError: Its answer cannot be understood.
        """
        held = self.held_keys()
        found = [key for key in held if key.fingerprint == fingerprint]
        if not found:
            usable = ", ".join(key.fingerprint for key in held if key.maybe_public()) or "none of that kind"
            message = f"ssh-agent: expected it to hold the Ed25519 key {fingerprint!r:.80}, got: {usable}"
            raise NotFoundError(message)
        if found[0].maybe_public() is None:
            message = (
                f"ssh-agent: key {fingerprint:.80}: expected a plain Ed25519 key (ssh-keygen -t ed25519), got one of "
                f"kind {found[0].type[:60]!r}, whose signatures are not the same each time"
            )
            raise InputError(message)
        return found[0]

    def sign(self, public_key: bytes, content: bytes) -> bytes:
        """Ask for an Ed25519 signature.

        Args:
            public_key: 32 bytes.
            content: What is signed.

        Returns:
            64 bytes, not verified.

        Raises:
            UnavailableError: It does not answer in time.
            AuthorityError: It refuses, or does not hold the key.
            RecordError: Its answer cannot be understood.
        """
        question = agent_messages.ask_for_signature(agent_messages.blob_of(public_key), content)
        return agent_messages.read_signature(self._ask(question, SIGN_TIMEOUT_S))

    def _ask(self, question: bytes, timeout_s: float) -> bytes:
        deadline_s = time.monotonic() + timeout_s
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stream:
                stream.settimeout(timeout_s)
                stream.connect(str(self.path))
                stream.sendall(question)
                length = int.from_bytes(_receive(stream, _LENGTH_BYTES, deadline_s), "big")
                if not 0 < length <= AGENT_ANSWER_BYTES_MAX:
                    message = f"ssh-agent: expected an answer of 1 to {AGENT_ANSWER_BYTES_MAX} bytes, got {length}"
                    raise RecordError(message)
                return _receive(stream, length, deadline_s)
        except OSError as error:
            reason = "no answer in time" if isinstance(error, TimeoutError) else error.strerror or str(error)
            message = f"ssh-agent: expected an agent on the socket that {VARIABLE} names, got: {reason}"
            raise UnavailableError(message) from error


def running_agent(environment: Mapping[str, str] = os.environ) -> SSHAgent:
    """Give the agent that the environment names.

    Raises:
        NotFoundError: It names none.
    """
    path = environment.get(VARIABLE, "")
    if not path:
        message = f"ssh-agent: expected {VARIABLE} to name the socket of a running agent, got nothing; see ssh-agent(1)"
        raise NotFoundError(message)
    return SSHAgent(path=Path(path))


def _receive(stream: socket.socket, count: int, deadline_s: float) -> bytes:
    content = bytearray()
    while len(content) < count:
        left_s = deadline_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        stream.settimeout(left_s)
        piece = stream.recv(count - len(content))
        if not piece:
            message = f"ssh-agent: expected {count} bytes in its answer, got {len(content)}"
            raise RecordError(message)
        content += piece
    return bytes(content)
