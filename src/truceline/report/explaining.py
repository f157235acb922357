# SPDX-License-Identifier: Apache-2.0
"""Incidents as the report shows them: every account beside the others, and what each provision says of each act."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from truceline.agreement.agreement import Agreement
from truceline.agreement.library import Library
from truceline.agreement.provisions import Provision
from truceline.findings.ruling import LEAVING_WORDS, RULING_WORDS, Ruling, RulingWord
from truceline.picture.acts import Account, Act, Incident, Place
from truceline.report.catalogue import say
from truceline.report.naming import Namer
from truceline.report.times import moment_text

_SHOWN_WHOLE = frozenset(RulingWord) - LEAVING_WORDS | {RulingWord.EXEMPT, RulingWord.NOT_YET_APPLIED}
"""Rulings that are spelled out; the others are counted by their word."""
_ORDER = (
    RulingWord.PROHIBITED,
    RulingWord.CONTESTED,
    RulingWord.CANNOT_JUDGE,
    RulingWord.PERMITTED,
    RulingWord.NOT_YET_APPLIED,
    RulingWord.EXEMPT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """One account as a column: what its source tells, field by field, fields it leaves out left out.

    Attributes:
        id: Id of the teller, ``ACT#N``.
        anchor: Id of its place on the page.
        number: Its number among the accounts of the act.
        account: The account.
        rows: Pairs of a field's code and what is told.
    """

    id: str
    anchor: str
    number: int
    account: Account
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingView:
    """One ruling that is spelled out.

    Attributes:
        ruling: The ruling.
        agreement: Its agreement.
        provision: Its provision.
        tellers: Names of those on whose word it rests.
    """

    ruling: Ruling
    agreement: Agreement
    provision: Provision
    tellers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftAlone:
    """Rulings by which an act leaves a clause, one word."""

    word: str
    count: int
    provisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActView:
    """One act.

    Attributes:
        act: The act.
        accounts: Its accounts.
        rulings: Rulings spelled out, by strength of their word.
        left_alone: The other rulings, by word.
        untold: Codes of what no account tells at all: who, what, where, when.
    """

    act: Act
    accounts: tuple[AccountView, ...]
    rulings: tuple[RulingView, ...]
    left_alone: tuple[LeftAlone, ...]
    untold: tuple[str, ...]

    @property
    def words(self) -> tuple[tuple[str, int], ...]:
        """The words of the rulings spelled out, each with how many."""
        return tuple(Counter(each.ruling.word.value for each in self.rulings).items())


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """One incident with its number on the page."""

    number: int
    incident: Incident
    acts: tuple[ActView, ...]


def incident_views(incidents: Sequence[Incident], rulings: Sequence[Ruling], namer: Namer) -> tuple[IncidentView, ...]:
    """Gather what the page says of each incident.

    Args:
        incidents: In the order shown.
        rulings: Of their acts, any order.
        namer: Names of the library, and of the accounts on the page.

    Returns:
        One view each.
    """
    by_act: dict[str, list[Ruling]] = {}
    for ruling in rulings:
        by_act.setdefault(ruling.act, []).append(ruling)
    return tuple(
        IncidentView(
            number=number,
            incident=incident,
            acts=tuple(_act_view(act, by_act.get(act.id, []), namer) for act in incident.acts),
        )
        for number, incident in enumerate(incidents, 1)
    )


def account_views(act: str, accounts: Sequence[Account], namer: Namer) -> tuple[AccountView, ...]:
    """Make the columns of an act's accounts.

    Args:
        act: Id of the act.
        accounts: Its accounts, numbered from 1.
        namer: Names of the library.

    Returns:
        One view each.
    """
    offset = namer.library.header.utc_offset.delta
    return tuple(
        AccountView(
            id=f"{act}#{number}",
            anchor=f"account-{act}-{number}",
            number=number,
            account=account,
            rows=tuple(_rows(account, namer, offset)),
        )
        for number, account in enumerate(accounts, 1)
    )


def _act_view(act: Act, rulings: list[Ruling], namer: Namer) -> ActView:
    spelled = sorted(
        (ruling for ruling in rulings if ruling.word in _SHOWN_WHOLE),
        key=lambda ruling: (_ORDER.index(ruling.word), ruling.agreement, ruling.provision),
    )
    left = [ruling for ruling in rulings if ruling.word not in _SHOWN_WHOLE]
    counts = Counter(ruling.word for ruling in left)
    return ActView(
        act=act,
        accounts=account_views(act.id, act.accounts, namer),
        rulings=tuple(_ruling_view(ruling, namer) for ruling in spelled),
        left_alone=tuple(
            LeftAlone(
                word=word.value,
                count=counts[word],
                provisions=tuple(f"{each.agreement}/{each.provision}" for each in left if each.word is word),
            )
            for word in RULING_WORDS
            if counts[word]
        ),
        untold=_untold(act),
    )


def _untold(act: Act) -> tuple[str, ...]:
    """Say what no account of an act tells; who acted is told, too, where somebody is said not to have."""
    told = {
        "account.actor": any(account.actor or account.not_actor for account in act.accounts),
        "account.kind": any(account.kind for account in act.accounts),
        "account.place": any(account.place is not None for account in act.accounts),
        "account.since": any(account.since is not None for account in act.accounts),
    }
    return tuple(code for code, is_told in told.items() if not is_told)


def _ruling_view(ruling: Ruling, namer: Namer) -> RulingView:
    agreement = namer.library.get_agreement(ruling.agreement)
    provision = next(each for each in agreement.provisions if each.id == ruling.provision)
    return RulingView(
        ruling=ruling,
        agreement=agreement,
        provision=provision,
        tellers=tuple(namer.teller(teller) for teller in ruling.rests_on),
    )


def _rows(account: Account, namer: Namer, offset: timedelta) -> list[tuple[str, str]]:
    rows = [
        ("account.actor", namer.actors(account.actor)),
        ("account.not_actor", namer.actors(account.not_actor, joined="name.and")),
        ("account.kind", namer.kinds(account.kind)),
        ("account.against", namer.actors(account.against)),
        ("account.place", place_words(account.place, namer.library) if account.place else ""),
        ("account.height", _height(account)),
        ("account.since", moment_text(account.since, offset)),
        ("account.until", moment_text(account.until, offset)),
        ("account.first_act", _began(account)),
        ("account.facts", _facts(account)),
    ]
    return [(code, words) for code, words in rows if words]


def place_words(place: Place, library: Library) -> str:
    """Write a place as finely as its source tells it.

    Args:
        place: The place.
        library: Where areas have their names.

    Returns:
        The place in words.
    """
    parts = [place.name] if place.name else []
    if place.position is not None:
        point = place.position
        where = say("place.point", lon=f"{point.lon_deg:g}", lat=f"{point.lat_deg:g}")
        reach = say("place.radius", metres=f"{point.radius_m:g}") if point.radius_m else ""
        parts.append(f"{where}{reach}")
    parts += [library.places.areas[code].name if code in library.places.areas else code for code in place.area]
    if place.zone:
        parts.append(say("place.zone", zone=place.zone))
    if place.country:
        country = library.places.countries.get(place.country)
        parts.append(say("place.country", country=country.name if country else place.country))
    return ", ".join(parts)


def _height(account: Account) -> str:
    if account.height is None:
        return ""
    height = account.height
    return say("account.height.is", lower=f"{height.lower_m:g}", upper=f"{height.upper_m:g}", datum=height.datum)


def _began(account: Account) -> str:
    if account.first_act is None:
        return ""
    return say("account.began" if account.first_act else "account.answered")


def _facts(account: Account) -> str:
    told = [
        say("account.fact", name=name.replace("_", " "), value=say("account.yes" if value else "account.no"))
        for name, value in sorted((account.facts or {}).items())
    ]
    told += [
        say("account.fact", name=name.replace("_", " "), value=f"{amount:g}")
        for name, amount in sorted((account.quantities or {}).items())
    ]
    return "; ".join(told)
