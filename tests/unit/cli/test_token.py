# SPDX-License-Identifier: Apache-2.0
"""``truceline token``: who gets which rights, for how long, by what unlocks the node."""

import io
import sys
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest

from agents import FINGERPRINT, KEY, FakeAgent, listening
from made_nodes import PASSPHRASE, made_node, passphrase_file
from truceline.bootstrap.making import MadeNode
from truceline.bootstrap.ssh_agent import SSHAgent
from truceline.bootstrap.unlocking import ByAgent
from truceline.cli import main
from truceline.cli.token import token
from truceline.coordination.roles import Role, scopes_of
from truceline.crypto.tokens import jws, token_key


@pytest.fixture
def made(tmp_path: Path) -> MadeNode:
    """Give a node."""
    return made_node(tmp_path)


def _token(
    capsys: pytest.CaptureFixture[str], made: MadeNode, *arguments: object, secret: Path | None = None
) -> tuple[int, str, str]:
    given: list[object] = ["token", made.folder.root, *arguments]
    if secret is not None:
        given += ["--passphrase-file", secret]
    code = main.main([str(each) for each in given])
    told = capsys.readouterr()
    return code, told.out, told.err


def _claims(made: MadeNode, token: str) -> dict[str, Any]:
    content = jws().decode(token.strip(), token_key(made.store_key).public_key(), algorithms=["Ed25519"])
    return msgspec.json.decode(content, type=dict[str, Any])


@pytest.mark.parametrize("role", Role)
def test_each_role_has_its_scopes(
    role: Role, made: MadeNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those of the table, no more."""
    asked = ("--role", role, "--officer", "Duty officer", "--json")
    code, out, _ = _token(capsys, made, *asked, secret=passphrase_file(tmp_path))
    document = msgspec.json.decode(out)
    claims = _claims(made, document["token"])

    assert code == 0
    assert set(claims["scope"].split()) == set(scopes_of(role)) == set(document["scopes"])
    assert (claims["sub"], claims["party"], claims["role"]) == ("Duty officer", "northland", role)
    assert claims["iss"] == f"truceline:{made.keys.identity.fingerprint}"
    assert document["exercise"] is True


def test_standard_output_is_the_token_alone(made: MadeNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So that a script can take it; the rest is on standard error."""
    asked = ("--role", "officer", "--officer", "A", "--hours", 8)
    code, out, err = _token(capsys, made, *asked, secret=passphrase_file(tmp_path))
    claims = _claims(made, out)

    assert code == 0
    assert len(out.split()) == 1
    assert claims["exp"] - claims["nbf"] == 8 * 3_600
    assert err.startswith("EXERCISE: A, officer of northland, until ")
    assert out.strip() not in err


def test_no_two_tokens_have_one_id(made: MadeNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each can be named apart."""
    secret = passphrase_file(tmp_path)
    asked = ("--role", "officer", "--officer", "A")
    ids = {_claims(made, _token(capsys, made, *asked, secret=secret)[1])["jti"] for _ in range(2)}

    assert len(ids) == 2


def test_another_party_of_the_library_can_be_named(
    made: MadeNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that the library does not know cannot."""
    secret = passphrase_file(tmp_path)
    asked = ("--role", "monitor", "--officer", "A", "--party")
    code, out, _ = _token(capsys, made, *asked, "hill-league", secret=secret)

    assert code == 0
    assert _claims(made, out)["party"] == "hill-league"
    code, out, err = _token(capsys, made, *asked, "hill-leage", secret=secret)
    assert (code, out) == (66, "")
    assert "did you mean hill-league?" in err


def test_the_command_line_names_every_role_that_there_is() -> None:
    """In the order of the table of roles."""
    (role,) = (each for each in token.params if each.name == "role")

    assert isinstance(role.type, click.Choice)
    assert list(role.type.choices) == [each.value for each in Role]


REFUSED = {
    "an unknown role": (("--role", "admin", "--officer", "A"), 2, "'admin' is not one of 'officer'"),
    "too long": (("--role", "peer", "--officer", "A", "--hours", "169"), 65, "--hours: expected 1 to 168"),
    "no time at all": (("--role", "peer", "--officer", "A", "--hours", "0"), 2, "0 is not in the range x>=1"),
    "no name": (("--role", "peer", "--officer", " "), 65, "--officer: expected 1 to 64"),
    "no role": (("--officer", "A"), 2, "--role"),
}


@pytest.mark.parametrize(("arguments", "expected", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_gives_no_token(
    arguments: tuple[str, ...],
    expected: int,
    words: str,
    made: MadeNode,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One sentence and its exit code."""
    code, out, err = _token(capsys, made, *arguments, secret=passphrase_file(tmp_path))

    assert (code, out) == (expected, "")
    assert words in err


def test_a_wrong_passphrase_gives_no_token(made: MadeNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 77, and neither passphrase is repeated."""
    secret = passphrase_file(tmp_path, "four other words here")
    code, out, err = _token(capsys, made, "--role", "peer", "--officer", "A", secret=secret)

    assert (code, out) == (77, "")
    assert "expected one that opens this node" in err
    assert "other words" not in err
    assert PASSPHRASE not in err


def test_the_passphrase_may_come_from_standard_input(
    made: MadeNode, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """For scripts that keep it elsewhere."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{PASSPHRASE}\r\n".encode())))
    code, out, _ = _token(capsys, made, "--role", "peer", "--officer", "A", secret=Path("-"))

    assert code == 0
    assert _claims(made, out)["role"] == "peer"


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"one\ntwo\n", "expected one line"), (b"\xff" * 12, "in UTF-8"), (b"a" * 2_000, "expected one line")],
    ids=["two lines", "no text", "too long"],
)
def test_a_file_that_holds_no_passphrase_is_refused(
    content: bytes, words: str, made: MadeNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not guessed which part is meant."""
    secret = passphrase_file(tmp_path)
    secret.write_bytes(content)
    code, _, err = _token(capsys, made, "--role", "peer", "--officer", "A", secret=secret)

    assert code == 65
    assert words in err


@pytest.mark.network
def test_the_agent_is_asked_when_it_holds_the_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any option; without its key the command says what to give."""
    with listening(FakeAgent(keys=(KEY,))) as path:
        made = made_node(tmp_path, ByAgent(agent=SSHAgent(path=path), fingerprint=FINGERPRINT))
        monkeypatch.setenv("SSH_AUTH_SOCK", str(path))
        code, out, _ = _token(capsys, made, "--role", "peer", "--officer", "A")

        assert code == 0
        assert _claims(made, out)["role"] == "peer"
    monkeypatch.delenv("SSH_AUTH_SOCK")
    code, _, err = _token(capsys, made, "--role", "peer", "--officer", "A")
    assert code == 65
    assert "an ssh-agent that holds the node's key" in err


def test_an_altered_agreement_gives_no_token(
    made: MadeNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whom the token speaks for is read from it."""
    parties = made.folder.library / "parties.yaml"
    parties.write_text(parties.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    asked = ("--role", "peer", "--officer", "A")
    code, _, err = _token(capsys, made, *asked, secret=passphrase_file(tmp_path))

    assert code == 69
    assert "expected the files that had the digest" in err
