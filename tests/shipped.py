# SPDX-License-Identifier: Apache-2.0
"""The bounds that a node has as it is shipped: those of its settings at their defaults, and of ``base.limits``."""

from truceline.bootstrap.assembling import http_limits, node_limits
from truceline.bootstrap.settings import SETTINGS_SCHEMA, Settings

SETTINGS = Settings(
    schema=SETTINGS_SCHEMA, party="northland", library="exercise-strait", library_digest="0" * 64, audience="node"
)
"""Settings of which nobody changed anything."""
NODE_LIMITS, HTTP_LIMITS = node_limits(SETTINGS), http_limits(SETTINGS)
