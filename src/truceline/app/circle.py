# SPDX-License-Identifier: Apache-2.0
"""The circle in which a statement is told: who may read it, and whether its source must be protected.

Rules:
    - A protected statement is read by its own party alone; every look is recorded, and no ruling that others may read
      rests on it.
    - An id is its party's own: the node puts the party before it, so that nobody finds out by trying which ids others
      have used, and nobody takes one away from another.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from truceline.agreement.library import Library, not_found
from truceline.app.admit_act import check_id
from truceline.app.caller import Caller
from truceline.app.ports import Event, Records, Statement, StatementKind
from truceline.app.record_bodies import statement_recordable
from truceline.app.whose_word import PARTIES
from truceline.base.errors import InputError, LimitError
from truceline.base.limits import READERS_MAX
from truceline.picture.acts import Act
from truceline.picture.claims import Claim
from truceline.picture.reports import Report

EVERYBODY = "*"
"""Stands for every party among readers."""
_KINDS: Mapping[type, StatementKind] = MappingProxyType(
    {Claim: StatementKind.CLAIM, Report: StatementKind.REPORT, Act: StatementKind.ACT}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Who may read a statement.

    Attributes:
        readers: Parties beside its own; ``*`` for every party.
        is_protected: Whether its source must be protected.
        pseudonym: Gives the pseudonym of a witness's name, always the same for the same name.
    """

    readers: tuple[str, ...]
    is_protected: bool
    pseudonym: Callable[[str], str]


def readers_of(circle: Circle, caller: Caller, library: Library) -> tuple[str, ...]:
    """Give the readers of a statement as they are kept.

    Args:
        circle: The circle in which it is told.
        caller: Who states it.
        library: Knows the parties.

    Returns:
        Readers beside the own party, each once, in order; ``*`` stands alone.

    Raises:
        InputError: A reader is no party, or a protected statement has readers.
        LimitError: Too many readers.
    """
    if circle.is_protected and circle.readers:
        message = (
            f"readers: expected none of a protected statement, got {len(circle.readers)}; its own party alone reads it"
        )
        raise InputError(message)
    if len(circle.readers) > READERS_MAX:
        message = f"readers: expected at most {READERS_MAX} parties, got {len(circle.readers)}; * stands for all"
        raise LimitError(message)
    if EVERYBODY in circle.readers:
        return (EVERYBODY,)
    for name in circle.readers:
        if name not in library.parties:
            message = not_found("readers", name, library.parties, PARTIES)
            raise InputError(message)
    return tuple(dict.fromkeys(name for name in circle.readers if name != caller.party))


def own_id(told: str, caller: Caller, what: str) -> str:
    """Give an id with its party before it.

    Raises:
        InputError: It is no usable id.
    """
    check_id(told, what)
    prefix = f"{caller.party}:"
    full = told if told.startswith(prefix) else prefix + told
    check_id(full, what)
    return full


def statement_of(
    noun: Claim | Report | Act, caller: Caller, circle: Circle, readers: tuple[str, ...], *, now_ns: int, exercise: bool
) -> Statement:
    """Frame what is stated: by whom, when, and for whom.

    Args:
        noun: What is stated, under ids of its party's own; of a protected source already with pseudonyms.
        caller: Who states it.
        circle: The circle in which it is told.
        readers: Its readers, as ``readers_of`` gives them.
        now_ns: The present instant [ns since 1970 UTC].
        exercise: Whether it is about invented material (R11).

    Returns:
        The statement, not kept yet.
    """
    return Statement(
        kind=_KINDS[type(noun)],
        party=caller.party,
        officer=caller.officer,
        at_ns=now_ns,
        noun=noun,
        readers=readers,
        is_protected=circle.is_protected,
        exercise=exercise,
    )


def keep_statement(records: Records, statement: Statement) -> Statement:
    """Keep a statement and tell those who may read it.

    Raises:
        TakenError: The party has stated something of that kind under that id already.
    """
    records.statements.add(statement)
    records.recorded.put(statement_recordable(statement))
    event = Event(number=0, at_ns=statement.at_ns, what=statement.kind.value, change="stated", id=statement.id)
    records.events.tell(event, (statement.party, *statement.readers))
    return statement


def may_read(statement: Statement, party: str) -> bool:
    """Say whether a party may read a statement."""
    if statement.party == party:
        return True
    return not statement.is_protected and bool({party, EVERYBODY} & set(statement.readers))
