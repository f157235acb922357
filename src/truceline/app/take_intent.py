# SPDX-License-Identifier: Apache-2.0
"""Take a version of another party's intent that its log delivered, and find what it meets, as if it were filed here.

Rules:
    - Only what is shared in full with this party is delivered; anything else is refused.
    - Conflicts are found where both sides are told, coarse constraints for both otherwise (R3, R5). Rulings of a plan
      are its author's alone (R1): none is made here.
    - Versions that were not shared are missing; one that comes late, after a later one, is refused.
"""

from collections.abc import Iterator
from dataclasses import replace

from truceline.app.caller import Caller, NodeTerms
from truceline.app.declare_intent import Wish, refuse_kinds, refuse_strangers
from truceline.app.keep_intent import (
    conflict_findings,
    constraint_finding,
    raise_finding,
    tell_lapsed,
    tell_readers,
)
from truceline.app.ports import Records
from truceline.app.weigh_intent import cover_of, running_slots, slots_asked, told_conflicts
from truceline.base.errors import AuthorityError, StaleVersionError
from truceline.coordination.coarse import Cover
from truceline.coordination.disclosure import constraints_of, constraints_of_others
from truceline.findings.conflict import Conflict, Slot
from truceline.findings.finding import Finding
from truceline.picture.intents import Intent, IntentState
from truceline.screening.conflicts import name_intent


def take_intent(records: Records, intent: Intent, change: str, terms: NodeTerms, *, now_ns: int) -> None:
    """Keep a version of another party's intent.

    Args:
        records: The shelves.
        intent: The version.
        change: What its author did: ``filed``, ``changed``, ``withdrawn``, ``ended`` or ``confirmed``.
        terms: What the node answers by.
        now_ns: The present instant [ns since 1970 UTC].

    Raises:
        AuthorityError: It is not shared with this party, or speaks for somebody else.
        InputError: It names what nobody knows.
        StaleVersionError: A later version is here.
        LimitError: It touches too many cells.
    """
    _refuse_strange(intent, terms)
    before = _version_before(records, intent)
    stood = told_conflicts(records, before) if before is not None else ()
    held = running_slots(records, before, terms, now_ns) if before is not None else ()
    if intent.state is IntentState.FILED and intent.end_ns > now_ns:
        stands = _keep_standing(records, intent, stood, held, (terms, now_ns))
    else:
        records.intents.add(intent, held, may_skip=True)
        stands = ()
    tell_readers(records, intent, change, now_ns)
    if before is not None:
        still = {_pair(each) for each in stands}
        lapsed = tuple(each for each in stood if _pair(each) not in still)
        because = change if change in {"withdrawn", "ended"} else "changed"
        tell_lapsed(records, before, lapsed, terms, because, now_ns)


def _keep_standing(
    records: Records,
    intent: Intent,
    stood: tuple[Conflict, ...],
    held: tuple[Slot, ...],
    moment: tuple[NodeTerms, int],
) -> tuple[Conflict, ...]:
    """Keep a version that stands, and raise what is new about it; all its conflicts."""
    terms, now_ns = moment
    cover = cover_of(intent, terms, now_ns)
    conflicts = told_conflicts(records, intent)
    known = {_pair(each) for each in stood}
    fresh = tuple(each for each in conflicts if _pair(each) not in known)
    constraints = tuple(_constraints(records, intent, cover, terms, now_ns))
    records.intents.add(intent, (*cover.slots, *held), cover.standing_cells, may_skip=True)
    for finding in (*conflict_findings(records, fresh, intent, terms), *constraints):
        raise_finding(records, replace(finding, at_ns=now_ns))
    return conflicts


def _constraints(records: Records, intent: Intent, cover: Cover, terms: NodeTerms, now_ns: int) -> Iterator[Finding]:
    holders = records.intents.holders(slots_asked(cover, intent, terms, now_ns))
    own = constraints_of(intent, holders, terms.grid)
    if own:
        yield constraint_finding(name_intent(intent), intent.party, own, intent, terms)
    for party, constraints in constraints_of_others(intent, holders, terms.grid):
        if constraints:
            yield constraint_finding(None, party, constraints, intent, terms)


def _refuse_strange(intent: Intent, terms: NodeTerms) -> None:
    """Refuse an intent that was not for this party, or that names what nobody knows.

    Raises:
        AuthorityError: It was not, or it speaks for a force of somebody else.
        InputError: It does.
    """
    if terms.party not in intent.sharing.full:
        message = f"intent {intent.id:.80}: expected one that is shared in full with {terms.party}, got another"
        raise AuthorityError(message)
    wish = Wish(
        kind=intent.kind,
        volumes=intent.volumes,
        sharing=intent.sharing,
        force=intent.force,
        against=intent.against,
        facts=intent.facts,
        title=intent.title,
    )
    author = Caller(party=intent.party, officer=intent.officer, role="officer", scopes=frozenset())
    refuse_strangers(wish, author, terms)
    refuse_kinds(wish)


def _version_before(records: Records, intent: Intent) -> Intent | None:
    """Give the latest version that is here.

    Raises:
        AuthorityError: The id is another party's.
        StaleVersionError: A later version, or this one, is here.
    """
    versions = records.intents.versions(intent.id)
    if not versions:
        return None
    latest = versions[-1]
    if latest.party != intent.party:
        message = f"intent {intent.id:.80}: expected an id of {intent.party}, got one that stands here for another"
        raise AuthorityError(message)
    if latest.version >= intent.version:
        message = f"intent {intent.id:.80}: expected a version after {latest.version}, got {intent.version}"
        raise StaleVersionError(message)
    return latest


def _pair(conflict: Conflict) -> frozenset[str]:
    return frozenset(ref.id for ref in conflict.intents)
