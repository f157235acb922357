# SPDX-License-Identifier: Apache-2.0
"""What goes into the record of each noun: its body, the type of its entry, whose word it is, and who may read it.

Rules:
    - A body is read by those who may read the thing itself on a node, and by nobody else: what a node concluded by
      every reader, coarse constraints too (R3).
    - Agreements, acceptances, and the erasure of what others were given are open to every member.
    - What is erased and was given to nobody is erased without a word to anybody.
"""

from dataclasses import dataclass
from hashlib import sha256

from truceline.app.ports import Acceptance, ProposedText, Statement, StatementKind
from truceline.app.record_ports import EntryName, Recordable, RecordedRow
from truceline.base.errors import RecordError
from truceline.base.limits import ENTRY_REFERENCES_MAX
from truceline.findings.finding import Finding
from truceline.picture.intents import Intent
from truceline.records.nouns import NounKind, read_json, read_noun, write_noun

AGREEMENT = "agreement"
"""Kind of noun of proposals and acceptances."""
ERASURE = "erasure"
DRAFTED = "record"
"""Kind of what the record itself has to say."""
_ID_DIGITS = 32
_STATED = {
    StatementKind.CLAIM: "claim.stated",
    StatementKind.REPORT: "report.stated",
    StatementKind.ACT: "act.told",
}
_TYPE_KEY, _BODY_KEY = "typ", "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """That a thing was erased.

    Attributes:
        what: Kind of noun; ``reading`` for a finding that one of its readers erased for itself.
        id: Its id.
        party: Whose officer ordered it.
        officer: Pseudonym.
        reason: Why.
        at_ns: When [ns since 1970 UTC].
    """

    what: str
    id: str
    party: str
    officer: str
    reason: str
    at_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unshared:
    """That an intent is shared with some parties no more: told to them instead of the version by which it is so.

    Attributes:
        id: The intent.
        version: The version by which it is so.
        party: Its author.
        at_ns: When [ns since 1970 UTC].
        parties: With whom it is shared no more.
    """

    id: str
    version: int
    party: str
    at_ns: int
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """Something that the record itself has to say: a challenge, a doubt about a clock, and their like.

    Attributes:
        type: Of its entry.
        body: Canonical JSON (``records.profile``).
        to: Parties that it concerns.
        refers: Entries that it is about.
        deadline_ms: Until when an answer is asked for [ms since 1970 UTC].
    """

    type: str
    body: bytes
    to: tuple[str, ...] = ()
    refers: tuple[EntryName, ...] = ()
    deadline_ms: int | None = None


INTENT_KIND = NounKind(name="intent/1", noun=Intent)
STATEMENT_KIND = NounKind(name="statement/1", noun=Statement)
FINDING_KIND = NounKind(name="finding/1", noun=Finding)
PROPOSAL_KIND = NounKind(name="proposal/1", noun=ProposedText)
ACCEPTANCE_KIND = NounKind(name="acceptance/1", noun=Acceptance)
ERASURE_KIND = NounKind(name="erasure/1", noun=Erasure)
UNSHARED_KIND = NounKind(name="unshared/1", noun=Unshared)
BODY_KINDS = {
    each.name: each
    for each in (
        *(INTENT_KIND, UNSHARED_KIND, STATEMENT_KIND, FINDING_KIND),
        *(PROPOSAL_KIND, ACCEPTANCE_KIND, ERASURE_KIND),
    )
}
"""Every kind of body that this version writes and reads."""
_TYPES_OF: dict[type, frozenset[str]] = {
    Intent: frozenset(f"intent.{each}" for each in ("filed", "changed", "withdrawn", "ended", "confirmed")),
    Statement: frozenset(_STATED.values()),
    Finding: frozenset({"finding.raised"}),
    ProposedText: frozenset({"agreement.proposed"}),
    Acceptance: frozenset({"agreement.accepted"}),
    Erasure: frozenset({"erase"}),
    Unshared: frozenset({"intent.changed"}),
}


def intent_recordable(intent: Intent, change: str) -> Recordable:
    """Record a version of an intent.

    Args:
        intent: The version.
        change: ``filed``, ``changed``, ``withdrawn``, ``ended`` or ``confirmed``.
    """
    return Recordable(
        type=f"intent.{change}",
        what="intent",
        id=intent.id,
        author=intent.party,
        recipients=intent.sharing.full,
        at_ns=intent.filed_ns,
        body=write_noun(INTENT_KIND, intent),
    )


def unshared(before: Intent, after: Intent) -> Unshared | None:
    """Say with whom a changed intent is shared no more; None when there is nobody."""
    dropped = tuple(party for party in before.sharing.full if party not in after.sharing.full)
    if not dropped:
        return None
    return Unshared(id=after.id, version=after.version, party=after.party, at_ns=after.filed_ns, parties=dropped)


def unshared_recordable(unshared: Unshared) -> Recordable:
    """Record, for the parties with which an intent is shared no more, that it is not."""
    return Recordable(
        type="intent.changed",
        what="intent",
        id=unshared.id,
        author=unshared.party,
        recipients=unshared.parties,
        at_ns=unshared.at_ns,
        body=write_noun(UNSHARED_KIND, unshared),
    )


def statement_recordable(statement: Statement) -> Recordable:
    """Record a claim, a report or an act; a protected one is sealed to nobody."""
    return Recordable(
        type=_STATED[statement.kind],
        what=statement.kind.value,
        id=statement.id,
        author=statement.party,
        recipients=() if statement.is_protected else statement.readers,
        at_ns=statement.at_ns,
        body=write_noun(STATEMENT_KIND, statement),
    )


def finding_recordable(finding: Finding) -> Recordable:
    """Record what the node concluded."""
    return Recordable(
        type="finding.raised",
        what="finding",
        id=finding.id,
        author="",
        recipients=finding.readers,
        at_ns=finding.at_ns,
        body=write_noun(FINDING_KIND, finding),
    )


def proposal_recordable(text: ProposedText) -> Recordable:
    """Record a version of an agreement as it was proposed."""
    return Recordable(
        type="agreement.proposed",
        what=AGREEMENT,
        id=proposal_id(text.agreement, text.digest),
        author=text.party,
        at_ns=text.at_ns,
        body=write_noun(PROPOSAL_KIND, text),
        is_open=True,
    )


def acceptance_recordable(acceptance: Acceptance) -> Recordable:
    """Record that a party accepts a version of an agreement."""
    return Recordable(
        type="agreement.accepted",
        what=AGREEMENT,
        id=acceptance_id(acceptance.agreement, acceptance.digest, acceptance.party),
        author=acceptance.party,
        at_ns=acceptance.at_ns,
        body=write_noun(ACCEPTANCE_KIND, acceptance),
        is_open=True,
    )


def erasure_recordables(erasure: Erasure, rows: tuple[RecordedRow, ...]) -> tuple[Recordable, ...]:
    """Record that a thing was erased, in as many entries as its rows need.

    Args:
        erasure: What, whose, why and when.
        rows: The thing's rows on the shelf.
    """
    body = write_noun(ERASURE_KIND, erasure)
    numbers = [row.number for row in rows]
    pieces = [numbers[start : start + ENTRY_REFERENCES_MAX] for start in range(0, len(numbers), ENTRY_REFERENCES_MAX)]
    is_open = erasure.what != "reading" and any(row.is_open or row.recipients for row in rows)
    return tuple(
        Recordable(
            type="erase",
            what=ERASURE,
            id=f"{erasure.what}/{erasure.id}",
            author=erasure.party,
            at_ns=erasure.at_ns,
            body=body,
            is_open=is_open,
            about=tuple(piece),
        )
        for piece in pieces or [[]]
    )


def drafted_recordable(drafted: Drafted, party: str, at_ns: int) -> Recordable:
    """Record what the record itself has to say: open to all, and no noun of the app.

    Args:
        drafted: What it says.
        party: Whose log it is.
        at_ns: When [ns since 1970 UTC].
    """
    digest = sha256(b"truceline drafted\n" + drafted.type.encode() + b"\n" + drafted.body).hexdigest()
    return Recordable(
        type=drafted.type,
        what=DRAFTED,
        id=digest[:_ID_DIGITS],
        author=party,
        at_ns=at_ns,
        body=drafted.body,
        recipients=drafted.to,
        is_open=True,
        refers=drafted.refers,
        deadline_ms=drafted.deadline_ms,
    )


def proposal_id(agreement: str, digest: str) -> str:
    """Give the id under which a version of an agreement stands on the shelf."""
    return f"{agreement}/{digest}"


def acceptance_id(agreement: str, digest: str, party: str) -> str:
    """Give the id under which an acceptance stands on the shelf."""
    return f"{agreement}/{digest}/{party}"


def sealed_content(entry_type: str, body: bytes) -> bytes:
    """Give what is sealed: a body with the true type of its entry."""
    return b'{"%b":%b,"%b":"%b"}' % (_BODY_KEY.encode(), body, _TYPE_KEY.encode(), entry_type.encode())


def unsealed(content: bytes) -> tuple[str, bytes]:
    """Take what was sealed apart: the true type, and the body.

    Raises:
        RecordError: It is not of this form.
    """
    read = read_json(content)
    entry_type = read.get(_TYPE_KEY)
    start, end = len(b'{"body":'), content.rfind(b',"typ":"')
    if set(read) != {_BODY_KEY, _TYPE_KEY} or not isinstance(entry_type, str) or end < start:
        message = "sealed body: expected a body and its type, got other fields"
        raise RecordError(message)
    body = content[start:end]
    if sealed_content(entry_type, body) != content:
        message = "sealed body: expected its one form, got another"
        raise RecordError(message)
    return entry_type, body


def noun_in(entry_type: str, content: bytes, *, is_sealed: bool) -> tuple[str, object]:
    """Read what an entry's body says.

    Args:
        entry_type: As the entry shows it; ``x`` for a sealed one.
        content: What was committed to.
        is_sealed: Whether it was sealed.

    Returns:
        The true type, and the noun.

    Raises:
        RecordError: It cannot be read, or its noun is not one of its type.
        LimitError: It is too large.
    """
    true_type, body = unsealed(content) if is_sealed else (entry_type, content)
    noun = read_noun(BODY_KINDS, body)
    if true_type not in _TYPES_OF[type(noun)] or (isinstance(noun, Statement) and _STATED[noun.kind] != true_type):
        message = f"body: expected one of the type {true_type:.40}, got a {type(noun).__name__}"
        raise RecordError(message)
    return true_type, noun
