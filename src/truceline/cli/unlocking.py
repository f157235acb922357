# SPDX-License-Identifier: Apache-2.0
"""How commands are given what unlocks a node: a file, the running ssh-agent, or a person at a terminal.

Rules:
    - A passphrase is never taken from the command line or the environment, where other users and logs would see it.
    - A file of a passphrase must be its owner's alone; ``-`` is standard input, a pipe is taken as it is.
    - Without a terminal nothing is asked: the command says what to give instead.
"""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from truceline.base.errors import AuthorityError, InputError, NotFoundError, StorageError
from truceline.base.limits import PASSPHRASE_BYTES_MAX

if TYPE_CHECKING:
    from truceline.bootstrap.keys_file import Keys
    from truceline.bootstrap.unlocking import Means

STANDARD_INPUT = Path("-")
_OTHERS = 0o077

PASSPHRASE_FILE = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File with the passphrase in its first line, or - for standard input. Without it: the ssh-agent if it holds "
    "the node's key, else a question on the terminal.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a person gave to unlock a node.

    Attributes:
        means: As the node takes it.
        typed: The passphrase as typed, empty for an agent; for a node that runs elsewhere.
    """

    means: Means
    typed: str = field(default="", repr=False)


def present_means(keys: Keys, passphrase_file: Path | None) -> Given:
    """Give what unlocks a node: the file if there is one, else its agent, else what is typed.

    Raises:
        InputError: Nothing of the kind can be had.
        NotFoundError: The file is not there.
        StorageError: It cannot be read.
        AuthorityError: Others can read it.
    """
    if passphrase_file is None:
        agent = _serving_agent(keys)
        if agent is not None:
            return agent
    return by_passphrase(present_passphrase(passphrase_file))


def by_passphrase(typed: str) -> Given:
    """Give a passphrase as means.

    Raises:
        InputError: It is empty or too long.
    """
    from truceline.bootstrap.unlocking import ByPassphrase
    from truceline.crypto.passphrases import passphrase_bytes

    return Given(means=ByPassphrase(passphrase=passphrase_bytes(typed)), typed=typed)


def by_agent(fingerprint: str) -> Given:
    """Give one key of the running agent as means.

    Raises:
        NotFoundError: No agent is named.
    """
    from truceline.bootstrap.ssh_agent import running_agent
    from truceline.bootstrap.unlocking import ByAgent

    return Given(means=ByAgent(agent=running_agent(), fingerprint=fingerprint))


def new_means(passphrase_file: Path | None, agent_key: str | None) -> Given:
    """Give a new way of unlocking: one key of the agent, or a passphrase, asked twice on a terminal.

    Raises:
        UsageError: Both were given.
        InputError: The passphrase is too easily guessed, or nothing can be had.
        NotFoundError: No agent is named, or the file is not there.
        StorageError: It cannot be read.
        AuthorityError: Others can read it.
    """
    if passphrase_file is not None and agent_key is not None:
        message = "expected a passphrase file or --ssh-agent-key, got both"
        raise click.UsageError(message)
    return by_agent(agent_key) if agent_key is not None else by_passphrase(new_passphrase(passphrase_file))


def present_passphrase(file: Path | None) -> str:
    """Take the passphrase of a node from a file, or ask for it once.

    Raises:
        InputError: There is neither file nor terminal, or no text in the file.
        NotFoundError: The file is not there.
        StorageError: It cannot be read.
        AuthorityError: Others can read it.
    """
    return _from_file(file) if file is not None else _asked("Passphrase", is_new=False)


def new_passphrase(file: Path | None) -> str:
    """Take a new passphrase from a file, or ask for it twice, and refuse one that is too easily guessed.

    Raises:
        InputError: As ``present_passphrase``, or it is too easily guessed.
        NotFoundError: The file is not there.
        StorageError: It cannot be read.
        AuthorityError: Others can read it.
    """
    from truceline.crypto.passphrases import PASSPHRASE_CHARACTERS_MIN, check_new_passphrase

    question = f"New passphrase (at least {PASSPHRASE_CHARACTERS_MIN} characters)"
    typed = _from_file(file) if file is not None else _asked(question, is_new=True)
    check_new_passphrase(typed)
    return typed


def _serving_agent(keys: Keys) -> Given | None:
    from truceline.bootstrap.ssh_agent import running_agent
    from truceline.bootstrap.unlocking import ByAgent, agent_serves

    try:
        agent = running_agent()
    except NotFoundError:
        return None
    return Given(means=ByAgent(agent=agent)) if agent_serves(keys, agent) else None


def _asked(question: str, *, is_new: bool) -> str:
    if not sys.stdin.isatty():
        message = (
            "passphrase: expected --passphrase-file, an ssh-agent that holds the node's key, or a terminal to ask on, "
            "got none of them"
        )
        raise InputError(message)
    answer = click.prompt(question, hide_input=True, confirmation_prompt=is_new, err=True)
    assert isinstance(answer, str)
    return answer


def _from_file(path: Path) -> str:
    try:
        if path == STANDARD_INPUT:
            content = sys.stdin.buffer.read(PASSPHRASE_BYTES_MAX + 2)
        else:
            with path.open("rb") as stream:
                _refuse_open(path, os.fstat(stream.fileno()))
                content = stream.read(PASSPHRASE_BYTES_MAX + 2)
    except FileNotFoundError as error:
        message = f"{path}: expected a file with a passphrase, got no such file"
        raise NotFoundError(message) from error
    except OSError as error:
        message = f"{path}: expected a readable file with a passphrase, got {error.strerror or error}"
        raise StorageError(message) from error
    line, _, rest = content.partition(b"\n")
    if rest or len(line) > PASSPHRASE_BYTES_MAX:
        message = f"{path}: expected one line of at most {PASSPHRASE_BYTES_MAX} bytes, got more"
        raise InputError(message)
    try:
        return line.removesuffix(b"\r").decode()
    except UnicodeDecodeError:
        message = f"{path}: expected a passphrase in UTF-8, got other bytes"
        raise InputError(message) from None


def _refuse_open(path: Path, state: os.stat_result) -> None:
    if stat.S_ISREG(state.st_mode) and state.st_mode & _OTHERS:
        got = f"{stat.S_IMODE(state.st_mode):04o}"
        message = f"{path}: expected a file that its owner alone can read (0600), got mode {got}; chmod 600 it"
        raise AuthorityError(message)
