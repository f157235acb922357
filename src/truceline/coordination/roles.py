# SPDX-License-Identifier: Apache-2.0
"""Roles of those who ask, and what each may ask: one table.

A token names a role and scopes. What it grants is what the token and this table both name: a token cannot widen its
role. Scopes say which questions may be put; what the answer discloses is decided for each answer anew.

Rules:
    - No scope lets anybody search for hidden things or read another party's record of looks (R5); there is none that
      asks where force is not barred (R1).
    - Who may file or declare may not erase, and who may erase may not file: nobody removes what tells of his own acts.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from truceline.base.errors import NotFoundError


class Role(StrEnum):
    """As what somebody asks."""

    OFFICER = "officer"
    """A duty officer of a party: files its intents, answers for it."""
    MONITOR = "monitor"
    """Watches on behalf of a named body and tells what was seen."""
    HUMANITARIAN = "humanitarian"
    """Notifies movements of relief and of persons, which nobody else sees."""
    ANALYST = "analyst"
    """Reads what was found of the past."""
    AUDITOR = "auditor"
    """Reads who looked at what, and orders erasure for the persons concerned."""
    PEER = "peer"
    """The node of another party."""


class Scope(StrEnum):
    """One thing that may be asked."""

    AGREEMENTS_READ = "agreements:read"
    AGREEMENTS_PROPOSE = "agreements:propose"
    AGREEMENTS_ACCEPT = "agreements:accept"
    INTENTS_FILE = "intents:file"
    """File, change, withdraw and end the intents of one's own party."""
    INTENTS_READ = "intents:read"
    CLAIMS_WRITE = "claims:write"
    REPORTS_WRITE = "reports:write"
    ACTS_WRITE = "acts:write"
    FINDINGS_READ = "findings:read"
    STREAM_READ = "stream:read"
    LOOKS_READ = "looks:read"
    ERASURES_WRITE = "erasures:write"
    METRICS_READ = "metrics:read"
    RECORD_EXCHANGE = "record:exchange"
    """Read the record's headers, and bring heads of logs: between nodes."""


SCOPES: Mapping[Role, frozenset[Scope]] = MappingProxyType(
    {
        Role.OFFICER: frozenset(
            {
                *(Scope.AGREEMENTS_READ, Scope.AGREEMENTS_PROPOSE, Scope.AGREEMENTS_ACCEPT),
                *(Scope.INTENTS_FILE, Scope.INTENTS_READ),
                *(Scope.CLAIMS_WRITE, Scope.REPORTS_WRITE, Scope.ACTS_WRITE),
                *(Scope.FINDINGS_READ, Scope.STREAM_READ),
            }
        ),
        Role.MONITOR: frozenset(
            {
                *(Scope.AGREEMENTS_READ, Scope.CLAIMS_WRITE, Scope.REPORTS_WRITE, Scope.ACTS_WRITE),
                *(Scope.FINDINGS_READ, Scope.STREAM_READ),
            }
        ),
        Role.HUMANITARIAN: frozenset(
            {
                *(Scope.AGREEMENTS_READ, Scope.INTENTS_FILE, Scope.INTENTS_READ),
                *(Scope.REPORTS_WRITE, Scope.FINDINGS_READ, Scope.STREAM_READ),
            }
        ),
        Role.ANALYST: frozenset({Scope.AGREEMENTS_READ, Scope.FINDINGS_READ}),
        Role.AUDITOR: frozenset(
            {Scope.AGREEMENTS_READ, Scope.LOOKS_READ, Scope.ERASURES_WRITE, Scope.METRICS_READ},
        ),
        Role.PEER: frozenset(
            {
                *(Scope.AGREEMENTS_READ, Scope.AGREEMENTS_PROPOSE, Scope.AGREEMENTS_ACCEPT),
                *(Scope.INTENTS_READ, Scope.STREAM_READ, Scope.RECORD_EXCHANGE),
            }
        ),
    }
)
"""What each role may ask."""
SPEAKING = frozenset(
    {
        *(Scope.AGREEMENTS_PROPOSE, Scope.AGREEMENTS_ACCEPT, Scope.INTENTS_FILE),
        *(Scope.CLAIMS_WRITE, Scope.REPORTS_WRITE, Scope.ACTS_WRITE),
    }
)
"""What is said in a party's name, and stands in a log as its word."""


def speaks(role: Role) -> bool:
    """Say whether a role may say anything in its party's name."""
    return not SPEAKING.isdisjoint(SCOPES[role])


def scopes_of(role: Role) -> tuple[Scope, ...]:
    """Give what a role may ask, in the order of the table of scopes."""
    return tuple(scope for scope in Scope if scope in SCOPES[role])


def granted(role: Role, claimed: str) -> frozenset[Scope]:
    """Give what a token grants: the scopes that it claims and that its role may have; unknown words grant nothing.

    Args:
        role: The role that the token names.
        claimed: Its scopes, parted by spaces.
    """
    words = set(claimed.split(" "))
    return frozenset(scope for scope in SCOPES[role] if scope.value in words)


def get_role(name: str) -> Role:
    """Give the role of a name.

    Raises:
        NotFoundError: There is none of that name.
    """
    try:
        return Role(name)
    except ValueError as error:
        message = f"role: expected one of {', '.join(Role)}, got {name!r:.60}"
        raise NotFoundError(message) from error
