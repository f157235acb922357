# SPDX-License-Identifier: Apache-2.0
"""Unlocking a node: from a passphrase, or the word of the running ssh-agent, to the store key."""

from dataclasses import dataclass, field

from truceline.base.errors import AuthorityError, NodeError, StateError
from truceline.bootstrap.keys_file import Keys
from truceline.bootstrap.ssh_agent import SSHAgent
from truceline.crypto.identity import open_identity
from truceline.crypto.passphrases import SALT_BYTES, Argon2Cost
from truceline.crypto.randomness import random_bytes
from truceline.crypto.sealing import NONCE_BYTES
from truceline.crypto.slots import (
    CHALLENGE_BYTES,
    AgentSlot,
    Drawn,
    Opened,
    PassphraseSlot,
    SlotHeader,
    challenge_message,
    make_agent_slot,
    make_passphrase_slot,
    open_agent_slot,
    open_passphrase_slots,
)
from truceline.crypto.store_key import StoreKey


@dataclass(frozen=True, slots=True, kw_only=True)
class ByPassphrase:
    """Unlock with a passphrase.

    Attributes:
        passphrase: As ``passphrase_bytes`` writes it.
        cost: What one guess costs, where a slot is made.
    """

    passphrase: bytes = field(repr=False)
    cost: Argon2Cost = field(default_factory=Argon2Cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByAgent:
    """Unlock with the running ssh-agent.

    Attributes:
        agent: The agent.
        fingerprint: Which key, where a slot is made; empty to try every agent slot.
    """

    agent: SSHAgent
    fingerprint: str = ""


Means = ByPassphrase | ByAgent


def unlock(keys: Keys, means: Means) -> Opened:
    """Give the store key, after checking that the node's identity opens with it.

    Args:
        keys: As read from the node's folder.
        means: A passphrase or an agent.

    Returns:
        The store key, which whoever takes it wipes, and the number of the slot that opened.

    Raises:
        AuthorityError: The means do not open this node, or its keys were altered.
        StateError: It has no slot for such means.
        UnavailableError: The agent does not answer.
    """
    if isinstance(means, ByPassphrase):
        if not keys.passphrase_slots:
            message = "unlock: expected a slot for a passphrase, got slots for an ssh-agent alone; use the agent"
            raise StateError(message)
        opened = open_passphrase_slots(keys.passphrase_slots, means.passphrase)
    else:
        opened = _by_agent(keys, means)
    try:
        open_identity(keys.identity, opened.key)
    except AuthorityError:
        opened.key.wipe()
        raise
    return opened


def make_slot(header: SlotHeader, key: StoreKey, means: Means) -> PassphraseSlot | AgentSlot:
    """Make a slot for one more way of unlocking.

    Raises:
        NotFoundError: The agent does not hold the key.
        InputError: It is of a kind whose signatures vary.
        AuthorityError: The agent refuses, or its signatures vary all the same.
        UnavailableError: It does not answer.
    """
    nonce = random_bytes(NONCE_BYTES)
    if isinstance(means, ByPassphrase):
        drawn = Drawn(salt=random_bytes(SALT_BYTES), nonce=nonce)
        return make_passphrase_slot(header, key, means.passphrase, cost=means.cost, drawn=drawn)
    public = means.agent.get_key(means.fingerprint).maybe_public()
    assert public is not None
    drawn = Drawn(salt=random_bytes(CHALLENGE_BYTES), nonce=nonce)
    message = challenge_message(drawn.salt)
    signatures = (means.agent.sign(public, message), means.agent.sign(public, message))
    return make_agent_slot(header, key, public, signatures=signatures, drawn=drawn)


def agent_serves(keys: Keys, agent: SSHAgent) -> bool:
    """Say whether an agent holds the key of one of the slots; one that cannot be asked does not."""
    if not keys.agent_slots:
        return False
    try:
        held = {key.maybe_public() for key in agent.held_keys()}
    except NodeError:
        return False
    return any(slot.public_key in held for slot in keys.agent_slots)


def _by_agent(keys: Keys, means: ByAgent) -> Opened:
    held = {key.maybe_public() for key in means.agent.held_keys()}
    slots = [slot for slot in keys.agent_slots if slot.public_key in held]
    if not slots:
        message = (
            f"unlock: expected the ssh-agent to hold the key of one of this node's {len(keys.agent_slots)} agent "
            "slots, got none of them; ssh-add it, or use a passphrase"
        )
        raise StateError(message)
    refusal: AuthorityError | None = None
    for slot in slots:
        try:
            return open_agent_slot(slot, means.agent.sign(slot.public_key, challenge_message(slot.challenge)))
        except AuthorityError as error:
            refusal = error
    assert refusal is not None
    raise refusal
