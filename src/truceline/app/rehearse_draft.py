# SPDX-License-Identifier: Apache-2.0
"""Rehearse a draft: put past acts to its sentences and say which clarification would settle most.

Acts of the past only, let in by ``admit_act`` as for an assessment. A draft is read as it stands; one without a day on
which it applies is read as if it had applied all along, and that is said.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from truceline.agreement.agreement import Agreement
from truceline.agreement.drafts import Texts
from truceline.agreement.provisions import Modality
from truceline.app.admit_act import is_exercise
from truceline.assessment.rehearsal import Rehearsal, rehearse
from truceline.base.errors import InputError
from truceline.clauses.judging import ClauseTest, clause_test
from truceline.clauses.told_bits import read_as_applied, told_bits
from truceline.picture.acts import Act
from truceline.picture.intake import Intake


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalRequest:
    """What is to be rehearsed.

    Attributes:
        texts: The draft, in its library.
        intakes: What was read of the past; claims among it bear on every act.
        as_if_applied: Whether to read the text as if it had applied all along.
    """

    texts: Texts
    intakes: tuple[Intake, ...]
    as_if_applied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What came of it.

    Attributes:
        texts: The draft.
        rehearsal: What each clarification would settle.
        duties: Required provisions; they judge no act and are not rehearsed.
        undated: Ids of agreements read as if they had applied all along.
        read: Rows, lines or acts read.
        set_aside: Rows or lines that could not be used, red lines among them.
        is_exercise: Whether the material is invented.
    """

    texts: Texts
    rehearsal: Rehearsal
    duties: int
    undated: tuple[str, ...]
    read: int
    set_aside: int
    is_exercise: bool


def rehearse_draft(request: RehearsalRequest, stage: Callable[[str], None]) -> Rehearsed:
    """Put past acts to a draft.

    Args:
        request: What is to be rehearsed.
        stage: Told in a few words what is being done, for progress.

    Returns:
        What came of it.

    Raises:
        InputError: There is no act, or no sentence of the draft judges acts.
    """
    texts = request.texts
    acts = acts_of(request.intakes)
    refuse_templates(texts)
    claims = [claim for intake in request.intakes for claim in intake.claims]
    test = only_these(texts, clause_test(texts.library, claims))
    if not test.plans:
        message = f"{texts.name}: expected a text with a provision that bars or allows acts, got none"
        raise InputError(message)
    stage(f"putting {len(acts)} acts to {len(test.plans)} sentences")
    told = told_bits(acts, test)
    undated = tuple(each.id for each in texts.agreements if request.as_if_applied or is_undated(each))
    told = read_as_applied(told, [plan.agreement.id in undated for plan in test.plans])
    stage("telling every open fact every way")
    return Rehearsed(
        texts=texts,
        rehearsal=rehearse(test.plans, told),
        duties=sum(each.modality is Modality.REQUIRED for text in texts.agreements for each in text.provisions),
        undated=undated,
        read=sum(intake.read for intake in request.intakes),
        set_aside=sum(len(intake.rejections) for intake in request.intakes),
        is_exercise=is_exercise(texts.library),
    )


def acts_of(intakes: Sequence[Intake]) -> tuple[Act, ...]:
    """Give every act that was read.

    Raises:
        InputError: There is none.
    """
    acts = tuple(act for intake in intakes for act in intake.acts)
    if acts:
        return acts
    names = ", ".join(intake.name for intake in intakes)
    set_aside = sum(len(intake.rejections) for intake in intakes)
    elsewhere = sum(intake.other_country for intake in intakes)
    message = (
        f"{names}: expected at least one past act that can be judged, got none ({set_aside} rows or lines set aside, "
        f"{elsewhere} of other countries); ./truceline assess writes the reason of each into rejected.jsonl"
    )
    raise InputError(message)


def only_these(texts: Texts, test: ClauseTest) -> ClauseTest:
    """Keep of a clause test the provisions of some texts; all else is looked up in the whole library."""
    wanted = {agreement.id for agreement in texts.agreements}
    return replace(test, plans=tuple(plan for plan in test.plans if plan.agreement.id in wanted))


def refuse_templates(texts: Texts) -> None:
    """Refuse a template, of which nothing is in force.

    Raises:
        InputError: It is one.
    """
    template = next((each for each in texts.agreements if each.template_of), None)
    if template is not None:
        message = (
            f"{template.id}: expected an agreement or a draft, got a template; copy it without template_of and fill in "
            "parties and zones"
        )
        raise InputError(message)


def is_undated(agreement: Agreement) -> bool:
    """Say whether a text states no day of signature, entry into force or application."""
    return agreement.signed is None and agreement.in_force is None and agreement.applied is None
