# SPDX-License-Identifier: Apache-2.0
"""Names for ids: parties, forces, selectors, acts' kinds, and the tellers of a fact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from truceline.agreement.library import Library
from truceline.picture.acts import Account
from truceline.picture.kinds import KIND_BY_CODE
from truceline.report.catalogue import say

OWN_ACCOUNT_MARK = "#"
"""Between the id of an act and the number of its account, in the id of a teller."""
_EVENT_PARTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Namer:
    """Looks ids up in one library; an id that it does not know is shown as it is.

    Attributes:
        library: The library.
        labels: Short names of tellers that stand on the page, by their ids.
    """

    library: Library
    labels: Mapping[str, str] = field(default_factory=dict)

    def actor(self, actor: str) -> str:
        """Name a party, a force or a selector."""
        if actor.startswith("role:"):
            return say("name.role", role=actor.removeprefix("role:").replace("_", " "))
        if actor.startswith("kind:"):
            return say("name.kind", kind=actor.removeprefix("kind:").replace("_", " "))
        known = self.library.forces.get(actor) or self.library.parties.get(actor)
        return known.name if known is not None else actor

    def actors(self, actors: tuple[str, ...], *, joined: str = "name.or") -> str:
        """Name several; several forces in one account mean one or several of these."""
        names = [self.actor(each) for each in actors]
        return f" {say(joined)} ".join(names)

    def agreement(self, agreement: str) -> str:
        """Name an agreement by its title, with its id in brackets."""
        titles = (each.title for each in self.library.agreements if each.id == agreement)
        title = next(titles, "")
        return say("name.agreement", title=title, id=agreement) if title else agreement

    def origin(self, origin: str) -> str:
        """Name an independent source: a party by its name, a paper by its title, a story of the library in words.

        The name of an outlet that an input gives is shown as it stands.
        """
        paper = self.library.publications.get(origin)
        return self.short_origin(origin) if paper is None else say("origin.paper", id=origin, title=paper.title)

    def short_origin(self, origin: str) -> str:
        """Name an independent source in few words: a paper by its id, which the page explains."""
        party = origin.removeprefix("party:")
        if party != origin:
            return self.actor(party)
        if origin in _stories(self.library):
            return say("origin.story", words=origin.replace("-", " "))
        return origin

    def kind(self, code: str) -> str:
        """Name a kind of act."""
        known = KIND_BY_CODE.get(code)
        return known.label if known is not None else code

    def kinds(self, codes: tuple[str, ...]) -> str:
        """Name several kinds of act."""
        return f" {say('name.or')} ".join(self.kind(code) for code in codes)

    def teller(self, teller: str) -> str:
        """Name who tells a fact.

        Args:
            teller: ``ACT#N`` for an account, ``text`` for the document itself, ``event:KIND:by-PARTY`` for an event
                in the life of the agreement, else the id of a claim.

        Returns:
            A short name.
        """
        if teller in self.labels:
            return self.labels[teller]
        if teller == "text":
            return say("teller.text")
        act, mark, account = teller.rpartition(OWN_ACCOUNT_MARK)
        if mark and account.isdigit():
            return say("teller.account", act=act, account=account)
        if teller.startswith("event:"):
            parts = teller.split(":")
            by = parts[-1].removeprefix("by-") if len(parts) >= _EVENT_PARTS else ""
            return say("teller.event", kind=parts[1].replace("_", " "), by=self.actor(by) if by else "")
        return say("teller.claim", claim=teller)


def asked_words(asks: str) -> str:
    """Write what a provision asks for in words: a name without its lines, a bound spelled out.

    >>> asked_words("armed_persons > 20"), asked_words("agreed"), asked_words("a > 1, b_c")
    ('more than 20 armed persons', 'agreed', 'more than 1 a, b c')
    """
    if ", " in asks:
        return ", ".join(asked_words(each) for each in asks.split(", "))
    what, bound, number = asks.replace("_", " ").partition(" > ")
    return say("blocked.more_than", number=number, what=what) if bound else what


def _stories(library: Library) -> frozenset[str]:
    """Give the ids by which the library's own accounts name the story behind them."""
    accounts = (account for incident in library.incidents for act in incident.acts for account in act.accounts)
    return frozenset(account.source.origin for account in accounts if account.source.origin)


def labels_of(acts: Iterable[tuple[str, tuple[Account, ...]]], namer: Namer) -> dict[str, str]:
    """Give every account a short name: its number and who says so.

    Args:
        acts: Ids of acts with their accounts.
        namer: Names of the library.

    Returns:
        Names by the ids of the tellers.
    """
    return {
        f"{act}{OWN_ACCOUNT_MARK}{number}": say(
            "teller.labelled", account=number, who=namer.short_origin(account.source.origin_id)
        )
        for act, accounts in acts
        for number, account in enumerate(accounts, 1)
    }
