# SPDX-License-Identifier: Apache-2.0
"""R6: the keys answer no question about a cell or a plan; no blind check could be built of what is here."""

import ast

from redlines.kept import SOURCE

COMPARING = {"x25519", "ec", "ed448", "x448", "paillier", "elgamal", "ristretto", "oprf", "nacl", "rbcl", "pysodium"}
"""Names of mathematics by which two sides could compare what neither shows."""


def test_keys_compare_no_secrets_of_two_sides() -> None:
    """Slots, seals, signatures and tokens only; private comparison comes with its own test, quota and audit."""
    imported: set[str] = set()
    for path in (SOURCE / "crypto").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                imported |= {*node.module.split("."), *(alias.name for alias in node.names)}
            elif isinstance(node, ast.Import):
                imported |= {part for alias in node.names for part in alias.name.split(".")}

    assert "ed25519" in imported
    assert imported & COMPARING == set()
