# SPDX-License-Identifier: Apache-2.0
"""Drafts of entries, made of rows of the shelf: what everybody may see of a thing.

Rules:
    - A party speaks through its own log alone. What others' officers filed on this node is in its log as well, sealed
      to nobody: it stands there as this node's word that it took it.
    - Whom a sealed body is for stands as ids of keys; what it is does not.
"""

from collections.abc import Callable, Mapping, Sequence

from truceline.app.record_ports import EVERY_MEMBER, EntryPlace, RecordedRow
from truceline.records.entries import LOG_AUTHOR, SEALED_TYPE, Box, Draft, Reference

KeysOf = Callable[[str], Sequence[str]]
"""Gives the ids of the keys for which bodies are sealed for a party; for ``*`` those of every other member."""


def draft_of(row: RecordedRow, party: str, keys_of: KeysOf, places: Mapping[int, EntryPlace]) -> Draft:
    """Draft the entry of a row.

    Args:
        row: The row.
        party: Whose log it is.
        keys_of: Keys of other members.
        places: Of the rows that it is about, by number.
    """
    box = Box(
        commitment=row.commitment.hex(),
        key_digest=None if row.is_open else row.key_digest.hex(),
        size=row.size,
        sealed_digest=None if row.is_open else row.sealed_digest.hex(),
    )
    about = tuple(places[number] for number in row.about)
    refers = (*((each.origin, each.seq, each.leaf) for each in about), *row.refers)
    readers = readers_of_row(row, party)
    return Draft(
        by=LOG_AUTHOR,
        type=row.type if row.is_open else SEALED_TYPE,
        at_ms=row.at_ms,
        box=box,
        deadline_ms=row.deadline_ms,
        refers=tuple(Reference(origin, seq, leaf.hex()) for origin, seq, leaf in refers),
        to=row.recipients if row.is_open else tuple({key for reader in readers for key in keys_of(reader)}),
    )


def readers_of_row(row: RecordedRow, party: str) -> tuple[str, ...]:
    """Give the parties for which the body of a row is sealed, beside the one whose log it is.

    Args:
        row: The row.
        party: Whose log it is.
    """
    if row.is_open or row.author not in {"", party}:
        return ()
    return (
        (EVERY_MEMBER,) if EVERY_MEMBER in row.recipients else tuple(each for each in row.recipients if each != party)
    )
