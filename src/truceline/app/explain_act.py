# SPDX-License-Identifier: Apache-2.0
"""Explain one act: what every provision says of it, on whose word, what is missing and what would flip the answer.

A planned act is refused before anything is looked up (``admit_act``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from truceline.agreement.agreement import Agreement, Assertion
from truceline.agreement.library import Library
from truceline.agreement.provisions import Provision
from truceline.app.admit_act import AdmissionTerms, admit_act, claims_by_act, with_claims
from truceline.assessment.withheld import shown_accounts
from truceline.base.fourvalue import FourValue
from truceline.clauses.judging import clause_test
from truceline.findings.ruling import Condition, Ruling, RulingWord
from truceline.picture.acts import Account, Act
from truceline.picture.claims import Claim

FAR_WORDS = frozenset({RulingWord.NOT_BOUND, RulingWord.OUTSIDE_TIME, RulingWord.OUTSIDE_PLACE})
"""Words of provisions that do not come near the act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One provision's ruling with the provision itself."""

    ruling: Ruling
    agreement: Agreement
    provision: Provision

    @property
    def is_far(self) -> bool:
        """Whether the provision does not come near the act."""
        return self.ruling.word in FAR_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is said of one act.

    Attributes:
        act: The act.
        accounts: Ids and accounts of every teller, those of claims included.
        near: Rulings that do not leave at once, in the library's order.
        far: The others.
        assertions: What parties say of those who acted or their parties, where an agreement would reach the act if it
            bound them.
        text_permits: Whether a permission may be shown as such: some text permits and no provision prohibits.
    """

    act: Act
    accounts: tuple[tuple[str, Account], ...]
    near: tuple[Explained, ...]
    far: tuple[Explained, ...]
    assertions: tuple[tuple[Agreement, Assertion], ...]
    text_permits: bool

    @property
    def speaking(self) -> tuple[Explained, ...]:
        """Those of the near provisions that are not silent about the act."""
        return tuple(each for each in self.near if each.ruling.word is not RulingWord.CLAUSE_SILENT)

    @property
    def unsure_passages(self) -> dict[str, int]:
        """How many of the speaking provisions rest on a gloss and on an unverified passage."""
        statuses = [each.ruling.passage_status for each in self.speaking]
        return {status: statuses.count(status) for status in ("gloss", "unverified")}


def explain_act(act: Act, terms: AdmissionTerms, claims: Sequence[Claim]) -> Explanation:
    """Explain one act.

    Args:
        act: The act.
        terms: On what terms it is let in.
        claims: Claims beside those of the library.

    Returns:
        The explanation.

    Raises:
        RedLineError: It, or what a claim adds to it, is planned or not shown to be past, or it is invented beside
            real parties.
        InputError: The clauses could not read it.
    """
    library = terms.library
    known = claims_by_act((*library.claims, *claims))
    admit_act(with_claims(act, known), terms)
    test = clause_test(library, claims)
    provisions = {
        (agreement.id, provision.id): (agreement, provision)
        for agreement in library.agreements
        for provision in agreement.provisions
    }
    explained = [
        Explained(ruling=ruling, agreement=agreement, provision=provision)
        for ruling in test.rule(act)
        for agreement, provision in [provisions[ruling.agreement, ruling.provision]]
    ]
    words = {each.ruling.word for each in explained}
    tellings = test.tellings(act)
    offset = library.header.utc_offset.delta
    shown = shown_accounts(tuple(telling.account for telling in tellings), terms.now_ns, offset)
    accounts = tuple((telling.id, account) for telling, account in zip(tellings, shown, strict=True))
    return Explanation(
        act=replace(act, accounts=shown[: len(act.accounts)]),
        accounts=accounts,
        near=tuple(each for each in explained if not each.is_far),
        far=tuple(each for each in explained if each.is_far),
        assertions=_assertions(explained, [account for _, account in accounts], library),
        text_permits=RulingWord.PERMITTED in words and RulingWord.PROHIBITED not in words,
    )


def _assertions(
    explained: Sequence[Explained], accounts: Sequence[Account], library: Library
) -> tuple[tuple[Agreement, Assertion], ...]:
    """Find what parties assert about those who acted, where a provision would reach the act if it bound them."""
    actors = {actor for account in accounts for actor in account.actor}
    parties = {force.party for force in library.forces.values() if force.id in actors and force.party}
    backers = {backing.party for force in library.forces.values() if force.id in actors for backing in force.backers}
    spoken_of = actors | parties | backers
    agreements = {each.agreement.id: each.agreement for each in explained if _binds_only_others(each.ruling)}
    return tuple(
        (agreement, assertion)
        for agreement in agreements.values()
        for assertion in agreement.assertions
        if assertion.about in spoken_of
    )


def _binds_only_others(ruling: Ruling) -> bool:
    """Say whether nothing but who is bound keeps a provision from the act: time, place and kind may all be met."""
    others = (finding for finding in ruling.conditions if finding.condition is not Condition.BOUND)
    return ruling.word is RulingWord.NOT_BOUND and all(finding.value is not FourValue.FALSE for finding in others)
