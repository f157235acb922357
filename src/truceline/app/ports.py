# SPDX-License-Identifier: Apache-2.0
"""What use cases ask of a store: the shelves of a node, one protocol for each noun, and the door to them.

Rules:
    - A use case is a function of the shelves; it runs inside one transaction and sees what earlier ones wrote.
    - What a use case returns is given to whoever asked only after the transaction is durable.
    - An error leaves nothing behind: what the use case had written is gone, what others wrote stays.
    - Lists come in pages in a stated order; a cursor is the store's own and means nothing to others.
    - Every id is given by the caller; a store makes up nothing and reads no clock.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from truceline.app.line_ports import KeptMessage, KeptStep
from truceline.app.record_ports import Recorded
from truceline.base.instants import Interval
from truceline.findings.conflict import Bounds, Slot
from truceline.findings.finding import Finding, FindingKind
from truceline.picture.acts import Act
from truceline.picture.claims import Claim
from truceline.picture.intents import Intent, IntentState
from truceline.picture.reports import Report

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """A part of a list.

    Attributes:
        items: In the list's order.
        next: Cursor of the next page; empty on the last one.
    """

    items: tuple[T, ...]
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What of a list is wanted; what is left out selects nothing away.

    Attributes:
        reader: The party that reads; what it may not read is not on the page, nor counted.
        limit: Items on a page.
        after: Cursor of the page before; empty for the first.
        bounds_deg: Only what meets this box.
        interval: Only what meets this time.
    """

    reader: str
    limit: int
    after: str = ""
    bounds_deg: Bounds | None = None
    interval: Interval | None = None


class SlotHolder(NamedTuple):
    """A party that has intents in a coarse slot, and with whom it shares them; made by the hundred for one filing.

    Attributes:
        slot: The slot.
        party: The party.
        shared_with: Parties on either list of those intents' sharing; one holder for each distinct set.
    """

    slot: Slot
    party: str
    shared_with: tuple[str, ...]


class Intents(Protocol):
    """Intents with every version."""

    def add(
        self, intent: Intent, slots: Sequence[Slot], standing_cells: Sequence[int] = (), *, may_skip: bool = False
    ) -> None:
        """Keep a version; it takes the place of the version before in every search.

        Only versions in state *filed* are searched by place.

        Args:
            intent: The version; 1 for a new id, else one more than the latest.
            slots: The coarse slots that it holds from now on; a closed one may hold some for a while.
            standing_cells: The coarse cells that it holds without an end, from the version's start on.
            may_skip: Whether versions between may be missing: another party's log shows only those that are shared.

        Raises:
            StaleVersionError: Another version stands there already.
        """

    def get(self, intent_id: str) -> Intent:
        """Give the latest version.

        Raises:
            NotFoundError: There is none of that id, or it was erased.
        """

    def versions(self, intent_id: str) -> tuple[Intent, ...]:
        """Give every version, the first one first; none when there is no such id."""

    def candidates(self, intent: Intent) -> tuple[Intent, ...]:
        """Give the other filed intents that an intent may meet, and of which it may be told so exactly, by id.

        They are those of which a volume's bounding box and time meet those of one of its volumes, and of which an
        exact conflict may be told (``coordination.disclosure.is_mutual``); of all others no content is read, so that
        the time of an answer hardly depends on them. Bounds count as closed: boxes that touch meet. Nothing that
        meets is left out; a few that do not meet may come, none of which may not be told.
        """

    def holders(self, slots: Sequence[Slot]) -> tuple[SlotHolder, ...]:
        """Give who has filed intents in coarse slots, standing ones included, in order of slot, party and sharing."""

    def holders_and_fullest(
        self, slots: Sequence[Slot], party: str, besides: str = ""
    ) -> tuple[tuple[SlotHolder, ...], int]:
        """Give who holds slots, and how many intents of one party hold that one of them which most of them hold.

        Args:
            slots: The slots.
            party: The party that asks; of another one no number is to be asked (R5).
            besides: Id of an intent that is not counted; empty to count all.
        """

    def held(self, intent_id: str, block: int) -> tuple[Slot, ...]:
        """Give the slots of one block that an intent holds, closed or not, by cell; none when there is no such id."""

    def page(
        self,
        selection: Selection,
        *,
        state: IntentState | None = None,
        own: bool = False,
        only: Callable[[Intent], bool] | None = None,
    ) -> Page[Intent]:
        """Give latest versions that the reader may read (its own, and those shared in full), latest filed first.

        Args:
            selection: What of the list is wanted.
            state: Only those in this state.
            own: Only those of the reader itself.
            only: Only those of which this holds; the page is filled with them.
        """


class StatementKind(StrEnum):
    """What somebody stated."""

    CLAIM = "claim"
    REPORT = "report"
    ACT = "act"


Stated: TypeAlias = Claim | Report | Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A claim, a report or an act of the past, as a node took it.

    Attributes:
        kind: Which.
        party: Whose statement it is.
        officer: Pseudonym of whoever stated it.
        at_ns: When the node took it [ns since 1970 UTC].
        noun: What was stated, with its own id.
        readers: Parties that may read it beside its own; ``*`` for every party.
        is_protected: Whether its source must be protected: its own party alone reads it, and every look is recorded.
        exercise: Whether it is invented (R11).
    """

    kind: StatementKind
    party: str
    officer: str
    at_ns: int
    noun: Stated
    readers: tuple[str, ...] = ()
    is_protected: bool = False
    exercise: bool = False

    @property
    def id(self) -> str:
        """The id of what was stated."""
        return self.noun.id


class Statements(Protocol):
    """Claims, reports and acts of the past."""

    def add(self, statement: Statement) -> None:
        """Keep a statement.

        Raises:
            TakenError: One of that kind and id stands there already.
        """

    def get(self, kind: StatementKind, statement_id: str) -> Statement:
        """Give one.

        Raises:
            NotFoundError: There is none.
        """

    def page(self, kind: StatementKind, selection: Selection) -> Page[Statement]:
        """Give statements that the reader may read, latest first; bounds select by the position told, if any."""

    def claims(self) -> tuple[Claim, ...]:
        """Give every claim that is not protected, in the order in which they came."""


class Findings(Protocol):
    """What the node concluded."""

    def add(self, finding: Finding) -> None:
        """Keep a finding."""

    def get(self, finding_id: str) -> Finding:
        """Give one.

        Raises:
            NotFoundError: There is none.
        """

    def page(self, selection: Selection, *, kind: FindingKind | None = None, ruling: str = "") -> Page[Finding]:
        """Give findings that the reader may read, latest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedText:
    """One version of an agreement as a party proposed it.

    Attributes:
        agreement: Id of the agreement.
        digest: SHA-256 of the document in hexadecimal digits; it names the version.
        party: Who proposed it.
        officer: Pseudonym of whoever did.
        at_ns: When [ns since 1970 UTC].
        document: The document exactly as it came (docs/agreement-format.md).
        replaces: Digest of the version that it changes; empty for the first.
    """

    agreement: str
    digest: str
    party: str
    officer: str
    at_ns: int
    document: bytes
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """A party's own record that it accepts one version.

    Attributes:
        agreement: Id of the agreement.
        digest: The version.
        party: Who accepts; never anybody but the party itself.
        officer: Pseudonym of whoever said so.
        at_ns: When [ns since 1970 UTC].
        words: Reservations in its own words.
    """

    agreement: str
    digest: str
    party: str
    officer: str
    at_ns: int
    words: str = ""


class Texts(Protocol):
    """Proposed agreements and their acceptances."""

    def propose(self, text: ProposedText) -> None:
        """Keep a version.

        Raises:
            TakenError: The same version stands there already.
        """

    def versions(self, agreement: str) -> tuple[ProposedText, ...]:
        """Give every version, the first one first."""

    def proposed(self) -> tuple[str, ...]:
        """Give the ids of agreements of which a version was proposed, sorted."""

    def accept(self, acceptance: Acceptance) -> None:
        """Keep an acceptance.

        Raises:
            TakenError: The party accepted this version already.
        """

    def acceptances(self, agreement: str) -> tuple[Acceptance, ...]:
        """Give every acceptance of every version, in the order in which they came."""


ERASED_STATUS = 410
"""Stands in the place of a kept answer that named something which was erased: the key stays taken, nothing is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """The answer that was given to a request with an idempotency key.

    Attributes:
        digest: SHA-256 of the request (who, method, path, condition, body), to tell another one under the same key.
        status: The HTTP status; ``ERASED_STATUS`` once what it named was erased, and then nothing but the digest stays.
        etag: The entity tag of what was made; empty when it has none.
        location: Where it stands; empty when it stands nowhere.
        body: The body as it was sent.
        at_ns: When [ns since 1970 UTC].
    """

    digest: bytes
    status: int
    body: bytes
    at_ns: int
    etag: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Somebody looked at something sensitive.

    Attributes:
        at_ns: When [ns since 1970 UTC].
        party: Whose officer.
        officer: Pseudonym.
        what: Kind of noun: ``intent``, ``claim``, ``report``, ``act`` or ``finding``.
        id: Its id.
        reason: The reason given; empty when none was.
    """

    at_ns: int
    party: str
    officer: str
    what: str
    id: str
    reason: str = ""


class Requests(Protocol):
    """What was asked of the node, as far as it must be remembered."""

    def answer(self, officer: str, key: str) -> KeptAnswer | None:
        """Give the answer kept for an officer's idempotency key; None when there is none."""

    def keep_answer(self, officer: str, key: str, answer: KeptAnswer) -> None:
        """Keep the answer to a request with a key."""

    def ask_cells(self, party: str, officer: str, cells: Sequence[int], at_ns: int) -> None:
        """Remember which coarse cells an officer asked about; the latest time of each counts."""

    def cells_asked(self, party: str, since_ns: int, *, officer: str = "") -> frozenset[int]:
        """Give the distinct coarse cells that a party, or one officer of it, asked about since an instant."""

    def add_revision(self, officer: str, at_ns: int) -> None:
        """Count an intent that an officer changed, withdrew, or declared over before it began."""

    def revisions(self, officer: str, since_ns: int) -> int:
        """Give how many revisions of an officer were counted since an instant."""

    def add_look(self, look: Look) -> None:
        """Remember a look."""

    def looks(self, selection: Selection) -> Page[Look]:
        """Give the looks of the reader's own officers, latest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that those who listen are told; the thing itself is read where it stands.

    Attributes:
        number: Its place in the order of events; never shown to anybody outside.
        at_ns: When [ns since 1970 UTC].
        what: ``intent``, ``finding``, ``claim``, ``report``, ``act`` or ``agreement``.
        change: ``filed``, ``changed``, ``withdrawn``, ``ended``, ``confirmed``, ``raised``, ``stated``, ``proposed``
            or ``accepted``.
        id: Id of the thing.
    """

    number: int
    at_ns: int
    what: str
    change: str
    id: str


class Events(Protocol):
    """What changed, in order, for those who listen."""

    def tell(self, event: Event, readers: Sequence[str]) -> None:
        """Tell some parties of a change; ``*`` for every party. The number of the event is given by the store."""

    def after(self, number: int, reader: str, limit: int) -> tuple[Event, ...]:
        """Give the events after one that a party may know of, in order."""

    def last(self) -> int:
        """Give the number of the latest event; 0 when there is none."""


class Messages(Protocol):
    """Messages of the line."""

    def add(self, kept: KeptMessage) -> None:
        """Keep a message; it is open for each of those who are to answer.

        Raises:
            TakenError: One of that id stands there already.
        """

    def get(self, message_id: str) -> KeptMessage:
        """Give one.

        Raises:
            NotFoundError: There is none.
        """

    def add_step(self, kept: KeptStep) -> None:
        """Keep what a side says of a message.

        Raises:
            NotFoundError: There is no such message.
        """

    def steps(self, message_id: str) -> tuple[KeptStep, ...]:
        """Give what was said of a message, in the order in which it came."""

    def close(self, message_id: str, party: str) -> None:
        """Let a message be open for a party no more."""

    def open_for(self, party: str, limit: int) -> tuple[KeptMessage, ...]:
        """Give messages that wait for a party's answer: the most urgent first, within it the oldest."""

    def page(self, selection: Selection) -> Page[KeptMessage]:
        """Give messages of which the reader is a side, latest first; place and time narrow nothing."""


class Records(Protocol):
    """All shelves, inside one transaction."""

    @property
    def intents(self) -> Intents:
        """Intents."""

    @property
    def statements(self) -> Statements:
        """Claims, reports and acts."""

    @property
    def findings(self) -> Findings:
        """Findings."""

    @property
    def texts(self) -> Texts:
        """Proposed agreements."""

    @property
    def requests(self) -> Requests:
        """What was asked."""

    @property
    def events(self) -> Events:
        """What changed."""

    @property
    def retention(self) -> "Retention":
        """What may be deleted and erased."""

    @property
    def recorded(self) -> Recorded:
        """What goes into the party's log."""

    @property
    def messages(self) -> Messages:
        """Messages of the line."""


class Retention(Protocol):
    """Deletes what is kept no longer, and erases what must go."""

    def delete_before(self, what: str, before_ns: int, limit: int) -> int:
        """Delete things of one kind that ended, or were taken, before an instant; how many were deleted.

        Args:
            what: ``intent`` (by its end), ``claim``, ``report``, ``act``, ``finding``, ``plan_finding``, ``look``,
                ``body`` (of an entry; the entry stays), ``answer``, ``cell`` (revisions with it) or ``event``.
            before_ns: The instant [ns since 1970 UTC].
            limit: Delete at most so many at once.
        """

    def erase(self, what: str, thing_id: str, reason: str, at_ns: int) -> None:
        """Destroy the body of one thing; that it stood there, when, whose it was and why it went stay.

        An intent's coarse slots of the block running at that time and of the next one stay held (R5).
        Of every kept answer that names it only the key and the digest stay (``ERASED_STATUS``), so that a request that
        comes again does not do again what was undone.

        Raises:
            NotFoundError: There is no such thing.
        """

    def erase_for(self, finding_id: str, reader: str, reason: str, at_ns: int) -> None:
        """Erase a finding for one of its readers: the party leaves ``readers`` and ``about``, the others read on.

        That the party erased it, when and why stay, as of a thing of kind ``reading`` with the id ``FINDING/PARTY``.

        Raises:
            NotFoundError: There is no such finding, or the party is not among its readers.
        """

    def erased(self, what: str, thing_id: str) -> str:
        """Give the reason for which a thing was erased; empty when it was not."""


class StoreState(StrEnum):
    """What a store can do."""

    OPEN = "open"
    READ_ONLY = "read_only"
    """A write failed, or space ran out: nothing more is acknowledged until the file was opened anew."""
    LOCKED = "locked"
    """The key was dropped; nothing can be read."""
    CLOSED = "closed"


Job: TypeAlias = Callable[[Records], T]
Answered: TypeAlias = Callable[[T | None, BaseException | None], None]


class Store(Protocol):
    """The door to the shelves: jobs go in from any thread, one thread does them."""

    @property
    def state(self) -> StoreState:
        """What it can do now."""

    @property
    def trouble(self) -> str:
        """Why it is not open, in one sentence; empty when it is."""

    def read(self, job: Job[T], answered: Answered[T]) -> None:
        """Run a job on what is durable; ``answered`` is called with its value or its error, in the store's thread.

        Raises:
            PushbackError: Too many jobs wait.
        """

    def write(self, job: Job[T], answered: Answered[T]) -> None:
        """Run a job in a transaction with others; ``answered`` is called once all of it is durable, or has failed.

        Raises:
            PushbackError: Too many jobs wait.
        """

    def close(self) -> None:
        """Finish the jobs that wait, then close."""
