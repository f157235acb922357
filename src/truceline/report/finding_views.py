# SPDX-License-Identifier: Apache-2.0
"""Findings as the report shows them: the first of each kind, with their accounts as columns and their origins."""

from dataclasses import dataclass

from truceline.app.raise_findings import Finding
from truceline.findings.alleged import AllegedViolation
from truceline.report.explaining import AccountView, account_views
from truceline.report.naming import Namer

FINDINGS_SHOWN = 40
"""Findings of one kind that the page spells out; the others stand in findings.jsonl."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """A finding with its accounts as columns and its origins."""

    finding: Finding
    accounts: tuple[AccountView, ...]
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingKind:
    """Findings of one kind: how many, and the first of them."""

    code: str
    count: int
    shown: tuple[FindingView, ...]


def finding_kinds(findings: tuple[Finding, ...], namer: Namer) -> tuple[FindingKind, ...]:
    """Gather findings by kind, those that stand as told before those told both ways.

    Args:
        findings: Findings, in their order.
        namer: Names of the library, and of the accounts on the page.

    Returns:
        Kinds that occur, each with its first findings.
    """
    alleged = tuple(each for each in findings if isinstance(each, AllegedViolation))
    contested = tuple(each for each in findings if not isinstance(each, AllegedViolation))
    kinds: tuple[tuple[str, tuple[Finding, ...]], ...] = (("alleged", alleged), ("contested", contested))
    return tuple(
        FindingKind(
            code=code,
            count=len(found),
            shown=tuple(
                _finding_view(code, number, each, namer) for number, each in enumerate(found[:FINDINGS_SHOWN], 1)
            ),
        )
        for code, found in kinds
        if found
    )


def _finding_view(code: str, number: int, finding: Finding, namer: Namer) -> FindingView:
    origins = dict.fromkeys(account.source.origin_id for account in finding.accounts)
    return FindingView(
        finding=finding,
        accounts=account_views(f"{code}-{number}", finding.accounts, namer),
        origins=tuple(namer.origin(each) for each in origins),
    )
