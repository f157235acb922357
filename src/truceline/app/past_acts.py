# SPDX-License-Identifier: Apache-2.0
"""Whom an act of the past is about, what may be heard of it, and what of it is not shown for now.

Rules:
    - R3: what is found about an act reaches every party that is named as having acted no later than anyone else. So
      these parties are among the readers of the act; and no account that names another party is heard with it.
    - R1: an act of one's own force that nobody else reads is not judged: nothing would tell it from a plan.
    - R7: places told of the last 72 hours are shown to nobody but those who told them, unless the party that acted
      released them itself. With a place, the words go that may hold it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from truceline.agreement.library import Library
from truceline.app.ports import Statement
from truceline.assessment.withheld import WITHHELD, WITHHELD_WORDS, is_recent, is_recent_moment
from truceline.base.limits import ACCOUNTS_MAX, CLAIMS_OF_ONE_PARTY_MAX
from truceline.picture.acts import Account, Act
from truceline.picture.claims import Claim, ControlClaim
from truceline.picture.reports import Report

_DEPTH_MAX = 8
"""Umbrellas within umbrellas: deeper ones name nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The claims that are heard with some acts.

    Attributes:
        claims: Claims in the order in which they came.
        left_out: How many claims are not heard: they name a party that may not read the act, or are too many.
    """

    claims: tuple[Claim, ...]
    left_out: int


def parties_about(actors: Iterable[str], library: Library) -> tuple[str, ...]:
    """Give the parties that actors are or belong to, sorted; of an umbrella, those of its members too."""
    return tuple(sorted({party for actor in actors for party in _parties_of(actor, library, 0)}))


def alleged_actors(act: Act) -> tuple[str, ...]:
    """Give everybody named as having acted by any account."""
    return tuple(dict.fromkeys(actor for account in act.accounts for actor in account.actor))


def is_about_others(act: Act, party: str, library: Library) -> bool:
    """Say whether an act is alleged of any party but this one; one of which nobody is named is not."""
    return any(each != party for each in parties_about(alleged_actors(act), library))


def is_answered(act: Act, party: str, readers: Collection[str], library: Library) -> bool:
    """Say whether an act is judged for the party that told it: not one of its own force that nobody else reads (R1).

    Args:
        act: The act.
        party: Who told it.
        readers: Who reads it beside that party; ``*`` for every party.
        library: Knows whose forces are whose.
    """
    return bool(readers) or is_about_others(act, party, library)


def heard_claims(claims: Sequence[Claim], acts: Sequence[Act], may_read: Collection[str], library: Library) -> Heard:
    """Leave out what claims tell of some acts wherever it names a party that may not read them (R3), or is too much.

    Args:
        claims: Claims on which rulings may rest.
        acts: The acts.
        may_read: Parties that may read the acts.
        library: Knows whose forces are whose.

    Returns:
        The claims that are heard.
    """
    room = _room(acts)
    taken: Counter[tuple[str, str]] = Counter()
    kept: list[Claim] = []
    for claim in claims:
        if claim.act is not None and claim.act.act in room:
            about, teller = claim.act.act, claim.id.partition(":")[0]
            if not set(parties_about(claim.act.account.actor, library)) <= set(may_read):
                continue
            if taken[about, ""] >= room[about] or taken[about, teller] >= CLAIMS_OF_ONE_PARTY_MAX:
                continue
            taken.update([(about, ""), (about, teller)])
        kept.append(claim)
    return Heard(claims=tuple(kept), left_out=len(claims) - len(kept))


def _room(acts: Sequence[Act]) -> dict[str, int]:
    """Give how many claims about each act or engagement are heard, so that no act has more accounts than are read."""
    room: dict[str, int] = {}
    for act in acts:
        names = [name for name in dict.fromkeys((act.id, act.engagement)) if name]
        for name in names:
            room[name] = min((ACCOUNTS_MAX - len(act.accounts)) // len(names), room.get(name, ACCOUNTS_MAX))
    return room


def shown_statement(statement: Statement, reader: str, library: Library, now_ns: int) -> Statement:
    """Give a statement as one party may see it now; the very same one where nothing is withheld (R7)."""
    if reader == statement.party:
        return statement
    shown = _Showing(statement=statement, library=library, now_ns=now_ns).noun()
    return statement if shown == statement.noun else replace(statement, noun=shown)


def withheld_accounts(accounts: tuple[Account, ...], library: Library, now_ns: int) -> tuple[Account, ...]:
    """Give the accounts of one act as everybody may see them now (R7)."""
    if not is_recent(accounts, now_ns, library.header.utc_offset.delta):
        return accounts
    return tuple(_withheld(account) for account in accounts)


def _parties_of(actor: str, library: Library, depth: int) -> Iterator[str]:
    force = library.forces.get(actor)
    if actor in library.parties:
        yield actor
    if force is None or depth >= _DEPTH_MAX:
        return
    if force.party:
        yield force.party
    for member in force.members:
        yield from _parties_of(member, library, depth + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Showing:
    """One statement before somebody else's eyes."""

    statement: Statement
    library: Library
    now_ns: int

    def noun(self) -> Claim | Report | Act:
        match self.statement.noun:
            case Act() as act:
                return self._act(act)
            case Report() as report:
                return self._report(report)
            case Claim() as claim:
                return self._claim(claim)

    def _act(self, act: Act) -> Act:
        if not is_recent(act.accounts, self.now_ns, self.library.header.utc_offset.delta):
            return act
        accounts = tuple(self._account(account) for account in act.accounts)
        is_same = accounts == act.accounts
        return act if is_same else replace(act, accounts=accounts, title=WITHHELD_WORDS if act.title else "")

    def _account(self, account: Account) -> Account:
        is_released = account.source.party == self.statement.party and self._is_own(account.actor)
        return account if is_released else _withheld(account)

    def _report(self, report: Report) -> Report:
        acts = tuple(self._act(act) for act in report.acts)
        offset = self.library.header.utc_offset.delta
        if report.source.ref or not is_recent_moment(report.published, self.now_ns, offset):
            return replace(report, acts=acts)
        title, text = (WITHHELD_WORDS if told else "" for told in (report.title, report.text))
        return replace(report, acts=acts, title=title, text=text)

    def _claim(self, claim: Claim) -> Claim:
        offset = self.library.header.utc_offset.delta
        if claim.act is not None:
            account = claim.act.account
            if not is_recent((account,), self.now_ns, offset):
                return claim
            return replace(claim, act=replace(claim.act, account=self._account(account)))
        if claim.control is not None and self._is_fresh_position(claim.control):
            source = claim.control.source
            words = WITHHELD_WORDS if source.words else ""
            control = replace(claim.control, place=WITHHELD, source=replace(source, words=words))
            return replace(claim, control=control)
        return claim

    def _is_fresh_position(self, control: ControlClaim) -> bool:
        """Say whether a claim tells where somebody is at present, more finely than an administrative area."""
        offset = self.library.header.utc_offset.delta
        is_fresh = control.place.position is not None and is_recent_moment(control.until, self.now_ns, offset)
        is_released = control.source.party == self.statement.party and self._is_own(control.holder)
        return is_fresh and not is_released

    def _is_own(self, actors: tuple[str, ...]) -> bool:
        return bool(actors) and all(
            parties_about((actor,), self.library) == (self.statement.party,) for actor in actors
        )


def _withheld(account: Account) -> Account:
    if account.place is None and not account.source.words:
        return account
    source = replace(account.source, words=WITHHELD_WORDS if account.source.words else "")
    return replace(account, place=WITHHELD if account.place else None, source=source)
