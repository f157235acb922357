# SPDX-License-Identifier: Apache-2.0
"""The running node's door for lock, unlock and status: a UNIX socket in its folder, and the client of it.

One line of JSON each way, then the connection ends:

    {"command": "status"}                                      -> {"ok": true, "state": "unlocked", ...}
    {"command": "lock"}                                        -> {"ok": true, "state": "locked"}
    {"command": "unlock", "passphrase": "..."}                 -> {"ok": true, "state": "unlocked"}
    {"command": "unlock", "agent_socket": "/path"}             -> the same, or
                                                                  {"ok": false, "code": "authority", "message": "..."}

Rules:
    - The socket has mode 0600 in a folder of mode 0700, and the user at the other end is asked of the system where it
      tells (Linux, macOS): only the node's own user and root are answered.
    - Lines, times and connections are bounded. Nothing that came in a line is ever logged or repeated in an answer.
    - What locking and unlocking do is not here: whoever puts the node together gives three functions.
"""

import asyncio
import contextlib
import os
import socket
import struct
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from truceline.base.errors import (
    AuthorityError,
    InputError,
    LockedError,
    NodeError,
    StateError,
    StorageError,
    UnavailableError,
)
from truceline.base.limits import CONTROL_CLIENTS_MAX, CONTROL_LINE_BYTES_MAX
from truceline.bootstrap.ssh_agent import SSHAgent
from truceline.bootstrap.unlocking import ByAgent, ByPassphrase, Means

LINE_TIMEOUT_S = 5.0
"""How long the node waits for a line."""
ANSWER_TIMEOUT_S = 150.0
"""How long a client waits for the answer: an agent may ask its owner first."""
_PLATFORM: str = sys.platform
_PATH_BYTES_MAX = 103
"""The longest address of a UNIX socket that every system takes; ``sockaddr_un`` in sys/un.h."""
_XUCRED = "II"
_LOCAL_PEERCRED, _SOL_LOCAL = 1, 0
"""macOS, sys/un.h and sys/ucred.h: version and user come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlActions:
    """What the door does; each may raise a ``NodeError``, which the client is told.

    Unlocking takes a third of a second of one processor, or waits for an agent: run ``unlock`` beside the loop. The
    door has one action run at a time.

    Attributes:
        on_lock: Locks the node.
        on_unlock: Unlocks it by some means.
        status: Says how it stands: ``state`` (``locked``, ``unlocked``) and plain facts that are no secret.
    """

    on_lock: Callable[[], Awaitable[None]]
    on_unlock: Callable[[Means], Awaitable[None]]
    status: Callable[[], Mapping[str, str | int | bool]]


class Question(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One line from a client."""

    command: str
    passphrase: str = ""
    agent_socket: str = ""

    def __repr__(self) -> str:
        return "Question(hidden)"


@dataclass(slots=True, kw_only=True)
class ControlSocket:
    """The door of one running node.

    Attributes:
        folder: The node's folder.
        actions: What it does.
        owner_uid: Who may use it, beside root.
    """

    folder: Path
    actions: ControlActions
    owner_uid: int = field(default_factory=os.geteuid)
    _server: asyncio.Server | None = None
    _clients: int = 0
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def start(self) -> None:
        """Open the door.

        Raises:
            StateError: Another node runs in this folder.
            StorageError: The socket cannot be made.
        """
        path = self.folder / "control.sock"
        if path.exists() and _is_answered(self.folder):
            message = f"{path}: expected no other node to run in this folder, got one that does; stop it first"
            raise StateError(message)
        try:
            path.unlink(missing_ok=True)
            with address_of(self.folder) as address, contextlib.ExitStack() as undo:
                listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                undo.callback(listening.close)
                mask = os.umask(0o177)
                try:
                    listening.bind(address)
                finally:
                    os.umask(mask)
                undo.pop_all()
            self._server = await asyncio.start_unix_server(
                self._serve, sock=listening, limit=CONTROL_LINE_BYTES_MAX, backlog=CONTROL_CLIENTS_MAX
            )
        except OSError as error:
            message = f"{path}: expected to open the node's door there, got: {error.strerror or error}"
            raise StorageError(message) from error

    async def stop(self) -> None:
        """Shut the door and take its socket away."""
        if self._server is not None:
            self._server.close()
            self._server = None
            (self.folder / "control.sock").unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._clients += 1
        try:
            answer = await self._answer(reader, writer)
            writer.write(msgspec.json.encode(answer) + b"\n")
            await asyncio.wait_for(writer.drain(), LINE_TIMEOUT_S)
        except (ConnectionError, TimeoutError):
            return  # Whoever asked has left; there is nobody to tell.
        finally:
            self._clients -= 1
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> dict[str, object]:
        try:
            if self._clients > CONTROL_CLIENTS_MAX:
                message = f"control: expected at most {CONTROL_CLIENTS_MAX} commands at once, got more; try again"
                raise UnavailableError(message)
            # The line is read first: a door that shut on an unread one would take its answer with it.
            question = await _read_question(reader)
            self._refuse_strangers(writer.get_extra_info("socket"))
            async with self._one:
                await self._act(question)
            return {"ok": True, **self.actions.status()}
        except NodeError as error:
            return {"ok": False, "code": error.code, "message": str(error)}

    def _refuse_strangers(self, connection: socket.socket) -> None:
        uid = peer_uid(connection)
        if uid is not None and uid not in {self.owner_uid, 0}:
            message = f"control: expected the user who runs the node (uid {self.owner_uid}), got uid {uid}"
            raise AuthorityError(message)

    async def _act(self, question: Question) -> None:
        if question.command == "lock":
            await self.actions.on_lock()
        elif question.command == "unlock":
            await self.actions.on_unlock(_means_of(question))
        elif question.command != "status":
            message = "control: expected the command lock, unlock or status, got another"
            raise InputError(message)


@contextlib.contextmanager
def address_of(folder: Path) -> Iterator[str]:
    """Give an address of a folder's control socket that is short enough for the system.

    Args:
        folder: The node's folder.

    Yields:
        The path itself, or, on Linux, one through an open handle of the folder.

    Raises:
        StateError: The path is too long, and this system knows no way round.
    """
    path = str(folder / "control.sock")
    if len(os.fsencode(path)) <= _PATH_BYTES_MAX:
        yield path
        return
    if not _PLATFORM.startswith("linux"):
        message = f"{path}: expected a path of at most {_PATH_BYTES_MAX} bytes for a socket, got more; move the folder"
        raise StateError(message)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/control.sock"
    finally:
        os.close(handle)


def peer_uid(connection: socket.socket) -> int | None:
    """Ask the system which user is at the other end of a UNIX socket; None where it does not tell."""
    try:
        if _PLATFORM.startswith("linux"):
            found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
            return int(struct.unpack("3i", found)[1])
        if _PLATFORM == "darwin":
            found = connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERCRED, 128)
            return int(struct.unpack_from(_XUCRED, found)[1])
    except (OSError, struct.error):
        return None
    return None


def ask_node(folder: Path, question: Question) -> dict[str, object]:
    """Put one question to the node that runs in a folder.

    Returns:
        What it answers, when all went well.

    Raises:
        StateError: No node runs there.
        UnavailableError: It does not answer in time, or not in this form.
        refusal: What the node says it cannot or may not do: a ``NodeError`` by the class of its code.
    """
    try:
        line = _exchange(folder, msgspec.json.encode(question) + b"\n", ANSWER_TIMEOUT_S)
    except (FileNotFoundError, ConnectionRefusedError) as error:
        message = f"{folder}: expected a node that runs there (truceline serve), got none"
        raise StateError(message) from error
    except OSError as error:
        reason = "no answer in time" if isinstance(error, TimeoutError) else error.strerror or str(error)
        message = f"{folder}: expected the node to answer, got: {reason}"
        raise UnavailableError(message) from error
    try:
        answer = msgspec.json.decode(line, type=dict[str, object])
    except msgspec.DecodeError as error:
        message = f"{folder}: expected a line of JSON from the node, got something else"
        raise UnavailableError(message) from error
    if answer.get("ok") is not True:
        refusal = _refusal(str(answer.get("code", "")), str(answer.get("message", "the node does not say why")))
        raise refusal
    return answer


def question_of(means: Means, passphrase: str = "") -> Question:
    """Write the question that unlocks a node by some means.

    Args:
        means: Which.
        passphrase: The passphrase as typed, for a passphrase.
    """
    if isinstance(means, ByAgent):
        return Question(command="unlock", agent_socket=str(means.agent.path))
    return Question(command="unlock", passphrase=passphrase)


def _means_of(question: Question) -> Means:
    from truceline.crypto.passphrases import passphrase_bytes  # noqa: PLC0415 - only the node needs it

    if bool(question.passphrase) == bool(question.agent_socket):
        message = "control: expected a passphrase or the socket of an agent, got both or neither"
        raise InputError(message)
    if question.agent_socket:
        return ByAgent(agent=SSHAgent(path=Path(question.agent_socket)))
    return ByPassphrase(passphrase=passphrase_bytes(question.passphrase))


async def _read_question(reader: asyncio.StreamReader) -> Question:
    expected = f"one line of JSON of at most {CONTROL_LINE_BYTES_MAX} bytes within {LINE_TIMEOUT_S:.0f} s"
    try:
        line = await asyncio.wait_for(reader.readuntil(b"\n"), LINE_TIMEOUT_S)
        return msgspec.json.decode(line, type=Question)
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, msgspec.DecodeError):
        # The line may hold a passphrase: neither it nor what the decoder says of it is repeated.
        message = f"control: expected {expected}, got something else"
        raise InputError(message) from None


def _is_answered(folder: Path) -> bool:
    try:
        _exchange(folder, b'{"command":"status"}\n', LINE_TIMEOUT_S)
    except OSError:
        return False
    return True


def _exchange(folder: Path, line: bytes, timeout_s: float) -> bytes:
    """Send one line and give the line that comes back.

    Raises:
        TimeoutError: Not in time, or too long an answer; any other ``OSError`` when nobody is there.
    """
    deadline_s = time.monotonic() + timeout_s
    answer = bytearray()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stream:
        stream.settimeout(timeout_s)
        with address_of(folder) as address:
            stream.connect(address)
        # A door may have answered and shut before the line was through: its answer is read all the same.
        with contextlib.suppress(BrokenPipeError):
            stream.sendall(line)
        while not answer.endswith(b"\n"):
            left_s = deadline_s - time.monotonic()
            if left_s <= 0 or len(answer) > CONTROL_LINE_BYTES_MAX:
                raise TimeoutError
            stream.settimeout(left_s)
            piece = stream.recv(CONTROL_LINE_BYTES_MAX)
            if not piece:
                break
            answer += piece
    return bytes(answer)


def _refusal(code: str, message: str) -> NodeError:
    kinds: tuple[type[NodeError], ...] = (AuthorityError, InputError, LockedError, StateError, StorageError)
    kind = next((kind for kind in kinds if kind.code == code), UnavailableError)
    return kind(message)
