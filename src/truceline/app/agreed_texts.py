# SPDX-License-Identifier: Apache-2.0
"""Where proposed texts stand: proposed, accepted by some, agreed by all; and the library with what was agreed.

Rules:
    - Nothing of this is stored; it is read each time from the proposals and each party's own acceptances.
    - A version is agreed when every participant in the role ``party``, and every one of the version that it replaces
      in force, has itself accepted that very document. Two versions are never merged.
    - An agreed text binds nobody before it was agreed, whatever dates it states, and each participant only from its
      own acceptance. A version that was replaced goes on to bind for the time until then, under an id of its own.
    - Consent is the acceptance: a proposed document states none (ADR 0006).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from truceline.agreement.agreement import Agreement, Consent, Participant
from truceline.agreement.library import Library, with_agreements
from truceline.agreement.life import DateVariant, EventKind, KeyDate, LifeEvent
from truceline.agreement.membership import JOINED
from truceline.agreement.reading import FileRead
from truceline.app.ports import Acceptance, ProposedText, Records
from truceline.app.text_ground import TextGround
from truceline.base.instants import LATEST_NS, to_text
from truceline.base.moments import Moment
from truceline.picture.sources import Source
from truceline.records.document import parse_document
from truceline.records.reader import read

PARTY_ROLE = "party"
"""Whose acceptance a text needs."""
OUTSIDE_ROLES = frozenset({"non_party", "excluded"})
"""Roles that are named in a text and are no part of it."""
_LATE_NOTE = "The text was agreed only later than the date it states; nothing of it applies before it was agreed."
_DIGEST_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class TextVersion:
    """One version of a proposed agreement at an instant.

    Attributes:
        text: The proposal.
        noun: What it says.
        needed: Parties whose acceptance it needs, sorted.
        acceptances: Acceptances of this version, in the order in which they came.
        agreed_ns: When the last that was needed came; None while one is missing [ns since 1970 UTC].
        replaced_ns: When a later version was agreed; None while none was [ns since 1970 UTC].
    """

    text: ProposedText
    noun: Agreement
    needed: tuple[str, ...]
    acceptances: tuple[Acceptance, ...]
    agreed_ns: int | None = None
    replaced_ns: int | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Parties that have yet to accept it, sorted."""
        accepted = {each.party for each in self.acceptances}
        return tuple(party for party in self.needed if party not in accepted)

    @property
    def state(self) -> str:
        """``proposed``, ``agreed`` or ``replaced``."""
        if self.agreed_ns is None:
            return "proposed"
        return "agreed" if self.replaced_ns is None else "replaced"

    def is_for(self, party: str) -> bool:
        """Say whether a party may read it: what is agreed is read by all, a proposal by those who take part."""
        taking_part = {each.party for each in self.noun.participants if each.role not in OUTSIDE_ROLES}
        return self.agreed_ns is not None or party in {self.text.party, *taking_part, *self.needed}


@dataclass(slots=True, kw_only=True)
class AgreedTexts:
    """Reads proposed texts, and remembers what it has read.

    Attributes:
        base: The node's library as it was installed.
        base_ground: The same as it was read from its files.
    """

    base: Library
    base_ground: TextGround
    _nouns: dict[str, Agreement] = field(default_factory=dict)
    _files: dict[str, FileRead[Agreement]] = field(default_factory=dict)
    _key: tuple[object, ...] | None = None
    _library: Library | None = None
    _ground: TextGround | None = None

    def versions(self, records: Records, agreement: str, at_ns: int = LATEST_NS) -> tuple[TextVersion, ...]:
        """Give every version of an agreement as it stood at an instant, the first one first.

        Args:
            records: The shelves.
            agreement: Id of the agreement.
            at_ns: The instant [ns since 1970 UTC].

        Returns:
            The versions proposed up to then, with the acceptances up to then; none for an id that nobody proposed.
        """
        texts = [text for text in records.texts.versions(agreement) if text.at_ns <= at_ns]
        acceptances = [each for each in records.texts.acceptances(agreement) if each.at_ns <= at_ns]
        found: list[TextVersion] = []
        before: int | None = None
        for text in texts:
            own = tuple(each for each in acceptances if each.digest == text.digest)
            version = self._version(text, own, found[before] if before is not None else None)
            if version.agreed_ns is not None:
                if before is not None:
                    found[before] = replace(found[before], replaced_ns=version.agreed_ns)
                before = len(found)
            found.append(version)
        return tuple(found)

    def in_force(self, records: Records) -> tuple[TextVersion, ...]:
        """Give every version that was agreed, replaced ones too, by agreement and in order."""
        every = (version for agreement in records.texts.proposed() for version in self.versions(records, agreement))
        return tuple(version for version in every if version.agreed_ns is not None)

    def library(self, records: Records) -> Library:
        """Give the installed library with what was agreed since; the same object until something else is agreed.

        Raises:
            ExceptionGroup: The installed library has changed, and an agreed text holds in it no longer.
        """
        self._renew(records)
        assert self._library is not None
        return self._library

    def ground(self, records: Records) -> TextGround:
        """Give the ground on which a further proposal is checked: the installed library with what is agreed now."""
        self._renew(records)
        assert self._ground is not None
        return self._ground

    def _renew(self, records: Records) -> None:
        agreed = self.in_force(records)
        key = tuple((each.text.digest, each.acceptances, each.replaced_ns) for each in agreed)
        if key == self._key:
            return
        self._ground = self._ground_of([each.text for each in agreed if each.state == "agreed"])
        self._library = with_agreements(self.base, [agreed_agreement(each) for each in agreed]) if agreed else self.base
        self._key = key

    def _ground_of(self, texts: Sequence[ProposedText]) -> TextGround:
        """Join agreed texts to the installed library; each is checked again once for each start of a node."""
        ground = self.base_ground
        for text in texts:
            if text.digest not in self._files:
                self._files[text.digest] = ground.read(text.document)
            ground = ground.with_agreed(self._files[text.digest])
        return ground

    def _version(self, text: ProposedText, own: tuple[Acceptance, ...], before: TextVersion | None) -> TextVersion:
        noun = self.noun_of(text)
        needed = set(_parties(noun)) | (set(_parties(before.noun)) if before else set())
        first = {each.party: each.at_ns for each in reversed(own)}
        is_agreed = bool(needed) and needed <= first.keys()
        agreed_ns = max(first[party] for party in needed) if is_agreed else None
        if agreed_ns is not None and before is not None and before.agreed_ns is not None:
            agreed_ns = max(agreed_ns, before.agreed_ns)
        return TextVersion(text=text, noun=noun, needed=tuple(sorted(needed)), acceptances=own, agreed_ns=agreed_ns)

    def noun_of(self, text: ProposedText) -> Agreement:
        """Give what a proposed document says; it was checked when it was proposed."""
        if text.digest not in self._nouns:
            document = parse_document(text.document, text.agreement)
            self._nouns[text.digest] = read(Agreement, document)
        return self._nouns[text.digest]


def agreed_agreement(version: TextVersion) -> Agreement:
    """Give an agreed version as the library holds it: with each party's own consent, and not before it was agreed."""
    agreed_ns = version.agreed_ns
    assert agreed_ns is not None
    noun = version.noun
    listed = {each.party for each in noun.participants}
    joined = [each for each in version.acceptances if each.party not in listed | set(version.needed)]
    participants = (
        *(_with_consent(each, version) for each in noun.participants),
        *(_with_consent(Participant(party=each.party, role=JOINED), version) for each in joined),
    )
    is_replaced = version.replaced_ns is not None
    return replace(
        noun,
        id=f"{noun.id}.{version.text.digest[:_DIGEST_SHOWN]}" if is_replaced else noun.id,
        participants=participants,
        events=(*noun.events, _agreed_event(version.needed, agreed_ns)),
        signed=_not_before(noun.signed, noun, agreed_ns),
        in_force=_not_before(noun.in_force, noun, agreed_ns),
        applied=_not_before(noun.applied, noun, agreed_ns),
    )


def _parties(noun: Agreement) -> Sequence[str]:
    return [each.party for each in noun.participants if each.role == PARTY_ROLE]


def _with_consent(participant: Participant, version: TextVersion) -> Participant:
    """Write a participant's own acceptance as its consent, from when the text was agreed or it accepted later."""
    own = next((each for each in version.acceptances if each.party == participant.party), None)
    if own is None:
        return participant
    assert version.agreed_ns is not None
    since_ns = max(own.at_ns, version.agreed_ns)
    until_ns = version.replaced_ns
    if until_ns is not None and until_ns <= since_ns:
        return participant
    consent = Consent(
        on=Moment(to_text(since_ns)),
        source=Source(party=participant.party, on=Moment(to_text(own.at_ns))),
        until=None if until_ns is None else Moment(to_text(until_ns)),
        words=own.words,
    )
    return replace(participant, consent=(consent,))


def _agreed_event(parties: tuple[str, ...], agreed_ns: int) -> LifeEvent:
    source = Source(words="each party accepted this version by its own record")
    return LifeEvent(kind=EventKind.AGREED, on=Moment(to_text(agreed_ns)), by=parties, source=source)


def _not_before(key_date: KeyDate | None, noun: Agreement, agreed_ns: int) -> KeyDate | None:
    """Move a date of a text to when it was agreed, where it lies before; the date of the text stays beside it."""
    if key_date is None or key_date.on.start_ns(noun.utc_offset.delta) >= agreed_ns:
        return key_date
    stated = DateVariant(on=key_date.on, source=key_date.source)
    note = f"{key_date.note} {_LATE_NOTE}".strip()
    return replace(key_date, on=Moment(to_text(agreed_ns)), variants=(*key_date.variants, stated), note=note)
