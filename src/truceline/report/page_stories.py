# SPDX-License-Identifier: Apache-2.0
"""What the sections on press texts are given: stories with their files, and what they tell differently."""

from collections.abc import Sequence
from dataclasses import dataclass

from truceline.assessment.assessment import Assessment
from truceline.assessment.told_rows import ContradictionRow, CorrectionRow, SideRow, TimeRow, UnnamedSourceRow
from truceline.report.catalogue import say

STORIES_SHOWN = 40
"""Stories that the page spells out; assessment.json has all."""
_OPINION, _UNRESOLVED = "opinion", "unresolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class SideView:
    """One side of a contradiction.

    Attributes:
        row: The side.
        who: Who says so, in words.
        tells: What it tells, in words.
        time: The time it tells, in words; empty when it tells none.
    """

    row: SideRow
    who: str
    tells: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionView:
    """Something told differently, with its sides."""

    row: ContradictionRow
    handling: str
    sides: tuple[SideView, ...]


def stories_context(assessment: Assessment) -> dict[str, object]:
    """Gather what the templates print of press texts.

    Args:
        assessment: What the run adds up to.

    Returns:
        Values by the names that the templates use.
    """
    statements = assessment.statements
    return {
        "stories_shown": assessment.stories[:STORIES_SHOWN],
        "opinions": statements.by_voice.get(_OPINION, 0),
        "unresolved_times": statements.times_by_method.get(_UNRESOLVED, 0),
        "unnamed": tuple((each, unnamed_words(each)) for each in statements.unnamed),
        "corrections": tuple((each, bearing_words(each)) for each in statements.corrections),
        "contradictions": tuple(_view(row) for row in assessment.contradictions),
    }


def unnamed_words(source: UnnamedSourceRow) -> str:
    """Say who is quoted without a name, and where."""
    numbers = ", ".join(str(number) for number in source.numbers)
    return say(
        "stories.unnamed.line",
        role=source.role,
        numbers=say("stories.unnamed.numbers", numbers=numbers) if numbers else "",
        files=_listed(source.files),
        statements=source.statements,
    )


def bearing_words(correction: CorrectionRow) -> str:
    """Say on what a correction bears among the texts read."""
    if not correction.corrects:
        return say("stories.correction.nothing")
    return say("stories.correction.bears", statements=correction.statements, files=_listed(correction.corrects))


def time_words(time: TimeRow) -> str:
    """Say what day a told time can mean, and what is missing where it cannot be said."""
    if not time.first_day:
        missing = " and ".join(each.replace("_", " ") for each in time.missing) or say("stories.undated")
        return say("contradictions.time.open", missing=missing)
    is_span = time.last_day and time.last_day != time.first_day
    words = (
        say("contradictions.time.span", first=time.first_day, last=time.last_day)
        if is_span
        else say("contradictions.time.day", first=time.first_day)
    )
    return f"{words}; {say('contradictions.time.inference')}" if time.is_inference else words


def _view(row: ContradictionRow) -> ContradictionView:
    return ContradictionView(
        row=row,
        handling="; ".join(say(f"handling.{each}") for each in row.handling),
        sides=tuple(_side(side) for side in row.sides),
    )


def _side(side: SideRow) -> SideView:
    unsaid = "contradictions.author" if side.speaker_kind == "author" else "contradictions.untold"
    form = say("contradictions.form", form=side.form.replace("_", " ")) if side.form else ""
    state = side.state.replace("_", " ")
    return SideView(
        row=side,
        who=side.speaker or say(unsaid),
        tells=say("contradictions.tells", state=f"{state}{form}") if state or form else "",
        time=time_words(side.time) if side.time is not None else "",
    )


def _listed(files: Sequence[str]) -> str:
    return ", ".join(files)
