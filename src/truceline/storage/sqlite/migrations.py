# SPDX-License-Identifier: Apache-2.0
"""The schema of the store, step by step: numbered SQL files up and down, each applied whole or not at all.

A store knows its version (``user_version``). A newer store than this software is refused; an older one is taken up
by ``./truceline upgrade``, never in silence.
"""

from importlib import resources

import apsw

from truceline.base.errors import StateError

SCHEMA_VERSION = 4
"""The version that this software reads and writes."""
APPLICATION_ID = 0x54524C4E
"""``TRLN``: marks a file as a store of this software."""


def version_of(connection: apsw.Connection) -> int:
    """Give the version of a store."""
    version = connection.pragma("user_version")
    assert isinstance(version, int)
    return version


def migrate(connection: apsw.Connection, wanted: int = SCHEMA_VERSION) -> tuple[str, ...]:
    """Take a store up or down to a version, in one transaction.

    Args:
        connection: The only connection to the store.
        wanted: The version to reach.

    Returns:
        The names of the steps that were done, in order.

    Raises:
        StateError: There is no way there.
    """
    before = version_of(connection)
    steps = steps_between(before, wanted)
    # Until the COMMIT below, a crash leaves the journal, and the next opening goes back to the version before.
    with connection:
        for name in steps:
            connection.execute(_text_of(name))
        connection.pragma("user_version", wanted)
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        assert broken is None, "a step must leave no reference without its thing"
    # From here on the new version is durable.
    return steps


def steps_between(before: int, wanted: int) -> tuple[str, ...]:
    """Name the steps from one version to another, in order.

    Raises:
        StateError: A version that this software does not know.
    """
    for version in (before, wanted):
        if not 0 <= version <= SCHEMA_VERSION:
            message = (
                f"store: expected a schema version of 1 to {SCHEMA_VERSION}, got {version}; "
                "it was written by a newer version of this software, use that one"
            )
            raise StateError(message)
    if wanted >= before:
        return tuple(f"upto-v{version}.sql" for version in range(before + 1, wanted + 1))
    return tuple(f"downfrom-v{version}.sql" for version in range(before, wanted, -1))


def first_comment(step: str) -> str:
    """Give what a step says of itself, in one line."""
    lines = _text_of(step).splitlines()[1:]
    said = [line.removeprefix("--").strip() for line in lines]
    return " ".join(said[: next(index for index, line in enumerate(lines) if not line.startswith("--"))])


def _text_of(step: str) -> str:
    return (resources.files("truceline.storage.sqlite") / "schema" / step).read_text(encoding="utf-8")
