# SPDX-License-Identifier: Apache-2.0
"""On how many origins something rests: four counts that are never merged into one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginCounts:
    """How many reports, and how many sources behind them (docs/origins.md).

    Attributes:
        n_reports: Publications that tell of it, copies included.
        n_origins: Origins behind them: copies, quotations, translations, reports of one feed, one byline or one
            party count once.
        n_independent: Origins whose lineage is known; all of unknown lineage together add one only when no other
            is there.
        n_parties_admitting: Parties whose own account says that their own forces acted.
    """

    n_reports: int = 0
    n_origins: int = 0
    n_independent: int = 0
    n_parties_admitting: int = 0
