# SPDX-License-Identifier: Apache-2.0
"""Invented things for stores to keep, and ways to ask a store and wait. Parties and places are invented (EXERCISE)."""

import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from truceline.app.ports import (
    Event,
    Job,
    KeptAnswer,
    Look,
    ProposedText,
    Records,
    Selection,
    Statement,
    StatementKind,
    Store,
)
from truceline.base.instants import EARLIEST_NS, LATEST_NS, NS_PER_S, Interval
from truceline.base.moments import Moment
from truceline.findings.conflict import Bounds, Conflict, IntentRef
from truceline.findings.finding import Finding, FindingKind
from truceline.geo.circle import Circle
from truceline.geo.footprint import Footprint
from truceline.geo.volume import AltitudeBand, Datum, Volume4D
from truceline.picture.acts import Account, Act, Place, Position
from truceline.picture.claims import Claim, DesignationClaim
from truceline.picture.intents import Intent, IntentState, Sharing
from truceline.picture.sources import Source

T = TypeVar("T")

HOUR_NS = 3_600 * NS_PER_S
NOON_NS = 3_000_000_000 * NS_PER_S
"""An hour far in the future, when none of this can be mistaken for something that happened."""
HOUR = Interval(start_ns=NOON_NS, end_ns=NOON_NS + HOUR_NS)
_GROUND: Bounds = (10.0, 20.0, 10.01, 20.01)
ANSWER_S = 60.0
TOLD = Event(number=0, at_ns=NOON_NS, what="intent", change="filed", id="intent-1")
LOOK = Look(at_ns=NOON_NS, party="northland", officer="officer-n1", what="intent", id="intent-1", reason="EXERCISE")


def do(store: Store, job: Job[T], *, write: bool = True) -> T:
    """Do a job and wait for its answer, or raise its error."""
    done, answers = threading.Event(), list[tuple[Any, BaseException | None]]()

    def answered(value: T | None, error: BaseException | None) -> None:
        answers.append((value, error))
        done.set()

    (store.write if write else store.read)(job, answered)
    assert done.wait(ANSWER_S), "the store did not answer"
    value, error = answers[0]
    if error is not None:
        raise error
    found: T = value
    return found


def see(store: Store, job: Job[T]) -> T:
    """Read and wait."""
    return do(store, job, write=False)


def box(west: float, south: float, east: float, north: float) -> Footprint:
    """Make a rectangle."""
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return Footprint(polygons=((ring,),))


def volume(
    area: Footprint | Circle | None = None, *, start_ns: int = NOON_NS, end_ns: int = NOON_NS + HOUR_NS
) -> Volume4D:
    """Make a volume, a kilometre across unless said otherwise."""
    return Volume4D(
        area=area or box(10.0, 20.0, 10.01, 20.01),
        band=AltitudeBand(lower_m=100.0, upper_m=900.0, datum=Datum.AMSL),
        interval=Interval(start_ns=start_ns, end_ns=end_ns),
    )


def intent(name: str = "intent-1", **fields: object) -> Intent:
    """Make an intent of the Northland party."""
    given: dict[str, Any] = {
        "version": 1,
        "state": IntentState.FILED,
        "party": "northland",
        "officer": "officer-n1",
        "filed_ns": NOON_NS,
        "kind": ("flight.transport",),
        "volumes": (volume(),),
        "sharing": Sharing(full=("hill-league",), conflict=("dale",)),
        "title": "EXERCISE transport",
        "exercise": True,
    } | fields
    return Intent(id=name, confirmed_ns=given["filed_ns"], **given)


def standing(name: str = "standing-1", *, start_ns: int = NOON_NS, **fields: object) -> Intent:
    """Make a presence without an end."""
    return intent(name, **{"kind": ("hold",), "volumes": (volume(start_ns=start_ns, end_ns=LATEST_NS),)} | fields)


def asking(bounds: Bounds = (-180.0, -90.0, 180.0, 90.0), interval: Interval | None = None, **fields: object) -> Intent:
    """Make an intent of the Northland party that asks what lies in a box; always, if no time is given."""
    stretch = interval or Interval(start_ns=EARLIEST_NS, end_ns=LATEST_NS)
    west, south, east, north = bounds
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    area = Footprint.of_checked(((ring,),))
    there = Volume4D(area=area, band=AltitudeBand(), interval=stretch)
    return intent("asking", **{"kind": ("hold",), "volumes": (there,)} | fields)


def act_statement(name: str = "act-1", *, place: Position | None = None, day: str = "", **fields: object) -> Statement:
    """Make a statement of an act of the past."""
    account = Account(
        source=Source(party="northland", words="EXERCISE"),
        place=Place(position=place) if place else None,
        since=Moment(day) if day else None,
        facts={"proportionate": True},
    )
    given: dict[str, Any] = {"party": "northland", "officer": "officer-n1", "at_ns": NOON_NS, "exercise": True} | fields
    return Statement(kind=StatementKind.ACT, noun=Act(id=name, accounts=(account,), exercise=True), **given)


def claim_statement(name: str = "claim-1", **fields: object) -> Statement:
    """Make a claim about a list of the Northland party."""
    listed = DesignationClaim(force="hill-guard", authority="northland", listed=True, source=Source(party="dale"))
    given: dict[str, Any] = {"party": "northland", "officer": "officer-n1", "at_ns": NOON_NS, "exercise": True} | fields
    return Statement(kind=StatementKind.CLAIM, noun=Claim(id=name, designation=listed), **given)


def finding(name: str = "finding-1", **fields: object) -> Finding:
    """Make a finding: two intents meet."""
    refs = tuple(
        IntentRef(id=f"intent-{party}", version=1, party=party, kind=("flight.transport",))
        for party in ("northland", "hill-league")
    )
    detail = Conflict(intents=(refs[0], refs[1]), interval=HOUR, bounds_deg=_GROUND, band=AltitudeBand())
    given: dict[str, Any] = {
        "interval": HOUR,
        "bounds_deg": _GROUND,
        "kind": FindingKind.CONFLICT,
        "at_ns": NOON_NS,
        "about": ("northland", "hill-league"),
        "readers": ("northland", "hill-league"),
        "subjects": ("intent-northland", "intent-hill-league"),
        "exercise": True,
    } | fields
    return Finding(id=name, detail=detail, **given)


def kept_answer(**fields: object) -> KeptAnswer:
    """Make a kept answer."""
    given: dict[str, Any] = {"digest": b"\x01" * 32, "status": 201, "body": b"{}", "at_ns": NOON_NS} | fields
    return KeptAnswer(**given)


def proposed_text(digest: str = "aa", **fields: object) -> ProposedText:
    """Make a version of an agreement."""
    given: dict[str, Any] = {
        "agreement": "exercise-truce",
        "party": "northland",
        "officer": "officer-n1",
        "at_ns": NOON_NS,
        "document": b"id: exercise-truce\n",
    } | fields
    return ProposedText(digest=digest, **given)


def reading(reader: str = "northland", limit: int = 100, **fields: Any) -> Selection:  # noqa: ANN401 - any field
    """Select for a reader."""
    return Selection(reader=reader, limit=limit, **fields)


def walk(turn: Callable[[str], Any]) -> list[Any]:
    """Go through a list page by page."""
    items, after = list[Any](), ""
    while True:
        page = turn(after)
        items.extend(page.items)
        if not page.next:
            return items
        after = page.next


def add_all(*intents: Intent) -> Callable[[Records], None]:
    """Make a job that keeps intents without slots."""

    def job(records: Records) -> None:
        for each in intents:
            records.intents.add(each, ())

    return job


def ids(things: Sequence[Any]) -> list[str]:
    """Give the ids of things, in order."""
    return [thing.id for thing in things]
