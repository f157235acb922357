# SPDX-License-Identifier: Apache-2.0
"""A click group that imports a command only when it is run or when its own help is asked for."""

import importlib

import click

from truceline.cli.commands import COMMANDS, GROUPS, Command


class LazyGroup(click.Group):
    """The commands of the table whose names start with ``prefix``.

    Attributes:
        prefix: The words before a command's name, each with a space after it; empty at the top.
    """

    prefix: str = ""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names at this level, in the order of the table."""
        del ctx
        return list(dict.fromkeys(entry.name[len(self.prefix) :].split()[0] for entry in self._entries()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and give one command, or nothing when there is no such name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = self.prefix + cmd_name
        if name in GROUPS:
            group = LazyGroup(name=cmd_name, help=GROUPS[name])
            group.prefix = f"{name} "
            return group
        return open_door(next(entry for entry in COMMANDS if entry.name == name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, importing none of them."""
        rows = [(word, self._help_of(word)) for word in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one example for each command."""
        del ctx
        with formatter.section("Examples"):
            for entry in self._entries():
                formatter.write_text(f"./truceline {entry.example}")

    def _entries(self) -> tuple[Command, ...]:
        return tuple(entry for entry in COMMANDS if entry.name.startswith(self.prefix))

    def _help_of(self, word: str) -> str:
        name = self.prefix + word
        return GROUPS.get(name) or next(entry.help for entry in COMMANDS if entry.name == name)


def open_door(entry: Command) -> click.Command:
    """Import the click command that a line of the table names."""
    module_name, _, attribute = entry.door.partition(":")
    command = getattr(importlib.import_module(module_name), attribute)
    assert isinstance(command, click.Command), entry.door
    return command
