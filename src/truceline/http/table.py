# SPDX-License-Identifier: Apache-2.0
"""Every route of a node, in one list: a new file under ``routes/`` adds one line here."""

from truceline.http.hot import HotRoute
from truceline.http.routes.landing import LANDING
from truceline.http.routing import Routes

ROUTES: tuple[Routes, ...] = (LANDING,)
"""Ordinary routes, by noun."""

HOT_ROUTES: tuple[HotRoute, ...] = ()
"""Routes that must be quick."""
