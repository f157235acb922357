# SPDX-License-Identifier: Apache-2.0
"""Texts and requests in memory."""

from collections.abc import Sequence
from dataclasses import dataclass

from truceline.app.ports import Acceptance, KeptAnswer, Look, Page, ProposedText, Selection
from truceline.base.errors import TakenError
from truceline.storage.memory.listing import page_of
from truceline.storage.memory.undo import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryTexts:
    """Proposed agreements, as ``app.ports.Texts`` says.

    Attributes:
        texts: Versions by agreement and digest.
        accepted: Acceptances by agreement, digest and party.
    """

    texts: Table[tuple[str, str], ProposedText]
    accepted: Table[tuple[str, str, str], Acceptance]

    def propose(self, text: ProposedText) -> None:
        """Keep a version.

        Raises:
            TakenError: The same version stands there already.
        """
        if (text.agreement, text.digest) in self.texts:
            message = f"agreement {text.agreement:.80}: expected a new version, got one that stands here already"
            raise TakenError(message)
        self.texts.put((text.agreement, text.digest), text)

    def versions(self, agreement: str) -> tuple[ProposedText, ...]:
        """Give every version, the first one first."""
        return tuple(text for text in self.texts if text.agreement == agreement)

    def proposed(self) -> tuple[str, ...]:
        """Give the ids of agreements of which a version was proposed, sorted."""
        return tuple(sorted({text.agreement for text in self.texts}))

    def accept(self, acceptance: Acceptance) -> None:
        """Keep an acceptance.

        Raises:
            TakenError: The party accepted this version already.
        """
        key = (acceptance.agreement, acceptance.digest, acceptance.party)
        if key in self.accepted:
            message = f"agreement {acceptance.agreement:.80}: expected a first acceptance, got a second one"
            raise TakenError(message)
        self.accepted.put(key, acceptance)

    def acceptances(self, agreement: str) -> tuple[Acceptance, ...]:
        """Give every acceptance of every version, in the order in which they came."""
        return tuple(acceptance for acceptance in self.accepted if acceptance.agreement == agreement)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryRequests:
    """What was asked of the node, as ``app.ports.Requests`` says.

    Attributes:
        answers: Kept answers by officer and key.
        cells: When a cell was last asked about, by party, officer and cell [ns since 1970 UTC].
        revised: How many intents an officer revised, by officer and instant.
        seen: Looks by number.
    """

    answers: Table[tuple[str, str], KeptAnswer]
    cells: Table[tuple[str, str, int], int]
    revised: Table[tuple[str, int], int]
    seen: Table[int, Look]

    def answer(self, officer: str, key: str) -> KeptAnswer | None:
        """Give the answer kept for an officer's idempotency key; None when there is none."""
        return self.answers.get((officer, key))

    def keep_answer(self, officer: str, key: str, answer: KeptAnswer) -> None:
        """Keep the answer to a request with a key, in the place of one kept before."""
        self.answers.put((officer, key), answer)

    def ask_cells(self, party: str, officer: str, cells: Sequence[int], at_ns: int) -> None:
        """Remember which coarse cells an officer asked about."""
        for cell in cells:
            self.cells.put((party, officer, cell), max(at_ns, self.cells.get((party, officer, cell)) or at_ns))

    def cells_asked(self, party: str, since_ns: int, *, officer: str = "") -> frozenset[int]:
        """Give the distinct coarse cells asked about since an instant."""
        return frozenset(
            cell
            for (asker, who, cell), at_ns in self.cells.rows.items()
            if asker == party and at_ns >= since_ns and officer in ("", who)
        )

    def add_revision(self, officer: str, at_ns: int) -> None:
        """Count a revision."""
        self.revised.put((officer, at_ns), (self.revised.get((officer, at_ns)) or 0) + 1)

    def revisions(self, officer: str, since_ns: int) -> int:
        """Give how many revisions of an officer were counted since an instant."""
        return sum(count for (who, at_ns), count in self.revised.rows.items() if who == officer and at_ns >= since_ns)

    def add_look(self, look: Look) -> None:
        """Remember a look."""
        self.seen.put(self.seen.next_number(), look)

    def looks(self, selection: Selection) -> Page[Look]:
        """Give the looks of the reader's own officers, latest first."""
        return page_of(
            (
                (look.at_ns, number, look)
                for number, look in self.seen.rows.items()
                if look.party == selection.reader
                and (selection.interval is None or selection.interval.holds(look.at_ns))
            ),
            selection.after,
            selection.limit,
        )
