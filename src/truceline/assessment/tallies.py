# SPDX-License-Identifier: Apache-2.0
"""Counts over the table of rulings: the ten words, missing facts, disputes, passages, flips (docs/counting.md)."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from truceline.agreement.library import Library
from truceline.agreement.provisions import PassageStatus, Provision
from truceline.assessment.assessment import (
    AgreementCount,
    Blocker,
    Dispute,
    FlipShare,
    Judged,
    PassageCount,
    ProvisionCount,
    WordCount,
)
from truceline.assessment.strength import LEAVING_NUMBERS, UNDECIDED_NUMBERS, number_of, strongest_words
from truceline.clauses.slots import MISSING_CODES
from truceline.clauses.table import RulingTable
from truceline.findings.ruling import CONDITIONS, LEAVING_WORDS, RULING_WORDS, RulingWord

_SILENT = (RulingWord.CLAUSE_SILENT, RulingWord.OUTSIDE_PLACE, RulingWord.OUTSIDE_TIME, RulingWord.NOT_BOUND)
_CANNOT_JUDGE = number_of(RulingWord.CANNOT_JUDGE)
_CONTESTED = number_of(RulingWord.CONTESTED)


def judged_acts(strongest: NDArray[np.uint8]) -> Judged:
    """Count acts by how they could be judged, from their strongest words."""
    count = {word: int((strongest == number_of(word)).sum()) for word in RULING_WORDS}
    undecided = int(np.isin(strongest, UNDECIDED_NUMBERS).sum())
    return Judged(
        acts=int(strongest.size),
        could_be_judged=int(strongest.size) - undecided,
        could_not_be_judged=undecided,
        prohibited=count[RulingWord.PROHIBITED],
        contested=count[RulingWord.CONTESTED],
        cannot_judge=count[RulingWord.CANNOT_JUDGE],
        permitted=count[RulingWord.PERMITTED],
        not_yet_applied=count[RulingWord.NOT_YET_APPLIED],
        exempt=count[RulingWord.EXEMPT],
        no_clause=sum(count[word] for word in _SILENT),
    )


def word_counts(words: NDArray[np.uint8], strongest: NDArray[np.uint8]) -> tuple[WordCount, ...]:
    """Count rulings and acts by each of the ten words, in their order."""
    rulings = np.bincount(words.ravel(), minlength=len(RULING_WORDS))
    acts = np.bincount(strongest, minlength=len(RULING_WORDS))
    return tuple(
        WordCount(word=word.value, rulings=int(rulings[number]), acts=int(acts[number]))
        for number, word in enumerate(RULING_WORDS)
    )


def blockers(table: RulingTable, strongest: NDArray[np.uint8], columns: NDArray[np.bool_]) -> tuple[Blocker, ...]:
    """Say which missing facts block how many acts, among some provisions.

    Args:
        table: The rulings.
        strongest: Each act's strongest word among those provisions.
        columns: Which provisions, ``(provisions,)``.

    Returns:
        Missing facts that occur, most acts first, then by code.
    """
    cannot = (table.word == _CANNOT_JUDGE) & columns
    missing = np.where(cannot, table.missing, 0)
    of_act = np.bitwise_or.reduce(missing, axis=1)
    is_blocked = strongest == _CANNOT_JUDGE
    found = []
    for bit, code in enumerate(MISSING_CODES):
        misses = of_act & (1 << bit) != 0
        acts = int((misses & is_blocked).sum())
        rulings = int((missing & (1 << bit) != 0).sum())
        if rulings:
            alone = int(((of_act == 1 << bit) & is_blocked).sum())
            found.append(Blocker(missing=code.value, acts=acts, alone=alone, rulings=rulings))
    return tuple(sorted(found, key=lambda blocker: (-blocker.acts, blocker.missing)))


def disputes(table: RulingTable, strongest: NDArray[np.uint8]) -> tuple[Dispute, ...]:
    """Say about which conditions accounts stand against each other, most acts first, then by condition."""
    contested = table.word == _CONTESTED
    found = []
    for number, condition in enumerate(CONDITIONS):
        by_condition = contested & (table.decided_by == number)
        acts = int((by_condition.any(axis=1) & (strongest == _CONTESTED)).sum())
        if by_condition.any():
            found.append(Dispute(condition=condition.value, acts=acts, rulings=int(by_condition.sum())))
    return tuple(sorted(found, key=lambda dispute: (-dispute.acts, dispute.condition)))


def agreement_counts(table: RulingTable, library: Library) -> tuple[AgreementCount, ...]:
    """Count under each agreement alone, in the library's order; agreements without rules for acts are left out."""
    owner = np.array([agreement for agreement, _ in table.provisions])
    found = []
    for agreement in library.agreements:
        columns = owner == agreement.id
        if not columns.any():
            continue
        words = table.word[:, columns]
        strongest = strongest_words(words)
        found.append(
            AgreementCount(
                agreement=agreement.id,
                title=agreement.title,
                provisions=int(columns.sum()),
                words=word_counts(words, strongest),
                blocked_by=blockers(table, strongest, columns),
            )
        )
    return tuple(found)


def provision_counts(table: RulingTable, library: Library) -> tuple[ProvisionCount, ...]:
    """Count under each provision, in the table's order."""
    known = provisions_by_key(library)
    return tuple(_provision_count(table, column, known[key]) for column, key in enumerate(table.provisions))


def provisions_by_key(library: Library) -> Mapping[tuple[str, str], Provision]:
    """Give every provision by the ids of its agreement and its own."""
    return {
        (agreement.id, provision.id): provision
        for agreement in library.agreements
        for provision in agreement.provisions
    }


def _provision_count(table: RulingTable, column: int, provision: Provision) -> ProvisionCount:
    words = np.bincount(table.word[:, column], minlength=len(RULING_WORDS))
    missing = np.where(table.word[:, column] == _CANNOT_JUDGE, table.missing[:, column], 0)
    by_code = {code.value: int((missing & (1 << bit) != 0).sum()) for bit, code in enumerate(MISSING_CODES)}
    agreement, provision_id = table.provisions[column]
    return ProvisionCount(
        agreement=agreement,
        provision=provision_id,
        title=provision.title,
        modality=provision.modality.value,
        passage_status=provision.passage.status.value,
        words={word.value: int(words[number]) for number, word in enumerate(RULING_WORDS) if words[number]},
        missing={code: count for code, count in by_code.items() if count},
        flips_origin=int(table.flips_origin[:, column].sum()),
        flips_party=int(table.flips_party[:, column].sum()),
    )


def passage_counts(table: RulingTable, library: Library) -> tuple[PassageCount, ...]:
    """Count rulings that did not leave their clause by the status of the passage, in the order of the statuses."""
    known = provisions_by_key(library)
    status = np.array([known[key].passage.status.value for key in table.provisions])
    stays = ~np.isin(table.word, LEAVING_NUMBERS)
    found = []
    for each in PassageStatus:
        columns = status == each.value
        mine = stays[:, columns]
        found.append(
            PassageCount(
                status=each.value,
                provisions=int(columns.sum()),
                rulings=int(mine.sum()),
                acts=int(mine.any(axis=1).sum()),
            )
        )
    return tuple(found)


def flip_shares(table: RulingTable) -> tuple[FlipShare, ...]:
    """Count flips by word, of rulings that did not leave their clause and words that occur."""
    found = []
    for number, word in enumerate(RULING_WORDS):
        mine = table.word == number
        if word not in LEAVING_WORDS and mine.any():
            origin, party = int(table.flips_origin[mine].sum()), int(table.flips_party[mine].sum())
            found.append(FlipShare(word=word.value, rulings=int(mine.sum()), flips_origin=origin, flips_party=party))
    return tuple(found)
