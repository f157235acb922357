# SPDX-License-Identifier: Apache-2.0
"""One node of the record: its own log and all that it follows, joined in one class without clock, disk or network.

How it is driven, by the real node and by a simulation alike::

    node = RecordNode(ports, peers)  # every start and every crash makes a new one
    send(node.open())  # reads all devices; peers may have to be asked first
    send(node.happen(Tick(...)))  # every 50 to 200 ms
    send(node.happen(NotesReceived(...)))  # and whatever else comes from the network
    entries = node.submit(drafts)  # durable on both devices, or it raises; send(node.take_outgoing())

Everything that ``open``, ``begin`` and ``happen`` hand back is for the network (requests to peers and answers to them)
or for the app (``Deliver``, ``RecordDraft``, ``TellProved`` ...); see ``federation.happenings``. What ``submit`` makes
due comes with the next call, or at once by ``take_outgoing``.

Rules:
    - Disk effects are done inside the call, in their order. Whatever a returned effect states is durable already.
    - It is not safe for threads: whoever has several holds one lock around every call and every read.
    - A crash is to forget the object. Only what the disks hold comes back.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from truceline.crypto.merkle import HashAt
from truceline.crypto.signatures import VerifySignature, verify_again, verify_signature
from truceline.federation.happenings import Deliver, DiskAnswer, DiskEffect, Happening, Outgoing
from truceline.federation.members import Member
from truceline.federation.timing import Timing
from truceline.ledger.keyring import KeyBody
from truceline.ledger.log import Perform
from truceline.ledger.states import Keys, Phase
from truceline.records.entries import Draft, Entry, Seen


class OpensBoxes(Protocol):
    """Opens wraps with the private halves of this node's keys of boxes."""

    def open_wrap(self, key: str, wrap: bytes, commitment: bytes) -> bytes:
        """Give the key of a body that was wrapped for one of this node's keys, named by its id.

        Raises:
            AuthorityError: It was wrapped for another key or entry, or the node does not hold this one.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The world of a node.

    Attributes:
        perform_log: Does the effects of the own log (``LedgerFiles.perform``); what is for nobody's disk never comes.
        perform_mirror: Does ``DiskEffect`` (``MirrorFiles.perform``).
        hashes: Gives the hashes of the complete subtrees of a log whose tiles are kept, the own one included.
        keys: Signs with the log key, the witness key and the mirror key of this node, named by their public halves.
        boxes: Opens what is sealed for this node.
        verify: Verifies heads, cosignatures, keys and evidence.
        verify_many: Verifies signatures of entries in bulk.
        timing: How long it waits for what.
    """

    perform_log: Perform
    perform_mirror: Callable[[DiskEffect], DiskAnswer | None]
    hashes: Callable[[str], HashAt]
    keys: Keys
    boxes: OpensBoxes
    verify: VerifySignature = verify_signature
    verify_many: VerifySignature = verify_again
    timing: Timing = field(default_factory=Timing)


class RecordNode:
    """The own log, the logs of the peers, and what is known of both."""

    def __init__(self, ports: Ports, own: Member | None, peers: tuple[Member, ...]) -> None:
        """Begin with nothing read.

        Args:
            ports: Its world.
            own: This node's own member, made of its genesis body; none before the log was made.
            peers: Whose logs are followed; each peer mirrors and witnesses all others.
        """

    @property
    def phase(self) -> Phase:
        """What the own log may do now; entries are taken in ``Phase.TAKING`` alone."""
        raise NotImplementedError

    @property
    def reason(self) -> str:
        """Why it may not do more."""
        raise NotImplementedError

    def open(self, *, restored: bool = False) -> tuple[Outgoing, ...]:
        """Read the own log and all mirrors.

        Args:
            restored: Whether files were put back from a backup: nothing is signed or cosigned before peers were asked.
        """
        raise NotImplementedError

    def begin(self, body: KeyBody, at_ms: int) -> tuple[Outgoing, ...]:
        """Make the own log, once, with the body of its first entry.

        Raises:
            NodeError: As ``ledger.log.step`` for ``Begin``.
        """
        raise NotImplementedError

    def submit(self, drafts: tuple[Draft, ...], key_body: KeyBody | None = None) -> tuple[Entry, ...]:
        """Add entries to the own log, all or none.

        Args:
            drafts: With ``seen`` left empty: ``seen()`` is put into each.
            key_body: Of the one draft that is a key entry.

        Returns:
            The entries in the order of the drafts; durable on both devices.

        Raises:
            StorageError: The log was stopped, now or before: it is not known whether the entries are in it.
            NodeError: As ``ledger.log.step`` for ``Submit``; nothing was done.
        """
        raise NotImplementedError

    def happen(self, event: Happening) -> tuple[Outgoing, ...]:
        """Let something happen, do what follows on the disks, and give what is to be sent and told."""
        raise NotImplementedError

    def take_outgoing(self) -> tuple[Outgoing, ...]:
        """Give what became due by ``submit``."""
        raise NotImplementedError

    def seen(self) -> tuple[Seen, ...]:
        """Say what an entry that is made now has seen: of each followed log its newest cosigned note that is kept."""
        raise NotImplementedError

    def note(self, origin: str) -> bytes | None:
        """Give the newest note of a log with all cosignatures known here; none when there is none."""
        raise NotImplementedError

    def size(self, origin: str) -> int:
        """Say how many entries of a log this node serves: of the own one those below the shown head."""
        raise NotImplementedError

    def members(self) -> Mapping[str, Member]:
        """Give all members by the origin of their log, this one among them."""
        raise NotImplementedError

    def deliver_from(self, origin: str, first: int) -> Iterator[Deliver]:
        """Deliver entries of a mirrored log once more, from an index on: what an app asks for after a restart."""
        raise NotImplementedError
