# SPDX-License-Identifier: Apache-2.0
"""Rebuild a node's store from its own log: the entries and the bodies to which they commit.

What is rebuilt is listed in docs/records.md, "What is rebuilt": rows are then equal byte for byte to those of the store
that was lost. Nothing is believed: each body is held against its entry before anything of it is kept.

Rules:
    - The use cases are not done again: what a node concluded stands in its findings, whatever it would conclude now.
    - Where an intent lies coarsely is worked out anew; for that the settings of the grid must be the same.
    - A body that is not there leaves its row and nothing else: it was erased, or it was lost.
    - Key entries have no rows: they are the log's own.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from truceline.app.caller import NodeTerms
from truceline.app.ports import Acceptance, ProposedText, Records, Statement
from truceline.app.record_bodies import (
    Drafted,
    Erasure,
    Unshared,
    acceptance_recordable,
    drafted_recordable,
    erasure_recordables,
    finding_recordable,
    intent_recordable,
    noun_in,
    proposal_recordable,
    statement_recordable,
    unshared_recordable,
)
from truceline.app.record_ports import Recordable, RecordedRow
from truceline.app.weigh_intent import cover_of, running_slots
from truceline.base.errors import CommitmentError, NotFoundError, RecordError
from truceline.crypto.boxes import seal_box
from truceline.crypto.commitments import verify_body
from truceline.findings.finding import Finding
from truceline.picture.intents import Intent, IntentState
from truceline.records.entries import SEALED_TYPE, Entry, parse_entry

_KEYS = "key."
_CELLS_MAX = 10**9
"""What was taken once is taken again, whatever the bounds are now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBody:
    """The body of an entry.

    Attributes:
        salt: With which it was committed to.
        body: What was committed to.
        dek: Key of a sealed body; empty for an open one.
    """

    salt: bytes = field(repr=False)
    body: bytes = field(repr=False)
    dek: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rebuilding did.

    Attributes:
        entries: Entries that were read.
        things: Bodies that were put back onto the shelves.
        opaque: Indexes of entries of which the body is not known to this version; kept, and nothing made of them.
        erased: Indexes of entries of which the body is not there because it was erased.
        missing: Indexes of entries of which the body is not there, and no entry says why.
    """

    entries: int
    things: int
    opaque: tuple[int, ...]
    erased: tuple[int, ...]
    missing: tuple[int, ...]


def rebuild(records: Records, raws: Iterable[bytes], bodies: Mapping[int, OpenedBody], terms: NodeTerms) -> Rebuilt:
    """Rebuild an empty store.

    Args:
        records: The shelves of a store in which nothing is, in one transaction.
        raws: Every entry of the own log, in order; links and signatures were verified.
        bodies: Those that are there, by the index of their entry.
        terms: The party and the grid of the node.

    Returns:
        What was put back.

    Raises:
        CommitmentError: A body is not the one to which its entry commits.
        RecordError: An entry or a body is malformed.
        NodeError: Things do not follow from one another as they must.
    """
    entries = [parse_entry(raw) for raw in raws]
    run = _Run(
        records=records,
        terms=replace(terms, limits=replace(terms.limits, cells_per_intent_max=_CELLS_MAX)),
        erased=_erased(entries, bodies),
    )
    for entry in entries:
        if not entry.header.type.startswith(_KEYS):
            run.take(entry, bodies.get(entry.header.seq))
    return Rebuilt(
        entries=len(entries),
        things=run.things,
        opaque=tuple(run.opaque),
        erased=tuple(seq for seq in run.lacking if seq in run.erased),
        missing=tuple(seq for seq in run.lacking if seq not in run.erased),
    )


def check_body(entry: Entry, opened: OpenedBody) -> None:
    """Hold a body against its entry.

    Raises:
        CommitmentError: It is not the one to which the entry commits.
    """
    box = entry.header.box
    if box is None:
        message = f"entry {entry.header.seq}: expected no body, got one"
        raise CommitmentError(message)
    verify_body(bytes.fromhex(box.commitment), opened.salt, opened.body)
    size = len(opened.body)
    digests: tuple[str | None, str | None] = (None, None)
    if opened.dek:
        header = seal_box(opened.body, salt=opened.salt, dek=opened.dek).header
        size, digests = header.padded_bytes, (header.key_commitment.hex(), header.sealed_digest.hex())
    if (size, *digests) != (box.size, box.key_digest, box.sealed_digest):
        message = f"entry {entry.header.seq}: expected the key and the size that it states, got others"
        raise CommitmentError(message)


@dataclass(slots=True, kw_only=True)
class _Run:
    """One rebuilding.

    Attributes:
        records: The shelves.
        terms: The party and the grid of the node.
        erased: Kind and id of what was erased, by the index of its entry.
        numbers: Numbers of rows by the indexes of their entries.
        things: How many bodies were put back.
        opaque: As in ``Rebuilt``.
        lacking: Indexes of entries without a body.
    """

    records: Records
    terms: NodeTerms
    erased: Mapping[int, tuple[str, str]]
    numbers: dict[int, int] = field(default_factory=dict)
    things: int = 0
    opaque: list[int] = field(default_factory=list)
    lacking: list[int] = field(default_factory=list)

    def take(self, entry: Entry, opened: OpenedBody | None) -> None:
        """Put one entry's thing and its row back."""
        seq = entry.header.seq
        self.numbers[seq] = len(self.numbers) + 1
        thing = Recordable(type=entry.header.type, what="", id="", author="", at_ns=0, body=b"")
        if opened is None:
            self.lacking.append(seq)
            what, thing_id = self.erased.get(seq, ("", ""))
            thing = replace(thing, what=what, id=thing_id)
        else:
            check_body(entry, opened)
            thing = self._put_back(entry, opened) or thing
        self.records.recorded.restore(self._row(entry, opened, thing))

    def _put_back(self, entry: Entry, opened: OpenedBody) -> Recordable | None:
        """Put a thing back onto its shelf; none when it is not known to this version."""
        try:
            entry_type, noun = noun_in(entry.header.type, opened.body, is_sealed=bool(opened.dek))
        except RecordError:
            self.opaque.append(entry.header.seq)
            if opened.dek:
                return None
            drafted = Drafted(type=entry.header.type, body=opened.body, to=entry.header.to)
            return drafted_recordable(drafted, self.terms.party, 0)
        self.things += 1
        match noun:
            case Intent():
                self._put_intent(noun)
                return intent_recordable(noun, entry_type.rpartition(".")[2])
            case Unshared():
                return unshared_recordable(noun)
            case Statement():
                self.records.statements.add(noun)
                return statement_recordable(noun)
            case Finding():
                self.records.findings.add(noun)
                return finding_recordable(noun)
            case ProposedText():
                self.records.texts.propose(noun)
                return proposal_recordable(noun)
            case Acceptance():
                self.records.texts.accept(noun)
                return acceptance_recordable(noun)
            case Erasure():
                self._erase(noun)
                return erasure_recordables(noun, ())[0]
            case _:
                return None

    def _put_intent(self, intent: Intent) -> None:
        """Keep a version with the slots that it held: its own while it stands, and those that were running."""
        versions = self.records.intents.versions(intent.id)
        held = running_slots(self.records, versions[-1], self.terms, intent.filed_ns) if versions else ()
        if intent.state is not IntentState.FILED:
            self.records.intents.add(intent, held, may_skip=True)
            return
        cover = cover_of(intent, self.terms, intent.filed_ns)
        self.records.intents.add(intent, (*cover.slots, *held), cover.standing_cells, may_skip=True)

    def _erase(self, erasure: Erasure) -> None:
        """Erase again what is still there: for one of its readers alone, or wholly."""
        retention = self.records.retention
        # What was erased has no body to be put back, so that there is nothing to erase.
        with suppress(NotFoundError):
            if erasure.what == "reading":
                finding_id, _, reader = erasure.id.rpartition("/")
                retention.erase_for(finding_id, reader, erasure.reason, erasure.at_ns)
            else:
                retention.erase(erasure.what, erasure.id, erasure.reason, erasure.at_ns)

    def _row(self, entry: Entry, opened: OpenedBody | None, thing: Recordable) -> RecordedRow:
        header = entry.header
        box = header.box
        is_open = header.type != SEALED_TYPE
        own = [each for each in header.refers if each.log == header.log]
        others = tuple((each.log, each.seq, bytes.fromhex(each.leaf)) for each in header.refers if each not in own)
        return RecordedRow(
            number=self.numbers[header.seq],
            type=thing.type,
            what=thing.what,
            id=thing.id,
            author=thing.author,
            recipients=header.to if is_open else thing.recipients,
            about=tuple(self.numbers[each.seq] for each in own),
            at_ms=header.at_ms,
            is_open=is_open,
            commitment=bytes.fromhex(box.commitment) if box else b"",
            size=box.size if box else 0,
            key_digest=bytes.fromhex(box.key_digest or "") if box else b"",
            sealed_digest=bytes.fromhex(box.sealed_digest or "") if box else b"",
            salt=opened.salt if opened else None,
            dek=(opened.dek or None) if opened else None,
            body=opened.body if opened else None,
            refers=others,
            deadline_ms=header.deadline_ms,
            seq=header.seq,
            leaf=entry.leaf,
        )


def _erased(entries: Sequence[Entry], bodies: Mapping[int, OpenedBody]) -> dict[int, tuple[str, str]]:
    """Find what was erased: kind and id of things, by the indexes of their entries."""
    found: dict[int, tuple[str, str]] = {}
    for entry in entries:
        opened = bodies.get(entry.header.seq)
        if opened is None or not entry.header.refers:
            continue
        try:
            _, noun = noun_in(entry.header.type, opened.body, is_sealed=bool(opened.dek))
        except RecordError:
            continue
        if isinstance(noun, Erasure):
            found |= {each.seq: (noun.what, noun.id) for each in entry.header.refers if each.log == entry.header.log}
    return found


def bodies_of(rows: Iterable[RecordedRow], raws: Iterable[bytes]) -> dict[int, OpenedBody]:
    """Give the bodies that a shelf holds, by the indexes of the entries that commit to them.

    Args:
        rows: Of the shelf; where they say that they stand is not believed.
        raws: Every entry of the log.
    """
    held = {
        row.commitment.hex(): OpenedBody(salt=row.salt, body=row.body, dek=row.dek or b"")
        for row in rows
        if row.salt is not None and row.body is not None
    }
    headers = (parse_entry(raw).header for raw in raws)
    return {each.seq: held[each.box.commitment] for each in headers if each.box and each.box.commitment in held}
