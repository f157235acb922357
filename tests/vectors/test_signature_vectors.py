# SPDX-License-Identifier: Apache-2.0
"""Signatures of others, and signatures on which verifiers differ: accepted by both libraries or refused.

Source:
    Wycheproof's Ed25519 vectors, set ``wycheproof-ed25519`` of docs/data.md; tests/vectors/ed25519.
"""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from truceline.base.errors import SignatureDisagreementError, SignatureError
from truceline.crypto import signatures

HERE = Path(__file__).parent / "ed25519"
VECTORS: list[dict[str, Any]] = json.loads((HERE / "vectors.json").read_text(encoding="utf-8"))


def parts(vector: dict[str, Any]) -> tuple[bytes, bytes, bytes]:
    """Give key, message and signature."""
    public, message, signature = (bytes.fromhex(vector[name]) for name in ("public", "message", "signature"))
    return public, message, signature


@pytest.mark.parametrize("vector", VECTORS, ids=lambda each: each["name"])
def test_libsodium_keeps_its_rules(vector: dict[str, Any]) -> None:
    """What whole numbers say of these rules is what the library does."""
    assert signatures._libsodium_accepts(*parts(vector)) is vector["accepted"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda each: each["name"])
def test_only_keys_of_prime_order_are_enrolled(vector: dict[str, Any]) -> None:
    """Every key of small or mixed order, or in a second form, is refused."""
    public = bytes.fromhex(vector["public"])
    if vector["enrolled"]:
        signatures.check_enrolment(public)
    else:
        with pytest.raises(SignatureError, match="prime order"):
            signatures.check_enrolment(public)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda each: each["name"])
@pytest.mark.parametrize("verify", [signatures.verify_signature, signatures.verify_again], ids=["both", "again"])
def test_what_libsodium_refuses_is_refused(vector: dict[str, Any], verify: signatures.VerifySignature) -> None:
    """Whatever the second library says; where it differs the error says so."""
    if vector["accepted"]:
        verify(*parts(vector))
        return
    differs = signatures._second_accepts(*parts(vector))
    with pytest.raises(SignatureDisagreementError if differs else SignatureError) as caught:
        verify(*parts(vector))

    assert (type(caught.value) is SignatureDisagreementError) is differs


def test_the_classes_hold_what_they_must() -> None:
    """At least twelve hostile ones, of which some would be accepted by one library alone."""
    hostile = [each for each in VECTORS if not each["accepted"] or not each["enrolled"]]

    assert len(hostile) >= 12
    assert sum(signatures._second_accepts(*parts(each)) and not each["accepted"] for each in VECTORS) >= 5


def test_the_vectors_are_what_their_writer_writes() -> None:
    """The file was not altered by hand."""
    spec = importlib.util.spec_from_file_location("write_vectors", HERE / "write_vectors.py")
    assert spec is not None
    assert spec.loader is not None
    writer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(writer)

    assert [writer.make(each) for each in writer.WANTED] == VECTORS


def test_wycheproof_is_judged_alike_by_both(data_dir: Path) -> None:
    """All 151 verdicts are those of the set, and the libraries agree on every one."""
    told = json.loads((data_dir / "wycheproof-ed25519" / "ed25519_test.json").read_text(encoding="utf-8"))
    verdicts = []
    for group in told["testGroups"]:
        public = bytes.fromhex(group["publicKey"]["pk"])
        signatures.check_enrolment(public)
        for each in group["tests"]:
            try:
                signatures.verify_signature(public, bytes.fromhex(each["msg"]), bytes.fromhex(each["sig"]))
            except SignatureDisagreementError:
                verdicts.append((each["tcId"], "disagreement", each["result"]))
            except SignatureError:
                verdicts.append((each["tcId"], "invalid", each["result"]))
            else:
                verdicts.append((each["tcId"], "valid", each["result"]))

    assert len(verdicts) == 151
    assert [each for each in verdicts if each[1] != each[2]] == []
