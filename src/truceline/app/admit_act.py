# SPDX-License-Identifier: Apache-2.0
"""Let an act in, or say why not: the red lines first, then what the clauses need to be able to read it.

Rules:
    - R1: a planned act of force is not judged here, alone or among many; nor is one told as done that begins after
      now. Until a node can record who asks, nobody is answered. Many acts at once are judged only after the fact.
    - R11: an invented act never stands beside real parties, and a real one never in an exercise; an invented act
      names nobody but the invented parties of its exercise.
    - An actor that a real library does not know is let in: about it, nothing is told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from truceline.agreement.library import Library
from truceline.agreement.places import nearest_pcode
from truceline.base.errors import InputError, RedLineError
from truceline.base.instants import to_text
from truceline.base.limits import ACCOUNTS_MAX
from truceline.picture.acts import Account, Act, Height, Place, Stage
from truceline.picture.kinds import KIND_BY_CODE

EXERCISE_LIBRARY = "exercise-"
"""A library whose id begins so is invented as a whole."""
HARM_ROOTS = frozenset({"force", "person", "object"})
"""First words of the kinds of act that are, or may be, a use of force."""
_ID = re.compile(r"[^\W_][\w.:/@+-]{0,199}")
HEIGHT_DATUMS = ("wgs84", "amsl", "agl", "pressure")
_LON_LIMIT_DEG = 180.0
_LAT_LIMIT_DEG = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms acts are let in.

    Attributes:
        library: The library they are judged by.
        now_ns: The moment of the request [ns since 1970 UTC].
        is_bulk: Whether many acts are judged at once.
    """

    library: Library
    now_ns: int
    is_bulk: bool


def admit_act(act: Act, terms: Terms) -> None:
    """Let an act in, or raise.

    Args:
        act: The act.
        terms: On what terms.

    Raises:
        RedLineError: It is a planned act of force, or invented beside real ones.
        InputError: The clauses could not read it.
    """
    _refuse_planned(act, terms)
    _refuse_mixed(act, terms.library)
    _refuse_unreadable(act, terms.library)


def is_exercise(library: Library) -> bool:
    """Say whether a library is invented as a whole."""
    return library.header.id.startswith(EXERCISE_LIBRARY)


def may_be_force(act: Act) -> bool:
    """Say whether an act is a use of force, or might be one because no account says what it is."""
    kinds = {kind.split(".", 1)[0] for account in act.accounts for kind in account.kind}
    return not kinds or bool(kinds & HARM_ROOTS)


def _refuse_planned(act: Act, terms: Terms) -> None:
    offset = terms.library.header.utc_offset.delta
    starts = [account.since.start_ns(offset) for account in act.accounts if account.since]
    is_future = bool(starts) and min(starts) > terms.now_ns
    is_planned = act.stage is Stage.PLANNED or is_future
    if not is_planned or not (terms.is_bulk or may_be_force(act)):
        return
    how = "planned" if act.stage is Stage.PLANNED else f"told as done, but beginning after {to_text(terms.now_ns)}"
    many = "Many acts at once are judged only after the fact. " if terms.is_bulk else ""
    message = (
        f"act {act.id}: red line R1: expected an act that has happened, got one that is {how}. {many}A planned act of "
        "force is answered only one at a time, to its own author, on the record, and this version keeps no such "
        "record; nothing here says that it is allowed (docs/intended-use.md)"
    )
    raise RedLineError(message)


def _refuse_mixed(act: Act, library: Library) -> None:
    if act.exercise is is_exercise(library):
        _refuse_stranger(act, library)
        return
    got = "an invented act (exercise: true)" if act.exercise else "an act that is not marked exercise: true"
    kind = "an exercise" if is_exercise(library) else "real"
    message = (
        f"act {act.id}: red line R11: expected invented acts only with an exercise library and real acts only with a "
        f"real one, got {got} with {library.header.id}, which is {kind} (docs/intended-use.md)"
    )
    raise RedLineError(message)


def _refuse_stranger(act: Act, library: Library) -> None:
    """Refuse an invented act that names anybody whom the exercise did not invent.

    Raises:
        RedLineError: It does.
    """
    named = (name for told in act.accounts for name in (*told.actor, *told.not_actor, *told.against, told.source.party))
    known = {"", *library.parties, *library.forces}
    stranger = next((name for name in named if name not in known), "") if act.exercise else ""
    if stranger:
        message = (
            f"act {act.id}: red line R11: expected an invented act to name only the parties and forces of "
            f"{library.header.id}, got {stranger!r:.60}; add an invented party to the library (docs/intended-use.md)"
        )
        raise RedLineError(message)


def _refuse_unreadable(act: Act, library: Library) -> None:
    check_id(act.id, "act")
    if not 1 <= len(act.accounts) <= ACCOUNTS_MAX:
        message = f"act {act.id}: expected 1 to {ACCOUNTS_MAX} accounts, got {len(act.accounts)}"
        raise InputError(message)
    for index, account in enumerate(act.accounts):
        fault = next(_faults(account, library), None)
        if fault:
            message = f"act {act.id}: accounts[{index}].{fault}"
            raise InputError(message)


def check_id(text: str, what: str) -> None:
    """Refuse an id that would not survive in tables and addresses, or that could be taken for a teller's.

    Raises:
        InputError: It is such an id.
    """
    if _ID.fullmatch(text) is None:
        message = (
            f"{what} {text!r:.60}: expected an id of at most 200 letters, digits and . _ : / @ + -, got {text!r:.60}"
        )
        raise InputError(message)


def _faults(account: Account, library: Library) -> Iterator[str]:
    yield from _kind_faults(account)
    offset = library.header.utc_offset.delta
    if account.since and account.until and account.until.end_ns(offset) < account.since.start_ns(offset):
        yield f"until: expected a moment not before {account.since.text}, got {account.until.text}"
    if account.until and not account.since:
        yield "since: expected a beginning, for there is an end, got none"
    if account.height:
        yield from _height_faults(account.height)
    if account.place:
        yield from place_faults(account.place, library)


def _kind_faults(account: Account) -> Iterator[str]:
    for kind in account.kind:
        if kind not in KIND_BY_CODE:
            yield f"kind: expected a code of docs/act-kinds.md, such as force.air, got {kind!r:.60}"


def _height_faults(height: Height) -> Iterator[str]:
    if height.datum not in HEIGHT_DATUMS:
        yield f"height.datum: expected one of {', '.join(HEIGHT_DATUMS)}, got {height.datum!r:.60}"
    if not isfinite(height.lower_m) or not isfinite(height.upper_m) or height.upper_m < height.lower_m:
        yield f"height: expected lower_m <= upper_m, got {height.lower_m} and {height.upper_m}"


def place_faults(place: Place, library: Library) -> Iterator[str]:
    """Say what of a place cannot be read by a library, fault by fault."""
    given = [bool(place.position), bool(place.area), bool(place.zone), bool(place.country)]
    if sum(given) > 1:
        yield f"place: expected one of position, area, zone and country, got {sum(given)} of them"
    if place.position:
        position = place.position
        if not (abs(position.lon_deg) <= _LON_LIMIT_DEG and abs(position.lat_deg) <= _LAT_LIMIT_DEG):
            got = f"{position.lon_deg}, {position.lat_deg}"
            yield f"place.position: expected lon_deg within -180..180 and lat_deg within -90..90, got {got}"
        if not (isfinite(position.radius_m) and position.radius_m >= 0.0):
            yield f"place.position.radius_m: expected 0 or more, got {position.radius_m}"
    for pcode in place.area:
        if pcode not in library.places.areas and not nearest_pcode(pcode, library.places.areas):
            yield f"place.area: expected P-codes of {library.header.id}, got {pcode!r:.60}"
    if place.country and place.country not in (*library.places.countries, *library.header.countries):
        known = ", ".join(library.header.countries)
        yield f"place.country: expected one of {known}, got {place.country!r:.60}"
    if place.zone and not _is_zone(place.zone, library):
        yield f"place.zone: expected AGREEMENT/ZONE of {library.header.id}, got {place.zone!r:.60}"


def _is_zone(text: str, library: Library) -> bool:
    agreement_id, _, zone_id = text.partition("/")
    zones = (zone.id for agreement in library.agreements if agreement.id == agreement_id for zone in agreement.zones)
    return zone_id in zones
