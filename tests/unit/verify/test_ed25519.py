# SPDX-License-Identifier: Apache-2.0
"""The verifier's own Ed25519 against published vectors and against libsodium."""

import hashlib
import json
from pathlib import Path

import pytest
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from unit.verify.making import Pair
from unit.verify.running import verifier

SMALL_ORDER = (
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
)


def libsodium(public: bytes, message: bytes, signature: bytes) -> bool:
    """Ask libsodium."""
    try:
        VerifyKey(public).verify(message, signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def test_the_published_vectors_have_their_results(data_dir: Path) -> None:
    """All vectors of Wycheproof, each as its authors say."""
    vectors = json.loads((data_dir / "wycheproof-ed25519" / "ed25519_test.json").read_text(encoding="utf-8"))
    wrong, count = [], 0
    for group in vectors["testGroups"]:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for test in group["tests"]:
            count += 1
            found = verifier.is_signed(public, bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"]))
            wrong += [test["tcId"]] if found != (test["result"] == "valid") else []

    assert (wrong, count) == ([], 151)


@pytest.mark.parametrize("encoded", SMALL_ORDER)
def test_small_order_and_other_spellings_are_refused(encoded: str) -> None:
    """As key and as R, also where the equation would hold."""
    point, honest = bytes.fromhex(encoded), Pair("EXERCISE")

    assert not verifier.is_signed(point, b"m", point + bytes(32))
    assert not verifier.is_signed(point, b"m", bytes.fromhex(SMALL_ORDER[1]) + bytes(32))
    assert not verifier.is_signed(honest.public, b"m", point + honest.sign(b"m")[32:])


def test_it_agrees_with_libsodium_on_altered_signatures() -> None:
    """The same verdict on good signatures, on single bits changed, and on S raised by the order of the group."""
    order = 2**252 + 27742317777372353535851937790883648493
    for number in range(40):
        pair, message = Pair(f"key {number}"), hashlib.sha256(bytes([number])).digest()
        good = pair.sign(message)
        bent = bytearray(good)
        bent[number] ^= 1
        raised = good[:32] + (int.from_bytes(good[32:], "little") + order).to_bytes(32, "little")
        for signature in (good, bytes(bent), raised):
            found = verifier.is_signed(pair.public, message, signature)
            assert found == libsodium(pair.public, message, signature)
            assert found == (signature == good)
