# SPDX-License-Identifier: Apache-2.0
"""The clause test of the moment: a library with the claims that bear on rulings now, made anew when either changed."""

from dataclasses import dataclass, field

from truceline.agreement.library import Library
from truceline.app.circle import EVERYBODY
from truceline.app.ports import Records, Selection, StatementKind
from truceline.app.state_claim import claims_in_force
from truceline.clauses.judging import ClauseTest, clause_test
from truceline.picture.claims import Claim


@dataclass(slots=True)
class CurrentTest:
    """Remembers the claims in force, and the clause test that was made with them last.

    Used inside the store's thread alone. An erased claim is seen after ``forget``.
    """

    _latest: str | None = None
    _claims: tuple[Claim, ...] = ()
    _test: ClauseTest | None = field(default=None, repr=False)

    def claims(self, records: Records) -> tuple[Claim, ...]:
        """Give the claims on which rulings may rest, in the order in which they came."""
        newest = records.statements.page(StatementKind.CLAIM, Selection(reader=EVERYBODY, limit=1)).items
        latest = newest[0].id if newest else ""
        if latest != self._latest:
            new = claims_in_force(records, self._claims[-1].id if self._claims else "")
            # All were read, if what was known last stands there no longer.
            is_all = not {claim.id for claim in self._claims}.isdisjoint(claim.id for claim in new)
            self._claims = new if is_all else (*self._claims, *new)
            self._latest, self._test = latest, None
        return self._claims

    def test(self, records: Records, library: Library) -> ClauseTest:
        """Give the clause test of a library and the claims in force."""
        claims = self.claims(records)
        if self._test is None or self._test.library is not library:
            self._test = clause_test(library, claims)
        return self._test

    def forget(self) -> None:
        """Look at every claim anew next time: one was erased."""
        self._latest, self._claims, self._test = None, (), None
