# SPDX-License-Identifier: Apache-2.0
"""``truceline init``: a node from nothing, with the real store; what is refused; the token shown once."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import jwt
import msgspec
import pytest

from agents import FINGERPRINT, KEY, FakeAgent, listening
from exercise_library import write_library
from made_nodes import PASSPHRASE, passphrase_file
from truceline.base.clock import FixedClock
from truceline.base.errors import NodeError
from truceline.bootstrap.folder import open_folder
from truceline.bootstrap.settings import rows
from truceline.bootstrap.ssh_agent import SSHAgent
from truceline.bootstrap.unlocking import ByAgent, ByPassphrase, unlock
from truceline.cli import main
from truceline.cli.init import init
from truceline.crypto.passphrases import passphrase_bytes
from truceline.crypto.root_keys import read_root_keys
from truceline.crypto.tokens import jws, token_key


def _init(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: object) -> tuple[int, str, str]:
    library = write_library(folder / "library")
    given = ("init", folder / "node", "--library", library, "--party", "northland", *arguments)
    code = main.main([str(each) for each in given])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_root_keys_may_have_a_passphrase_of_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is drawn and shown once; that of the node does not open them."""
    given = ("--passphrase-file", passphrase_file(tmp_path), "--own-root-passphrase", "--json")
    code, out, _ = _init(capsys, tmp_path, *given)
    told = msgspec.json.decode(out)
    drawn = told["root_passphrase"]

    assert (code, len(drawn)) == (0, 39)
    content = Path(told["root_keys"]).read_bytes()
    assert read_root_keys(content, passphrase_bytes(drawn)).origin == told["log"]
    with pytest.raises(NodeError):
        read_root_keys(content, passphrase_bytes(PASSPHRASE))


def test_a_node_is_made_and_its_token_opens_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The passphrase unlocks it, the store is there, and the token is signed by its key."""
    code, out, err = _init(capsys, tmp_path, "--passphrase-file", passphrase_file(tmp_path), "--json")
    document = msgspec.json.decode(out)
    folder = open_folder(tmp_path / "node")
    opened = unlock(folder.read_keys(), ByPassphrase(passphrase=passphrase_bytes(PASSPHRASE)))
    content = jws().decode(document["token"], token_key(opened.key).public_key(), algorithms=["Ed25519"])
    claims = msgspec.json.decode(content)

    assert (code, err) == (0, "")
    assert document["schema"] == "truceline/init/1"
    assert document["exercise"] is True
    assert document["fingerprint"] == folder.read_keys().identity.fingerprint
    assert (claims["role"], claims["party"], claims["aud"]) == ("officer", "northland", "truceline:northland")
    assert claims["exp"] - claims["iat"] == 24 * 3_600
    assert folder.store.stat().st_size > 0
    assert folder.load_library(folder.read_settings()).header.id == "exercise-exland"


def test_the_token_is_told_once_and_kept_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It stands once on standard output and in no file; neither does the passphrase, nor any key."""
    code, out, err = _init(capsys, tmp_path, "--passphrase-file", passphrase_file(tmp_path))
    (token,) = [line for line in out.splitlines() if line.count(".") == 2 and line.startswith("ey")]
    keys = open_folder(tmp_path / "node").read_keys()
    secret = bytes(unlock(keys, ByPassphrase(passphrase=passphrase_bytes(PASSPHRASE))).key.reveal())
    contents = [path.read_bytes() for path in (tmp_path / "node").rglob("*") if path.is_file()]

    assert code == 0
    assert out.count(token) == 1
    assert jwt.get_unverified_header(token)["alg"] == "Ed25519"
    assert out.startswith("EXERCISE: ")
    for hidden in (token.encode(), token.split(".")[2].encode(), PASSPHRASE.encode(), secret, secret.hex().encode()):
        assert not [content for content in contents if hidden in content]
    assert PASSPHRASE not in out + err
    assert secret.hex() not in out + err


@pytest.mark.network
def test_a_key_of_the_agent_will_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No passphrase is asked for."""
    with listening(FakeAgent(keys=(KEY,))) as path:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(path))
        code, _, err = _init(capsys, tmp_path, "--ssh-agent-key", FINGERPRINT)
        keys = open_folder(tmp_path / "node").read_keys()

        assert (code, err) == (0, "")
        assert unlock(keys, ByAgent(agent=SSHAgent(path=path))).slot == 1


REFUSED = {
    "an easy passphrase": ("short one", [], 65, "expected at least 12 characters"),
    "no passphrase": ("", [], 65, "expected at least 12 characters"),
    "an unknown party": (PASSPHRASE, ["--party", "northlnd"], 66, "did you mean northland?"),
    "an unknown library": (PASSPHRASE, ["--library", "nowhere"], 66, "library: expected one of"),
    "an officer without a name": (PASSPHRASE, ["--officer", ""], 65, "--officer: expected 1 to 64"),
    "an officer who steers terminals": (PASSPHRASE, ["--officer", "a\x1b[2J"], 65, "--officer: expected 1 to 64"),
    "two ways at once": (PASSPHRASE, ["--ssh-agent-key", FINGERPRINT], 2, "expected a passphrase file or"),
}


@pytest.mark.parametrize(("text", "arguments", "expected", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_leaves_nothing(
    text: str, arguments: list[str], expected: int, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, its exit code, and no folder."""
    code, out, err = _init(capsys, tmp_path, "--passphrase-file", passphrase_file(tmp_path, text), *arguments)

    assert (code, out) == (expected, "")
    assert words in err
    assert not (tmp_path / "node").exists()
    assert not list(tmp_path.glob(".node*"))


def test_without_a_terminal_it_says_what_to_give(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing has a default password."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    code, out, err = _init(capsys, tmp_path)

    assert (code, out) == (65, "")
    assert "expected --passphrase-file" in err
    assert not (tmp_path / "node").exists()


def test_a_passphrase_that_others_can_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said how to mend it."""
    secret = passphrase_file(tmp_path)
    secret.chmod(0o644)
    code, _, err = _init(capsys, tmp_path, "--passphrase-file", secret)

    assert code == 77
    assert "got mode 0644; chmod 600 it" in err
    assert not (tmp_path / "node").exists()


def test_a_taken_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second init changes nothing of the first node, and asks for no passphrase."""
    assert _init(capsys, tmp_path, "--passphrase-file", passphrase_file(tmp_path))[0] == 0
    before = (tmp_path / "node" / "keys.json").read_bytes()
    code, _, err = _init(capsys, tmp_path)

    assert code == 69
    assert "expected a new or empty folder" in err
    assert (tmp_path / "node" / "keys.json").read_bytes() == before


def test_the_present_instant_comes_from_the_clock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command reads it once: slot and token have the same one."""
    library = write_library(tmp_path / "library")
    arguments = [tmp_path / "node", "--library", library, "--party", "northland", "--json"]
    arguments += ["--passphrase-file", passphrase_file(tmp_path)]
    init.main([str(each) for each in arguments], standalone_mode=False, obj=FixedClock(1_000_000_000 * 10**9))

    document = msgspec.json.decode(capsys.readouterr().out)
    assert document["token_expires"] == "2001-09-10T01:46:40Z"  # noqa: S105 - an instant
    assert open_folder(tmp_path / "node").read_keys().slots[0].header.created_ns == 1_000_000_000 * 10**9


def test_the_help_tells_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    """Name by name, from the one table."""
    assert main.main(["init", "--help"]) == 0
    told = capsys.readouterr().out

    assert [row.name for row in rows() if row.name not in told] == []


def test_on_a_terminal_the_passphrase_is_asked_twice(tmp_path: Path) -> None:
    """It is not shown while it is typed, and unlocks afterwards."""
    library = write_library(tmp_path / "library")
    ours, theirs = pty.openpty()
    arguments = ["init", str(tmp_path / "node"), "--library", str(library), "--party", "northland"]
    environment = {name: value for name, value in os.environ.items() if name != "SSH_AUTH_SOCK"}
    with subprocess.Popen(
        [sys.executable, "-m", "truceline", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown = _until(ours, b"characters):")
        os.write(ours, f"{PASSPHRASE}\n".encode())
        shown += _until(ours, b"confirmation:")
        os.write(ours, f"{PASSPHRASE}\n".encode())
        shown += _until(ours, b"Next: ")
        assert process.wait(30) == 0
    os.close(ours)
    keys = open_folder(tmp_path / "node").read_keys()

    assert unlock(keys, ByPassphrase(passphrase=passphrase_bytes(PASSPHRASE))).slot == 1
    assert PASSPHRASE.encode() not in shown


def _until(handle: int, wanted: bytes) -> bytes:
    """Read a terminal until some words stand there.

    Returns:
        All that was shown.
    """
    shown, deadline_s = b"", time.monotonic() + 30
    while wanted not in shown:
        ready, _, _ = select.select([handle], [], [], max(0.0, deadline_s - time.monotonic()))
        assert ready, shown
        shown += os.read(handle, 4_096)
    return shown
