# SPDX-License-Identifier: Apache-2.0
"""The shelf of proposed agreements and of who accepted which version."""

from dataclasses import dataclass

import apsw

from truceline.app.ports import Acceptance, ProposedText
from truceline.base.errors import TakenError
from truceline.storage.sqlite.asking import ask_each


@dataclass(frozen=True, slots=True, kw_only=True)
class SQLiteTexts:
    """Proposed agreements, as ``app.ports.Texts`` says.

    Attributes:
        connection: The store's connection, inside a transaction.
    """

    connection: apsw.Connection

    def propose(self, text: ProposedText) -> None:
        """Keep a version.

        Raises:
            TakenError: The same version stands there already.
        """
        try:
            self.connection.execute(
                "INSERT INTO proposed_text (agreement, digest, party, officer, at_ns, document, replaces) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (text.agreement, text.digest, text.party, text.officer, text.at_ns, text.document, text.replaces),
            )
        except apsw.ConstraintError as error:
            message = f"agreement {text.agreement:.80}: expected a new version, got one that stands here already"
            raise TakenError(message) from error

    def versions(self, agreement: str) -> tuple[ProposedText, ...]:
        """Give every version, the first one first."""
        found = ask_each(
            self.connection,
            "SELECT digest, party, officer, at_ns, document, replaces FROM proposed_text "
            "WHERE agreement = ? ORDER BY key",
            (agreement,),
        )
        return tuple(
            ProposedText(
                agreement=agreement,
                digest=digest,
                party=party,
                officer=officer,
                at_ns=at_ns,
                document=document,
                replaces=replaces,
            )
            for digest, party, officer, at_ns, document, replaces in found
        )

    def proposed(self) -> tuple[str, ...]:
        """Give the ids of agreements of which a version was proposed, sorted."""
        found = ask_each(self.connection, "SELECT DISTINCT agreement FROM proposed_text ORDER BY agreement")
        return tuple(row[0] for row in found)

    def accept(self, acceptance: Acceptance) -> None:
        """Keep an acceptance.

        Raises:
            TakenError: The party accepted this version already.
        """
        try:
            self.connection.execute(
                "INSERT INTO acceptance (agreement, digest, party, officer, at_ns, words) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    *(acceptance.agreement, acceptance.digest, acceptance.party),
                    *(acceptance.officer, acceptance.at_ns, acceptance.words),
                ),
            )
        except apsw.ConstraintError as error:
            message = (
                f"agreement {acceptance.agreement:.80}: expected a first acceptance of this version, got a second one "
                f"of {acceptance.party}; what it said first stands"
            )
            raise TakenError(message) from error

    def acceptances(self, agreement: str) -> tuple[Acceptance, ...]:
        """Give every acceptance of every version, in the order in which they came."""
        found = ask_each(
            self.connection,
            "SELECT digest, party, officer, at_ns, words FROM acceptance WHERE agreement = ? ORDER BY key",
            (agreement,),
        )
        return tuple(
            Acceptance(agreement=agreement, digest=digest, party=party, officer=officer, at_ns=at_ns, words=words)
            for digest, party, officer, at_ns, words in found
        )
