# SPDX-License-Identifier: Apache-2.0
"""The terms of the moment: what a node answers by, made anew when a text was agreed or a claim was taken.

Used inside the store's thread, by whoever wrote what changes them: whoever asks after a claim was acknowledged is
answered with it.
"""

from dataclasses import dataclass, field, replace

from truceline.agreement.library import Library
from truceline.app.agreed_texts import AgreedTexts
from truceline.app.caller import NodeTerms
from truceline.app.current_test import CurrentTest
from truceline.app.ports import Records
from truceline.clauses.planned import PlanTest, plan_test
from truceline.picture.claims import Claim


@dataclass(slots=True, kw_only=True)
class CurrentTerms:
    """Holds the terms, and renews them.

    Attributes:
        terms: What the node answers by at present.
        agreed: Knows the texts agreed since the node was made.
        tests: Knows the claims in force.
    """

    terms: NodeTerms
    agreed: AgreedTexts
    tests: CurrentTest
    _claims: tuple[Claim, ...] = field(default=(), repr=False)

    def renew(self, records: Records) -> None:
        """Look whether a text was agreed or a claim taken since, and make the terms anew if so.

        Raises:
            NodeError: The shelves cannot be read.
        """
        library, claims = self.agreed.library(records), self.tests.claims(records)
        if library is not self.terms.library or claims is not self._claims:
            plans = self._plans(library, claims, records)
            self.terms, self._claims = replace(self.terms, library=library, plans=plans), claims

    def _plans(self, library: Library, claims: tuple[Claim, ...], records: Records) -> PlanTest:
        """Add claims to the test at hand where nothing else changed; shapes are not measured anew for a claim."""
        known = len(self._claims)
        if library is self.terms.library and claims[:known] == self._claims:
            return self.terms.plans.with_claims(claims[known:])
        return plan_test(self.tests.test(records, library))
