# SPDX-License-Identifier: Apache-2.0
"""The assessment, the findings and the rejections as JSON."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from truceline.assessment.assessment import Assessment
from truceline.findings.alleged import AllegedViolation, ContestedAct
from truceline.picture.intake import Rejection
from truceline.records.writer import Plain, plain

ALLEGED_SCHEMA = "truceline/alleged-violation/1"
CONTESTED_SCHEMA = "truceline/contested-act/1"
REJECTION_SCHEMA = "truceline/rejection/1"
_WRITTEN_APART = frozenset({"accounts", "origins"})
"""Accounts are shared by findings of one act; of the origins the four counts stand in the finding itself."""


def assessment_json(assessment: Assessment) -> bytes:
    """Write an assessment as one JSON document, every field given, two spaces of indent."""
    return msgspec.json.format(msgspec.json.encode(assessment), indent=2) + b"\n"


def write_findings(path: Path, findings: Iterable[AllegedViolation | ContestedAct]) -> None:
    """Write findings as JSON Lines, in the given order.

    Raises:
        OSError: It cannot be written.
    """
    accounts: dict[int, list[Plain]] = {}

    def accounts_of(finding: AllegedViolation | ContestedAct) -> list[Plain]:
        # The findings of one act share its accounts: they are made plain once.
        key = id(finding.accounts[0]) if finding.accounts else 0
        if key not in accounts:
            accounts.clear()
            accounts[key] = [plain(account) for account in finding.accounts]
        return accounts[key]

    encoder = msgspec.json.Encoder()
    with path.open("xb") as out:
        for finding in findings:
            schema = ALLEGED_SCHEMA if isinstance(finding, AllegedViolation) else CONTESTED_SCHEMA
            fields = {name: plain(getattr(finding, name)) for name in finding.__slots__ if name not in _WRITTEN_APART}
            counts = {name: getattr(finding.origins, name) for name in finding.origins.__slots__}
            out.write(encoder.encode({"schema": schema, **fields, **counts, "accounts": accounts_of(finding)}) + b"\n")


def write_rejections(path: Path, rejections: Iterable[Rejection]) -> None:
    """Write rejections as JSON Lines, in the order in which they were met.

    Raises:
        OSError: It cannot be written.
    """
    encoder = msgspec.json.Encoder()
    with path.open("xb") as out:
        for rejection in rejections:
            fields = {"file": rejection.file, "line": rejection.line, "reason": rejection.reason}
            told = {"expected": rejection.expected, "got": rejection.got}
            out.write(encoder.encode({"schema": REJECTION_SCHEMA, **fields, **told}) + b"\n")
