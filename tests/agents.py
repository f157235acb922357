# SPDX-License-Identifier: Apache-2.0
"""An ssh-agent in this process: real keys over a real UNIX socket, and answers that lie when asked to."""

import contextlib
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from truceline.crypto.agent_messages import blob_of, ssh_fingerprint
from truceline.crypto.sealing import join_fields

KEY = Ed25519PrivateKey.from_private_bytes(b"\x21" * 32)
"""A key that an agent may hold."""
FINGERPRINT = ssh_fingerprint(blob_of(KEY.public_key().public_bytes_raw()))
"""Its short name as ``ssh-add -l`` writes it."""
SECURITY_TOKEN = join_fields(b"sk-ssh-ed25519@openssh.com", bytes(32), b"ssh:")
"""A key whose signatures count up: never the same twice."""


@dataclass(slots=True, kw_only=True)
class FakeAgent:
    """What it holds and how it answers.

    Attributes:
        keys: Its private keys.
        others: Blobs of further keys that it lists and cannot use.
        signature_of: How it signs; Ed25519 when not told otherwise.
        raw: An answer that it gives to everything, when not empty.
        asked: Every question, as it came.
    """

    keys: tuple[Ed25519PrivateKey, ...] = ()
    others: tuple[bytes, ...] = ()
    signature_of: Callable[[Ed25519PrivateKey, bytes], bytes] = field(default=lambda key, content: key.sign(content))
    raw: bytes = b""
    asked: list[bytes] = field(default_factory=list)

    def answer(self, question: bytes) -> bytes:
        """Answer one question."""
        self.asked.append(question)
        if self.raw:
            return self.raw
        if question == b"\x0b":
            blobs = [blob_of(key.public_key().public_bytes_raw()) for key in self.keys]
            listed = [join_fields(blob, b"a key") for blob in (*blobs, *self.others)]
            return b"\x0c" + len(listed).to_bytes(4, "big") + b"".join(listed)
        blob, content = _fields(question[1:-4])
        for key in self.keys:
            if blob_of(key.public_key().public_bytes_raw()) == blob:
                return b"\x0e" + join_fields(join_fields(b"ssh-ed25519", self.signature_of(key, content)))
        return b"\x05"


@contextlib.contextmanager
def listening(agent: FakeAgent) -> Iterator[Path]:
    """Let an agent listen on a socket while the block runs.

    Yields:
        The socket.
    """
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        path = Path(folder) / "agent"
        server.bind(str(path))
        server.listen()
        thread = threading.Thread(target=_serve, args=(agent, server), daemon=True)
        thread.start()
        try:
            yield path
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def _serve(agent: FakeAgent, server: socket.socket) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection, contextlib.suppress(OSError):
            length = int.from_bytes(connection.recv(4), "big")
            question = b""
            while len(question) < length:
                question += connection.recv(length - len(question))
            answer = agent.answer(question)
            connection.sendall(answer if agent.raw else join_fields(answer))


def _fields(content: bytes) -> list[bytes]:
    found = []
    while content:
        length = int.from_bytes(content[:4], "big")
        found.append(content[4 : 4 + length])
        content = content[4 + length :]
    return found
