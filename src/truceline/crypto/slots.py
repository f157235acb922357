# SPDX-License-Identifier: Apache-2.0
"""Slots: the store key sealed once for each way of unlocking a node.

Two kinds: a *passphrase* slot, whose key Argon2id makes of a passphrase, and an *agent* slot, whose key is made of an
Ed25519 signature that a running ssh-agent gives over a fixed challenge. Why so, and what is bad about it: ADR 0015.

Rules:
    - Whoever opens one slot has the store key; removing a slot does not change the key.
    - The seal binds everything that stands in the slot in the open, and the node's public identity: a slot that was
      altered, or moved here from another node, does not open.
    - A passphrase is tried on every passphrase slot, whether or not an earlier one opened: the time says nothing of
      which slot it was, nor of whether there was any.
    - A signature is a key only if it is the same each time. Ed25519 keys give such signatures; keys on security tokens
      (``sk-``), RSA and ECDSA do not, and are not taken.

Source:
    The shape is that of LUKS (key slots). RFC 9106 (Argon2id), RFC 8032 (Ed25519, deterministic signatures),
    RFC 5869 (HKDF), RFC 8439 (seal).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from truceline.base.errors import AuthorityError
from truceline.crypto.derivation import KEY_BYTES, hkdf
from truceline.crypto.passphrases import Argon2Cost, stretch
from truceline.crypto.sealing import join_fields, open_seal, seal
from truceline.crypto.store_key import StoreKey

CHALLENGE_BYTES = 32
"""Length of an agent slot's challenge [bytes]."""
_SIGNED = b"truceline ssh-agent slot v1\0"
"""Stands before every challenge, so that no protocol's signature can be taken for another's: a request to log in over
SSH starts with a length, a signed file with ``SSHSIG``."""
_PASSPHRASE = b"truceline passphrase slot v1"
_AGENT = b"truceline agent slot v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotHeader:
    """What every slot has.

    Attributes:
        id: Its number among the slots that the node has now, from 1.
        node: The node's public identity, 32 bytes.
        created_ns: When it was made [ns since 1970 UTC].
    """

    id: int
    node: bytes
    created_ns: int

    def fields(self) -> tuple[bytes, ...]:
        """Give what a seal binds."""
        return str(self.id).encode(), self.node, str(self.created_ns).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class PassphraseSlot:
    """The store key, sealed under a passphrase.

    Attributes:
        header: Number, node and instant.
        cost: What one guess costs.
        salt: Drawn for this slot alone.
        nonce: As drawn.
        sealed: The sealed store key.
    """

    header: SlotHeader
    cost: Argon2Cost
    salt: bytes
    nonce: bytes
    sealed: bytes = field(repr=False)

    def bound(self) -> bytes:
        """Give what the seal binds."""
        return _bound_by_passphrase(self.header, self.cost, self.salt)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSlot:
    """The store key, sealed under a signature of an agent's key.

    Attributes:
        header: Number, node and instant.
        public_key: The Ed25519 key that signs, 32 bytes.
        challenge: Drawn for this slot alone.
        nonce: As drawn.
        sealed: The sealed store key.
    """

    header: SlotHeader
    public_key: bytes
    challenge: bytes
    nonce: bytes
    sealed: bytes = field(repr=False)

    def bound(self) -> bytes:
        """Give what the seal binds."""
        return _bound_by_agent(self.header, self.public_key, self.challenge)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A slot that was opened.

    Attributes:
        key: The store key; whoever takes it wipes it.
        slot: Number of the slot.
    """

    key: StoreKey
    slot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Random bytes for one slot.

    Attributes:
        salt: Salt of a passphrase (16 bytes) or challenge of an agent (32 bytes).
        nonce: 12 bytes.
    """

    salt: bytes
    nonce: bytes


def make_passphrase_slot(
    header: SlotHeader, key: StoreKey, passphrase: bytes, *, cost: Argon2Cost, drawn: Drawn
) -> PassphraseSlot:
    """Seal the store key under a passphrase."""
    stretched = stretch(passphrase, salt=drawn.salt, cost=cost)
    bound = _bound_by_passphrase(header, cost, drawn.salt)
    sealed = seal(stretched, key.reveal(), nonce=drawn.nonce, bound=bound)
    return PassphraseSlot(header=header, cost=cost, salt=drawn.salt, nonce=drawn.nonce, sealed=sealed)


def open_passphrase_slots(slots: Sequence[PassphraseSlot], passphrase: bytes) -> Opened:
    """Unseal the store key with a passphrase; every slot is tried, whatever the others gave.

    Returns:
        The store key and the first slot that it opened.

    Raises:
        AuthorityError: It opens none of them.
    """
    found: Opened | None = None
    for slot in slots:
        stretched = stretch(passphrase, salt=slot.salt, cost=slot.cost)
        try:
            content = open_seal(stretched, slot.sealed, nonce=slot.nonce, bound=slot.bound())
        except AuthorityError:
            continue
        found = found or Opened(key=_checked(content), slot=slot.header.id)
    if found is None:
        message = (
            f"passphrase: expected one that opens this node ({len(slots)} of its slots take one), got another; "
            "or keys.json was altered"
        )
        raise AuthorityError(message)
    return found


def challenge_message(challenge: bytes) -> bytes:
    """Give the bytes that an agent is asked to sign."""
    assert len(challenge) == CHALLENGE_BYTES
    return _SIGNED + challenge


def make_agent_slot(
    header: SlotHeader, key: StoreKey, public_key: bytes, *, signatures: tuple[bytes, bytes], drawn: Drawn
) -> AgentSlot:
    """Seal the store key under a signature.

    Args:
        header: Number, node and instant.
        key: The store key.
        public_key: The key that signed, 32 bytes.
        signatures: Two signatures over ``challenge_message(drawn.salt)``, asked for one after the other.
        drawn: Challenge and nonce.

    Returns:
        The slot.

    Raises:
        AuthorityError: The two differ, or are not of this key over this message.
    """
    if signatures[0] != signatures[1]:
        message = "ssh-agent: expected the same signature twice, got two; a key whose signatures vary cannot unlock"
        raise AuthorityError(message)
    opened = _agent_key(public_key, drawn.salt, signatures[0])
    sealed = seal(opened, key.reveal(), nonce=drawn.nonce, bound=_bound_by_agent(header, public_key, drawn.salt))
    return AgentSlot(header=header, public_key=public_key, challenge=drawn.salt, nonce=drawn.nonce, sealed=sealed)


def open_agent_slot(slot: AgentSlot, signature: bytes) -> Opened:
    """Unseal the store key with a signature over ``challenge_message(slot.challenge)``.

    Raises:
        AuthorityError: It is not of the slot's key over that message, or the slot was altered.
    """
    opened = _agent_key(slot.public_key, slot.challenge, signature)
    content = open_seal(opened, slot.sealed, nonce=slot.nonce, bound=slot.bound())
    return Opened(key=_checked(content), slot=slot.header.id)


def _agent_key(public_key: bytes, challenge: bytes, signature: bytes) -> bytes:
    message = challenge_message(challenge)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        text = "ssh-agent: expected a signature of the slot's key over its challenge, got another"
        raise AuthorityError(text) from error
    return hkdf(signature, salt=challenge, info=_AGENT, length=KEY_BYTES)


def _checked(content: bytes) -> StoreKey:
    if len(content) != KEY_BYTES:
        message = f"slot: expected a key of {KEY_BYTES} bytes in it, got {len(content)}"
        raise AuthorityError(message)
    return StoreKey(content)


def _bound_by_passphrase(header: SlotHeader, cost: Argon2Cost, salt: bytes) -> bytes:
    numbers = (cost.memory_kib, cost.iterations, cost.lanes)
    return join_fields(_PASSPHRASE, *header.fields(), *(str(each).encode() for each in numbers), salt)


def _bound_by_agent(header: SlotHeader, public_key: bytes, challenge: bytes) -> bytes:
    return join_fields(_AGENT, *header.fields(), public_key, challenge)
