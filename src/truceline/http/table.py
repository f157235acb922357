# SPDX-License-Identifier: Apache-2.0
"""Every route of a node, in one list: a new file under ``routes/`` adds one line here."""

from truceline.http.hot import HotRoute
from truceline.http.routes.actors import ACTORS
from truceline.http.routes.acts import ACTS
from truceline.http.routes.agreements import AGREEMENTS
from truceline.http.routes.audit import AUDIT
from truceline.http.routes.findings import FINDINGS
from truceline.http.routes.intents import INTENT_CHANGES, INTENTS
from truceline.http.routes.intents_hot import INTENTS_HOT
from truceline.http.routes.kinds import KINDS
from truceline.http.routes.landing import LANDING
from truceline.http.routes.public import NODE
from truceline.http.routes.record import RECORD
from truceline.http.routes.statements import STATEMENTS
from truceline.http.routes.stream import STREAM
from truceline.http.routes.zones import ZONES
from truceline.http.routing import Routes

ROUTES: tuple[Routes, ...] = (
    LANDING,
    ACTORS,
    KINDS,
    AGREEMENTS,
    ZONES,
    INTENTS,
    STATEMENTS,
    ACTS,
    FINDINGS,
    STREAM,
    AUDIT,
    RECORD,
    NODE,
)
"""Ordinary routes, by noun."""

HOT_ROUTES: tuple[HotRoute, ...] = (*INTENTS_HOT, *INTENT_CHANGES)
"""Routes that must be quick."""
