# SPDX-License-Identifier: Apache-2.0
"""Unlocking by passphrase and by ssh-agent: an honest agent, lying ones, and the real one where it is installed."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agents import FINGERPRINT, KEY, SECURITY_TOKEN, FakeAgent, listening
from made_nodes import PASSPHRASE, by_passphrase, made_node
from not_running import not_run
from truceline.base.errors import (
    AuthorityError,
    InputError,
    NodeError,
    NotFoundError,
    RecordError,
    StateError,
    UnavailableError,
)
from truceline.bootstrap import ssh_agent
from truceline.bootstrap.keys_file import read_keys, write_keys
from truceline.bootstrap.ssh_agent import SSHAgent, running_agent
from truceline.bootstrap.unlocking import ByAgent, agent_serves, unlock
from truceline.crypto.agent_messages import ssh_fingerprint

OTHER = Ed25519PrivateKey.from_private_bytes(b"\x22" * 32)

LYING = {
    "no whole length": b"\x00",
    "an answer of no bytes": b"\x00\x00\x00\x00",
    "an endless answer": b"\xff\xff\xff\xff\x0c",
    "half an answer": b"\x00\x00\x00\xff\x0c\x00",
    "an answer to another question": b"\x00\x00\x00\x01\x0e",
}


@pytest.fixture
def agent() -> Iterator[SSHAgent]:
    """Give an agent that holds two keys and a security token."""
    with listening(FakeAgent(keys=(OTHER, KEY), others=(SECURITY_TOKEN,))) as path:
        yield SSHAgent(path=path)


def test_the_passphrase_unlocks(tmp_path: Path) -> None:
    """The same store key that was drawn when the node was made."""
    made = made_node(tmp_path)
    opened = unlock(made.keys, by_passphrase())

    assert opened.key.reveal() == made.store_key.reveal()
    assert opened.slot == 1


def test_a_wrong_passphrase_is_told_as_such(tmp_path: Path) -> None:
    """Without repeating it or the right one."""
    made = made_node(tmp_path)
    with pytest.raises(AuthorityError, match="expected one that opens this node") as caught:
        unlock(made.keys, by_passphrase("four other words here"))

    assert "other words" not in str(caught.value)
    assert PASSPHRASE not in str(caught.value)


def test_keys_of_another_node_are_refused(tmp_path: Path) -> None:
    """Slots of one node beside the identity of another do not open."""
    first, second = (made_node(tmp_path / name).keys for name in ("a", "b"))
    mixed = replace(first, identity=second.identity)

    with pytest.raises(AuthorityError):
        unlock(read_keys(write_keys(mixed), "keys.json"), by_passphrase())


@pytest.mark.network
def test_the_agent_unlocks(tmp_path: Path, agent: SSHAgent) -> None:
    """The node is made with one of its keys and opens with it; no passphrase opens it."""
    made = made_node(tmp_path, ByAgent(agent=agent, fingerprint=FINGERPRINT))
    keys = read_keys(write_keys(made.keys), "keys.json")

    assert agent_serves(keys, agent)
    assert unlock(keys, ByAgent(agent=agent)).key.reveal() == made.store_key.reveal()
    with pytest.raises(StateError, match="expected a slot for a passphrase"):
        unlock(keys, by_passphrase())


@pytest.mark.network
def test_an_agent_without_the_key_does_not_unlock(tmp_path: Path, agent: SSHAgent) -> None:
    """It is said that the key is missing."""
    made = made_node(tmp_path, ByAgent(agent=agent, fingerprint=FINGERPRINT))
    with listening(FakeAgent(keys=(OTHER,))) as path:
        other = SSHAgent(path=path)

        assert not agent_serves(made.keys, other)
        with pytest.raises(StateError, match="expected the ssh-agent to hold the key"):
            unlock(made.keys, ByAgent(agent=other))


@pytest.mark.network
def test_a_key_that_the_agent_does_not_hold_makes_no_slot(tmp_path: Path, agent: SSHAgent) -> None:
    """The usable ones are named."""
    with pytest.raises(NotFoundError, match="expected it to hold the Ed25519 key") as caught:
        made_node(tmp_path, ByAgent(agent=agent, fingerprint="SHA256:none"))

    assert FINGERPRINT in str(caught.value)
    assert not (tmp_path / "node").exists()


@pytest.mark.network
def test_a_security_token_makes_no_slot(tmp_path: Path, agent: SSHAgent) -> None:
    """Its signatures are never the same twice."""
    with pytest.raises(InputError, match="expected a plain Ed25519 key"):
        made_node(tmp_path, ByAgent(agent=agent, fingerprint=ssh_fingerprint(SECURITY_TOKEN)))


@pytest.mark.network
def test_an_agent_whose_signatures_vary_makes_no_slot(tmp_path: Path) -> None:
    """Whatever its key says it is."""
    turns = iter(range(100))

    def varying(key: Ed25519PrivateKey, content: bytes) -> bytes:
        return key.sign(content) if next(turns) % 2 == 0 else bytes(64)

    with listening(FakeAgent(keys=(KEY,), signature_of=varying)) as path:
        means = ByAgent(agent=SSHAgent(path=path), fingerprint=FINGERPRINT)
        with pytest.raises(AuthorityError, match="expected the same signature twice"):
            made_node(tmp_path, means)


@pytest.mark.network
def test_a_false_signature_is_found_before_it_is_used(tmp_path: Path, agent: SSHAgent) -> None:
    """An agent that signs something else is told apart from an altered file."""
    made = made_node(tmp_path, ByAgent(agent=agent, fingerprint=FINGERPRINT))
    with (
        listening(FakeAgent(keys=(KEY,), signature_of=lambda key, _: key.sign(b"something else"))) as path,
        pytest.raises(AuthorityError, match="expected a signature of the slot's key"),
    ):
        unlock(made.keys, ByAgent(agent=SSHAgent(path=path)))


@pytest.mark.network
@pytest.mark.parametrize("raw", LYING.values(), ids=LYING)
def test_an_agent_that_answers_nonsense_is_refused(raw: bytes) -> None:
    """With one sentence, in bounded time and memory."""
    with listening(FakeAgent(raw=raw)) as path, pytest.raises(NodeError, match="ssh-agent: expected"):
        SSHAgent(path=path).held_keys()


@pytest.mark.network
def test_an_agent_that_says_nothing_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client does not wait for ever."""
    monkeypatch.setattr(ssh_agent, "LIST_TIMEOUT_S", 0.05)
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        path = Path(folder) / "agent"
        server.bind(str(path))
        server.listen()
        with pytest.raises(UnavailableError, match="got: no answer in time"):
            SSHAgent(path=path).held_keys()


@pytest.mark.network
def test_no_agent_is_told_as_such(tmp_path: Path) -> None:
    """A socket that is not there, or no name of one."""
    with pytest.raises(UnavailableError, match="expected an agent on the socket"):
        SSHAgent(path=tmp_path / "none").held_keys()
    with pytest.raises(NotFoundError, match="expected SSH_AUTH_SOCK"):
        running_agent({})
    assert not agent_serves(made_node(tmp_path).keys, SSHAgent(path=tmp_path / "none"))


@pytest.mark.network
def test_a_broken_list_is_no_key(tmp_path: Path) -> None:
    """The error says that its answer cannot be understood."""
    with (
        listening(FakeAgent(raw=b"\x00\x00\x00\x05\x0c\x00\x00\x00\x09")) as path,
        pytest.raises(RecordError, match="ssh-agent: expected 4 bytes"),
    ):
        made_node(tmp_path, ByAgent(agent=SSHAgent(path=path), fingerprint=FINGERPRINT))


@pytest.mark.network
def test_an_agent_that_fails_serves_no_node(tmp_path: Path, agent: SSHAgent) -> None:
    """Whether it would serve is asked before anything else; an agent that answers nonsense does not."""
    made = made_node(tmp_path, ByAgent(agent=agent, fingerprint=FINGERPRINT))
    with listening(FakeAgent(raw=b"\x00")) as path:
        assert not agent_serves(made.keys, SSHAgent(path=path))


@pytest.mark.network
def test_the_agent_of_openssh_unlocks(tmp_path: Path) -> None:
    """The real one: a key made by ssh-keygen, added by ssh-add."""
    if not all(shutil.which(name) for name in ("ssh-agent", "ssh-add", "ssh-keygen")):
        not_run("needs ssh-agent (Debian: apt-get install openssh-client)")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        started = subprocess.run(["ssh-agent", "-s", "-a", place / "s"], check=True, capture_output=True, text=True)
        try:
            key = place / "key"
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
            environment = {**os.environ, "SSH_AUTH_SOCK": str(place / "s")}
            subprocess.run(["ssh-add", "-q", key], check=True, env=environment, capture_output=True)
            listed = subprocess.run(["ssh-add", "-l"], check=True, env=environment, capture_output=True, text=True)
            agent = running_agent(environment)
            made = made_node(tmp_path, ByAgent(agent=agent, fingerprint=listed.stdout.split()[1]))

            assert unlock(made.keys, ByAgent(agent=agent)).key.reveal() == made.store_key.reveal()
        finally:
            pid = next(word for word in started.stdout.split(";") if "SSH_AGENT_PID=" in word).rpartition("=")[2]
            os.kill(int(pid), signal.SIGTERM)
