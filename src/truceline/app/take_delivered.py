# SPDX-License-Identifier: Apache-2.0
"""Take what another party's log delivered to this one: onto the shelves, as that party's word.

Rules:
    - A log speaks for its own party alone. What speaks for another one is refused with a reason, and the reason stays.
    - The same rules of admission hold as for what is filed here; of time, the instant counts at which the other node
      took it.
    - Each entry is taken once. What was refused is kept as evidence and changes nothing.
    - What was taken is not recorded in the own log; what this node concludes from it is.
"""

from dataclasses import dataclass, replace

from truceline.app.accept_agreement import admit_acceptance
from truceline.app.admit_act import AdmissionTerms, admit_act, admit_claim
from truceline.app.agreed_texts import AgreedTexts
from truceline.app.caller import Caller, NodeTerms
from truceline.app.circle import EVERYBODY
from truceline.app.past_acts import alleged_actors, parties_about
from truceline.app.ports import Acceptance, Event, ProposedText, Records, Selection, Statement, StatementKind
from truceline.app.propose_agreement import Proposal, admit_proposal, read_proposal, tell_participants
from truceline.app.read_agreement import find_version
from truceline.app.record_bodies import AGREEMENT, ERASURE, Erasure, Unshared, acceptance_id, noun_in, proposal_id
from truceline.app.record_ports import Delivered, DeliveredRow
from truceline.app.state_claim import refuse_strange_claim
from truceline.app.state_report import refuse_unreadable_report
from truceline.app.take_intent import take_intent
from truceline.app.text_ground import TextGround
from truceline.app.whose_word import refuse_foreign_words
from truceline.base.errors import AuthorityError, InputError, NodeError, RedLineError, StorageError
from truceline.findings.finding import Finding
from truceline.picture.acts import Act
from truceline.picture.claims import Claim
from truceline.picture.intents import Intent, IntentState
from truceline.records.entries import SEALED_TYPE

_SEEN_MAX = 200
"""Findings of one time that are compared, to know one that this node made itself."""
_REASON_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """A delivered body that was read.

    Attributes:
        delivered: As it came.
        type: True type of the entry.
        noun: What the body says; None when it could not be read.
        proposal: The document of a proposed agreement, read; None of anything else.
        fault: Why it could not be read; empty when it could.
    """

    delivered: Delivered
    type: str
    noun: object = None
    proposal: Proposal | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a delivery.

    Attributes:
        row: As it is kept.
        is_new: Whether it came for the first time.
        must_renew: Whether what the node answers by must be made anew: a claim or an acceptance was taken.
    """

    row: DeliveredRow
    is_new: bool = True
    must_renew: bool = False


def unpack(delivered: Delivered, ground: TextGround) -> Unpacked:
    """Read a delivered body; reaches no store, and may take a second for the text of an agreement.

    Args:
        delivered: As it came; its type is ``x`` for a sealed body.
        ground: The library, with what was agreed since.
    """
    true_type, proposal = delivered.type, None
    try:
        true_type, noun = noun_in(delivered.type, delivered.body, is_sealed=delivered.type == SEALED_TYPE)
        if isinstance(noun, ProposedText):
            proposal = read_proposal(noun.document, _author(delivered.party, noun.officer), ground)
    except (NodeError, ExceptionGroup) as error:
        return Unpacked(delivered=delivered, type=true_type, fault=_said(error))
    return Unpacked(delivered=delivered, type=true_type, noun=noun, proposal=proposal)


def take_delivered(
    records: Records, unpacked: Unpacked, terms: NodeTerms, agreed: AgreedTexts, *, now_ns: int
) -> Taken:
    """Take a delivery, or keep why it was refused. To be done in a transaction of its own.

    Args:
        records: The shelves.
        unpacked: What ``unpack`` gave.
        terms: What the node answers by.
        agreed: Reads proposed texts.
        now_ns: The present instant [ns since 1970 UTC].

    Returns:
        What became of it; the same as before, when it comes again.

    Raises:
        StorageError: What this node concludes from it could not be recorded now; it is to be brought again.
    """
    one, noun, refused = unpacked.delivered, unpacked.noun, unpacked.fault
    before = records.recorded.delivered(one.origin, one.seq)
    if before is not None:
        return Taken(row=before, is_new=False)
    if not refused:
        try:
            _take(records, unpacked, terms, agreed, now_ns)
        except StorageError:
            # The log takes nothing now: nothing of this is kept, and it is delivered again.
            raise
        except (NodeError, ExceptionGroup) as error:
            refused = _said(error)
    what, thing_id = _name_of(noun)
    row = DeliveredRow(delivered=replace(one, type=unpacked.type), what=what, id=thing_id, refused=refused)
    records.recorded.take(row)
    bears = isinstance(noun, Acceptance) or (isinstance(noun, Statement) and noun.kind is StatementKind.CLAIM)
    return Taken(row=row, must_renew=bears and not refused)


def _take(records: Records, unpacked: Unpacked, terms: NodeTerms, agreed: AgreedTexts, now_ns: int) -> None:
    """Take what was read. Everything that is refused is refused before anything is written.

    Raises:
        NodeError: A rule bars it.
        ExceptionGroup: Several do.
    """
    noun = unpacked.noun
    _refuse_foreign(noun, unpacked.delivered.party, terms)
    match noun:
        case Intent():
            take_intent(records, noun, unpacked.type.rpartition(".")[2], terms, now_ns=now_ns)
        case Unshared():
            _take_unshared(records, noun, terms, now_ns)
        case Statement():
            _take_statement(records, noun, terms)
        case Finding():
            _take_finding(records, noun, terms)
        case ProposedText():
            assert unpacked.proposal is not None
            _take_proposal(records, noun, unpacked.proposal, agreed)
        case Acceptance():
            _take_acceptance(records, noun, agreed)
        case _:
            # An erasure destroys what its own party kept, and nothing here.
            return


def _refuse_foreign(noun: object, party: str, terms: NodeTerms) -> None:
    """Refuse what speaks for another party than the one whose log it stands in, and what mixes invented and real.

    Raises:
        AuthorityError: It is the word of another party.
        RedLineError: It is invented beside real parties, or real in an exercise (R11).
    """
    author = getattr(noun, "party", party)
    if author != party:
        message = f"delivery: expected the word of {party}, whose log it is, got one of {author!r:.60}"
        raise AuthorityError(message)
    exercise = getattr(noun, "exercise", terms.library.header.is_exercise)
    if exercise is not terms.library.header.is_exercise:
        message = "delivery: red line R11: expected invented things in an exercise alone, and real ones nowhere in one"
        raise RedLineError(message)


def _take_unshared(records: Records, unshared: Unshared, terms: NodeTerms, now_ns: int) -> None:
    """Put an intent away that its author shares with this party no more; it is as if it were withdrawn.

    Raises:
        AuthorityError: It was not for this party.
        NotFoundError: No such intent is here.
        NodeError: As ``take_intent``.
    """
    if terms.party not in unshared.parties:
        message = f"intent {unshared.id:.80}: expected to be told to {', '.join(unshared.parties)}, got {terms.party}"
        raise AuthorityError(message)
    latest = records.intents.get(unshared.id)
    over = replace(latest, version=unshared.version, state=IntentState.WITHDRAWN, filed_ns=unshared.at_ns)
    take_intent(records, over, "withdrawn", terms, now_ns=now_ns)


def _take_statement(records: Records, statement: Statement, terms: NodeTerms) -> None:
    """Keep what another party states.

    Raises:
        AuthorityError: It was not for this party, or puts words into somebody's mouth.
        RedLineError: A red line bars it.
        InputError: It cannot be read.
        TakenError: One of that id is here.
    """
    noun, what = statement.noun, f"{statement.kind} {statement.id:.80}"
    if statement.is_protected or not {terms.party, EVERYBODY} & set(statement.readers):
        message = f"{what}: expected one that {terms.party} may read, got another"
        raise AuthorityError(message)
    if not statement.id.startswith(f"{statement.party}:"):
        message = f"{what}: expected an id of {statement.party}, got one of another party"
        raise InputError(message)
    refuse_foreign_words(noun, statement.party, what)
    admission = AdmissionTerms(library=terms.library, now_ns=statement.at_ns, is_bulk=True)
    if isinstance(noun, Claim):
        admit_claim(noun, replace(admission, is_bulk=False))
        refuse_strange_claim(noun, terms.library)
    elif isinstance(noun, Act):
        admit_act(noun, admission)
        _refuse_unheard(statement, noun, terms)
    else:
        refuse_unreadable_report(noun, terms, statement.at_ns)
    records.statements.add(statement)
    event = Event(number=0, at_ns=statement.at_ns, what=statement.kind.value, change="stated", id=statement.id)
    records.events.tell(event, (statement.party, *statement.readers))


def _refuse_unheard(statement: Statement, act: Act, terms: NodeTerms) -> None:
    """Refuse an act of which a party that it is about may not read (R3).

    Raises:
        RedLineError: It is such an act.
    """
    about = set(parties_about(alleged_actors(act), terms.library)) - {statement.party, *statement.readers}
    if about and EVERYBODY not in statement.readers:
        message = f"act {act.id:.80}: red line R3: expected {', '.join(sorted(about))} among its readers, got none"
        raise RedLineError(message)


def _take_finding(records: Records, finding: Finding, terms: NodeTerms) -> None:
    """Keep what another party's node concluded, unless this node concluded the very same.

    Raises:
        AuthorityError: It was not for this party.
        TakenError: One of that id is here.
    """
    if terms.party not in finding.readers:
        message = f"finding {finding.id:.80}: expected one that {terms.party} may read, got another"
        raise AuthorityError(message)
    selection = Selection(reader=terms.party, limit=_SEEN_MAX, interval=finding.interval)
    own = records.findings.page(selection, kind=finding.kind).items
    if any(each.detail == finding.detail for each in own):
        return
    records.findings.add(finding)
    event = Event(number=0, at_ns=finding.at_ns, what="finding", change="raised", id=finding.id)
    records.events.tell(event, finding.readers)


def _take_proposal(records: Records, text: ProposedText, proposal: Proposal, agreed: AgreedTexts) -> None:
    """Keep a version of an agreement that another party proposed.

    Raises:
        InputError: It is not the document that it names.
        NodeError: As ``propose_agreement``.
    """
    author = _author(text.party, text.officer)
    admitted = admit_proposal(records, proposal, author, agreed, now_ns=text.at_ns, replaces=text.replaces)
    if admitted != text:
        message = f"agreement {text.agreement:.80}: expected the id and digest of its document, got others"
        raise InputError(message)
    records.texts.propose(text)
    _tell_agreement(records, (text.agreement, text.digest), text.party, agreed, "proposed", text.at_ns)


def _take_acceptance(records: Records, acceptance: Acceptance, agreed: AgreedTexts) -> None:
    """Keep another party's acceptance; one that its officers gave here before stands as it is.

    Raises:
        NodeError: As ``accept_agreement``.
    """
    wanted = (acceptance.agreement, acceptance.digest)
    known = records.texts.acceptances(acceptance.agreement)
    if any((each.digest, each.party) == (acceptance.digest, acceptance.party) for each in known):
        return
    author = _author(acceptance.party, acceptance.officer)
    admitted = admit_acceptance(records, wanted, author, agreed, now_ns=acceptance.at_ns, words=acceptance.words)
    records.texts.accept(admitted)
    _tell_agreement(records, wanted, acceptance.party, agreed, "accepted", acceptance.at_ns)


def _tell_agreement(
    records: Records, wanted: tuple[str, str], party: str, agreed: AgreedTexts, change: str, at_ns: int
) -> None:
    version = find_version(records, *wanted, _author(party, ""), agreed)
    tell_participants(records, version, change, at_ns)


def _author(party: str, officer: str) -> Caller:
    return Caller(party=party, officer=officer, role="officer", scopes=frozenset())


def _name_of(noun: object) -> tuple[str, str]:
    """Give the kind and the id under which a delivery is found; empty when nothing could be read."""
    match noun:
        case Intent() | Unshared():
            return "intent", noun.id
        case Statement():
            return noun.kind.value, noun.id
        case Finding():
            return "finding", noun.id
        case ProposedText():
            return AGREEMENT, proposal_id(noun.agreement, noun.digest)
        case Acceptance():
            return AGREEMENT, acceptance_id(noun.agreement, noun.digest, noun.party)
        case Erasure():
            return ERASURE, f"{noun.what}/{noun.id}"
        case _:
            return "", ""


def _said(error: BaseException) -> str:
    faults = error.exceptions if isinstance(error, BaseExceptionGroup) else (error,)
    return "; ".join(map(str, faults))[:_REASON_MAX]
