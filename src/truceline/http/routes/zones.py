# SPDX-License-Identifier: Apache-2.0
"""Zones of agreements: public texts, drawn as declared. Nothing here says where force is not barred (R1)."""

from typing import Annotated, Any

import msgspec
from fastapi import Query
from pydantic import Field
from starlette.responses import Response

from truceline.agreement.agreement import Agreement
from truceline.agreement.placing import zone_interval
from truceline.agreement.zones import Zone
from truceline.base.errors import NotFoundError
from truceline.http.asking import GEOJSON, JSON, Asking
from truceline.http.fields import etag_of
from truceline.http.paging import PAGE_DEFAULT, After, Limit, paging, read_instant
from truceline.http.problems import Mistake, ProblemError
from truceline.http.routes.actors import SourceTold
from truceline.http.routing import Ask, Asked, Marked, Routes, Told
from truceline.http.zone_features import zone_feature

ZONES = Routes("Zones")
READ = "agreements:read"
At = Annotated[str, Query(max_length=40, description="Only versions that hold at this instant (RFC 3339).")]
Of = Annotated[str, Query(max_length=200, description="Only zones of this agreement.")]


class Feature(Told):
    """A GeoJSON Feature; `properties` say who declared it, its status and how far it may be off."""

    type: str = Field(pattern="^Feature$")
    id: str
    bbox: list[float] | None = None
    geometry: dict[str, Any] | None
    properties: dict[str, Any]


class DepthTold(Told):
    """How deep a strip is along a stretch of its line."""

    first_vertex: int
    last_vertex: int
    depth_m: float


class PieceTold(Told):
    """A piece of a zone, in the order of the geometries; a circle has its centre and radius, a strip its depths."""

    form: str
    place: str
    name: str
    error_band_m: float
    centre: list[float] | None = None
    radius_m: float | None = None
    drawn: str | None = None
    side: str | None = None
    from_m: float | None = None
    depth_m: float | None = None
    segments: list[DepthTold] | None = None
    for_kinds: list[str] | None = None


class ZoneTold(Told):
    """One version of a zone: drawn as declared by somebody."""

    agreement: str
    zone: str
    version: int
    name: str
    kind: str
    status: str
    boundary: str
    edge: str
    error_band_m: float
    declared_by: SourceTold
    start: str | None
    end: str | None
    utc_offset: str
    note: str
    pieces: list[PieceTold]


class ZoneFeature(Told):
    """A version of a zone as a GeoJSON Feature: one geometry, or a collection in the order of its pieces."""

    type: str = Field(pattern="^Feature$")
    id: str
    geometry: dict[str, Any] | None
    properties: ZoneTold


class FeatureCollection(Marked):
    """A GeoJSON FeatureCollection with the cursor of the next page."""

    type: str = Field(pattern="^FeatureCollection$")
    features: list[Feature]
    next: str


class ZoneList(Marked):
    """The same as plain JSON."""

    items: list[ZoneFeature]
    next: str


class ZoneVersions(Marked):
    """Every version of one zone, the first one first."""

    items: list[ZoneFeature]


@ZONES.get("/v1/zones", Ask(scope=READ, answers=ZoneList, geojson=True))
async def list_zones(
    asking: Asked, agreement: Of = "", at: At = "", limit: Limit = PAGE_DEFAULT, after: After = ""
) -> Response:
    """Give zones by agreement, zone and version, as GeoJSON unless plain JSON is asked for."""
    form = asking.accepts(GEOJSON, JSON)
    page = paging(asking, "zones", limit, after, agreement, at)
    at_ns = read_instant("at", at) if at else None
    library = asking.node.terms().library
    if agreement and all(each.id != agreement for each in library.agreements):
        mistake = Mistake(pointer="query:agreement", detail="expected one that GET /v1/agreements lists")
        raise ProblemError(code="input", detail="1 fault", mistakes=[mistake])
    found = [
        (key, each, zone)
        for key, each, zone in _zones(asking)
        if (not agreement or each.id == agreement)
        and (at_ns is None or zone_interval(each, zone).holds(at_ns))
        and key > page.after
    ]
    shown = found[: page.limit]
    following = page.seal(shown[-1][0]) if len(found) > len(shown) else ""
    features = [zone_feature(each, zone, library.places) for _, each, zone in shown]
    told: dict[str, Any] = {"exercise": asking.node.is_exercise, "next": following}
    told |= {"type": "FeatureCollection", "features": features} if form == GEOJSON else {"items": features}
    content = msgspec.json.encode(told)
    return asking.answer(content, form=form, etag="" if following else etag_of(content))


@ZONES.get("/v1/zones/{agreement_id}/{zone_id}", Ask(scope=READ, answers=ZoneVersions, problems=("not-found",)))
async def get_zone(asking: Asked, agreement_id: str, zone_id: str) -> Response:
    """Give every version of one zone."""
    places = asking.node.terms().library.places
    features = [
        zone_feature(each, zone, places)
        for _, each, zone in _zones(asking)
        if (each.id, zone.id) == (agreement_id, zone_id)
    ]
    if not features:
        message = "zone: expected an agreement and a zone that the library knows; GET /v1/zones lists them"
        raise NotFoundError(message)
    content = msgspec.json.encode({"exercise": asking.node.is_exercise, "items": features})
    return asking.answer(content, etag=etag_of(content))


def _zones(asking: Asking) -> list[tuple[str, Agreement, Zone]]:
    """Give every version of every zone with the key by which they are ordered."""
    return sorted(
        (
            (f"{agreement.id}/{zone.id}@{zone.version:06d}", agreement, zone)
            for agreement in asking.node.terms().library.agreements
            for zone in agreement.zones
        ),
        key=lambda found: found[0],
    )
