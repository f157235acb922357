# SPDX-License-Identifier: Apache-2.0
"""What the real press texts and invented ones tell differently, side by side."""

from pathlib import Path
from time import process_time

import pytest

from told_texts import entries, press_text, told_in, told_in_files
from truceline.corroboration.certainty import Certainty
from truceline.corroboration.contradictions import (
    QUOTED_WORDS_MAX,
    Contradiction,
    ContradictionKind,
    Handling,
    Scope,
    Side,
)
from truceline.corroboration.press_text import SegmentKind
from truceline.corroboration.side_by_side import Told
from truceline.corroboration.told_dates import TimeRole


@pytest.fixture(scope="module")
def real(data_dir: Path) -> Told:
    """What the five press reports tell."""
    return told_in_files(_real_words(data_dir))


def _real_words(data_dir: Path) -> dict[str, str]:
    folder = data_dir / "press-2016-2017"
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}


def _only(told: Told, kind: ContradictionKind) -> Contradiction:
    (entry,) = entries(told, kind)
    return entry


def _said(entry: Contradiction) -> set[tuple[str, str, str]]:
    return {(side.statement.text, side.form, side.state) for side in entry.sides}


def test_x1_the_meeting_stands_with_every_form_and_status(real: Told) -> None:
    """The caption tells an informal meeting as held, the bodies a rumoured one, a formal one declined, a greeting."""
    entry = _only(real, ContradictionKind.CONTACT_STATUS)
    caption = [side for side in entry.sides if side.statement.segment is SegmentKind.CAPTION]

    assert {("000", "informal_meeting", "rumoured"), ("000", "formal_meeting", "declined")} <= _said(entry)
    assert {("000", "greeting", "held"), ("002", "formal_meeting", "declined")} <= _said(entry)
    assert [(side.form, side.state) for side in caption] == [("informal_meeting", "held")]
    assert Handling.CAPTION_MAY_BE_LATER in entry.handling
    assert any("scheduling conflicts" in side.reason for side in entry.sides)
    assert not any("Germany" in side.words for side in entry.sides)


def test_x2_the_announcement_stands_with_both_windows(real: Told) -> None:
    """One copy says Friday, the other this weekend, and each keeps its own strength and source."""
    entry = _only(real, ContradictionKind.ANNOUNCEMENT_WINDOW)

    assert {(side.statement.text, side.time.words if side.time else "") for side in entry.sides} == {
        ("001", "this weekend"),
        ("002", "Friday"),
    }
    assert {side.certainty for side in entry.sides} == {Certainty.POSSIBLE}
    assert {side.speaker.number for side in entry.sides} == {4}


def test_x3_saying_and_passing_on_are_two_times(real: Told) -> None:
    """Thursday, yesterday and November 10 stand beside each other; what would follow is an inference."""
    entry = _only(real, ContradictionKind.DAY_OF_SAYING)
    told = {(side.statement.text, side.state, side.form) for side in entry.sides}

    assert told == {
        ("000", "Thursday", TimeRole.SAID),
        ("001", "yesterday", TimeRole.SAID),
        ("002", "November 10", TimeRole.PASSED_ON),
    }
    assert not any(side.time and side.time.is_resolved for side in entry.sides)
    assert [(each.text, each.gives) for each in entry.inferences] == [("001", "friday")]


def test_x4_an_edited_verb_keeps_both_variants(real: Told) -> None:
    """One copy hopes to manage the war, the other to resolve it."""
    entry = _only(real, ContradictionKind.WORDING)

    assert _said(entry) == {("000", "", "manage"), ("001", "", "resolve")}
    assert entry.scope is Scope.WITHIN_STORY


def test_x5_four_officials_of_one_report_count_once(real: Told) -> None:
    """The number stays the number told; a copy that leaves it out tells none; the group is one."""
    entry = _only(real, ContradictionKind.SOURCE_NUMBER)
    groups = [source for story in real.stories for source in story.unnamed if len(source.statements) > 2]

    assert {(side.statement.text, side.state) for side in entry.sides} == {
        ("000", "number_untold"),
        ("001", "4"),
        ("002", "4"),
    }
    assert [source.numbers for source in groups] == [(4,)]
    assert "anonymity" in groups[0].reason


def test_x6_service_for_years_stands_against_switching_off(real: Told) -> None:
    """Two stories months apart tell of one line."""
    entry = _only(real, ContradictionKind.CHANNEL_INTERVAL)
    states = {(side.statement.text, side.state) for side in entry.sides}

    assert {("000", "maintained"), ("001", "maintained"), ("004", "switched_off")} <= states
    assert entry.scope is Scope.ACROSS_STORIES
    assert [side.time.first_day for side in entry.sides if side.time and side.state == "switched_off"] == ["2017-04-06"]


def test_x7_what_was_declared_stands_beside_what_was_used(real: Told) -> None:
    """Switched off from 6 April; reports of earlier use denied; a limited use earlier thought possible."""
    entry = _only(real, ContradictionKind.CHANNEL_USE)
    states = {(side.state, side.certainty) for side in entry.sides}

    assert states == {
        ("switched_off", Certainty.STATED),
        ("switched_on", Certainty.STATED),
        ("switched_on", Certainty.DENIED),
        ("limited_use", Certainty.POSSIBLE),
    }
    assert {side.statement.text for side in entry.sides} == {"004"}
    assert Handling.CORRECTED_AND_KEPT in entry.handling


def test_the_real_texts_give_no_other_contradiction(real: Told) -> None:
    """Seven entries, X1 to X7, and nothing a monitor would laugh at."""
    assert len(real.contradictions.entries) == 7
    assert all(
        len(side.words.split()) <= QUOTED_WORDS_MAX + 2 for each in real.contradictions.entries for side in each.sides
    )


def test_names_and_order_of_files_change_nothing(data_dir: Path, real: Told) -> None:
    """The same texts under other names, in another order, give the same entries."""
    words = _real_words(data_dir)
    renamed = told_in_files({f"z{number}": words[name] for number, name in enumerate(sorted(words, reverse=True))})

    assert [each.id for each in renamed.contradictions.entries] == [each.id for each in real.contradictions.entries]


def test_nothing_of_a_comment_or_notice_is_stated(real: Told) -> None:
    """Readers' words, notices and vote counters state nothing."""
    stated = " ".join(each.words for story in real.stories for each in story.statements)

    assert not any(words in stated for words in ("Golan", "Paulskiy", "hegemony", "Upvote", "financial"))
    assert {each.segment for story in real.stories for each in story.statements} <= {
        SegmentKind.HEADLINE,
        SegmentKind.CAPTION,
        SegmentKind.BODY,
        SegmentKind.QUOTATION,
    }


NEAR = (
    "EXERCISE. Northland and the Hill League are close to an accord on how they mean to {verb} the Long Valley, "
    "{who} said {said}. The accord {strength} be signed by Premier Anna Berg and Chairman Tor Vale in Lakeside {when}, "
    "a senior official of the League said on condition of anonymity."
)


def _copies() -> Told:
    first = NEAR.format(
        verb="divide", who="three Northland diplomats", said="on Tuesday", strength="is likely to", when="on Saturday"
    )
    second = NEAR.format(verb="share", who="diplomats", said="yesterday", strength="may", when="next week")
    return told_in(
        press_text(f"{first} Berg and Vale will hold a formal meeting in Lakeside, the ministry said.", "a"),
        press_text(second, "b", caption="Anna Berg and Tor Vale had only an informal meeting in Lakeside."),
    )


def test_invented_copies_differ_in_verb_number_day_and_window() -> None:
    """Other names and other words give the same kinds of entries."""
    told = _copies()
    kinds = {each.kind for each in told.contradictions.entries}

    assert kinds == {
        ContradictionKind.CONTACT_STATUS,
        ContradictionKind.ANNOUNCEMENT_WINDOW,
        ContradictionKind.DAY_OF_SAYING,
        ContradictionKind.SOURCE_NUMBER,
        ContradictionKind.WORDING,
    }
    assert _only(told, ContradictionKind.WORDING).subject == "divide / share"
    assert {side.state for side in _only(told, ContradictionKind.SOURCE_NUMBER).sides} == {"3", "number_untold"}
    assert {each.gives for each in _only(told, ContradictionKind.DAY_OF_SAYING).inferences} == {"wednesday"}


def test_two_groups_of_unnamed_sources_stay_two() -> None:
    """A league's official is none of the other side's diplomats."""
    (story,) = _copies().stories

    assert {(source.role, source.numbers) for source in story.unnamed} == {
        ("Northland diplomats", (3,)),
        ("senior official of the League", (1,)),
    }


def _line_sides(*bodies: str) -> list[Side]:
    told = told_in(*(press_text(f"EXERCISE. {body}", str(number)) for number, body in enumerate(bodies)))
    return [side for each in told.contradictions.entries for side in each.sides]


def test_a_line_cut_and_restored_in_order_is_no_contradiction() -> None:
    """Off on one day and on again later is a life, and no difference."""
    sides = _line_sides(
        "The Hill League suspended its hotline with Northland on 3 March 2031.",
        "The Hill League and Northland restored their hotline on 9 March 2031.",
    )

    assert sides == []


def test_a_line_kept_open_stands_against_its_suspension() -> None:
    """Two unrelated reports of one line are compared."""
    sides = _line_sides(
        "Northland and the Hill League have kept open an emergency line between their staffs for years.",
        "The Hill League switched its emergency line with Northland off after the shelling on 3 March 2031.",
    )

    assert {side.state for side in sides} == {"maintained", "switched_off"}


def test_lines_of_other_sides_are_other_lines() -> None:
    """What is told of another pair's line says nothing about this one."""
    sides = _line_sides(
        "Northland and the Hill League have kept open an emergency line for years.",
        "Marshland and Seaford suspended their emergency line on 3 March 2031.",
    )

    assert sides == []


def test_days_that_come_to_the_same_are_no_contradiction() -> None:
    """Tuesday in a Wednesday's text and yesterday in it are one day."""
    body = "EXERCISE. Northland and the Hill League are close to an accord on the Long Valley, officials said {}."
    told = told_in(
        press_text(body.format("Tuesday"), "a", published="2031-03-19"),
        press_text(body.format("yesterday"), "b", published="2031-03-19"),
    )

    assert entries(told, ContradictionKind.DAY_OF_SAYING) == []


@pytest.mark.parametrize(
    "unit",
    [
        "word ",
        '"',
        "\u201ca\n\n",
        "said ",
        "officials said, ",
        "1 May ",
        "U.",
        "Reports that the hotline was on were wrong. ",
    ],
    ids=["sentence", "marks", "openings", "saying", "officials", "days", "initials", "denials"],
)
def test_a_hostile_text_takes_time_in_proportion(unit: str) -> None:
    """Four times the text takes no more than a small multiple of four times as long."""
    taken = [_time_taken(unit * (size // len(unit))) for size in (20_000, 80_000)]

    assert taken[1] < 10 * taken[0] + 0.5


def _time_taken(words: str) -> float:
    began = process_time()
    told_in(press_text(words))
    return process_time() - began
