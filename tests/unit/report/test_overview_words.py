# SPDX-License-Identifier: Apache-2.0
"""Every code that an agreement can give has words, and no words go unused."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from truceline.agreement.bonds import BondState
from truceline.agreement.duties import DutyState
from truceline.agreement.life import ClockKind, EventKind, LifeState, Prolongation
from truceline.agreement.provisions import Modality, PassageStatus, SelfDefence
from truceline.agreement.standing import TURNING_STATES
from truceline.agreement.zones import BoundaryStatus, Edge
from truceline.base.fourvalue import FourValue
from truceline.report.catalogue import MESSAGES as SHARED
from truceline.report.catalogue import say
from truceline.report.messages.overview import MESSAGES

VALUES = tuple(value.name.lower() for value in FourValue)
BECAUSE = ("before_text", "signed", "in_force", "applied", "no_date", "hour_not_told", "term_ended", "outside_window")
OWN: dict[str, Iterable[str]] = {
    "because": (*BECAUSE, *(f"event:{kind}" for kind in TURNING_STATES)),
    "applies": VALUES,
    "rule": VALUES,
    "bond": BondState,
    "why": DutyState,
    "prolongation": Prolongation,
    "edge": Edge,
    "self_defence": (SelfDefence.TEXT, SelfDefence.INHERENT),
    "gate": ("open", "closed", "withdrawn"),
}
SHARED_CODES: dict[str, Iterable[str]] = {
    "state": LifeState,
    "passage": PassageStatus,
    "modality": Modality,
    "duty": DutyState,
    "boundary": BoundaryStatus,
    "clock": ClockKind,
    "life": EventKind,
}


@pytest.mark.parametrize("prefix", OWN)
def test_every_code_has_words(prefix: str) -> None:
    """A code without words would stop a reader in the middle of a sentence."""
    assert {f"show.{prefix}.{code}" for code in OWN[prefix]} <= MESSAGES.keys()


@pytest.mark.parametrize("prefix", SHARED_CODES)
def test_every_shared_code_has_words(prefix: str) -> None:
    """Of the catalogue that all prose shares."""
    assert {f"{prefix}.{code}" for code in SHARED_CODES[prefix]} <= SHARED.keys()


def test_no_words_are_kept_that_nobody_says(checkout: Path) -> None:
    """A message whose code, or the head of whose code, stands nowhere in the source is dead."""
    source = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("report", "cli")
        for path in (checkout / "src" / "truceline" / folder).glob("*.py")
    )
    heads = {*OWN, "section", "date"}
    dead = [code for code in MESSAGES if f'"{code}"' not in source and code.split(".")[1] not in heads]

    assert [code for code in dead if not code.endswith(".one")] == []


def test_a_code_without_words_is_a_mistake_of_ours() -> None:
    """It is not passed over in silence."""
    with pytest.raises(KeyError, match=r"no\.such"):
        say("no.such")
