# SPDX-License-Identifier: Apache-2.0
"""Invents intents for an exercise library, for load tests: realistic in kind, size, time and density. EXERCISE.

Rules:
    - Only for libraries that are marked as invented (R11).
    - The same library, seed, day and numbers give the same intents.
    - Each officer belongs to one party and keeps inside a block of at most 60 coarse cells, so that quotas that count
      distinct cells let a day's work pass.
    - Sizes follow from how many are asked for: a new intent meets a few others, however many there are.
    - Parties share by standing policy, not intent by intent: each has ``POLICIES`` lists of whom it shares ordinary
      activity with, the same for every seed, and an officer picks one of them. Relief is shared with nobody.
    - The kinds are mixed by ``MIX``: mostly flights, some movements and presences, relief, which is shared with nobody,
      and a few uses of force, each with one volume.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

import numpy as np

from truceline.agreement.library import Library
from truceline.picture.actors import ActorKind, Force

Plain: TypeAlias = dict[str, object]

BLOCK_WIDE_DEG, BLOCK_HIGH_DEG = 1.9, 1.2
"""Where one officer works [deg]: wherever it lies between latitudes 30 and 50, it touches at most 60 coarse cells of a
quarter of a degree, and at most 60 of a node's own 25 km."""
OFFICERS = 100
DAYS = 30
MEETS_AIMED_AT = 3.0
"""How many others a new intent meets on average, when all are filed."""
REACH_MIN_M, REACH_MAX_M = 1_500.0, 40_000.0
"""Bounds of the half width of an intent [m]: from a landing place to a patrol area."""
METRES_PER_DEG = 111_320.0
MEAN_HOURS = 5.0
POLICIES, POLICY_SEED = 2, 11
"""Sharing lists of each party, and the seed they are drawn from: policy stands while intents come and go."""
SHARED_WITH_MAX = 8
"""Parties on one list."""
BANDS_OVERLAPPING = 0.6
"""About which part of two intents that share place and time share an altitude too: counted over many draws."""

MIX: Mapping[str, float] = {
    "flight.non_combat": 0.44,
    "flight.reconnaissance": 0.17,
    "flight.combat": 0.13,
    "move.entry": 0.15,
    "hold.presence": 0.012,
    "hold.post": 0.008,
    "aid.passage": 0.06,
    "force.air.fixed_wing": 0.02,
    "force.fire.artillery": 0.01,
}
"""Kinds of activity and how often each is drawn; presences are few, for each meets everything that comes after it."""
STANDING_REACH = 0.3
"""Half width of a standing presence, as a part of that of other intents."""
_TITLES: Mapping[str, str] = {
    "flight.non_combat": "Transport flight",
    "flight.reconnaissance": "Reconnaissance flight",
    "flight.combat": "Combat air patrol",
    "move.entry": "Movement by road",
    "hold.presence": "Presence of a unit",
    "hold.post": "Post",
    "aid.passage": "Relief convoy",
    "force.air.fixed_wing": "Exercise strike",
    "force.fire.artillery": "Exercise fire",
}
_ARMED = (ActorKind.STATE, ActorKind.COALITION, ActorKind.ARMED_GROUP)
_SINGLE = ("flight.combat", "hold.presence", "hold.post", "aid.passage")
"""Kinds filed with one volume each: what may be a use of force (R1), and what stays where it is."""
_UNARMED_KINDS = ("flight.non_combat", "move.entry", "aid.passage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Somebody who files intents.

    Attributes:
        name: Pseudonym.
        party: Party filed for.
        forces: Its forces; empty when it has none on record.
        kinds: Kinds of activity it files, and how often each is drawn.
        west_deg: Western side of the block kept to [deg].
        south_deg: Southern side [deg].
    """

    name: str
    party: str
    forces: tuple[str, ...]
    kinds: Mapping[str, float]
    west_deg: float
    south_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedIntent:
    """One intent as an officer would file it.

    Attributes:
        officer: Who files it.
        body: What is sent, as plain JSON values.
    """

    officer: Officer
    body: Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draw:
    """What every intent of one series is drawn from."""

    random: np.random.Generator
    policies: Mapping[str, tuple[Plain, ...]]
    forces: Mapping[str, tuple[Force, ...]]
    first: datetime
    reach_m: float


def invented_intents(
    library: Library,
    count: int,
    *,
    seed: int,
    first_day: date,
    officers: int = OFFICERS,
    staff: tuple[Officer, ...] = (),
) -> Iterator[InventedIntent]:
    """Invent intents.

    Args:
        library: An exercise library.
        count: How many.
        seed: Of the random numbers.
        first_day: They begin on this day (UTC) or within ``DAYS`` after it.
        officers: How many file them, in turn.
        staff: Who files them, where that was drawn before; then ``officers`` says nothing.

    Yields:
        Intents in the form that a node takes.

    Raises:
        ValueError: The library is not marked as an exercise (R11).
    """
    if not library.header.is_exercise:
        message = f"red line R11: expected an exercise library, got {library.header.id}"
        raise ValueError(message)
    random = np.random.default_rng(seed)
    staff = staff or officers_of(library, officers, random)
    first = datetime(first_day.year, first_day.month, first_day.day, tzinfo=UTC)
    forces = {
        party: tuple(each for each in library.forces.values() if each.party == party) for party in _filing(library)
    }
    policies = _policies(_filing(library))
    draw = _Draw(random=random, policies=policies, forces=forces, first=first, reach_m=reach_m(library, count))
    for number in range(count):
        officer = staff[number % len(staff)]
        yield InventedIntent(officer=officer, body=_body(officer, number, draw))


def officers_of(library: Library, count: int, random: np.random.Generator) -> tuple[Officer, ...]:
    """Invent officers: each with a party in turn and a block of cells inside the library's country.

    Args:
        library: An exercise library.
        count: How many.
        random: Where their blocks are drawn from.

    Returns:
        The officers.
    """
    west, south, east, north = _bounds_deg(library)
    room_deg = (max(0.0, east - west - BLOCK_WIDE_DEG), max(0.0, north - south - BLOCK_HIGH_DEG))
    parties = _filing(library)
    parts = random.uniform(0.0, 1.0, (count, 2))
    return tuple(
        Officer(
            name=f"officer-{number:03}",
            party=(party := parties[number % len(parties)]),
            forces=tuple(each.id for each in library.forces.values() if each.party == party),
            kinds=_kinds_of(library.parties[party].kind),
            west_deg=west + float(to_east) * room_deg[0],
            south_deg=south + float(to_north) * room_deg[1],
        )
        for number, (to_east, to_north) in enumerate(parts)
    )


def _kinds_of(kind: ActorKind) -> Mapping[str, float]:
    """Give the mix of a party: those without arms fly transport, move and bring relief."""
    mix = MIX if kind in _ARMED else {code: MIX[code] for code in _UNARMED_KINDS}
    whole = sum(mix.values())
    return {code: part / whole for code, part in mix.items()}


def reach_m(library: Library, count: int) -> float:
    """Give the mean half width of an intent [m] at which a new one meets ``MEETS_AIMED_AT`` others of ``count``.

    Source:
        Two discs of radius r at random places of an area A meet with probability 4 pi r^2 / A, two stretches of
        length d within a time T with probability 2 d / T, where r and d are small.
    """
    west, south, east, north = _bounds_deg(library)
    narrowing = math.cos(math.radians((south + north) / 2))
    area_m2 = (east - west) * narrowing * (north - south) * METRES_PER_DEG**2
    in_time = 2 * MEAN_HOURS / (24 * DAYS)
    reach = math.sqrt(MEETS_AIMED_AT * area_m2 / (4 * math.pi * in_time * BANDS_OVERLAPPING * max(count, 1)))
    return min(max(reach, REACH_MIN_M), REACH_MAX_M)


def _filing(library: Library) -> tuple[str, ...]:
    """Give the parties that file: those with a force on record, and those that are themselves armed."""
    with_force = {each.party for each in library.forces.values() if each.party}
    return tuple(each.id for each in library.parties.values() if each.id in with_force or each.kind in _ARMED)


def _bounds_deg(library: Library) -> tuple[float, float, float, float]:
    country = library.places.countries[library.header.countries[0]]
    return country.footprint.bounds_deg


def _body(officer: Officer, number: int, draw: _Draw) -> Plain:
    kind = str(draw.random.choice(list(officer.kinds), p=list(officer.kinds.values())))
    hidden, force = kind.startswith("aid"), kind.startswith("force")
    single = force or kind in _SINGLE
    volumes = 1 if single else 1 + int(draw.random.random() < 0.2)
    start = draw.first + timedelta(minutes=int(draw.random.integers(24 * 60 * DAYS)))
    body: Plain = {
        "kind": [kind],
        "party": officer.party,
        "title": f"EXERCISE. {_TITLES[kind]} {number}",
        "sharing": {"full": [], "conflict": []} if hidden else _sharing(officer, draw),
        "against": _against(officer, draw) if force else [],
        "facts": {"notified": True} if draw.random.random() < 0.3 else {},
        "volumes": [_volume(officer, kind, start + timedelta(hours=2 * each), draw) for each in range(volumes)],
    }
    if officer.forces:
        body["force"] = str(draw.random.choice(officer.forces))
    return body


def _sharing(officer: Officer, draw: _Draw) -> Plain:
    own = draw.policies[officer.party]
    return own[int(draw.random.integers(len(own)))]


def _policies(parties: tuple[str, ...]) -> Mapping[str, tuple[Plain, ...]]:
    """Draw the sharing lists of each party: some parties learn of conflicts alone, one reads the whole on every other.

    They hang on the parties alone, so that what is stored and what is filed later follow one policy.
    """
    random = np.random.default_rng(POLICY_SEED)
    return {party: tuple(_policy(party, parties, number, random) for number in range(POLICIES)) for party in parties}


def _policy(party: str, parties: tuple[str, ...], number: int, random: np.random.Generator) -> Plain:
    others = [each for each in parties if each != party]
    drawn = list(map(str, random.permutation(others)[:SHARED_WITH_MAX]))
    full = drawn[: number % 2]
    return {"full": full, "conflict": drawn[len(full) :]}


def _against(officer: Officer, draw: _Draw) -> list[str]:
    others = [each.id for party, of in draw.forces.items() for each in of if party != officer.party]
    return [str(draw.random.choice(others))] if others else []


def _volume(officer: Officer, kind: str, start: datetime, draw: _Draw) -> Plain:
    hours = min(max(float(draw.random.gamma(1.6, MEAN_HOURS / 1.6)), 1.0), 24.0)
    standing = kind.startswith("hold")
    volume = _place(officer, draw, STANDING_REACH if standing else 1.0)
    volume["start"] = _text(start)
    if not standing:
        volume["end"] = _text(start + timedelta(minutes=round(60 * hours)))
    if kind.startswith(("flight", "force.air")) and draw.random.random() < 0.9:
        lower = 100 * int(draw.random.integers(3, 90))
        upper = lower + 100 * int(draw.random.integers(5, 40))
        volume |= {"lower_m": lower, "upper_m": upper, "datum": "amsl"}
    return volume


def _place(officer: Officer, draw: _Draw, part: float) -> Plain:
    """Draw a circle or a polygon that lies inside the officer's block of cells."""
    reach = part * draw.reach_m * float(draw.random.uniform(0.5, 1.5))
    margin = 1.01 * reach / METRES_PER_DEG + 0.001
    lat = float(draw.random.uniform(officer.south_deg + margin, officer.south_deg + BLOCK_HIGH_DEG - margin))
    aside = margin / math.cos(math.radians(abs(lat) + margin))
    lon = float(draw.random.uniform(officer.west_deg + aside, officer.west_deg + BLOCK_WIDE_DEG - aside))
    if draw.random.random() < 0.3:
        point = {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]}
        return {"geometry": point, "radius_m": round(reach)}
    return {"geometry": {"type": "Polygon", "coordinates": [_ring(lon, lat, reach, draw.random)]}}


def _ring(lon_deg: float, lat_deg: float, reach: float, random: np.random.Generator) -> list[list[float]]:
    """Draw a ring of 4 to 12 vertices round a point: one in each of as many equal angles, so that no edges cross."""
    count = int(random.integers(4, 13))
    angles = (np.arange(count) + random.uniform(0.15, 0.85, count)) * 2 * math.pi / count
    reaches = reach * random.uniform(0.6, 1.0, count) / METRES_PER_DEG
    lon = lon_deg + reaches * np.cos(angles) / math.cos(math.radians(lat_deg))
    lat = lat_deg + reaches * np.sin(angles)
    ring = [[round(float(x), 5), round(float(y), 5)] for x, y in zip(lon, lat, strict=True)]
    return [*ring, ring[0]]


def _text(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
