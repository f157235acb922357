# SPDX-License-Identifier: Apache-2.0
"""Raise alleged violations and contested acts from a table of rulings, with every account they stand on.

An act that one account tells and no claim touches is raised from the table alone: its single teller is that account,
and without it nothing is told. Any other act is ruled again in full, by the provisions concerned.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

import numpy as np

from truceline.base.fourvalue import FourValue, Told
from truceline.clauses.judging import ClauseTest
from truceline.clauses.slots import Plan
from truceline.clauses.table import RulingTable
from truceline.findings.alleged import AllegedViolation, ContestedAct
from truceline.findings.origin_counts import OriginCounts
from truceline.findings.ruling import (
    CONDITIONS,
    RULING_WORDS,
    Condition,
    ConditionFinding,
    Flip,
    Ruling,
    RulingWord,
)
from truceline.picture.acts import Act

Finding: TypeAlias = AllegedViolation | ContestedAct
_RAISED = (RulingWord.PROHIBITED, RulingWord.CONTESTED)


def raise_findings(
    acts: Sequence[Act],
    table: RulingTable,
    test: ClauseTest,
    event_of: Mapping[str, str],
    origins: Mapping[str, OriginCounts],
) -> Iterator[Finding]:
    """Raise a finding for each act and provision ruled prohibited or contested.

    Args:
        acts: The acts, in the order of the table.
        table: Their rulings.
        test: The test that made them.
        event_of: The event of acts that belong to an incident.
        origins: On how many origins each act rests.

    Yields:
        Findings in the order of acts, then of provisions.
    """
    numbers = [RULING_WORDS.index(word) for word in _RAISED]
    raised = np.isin(table.word, numbers)
    for row in np.flatnonzero(raised.any(axis=1)).tolist():
        act, columns = acts[row], np.flatnonzero(raised[row]).tolist()
        for ruling in _rulings(act, row, columns, table, test):
            yield _finding(act, ruling, test, event_of.get(act.id, act.engagement), origins[act.id])


def _rulings(act: Act, row: int, columns: list[int], table: RulingTable, test: ClauseTest) -> tuple[Ruling, ...]:
    plans = tuple(test.plans[column] for column in columns)
    is_contested = (table.word[row, columns] == RULING_WORDS.index(RulingWord.CONTESTED)).all()
    if len(act.accounts) == 1 and is_contested and _tellers(act, test) == {only_teller(act)}:
        return tuple(_lone(act, row, column, table, plan) for column, plan in zip(columns, plans, strict=True))
    return replace(test, plans=plans).rule(act)


def _tellers(act: Act, test: ClauseTest) -> set[str]:
    return {teller for piece in test.evidence(act) for teller in piece.tellers}


def only_teller(act: Act) -> str:
    """Give the teller id of an act's first account."""
    return f"{act.id}#1"


def _lone(act: Act, row: int, column: int, table: RulingTable, plan: Plan) -> Ruling:
    """Rebuild the contested ruling of an act that one account alone tells; only the deciding condition is given."""
    agreement, provision = plan.key
    teller, source = only_teller(act), act.accounts[0].source
    decided_by: Condition = CONDITIONS[table.decided_by[row, column]]
    dropped = [("origin", source.origin_id)] if table.flips_origin[row, column] else []
    dropped += [("party", source.party)] if table.flips_party[row, column] else []
    return Ruling(
        act=act.id,
        agreement=agreement,
        provision=provision,
        word=RulingWord.CONTESTED,
        decided_by=decided_by,
        conditions=(ConditionFinding(condition=decided_by, told=Told.by(teller, FourValue.BOTH)),),
        rests_on=(teller,),
        passage_status=plan.provision.passage.status.value,
        flips=tuple(Flip(dropped=name, kind=kind, word=RulingWord.CANNOT_JUDGE) for kind, name in dropped),
    )


def _finding(act: Act, ruling: Ruling, test: ClauseTest, event: str, origins: OriginCounts) -> Finding:
    tellings = test.tellings(act)
    accounts = tuple(telling.account for telling in tellings)
    parties = tuple(dict.fromkeys(actor for account in accounts for actor in account.actor))
    own = {telling.id for telling in tellings if telling.id.startswith(f"{act.id}#")}
    claims = tuple(teller for teller in ruling.rests_on if teller not in own)
    is_alleged = ruling.word is RulingWord.PROHIBITED
    made: Callable[..., Finding] = (
        AllegedViolation if is_alleged else partial(ContestedAct, contested=ruling.decided_by)
    )
    return made(
        act=act.id,
        event=event,
        title=act.title,
        agreement=ruling.agreement,
        provision=ruling.provision,
        alleged_party=parties,
        accounts=accounts,
        conditions=(*ruling.conditions, *ruling.exceptions),
        rests_on=ruling.rests_on,
        claims=claims,
        passage_status=ruling.passage_status,
        flips=ruling.flips,
        exercise=act.exercise,
        origins=origins,
    )
