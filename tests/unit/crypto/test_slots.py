# SPDX-License-Identifier: Apache-2.0
"""Slots: the right means open them, and nothing that was altered opens."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from made_nodes import CHEAP
from tampering import flipped
from truceline.base.errors import AuthorityError
from truceline.crypto.passphrases import Argon2Cost, stretch
from truceline.crypto.slots import (
    AgentSlot,
    Drawn,
    PassphraseSlot,
    SlotHeader,
    challenge_message,
    make_agent_slot,
    make_passphrase_slot,
    open_agent_slot,
    open_passphrase_slots,
)
from truceline.crypto.store_key import StoreKey

SECRET = bytes(range(32))
HEADER = SlotHeader(id=1, node=b"\x07" * 32, created_ns=1_700_000_000_000_000_000)
SALT = Drawn(salt=b"\x11" * 16, nonce=b"\x22" * 12)
CHALLENGE = Drawn(salt=b"\x33" * 32, nonce=b"\x44" * 12)
AGENT = Ed25519PrivateKey.from_private_bytes(b"\x55" * 32)


def passphrase_slot(passphrase: bytes = b"four words by chance", number: int = 1) -> PassphraseSlot:
    """Seal the store key under a passphrase."""
    header = replace(HEADER, id=number)
    return make_passphrase_slot(header, StoreKey(SECRET), passphrase, cost=CHEAP, drawn=SALT)


def agent_slot() -> AgentSlot:
    """Seal the store key under a signature."""
    signature = AGENT.sign(challenge_message(CHALLENGE.salt))
    public = AGENT.public_key().public_bytes_raw()
    return make_agent_slot(HEADER, StoreKey(SECRET), public, signatures=(signature, signature), drawn=CHALLENGE)


def test_the_passphrase_opens_its_slot() -> None:
    """Whichever of several slots it is, the store key comes out, with the number of the slot."""
    slots = (passphrase_slot(b"another passphrase"), passphrase_slot(number=2))
    opened = open_passphrase_slots(slots, b"four words by chance")

    assert opened.key.reveal() == SECRET
    assert opened.slot == 2


def test_another_passphrase_opens_nothing() -> None:
    """The error says so, and repeats nothing of it."""
    with pytest.raises(AuthorityError, match="expected one that opens this node") as caught:
        open_passphrase_slots((passphrase_slot(),), b"something quite different")

    assert "different" not in str(caught.value)


def test_every_try_costs_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Right or wrong, first slot or last: the passphrase is stretched once for every slot."""
    counted: list[bytes] = []

    def counting(passphrase: bytes, *, salt: bytes, cost: Argon2Cost) -> bytes:
        counted.append(passphrase)
        return stretch(passphrase, salt=salt, cost=cost)

    slots = tuple(passphrase_slot(f"passphrase number {each}".encode(), each) for each in range(1, 4))
    monkeypatch.setattr("truceline.crypto.slots.stretch", counting)
    open_passphrase_slots(slots, b"passphrase number 1")
    open_passphrase_slots(slots, b"passphrase number 3")
    with pytest.raises(AuthorityError):
        open_passphrase_slots(slots, b"passphrase number 4")

    assert len(counted) == 9


def test_every_flipped_bit_of_a_passphrase_slot_is_refused() -> None:
    """No bit of what is stored can be another."""
    slot = passphrase_slot()
    altered = [
        *(replace(slot, salt=each) for each in flipped(slot.salt)),
        *(replace(slot, nonce=each) for each in flipped(slot.nonce)),
        *(replace(slot, sealed=each) for each in flipped(slot.sealed)),
    ]

    assert len(altered) == 8 * (16 + 12 + 48)
    for each in altered:
        with pytest.raises(AuthorityError):
            open_passphrase_slots((each,), b"four words by chance")


def test_every_flipped_bit_of_an_agent_slot_is_refused() -> None:
    """Nor here; the signature is always that of the challenge as it stands."""
    slot = agent_slot()
    altered = [
        *(replace(slot, public_key=each) for each in flipped(slot.public_key)),
        *(replace(slot, challenge=each) for each in flipped(slot.challenge)),
        *(replace(slot, nonce=each) for each in flipped(slot.nonce)),
        *(replace(slot, sealed=each) for each in flipped(slot.sealed)),
    ]

    assert len(altered) == 8 * (32 + 32 + 12 + 48)
    for each in altered:
        with pytest.raises(AuthorityError):
            open_agent_slot(each, AGENT.sign(challenge_message(each.challenge)))


@pytest.mark.parametrize(
    "header",
    [replace(HEADER, id=2), replace(HEADER, node=b"\x08" * 32), replace(HEADER, created_ns=1)],
    ids=["another number", "another node", "another instant"],
)
def test_a_slot_is_bound_to_what_stands_beside_it(header: SlotHeader) -> None:
    """A slot that was moved, or says otherwise when it was made, does not open."""
    agent = agent_slot()
    with pytest.raises(AuthorityError):
        open_passphrase_slots((replace(passphrase_slot(), header=header),), b"four words by chance")
    with pytest.raises(AuthorityError):
        open_agent_slot(replace(agent, header=header), AGENT.sign(challenge_message(agent.challenge)))


def test_the_agent_opens_its_slot() -> None:
    """Its signature over the challenge is the key."""
    slot = agent_slot()
    opened = open_agent_slot(slot, AGENT.sign(challenge_message(slot.challenge)))

    assert opened.key.reveal() == SECRET


def test_another_key_of_the_agent_opens_nothing() -> None:
    """Its signature is refused before anything is tried with it."""
    other = Ed25519PrivateKey.from_private_bytes(b"\x66" * 32)
    slot = agent_slot()

    with pytest.raises(AuthorityError, match="expected a signature of the slot's key"):
        open_agent_slot(slot, other.sign(challenge_message(slot.challenge)))


def test_signatures_that_vary_make_no_slot() -> None:
    """A key whose second signature differs could never unlock again."""
    first = AGENT.sign(challenge_message(CHALLENGE.salt))
    public = AGENT.public_key().public_bytes_raw()

    with pytest.raises(AuthorityError, match="expected the same signature twice"):
        make_agent_slot(HEADER, StoreKey(SECRET), public, signatures=(first, first[::-1]), drawn=CHALLENGE)


def test_what_is_signed_can_be_nothing_else() -> None:
    """It is no request to log in (which starts with a short length) and no signed file."""
    message = challenge_message(bytes(32))

    assert int.from_bytes(message[:4], "big") > 2**24
    assert not message.startswith(b"SSHSIG")


def test_printed_slots_show_no_seal() -> None:
    """What a log might print of a slot does not hold the sealed key."""
    slot = passphrase_slot()

    assert str(slot.sealed) not in repr(slot)
