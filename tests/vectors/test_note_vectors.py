# SPDX-License-Identifier: Apache-2.0
"""Notes, heads and sealed messages of others read, hold, and are written again byte for byte."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from truceline.base.errors import SignatureError
from truceline.crypto import boxes
from truceline.crypto.checkpoints import verify_checkpoint
from truceline.crypto.notes import parse_key, parse_note, sign_note, verify_note
from truceline.crypto.signatures import Signer

HERE = Path(__file__).parent
NOTES: dict[str, dict[str, Any]] = json.loads((HERE / "notes" / "vectors.json").read_text(encoding="utf-8"))


def test_the_example_of_the_specification_holds() -> None:
    """C2SP signed-note: its key reads, its signature holds, all is written again."""
    example = NOTES["example"]
    content = example["note"].encode()
    key = parse_key(example["key"])
    note = parse_note(content)

    assert [each.key for each in verify_note(note, [key])] == [key]
    assert note.to_bytes() == content
    assert key.to_text() == example["key"]


def test_a_note_is_signed_as_another_signs_it() -> None:
    """With the seed of Go's example the same line comes out."""
    seeded = NOTES["seeded"]
    signer = Signer.from_seed(base64.b64decode(seeded["seed"])[1:])

    assert sign_note(seeded["body"], signer, name="PeterNeumann").to_line() == seeded["line"]
    assert parse_key(seeded["key"]).public == signer.public


def test_a_head_that_witnesses_of_others_cosigned_holds() -> None:
    """The log's and one witness's signature are verified, the others kept and passed over."""
    cosigned = NOTES["cosigned"]
    content = cosigned["note"].encode()
    found = verify_checkpoint(content, [parse_key(cosigned["log_key"])], [parse_key(cosigned["witness_key"])])

    assert found.checkpoint.size == 1432088532
    assert [(each.key.name, each.time_s) for each in found.cosignatures] == [("remora.n621.de", cosigned["time_s"])]
    assert len(parse_note(content).signatures) == 6
    assert parse_note(content).to_bytes() == content


def test_a_head_of_others_holds_for_its_own_size_alone() -> None:
    """One digit more in its size, and the log's signature is refused."""
    cosigned = NOTES["cosigned"]
    content = cosigned["note"].replace("1432088532\n", "1432088533\n").encode()
    with pytest.raises(SignatureError):
        verify_checkpoint(content, [parse_key(cosigned["log_key"])])


def test_the_suite_of_boxes_is_that_of_the_rfc() -> None:
    """RFC 9180, A.2.1: the message opens with the recipient's key."""
    told = json.loads((HERE / "hpke" / "vectors.json").read_text(encoding="utf-8"))
    read = {name: bytes.fromhex(told[name]) for name in told if name != "source"}
    opened = openssl.hpke._decrypt_with_aad(
        boxes._SUITE,
        read["enc"] + read["ciphertext"],
        X25519PrivateKey.from_private_bytes(read["secret"]),
        read["info"],
        read["aad"],
    )

    assert opened == read["plaintext"]
    assert boxes.box_public_half(read["secret"]) == read["public"]
