# SPDX-License-Identifier: Apache-2.0
"""What the section on origins is given: one sentence for the head of the page, rows, and grades in words."""

from truceline.assessment.origin_summary import ActOrigins, GivenGrading, IncidentOrigins, OriginSummary
from truceline.report.catalogue import say
from truceline.report.figure_origins import admitted_words, text_origins
from truceline.report.material import ReportMaterial
from truceline.report.naming import Namer


def origins_context(material: ReportMaterial, namer: Namer) -> dict[str, object]:
    """Gather what the templates print of origins.

    Args:
        material: What the page shows.
        namer: Names of the library.

    Returns:
        Values by the names that the templates use.
    """
    origins, texts = material.assessment.origins, material.assessment.texts
    return {
        "origins_sentence": origins_sentence(origins, has_texts=bool(texts.used)),
        "admitted_words": admitted_words(material.assessment),
        "text_origins": text_origins(material.assessment),
        "origin_counts": _counts(origins),
        "origin_incidents": tuple((each, _admitted(each, namer), weakest_words(each)) for each in origins.incidents),
        "gradings": tuple(grading_words(each, namer) for each in origins.gradings),
    }


def origins_sentence(origins: OriginSummary, *, has_texts: bool = False) -> str:
    """Say in one sentence on how many origins the input rests; press texts are counted apart."""
    if not origins.counted:
        return say("origins.none.texts") if has_texts else say("origins.none")
    return say(
        "short.origins",
        origins=origins.origins,
        independent=origins.independent,
        one=origins.one_origin,
        two=origins.two_independent,
        counted=origins.counted,
    )


def weakest_words(incident: IncidentOrigins) -> str:
    """Say whose grade an incident has, where its acts are not graded alike; else nothing."""
    weakest = [act for act in incident.acts if (act.grade, act.reason) == (incident.grade, incident.reason)]
    if not weakest or len(weakest) == len(incident.acts):
        return ""
    is_admitted = incident.n_parties_admitting and not weakest[0].n_parties_admitting
    code = "origins.weakest.admitted" if is_admitted else "origins.weakest"
    return say(code, act=weakest[0].title or weakest[0].act)


def grading_words(given: GivenGrading, namer: Namer) -> str:
    """Write what a person made of one account, as given."""
    grades = [
        say(f"origins.grading.{code}", grade=grade.replace("_", " "))
        for code, grade in (
            ("reliability", given.reliability),
            ("credibility", given.credibility),
            ("fit", given.picture_fit),
            ("evidence", given.picture_evidence),
        )
        if grade
    ]
    grades += [] if given.is_borne_out else [say("origins.grading.not_borne_out")]
    return say(
        "origins.grading", by=namer.actor(given.by), account=given.account, act=given.act, grades=", ".join(grades)
    )


def _counts(origins: OriginSummary) -> tuple[tuple[str, int], ...]:
    rows = (
        ("reports", origins.reports),
        ("origins", origins.origins),
        ("independent", origins.independent),
        ("one_origin", origins.one_origin),
        ("two_independent", origins.two_independent),
        ("admitted", origins.admitted),
    )
    of_events = (("one_outlet", origins.one_outlet), ("without", origins.without_source)) if origins.events else ()
    return (*rows, *of_events)


def _admitted(incident: IncidentOrigins, namer: Namer) -> tuple[str, ...]:
    return tuple(_act_words(act, namer) for act in incident.acts if act.admitting)


def _act_words(act: ActOrigins, namer: Namer) -> str:
    names = namer.actors(act.admitting, joined="name.and")
    return say("origins.act_admitted", act=act.title or act.act, names=names)
