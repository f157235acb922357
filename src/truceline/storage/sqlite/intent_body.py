# SPDX-License-Identifier: Apache-2.0
"""The bytes of an intent at rest: lists in a fixed order, so that reading one costs a few microseconds.

Rules:
    - A field that is added comes last and has a default: older bytes are read by newer software, and the other way.
    - What stands in a store was checked when it was taken; shapes are not checked a second time.
"""

import math

import msgspec

from truceline.base.instants import Interval
from truceline.geo.circle import Circle
from truceline.geo.footprint import Footprint
from truceline.geo.volume import AltitudeBand, Datum, Volume4D
from truceline.picture.intents import Intent, IntentState, Sharing

_Position = tuple[float, float]
_Polygons = tuple[tuple[tuple[_Position, ...], ...], ...]


class VolumeBody(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A volume at rest; one of ``polygons`` and ``circle`` is given."""

    start_ns: int
    end_ns: int
    polygons: _Polygons | None
    circle: tuple[float, float, float] | None
    lower_m: float = -math.inf
    upper_m: float = math.inf
    datum: str = ""


class IntentBody(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """An intent at rest."""

    id: str
    version: int
    state: str
    party: str
    officer: str
    filed_ns: int
    confirmed_ns: int
    kind: tuple[str, ...]
    volumes: tuple[VolumeBody, ...]
    full: tuple[str, ...]
    conflict: tuple[str, ...]
    force: str = ""
    against: tuple[str, ...] = ()
    facts: tuple[tuple[str, bool], ...] = ()
    title: str = ""
    exercise: bool = False


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(IntentBody)


def encode_intent(intent: Intent) -> bytes:
    """Write an intent."""
    return _ENCODER.encode(
        IntentBody(
            intent.id,
            intent.version,
            intent.state.value,
            intent.party,
            intent.officer,
            intent.filed_ns,
            intent.confirmed_ns,
            intent.kind,
            tuple(_body_of(volume) for volume in intent.volumes),
            intent.sharing.full,
            intent.sharing.conflict,
            intent.force,
            intent.against,
            intent.facts,
            intent.title,
            intent.exercise,
        )
    )


def decode_intent(content: bytes) -> Intent:
    """Read an intent that ``encode_intent`` wrote."""
    body = _DECODER.decode(content)
    return Intent(
        id=body.id,
        version=body.version,
        state=IntentState(body.state),
        party=body.party,
        officer=body.officer,
        filed_ns=body.filed_ns,
        confirmed_ns=body.confirmed_ns,
        kind=body.kind,
        volumes=tuple(_volume_of(volume) for volume in body.volumes),
        sharing=Sharing(full=body.full, conflict=body.conflict),
        force=body.force,
        against=body.against,
        facts=body.facts,
        title=body.title,
        exercise=body.exercise,
    )


def _body_of(volume: Volume4D) -> VolumeBody:
    area, band = volume.area, volume.band
    return VolumeBody(
        volume.interval.start_ns,
        volume.interval.end_ns,
        area.polygons if isinstance(area, Footprint) else None,
        (area.lon_deg, area.lat_deg, area.radius_m) if isinstance(area, Circle) else None,
        band.lower_m,
        band.upper_m,
        band.datum.value if band.datum is not None else "",
    )


def _volume_of(body: VolumeBody) -> Volume4D:
    area: Footprint | Circle
    if body.circle is not None:
        lon_deg, lat_deg, radius_m = body.circle
        area = Circle(lon_deg=lon_deg, lat_deg=lat_deg, radius_m=radius_m)
    else:
        assert body.polygons is not None, "a volume at rest has an area"
        area = Footprint.of_checked(body.polygons)
    datum = Datum(body.datum) if body.datum else None
    return Volume4D(
        area=area,
        band=AltitudeBand(lower_m=body.lower_m, upper_m=body.upper_m, datum=datum),
        interval=Interval(start_ns=body.start_ns, end_ns=body.end_ns),
    )
