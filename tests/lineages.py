# SPDX-License-Identifier: Apache-2.0
"""Invented outlets and events that quote them. EXERCISE: nothing in them is real."""

from truceline.corroboration.lineage import Lineage, Telling, origins_of
from truceline.picture.intake import Bulletin, Event
from truceline.picture.outlets import Gathering, Outlet, Relation, Taking, fold_outlet
from truceline.picture.sources import Publication, Source

_SAID = Source(ref=("X1",), words="EXERCISE")


def outlet(name: str, **fields: object) -> Outlet:
    """Give an outlet whose id is its folded name."""
    return Outlet(id=fold_outlet(name), name=name, source=_SAID, **fields)  # type: ignore[arg-type]


def copying(name: str) -> Taking:
    """Say that reports are copied from an outlet."""
    return Taking(how=Relation.COPIES, outlet=fold_outlet(name))


OUTLETS = (
    outlet("River Wire", spellings=("RW", "http://river-wire.example"), gathers=Gathering.OWN),
    outlet("Hill Watch", gathers=Gathering.OWN),
    outlet("Dawn Radio", takes=(copying("River Wire"),)),
    outlet("Noon Radio", takes=(copying("Dawn Radio"),)),
    outlet("Digest", gathers=Gathering.OTHERS, takes=(copying("River Wire"), copying("Hill Watch"))),
    outlet("Mixed Post", gathers=Gathering.MIXED),
    outlet("Desk East", gathers=Gathering.OWN, feed="One Desk"),
    outlet("Desk West", gathers=Gathering.OWN, feed="One Desk"),
    outlet("Northland Voice", party="northland"),
    outlet("Northland Herald", party="northland"),
    outlet("Echo One", takes=(copying("Echo Two"),)),
    outlet("Echo Two", takes=(copying("Echo One"),)),
)


def lineage(*publications: Publication) -> Lineage:
    """Give what is known of the invented outlets."""
    by_name = {fold_outlet(name): each for each in OUTLETS for name in (each.name, *each.spellings)}
    return Lineage(
        by_id={each.id: each for each in OUTLETS},
        by_name=by_name,
        publications={each.id: each for each in publications},
    )


def origin_ids(*tellings: Telling | str) -> list[str]:
    """Group reports, given whole or by their outlet, and name the origins."""
    reports = [Telling(outlet=each) if isinstance(each, str) else each for each in tellings]
    return [origin.id for origin in origins_of(reports, lineage())]


def event(number: int, *quoted: tuple[str, str, str], day: str = "2001-02-10") -> Event:
    """Give an event that quotes bulletins: outlet, day, headline."""
    bulletins = tuple(Bulletin(outlet=name, day=on, headline=headline) for name, on, headline in quoted)
    mentions = tuple(each.outlet for each in bulletins)
    return Event(
        id=f"ucdp:{number}",
        acts=(f"ucdp:{number}:a", f"ucdp:{number}:b"),
        sides=("Hill League", "Northland"),
        dyad="Northland - Hill League",
        first_day=day,
        last_day=day,
        day_precision=1,
        place_precision=1,
        outlets=tuple(sorted(set(mentions))),
        mentions=mentions,
        bulletins=bulletins,
    )
