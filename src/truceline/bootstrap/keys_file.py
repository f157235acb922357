# SPDX-License-Identifier: Apache-2.0
"""The form of ``keys.json``: the node's public identity, its sealed private half, and the slots.

Nothing in the file is secret by itself: what is sealed opens only with a passphrase or an agent's key. Every seal
binds what stands beside it, so that a file that was altered does not unlock.
"""

import base64
import binascii
from dataclasses import dataclass, field

import msgspec

from truceline.base.errors import FaultList, InputError, NodeError, NotFoundError, StateError
from truceline.base.instants import parse_instant, to_text
from truceline.base.limits import KEY_SLOTS_MAX
from truceline.crypto.derivation import KEY_BYTES
from truceline.crypto.identity import Identity
from truceline.crypto.passphrases import SALT_BYTES, Argon2Cost
from truceline.crypto.sealing import NONCE_BYTES, TAG_BYTES
from truceline.crypto.slots import CHALLENGE_BYTES, AgentSlot, PassphraseSlot, SlotHeader
from truceline.records.document import maybe_parse
from truceline.records.reader import maybe_read

KEYS_SCHEMA = "truceline/keys/1"
_SEALED_BYTES = KEY_BYTES + TAG_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The keys of a node, sealed.

    Attributes:
        identity: Who it is.
        slots: The ways of unlocking it, by number.
    """

    identity: Identity
    slots: tuple[PassphraseSlot | AgentSlot, ...]

    @property
    def passphrase_slots(self) -> tuple[PassphraseSlot, ...]:
        """The slots that take a passphrase."""
        return tuple(slot for slot in self.slots if isinstance(slot, PassphraseSlot))

    @property
    def agent_slots(self) -> tuple[AgentSlot, ...]:
        """The slots that take an agent's key."""
        return tuple(slot for slot in self.slots if isinstance(slot, AgentSlot))

    def next_id(self) -> int:
        """Give a number for one more slot.

        Raises:
            StateError: There are as many as there may be.
        """
        if len(self.slots) >= KEY_SLOTS_MAX:
            message = f"keys: expected fewer than {KEY_SLOTS_MAX} slots, got as many; remove one first"
            raise StateError(message)
        return max((slot.header.id for slot in self.slots), default=0) + 1

    def with_slot(self, slot: PassphraseSlot | AgentSlot) -> "Keys":
        """Give the keys with one slot more."""
        return Keys(identity=self.identity, slots=(*self.slots, slot))

    def with_replaced(self, slot: PassphraseSlot | AgentSlot) -> "Keys":
        """Give the keys with a slot in the place of the one that had its number."""
        slots = tuple(slot if each.header.id == slot.header.id else each for each in self.slots)
        return Keys(identity=self.identity, slots=slots)

    def without_slot(self, number: int) -> "Keys":
        """Give the keys with one slot less.

        Raises:
            NotFoundError: There is no slot of that number.
            StateError: It is the last one, and nobody could ever unlock the node again.
        """
        rest = tuple(slot for slot in self.slots if slot.header.id != number)
        if len(rest) == len(self.slots):
            known = ", ".join(str(slot.header.id) for slot in self.slots)
            message = f"slot: expected the number of one of this node ({known}), got {number}"
            raise NotFoundError(message)
        if not rest:
            message = "slot: expected one that is not the last, got the last; add another way of unlocking first"
            raise StateError(message)
        return Keys(identity=self.identity, slots=rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class _IdentityRecord:
    public: str
    nonce: str
    sealed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _PassphraseRecord:
    slot: int
    created: str
    memory_kib: int
    iterations: int
    lanes: int
    salt: str
    nonce: str
    sealed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _AgentRecord:
    slot: int
    created: str
    public_key: str
    challenge: str
    nonce: str
    sealed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _KeysRecord:
    schema: str
    fingerprint: str
    identity: _IdentityRecord
    passphrase_slots: tuple[_PassphraseRecord, ...] = field(default=())
    agent_slots: tuple[_AgentRecord, ...] = field(default=())


def write_keys(keys: Keys) -> bytes:
    """Write the file."""
    record = _KeysRecord(
        schema=KEYS_SCHEMA,
        fingerprint=keys.identity.fingerprint,
        identity=_IdentityRecord(
            public=_text(keys.identity.public), nonce=_text(keys.identity.nonce), sealed=_text(keys.identity.sealed)
        ),
        passphrase_slots=tuple(_passphrase_record(slot) for slot in keys.passphrase_slots),
        agent_slots=tuple(_agent_record(slot) for slot in keys.agent_slots),
    )
    return msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"


def read_keys(content: bytes, name: str) -> Keys:
    """Read the file.

    Args:
        content: Its bytes.
        name: Its name for messages.

    Returns:
        The keys, still sealed.

    Raises:
        InputError: It is not of this form, or of a version that is not known.
        ExceptionGroup: Every fault of the document.
    """
    faults = FaultList()
    document = maybe_parse(content, name, faults)
    record = maybe_read(_KeysRecord, document, faults) if document else None
    if record is None:
        count = len(faults.faults)
        message = f"{name}: {count} fault{'s' if count > 1 else ''}"
        raise ExceptionGroup(message, [InputError(fault.sentence()) for fault in faults.faults])
    if record.schema != KEYS_SCHEMA:
        message = f"{name}: schema: expected {KEYS_SCHEMA}, got {record.schema!r:.60}"
        raise InputError(message)
    try:
        return _keys_of(record)
    except NodeError as error:
        message = f"{name}: {error}; the file was altered or damaged: take the copy that you keep of it"
        raise InputError(message) from error


def _keys_of(record: _KeysRecord) -> Keys:
    identity = Identity(
        public=_bytes(record.identity.public, "identity.public", KEY_BYTES),
        nonce=_bytes(record.identity.nonce, "identity.nonce", NONCE_BYTES),
        sealed=_bytes(record.identity.sealed, "identity.sealed", _SEALED_BYTES),
    )
    if record.fingerprint != identity.fingerprint:
        message = "fingerprint: expected that of the public identity, got another"
        raise InputError(message)
    slots: list[PassphraseSlot | AgentSlot] = [
        *(_passphrase_slot(each, identity.public) for each in record.passphrase_slots),
        *(_agent_slot(each, identity.public) for each in record.agent_slots),
    ]
    numbers = {slot.header.id for slot in slots}
    if not 1 <= len(slots) <= KEY_SLOTS_MAX or len(numbers) != len(slots):
        message = f"slots: expected 1 to {KEY_SLOTS_MAX}, each with its own number, got {len(slots)}"
        raise InputError(message)
    return Keys(identity=identity, slots=tuple(sorted(slots, key=lambda slot: slot.header.id)))


def _passphrase_slot(record: _PassphraseRecord, node: bytes) -> PassphraseSlot:
    where = f"slot {record.slot}"
    return PassphraseSlot(
        header=SlotHeader(id=record.slot, node=node, created_ns=parse_instant(record.created)),
        cost=Argon2Cost(memory_kib=record.memory_kib, iterations=record.iterations, lanes=record.lanes),
        salt=_bytes(record.salt, f"{where}: salt", SALT_BYTES),
        nonce=_bytes(record.nonce, f"{where}: nonce", NONCE_BYTES),
        sealed=_bytes(record.sealed, f"{where}: sealed", _SEALED_BYTES),
    )


def _agent_slot(record: _AgentRecord, node: bytes) -> AgentSlot:
    where = f"slot {record.slot}"
    return AgentSlot(
        header=SlotHeader(id=record.slot, node=node, created_ns=parse_instant(record.created)),
        public_key=_bytes(record.public_key, f"{where}: public_key", KEY_BYTES),
        challenge=_bytes(record.challenge, f"{where}: challenge", CHALLENGE_BYTES),
        nonce=_bytes(record.nonce, f"{where}: nonce", NONCE_BYTES),
        sealed=_bytes(record.sealed, f"{where}: sealed", _SEALED_BYTES),
    )


def _passphrase_record(slot: PassphraseSlot) -> _PassphraseRecord:
    return _PassphraseRecord(
        slot=slot.header.id,
        created=to_text(slot.header.created_ns),
        memory_kib=slot.cost.memory_kib,
        iterations=slot.cost.iterations,
        lanes=slot.cost.lanes,
        salt=_text(slot.salt),
        nonce=_text(slot.nonce),
        sealed=_text(slot.sealed),
    )


def _agent_record(slot: AgentSlot) -> _AgentRecord:
    return _AgentRecord(
        slot=slot.header.id,
        created=to_text(slot.header.created_ns),
        public_key=_text(slot.public_key),
        challenge=_text(slot.challenge),
        nonce=_text(slot.nonce),
        sealed=_text(slot.sealed),
    )


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str, where: str, length: int) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        message = f"{where}: expected {length} bytes in base64, got no base64"
        raise InputError(message) from error
    if len(content) != length or _text(content) != text:
        message = f"{where}: expected {length} bytes in base64, got {len(content)} or another way of writing them"
        raise InputError(message)
    return content
