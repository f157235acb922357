# SPDX-License-Identifier: Apache-2.0
"""The running node's door: lock, unlock, status; what is wrong is refused, and nothing of it is repeated."""

import contextlib
import os
import socket
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from doors import LockableNode, open_door
from made_nodes import PASSPHRASE, made_node
from truceline.base.errors import AuthorityError, StateError, StorageError, UnavailableError
from truceline.base.limits import CONTROL_CLIENTS_MAX, CONTROL_LINE_BYTES_MAX
from truceline.bootstrap import control
from truceline.bootstrap.control import Question, address_of, ask_node, peer_uid

pytestmark = pytest.mark.network

WRONG = {
    "no JSON": b"lock\n",
    "a command that is none": b'{"command":"open"}\n',
    "an unknown field": b'{"command":"lock","force":true}\n',
    "a field of another type": b'{"command":["lock"]}\n',
    "unlock without means": b'{"command":"unlock"}\n',
    "unlock by two means": b'{"command":"unlock","passphrase":"a","agent_socket":"b"}\n',
    "a line without an end": b"x" * (CONTROL_LINE_BYTES_MAX * 3) + b"\n",
}


@pytest.fixture
def node(tmp_path: Path) -> Iterator[LockableNode]:
    """Give a node whose door is open."""
    node = LockableNode(folder=made_node(tmp_path).folder.root)
    with open_door(node):
        yield node


def _exchange(folder: Path, line: bytes) -> dict[str, object]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stream, address_of(folder) as address:
        stream.settimeout(10)
        stream.connect(address)
        # A node may shut the door before the last byte of an endless line.
        with contextlib.suppress(ConnectionError):
            stream.sendall(line)
        return msgspec.json.decode(stream.recv(65_536), type=dict[str, object])


def _asked_until_answered(folder: Path) -> dict[str, object]:
    """Ask until the door has noticed that others left."""
    deadline_s = time.monotonic() + 10
    while True:
        try:
            return ask_node(folder, Question(command="status"))
        except UnavailableError:
            assert time.monotonic() < deadline_s


def test_a_node_is_locked_and_unlocked(node: LockableNode) -> None:
    """Each answer says how it stands then."""
    assert ask_node(node.folder, Question(command="status"))["state"] == "unlocked"
    assert ask_node(node.folder, Question(command="lock"))["state"] == "locked"
    assert node.is_locked
    assert ask_node(node.folder, Question(command="unlock", passphrase=PASSPHRASE))["state"] == "unlocked"
    assert not node.is_locked


def test_a_wrong_passphrase_leaves_it_locked(node: LockableNode) -> None:
    """The client is told by the same class of error, without the passphrase."""
    ask_node(node.folder, Question(command="lock"))
    with pytest.raises(AuthorityError, match="expected one that opens this node") as caught:
        ask_node(node.folder, Question(command="unlock", passphrase="four other words"))  # noqa: S106

    assert node.is_locked
    assert "other words" not in str(caught.value)


def test_the_door_is_its_owners_alone(node: LockableNode) -> None:
    """Mode 0600, in a folder of mode 0700."""
    state = (node.folder / "control.sock").stat()

    assert stat.S_ISSOCK(state.st_mode)
    assert stat.S_IMODE(state.st_mode) == 0o600


@pytest.mark.parametrize("line", WRONG.values(), ids=WRONG)
def test_a_wrong_line_is_refused(node: LockableNode, line: bytes) -> None:
    """It changes nothing, and what stood in it is not repeated."""
    answer = _exchange(node.folder, line)

    assert answer["ok"] is False
    assert answer["code"] == "input"
    assert not node.is_locked
    assert "xxx" not in str(answer["message"])
    assert "force" not in str(answer["message"])


def test_a_client_that_says_nothing_is_sent_away(node: LockableNode, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while the node answers that it waited in vain."""
    monkeypatch.setattr(control, "LINE_TIMEOUT_S", 0.05)

    assert _exchange(node.folder, b'{"command"')["ok"] is False


def test_another_user_is_refused(node: LockableNode, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system tells who is at the other end."""
    monkeypatch.setattr(control, "peer_uid", lambda _: os.geteuid() + 1)

    with pytest.raises(AuthorityError, match="expected the user who runs the node"):
        ask_node(node.folder, Question(command="lock"))
    assert not node.is_locked


def test_a_printed_question_shows_nothing() -> None:
    """What a log might print of it holds no passphrase."""
    question = Question(command="unlock", passphrase=PASSPHRASE)

    assert PASSPHRASE not in f"{question!r} {question}"


def test_a_client_that_leaves_does_no_harm(node: LockableNode) -> None:
    """Before its line, and before the answer; the next one is answered."""
    for line in (b"", b'{"command":"status"}\n'):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stream, address_of(node.folder) as address:
            stream.connect(address)
            stream.sendall(line)

    assert ask_node(node.folder, Question(command="status"))["state"] == "unlocked"


def test_more_clients_than_the_door_takes_are_sent_away(node: LockableNode) -> None:
    """One too many is told so; when the others have left, it does."""
    with contextlib.ExitStack() as stack:
        for _ in range(CONTROL_CLIENTS_MAX):
            stream = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            stream.connect(stack.enter_context(address_of(node.folder)))
            stream.sendall(b'{"command"')
        with pytest.raises(UnavailableError, match="commands at once, got more; try again"):
            ask_node(node.folder, Question(command="status"))

    assert _asked_until_answered(node.folder)["state"] == "unlocked"


def test_a_refusal_keeps_its_class(tmp_path: Path) -> None:
    """What the node says it cannot do ends the client's command as it would have ended the node's."""

    class Refusing(LockableNode):
        """A node that cannot lock now."""

        async def on_lock(self) -> None:
            """Refuse."""
            message = "store: expected a disk, got none"
            raise StorageError(message)

    node = Refusing(folder=made_node(tmp_path).folder.root)
    with open_door(node), pytest.raises(StorageError, match="expected a disk"):
        ask_node(node.folder, Question(command="lock"))


def test_the_system_tells_who_asks() -> None:
    """On Linux and macOS."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    with ours, theirs:
        assert peer_uid(ours) == os.geteuid()


def test_a_second_node_in_the_same_folder_is_refused(node: LockableNode) -> None:
    """The first one's door stays."""
    with pytest.raises(StateError, match="expected no other node to run"), open_door(LockableNode(folder=node.folder)):
        pass
    assert ask_node(node.folder, Question(command="status"))["ok"] is True


def test_a_socket_that_a_crash_left_is_replaced(tmp_path: Path) -> None:
    """Nobody answers on it any more."""
    folder = made_node(tmp_path).folder.root
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as left, address_of(folder) as address:
        left.bind(address)
    with open_door(LockableNode(folder=folder)):
        assert ask_node(folder, Question(command="status"))["state"] == "unlocked"
    assert not (folder / "control.sock").exists()


def test_no_running_node_is_told_as_such(tmp_path: Path) -> None:
    """With the command that starts one."""
    with pytest.raises(StateError, match="expected a node that runs there"):
        ask_node(made_node(tmp_path).folder.root, Question(command="lock"))


def test_a_long_path_will_do_on_linux(tmp_path: Path) -> None:
    """The address of a socket is short; folders are not always."""
    place = tmp_path / ("x" * 100)
    place.mkdir()
    node = LockableNode(folder=made_node(place).folder.root)
    with open_door(node):
        assert ask_node(node.folder, Question(command="status"))["state"] == "unlocked"


def test_a_long_path_elsewhere_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said what to do."""
    monkeypatch.setattr(control, "_PLATFORM", "darwin")

    with pytest.raises(StateError, match="move the folder"), address_of(tmp_path / ("x" * 100)):
        pass


@pytest.mark.parametrize("answer", [b"", b"yes\n", b"[]\n", b'{"ok":tr'])
def test_a_door_that_answers_nonsense_is_told_as_such(tmp_path: Path, answer: bytes) -> None:
    """Whatever stands behind the socket."""
    folder = made_node(tmp_path).folder.root
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        with address_of(folder) as address:
            server.bind(address)
        server.listen()
        thread = threading.Thread(target=_answer_once, args=(server, answer))
        thread.start()
        with pytest.raises(UnavailableError, match="expected a line of JSON"):
            ask_node(folder, Question(command="status"))
        thread.join(5)


def _answer_once(server: socket.socket, answer: bytes) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(1_024)
        connection.sendall(answer)
