# SPDX-License-Identifier: Apache-2.0
"""Read agreements: those of the installed library and those proposed on this node, at an instant.

Rules:
    - A proposal that nobody agreed yet is read by those who take part in it; what is agreed, and what the installed
      library holds, by every party. That there is another proposal
      no answer to a reader tells; whoever proposes under its very id is refused (docs/proposing.md).
    - Before it is agreed a text has no state but *proposed*, whatever dates it states.
"""

from dataclasses import dataclass, replace

from truceline.agreement.agreement import Agreement
from truceline.agreement.library import not_found
from truceline.agreement.overview import Standing, standing_at
from truceline.app.agreed_texts import AgreedTexts, TextVersion, agreed_agreement
from truceline.app.caller import Caller
from truceline.app.ports import Records
from truceline.app.record_bodies import AGREEMENT, acceptance_id
from truceline.base.errors import NotFoundError
from truceline.base.instants import LATEST_NS

PROPOSED = "proposed"
"""State of a text that is not agreed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementView:
    """An agreement at an instant.

    Attributes:
        agreement: As it stood then; without its dates while it was only proposed.
        standing: Everything that can be said of it then.
        version: The version that stood then; None for a text of the installed library.
        versions: Every version that the caller may read, as each stood then.
    """

    agreement: Agreement
    standing: Standing
    version: TextVersion | None = None
    versions: tuple[TextVersion, ...] = ()

    @property
    def state(self) -> str:
        """Its state then, as docs/agreement-format.md names them, or *proposed*."""
        is_open = self.version is not None and self.version.agreed_ns is None
        return PROPOSED if is_open else self.standing.phase.state.value


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedIn:
    """An entry in which an acceptance or a proposal stands.

    Attributes:
        party: Whose log it is.
        log: Origin of the log.
        seq: Index of the entry.
        leaf: Hash of the entry.
    """

    party: str
    log: str
    seq: int
    leaf: bytes


def recorded_in(records: Records, thing_id: str, own: str) -> tuple[RecordedIn, ...]:
    """Say in which logs a proposal or an acceptance stands, the own one first.

    Args:
        records: The shelves.
        thing_id: From ``record_bodies.proposal_id`` or ``acceptance_id``.
        own: The party whose node this is.
    """
    origin = records.recorded.origin
    rows = (row for row in records.recorded.of(AGREEMENT, thing_id) if row.seq is not None and row.leaf is not None)
    here = [RecordedIn(party=own, log=origin, seq=row.seq or 0, leaf=row.leaf or b"") for row in rows]
    there = (row.delivered for row in records.recorded.delivered_of(AGREEMENT, thing_id))
    return (*here, *(RecordedIn(party=each.party, log=each.origin, seq=each.seq, leaf=each.leaf) for each in there))


def parties_by_own_log(records: Records, version: TextVersion, own: str) -> tuple[str, ...]:
    """Give the parties whose acceptance of a version stands in a log of their own, sorted.

    A version is a joint fact when all whom it needs are among them: nobody's log speaks for anybody else.

    Args:
        records: The shelves.
        version: The version.
        own: The party whose node this is.
    """
    text = version.text
    found = {
        each.party
        for each in version.acceptances
        for entry in recorded_in(records, acceptance_id(text.agreement, text.digest, each.party), own)
        if entry.party == each.party
    }
    return tuple(sorted(found))


def is_joint_fact(records: Records, version: TextVersion, own: str) -> bool:
    """Say whether every party whom a version needs has accepted it in its own log."""
    return bool(version.needed) and set(version.needed) <= set(parties_by_own_log(records, version, own))


def list_agreements(records: Records, caller: Caller, agreed: AgreedTexts, *, at_ns: int) -> tuple[AgreementView, ...]:
    """Give every agreement that the caller may read, as it stood at an instant.

    Args:
        records: The shelves.
        caller: Who asks.
        agreed: Reads proposed texts, and knows the installed library.
        at_ns: The instant [ns since 1970 UTC].

    Returns:
        Those of the installed library in its order, then those proposed by then, by id.
    """
    installed = [AgreementView(agreement=each, standing=standing_at(each, at_ns)) for each in agreed.base.agreements]
    proposed = (_maybe_view(records, each, caller, agreed, at_ns) for each in sorted(records.texts.proposed()))
    return (*installed, *(view for view in proposed if view is not None))


def read_agreement(
    records: Records, agreement: str, caller: Caller, agreed: AgreedTexts, *, at_ns: int
) -> AgreementView:
    """Give an agreement as it stood at an instant.

    Args:
        records: The shelves.
        agreement: Its id.
        caller: Who asks.
        agreed: Reads proposed texts, and knows the installed library.
        at_ns: The instant [ns since 1970 UTC].

    Returns:
        What stood then.

    Raises:
        NotFoundError: There was none that the caller may read.
    """
    known = {each.id: each for each in (*agreed.base.templates, *agreed.base.agreements)}
    if agreement in known:
        return AgreementView(agreement=known[agreement], standing=standing_at(known[agreement], at_ns))
    view = _maybe_view(records, agreement, caller, agreed, at_ns)
    if view is None:
        readable = {each.agreement.id for each in list_agreements(records, caller, agreed, at_ns=at_ns)}
        raise NotFoundError(not_found("agreement", agreement, readable, agreed.base.header.id))
    return view


def versions_of(
    records: Records, agreement: str, caller: Caller, agreed: AgreedTexts, *, at_ns: int = LATEST_NS
) -> tuple[TextVersion, ...]:
    """Give the versions of a proposed agreement that the caller may read, the first one first.

    Raises:
        NotFoundError: There is none.
    """
    found = tuple(each for each in agreed.versions(records, agreement, at_ns) if each.is_for(caller.party))
    if not found:
        message = f"agreement {agreement!r:.80}: expected the id of a proposed one that you may read, got none"
        raise NotFoundError(message)
    return found


def find_version(records: Records, agreement: str, digest: str, caller: Caller, agreed: AgreedTexts) -> TextVersion:
    """Give one version of a proposed agreement.

    Raises:
        NotFoundError: There is none of that digest that the caller may read.
    """
    for version in versions_of(records, agreement, caller, agreed):
        if version.text.digest == digest:
            return version
    message = f"agreement {agreement!r:.80}: expected the digest of a version that you may read, got none"
    raise NotFoundError(message)


def _maybe_view(
    records: Records, agreement: str, caller: Caller, agreed: AgreedTexts, at_ns: int
) -> AgreementView | None:
    """Give a proposed agreement at an instant: the version in force then, else the latest; None without any."""
    versions = tuple(each for each in agreed.versions(records, agreement, at_ns) if each.is_for(caller.party))
    if not versions:
        return None
    version = next((each for each in versions if each.state == "agreed"), versions[-1])
    noun = agreed_agreement(version) if version.agreed_ns is not None else _undated(version.noun)
    return AgreementView(agreement=noun, standing=standing_at(noun, at_ns), version=version, versions=versions)


def _undated(noun: Agreement) -> Agreement:
    """Give a text without the dates and events that it would have if it were agreed."""
    return replace(noun, signed=None, in_force=None, applied=None, events=(), term=None)
