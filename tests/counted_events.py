# SPDX-License-Identifier: Apache-2.0
"""Invented events and what is known of them, for tests of counting. EXERCISE: nothing in them is real."""

from dataclasses import replace
from datetime import timedelta

from truceline.assessment.known import NOTHING_KNOWN, Known
from truceline.base.fourvalue import FourValue
from truceline.picture.acts import Account, Place, Position
from truceline.picture.intake import Event, Violence
from truceline.picture.sources import Source

EVENT = Event(
    id="ucdp:0",
    acts=("ucdp:0:a", "ucdp:0:b"),
    sides=("Hill League", "Northland"),
    dyad="Northland - Hill League",
    first_day="2001-02-10",
    last_day="2001-02-10",
    day_precision=1,
    place_precision=1,
    outlets=("River Wire",),
    mentions=("River Wire",),
    place=Place(position=Position(lon_deg=20.5, lat_deg=10.5, radius_m=0.0)),
    areas=("XA01",),
    violence=Violence.STATE_BASED,
)
"""An invented event at a point."""


def event(number: int, **changed: object) -> Event:
    """Give the event with another number and some fields changed."""
    name = f"ucdp:{number}"
    fields: dict[str, object] = {"id": name, "acts": (f"{name}:a", f"{name}:b"), **changed}
    if "first_day" in fields and "last_day" not in fields:
        fields["last_day"] = fields["first_day"]
    return replace(EVENT, **fields)  # type: ignore[arg-type]  # tests change fields by name


def at(lon_deg: float, radius_m: float = 0.0) -> Place:
    """Give a point on one parallel, 1 km being about 0.0093 degrees there."""
    return Place(position=Position(lon_deg=lon_deg, lat_deg=10.5, radius_m=radius_m))


def account(origin: str = "River Wire", **told: object) -> Account:
    """Give an account of one origin."""
    fields: dict[str, object] = {"source": Source(ref=("X1",), origin=origin), **told}
    return Account(**fields)  # type: ignore[arg-type]  # as above


def known(listed: dict[str, FourValue] | None = None, **accounts: tuple[Account, ...]) -> Known:
    """Give what is known: forces on any list, and accounts by the number of an event (``e1`` for the first act)."""
    on_lists = listed or {}
    own = {f"ucdp:{key[1:]}:a": value for key, value in accounts.items()}
    return replace(
        NOTHING_KNOWN,
        own_accounts=own,
        listed=lambda force, _authority, _first, _last: on_lists.get(force, FourValue.FALSE),
        enclosing=lambda pcode: frozenset({pcode, pcode[:4]}),
        offset=timedelta(hours=2),
    )
