# SPDX-License-Identifier: Apache-2.0
"""What the data cannot see, as codes with counts; the words are the report's."""

from collections.abc import Sequence

from truceline.agreement.library import Library
from truceline.agreement.zones import BoundaryStatus
from truceline.assessment.assessment import BlindSpot, EventCounts, SourceCounts
from truceline.picture.acts import Act


def blind_spots(
    events: EventCounts, acts: Sequence[Act], sources: SourceCounts, library: Library
) -> tuple[BlindSpot, ...]:
    """List what the data of this run cannot see; what does not occur is left out.

    Args:
        events: What was read.
        acts: The acts.
        sources: On whose word they rest.
        library: The agreements.

    Returns:
        The spots, in a fixed order.
    """
    rows = events.two_sided + events.one_sided
    accounts = [account for act in acts for account in act.accounts]
    zones = [zone for agreement in library.agreements for zone in agreement.zones if zone.status != "idea"]
    largest = sources.largest[0] if sources.largest else None
    counted = (
        ("lethal_only", rows, rows),
        ("settlement_not_impact", rows - events.coarse_place if rows else 0, rows),
        ("coarse_place", events.coarse_place, rows),
        ("several_days", events.several_days, rows),
        ("initiator_not_told", sum(account.first_act is None for account in accounts), len(accounts)),
        ("weapon_not_told", sum(account.kind in {(), ("force",)} for account in accounts), len(accounts)),
        ("actor_not_told", sum(not account.actor for account in accounts), len(accounts)),
        ("actor_unmapped", sum(each.events for each in events.unmapped_actors), rows or len(acts)),
        ("one_outlet", largest.events_alone if largest else 0, sources.events),
        ("no_source_named", sources.events_without, sources.events + sources.events_without),
        ("zones_approximate", sum(zone.boundary is not BoundaryStatus.AGREED for zone in zones), len(zones)),
        ("rows_rejected", events.rejected, events.read),
    )
    found = [BlindSpot(code=code, count=count, of=of) for code, count, of in counted if count]
    if rows:
        found.append(BlindSpot(code="before_after_is_not_cause", count=0, of=0))
    return tuple(found)
