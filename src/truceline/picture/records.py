# SPDX-License-Identifier: Apache-2.0
"""The record kinds of this floor: acts, claims and reports, as they stand in JSON Lines (docs/jsonl-format.md)."""

from truceline.picture.acts import Act
from truceline.picture.claims import Claim
from truceline.picture.reports import Report
from truceline.records.registry import Kind, Registry

ACT = Kind(name="act", version=1, noun=Act)
CLAIM = Kind(name="claim", version=1, noun=Claim)
REPORT = Kind(name="report", version=1, noun=Report)


def picture_registry() -> Registry:
    """Make a registry that knows the kinds of this floor."""
    registry = Registry()
    for kind in (ACT, CLAIM, REPORT):
        registry.register(kind)
    return registry
