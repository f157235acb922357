# SPDX-License-Identifier: Apache-2.0
"""What a node is put together from."""

import pytest

from truceline.bootstrap.assembling import kept
from truceline.bootstrap.settings import SETTINGS_SCHEMA, Retention, Settings


@pytest.mark.parametrize(("plans", "findings", "expected"), [(30, 365, 30), (365, 10, 10), (90, 90, 90)])
def test_findings_about_plans_are_kept_no_longer_than_plans(plans: int, findings: int, expected: int) -> None:
    """A shorter time for plans shortens that of what tells of them; nothing else changes."""
    settings = Settings(
        schema=SETTINGS_SCHEMA,
        party="northland",
        library="exercise",
        library_digest="0" * 64,
        audience="truceline:northland",
        retention_days=Retention(intents=plans, plan_findings=findings),
    )
    days = {each.what: each.days for each in kept(settings)}

    assert (days["intent"], days["plan_finding"]) == (plans, expected)
    assert days["finding"] == Retention().findings
