# SPDX-License-Identifier: Apache-2.0
"""What a report is made from: an assessment, its library, and the acts that are explained one by one."""

from dataclasses import dataclass

from truceline.agreement.library import Library
from truceline.app.assess_events import Outcome
from truceline.app.raise_findings import Finding
from truceline.assessment.assessment import Assessment
from truceline.findings.ruling import Ruling
from truceline.picture.acts import Incident
from truceline.picture.intake import Event, Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMaterial:
    """Everything that the page shows.

    Attributes:
        assessment: What the run adds up to.
        library: The agreements, incidents and sources it was made with.
        incidents: Incidents explained one by one, in the order shown.
        rulings: Rulings of the acts in them, every provision.
        findings: Alleged violations and contested acts; the page shows the first of each kind and says how many.
        rejections: Rows set aside; the page shows the first and counts the rest.
        events: Rows of event files, drawn by day; without any, the months of the assessment are drawn.
    """

    assessment: Assessment
    library: Library
    incidents: tuple[Incident, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    findings: tuple[Finding, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    events: tuple[Event, ...] = ()


def material_of(outcome: Outcome, library: Library) -> ReportMaterial:
    """Gather what a report needs from what came of a run.

    Args:
        outcome: What came of it.
        library: The library it was made with.

    Returns:
        The material; incidents are those of the library whose acts were explained in full.
    """
    explained = {ruling.act for ruling in outcome.explained}
    return ReportMaterial(
        assessment=outcome.assessment,
        library=library,
        incidents=tuple(each for each in library.incidents if any(act.id in explained for act in each.acts)),
        rulings=outcome.explained,
        findings=outcome.findings,
        rejections=outcome.rejections,
        events=outcome.events,
    )
