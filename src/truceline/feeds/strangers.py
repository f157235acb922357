# SPDX-License-Identifier: Apache-2.0
"""Counts the names in records that a library does not know: actors, publications, zones.

None of them is a fault: a force that nobody coded did act all the same. But about it nothing is told, and whoever
wrote the name may only have misspelt it; so every one shows up with the number of records that bear it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from truceline.agreement.library import Library
from truceline.picture.acts import Account, Act
from truceline.picture.claims import Claim
from truceline.picture.reports import Report
from truceline.picture.sources import Source

Counts: TypeAlias = tuple[tuple[str, int], ...]


def unknown_actors(acts: Iterable[Act], claims: Iterable[Claim], library: Library) -> Counts:
    """Count the actors that a library does not know, once for each act that names them.

    Args:
        acts: Acts.
        claims: Claims; whoever they alone name is listed with 0 acts.
        library: The library.

    Returns:
        Names with their counts, by name.
    """
    known = {"", *library.forces, *library.parties, *library.lists}
    counts: Counter[str] = Counter()
    for act in acts:
        counts.update({name for account in act.accounts for name in _actors(account)} - known)
    for claim in claims:
        counts.update(dict.fromkeys(set(_actors_of_claim(claim)) - known, 0))
    return tuple(sorted(counts.items()))


def unknown_publications(records: Iterable[Act | Claim | Report], library: Library) -> Counts:
    """Count the publications cited that a library does not know, once for each record that cites them."""
    counts: Counter[str] = Counter()
    for record in records:
        counts.update({ref for source in _sources(record) for ref in source.ref} - library.publications.keys())
    return tuple(sorted(counts.items()))


def unknown_zones(claims: Sequence[Claim], library: Library) -> Counts:
    """Count the zones of claims of boundary that a library does not know."""
    known = {f"{agreement.id}/{zone.id}" for agreement in library.agreements for zone in agreement.zones}
    named = (claim.boundary.zone for claim in claims if claim.boundary)
    return tuple(sorted(Counter(zone for zone in named if zone not in known).items()))


def _actors(account: Account) -> Iterator[str]:
    yield from (*account.actor, *account.not_actor, *account.against, account.source.party)


def _actors_of_claim(claim: Claim) -> Iterator[str]:
    for source in _sources(claim):
        yield source.party
    if claim.act:
        yield from _actors(claim.act.account)
    if claim.control:
        yield from claim.control.holder
    if claim.designation:
        yield from (claim.designation.force, claim.designation.authority)


def _sources(record: Act | Claim | Report) -> Iterator[Source]:
    match record:
        case Act():
            yield from (account.source for account in record.accounts)
        case Report():
            yield record.source
        case Claim():
            bodies = (record.control, record.boundary, record.designation, record.act and record.act.account)
            yield from (body.source for body in bodies if body)
