# SPDX-License-Identifier: Apache-2.0
"""Nodes made for tests, quickly: a passphrase that costs little to try, and a store that is a mere file. EXERCISE."""

from pathlib import Path

from exercise_library import write_library
from truceline.agreement.library import load_library
from truceline.bootstrap.making import MadeNode, NodePlan, make_node
from truceline.bootstrap.unlocking import ByPassphrase, Means
from truceline.crypto.passphrases import Argon2Cost, passphrase_bytes

PASSPHRASE = "four words by chance"  # noqa: S105 - opens nothing but nodes of tests
CHEAP = Argon2Cost(memory_kib=32, iterations=1, lanes=1)
MADE_NS = 1_700_000_000_000_000_000


def by_passphrase(text: str = PASSPHRASE) -> ByPassphrase:
    """Give a passphrase as means, at a cost for tests."""
    return ByPassphrase(passphrase=passphrase_bytes(text), cost=CHEAP)


def write_plain_store(path: Path, key: bytes) -> None:
    """Stand in for the store where only its place matters; the key is not written."""
    assert len(key) == 32
    path.write_bytes(b"")


def made_node(folder: Path, means: Means | None = None) -> MadeNode:
    """Make a node of Northland on the invented library.

    Args:
        folder: A folder to work in; the node lies in ``node``.
        means: How it is unlocked; ``PASSPHRASE`` when not told otherwise.
    """
    plan = NodePlan(
        place=folder / "node",
        library=load_library(write_library(folder / "library")),
        party="northland",
        means=means or by_passphrase(),
        made_ns=MADE_NS,
        root_passphrase=passphrase_bytes(PASSPHRASE),
    )
    return make_node(plan, write_plain_store)


def passphrase_file(folder: Path, text: str = PASSPHRASE, name: str = "passphrase") -> Path:
    """Write a passphrase into a file of its owner's alone."""
    path = folder / name
    path.write_text(f"{text}\n", encoding="utf-8")
    path.chmod(0o600)
    return path
