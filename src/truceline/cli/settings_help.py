# SPDX-License-Identifier: Apache-2.0
"""A click command whose help ends with every setting of a node, from the one table of them."""

import click


class SettingsCommand(click.Command):
    """A command that makes or reads ``settings.yaml``."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write name, default, range and words of each setting."""
        del ctx
        from truceline.bootstrap.settings import rows

        with formatter.section("Settings (settings.yaml in DIR; reasons: docs/settings.md)"):
            formatter.write_dl([(row.name, _words(row.told.says, row.default, row.range)) for row in rows()])


def _words(says: str, default: str, numbers: str) -> str:
    facts = [f"default {default}"] if default else []
    facts += [numbers] if numbers else []
    return f"{says} [{'; '.join(facts)}]" if facts else says
