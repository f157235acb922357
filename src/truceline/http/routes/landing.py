# SPDX-License-Identifier: Apache-2.0
"""``GET /v1``: who asks, what there is, and within which bounds."""

from pydantic import Field
from starlette.responses import Response

from truceline.http.routing import Ask, Asked, Marked, Routes, Told

LANDING = Routes("Node")


class CallerTold(Told):
    """Whoever asks, as the token shows."""

    party: str
    officer: str = Field(description="Pseudonym; the same for the same person.")
    role: str
    scopes: list[str]


class BoundsTold(Told):
    """Bounds of this node, with the unit in the name."""

    body_bytes_max: int = Field(description="Largest body of a request [bytes].")
    body_depth_max: int = Field(description="Deepest nesting of a body.")
    page_max: int = Field(description="Most items on a page.")
    horizon_days: int = Field(description="How far ahead an intent may end, and a presence begin [d].")
    duration_hours_max: int = Field(description="Longest time that one volume may take [h]; a presence has no end.")
    volumes_max: int = Field(description="Most volumes of one intent; one alone of what may be force.")
    cells_per_intent_max: int = Field(description="Most coarse cells that one intent may touch.")
    cells_per_officer_per_day: int = Field(description="Most distinct cells an officer may ask about in 24 hours.")
    cells_per_party_per_day: int = Field(description="Most distinct cells a party may ask about in 24 hours.")
    standing_hours: int = Field(description="How long a standing presence holds without being confirmed [h].")


class Landing(Marked):
    """The node, and whoever asks."""

    node: str = Field(description="The party whose node it is.")
    library: str
    version: str
    caller: CallerTold
    links: dict[str, str]
    limits: BoundsTold


LINKS = {
    "acts": "/v1/acts",
    "agreements": "/v1/agreements",
    "claims": "/v1/claims",
    "erasures": "/v1/erasures",
    "findings": "/v1/findings",
    "forces": "/v1/forces",
    "intents": "/v1/intents",
    "kinds": "/v1/kinds",
    "looks": "/v1/looks",
    "openapi": "/v1/openapi.json",
    "parties": "/v1/parties",
    "quota": "/v1/quota",
    "reports": "/v1/reports",
    "retention": "/v1/retention",
    "stream": "/v1/stream",
    "zones": "/v1/zones",
}


@LANDING.get("/v1", Ask(scope="", answers=Landing))
async def landing(asking: Asked) -> Response:
    """Say who asks, what there is, and within which bounds."""
    terms, limits, caller = asking.node.terms(), asking.node.limits, asking.caller
    told = Landing(
        exercise=asking.node.is_exercise,
        node=terms.party,
        library=terms.library.header.id,
        version=asking.node.version,
        caller=CallerTold(party=caller.party, officer=caller.officer, role=caller.role, scopes=sorted(caller.scopes)),
        links=LINKS,
        limits=BoundsTold(
            body_bytes_max=limits.body_bytes_max,
            body_depth_max=limits.body_depth_max,
            page_max=limits.page_max,
            horizon_days=terms.limits.horizon_days,
            duration_hours_max=terms.limits.duration_hours_max,
            volumes_max=terms.limits.volumes_max,
            cells_per_intent_max=terms.limits.cells_per_intent_max,
            cells_per_officer_per_day=terms.limits.cells_per_officer_per_day,
            cells_per_party_per_day=terms.limits.cells_per_party_per_day,
            standing_hours=terms.limits.standing_hours,
        ),
    )
    return asking.answer(told)
