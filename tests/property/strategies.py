# SPDX-License-Identifier: Apache-2.0
"""Acts, accounts and claims in the words of the EXERCISE library, crowded where answers change.

Rules:
    - Every value is drawn from a short list, near the edges of zones and the dates on which something changes; most
      draws lean to one case that comes near a prohibition, so that every ruling word is reached.
    - Nothing is drawn that ``admit_act`` would refuse for its form.
"""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import TypeAlias

from hypothesis import strategies as st

from truceline.base.moments import Moment
from truceline.picture.acts import Account, Act, Height, Place, Position
from truceline.picture.claims import ActClaim, BoundaryClaim, Claim, ControlClaim, ControlKind, DesignationClaim
from truceline.picture.sources import Source

ACTORS = (
    *("amber-army",) * 6,
    *("pine-group",) * 4,
    *("amber", "amber-air", "blue", "blue-guard", "coral-air", "reed-group", "moss-group", "lantern-group"),
    *("shore-front", "pier-pair", "townsfolk", "nobody-knows"),
)
AGAINST = (
    *("pine-group",) * 6,
    *("lantern-group", "townsfolk") * 2,
    *("amber", "amber-army", "reed-group", "moss-group", "shore-front", "pier-pair", "nobody-knows"),
)
KINDS = (
    *("force.fire.mortar",) * 5,
    *("force", "force.fire", "force.air.fixed_wing", "hold.heavy.artillery", "hold.heavy", "hold.post", "passage"),
    *("flight", "flight.unsafe_approach", "person.killing", "aid"),
)
CHANGES = (
    *("2031-02-01", "2031-03-01", "2031-03-03", "2031-03-04", "2031-03-05", "2031-03-10", "2031-04-05", "2031-05-04"),
    *("2031-05-31", "2031-06-01", "2031-06-30", "2031-07-01", "2031-08-02", "2031-08-31", "2031-09-03", "2031-09-05"),
    *("2031-10-01", "2031-11-05", "2031-12-01"),
)
"""Days on which something changes in the library."""
HOURS = ("00:00:00+02:00", "12:00:00+02:00", "23:59:59.999999999+02:00", "00:30:00Z")
CENTRAL = ("2031-04-10", "2031-04-10T09:00:00+02:00", "2031-03-20T10:00:00+02:00", "2031-06-10T10:00:00+02:00")
LON_DEG = (-140.01, -139.999, -139.98, -139.5, -139.4, -139.3, -139.02, -139.001, -138.98, -138.8, -138.5, -137.5)
LAT_DEG = (-30.01, -29.99, -29.8, -29.5, -29.02, -28.999, -28.52, -28.508, -28.501, -28.499, -28.49, -28.4, -28.01)
RADII_M = (0.0, 0.0, 100.0, 900.0, 1500.0, 30_000.0, 200_000.0)
CENTRAL_PLACES = tuple(
    Place(position=Position(lon_deg=lon_deg, lat_deg=lat_deg, radius_m=200.0))
    for lon_deg, lat_deg in ((-139.5, -28.3), (-139.3, -29.5), (-139.5, -28.49), (-139.5, -28.505), (-138.5, -28.5))
)
NAMED_PLACES = (
    *(
        Place(area=area)
        for area in (("XA01",), ("XA0101",), ("XA0102",), ("XA02",), ("XA01", "XA02"), ("XA0102", "XA02"))
    ),
    *(Place(zone=f"quay-truce/{zone}") for zone in ("quay", "bay", "rope-strip", "rope-unknown", "light", "contact")),
    *(Place(country="XA"), Place(name="somewhere")),
)
HEIGHTS = (
    Height(lower_m=3000.0, upper_m=3000.0, datum="amsl"),
    Height(lower_m=5900.0, upper_m=6100.0, datum="amsl"),
    Height(lower_m=7000.0, upper_m=8000.0, datum="amsl"),
    Height(lower_m=100.0, upper_m=200.0, datum="agl"),
)
FACTS = ("proportionate", "townsfolk_near", "agreed")
PARTIES = ("amber", "blue", "coral", "pine-group", "harbour-office")
HOLDERS = (("lantern-group",), ("lantern-group",), ("amber",), ("pine-group",), ("lantern-group", "pine-group"))
ZONES = ("quay-truce/quay", "quay-truce/rope-strip", "quay-truce/contact", "gull-memo/sky")


def either(*values: str | None) -> st.SearchStrategy[str | None]:
    """Draw one of some values."""
    return st.sampled_from(values)


SOURCES: st.SearchStrategy[Source] = st.builds(
    Source,
    ref=st.sampled_from((("N1",), ("N2",), ("N1", "N2"))),
    party=st.sampled_from(("", "", *PARTIES)),
    origin=st.sampled_from(("", "", "tide-wire", "gull-radio", "pier-post")),
)
MOMENTS = st.sampled_from(
    (
        *CENTRAL * 8,
        *CHANGES,
        *(f"{day}T{hour}" for day in CHANGES for hour in HOURS),
    )
)
POINTS = st.builds(
    Position, lon_deg=st.sampled_from(LON_DEG), lat_deg=st.sampled_from(LAT_DEG), radius_m=st.sampled_from(RADII_M)
).map(lambda position: Place(position=position))
PLACES = st.one_of(st.sampled_from(CENTRAL_PLACES), POINTS, st.sampled_from(NAMED_PLACES))
"""Points near edges, areas, zones, the country."""


def mostly(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Draw a value, and now and then nothing."""
    return st.sampled_from((True, True, True, False)).flatmap(lambda told: values if told else st.none())


def seldom(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Draw nothing, and now and then a value."""
    return st.sampled_from((False, False, True)).flatmap(lambda told: values if told else st.none())


def groups_of(names: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """Draw one or two names, mostly one."""
    one = st.sampled_from(names).map(lambda name: (name,))
    two = st.tuples(st.sampled_from(names), st.sampled_from(names))
    return st.one_of(one, one, one, two)


Told: TypeAlias = dict[str, object]
"""Fields of an account, moments as text."""
FIELDS: dict[str, st.SearchStrategy[object]] = {
    "actor": mostly(groups_of(ACTORS)).map(lambda names: names or ()),
    "not_actor": seldom(groups_of(("amber-army", "amber", "pine-group"))).map(lambda names: names or ()),
    "kind": mostly(groups_of(KINDS)).map(lambda codes: codes or ()),
    "against": mostly(groups_of(AGAINST)).map(lambda names: names or ()),
    "place": mostly(PLACES),
    "height": seldom(st.sampled_from(HEIGHTS)),
    "first_act": st.sampled_from((None, True, True, False)),
    "facts": st.dictionaries(st.sampled_from(FACTS), st.booleans(), max_size=2).map(lambda facts: facts or None),
    "quantities": seldom(st.sampled_from((5.0, 20.0, 20.5, 40.0)).map(lambda number: {"armed_persons": number})),
    "since": mostly(MOMENTS),
    "until": seldom(st.integers(0, 40)),
}
"""What may be told of each field of an account."""
_SHELLED: Told = {
    "actor": ("amber-army",),
    "not_actor": (),
    "kind": ("force.fire.mortar",),
    "against": ("pine-group",),
    "place": CENTRAL_PLACES[0],
    "first_act": True,
    "since": "2031-04-10T09:00:00+02:00",
    "until": None,
}
_POST: Told = {**_SHELLED, "kind": ("hold.post",), "place": CENTRAL_PLACES[3], "quantities": {"armed_persons": 40.0}}
_FLIGHT: Told = {
    **_SHELLED,
    "actor": ("blue-guard",),
    "kind": ("flight.unsafe_approach",),
    "height": HEIGHTS[0],
    "since": "2031-07-10",
}
CORES: tuple[Told, ...] = (
    *(_SHELLED,) * 3,
    *({**_SHELLED, "against": ("lantern-group",)},) * 3,
    *({**_SHELLED, "first_act": False, "facts": {"proportionate": True}},) * 2,
    *(
        {**_SHELLED, "against": ("townsfolk",)},
        {**_SHELLED, "place": CENTRAL_PLACES[1], "facts": {"townsfolk_near": False}},
    ),
    *({**_SHELLED, "kind": ("hold.heavy.artillery",), "place": CENTRAL_PLACES[2]}, _POST, _FLIGHT),
    *({**_SHELLED, "actor": ("townsfolk",), "kind": ("passage",), "place": CENTRAL_PLACES[4]},) * 2,
    {**_SHELLED, "since": "2031-03-04T12:00:00+02:00"},
)
"""Accounts that come near a prohibition or permission of the library; fields left out are drawn."""
COMMON: st.SearchStrategy[Told] = st.sampled_from((*CORES * 4, *({},) * 5))


@st.composite
def accounts(draw: st.DrawFn, *, core: Told | None = None) -> Account:
    """Draw one account of an act.

    Most begin as one that comes near a prohibition or permission and differ from it in a field or two.

    Args:
        draw: Given by hypothesis.
        core: The account it begins as; drawn when not given.
    """
    told = dict(draw(COMMON) if core is None else core)
    unsaid = [name for name in FIELDS if name not in told or not draw(st.integers(0, 11))]
    told |= {name: draw(FIELDS[name]) for name in unsaid}
    if not told["since"]:
        told |= {"since": None, "until": None}
    if isinstance(told["until"], int):
        told["until"] = later(str(told["since"]), told["until"])
    return account_of(draw(SOURCES), told)


def account_of(source: Source, told: dict[str, object]) -> Account:
    """Make an account; moments are given as text."""
    moments = {name: Moment(str(told[name])) for name in ("since", "until") if told.get(name)}
    return replace(Account(source=source), **{**told, "since": None, "until": None, **moments})  # type: ignore[arg-type]


def later(moment: str, days: int) -> str:
    """Give a moment some days later, in the same form."""
    return (date.fromisoformat(moment[:10]) + timedelta(days=days)).isoformat() + moment[10:]


@st.composite
def acts(draw: st.DrawFn, *, at_most: int = 4) -> Act:
    """Draw an act of one or several accounts, at times one side of the engagement ``clash``."""
    core = draw(COMMON)
    number = draw(st.sampled_from([count for count in (1, 1, 1, 2, 2, 3, 4) if count <= at_most]))
    several = [draw(accounts(core=core)) for _ in range(number)]
    engagement = draw(st.sampled_from(("", "", "clash")))
    return Act(id="drawn", accounts=tuple(several), engagement=engagement, exercise=True)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """Draw a claim of any kind; claims of acts speak of ``drawn`` or of ``clash``."""
    source = draw(SOURCES)
    since = draw(seldom(st.sampled_from(CHANGES)))
    until = draw(seldom(st.sampled_from(CHANGES).filter(lambda day: since is None or day >= str(since))))
    moments = account_of(source, {"since": since, "until": until})
    body = draw(st.sampled_from(("control", "control", "boundary", "designation", "act")))
    if body == "act":
        return act_claim(draw(st.sampled_from(("drawn", "clash"))), draw(accounts()))
    if body == "designation":
        listed = DesignationClaim(
            force=draw(st.sampled_from(AGAINST)), authority="council", listed=draw(st.booleans()), source=source
        )
        return Claim(id="to be numbered", designation=listed)
    place = draw(PLACES.filter(lambda place: place.name == ""))
    if body == "boundary":
        boundary = BoundaryClaim(
            zone=draw(st.sampled_from(ZONES)),
            place=place,
            inside=draw(st.booleans()),
            source=source,
            since=moments.since,
            until=moments.until,
        )
        return Claim(id="to be numbered", boundary=boundary)
    control = ControlClaim(
        place=place,
        holder=draw(st.sampled_from(HOLDERS)),
        kind=draw(st.sampled_from((ControlKind.MILITARY, ControlKind.MILITARY, *ControlKind))),
        source=source,
        since=moments.since,
        until=moments.until,
    )
    return Claim(id="to be numbered", control=control)


def act_claim(about: str, account: Account) -> Claim:
    """Make a claim that is a further account of an act."""
    return Claim(id="to be numbered", act=ActClaim(act=about, account=account))


def several_claims(*, at_most: int = 4) -> st.SearchStrategy[tuple[Claim, ...]]:
    """Draw claims with ids of their own."""
    return st.lists(claims(), max_size=at_most).map(numbered)


def numbered(several: list[Claim]) -> tuple[Claim, ...]:
    """Give each claim its id."""
    return tuple(replace(claim, id=f"claim-{number}") for number, claim in enumerate(several, 1))


def day_of(moment: Moment | None) -> Moment | None:
    """Give the day of a moment."""
    return None if moment is None else Moment(moment.text[:10])


@st.composite
def vaguer_accounts(draw: st.DrawFn, account: Account) -> Account:
    """Draw the same account with less detail: a field left out, a wider disc, a day for an hour, a wider kind."""
    if account.place is not None and account.place.position is not None and draw(st.booleans()):
        more_m = draw(st.sampled_from((1.0, 500.0, 20_000.0, 400_000.0)))
        position = replace(account.place.position, radius_m=account.place.position.radius_m + more_m)
        account = replace(account, place=Place(position=position))
    if account.since is not None and draw(st.booleans()):
        account = replace(account, since=day_of(account.since), until=day_of(account.until))
    if draw(st.booleans()) and account.kind:
        account = replace(account, kind=tuple(kind.rpartition(".")[0] or kind for kind in account.kind))
    left_out: set[str] = draw(st.sets(st.sampled_from(tuple(UNSAID))))
    return replace(account, **{name: UNSAID[name] for name in left_out})  # type: ignore[arg-type]


UNSAID: Told = {
    "actor": (),
    "kind": (),
    "against": (),
    "place": None,
    "height": None,
    "facts": None,
    "quantities": None,
}
"""Fields that may be left out, each as it then stands."""


def told_by(account: Account) -> dict[str, object]:
    """Give the fields of an account, without its source."""
    return {each.name: getattr(account, each.name) for each in fields(account) if each.name != "source"}
