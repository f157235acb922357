# SPDX-License-Identifier: Apache-2.0
"""Parties and forces of the library: names over time, who belongs to whom by whose word. No score, no rank (R9)."""

from collections.abc import Mapping
from typing import TypeVar

from pydantic import Field
from starlette.responses import Response

from truceline.agreement.library import Library
from truceline.base.errors import NotFoundError
from truceline.http.asking import Asking, to_json
from truceline.http.fields import etag_of
from truceline.http.paging import PAGE_DEFAULT, After, Limit, paging
from truceline.http.routing import Ask, Asked, Marked, Routes, Told
from truceline.picture.actors import Alias, Force, Party
from truceline.picture.sources import Source

T = TypeVar("T")
ACTORS = Routes("Parties and forces")
READ = "agreements:read"


class SourceTold(Told):
    """Who says so, and where it stands."""

    publications: list[str]
    party: str = Field(description="The party whose own statement it is; empty when it is nobody's.")
    speaker: str
    words: str
    certainty: str


class AliasTold(Told):
    """Another name, with the dates between which it was used."""

    name: str
    start: str
    end: str


class PartyTold(Told):
    """Somebody who can consent."""

    id: str
    name: str
    kind: str
    aliases: list[AliasTold]
    note: str


class BackingTold(Told):
    """A claim that a party backs a force."""

    party: str
    degree: str
    source: SourceTold


class ForceTold(Told):
    """An armed actor, or people named as those acted against."""

    id: str
    name: str
    kind: str
    party: str = Field(description="The party it belongs to; empty when none is on record.")
    members: list[str]
    is_members_complete: bool = Field(description="Whether no other force can be in it.")
    aliases: list[AliasTold]
    backers: list[BackingTold]
    note: str


class OneParty(Marked):
    """One party."""

    party: PartyTold


class OneForce(Marked):
    """One force."""

    force: ForceTold


class PartyList(Marked):
    """Parties by id."""

    items: list[PartyTold]
    next: str


class ForceList(Marked):
    """Forces by id."""

    items: list[ForceTold]
    next: str


@ACTORS.get("/v1/parties", Ask(scope=READ, answers=PartyList))
async def list_parties(asking: Asked, limit: Limit = PAGE_DEFAULT, after: After = "") -> Response:
    """Give the parties of the library, by id."""
    found, following = _page(asking, "parties", _library(asking).parties, (limit, after))
    items = [party_told(each) for each in found]
    return asking.answer(PartyList(exercise=asking.node.is_exercise, items=items, next=following))


@ACTORS.get("/v1/parties/{party_id}", Ask(scope=READ, answers=OneParty, problems=("not-found",)))
async def get_party(asking: Asked, party_id: str) -> Response:
    """Give one party."""
    told = party_told(_get(_library(asking).parties, party_id, "parties"))
    return _one(asking, OneParty(exercise=asking.node.is_exercise, party=told))


@ACTORS.get("/v1/forces", Ask(scope=READ, answers=ForceList))
async def list_forces(asking: Asked, limit: Limit = PAGE_DEFAULT, after: After = "") -> Response:
    """Give the forces of the library, by id."""
    found, following = _page(asking, "forces", _library(asking).forces, (limit, after))
    items = [force_told(each) for each in found]
    return asking.answer(ForceList(exercise=asking.node.is_exercise, items=items, next=following))


@ACTORS.get("/v1/forces/{force_id}", Ask(scope=READ, answers=OneForce, problems=("not-found",)))
async def get_force(asking: Asked, force_id: str) -> Response:
    """Give one force."""
    told = force_told(_get(_library(asking).forces, force_id, "forces"))
    return _one(asking, OneForce(exercise=asking.node.is_exercise, force=told))


def source_told(source: Source) -> SourceTold:
    """Write who says so."""
    return SourceTold(
        publications=list(source.ref),
        party=source.party,
        speaker=source.speaker,
        words=source.words,
        certainty=source.certainty,
    )


def party_told(party: Party) -> PartyTold:
    """Write a party."""
    return PartyTold(
        id=party.id,
        name=party.name,
        kind=party.kind.value,
        aliases=[_alias(each) for each in party.aliases],
        note=party.note,
    )


def force_told(force: Force) -> ForceTold:
    """Write a force."""
    return ForceTold(
        id=force.id,
        name=force.name,
        kind=force.kind.value,
        party=force.party,
        members=list(force.members),
        is_members_complete=force.members_complete,
        aliases=[_alias(each) for each in force.aliases],
        backers=[
            BackingTold(party=each.party, degree=each.degree.value, source=source_told(each.source))
            for each in force.backers
        ],
        note=force.note,
    )


def _alias(alias: Alias) -> AliasTold:
    start = alias.since.text if alias.since else ""
    return AliasTold(name=alias.name, start=start, end=alias.until.text if alias.until else "")


def _library(asking: Asking) -> Library:
    return asking.node.terms().library


def _one(asking: Asking, told: OneParty | OneForce) -> Response:
    content = to_json(told)
    return asking.answer(content, etag=etag_of(content))


def _page(asking: Asking, name: str, known: Mapping[str, T], asked: tuple[int, str]) -> tuple[list[T], str]:
    """Cut a page by id; its cursor is the last id on it."""
    page = paging(asking, name, *asked)
    rest = [each for each in sorted(known) if each > page.after]
    shown = rest[: page.limit]
    return [known[each] for each in shown], page.seal(shown[-1]) if len(rest) > len(shown) else ""


def _get(known: Mapping[str, T], actor_id: str, name: str) -> T:
    """Give one by its id.

    Raises:
        NotFoundError: There is none.
    """
    if actor_id not in known:
        message = f"{name}: expected the id of one that the library knows; GET /v1/{name} lists them"
        raise NotFoundError(message)
    return known[actor_id]
