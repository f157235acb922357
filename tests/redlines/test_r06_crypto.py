# SPDX-License-Identifier: Apache-2.0
"""R6: the keys answer no question about a cell or a plan; no blind check could be built of what is here."""

import ast
from collections.abc import Iterator

from redlines.kept import SOURCE

COMPARING = {"x25519", "ec", "ed448", "x448", "paillier", "elgamal", "ristretto", "oprf", "nacl", "rbcl", "pysodium"}
"""Names of mathematics by which two sides could compare what neither shows."""
NEEDED = {
    "boxes.py": {"x25519": {"X25519PrivateKey", "X25519PublicKey"}},
    "certificates.py": {"ec": {"SECP256R1", "generate_private_key"}},
    "signatures.py": {
        "nacl": {
            "BadSignatureError",
            "crypto_core_ed25519_is_valid_point",
            "crypto_sign",
            "crypto_sign_open",
            "crypto_sign_seed_keypair",
        }
    },
}
"""The files that need some of it for sealing and signing, each with the only names it may take from it."""
AGREEING = {"exchange", "crypto_scalarmult", "crypto_core_ed25519_add", "crypto_scalarmult_ed25519_noclamp"}
"""What would let two sides meet on a point of a curve."""


def test_keys_compare_no_secrets_of_two_sides() -> None:
    """Slots, seals, signatures and tokens only; private comparison comes with its own test, quota and audit."""
    taken: dict[str, dict[str, set[str]]] = {}
    called: set[str] = set()
    for path in sorted((SOURCE / "crypto").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called |= {node.attr} if isinstance(node, ast.Attribute) else set()
            for part, name in imported(node):
                taken.setdefault(path.name, {}).setdefault(part, set()).add(name)

    assert "from_public_bytes" in called
    assert taken == NEEDED
    assert called & AGREEING == set()


def imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Give what a line imports of that mathematics: the part, and each name taken from it."""
    if isinstance(node, ast.ImportFrom) and node.module:
        parts = COMPARING & {*node.module.split("."), *(alias.name for alias in node.names)}
        yield from ((part, alias.name) for part in parts for alias in node.names)
    elif isinstance(node, ast.Import):
        yield from ((part, "*") for alias in node.names for part in COMPARING & set(alias.name.split(".")))
