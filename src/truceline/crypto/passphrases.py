# SPDX-License-Identifier: Apache-2.0
"""What a passphrase must be, and how it becomes a key.

Source:
    RFC 9106 (Argon2), section 4; NIST SP 800-63B, section 5.1.1.2, on length rather than mixtures of letters.
"""

import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from truceline.base.errors import InputError, LimitError
from truceline.base.limits import ARGON2_ITERATIONS_MAX, ARGON2_LANES_MAX, ARGON2_MEMORY_KIB_MAX, PASSPHRASE_BYTES_MAX
from truceline.crypto.derivation import KEY_BYTES

PASSPHRASE_CHARACTERS_MIN = 12
"""A new passphrase is at least so long: four or five words taken by chance are better than any trick of spelling."""
PASSPHRASE_DISTINCT_MIN = 5
"""A new passphrase has at least so many different characters: ``aaaaaaaaaaaa`` is long and no secret."""
SALT_BYTES = 16
"""Length of a salt [bytes]; RFC 9106, section 3.1, recommends it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Argon2Cost:
    """What one guess costs.

    Attributes:
        memory_kib: Memory that one guess must hold [KiB].
        iterations: Passes over it.
        lanes: Parallel parts.
    """

    memory_kib: int = 131_072
    iterations: int = 4
    lanes: int = 4

    def __post_init__(self) -> None:
        """Refuse a cost that the algorithm does not know, or that would exhaust this machine.

        Raises:
            LimitError: It is one.
        """
        for name, value, low, high in (
            ("memory_kib", self.memory_kib, 8 * self.lanes, ARGON2_MEMORY_KIB_MAX),
            ("iterations", self.iterations, 1, ARGON2_ITERATIONS_MAX),
            ("lanes", self.lanes, 1, ARGON2_LANES_MAX),
        ):
            if not low <= value <= high:
                message = f"cost of a passphrase: {name}: expected {low} to {high}, got {value}"
                raise LimitError(message)


def check_new_passphrase(text: str) -> None:
    """Refuse a new passphrase that is too easily guessed; the message never repeats it.

    Raises:
        InputError: It is.
    """
    if len(text) < PASSPHRASE_CHARACTERS_MIN:
        message = f"passphrase: expected at least {PASSPHRASE_CHARACTERS_MIN} characters, got fewer; several words do"
        raise InputError(message)
    if len(set(text)) < PASSPHRASE_DISTINCT_MIN:
        message = f"passphrase: expected at least {PASSPHRASE_DISTINCT_MIN} different characters, got fewer"
        raise InputError(message)


def passphrase_bytes(text: str) -> bytes:
    """Write a passphrase as bytes that are the same whichever keyboard typed it.

    Raises:
        InputError: It is empty or longer than is taken.

    Source:
        RFC 8265, section 4 (OpaqueString): normalisation form C.
    """
    try:
        content = unicodedata.normalize("NFC", text).encode()
    except UnicodeEncodeError as error:
        message = "passphrase: expected whole characters, got half of one"
        raise InputError(message) from error
    if not 0 < len(content) <= PASSPHRASE_BYTES_MAX:
        message = f"passphrase: expected 1 to {PASSPHRASE_BYTES_MAX} bytes, got {'more' if content else 'none'}"
        raise InputError(message)
    return content


def stretch(passphrase: bytes, *, salt: bytes, cost: Argon2Cost) -> bytes:
    """Turn a passphrase into a key, slowly.

    Source:
        RFC 9106 (Argon2id, version 0x13).
    """
    assert len(salt) == SALT_BYTES
    kdf = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return kdf.derive(passphrase)
