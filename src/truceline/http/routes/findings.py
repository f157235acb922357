# SPDX-License-Identifier: Apache-2.0
"""Findings that the reader's party may know: about its own intents and acts, and no later than anybody else (R3)."""

from typing import Annotated, Any

import msgspec
from fastapi import Query
from starlette.responses import Response

from truceline.app.ports import Records
from truceline.base.errors import NotFoundError
from truceline.coordination.disclosure import FindingView, view_of_finding
from truceline.findings.finding import FindingKind
from truceline.findings.ruling import RulingWord
from truceline.http.asking import GEOJSON, JSON, to_json
from truceline.http.drawn import drawn_bounds
from truceline.http.fields import etag_of
from truceline.http.findings_wire import FindingList, FindingTold, OneFinding, finding_told
from truceline.http.paging import PAGE_DEFAULT, After, Area, From, Limit, To, paging
from truceline.http.routing import Ask, Asked, Routes

FINDINGS = Routes("Findings")
READ = "findings:read"
Kind = Annotated[FindingKind | None, Query(description="Only findings of this kind.")]
Ruling = Annotated[RulingWord | None, Query(description="Only findings with this ruling.")]


@FINDINGS.get("/v1/findings", Ask(scope=READ, answers=FindingList, geojson=True))
async def list_findings(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
    asking: Asked,
    area: Area = "",
    start: From = "",
    to: To = "",
    kind: Kind = None,
    ruling: Ruling = None,
    limit: Limit = PAGE_DEFAULT,
    after: After = "",
) -> Response:
    """Give findings that your party may know, latest first; as GeoJSON only those that have a place, by their boxes."""
    form = asking.accepts(JSON, GEOJSON)
    page = paging(asking, "findings", limit, after, area, start, to, str(kind), str(ruling))
    selection = page.selection(area=area, start=start, end=to)
    found = await asking.read(
        lambda records: records.findings.page(selection, kind=kind, ruling=ruling.value if ruling else "")
    )
    library = asking.node.terms().library
    views = (view_of_finding(each, asking.caller.party) for each in found.items)
    items, following = [finding_told(each, library) for each in views if each is not None], page.seal(found.next)
    if form == GEOJSON:
        features = [_feature(each) for each in items if each.bbox is not None]
        told = {"exercise": asking.node.is_exercise, "type": "FeatureCollection", "features": features}
        return asking.answer(msgspec.json.encode({**told, "next": following}), form=form)
    return asking.answer(FindingList(exercise=asking.node.is_exercise, items=items, next=following))


@FINDINGS.get("/v1/findings/{finding_id}", Ask(scope=READ, answers=OneFinding, problems=("not-found",)))
async def get_finding(asking: Asked, finding_id: str) -> Response:
    """Give one finding; what your party may not know is told as if there were none."""
    reader = asking.caller.party

    def job(records: Records) -> FindingView | None:
        try:
            return view_of_finding(records.findings.get(finding_id), reader)
        except NotFoundError:
            return None

    found = await asking.read(job)
    if found is None:
        message = "finding: expected the id of one that you may read"
        raise NotFoundError(message)
    content = to_json(
        OneFinding(exercise=asking.node.is_exercise, finding=finding_told(found, asking.node.terms().library))
    )
    return asking.answer(content, etag=etag_of(content))


def _feature(told: FindingTold) -> dict[str, Any]:
    assert told.bbox is not None
    west, south, east, north = told.bbox
    return {
        "type": "Feature",
        "id": told.id,
        **drawn_bounds((west, south, east, north)),
        "properties": told.model_dump(mode="json", exclude={"bbox"}),
    }
