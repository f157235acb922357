# SPDX-License-Identifier: Apache-2.0
"""Whose word a statement is: nobody speaks for another party, and witnesses stand under pseudonyms.

Rules:
    - ``source.party`` says that something is a party's *own* statement; only the party itself may say so here. What
      another party is said to have stated is told with ``ref``, ``speaker`` or ``origin``, and no ``party``.
    - Every account has somebody behind it: a party, a publication, a speaker or a story.
    - In what is protected no name of a witness, an author or a grader is kept, not even inside quoted words.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from truceline.base.errors import AuthorityError, InputError
from truceline.picture.grades import Grading
from truceline.picture.sources import Source

T = TypeVar("T")
PARTIES = "the parties (GET /v1/parties)"
"""What a name of a party is one of, for messages."""
FACTS = "the facts that a provision asks for"
"""What a name of a fact or a number is one of, for messages."""
PARTY_ORIGIN = "party:"
"""With this begins the origin of what a party itself states."""
_FREE_TEXT = frozenset({"title", "text", "name"})
"""Fields in which somebody's name may stand among other words."""
_NAME_LENGTH_MIN = 3
"""Shorter names are not looked for inside other words: they would be found where nobody is meant."""


def sources_in(thing: object) -> Iterator[Source]:
    """Give every source in a noun, in order."""
    if isinstance(thing, Source):
        yield thing
    for inner in _parts(thing):
        yield from sources_in(inner)


def refuse_foreign_words(noun: object, party: str, what: str) -> None:
    """Refuse what puts words into another party's mouth, and what nobody is said to tell.

    Args:
        noun: What is stated, with its sources.
        party: Who states it.
        what: What it is, for messages, such as ``claim hill-held``.

    Raises:
        AuthorityError: A source claims to be another party's own statement.
        InputError: A source names nobody.
    """
    for source in sources_in(noun):
        named = source.party or _party_of(source.origin)
        if named not in {"", party}:
            message = (
                f"{what}: source.party: expected {party}, or nothing, got {named!r:.60}; nobody states a thing for "
                "another party: name whoever is said to have said it as speaker, and where as ref"
            )
            raise AuthorityError(message)
        if not (source.party or source.ref or source.speaker or source.origin):
            message = f"{what}: source: expected who says so (party, ref, speaker or origin), got nobody"
            raise InputError(message)


def with_pseudonyms(noun: T, pseudonym: Callable[[str], str]) -> T:
    """Give what is stated with a pseudonym in the place of every name of a speaker, an author or a grader.

    Args:
        noun: What is stated.
        pseudonym: Gives the pseudonym of a name, always the same for the same name.

    Returns:
        The same noun; the names stand nowhere in it.
    """
    names = {name for name in _names_in(noun) if name}
    made = {name: pseudonym(name) for name in sorted(names)}
    return cast("T", _renamed(noun, made, ""))


def _party_of(origin: str) -> str:
    return origin.removeprefix(PARTY_ORIGIN) if origin.startswith(PARTY_ORIGIN) else ""


def _names_in(thing: object) -> Iterator[str]:
    if isinstance(thing, Source):
        yield from (thing.speaker, thing.byline)
    if isinstance(thing, Grading):
        yield thing.by
    for inner in _parts(thing):
        yield from _names_in(inner)


def _parts(thing: object) -> Iterator[object]:
    if is_dataclass(thing) and not isinstance(thing, type):
        yield from (getattr(thing, field.name) for field in fields(thing))
    elif isinstance(thing, tuple):
        yield from thing
    elif isinstance(thing, dict):
        yield from thing.values()


def _renamed(thing: object, made: Mapping[str, str], field_name: str) -> object:
    if isinstance(thing, Source | Grading):
        return _renamed_teller(thing, made)
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(
            thing, **{each.name: _renamed(getattr(thing, each.name), made, each.name) for each in fields(thing)}
        )
    if isinstance(thing, tuple):
        return tuple(_renamed(each, made, field_name) for each in thing)
    if isinstance(thing, str) and field_name in _FREE_TEXT:
        return _without_names(thing, made)
    return thing


def _renamed_teller(teller: Source | Grading, made: Mapping[str, str]) -> Source | Grading:
    if isinstance(teller, Grading):
        return replace(teller, by=made.get(teller.by, ""), note=_without_names(teller.note, made))
    speaker, byline = (made.get(name, "") for name in (teller.speaker, teller.byline))
    return replace(teller, speaker=speaker, byline=byline, words=_without_names(teller.words, made))


def _without_names(text: str, made: Mapping[str, str]) -> str:
    for name in sorted(made, key=len, reverse=True):
        if len(name) >= _NAME_LENGTH_MIN:
            pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
            text = made[name].join(pattern.split(text))
    return text
