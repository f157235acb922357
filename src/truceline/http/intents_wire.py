# SPDX-License-Identifier: Apache-2.0
"""Intents on the wire: what a party sends, and what it is answered.

Read and written by msgspec, for this is the busiest route; ``http.problems`` turns its faults into the one shape.
Instants are strict RFC 3339 with an offset; geometry is GeoJSON (RFC 7946), a circle is a Point with ``radius_m``.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from truceline.agreement.library import Library
from truceline.app.declare_intent import Wish
from truceline.base.errors import GeometryError, InputError, LimitError
from truceline.base.instants import LATEST_NS, Interval, parse_instant, to_text
from truceline.base.limits import INTENT_CORNERS_MAX, INTENT_FACTS_MAX, VOLUME_POLYGONS_MAX, VOLUMES_MAX
from truceline.coordination.disclosure import view_of_conflict
from truceline.coordination.presence import Presence
from truceline.findings.conflict import Conflict, Constraint
from truceline.findings.plan_answer import Lack, PlanAnswer, PlanException, PlanRuling
from truceline.geo.circle import Circle
from truceline.geo.footprint import Footprint
from truceline.geo.volume import AltitudeBand, Datum, Volume4D
from truceline.http import meaning
from truceline.http.drawn import outline_of
from truceline.picture.intents import Intent, Sharing
from truceline.report.catalogue import say
from truceline.report.conditions import exception_name, get_provision
from truceline.report.explanation import missing_words
from truceline.report.naming import Namer

Name = Annotated[str, Meta(min_length=1, max_length=200)]
Title = Annotated[str, Meta(max_length=200)]
Instant = Annotated[str, Meta(max_length=40, description="RFC 3339 with an offset, such as 2026-11-23T06:00:00Z")]
Metres = Annotated[float, Meta(ge=-1_000.0, le=100_000.0)]


class GeometryIn(msgspec.Struct, forbid_unknown_fields=True):
    """A GeoJSON geometry: Polygon, MultiPolygon or, for a circle, Point."""

    type: Annotated[str, Meta(max_length=20)]
    coordinates: list[Any]
    bbox: (
        Annotated[list[float], Meta(max_length=6, description="Taken as RFC 7946 has it, and not used.")] | UnsetType
    ) = UNSET


class VolumeIn(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """An area, a band of altitudes and a stretch of time; without ``end``, a standing presence."""

    geometry: GeometryIn
    start: Instant
    end: Instant | UnsetType = UNSET
    radius_m: Annotated[float, Meta(ge=1.0, le=1_000_000.0)] | UnsetType = UNSET
    lower_m: Metres | UnsetType = UNSET
    upper_m: Metres | UnsetType = UNSET
    datum: Datum | UnsetType = UNSET


class SharingIn(msgspec.Struct, forbid_unknown_fields=True):
    """Who learns what; both lists are to be stated, be they empty."""

    full: Annotated[list[Name], Meta(max_length=50)]
    conflict: Annotated[list[Name], Meta(max_length=50)]


class IntentIn(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What a party declares."""

    kind: Annotated[list[Name], Meta(min_length=1, max_length=10)]
    party: Name
    volumes: Annotated[list[VolumeIn], Meta(min_length=1, max_length=VOLUMES_MAX)]
    sharing: SharingIn
    force: Annotated[str, Meta(max_length=200)] = ""
    against: Annotated[list[Name], Meta(max_length=20)] = msgspec.field(default_factory=list)
    facts: Annotated[dict[Name, bool], Meta(max_length=INTENT_FACTS_MAX)] = msgspec.field(default_factory=dict)
    title: Title = ""


def wish_of(sent: IntentIn) -> Wish:
    """Read what was sent into what is declared.

    Raises:
        InputError: An instant or a shape cannot be read; it says where.
        LimitError: Its outlines have too many polygons or corners.
    """
    check_outlines([volume.geometry.coordinates for volume in sent.volumes])
    return Wish(
        kind=tuple(sent.kind),
        volumes=tuple(_volume(volume, f"volumes[{number}]") for number, volume in enumerate(sent.volumes)),
        sharing=Sharing(full=tuple(sent.sharing.full), conflict=tuple(sent.sharing.conflict)),
        force=sent.force,
        against=tuple(sent.against),
        facts=tuple(sorted(sent.facts.items())),
        title=sent.title,
    )


def check_outlines(outlines: Sequence[object]) -> None:
    """Refuse outlines that would take long to read and to judge, before anything of them is read.

    Args:
        outlines: ``coordinates`` of the geometry of each volume, as they came.

    Raises:
        LimitError: Too many polygons of one volume, or corners of all volumes together.
    """
    corners = 0
    for number, outline in enumerate(outlines):
        polygons, more = _count(outline)
        corners += more
        if polygons > VOLUME_POLYGONS_MAX:
            message = (
                f"volumes[{number}].geometry: expected at most {VOLUME_POLYGONS_MAX} polygons or rings, "
                f"got {polygons}; declare what lies apart as volumes of their own"
            )
            raise LimitError(message)
    if corners > INTENT_CORNERS_MAX:
        message = (
            f"volumes: expected at most {INTENT_CORNERS_MAX} positions of all outlines together, got {corners}; "
            "simplify the outlines, or file several intents"
        )
        raise LimitError(message)


def _count(outline: object) -> tuple[int, int]:
    """Count the members of an outline and all positions in it, whatever its form."""
    members, positions, waiting = len(outline) if isinstance(outline, list) else 0, 0, [outline]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            positions += not any(isinstance(each, list) for each in one)
            waiting += [each for each in one if isinstance(each, list)]
    return members, positions


def _volume(sent: VolumeIn, where: str) -> Volume4D:
    return Volume4D(area=read_area(sent, where), band=read_band(sent, where), interval=read_interval(sent, where))


def read_interval(sent: VolumeIn, where: str) -> Interval:
    """Read when.

    Raises:
        InputError: Not instants, or in the wrong order.
    """
    start_ns = _instant(sent.start, f"{where}.start")
    end_ns = LATEST_NS if sent.end is UNSET else _instant(sent.end, f"{where}.end")
    if end_ns <= start_ns:
        message = f"{where}.end: expected an instant after {to_text(start_ns)}, got {to_text(end_ns)}"
        raise InputError(message)
    return Interval(start_ns=start_ns, end_ns=end_ns)


def _instant(text: str, where: str) -> int:
    try:
        return parse_instant(text)
    except InputError as error:
        message = f"{where}: {error}"
        raise InputError(message) from error


def read_area(sent: VolumeIn, where: str) -> Footprint | Circle:
    """Read where.

    Raises:
        GeometryError: No area.
    """
    geometry = {"type": sent.geometry.type, "coordinates": sent.geometry.coordinates}
    if _has_heights(sent.geometry.coordinates):
        message = (
            f"{where}.geometry.coordinates: expected positions of a longitude and a latitude alone, "
            "with heights in lower_m, upper_m and datum, got a third number"
        )
        raise GeometryError(message)
    if sent.geometry.type != "Point":
        if sent.radius_m is not UNSET:
            message = f"{where}.radius_m: expected it with a Point only, got it with a {sent.geometry.type!r:.40}"
            raise GeometryError(message)
        return Footprint.from_geojson(geometry, where=f"{where}.geometry")
    if sent.radius_m is UNSET:
        message = f"{where}.radius_m: expected the radius of the circle around the Point, got none"
        raise GeometryError(message)
    try:
        lon_deg, lat_deg = (float(each) for each in sent.geometry.coordinates)
        return Circle(lon_deg=lon_deg, lat_deg=lat_deg, radius_m=sent.radius_m)
    except GeometryError as error:
        message = f"{where}.geometry.coordinates: {str(error).partition(': ')[2]}"
        raise GeometryError(message) from error
    except (TypeError, ValueError) as error:
        message = f"{where}.geometry.coordinates: expected a longitude and a latitude, got something else"
        raise GeometryError(message) from error


def _has_heights(outline: list[Any]) -> bool:
    """Say whether a position of an outline has more than two numbers."""
    waiting: list[list[Any]] = [outline]
    while waiting:
        part = waiting.pop()
        inner = [each for each in part if isinstance(each, list)]
        if not inner and len(part) > 2:  # noqa: PLR2004 - longitude and latitude
            return True
        waiting += inner
    return False


def read_band(sent: VolumeIn, where: str) -> AltitudeBand:
    """Read how high.

    Raises:
        InputError: No band, or none that says what it is measured from.
        GeometryError: Its limits are in the wrong order.
    """
    if sent.lower_m is UNSET and sent.upper_m is UNSET:
        if sent.datum is not UNSET:
            message = f"{where}.datum: expected it with lower_m or upper_m, got it alone"
            raise InputError(message)
        return AltitudeBand()
    if sent.datum is UNSET:
        names = ", ".join(datum.value for datum in Datum)
        message = f"{where}.datum: expected what the altitudes are measured from ({names}), got none"
        raise InputError(message)
    limits = {"lower_m": sent.lower_m, "upper_m": sent.upper_m}
    given = {name: limit for name, limit in limits.items() if limit is not UNSET}
    try:
        return AltitudeBand(datum=sent.datum, **given)
    except GeometryError as error:
        message = f"{where}: {error}"
        raise GeometryError(message) from error


class VolumeOut(msgspec.Struct, omit_defaults=True):
    """A volume as it was declared."""

    geometry: dict[str, Any]
    start: str
    end: str | UnsetType = UNSET
    radius_m: float | UnsetType = UNSET
    lower_m: float | UnsetType = UNSET
    upper_m: float | UnsetType = UNSET
    datum: str | UnsetType = UNSET


class SharingOut(msgspec.Struct):
    """Who learns what."""

    full: tuple[str, ...]
    conflict: tuple[str, ...]


class IntentOut(msgspec.Struct, omit_defaults=True):
    """One version of an intent."""

    id: str
    version: int
    state: str
    party: str
    officer: str
    filed: str
    kind: tuple[str, ...]
    volumes: tuple[VolumeOut, ...]
    sharing: SharingOut
    force: str = ""
    against: tuple[str, ...] = ()
    facts: dict[str, bool] = msgspec.field(default_factory=dict)
    title: str = ""
    confirmed: str | UnsetType = UNSET
    confirm_by: str | UnsetType = UNSET
    overdue: bool | UnsetType = UNSET
    exercise: bool = False


def intent_out(intent: Intent, presence: Presence | None) -> IntentOut:
    """Write an intent.

    Args:
        intent: The version.
        presence: Where it stands as a standing presence; None for one that is none, or is over.
    """
    return IntentOut(
        id=intent.id,
        version=intent.version,
        state=intent.state.value,
        party=intent.party,
        officer=intent.officer,
        filed=to_text(intent.filed_ns),
        kind=intent.kind,
        volumes=tuple(_volume_out(volume) for volume in intent.volumes),
        sharing=SharingOut(intent.sharing.full, intent.sharing.conflict),
        force=intent.force,
        against=intent.against,
        facts=dict(intent.facts),
        title=intent.title,
        confirmed=to_text(intent.confirmed_ns) if intent.is_standing else UNSET,
        confirm_by=to_text(presence.confirmed_until_ns) if presence else UNSET,
        overdue=presence.is_overdue if presence else UNSET,
        exercise=intent.exercise,
    )


def _volume_out(volume: Volume4D) -> VolumeOut:
    area, band = volume.area, volume.band
    return VolumeOut(
        geometry=geometry_out(area),
        radius_m=area.radius_m if isinstance(area, Circle) else UNSET,
        lower_m=band.lower_m if _is_limit(band.lower_m) else UNSET,
        upper_m=band.upper_m if _is_limit(band.upper_m) else UNSET,
        datum=band.datum.value if band.datum is not None else UNSET,
        start=to_text(volume.interval.start_ns),
        end=UNSET if volume.is_endless else to_text(volume.interval.end_ns),
    )


def geometry_out(area: Footprint | Circle) -> dict[str, Any]:
    """Write an area as GeoJSON, outer rings counter-clockwise and holes clockwise; a circle as its centre.

    Source:
        RFC 7946, section 3.1.6.
    """
    if isinstance(area, Circle):
        return {"type": "Point", "coordinates": [area.lon_deg, area.lat_deg]}
    return outline_of(area)


def _is_limit(altitude_m: float) -> bool:
    return abs(altitude_m) != float("inf")


class OtherOut(msgspec.Struct):
    """The other intent of a conflict, as far as it is told."""

    id: str
    party: str
    kind: tuple[str, ...]


class AltitudesOut(msgspec.Struct):
    """Altitudes [m] that both intents claim; a limit that is null is none."""

    lower_m: float | None
    upper_m: float | None
    datum: str


class ConflictOut(msgspec.Struct):
    """A conflict, as one side is told it."""

    finding: str
    sentence: str
    other: OtherOut
    start: str
    end: str
    bbox: tuple[float, float, float, float]
    altitudes: AltitudesOut | None


def conflict_out(conflict: Conflict, reader: str, intent_id: str, findings: Mapping[str, str]) -> ConflictOut:
    """Write a conflict for one side of it.

    Args:
        conflict: The conflict.
        reader: The party that reads; a side of it.
        intent_id: The intent that the reader has before them.
        findings: Ids of the findings that both sides read, by the other intent.
    """
    view = view_of_conflict(conflict, reader)
    assert view is not None, "only a side of a conflict is told of it"
    other = view.other or next(ref for ref in view.own if ref.id != intent_id)
    return ConflictOut(
        finding=findings.get(other.id, ""),
        sentence=meaning.CONFLICT if view.other else meaning.OWN_CONFLICT,
        other=OtherOut(other.id, other.party, other.kind),
        start=to_text(view.interval.start_ns),
        end=to_text(view.interval.end_ns),
        bbox=view.bounds_deg,
        altitudes=None if view.band is None else _altitudes(view.band),
    )


def _altitudes(band: AltitudeBand) -> AltitudesOut:
    return AltitudesOut(
        lower_m=band.lower_m if _is_limit(band.lower_m) else None,
        upper_m=band.upper_m if _is_limit(band.upper_m) else None,
        datum=band.datum.value if band.datum is not None else "",
    )


class ConstraintOut(msgspec.Struct):
    """A coarse cell and a coarse block of time in which a word on the line is asked for."""

    bbox: tuple[float, float, float, float]
    start: str
    end: str
    sentence: str


def constraint_out(constraint: Constraint) -> ConstraintOut:
    """Write a coarse constraint."""
    interval = constraint.interval
    return ConstraintOut(
        constraint.bounds_deg, to_text(interval.start_ns), to_text(interval.end_ns), meaning.CONSTRAINT
    )


class PassageOut(msgspec.Struct):
    """The sentence that a provision came from."""

    status: str
    article: str
    words: str
    publications: tuple[str, ...]


class FlipOut(msgspec.Struct):
    """What would be said without one origin, or without one party's own word."""

    without: str
    kind: str
    says: str


class MissingOut(msgspec.Struct):
    """What nobody tells, or cannot be compared, and what therefore blocks an answer."""

    what: str
    name: str
    says: str


class ExceptionOut(msgspec.Struct):
    """An exception of a provision, and how far it is told to hold."""

    exception: str
    title: str
    value: str
    sentence: str


class RulingOut(msgspec.Struct):
    """What one provision says of an intent, as its author may be told (R1)."""

    agreement: str
    provision: str
    title: str
    says: str
    decided_by: str
    passage: PassageOut
    missing: tuple[MissingOut, ...]
    rests_on: tuple[str, ...]
    flips: tuple[FlipOut, ...]
    exceptions: tuple[ExceptionOut, ...]


class ClausesOut(msgspec.Struct, omit_defaults=True):
    """What the clauses say of an intent.

    ``claims_left_out`` says how many claims near it were not heard, since one party tells too much there: only its
    newest are. It is left out when it is 0.
    """

    sentence: str
    rulings: tuple[RulingOut, ...]
    claims_left_out: int = 0


class MeaningsOut(msgspec.Struct):
    """What each part of the answer means, be it empty or not, and what is to be done."""

    conflicts: str
    constraints: str
    clauses: str


class EntryOut(msgspec.Struct):
    """Where something stands in the log of the party whose node took it."""

    log: str
    seq: int
    leaf: str


class FiledOut(msgspec.Struct, omit_defaults=True):
    """The answer to a filed or changed intent.

    ``conflicts_left_out`` says how many further conflicts there are or may be: those with other parties stand among the
    findings, and so many intents of your own party were not compared. It is left out when it is 0.

    ``record`` says where this version stands in the log; it is left out of an answer that is given a second time.
    """

    intent: IntentOut
    conflicts: tuple[ConflictOut, ...]
    constraints: tuple[ConstraintOut, ...]
    clauses: ClausesOut
    meaning: MeaningsOut
    notice: str
    exercise: bool
    conflicts_left_out: int = 0
    record: EntryOut | None = None


NOTICE = (
    "This is a notice and has been taken as one. It is no permission, and that nothing is listed here is no consent: "
    "others may have plans that are not told."
)
"""Stands in every answer to an intent."""


def meanings_out(
    conflicts: tuple[ConflictOut, ...], constraints: tuple[ConstraintOut, ...], clauses: ClausesOut
) -> MeaningsOut:
    """Say what each part of an answer means."""
    return MeaningsOut(
        conflicts=_meaning_of(conflicts),
        constraints=meaning.CONSTRAINT if constraints else meaning.NO_CONSTRAINT,
        clauses=meaning.CLAUSES if clauses.rulings else meaning.NO_CLAUSES,
    )


def _meaning_of(conflicts: tuple[ConflictOut, ...]) -> str:
    """Say what all conflicts of an answer mean: that others were told of them only where one of them says so too."""
    told = {each.sentence for each in conflicts}
    return meaning.CONFLICT if meaning.CONFLICT in told else meaning.OWN_CONFLICT if told else meaning.NO_CONFLICT


def clauses_out(answer: PlanAnswer, library: Library) -> ClausesOut:
    """Write what the clauses say of an intent.

    Args:
        answer: What they say.
        library: Whose provisions they are of.
    """
    rulings = tuple(_ruling(ruling, library) for ruling in answer.rulings)
    return ClausesOut(sentence=answer.sentence, rulings=rulings, claims_left_out=answer.claims_left_out)


def _ruling(ruling: PlanRuling, library: Library) -> RulingOut:
    passage = ruling.passage
    return RulingOut(
        agreement=ruling.agreement,
        provision=ruling.provision,
        title=ruling.title,
        says=ruling.shown,
        decided_by=ruling.decided_by.value,
        passage=PassageOut(passage.status.value, passage.article, passage.words, passage.source.ref),
        missing=tuple(_missing(lack) for lack in ruling.missing),
        rests_on=ruling.rests_on,
        flips=tuple(FlipOut(flip.dropped, flip.kind, flip.word.value) for flip in ruling.flips),
        exceptions=tuple(_exception(each, ruling, library) for each in ruling.exceptions),
    )


def _exception(found: PlanException, ruling: PlanRuling, library: Library) -> ExceptionOut:
    provision = get_provision(library, ruling.agreement, ruling.provision)
    title = exception_name(found.id, provision, Namer(library=library))
    return ExceptionOut(found.id, title, found.value.word, meaning.EXCEPTION)


def _missing(lack: Lack) -> MissingOut:
    return MissingOut(lack.code, lack.name, _lack_words(lack))


def _lack_words(lack: Lack) -> str:
    if not lack.asked_from:
        return missing_words(lack.code, lack.name)
    asked = say(f"datum.{lack.asked_from}")
    if not lack.declared_from:
        return say("missing.altitude.none", asked=asked)
    declared = " and ".join(say(f"datum.{each}") for each in lack.declared_from)
    return say("missing.altitude.datum", asked=asked, declared=declared)
