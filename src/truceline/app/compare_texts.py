# SPDX-License-Identifier: Apache-2.0
"""Compare two texts: clause by clause what changed, and which past acts the one rules otherwise than the other."""

from collections.abc import Callable
from dataclasses import dataclass

from truceline.agreement.agreement import Agreement
from truceline.agreement.differences import Differences, differences
from truceline.agreement.drafts import Texts
from truceline.app.admit_act import is_exercise
from truceline.app.rehearse_draft import acts_of, only_these, refuse_templates
from truceline.assessment.ruled_otherwise import RuledOtherwise, ruled_otherwise
from truceline.base.errors import InputError, RedLineError
from truceline.clauses.judging import clause_test
from truceline.clauses.table import rule_many
from truceline.picture.intake import Intake


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came of a comparison.

    Attributes:
        before: The first text with its library.
        after: The second.
        differences: Part by part.
        otherwise: What they rule otherwise; None when no past acts were given.
        set_aside: Rows or lines that could not be used, red lines among them.
        is_exercise: Whether the material is invented.
    """

    before: Texts
    after: Texts
    differences: Differences
    otherwise: RuledOtherwise | None
    set_aside: int
    is_exercise: bool


def compare_texts(texts: tuple[Texts, Texts], intakes: tuple[Intake, ...], stage: Callable[[str], None]) -> Comparison:
    """Compare two texts.

    Args:
        texts: The first and the second, one agreement each.
        intakes: What was read of the past; none to compare the texts alone.
        stage: Told in a few words what is being done, for progress.

    Returns:
        What came of it.

    Raises:
        InputError: A name means several agreements; or acts were to be judged and there are none.
        RedLineError: One text is invented and the other real.
    """
    before, after = (_single(each) for each in texts)
    refuse_mixed(texts)
    found = differences(before, after)
    return Comparison(
        before=texts[0],
        after=texts[1],
        differences=found,
        otherwise=_otherwise(texts, intakes, found, stage) if intakes else None,
        set_aside=sum(len(intake.rejections) for intake in intakes),
        is_exercise=is_exercise(texts[0].library),
    )


def refuse_mixed(texts: tuple[Texts, Texts]) -> None:
    """Refuse to set an invented text beside a real one.

    Raises:
        RedLineError: One is invented, the other is not.
    """
    kinds = [is_exercise(each.library) for each in texts]
    if kinds[0] is not kinds[1]:
        invented = texts[kinds.index(True)].name
        message = (
            f"{invented}: red line R11: expected two real texts or two of an exercise, got one of each; nothing "
            "invented stands beside a real text (docs/intended-use.md)"
        )
        raise RedLineError(message)


def _single(texts: Texts) -> Agreement:
    if len(texts.agreements) == 1:
        return texts.agreements[0]
    message = (
        f"{texts.name}: expected one agreement (a file, LIBRARY:ID or an id), got a library of {len(texts.agreements)}"
    )
    raise InputError(message)


def _otherwise(
    texts: tuple[Texts, Texts], intakes: tuple[Intake, ...], found: Differences, stage: Callable[[str], None]
) -> RuledOtherwise:
    acts = acts_of(intakes)
    claims = [claim for intake in intakes for claim in intake.claims]
    tests = []
    for each in texts:
        refuse_templates(each)
        tests.append(only_these(each, clause_test(each.library, claims)))
    tables = []
    for each, test in zip(texts, tests, strict=True):
        stage(f"judging {len(acts)} acts by {len(test.plans)} provisions of {each.name}")
        tables.append(rule_many(acts, test))
    return ruled_otherwise(found, (tables[0], tables[1]), (tests[0].plans, tests[1].plans))
