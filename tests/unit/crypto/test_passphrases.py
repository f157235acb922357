# SPDX-License-Identifier: Apache-2.0
"""Passphrases: what is refused, what they become, and the vectors of Argon2id."""

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from made_nodes import CHEAP
from truceline.base.errors import InputError, LimitError
from truceline.base.limits import ARGON2_MEMORY_KIB_MAX, PASSPHRASE_BYTES_MAX
from truceline.crypto.passphrases import Argon2Cost, check_new_passphrase, passphrase_bytes, stretch


def test_the_library_gives_the_vector_of_the_rfc() -> None:
    """RFC 9106, section 5.3: Argon2id with a secret and associated data."""
    kdf = Argon2id(
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        ad=b"\x04" * 12,
        secret=b"\x03" * 8,
    )
    expected = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"

    assert kdf.derive(b"\x01" * 32).hex() == expected


def test_every_part_of_the_cost_and_the_salt_count() -> None:
    """Another salt, another cost, another passphrase: another key; the same ones: the same key."""
    salt = bytes(16)
    first = stretch(b"one", salt=salt, cost=CHEAP)
    others = {
        stretch(b"two", salt=salt, cost=CHEAP),
        stretch(b"one", salt=b"\x01" + salt[1:], cost=CHEAP),
        stretch(b"one", salt=salt, cost=Argon2Cost(memory_kib=40, iterations=1, lanes=1)),
        stretch(b"one", salt=salt, cost=Argon2Cost(memory_kib=32, iterations=2, lanes=1)),
        stretch(b"one", salt=salt, cost=Argon2Cost(memory_kib=32, iterations=1, lanes=2)),
    }

    assert stretch(b"one", salt=salt, cost=CHEAP) == first
    assert len(others) == 5
    assert first not in others


def test_the_shipped_cost_is_no_less_than_the_rfc_recommends() -> None:
    """RFC 9106, section 4, second recommendation: 64 MiB, three passes, four lanes."""
    shipped = Argon2Cost()

    assert shipped.memory_kib >= 65_536
    assert shipped.iterations >= 3
    assert shipped.lanes == 4


@pytest.mark.parametrize(
    ("memory_kib", "iterations", "lanes"),
    [(ARGON2_MEMORY_KIB_MAX + 1, 1, 1), (7, 1, 1), (32, 0, 1), (32, 65, 1), (200, 1, 17), (32, 1, 0)],
)
def test_a_cost_that_would_exhaust_the_machine_is_refused(memory_kib: int, iterations: int, lanes: int) -> None:
    """A file that was altered cannot make the node take all memory or all time."""
    with pytest.raises(LimitError, match="cost of a passphrase"):
        Argon2Cost(memory_kib=memory_kib, iterations=iterations, lanes=lanes)


@pytest.mark.parametrize("text", ["", "short", "eleven-char", "aaaaaaaaaaaaaaaa", "abababababababab"])
def test_an_easy_passphrase_is_refused_without_repeating_it(text: str) -> None:
    """Too short, or few characters over and over."""
    with pytest.raises(InputError, match="passphrase: expected at least") as caught:
        check_new_passphrase(text)

    assert not text or text not in str(caught.value)


def test_the_same_words_from_two_keyboards_are_one_passphrase() -> None:
    """A letter with its accent, and a letter followed by an accent, are written alike."""
    assert passphrase_bytes("caf\u00e9 by chance") == passphrase_bytes("cafe\u0301 by chance")


@pytest.mark.parametrize("text", ["", "a" * (PASSPHRASE_BYTES_MAX + 1), "\ud800 half of one"])
def test_what_is_no_passphrase_is_refused(text: str) -> None:
    """Nothing, too much, or half of a character."""
    with pytest.raises(InputError, match="passphrase: expected"):
        passphrase_bytes(text)
