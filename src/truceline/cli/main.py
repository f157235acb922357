# SPDX-License-Identifier: Apache-2.0
"""Starts the command line and ends it: one place where errors become words and exit codes.

Rules:
- ``--help`` imports no command and nothing heavy; a command imports what it needs when it runs.
- A deliberate error is one sentence (and one line per fault) on standard error, or one JSON document there when
  ``--json`` was given; never a traceback. A mistake of our own says so and ends with 70.
- A reader who goes away (a closed pipe) and Ctrl-C end the run quietly.
"""

import os
import sys

import click

from truceline import __version__
from truceline.base.errors import NodeError
from truceline.cli import endings
from truceline.cli.endings import Ending
from truceline.cli.lazy import LazyGroup


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, message="truceline %(version)s")
def truceline() -> None:
    """Say what an agreement says of what happened.

    Given the agreements and the acts: which act falls under which clause, on whose word, how sure, and what cannot
    be judged. Not for planning the use of force (docs/intended-use.md).
    """


def run() -> None:
    """Run the command line as a program and leave with its exit code."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: list[str]) -> int:
    """Run the command line.

    Args:
        arguments: What follows the program's name.

    Returns:
        The exit code (docs/exit-codes.md).
    """
    try:
        ending = attempt(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has left. Python flushes once more while closing, so it gets an open file.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return endings.OK
    if ending is None:
        return endings.OK
    if ending.message:
        click.echo(ending.as_json() if "--json" in arguments else ending.as_text(), err=True)
    return ending.exit_code


def attempt(arguments: list[str]) -> Ending | None:
    """Run the command line once.

    Args:
        arguments: What follows the program's name.

    Returns:
        How it ended, None when all went well.

    Raises:
        BrokenPipeError: Nobody reads our output any more.
    """
    try:
        result = truceline.main(arguments, prog_name="truceline", standalone_mode=False)
    except click.ClickException as error:
        return ending_of_usage(error)
    except (click.Abort, KeyboardInterrupt):
        return Ending(exit_code=endings.INTERRUPTED, code="interrupted", message="interrupted")
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 (the last door: no traceback reaches a user)
        return ending_of_any(error)
    return Ending(exit_code=result, code="exit", message="") if isinstance(result, int) and result else None


def ending_of_usage(error: click.ClickException) -> Ending:
    """Say how a command line that cannot be understood ends; saying nothing at all shows the help."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return Ending(exit_code=endings.USAGE, code="usage", message="")
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f' (see "{context.command_path} --help")' if context else ""
    return Ending(exit_code=endings.USAGE, code="usage", message=error.format_message() + hint)


def ending_of_any(error: Exception) -> Ending:
    """Say how any error ends the run; one mistake of ours in a group decides for the whole group.

    With ``TRUCELINE_TRACEBACK`` set, the place where it arose is shown as well.
    """
    if os.environ.get("TRUCELINE_TRACEBACK"):
        sys.excepthook(type(error), error, error.__traceback__)
    if isinstance(error, NodeError):
        return endings.ending_of(error)
    if isinstance(error, OSError):
        return endings.ending_of_file(error)
    if isinstance(error, ExceptionGroup):
        deliberate, mistakes = error.split(NodeError)
        if deliberate is not None and mistakes is None:
            return endings.ending_of_group(deliberate)
    return endings.ending_of_mistake(error)
