# SPDX-License-Identifier: Apache-2.0
"""Take the text of an agreement that a party proposes, or a new version of one.

Rules:
    - It is read first, away from the store (``read_proposal``), with every fault told; then it is kept as it came.
      Its name is the SHA-256 of its bytes.
    - Only a party that takes part in a text proposes it, and a text that binds has at least two parties.
    - Consent is only by each party's own acceptance: a proposed document states none, and says of no other party what
      that party did or said, unless the version before it, which stays beside it, says the same.
    - What it binds, it binds by role, so that nobody is bound who did not accept.
    - It never takes the place of a text of the installed library.
    - R11: in an exercise no name of a real party stands in it; outside one, nothing in it is marked EXERCISE.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from truceline.agreement.agreement import Agreement
from truceline.agreement.exercise import real_names
from truceline.agreement.reading import FileRead
from truceline.app.agreed_texts import OUTSIDE_ROLES, PARTY_ROLE, AgreedTexts, TextVersion
from truceline.app.caller import Caller
from truceline.app.ports import Event, ProposedText, Records
from truceline.app.record_bodies import proposal_recordable
from truceline.app.text_ground import PROPOSAL, TextGround
from truceline.base.errors import (
    AuthorityError,
    Fault,
    FaultList,
    LimitError,
    RedLineError,
    StaleVersionError,
    TakenError,
)
from truceline.base.limits import PROPOSED_MAX, VERSIONS_MAX
from truceline.picture.sources import Source
from truceline.records.document import Value

_PARTIES_MIN = 2
"""So many parties a text has that binds."""
_NAME_LENGTH_MIN = 5
"""Shorter names of real parties stand in ordinary words too."""
_SAYERS = ("by", "contested_by")
"""Fields that say whose act or word something is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A document that was read and has no fault of its own.

    Attributes:
        noun: What it says.
        document: Its bytes, as they came.
    """

    noun: Agreement
    document: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the document in hexadecimal digits."""
        return hashlib.sha256(self.document).hexdigest()


def read_proposal(document: bytes, caller: Caller, ground: TextGround) -> Proposal:
    """Read a proposed document; reaches no store, and may take a second.

    Args:
        document: Its bytes, as they came.
        caller: Who proposes it.
        ground: The library, with what was agreed since.

    Returns:
        The proposal.

    Raises:
        AuthorityError: The caller's party takes no part in it.
        RedLineError: It is invented beside real parties, or real in an exercise (R11).
        LimitError: It is too large.
        AgreementError: It has no usable id.
        ExceptionGroup: Every fault of the document.
    """
    file = ground.read(document)
    _refuse_mixed(file.noun, ground)
    faults = FaultList(list(_faults(file, ground)))
    faults.raise_if_any(PROPOSAL)
    if not _takes_part(file.noun, caller.party):
        message = (
            f"{PROPOSAL}: participants: expected {caller.party} among those who take part, got others alone; "
            "only who takes part in a text proposes it"
        )
        raise AuthorityError(message)
    return Proposal(noun=file.noun, document=document)


def propose_agreement(
    records: Records, proposal: Proposal, caller: Caller, agreed: AgreedTexts, *, now_ns: int, replaces: str = ""
) -> TextVersion:
    """Keep a proposal.

    Args:
        records: The shelves.
        proposal: What ``read_proposal`` gave.
        caller: Who proposes it.
        agreed: Reads proposed texts.
        now_ns: The present instant [ns since 1970 UTC].
        replaces: Digest of the latest version, which the caller has read; empty for a new agreement.

    Returns:
        The version as it stands.

    Raises:
        TakenError: The installed library, or somebody else, has an agreement of that id, or this version stands
            there already.
        StaleVersionError: Another version was proposed since.
        AuthorityError: It tells what another party did or said.
        LimitError: Too many agreements or versions are proposed.
    """
    text = admit_proposal(records, proposal, caller, agreed, now_ns=now_ns, replaces=replaces)
    records.texts.propose(text)
    records.recorded.put(proposal_recordable(text))
    version = next(each for each in agreed.versions(records, text.agreement) if each.text.digest == text.digest)
    tell_participants(records, version, "proposed", now_ns)
    return version


def admit_proposal(
    records: Records, proposal: Proposal, caller: Caller, agreed: AgreedTexts, *, now_ns: int, replaces: str
) -> ProposedText:
    """Let a proposal in as it would be kept; arguments and errors as for ``propose_agreement``."""
    noun = proposal.noun
    _refuse_taken(noun.id, agreed)
    before = agreed.versions(records, noun.id)
    _refuse_crowd(records, noun.id, len(before))
    latest = _latest(before, proposal, caller, replaces)
    refuse_words_of_others(noun, caller.party, latest.noun if latest else None)
    return ProposedText(
        agreement=noun.id,
        digest=proposal.digest,
        party=caller.party,
        officer=caller.officer,
        at_ns=now_ns,
        document=proposal.document,
        replaces=latest.text.digest if latest else "",
    )


def tell_participants(records: Records, version: TextVersion, change: str, at_ns: int) -> None:
    """Tell those who take part in a text that something happened to it; of what is agreed, everybody."""
    text = version.text
    taking_part = {each.party for each in version.noun.participants if each.role not in OUTSIDE_ROLES}
    readers = ("*",) if version.agreed_ns is not None else tuple(sorted({text.party, *taking_part, *version.needed}))
    event = Event(number=0, at_ns=at_ns, what="agreement", change=change, id=text.agreement)
    records.events.tell(event, readers)


def refuse_words_of_others(noun: Agreement, party: str, before: Agreement | None) -> None:
    """Refuse a text that tells what another party did or said.

    Args:
        noun: The text.
        party: Who proposes it.
        before: The version before it; what stands there may stand here.

    Raises:
        AuthorityError: It does.
    """
    known = list(_nouns_in(before)) if before is not None else []
    for thing in _nouns_in(noun):
        other = next((name for name in _sayers(thing) if name not in {"", party}), "")
        if other and thing not in known:
            message = (
                f"{PROPOSAL}: expected nothing that {other} did or said, got some; nobody states a thing for another "
                f"party: leave it out, or let {other} propose it"
            )
            raise AuthorityError(message)


def _faults(file: FileRead[Agreement], ground: TextGround) -> Iterator[Fault]:
    """Say what a library's own text may hold and a proposal may not."""
    noun = file.noun
    parties = {each.party for each in noun.participants if each.role == PARTY_ROLE}
    if noun.template_of:
        yield _fault(file, "template_of", "none, for a template binds nobody", "one")
    if len(parties) < _PARTIES_MIN:
        yield _fault(file, "participants", f"at least {_PARTIES_MIN} in the role {PARTY_ROLE}", str(len(parties)))
    for number, participant in enumerate(noun.participants):
        where = f"participants[{number}]"
        if participant.role == PARTY_ROLE and participant.party not in ground.parties:
            yield _fault(file, f"{where}.party", "a party, which can accept, for this role", "a force without a party")
        if participant.consent:
            yield _fault(file, f"{where}.consent", "none, for each party accepts by its own record", "some")
    for number, provision in enumerate(noun.provisions):
        if any(not selector.startswith("role:") for selector in provision.bound):
            expected = "roles only (role:party), so that nobody is bound who did not accept"
            yield _fault(file, f"provisions[{number}].bound", expected, "a name or a kind")


def _fault(file: FileRead[Agreement], where: str, expected: str, got: str) -> Fault:
    return Fault(file=PROPOSAL, line=_line_of(file.root, where), where=where, expected=expected, got=got)


def _line_of(root: Value, where: str) -> int:
    value = root
    for name, number in re.findall(r"([a-z_]+)|\[(\d+)\]", where):
        content = value.content
        if name and isinstance(content, dict) and name in content:
            value = content[name]
        elif number and isinstance(content, tuple):
            value = content[int(number)]
    return value.line


def _takes_part(noun: Agreement, party: str) -> bool:
    return any(each.party == party and each.role not in OUTSIDE_ROLES for each in noun.participants)


def _refuse_mixed(noun: Agreement, ground: TextGround) -> None:
    """Refuse invented texts beside real parties, and names of real parties in an exercise.

    Raises:
        RedLineError: It is such a text.
    """
    told = " ".join((noun.title, noun.summary, *(zone.name for zone in noun.zones)))
    if not ground.is_exercise:
        if "EXERCISE" in told:
            message = (
                f"{PROPOSAL}: red line R11: expected a text that is meant, got one marked EXERCISE beside real parties"
            )
            raise RedLineError(message)
        return
    folded = told.casefold()
    names = (name for name in real_names() if len(name) >= _NAME_LENGTH_MIN)
    real = next((name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded)), "")
    if real:
        message = (
            f"{PROPOSAL}: red line R11: expected invented names alone in an exercise, got {real!r:.60}, a name of a "
            "real library; invent another (docs/intended-use.md)"
        )
        raise RedLineError(message)


def _refuse_taken(agreement: str, agreed: AgreedTexts) -> None:
    """Refuse the id of a text of the installed library.

    Raises:
        TakenError: It is one.
    """
    base = agreed.base
    if any(each.id == agreement for each in (*base.agreements, *base.templates)):
        message = (
            f"{PROPOSAL}: id: expected one that the library {base.header.id} has not, got {agreement}; choose another"
        )
        raise TakenError(message)


def _refuse_crowd(records: Records, agreement: str, versions: int) -> None:
    """Refuse a further agreement or version beyond the limits.

    Raises:
        LimitError: It is one too many.
    """
    if versions >= VERSIONS_MAX:
        message = f"{PROPOSAL}: expected at most {VERSIONS_MAX} versions of {agreement}, got one more"
        raise LimitError(message)
    if not versions and len(records.texts.proposed()) >= PROPOSED_MAX:
        message = f"{PROPOSAL}: expected at most {PROPOSED_MAX} proposed agreements on a node, got one more"
        raise LimitError(message)


def _latest(before: tuple[TextVersion, ...], proposal: Proposal, caller: Caller, replaces: str) -> TextVersion | None:
    """Give the version that a proposal changes.

    Raises:
        TakenError: The same version stands there, or a text that the caller takes no part in.
        StaleVersionError: Another version is the latest.
        AuthorityError: The caller takes no part in the latest version.
    """
    latest = before[-1] if before else None
    named = latest.text.digest if latest else ""
    if latest is not None and not latest.is_for(caller.party):
        message = (
            f"{PROPOSAL}: id: expected an id that stands for no other text here, got {proposal.noun.id}; choose another"
        )
        raise TakenError(message)
    if any(each.text.digest == proposal.digest for each in before):
        message = f"{PROPOSAL}: expected a new version, got one that stands here already: {proposal.digest}"
        raise TakenError(message)
    if replaces != named:
        expected = (
            f"the digest of the latest version of {proposal.noun.id}, {named}" if named else "no version to replace"
        )
        message = f"{PROPOSAL}: expected {expected}, got {replaces[:64] or 'none'}; read it again"
        raise StaleVersionError(message)
    if latest is not None and not _takes_part(latest.noun, caller.party):
        message = f"{PROPOSAL}: expected a party that takes part in {latest.text.agreement}, got {caller.party}"
        raise AuthorityError(message)
    return latest


def _nouns_in(thing: object) -> Iterator[object]:
    if is_dataclass(thing) and not isinstance(thing, type):
        yield thing
        for each in fields(thing):
            yield from _nouns_in(getattr(thing, each.name))
    elif isinstance(thing, tuple):
        for inner in thing:
            yield from _nouns_in(inner)


def _sayers(thing: object) -> Iterator[str]:
    if isinstance(thing, Source):
        yield thing.party
        return
    for name in _SAYERS:
        told = getattr(thing, name, "")
        yield from (told,) if isinstance(told, str) else told
