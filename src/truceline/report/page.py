# SPDX-License-Identifier: Apache-2.0
"""The report: one page that needs nothing but itself, made from an assessment and its library.

Rules:
    - Everything printed is made plain (``plain``) and escaped by the environment; only our own drawings are markup.
    - No address outside the page is loaded or linked; the page's own policy forbids it, too.
    - The same material gives the same bytes: no clock, no random ids, no order of a set.
    - First of all stands how many acts could be judged and what blocks the rest.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from truceline.agreement.agreement import Agreement
from truceline.agreement.library import Library
from truceline.agreement.provisions import Modality, PassageStatus, Provision, SelfDefence
from truceline.assessment.assessment import Assessment, DutyState
from truceline.assessment.origin_summary import OriginSummary
from truceline.base.instants import parse_instant
from truceline.base.moments import Moment
from truceline.clauses.slots import plans_of
from truceline.findings.ruling import ConditionFinding
from truceline.report.catalogue import code_of, codes_under, say, say_count
from truceline.report.conditions import finding_names, get_provision
from truceline.report.duties import duty_rows, open_by_state
from truceline.report.explaining import incident_views
from truceline.report.finding_views import finding_kinds
from truceline.report.life import columns_of, lanes_of, lives_of, span_of
from truceline.report.mapping import CELL_DEG, agreement_maps, coarse_dots, main_map
from truceline.report.material import ReportMaterial
from truceline.report.naming import Namer, asked_words, labels_of
from truceline.report.page_measured import measured_context
from truceline.report.page_origins import origins_context
from truceline.report.page_recounts import recounts_context
from truceline.report.page_stories import stories_context
from truceline.report.plain import plain
from truceline.report.rates import rates_of
from truceline.report.svg.bars import share_bar
from truceline.report.svg.legend import legend_swatch
from truceline.report.svg.map import draw_map
from truceline.report.svg.projection import METRES_PER_DEGREE
from truceline.report.svg.timeline import timeline
from truceline.report.times import instant_text, moment_text
from truceline.report.zoning import zone_rows

FIRST = ("judged", "held", "blocked")
"""Sections before the table of contents."""
SECTIONS = (
    *FIRST,
    "areas",
    "doubts",
    "origins",
    "stories",
    "contradictions",
    "recounts",
    "series",
    "reading",
    "counts",
    "map",
    "time",
    "before",
    "incidents",
    "findings",
    "unverified",
    "blind",
    "duties",
    "variants",
    "rejected",
    "sources",
    "glossary",
    "versions",
)
OUTLETS_LISTED = 200
"""Outlets that an assessment lists at most."""
_SLUG = re.compile(r"[^A-Za-z0-9_-]")

Context: TypeAlias = dict[str, object]


def render_report(material: ReportMaterial) -> str:
    """Make the page.

    Args:
        material: What it shows.

    Returns:
        A whole HTML document.
    """
    namer = _namer(material)
    context: Context = {"m": material, "a": material.assessment, "library": material.library, "namer": namer}
    context |= _words(material, namer) | _drawings(material) | _lists(material, namer) | _printers(material, namer)
    context |= measured_context(material, namer) | origins_context(material, namer)
    context |= stories_context(material.assessment) | recounts_context(material.assessment, namer)
    return _environment().get_template("page.html.jinja").render(context)


def _namer(material: ReportMaterial) -> Namer:
    """Make a namer that knows every account on the page."""
    nameless = Namer(library=material.library)
    acts = [(act.id, act.accounts) for incident in material.incidents for act in incident.acts]
    acts += [(finding.act, finding.accounts) for finding in material.findings]
    return Namer(library=material.library, labels=labels_of(acts, nameless))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("truceline.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"slug": slug, "file_name": file_name, "capitalised": capitalised}
    style = _style(environment)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    environment.globals |= {
        "say": say,
        "say_count": say_count,
        "codes_under": codes_under,
        "code_of": code_of,
        "style": Markup(style),  # noqa: S704 our own file
        "style_hash": f"sha256-{digest}",
        "first": FIRST,
        "sections": SECTIONS,
        "n": _number,
        "percent": percent,
        "share": share_words,
        "share_bar": share_bar,
        "draw_map": draw_map,
        "legend_swatch": legend_swatch,
    }
    return environment


def _style(environment: Environment) -> str:
    assert environment.loader is not None
    return environment.loader.get_source(environment, "style.css")[0].strip()


def _printed(value: object) -> object:
    """Make plain whatever is printed and is not our own markup."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def slug(text: str) -> str:
    """Turn an id into one that an address inside the page can name; different ids stay different.

    >>> slug("UCDP:1#2"), slug("a b")
    ('UCDP.3a1.232', 'a.20b')
    """
    return _SLUG.sub(lambda match: f".{ord(match[0]):x}", text[:200])


def capitalised(words: str) -> str:
    """Begin a sentence with a capital; the other letters stay."""
    return words[:1].upper() + words[1:]


def file_name(path: str) -> str:
    """Give the last part of a path: the folders of whoever made the page are nobody's business."""
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2]


def percent(part: int, whole: int) -> str:
    """Write a share in whole percent, never rounding something to nothing or nearly all to all.

    >>> percent(1, 1000), percent(999, 1000), percent(1, 2), percent(0, 0)
    ('less than 1 %', 'more than 99 %', '50 %', '0 %')
    """
    return share_words(part / whole if whole else 0.0)


def share_words(share: float) -> str:
    """Write a share from 0 to 1 in whole percent."""
    if 0 < share < 0.01:  # noqa: PLR2004 one percent
        return say("percent.less")
    if 0.99 < share < 1:  # noqa: PLR2004 all but one percent
        return say("percent.more")
    return say("percent", share=round(share * 100))


def _number(count: int) -> str:
    return f"{count:,}"


def _words(material: ReportMaterial, namer: Namer) -> Context:
    """Make the sentences that join several numbers."""
    assessment = material.assessment
    offset = material.library.header.utc_offset.delta
    return {
        "period": _period(material),
        "on_whose_word": _on_whose_word(assessment, namer),
        "unverified_sentence": _unverified(assessment),
        "blind_sentence": _blind(assessment),
        "duties_at": instant_text(parse_instant(assessment.duties_at), offset)
        if assessment.duties_at
        else say("time.open"),
    }


def _period(material: ReportMaterial) -> str:
    assessment, events = material.assessment, material.assessment.events
    if assessment.since or assessment.until:
        first, last = (day or say("head.open") for day in (events.first_day, events.last_day))
        since, until = (day or say("head.open") for day in (assessment.since, assessment.until))
        return say("head.period.asked", since=since, until=until, first=first, last=last)
    if not events.first_day:
        accounts = [account for incident in material.incidents for act in incident.acts for account in act.accounts]
        days = sorted(account.since.text[:10] for account in accounts if account.since is not None)
        return say("head.period.acts", first=days[0], last=days[-1]) if days else say("head.period.none")
    return say("head.period.all", first=events.first_day, last=events.last_day)


def _on_whose_word(assessment: Assessment, namer: Namer) -> str:
    sources = assessment.sources
    if not sources.largest:
        return say("short.word.acts")
    largest = sources.largest[0]
    return say(
        "short.word.events" if assessment.events.two_sided + assessment.events.one_sided else "short.word.accounts",
        outlets=sources.outlets,
        joined=_joined_words(assessment.origins),
        largest=namer.origin(largest.outlet),
        mentions_share=share_words(largest.mentions_share),
        events_share=share_words(largest.events_share),
    )


def _joined_words(origins: OriginSummary) -> str:
    """Say how many outlets and origins the names come down to; not where the list of outlets may be cut."""
    if not 0 < len(origins.outlets) < OUTLETS_LISTED:
        return ""
    return say("short.word.joined", joined=len(origins.outlets), origins=origins.origins)


def _unverified(assessment: Assessment) -> str:
    provisions = {each.status: each.provisions for each in assessment.passages}
    gloss, unverified = provisions.get("gloss", 0), provisions.get("unverified", 0)
    return say(
        "short.unverified",
        weak=gloss + unverified,
        all=sum(provisions.values()),
        gloss=gloss,
        unverified=unverified,
        rulings=sum(each.rulings for each in assessment.passages if each.status != "text"),
    )


def _blind(assessment: Assessment) -> str:
    spots = {each.code: each for each in assessment.blind_spots}
    lethal = say("short.blind.lethal") if "lethal_only" in spots else ""
    began = spots.get("initiator_not_told")
    one_sided = say("short.blind.initiator", count=began.count, of=began.of) if began else ""
    return say("short.blind", lethal=lethal, one_sided=one_sided)


def _drawings(material: ReportMaterial) -> Context:
    library, assessment = material.library, material.assessment
    lives = lives_of(library.agreements)
    columns = columns_of(material)
    span = span_of(lives, columns)
    dots = coarse_dots(assessment.cells) if material.events else ()
    chart = main_map(library, dots, material.incidents)
    offset = library.header.utc_offset.delta
    first, last = (instant_text(end, offset) for end in span)
    texts = (say("timeline.title"), say("timeline.desc", count=len(lives), first=first, last=last))
    return {
        "lives": lives,
        "counted_by": ("days" if material.events else "months") if columns else "none",
        "timeline": timeline(lanes_of(lives, assessment.timeline, span), columns, span, texts),
        "chart": chart,
        "small_maps": agreement_maps(library),
        "zones": (zones := zone_rows(library)),
        "zones_drawn": sum(row.drawn for row in zones),
        "zones_whole": sum(row.is_whole_country for row in zones),
        "most_in_cell": max((dot.events for dot in dots), default=0),
        "cell_words": say("map.cell", width=f"{CELL_DEG:g}", kilometres=f"{CELL_DEG * METRES_PER_DEGREE / 1000:.0f}"),
        "rates": rates_of(assessment.before_after),
    }


def _lists(material: ReportMaterial, namer: Namer) -> Context:
    library, assessment = material.library, material.assessment
    provisions = {(agreement.id, each.id): each for agreement in library.agreements for each in agreement.provisions}
    return {
        "outcomes": _outcomes(assessment),
        "permitted_rulings": next((each.rulings for each in assessment.words if each.word == "permitted"), 0),
        "without_rules": _without_rules(library),
        "incidents": incident_views(material.incidents, material.rulings, namer),
        "findings": finding_kinds(material.findings, namer),
        "weak_provisions": _weak(library.agreements),
        "inherent_provisions": [
            f"{agreement}/{provision}"
            for (agreement, provision), each in provisions.items()
            if each.self_defence is SelfDefence.INHERENT
        ],
        **_duties(assessment.duties, library),
        "rejected": material.rejections,
    }


def missing_fact(code: str, asks: str) -> str:
    """Say what is missing; a further fact by its name."""
    return say("missing.fact.named", names=asked_words(asks)) if code == "fact" and asks else say(f"missing.{code}")


def further_facts(library: Library) -> tuple[str, ...]:
    """Name every further fact and number that provisions ask for, with the agreements."""
    asked: dict[str, dict[str, None]] = {}
    for agreement in library.agreements:
        slots = (slot for plan in plans_of(agreement) for slot in plan.slots if slot.asks)
        for slot in slots:
            asked.setdefault(asked_words(slot.asks), {})[agreement.id] = None
    return tuple(f"{name}: {', '.join(agreements)}" for name, agreements in asked.items())


def _printers(material: ReportMaterial, namer: Namer) -> Context:
    """Make the small functions that templates call with this library's names and offset."""
    offset = material.library.header.utc_offset.delta

    def tellers(ids: Iterable[str]) -> str:
        return ", ".join(namer.teller(each) for each in sorted(ids))

    def missing_words(codes: Iterable[str], asks: str = "") -> str:
        return "; ".join(missing_fact(code, asks) for code in codes)

    def facts_asked() -> tuple[str, ...]:
        return further_facts(material.library)

    def moment(on: Moment, agreement: Agreement) -> str:
        return moment_text(on, agreement.utc_offset.delta)

    def when(on: Moment) -> str:
        return on.text if on.is_day else moment_text(on, offset)

    def condition_rows(agreement: str, provision: str, found: Sequence[ConditionFinding]) -> list[object]:
        clause = get_provision(material.library, agreement, provision)
        return list(zip(finding_names(found, clause, namer), found, strict=True))

    printers: dict[str, object] = {
        "tellers": tellers,
        "missing_words": missing_words,
        "facts_asked": facts_asked,
        "condition_rows": condition_rows,
        "moment": moment,
        "when": when,
    }
    return printers


def _outcomes(assessment: Assessment) -> tuple[tuple[str, int], ...]:
    judged = assessment.judged
    return (
        ("cannot_judge", judged.cannot_judge),
        ("contested", judged.contested),
        ("no_clause", judged.no_clause),
        ("exempt", judged.exempt),
        ("not_yet_applied", judged.not_yet_applied),
        ("permitted", judged.permitted),
        ("prohibited", judged.prohibited),
    )


def _weak(agreements: tuple[Agreement, ...]) -> tuple[tuple[Agreement, Provision], ...]:
    return tuple(
        (agreement, provision)
        for agreement in agreements
        for provision in agreement.provisions
        if provision.passage.status is not PassageStatus.TEXT
    )


def _without_rules(library: Library) -> tuple[tuple[Agreement, int], ...]:
    """Give the agreements under which no act is judged, with the number of their duties."""
    return tuple(
        (agreement, len(agreement.provisions))
        for agreement in library.agreements
        if all(
            provision.duty is not None or provision.modality is Modality.REQUIRED for provision in agreement.provisions
        )
    )


def _duties(states: tuple[DutyState, ...], library: Library) -> Context:
    rows = duty_rows(states, library)
    return {
        "open_duties": open_by_state(rows),
        "closed_duties": tuple(row for row in rows if not row.is_open),
    }
