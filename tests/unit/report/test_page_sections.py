# SPDX-License-Identifier: Apache-2.0
"""The sections on what was measured, on origins, on press texts and on recounts: there with input, honest without."""

from dataclasses import replace

import pytest

from report_pages import exercise_material, incidents_material, measured_material, parse_page
from truceline.assessment.assessment import Assessment
from truceline.assessment.origin_summary import GivenGrading
from truceline.report import render_report
from truceline.report.catalogue import MESSAGES, say
from truceline.report.naming import Namer
from truceline.report.page_origins import grading_words, weakest_words
from truceline.report.page_recounts import recounts_context, row_words
from truceline.report.page_stories import stories_context, time_words

MEASURED = measured_material()
PAGE = render_report(MEASURED)
BARE = render_report(incidents_material())
NAMER = Namer(library=MEASURED.library)


def section(page: str, name: str) -> str:
    """Cut one section out of a page."""
    start = page.index(f'<section id="{name}"')
    return page[start : page.index("</section>", start)].replace("&#39;", "'")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("areas", "areas.none"),
        ("held", "held.none"),
        ("doubts", "doubts.none"),
        ("series", "series.none"),
        ("stories", "stories.none"),
        ("contradictions", "contradictions.none"),
        ("recounts", "recounts.none"),
    ],
)
def test_a_section_without_its_input_is_one_honest_sentence(name: str, code: str) -> None:
    """And with it, it is more than that."""
    words = say(code)

    assert section(BARE, name).count("<p") == 1
    assert words in section(BARE, name)
    assert words not in section(PAGE, name)


def test_the_answers_come_before_the_tables_in_the_order_of_the_questions() -> None:
    """The lead first of all, then which truce, chance, origins, reversal."""
    codes = ("truce", "chance", "origins", "reverse")
    places = [PAGE.index('class="warn lead"'), *(PAGE.index(say(f"short.{code}.q")) for code in codes)]

    assert places == sorted(places)
    assert places[-1] < PAGE.index("<table")


def test_the_drawing_follows_the_box_and_the_contents_follow_the_tests() -> None:
    """Box, drawing, glance, tests of the rule, missing facts, contents."""
    marks = ('class="short"', "slope-1", say("glance.heading"), 'class="tests"', 'id="blocked"', "<nav")
    places = [PAGE.index(mark) for mark in marks]

    assert places == sorted(places)
    assert PAGE.index(say("caution.cause")) < PAGE.index('class="short"')


def test_links_of_the_box_are_left_out_on_paper() -> None:
    """There is nothing to follow there."""
    box = PAGE[PAGE.index('class="short"') : PAGE.index("</dl>", PAGE.index('class="short"'))]

    assert box.count('class="see"') == box.count("<a ") > 0


def test_texts_alone_are_answered_by_their_stories() -> None:
    """Never that nothing was read that quotes anybody."""
    bare = incidents_material()
    origins = replace(bare.assessment.origins, counted=0, without_source=0)
    texts = MEASURED.assessment.texts
    page = render_report(replace(bare, assessment=replace(bare.assessment, origins=origins, texts=texts)))

    assert say("origins.none") not in page
    assert say("origins.none.texts") in page
    assert f"The {texts.used} press texts make {texts.stories} stor" in section(page, "origins")


def test_an_incident_has_the_grade_of_its_weakest_act() -> None:
    """And says so, where another act of it is graded otherwise or admitted."""
    incident = next(each for each in incidents_material().assessment.origins.incidents if each.acts)
    act = replace(incident.acts[0], title="the first", grade="weak", reason="one_origin", n_parties_admitting=0)
    other = replace(act, title="the second", grade="confirmed", reason="admitted", n_parties_admitting=1)
    both = replace(incident, grade="weak", reason="one_origin", n_parties_admitting=1, acts=(other, act))

    assert "“the first”; what a party admits is another act" in weakest_words(both)
    assert "graded apart" in weakest_words(replace(both, n_parties_admitting=0))
    assert weakest_words(replace(both, acts=(act,))) == ""


def test_the_formulas_stand_on_the_page() -> None:
    """Of the interval and of the placebo share, and of the smallest change."""
    shown = parse_page(section(PAGE, "areas"))
    words = "".join(shown.own_words)

    for code in [code for code in MESSAGES if code.startswith("formula.")]:
        assert MESSAGES[code] in words


def test_every_held_stands_beside_what_could_have_been_seen() -> None:
    """The smallest fall, for each answer."""
    held = MEASURED.assessment.held
    assert held is not None
    for each in held.answers:
        assert each.least_fall is not None
        assert f"to {each.least_fall:.2f} of the rate before" in section(PAGE, "held")


def test_figures_stand_with_their_doubt() -> None:
    """Of unknown place, and not shown to be in or out."""
    assert "of these 0 → 0 of unknown place and 32 → 31 not shown to be in or out" in section(PAGE, "areas")


def test_stories_stand_with_their_files() -> None:
    """Copies together, each with its own words."""
    found = section(PAGE, "stories")

    assert "Story 1: 2 texts, one origin" in found
    assert "first.txt" in found
    assert "second.txt" in found


def test_contradictions_stand_side_by_side() -> None:
    """Every side with its words and who says so."""
    found = section(PAGE, "contradictions")

    assert MEASURED.assessment.contradictions
    for row in MEASURED.assessment.contradictions:
        assert say(f"contradiction.{row.kind}") in found
    sides = sum(len(row.sides) for row in MEASURED.assessment.contradictions)
    assert found.count('class="account"') == sides


def test_recounts_stand_side_by_side() -> None:
    """Both rules with what they count."""
    found = section(PAGE, "recounts")

    assert "Events that two outlets report" in found
    assert "two-outlets" in found
    assert "how many outlets" in found or "min_outlets" not in found


def test_hostile_words_of_texts_are_text() -> None:
    """A headline and a quotation are somebody else's words."""
    story = MEASURED.assessment.stories[0]
    texts = (replace(story.texts[0], headline="<b>x</b>", file="a/<i>.txt"), *story.texts[1:])
    hostile = replace(MEASURED.assessment, stories=(replace(story, texts=texts),))
    page = render_report(replace(MEASURED, assessment=hostile))

    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<i>.txt" not in page


def test_many_stories_are_cut_and_counted() -> None:
    """The page says how many it does not show."""
    assessment = MEASURED.assessment
    many = replace(
        assessment,
        stories=tuple(replace(assessment.stories[0], id=f"story-{number}") for number in range(60)),
        texts=replace(assessment.texts, stories=60),
    )
    page = render_report(replace(MEASURED, assessment=many))

    assert "The first 40 of 60 stories" in page
    assert len(tuple(stories_context(many)["stories_shown"])) == 40  # type: ignore[arg-type]


def with_time(assessment: Assessment, **changed: object) -> str:
    """Write a told time after changing it."""
    (row,) = [
        side.time
        for each in assessment.contradictions
        for side in each.sides
        if side.time is not None and side.time.words == "yesterday"
    ][:1]
    return time_words(replace(row, **changed))  # type: ignore[arg-type]


def test_a_told_time_is_given_a_day_only_where_it_has_one() -> None:
    """What is missing is named; an inference is called one."""
    assessment = MEASURED.assessment

    assert "publication day" in with_time(assessment, first_day="", missing=("publication_day",))
    assert with_time(assessment, first_day="2031-03-04", last_day="2031-03-04", is_inference=False) == "2031-03-04"
    assert "an inference" in with_time(assessment, first_day="2031-03-04", last_day="2031-03-04", is_inference=True)
    assert "to 2031-03-05" in with_time(assessment, first_day="2031-03-04", last_day="2031-03-05", is_inference=False)


def test_grades_of_persons_are_shown_as_given() -> None:
    """Each scale apart, and that nobody bears one out."""
    given = GivenGrading(
        act="quay-1",
        account=1,
        by="amber",
        reliability="B",
        credibility="1",
        picture_fit="",
        picture_evidence="weak",
        is_borne_out=False,
    )
    words = grading_words(given, NAMER)

    assert "Amber Republic of account 1 of quay-1: reliability B, credibility 1, evidence" in words
    assert "not borne out" in words


def test_grades_of_incidents_have_their_reason() -> None:
    """In words, never a code."""
    found = section(BARE, "origins")

    for each in incidents_material().assessment.origins.incidents:
        assert say(f"grade.reason.{each.reason}") in found
        assert each.grade in found


def test_a_count_before_and_after_tells_what_was_not_decided() -> None:
    """By either rule."""
    (recount,) = MEASURED.assessment.recounts
    counts = replace(recount.before_after[0].first, not_decided_before=3, not_decided_after=1)

    assert "3 → 1 not decided" in row_words(counts)
    assert "no ratio" in row_words(replace(counts, rate_ratio=None))
    assert recounts_context(exercise_material().assessment, NAMER)["recounts"] == ()
