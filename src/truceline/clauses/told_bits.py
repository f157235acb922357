# SPDX-License-Identifier: Apache-2.0
"""What is told of every single fact that provisions ask for, act by act, before anything is decided.

These are the bits from which ``table`` decides. Here they stay apart, so that somebody can ask what an answer would be
if one fact were told otherwise (``assessment.rehearsal``); the decisions are those of the same kernel.

Rule: whether a place is undecided for its own coarseness is seen by locating its very point: what the point settles,
a finer place would settle; what stays open even there, only the zone's outline can.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from truceline.agreement.standing import Phase
from truceline.base.fourvalue import FourValue
from truceline.base.instants import Interval
from truceline.clauses.evidence import Telling, maybe_interval
from truceline.clauses.judging import ClauseTest
from truceline.clauses.rows import Encoded, Located, encode, epochs_of
from truceline.clauses.slots import Plan
from truceline.clauses.table import clause_arrays
from truceline.clauses.zone_groups import zone_groups
from truceline.findings.ruling import CONDITIONS, RULING_WORDS
from truceline.kernels.ruling_arrays import BYTE, LATE_BIT, LOW_BYTE, WINDOW_BIT, Clauses
from truceline.kernels.rulings_plain import append_points, decide_plain, join_tellings
from truceline.picture.acts import Account, Act

Bits = NDArray[np.uint32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBits:
    """What is told of n acts for P provisions; bit b of a number speaks of slot b.

    Attributes:
        true: Facts told true ``(n, P)``.
        false: Facts told false ``(n, P)``.
        coarse: Places undecided only because the told place is coarse ``(n, P)``.
        unclear_life: Whether the text itself leaves open, or two sides dispute, that it applied then ``(n, P)``.
        offered: Parts of an account that are told ``(n,)``, one bit per ``rows.COMPONENTS``.
        has_point: Whether some account tells a position ``(n,)``.
        names_actor: Whether some account names those who acted apart from others ``(n,)``.
        names_against: Whether some account names those acted against apart from others ``(n,)``.
    """

    true: Bits
    false: Bits
    coarse: Bits
    unclear_life: Flags
    offered: NDArray[np.uint16]
    has_point: Flags
    names_actor: Flags
    names_against: Flags


def told_bits(acts: Sequence[Act], test: ClauseTest) -> ToldBits:
    """Gather what is told of every single fact.

    Args:
        acts: The acts.
        test: The clause test; its plans are the provisions.

    Returns:
        The bits, in the order of the acts and of the test's plans.
    """
    encoded = encode(acts, test)
    tellings = [test.tellings(act) for act in acts]
    count = len(test.plans)
    true, false = _joined(encoded, encoded.points, test, count)
    points = replace(encoded.points, radius_m=np.zeros_like(encoded.points.radius_m))
    fine_true, fine_false = _joined(encoded, points, test, count)
    return ToldBits(
        true=true,
        false=false,
        coarse=~(true | false) & (fine_true | fine_false),
        unclear_life=_unclear_life(tellings, test),
        offered=encoded.rows.offered,
        has_point=_flags(tellings, lambda account: account.place is not None and account.place.position is not None),
        names_actor=_flags(tellings, lambda account: _are_named(account.actor, test)),
        names_against=_flags(tellings, lambda account: _are_named(account.against, test)),
    )


def read_as_applied(told: ToldBits, provisions: Sequence[bool]) -> ToldBits:
    """Give the same bits as if some provisions had applied all along.

    Args:
        told: The bits.
        provisions: Of each provision, whether it is read so.
    """
    chosen = np.array(provisions, dtype=np.bool_)
    window = np.where(chosen, np.uint32(1 << WINDOW_BIT), np.uint32(0)).astype(np.uint32)
    closed = np.where(chosen, np.uint32(1 << WINDOW_BIT | 1 << LATE_BIT), np.uint32(0)).astype(np.uint32)
    return replace(
        told,
        true=told.true | window,
        false=told.false & ~closed,
        unclear_life=told.unclear_life & ~chosen,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What one provision answers to k patterns of told bits.

    Attributes:
        word: Index into ``RULING_WORDS`` ``(k,)``.
        decided_by: Index into ``CONDITIONS`` ``(k,)``.
        open_bits: Facts told neither that block an answer ``(k,)``.
    """

    word: NDArray[np.uint8]
    decided_by: NDArray[np.uint8]
    open_bits: Bits


class Decider:
    """Decides one provision for any pattern of told bits."""

    def __init__(self, plan: Plan) -> None:
        self._clauses: Clauses = clause_arrays([plan])

    def decide(self, true: Bits, false: Bits) -> Answers:
        """Decide patterns ``(k,)`` of told bits."""
        width = len(self._clauses.base)
        told = np.zeros((len(true), 2 * width), dtype=np.uint32)
        told[:, 0], told[:, width] = true | self._clauses.base[0], false
        verdict, open_bits = decide_plain(told, self._clauses)
        word, decided_by = (verdict[:, 0] >> BYTE).astype(np.uint8), (verdict[:, 0] & LOW_BYTE).astype(np.uint8)
        assert word.max(initial=0) < len(RULING_WORDS)
        assert decided_by.max(initial=0) < len(CONDITIONS)
        return Answers(word=word, decided_by=decided_by, open_bits=open_bits[:, 0])


def _joined(encoded: Encoded, points: Located, test: ClauseTest, count: int) -> tuple[Bits, Bits]:
    """Join everything told of each act, its points located as given."""
    clauses = clause_arrays(test.plans)
    width = len(clauses.base)
    located = zone_groups(test, points).locate(points, compiled=False)
    planes = append_points(encoded.planes, located, width)
    told = join_tellings(encoded.rows, planes, clauses, np.ones(len(encoded.rows.row), dtype=np.bool_))
    return told[:, :count], told[:, width : width + count]


def _flags(tellings: Sequence[Sequence[Telling]], is_so: Callable[[Account], bool]) -> Flags:
    """Say of each act whether some account is such."""
    return np.array([any(is_so(each.account) for each in told) for told in tellings], dtype=np.bool_)


def _are_named(forces: Sequence[str], test: ClauseTest) -> bool:
    """Say whether forces are told apart from others: none of them an umbrella or a name that is not known here."""
    return bool(forces) and all(force in test.family_of for force in forces)


def _unclear_life(tellings: Sequence[Sequence[Telling]], test: ClauseTest) -> Flags:
    """Say of each act and provision whether the provision's own life is unclear at a time told."""
    epochs = epochs_of(test)
    offset = test.matches.offset
    known: dict[tuple[Interval, ...], int] = {}
    number = []
    for told in tellings:
        times = (maybe_interval(each.account, offset) for each in told)
        wide = tuple(dict.fromkeys(epochs.widen(time) for time in times if time is not None))
        number.append(known.setdefault(wide, len(known)))
    phases = [test.setting.phases(plan) for plan in test.plans]
    table = np.array(
        [[any(_is_unclear(each, time) for time in times) for each in phases] for times in known], dtype=np.bool_
    ).reshape(len(known), len(test.plans))
    return table[np.array(number, dtype=np.int64)]


def _is_unclear(phases: Sequence[Phase], time: Interval) -> bool:
    met = (phase.applies.value for phase in phases if phase.interval.meets(time))
    return any(value in {FourValue.NEITHER, FourValue.BOTH} for value in met)
