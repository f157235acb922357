# SPDX-License-Identifier: Apache-2.0
"""Let an act in, or say why not: the red lines first, then what the clauses need to be able to read it.

Rules:
    - R1: a planned act is not judged here, whatever its kind, alone or among many; nor is one told as done of which
      any account says that it begins or ends after now. Until a node can record who asks, nobody is answered.
    - R1: an act of unknown time cannot be shown to be past: none is judged among many, and none that is or may be
      force alone.
    - Claims that tell of an act are part of it: both are checked together.
    - R11: an invented act never stands beside real parties, and a real one never in an exercise; an invented act
      names nobody but the invented parties of its exercise.
    - An actor that a real library does not know is let in: about it, nothing is told.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import isfinite

from truceline.agreement.library import Library
from truceline.agreement.places import nearest_pcode
from truceline.base.errors import InputError, RedLineError
from truceline.base.instants import to_text
from truceline.base.limits import ACCOUNTS_MAX
from truceline.picture.acts import Account, Act, Height, Place, Stage
from truceline.picture.claims import ActClaim, Claim
from truceline.picture.kinds import KIND_BY_CODE
from truceline.picture.kinds import may_be_force as kind_may_be_force

_ID = re.compile(r"[^\W_][\w.:/@+-]{0,199}")
TEXT = "text"
"""Stands for the agreement itself among those who tell."""
HEIGHT_DATUMS = ("wgs84", "amsl", "agl", "pressure")
_LON_LIMIT_DEG = 180.0
_LAT_LIMIT_DEG = 90.0
RADIUS_MAX_M = 20_040_000.0
"""Half the way round the Earth: no place is told more coarsely [m]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionTerms:
    """On what terms acts are let in.

    Attributes:
        library: The library they are judged by.
        now_ns: The moment of the request [ns since 1970 UTC].
        is_bulk: Whether many acts are judged at once.
    """

    library: Library
    now_ns: int
    is_bulk: bool


def admit_act(act: Act, terms: AdmissionTerms) -> None:
    """Let an act in, or raise.

    Args:
        act: The act.
        terms: On what terms.

    Raises:
        RedLineError: It is planned, not shown to be past, or invented beside real ones.
        InputError: The clauses could not read it.
    """
    refuse_not_past(act, terms)
    _refuse_undated(act, terms)
    _refuse_mixed(act, terms.library)
    _refuse_unreadable(act, terms.library)


def admit_claim(claim: Claim, terms: AdmissionTerms) -> None:
    """Let a claim in, or raise: it has exactly one body, tells of the past, and of places that the library knows.

    Raises:
        RedLineError: It tells of an act to come, or names somebody real in an exercise.
        InputError: It cannot be read.
    """
    check_id(claim.id, "claim")
    if claim.id == TEXT:
        message = f"claim {claim.id}: expected an id other than {TEXT}, which stands for the agreement itself, got it"
        raise InputError(message)
    bodies = (claim.control, claim.boundary, claim.designation, claim.act)
    if sum(body is not None for body in bodies) != 1:
        message = f"claim {claim.id}: expected exactly one of control, boundary, designation and act"
        raise InputError(message)
    if claim.act is not None:
        told = Act(id=claim.act.act, accounts=(claim.act.account,), exercise=is_exercise(terms.library))
        refuse_not_past(told, terms)
        _refuse_mixed(told, terms.library)
        _refuse_unreadable(told, terms.library)
    located = claim.control or claim.boundary
    offset = terms.library.header.utc_offset.delta
    fault = next(place_faults(located.place, terms.library), "") if located else ""
    if located and not fault and located.since and located.until:
        is_reversed = located.until.end_ns(offset) < located.since.start_ns(offset)
        fault = (
            f"until: expected a moment not before {located.since.text}, got {located.until.text}" if is_reversed else ""
        )
    if fault:
        message = f"claim {claim.id}: {fault}"
        raise InputError(message)


def claims_by_act(claims: Iterable[Claim]) -> dict[str, tuple[ActClaim, ...]]:
    """Give the claims that add an account, by the id of the act or engagement they speak of."""
    found: dict[str, tuple[ActClaim, ...]] = {}
    for claim in claims:
        if claim.act is not None:
            found[claim.act.act] = (*found.get(claim.act.act, ()), claim.act)
    return found


def with_claims(act: Act, claims: dict[str, tuple[ActClaim, ...]]) -> Act:
    """Give an act with the accounts that claims about it, or about its engagement, add."""
    further = claims.get(act.id, ())
    if act.engagement and act.engagement != act.id:
        further = (*further, *claims.get(act.engagement, ()))
    return replace(act, accounts=(*act.accounts, *(each.account for each in further))) if further else act


def is_exercise(library: Library) -> bool:
    """Say whether a library is invented as a whole."""
    return library.header.is_exercise


def may_be_force(act: Act) -> bool:
    """Say whether an act is a use of force, or might be one because no account says what it is."""
    kinds = {kind for account in act.accounts for kind in account.kind}
    return not kinds or any(kind_may_be_force(kind) for kind in kinds)


def refuse_not_past(act: Act, terms: AdmissionTerms) -> None:
    """Refuse an act that is planned, or that some account tells to begin or to end after now.

    A day is past when it has ended at the library's offset.

    Raises:
        RedLineError: It is such an act.
    """
    offset = terms.library.header.utc_offset.delta
    told = (moment for account in act.accounts for moment in (account.since, account.until) if moment)
    if act.stage is not Stage.PLANNED and all(moment.end_ns(offset) <= terms.now_ns for moment in told):
        return
    how = "planned" if act.stage is Stage.PLANNED else f"told as done, but not over at {to_text(terms.now_ns)}"
    message = (
        f"act {act.id}: red line R1: expected an act that has happened, got one that is {how}. A planned act is "
        "answered only one at a time, to its own author, on the record of a node, as an intent; "
        "nothing here says that it is allowed (docs/intended-use.md)"
    )
    raise RedLineError(message)


def _refuse_undated(act: Act, terms: AdmissionTerms) -> None:
    """Refuse an act of which no account tells the time, among many or when it may be force.

    Raises:
        RedLineError: It is such an act.
    """
    is_dated = not act.accounts or any(account.since for account in act.accounts)
    if is_dated or not (terms.is_bulk or may_be_force(act)):
        return
    message = (
        f"act {act.id}: red line R1: expected a time at which it happened (accounts[].since), got none; without one it "
        "cannot be shown to be past (docs/intended-use.md)"
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
    if act.engagement:
        check_id(act.engagement, f"act {act.id}: engagement")
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
        if not 0.0 <= position.radius_m <= RADIUS_MAX_M:
            yield f"place.position.radius_m: expected 0 to {RADIUS_MAX_M:g}, got {position.radius_m}"
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
