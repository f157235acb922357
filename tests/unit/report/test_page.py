# SPDX-License-Identifier: Apache-2.0
"""The report's page: whole, honest, self-contained, and safe against what stands in its input."""

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from report_pages import (
    LONG,
    SCRIPT,
    TURNED,
    ParsedPage,
    exercise_material,
    incidents_material,
    measured_material,
    parse_page,
)
from truceline.report import render_report
from truceline.report.catalogue import say
from truceline.report.material import ReportMaterial
from truceline.report.page import SECTIONS, file_name, percent, share_words, slug

MATERIALS = {
    "hostile": exercise_material(is_hostile=True),
    "exercise": exercise_material(),
    "incidents": incidents_material(),
    "measured": measured_material(),
}
PAGES = {name: render_report(material) for name, material in MATERIALS.items()}
HOSTILE, EXERCISE, INCIDENTS = PAGES["hostile"], PAGES["exercise"], PAGES["incidents"]
EVERY_PAGE = pytest.mark.parametrize("name", sorted(PAGES))

ADDRESS = re.compile(r"(?:https?:)?//", re.IGNORECASE)
LOADING = ("src", "srcset", "data", "action", "poster", "background", "xlink:href", "cite", "ping", "formaction")
LOADING_TAGS = {"script", "iframe", "img", "link", "object", "embed", "form", "base", "audio", "video", "use", "image"}
JUDGING = re.compile(
    r"\b(violators?|enem(?:y|ies)|guilty|targets?|truth|regimes?|terrorists?|militias?|moderates?)\b", re.IGNORECASE
)


def page_named(name: str) -> ParsedPage:
    """Parse one of the pages."""
    return parse_page(PAGES[name])


def with_nothing_judged(material: ReportMaterial) -> ReportMaterial:
    """Take every act out of the counts."""
    names = type(material.assessment.judged).__slots__
    judged = type(material.assessment.judged)(**dict.fromkeys(names, 0))
    return replace(material, assessment=replace(material.assessment, judged=judged, blocked_by=()))


@EVERY_PAGE
def test_elements_are_closed_in_order(name: str) -> None:
    """A page that is not well formed reads differently in every browser."""
    assert page_named(name).unclosed == []


@EVERY_PAGE
def test_ids_are_given_once(name: str) -> None:
    """Two elements with one id make an address inside the page ambiguous."""
    twice = [each for each, count in Counter(page_named(name).ids).items() if count > 1]

    assert twice == []


@EVERY_PAGE
def test_every_address_points_inside_the_page_at_something(name: str) -> None:
    """Links lead to an id of the page and nowhere else."""
    page = page_named(name)
    addresses = [attributes["href"] for _tag, attributes in page.elements if "href" in attributes]

    assert [each for each in addresses if not each.startswith("#")] == []
    assert [each for each in addresses if each[1:] not in page.ids] == []


@EVERY_PAGE
def test_descriptions_and_patterns_name_ids_of_the_page(name: str) -> None:
    """What a drawing or a section says names it exists."""
    page = page_named(name)
    named = [each for _tag, attributes in page.elements for each in attributes.get("aria-labelledby", "").split()]
    patterns = [each for _tag, attributes in page.elements for each in re.findall(r"url\(#([^)]+)\)", str(attributes))]

    assert named
    assert [each for each in (*named, *patterns) if each not in page.ids] == []


@EVERY_PAGE
def test_nothing_is_loaded_or_run(name: str) -> None:
    """No script, no frame, no picture, no event handler, no style attribute, no address outside."""
    page = page_named(name)
    keys = [(tag, key) for tag, attributes in page.elements for key in attributes]

    assert {tag for tag, _attributes in page.elements} & LOADING_TAGS == set()
    assert [each for each in keys if each[1] in LOADING or each[1] == "style" or each[1].startswith("on")] == []
    assert [str(attributes) for _tag, attributes in page.elements if ADDRESS.search(str(attributes))] == []


@EVERY_PAGE
def test_the_policy_allows_our_style_sheet_only(name: str) -> None:
    """The hash in the policy is that of the style sheet as it stands."""
    style = re.findall(r"<style>(.*?)</style>", PAGES[name], re.DOTALL)
    policy = next(each["content"] for each in page_named(name).named("meta") if "http-equiv" in each)

    assert len(style) == 1
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in style[0]
    assert "@import" not in style[0]


@EVERY_PAGE
def test_sections_stand_in_order_the_result_first(name: str) -> None:
    """How many acts could be judged comes before everything else."""
    sections = [each["id"] for each in page_named(name).named("section")]

    assert tuple(sections) == SECTIONS
    assert sections[0] == "judged"


@EVERY_PAGE
def test_headings_leave_no_level_out(name: str) -> None:
    """A reader who listens moves by headings."""
    levels = [int(tag[1]) for tag, _attributes in page_named(name).elements if re.fullmatch(r"h[1-6]", tag)]

    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


@EVERY_PAGE
def test_tables_have_captions_and_headed_rows(name: str) -> None:
    """Every table says what it is, and every header which way it looks."""
    page = page_named(name)

    assert len(page.named("caption")) == len(page.named("table"))
    assert [attributes for attributes in page.named("th") if "scope" not in attributes] == []


@EVERY_PAGE
def test_every_drawing_describes_itself_or_is_decoration(name: str) -> None:
    """A drawing has a title and a description, or stands beside its number."""
    drawings = page_named(name).named("svg")
    unsaid = [each for each in drawings if each.get("aria-hidden") != "true" and "aria-labelledby" not in each]

    assert drawings
    assert unsaid == []


@EVERY_PAGE
def test_our_own_words_judge_nobody(name: str) -> None:
    """Words that judge appear in quotations only."""
    words = " ".join(page_named(name).own_words)

    assert sorted({match[0] for match in JUDGING.finditer(words)}) == []


@EVERY_PAGE
def test_the_page_says_its_language_and_direction(name: str) -> None:
    """Screen readers and browsers are told."""
    assert page_named(name).named("html") == [{"lang": "en", "dir": "ltr"}]


def test_the_same_material_gives_the_same_bytes() -> None:
    """No clock, no order of a set, no random id."""
    exercise_material.cache_clear()

    assert render_report(exercise_material(is_hostile=True)) == HOSTILE


def test_names_from_outside_are_text() -> None:
    """A name that is markup, turns the writing or fills the page is shown and does nothing."""
    assert "<script" not in HOSTILE
    assert "<img" not in HOSTILE
    assert "&lt;script&gt;" in HOSTILE
    assert "[U+202E]" in HOSTILE
    assert "[U+0007]" in HOSTILE
    assert f"[shortened: {len(LONG)} characters]" in HOSTILE
    assert [name for name in (SCRIPT, TURNED, LONG, "\u202e", "\u2066") if name in HOSTILE] == []


def test_only_an_exercise_is_marked_so() -> None:
    """Invented material says so at the top; real material never does."""
    assert "EXERCISE. Everything on this page is invented" in EXERCISE
    assert "EXERCISE. Everything" not in INCIDENTS


def test_the_first_sentence_says_how_many_acts_could_not_be_judged() -> None:
    """With the number, the whole and the share."""
    judged = incidents_material().assessment.judged
    share = percent(judged.could_not_be_judged, judged.acts)

    assert f"{judged.could_not_be_judged} of {judged.acts} acts could not be judged ({share})." in INCIDENTS


def test_every_blocking_fact_stands_with_its_count() -> None:
    """Each missing fact of the assessment has its row and who could settle it."""
    assessment = incidents_material().assessment
    table = INCIDENTS[INCIDENTS.index("Which missing fact blocks") : INCIDENTS.index("<nav")]

    assert assessment.blocked_by
    assert table.count('<th scope="row">') == len(assessment.blocked_by)
    assert [each for each in assessment.blocked_by if f">{each.acts:,}</td>" not in table] == []


def test_agreement_ids_are_named() -> None:
    """Every agreement is named, at the top and with its dates."""
    for agreement in incidents_material().library.agreements:
        assert f'<a href="#agreement-{agreement.id}">{agreement.id}</a>' in INCIDENTS
        assert f'<details id="agreement-{agreement.id}">' in INCIDENTS


def test_every_incident_has_every_account() -> None:
    """No account is left out, merged or counted twice."""
    material = incidents_material()
    accounts = sum(len(act.accounts) for incident in material.incidents for act in incident.acts)
    shown = INCIDENTS[INCIDENTS.index('<section id="incidents"') : INCIDENTS.index('<section id="findings"')]

    assert accounts
    assert shown.count('<div class="account"') == accounts


def test_a_ruling_on_a_gloss_says_so() -> None:
    """Each undecided ruling that rests on a gloss carries the warning."""
    rulings = incidents_material().rulings
    spelled = [each for each in rulings if each.word.value == "cannot judge" and each.passage_status == "gloss"]

    assert spelled
    assert INCIDENTS.count("Rests on a gloss: the text itself was not seen.") >= len(spelled)


def test_folders_of_the_user_are_not_told() -> None:
    """Of an input only the name of the file is shown."""
    assert "private-folder" not in EXERCISE
    assert "Northmarsh Wire" in EXERCISE


def test_an_empty_run_says_that_nothing_was_judged() -> None:
    """Without acts there is no share to give."""
    page = render_report(with_nothing_judged(incidents_material()))

    assert "No act was read, so nothing could be judged." in page


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0\u00a0%"),
        (0.004, "less than 1\u00a0%"),
        (0.5, "50\u00a0%"),
        (0.996, "more than 99\u00a0%"),
        (1.0, "100\u00a0%"),
    ],
)
def test_shares_are_never_rounded_to_nothing_or_all(share: float, words: str) -> None:
    """Something is never 0 %, not all is never 100 %."""
    assert share_words(share) == words


def test_slugs_of_different_ids_differ() -> None:
    """Signs that cannot stand in an address become their numbers."""
    assert len({slug("a/b"), slug("a#b"), slug("a b"), slug("a-b")}) == 4
    assert slug("coh-2016") == "coh-2016"


@pytest.mark.parametrize(("path", "name"), [("a/b/c.csv", "c.csv"), ("C:\\x\\d.csv", "d.csv"), ("e.csv", "e.csv")])
def test_a_file_is_named_without_its_folders(path: str, name: str) -> None:
    """Paths of both kinds."""
    assert file_name(path) == name


def test_the_reasons_follow_the_first_sentence() -> None:
    """The facts missed most often stand right below it, in their order."""
    blocked_by = incidents_material().assessment.blocked_by
    facts = "; ".join(say(f"missing.{each.missing}") for each in blocked_by[:3])

    assert f'<p class="why">Most often nobody tells: {facts}.</p>' in INCIDENTS


@pytest.mark.parametrize(("places", "words"), [("drawn", "Zones are drawn here"), ("given", "that the user gave")])
def test_the_map_says_whose_boundaries_it_shows(places: str, words: str) -> None:
    """Drawn here, or given by the user."""
    material = incidents_material()
    page = render_report(replace(material, assessment=replace(material.assessment, places=places)))

    assert words in page
