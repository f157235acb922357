# SPDX-License-Identifier: Apache-2.0
"""Options that take several values in a row: ``--texts A B C`` means ``--texts A --texts B --texts C``."""

from collections.abc import Iterable

import click

MANY = frozenset({"--texts"})


class TakesManyValues(click.Command):
    """A command some of whose options take every value up to the next option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line."""
        return super().parse_args(ctx, repeated(args))


def repeated(args: Iterable[str]) -> list[str]:
    """Write an option of ``MANY`` before each of its values.

    A value that begins with a hyphen is given as ``--texts=-name``; ``--`` ends the options.
    """
    written: list[str] = []
    option = ""
    is_open, is_first = True, False
    for arg in args:
        if is_open and arg.startswith("-") and arg != "-":
            is_open = arg != "--"
            option, is_first = (arg, True) if arg in MANY else ("", False)
        elif option and not is_first:
            written.append(option)
        else:
            is_first = False
        written.append(arg)
    return written
