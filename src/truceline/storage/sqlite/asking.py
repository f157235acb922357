# SPDX-License-Identifier: Apache-2.0
"""Asks the file: rows come as tuples, whose columns are what the question's words say (the tables are STRICT)."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import apsw

Fields: TypeAlias = tuple[Any, ...]
"""The columns of a row, in the order of the question."""


def ask_one(connection: apsw.Connection, words: str, bound: Sequence[object] = ()) -> Fields | None:
    """Give the first row; None when there is none."""
    found: Fields | None = connection.execute(words, bound).fetchone()
    return found


def ask_all(connection: apsw.Connection, words: str, bound: Sequence[object] = ()) -> list[Fields]:
    """Give every row, read at once, so that rows may be changed while one goes through them."""
    found: list[Fields] = connection.execute(words, bound).fetchall()
    return found


def ask_each(connection: apsw.Connection, words: str, bound: Sequence[object] = ()) -> Iterator[Fields]:
    """Give row after row."""
    return connection.execute(words, bound)
