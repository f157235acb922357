# SPDX-License-Identifier: Apache-2.0
"""``truceline record verify``: the exit codes and words of docs/verifying.md, as the one-file verifier has them."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from truceline.cli import main
from truceline.crypto.boxes import seal_box
from unit.verify.making import b64, mended, policy, sha
from unit.verify.running import told
from unit.verify.scenes import OTHERS, of, redone, scene
from unit.verify.test_tamperings import EXPECTED

Json = dict[str, Any]


def verified(folder: Path, made: tuple[bytes, bytes], *more: str) -> int:
    """Run the command; its exit code."""
    (folder / "a.bundle").write_bytes(made[0])
    (folder / "a.policy").write_bytes(made[1])
    arguments = ["record", "verify", str(folder / "a.bundle"), "--policy", str(folder / "a.policy"), *more]
    return main.main(arguments)


@pytest.mark.parametrize("code", [0, 20, 21, 22])
def test_it_ends_as_the_one_file_verifier_does(code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One tampering for each code; the same document."""
    made = next(make for name, make in EXPECTED.items() if name[1] == code)()

    assert verified(tmp_path, made, "--json") == code
    found: Json = json.loads(capsys.readouterr().out)
    file = told(tmp_path, made)
    assert (found["exit"], found["verdict"], list(found)) == (file["exit"], file["verdict"], list(file))
    assert found.get("proven") == file.get("proven")


def test_the_words_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is proven, only claimed and unknown stand under their own titles."""
    assert verified(tmp_path, of(scene())) == 0
    text = capsys.readouterr().out

    assert text.startswith("PROVEN: ")
    assert [text.index(title) for title in ("\nProven:", "\nOnly claimed:", "\nUnknown:")] == sorted(
        text.index(title) for title in ("\nProven:", "\nOnly claimed:", "\nUnknown:")
    )


def test_what_is_missing_is_no_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there, a question that is not whole."""
    (tmp_path / "a.policy").write_bytes(of(scene())[1])
    missing = ["record", "verify", str(tmp_path / "none"), "--policy", str(tmp_path / "a.policy")]

    assert main.main(missing) == 66
    assert main.main([*missing, "--question", "entry"]) == 2
    assert main.main([*missing, "--question", "silence", "--party", "north"]) == 2
    assert "PROVEN" not in capsys.readouterr().out


def falsely_signed() -> tuple[bytes, bytes]:
    """Make a log of which one officer's signature is false, and one is of an officer who was never enrolled."""

    def alter(log: Any) -> None:  # noqa: ANN401 - a made log
        log.append("act.told", resign=lambda entry: entry | {"sig": b64(bytes(64))})
        log.append("act.told")

    return redone(alter)


@pytest.mark.parametrize(
    "make", [falsely_signed, lambda: of(scene()), lambda: of(scene(pad=600))], ids=["false", "honest", "longer"]
)
def test_two_processes_find_what_one_finds(
    make: Any,  # noqa: ANN401 - a maker of bundles
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """All signatures, checked on two processes, give what all signatures checked on one give."""
    made = make()
    code = verified(tmp_path, made, "--all-signatures", "--json")
    found: Json = json.loads(capsys.readouterr().out)
    file = told(tmp_path, made, "bundle", "--all-signatures")

    assert code == file["exit"]
    assert [found[key] for key in ("proven", "unknown")] == [file[key] for key in ("proven", "unknown")]
    assert [word for word, _ in found["breaches"]] == [word for word, _ in file["breaches"]]


def boxed(content: bytes | None, *, with_key: bool) -> tuple[bytes, bytes]:
    """Make a log with a sealed entry and its box; with some other content under the same key when one is given."""
    salt, dek, body = sha(b"salt"), sha(b"dek"), b'{"text":"EXERCISE"}'
    box = seal_box(body, salt=salt, dek=dek)
    sealed = box.sealed
    if content is not None:
        sealed = ChaCha20Poly1305(dek).encrypt(bytes(12), content, box.header.commitment)
    made = scene(rotate=False)
    rules = policy(made.log)
    head = {"c": box.header.commitment.hex(), "k": sha(dek).hex(), "n": 512, "s": sha(sealed).hex()}
    seq = made.log.append("x", header={"box": head, "to": ["south"]})
    line = {"box": b64(sealed), "log": made.log.origin, "seq": seq} | ({"dek": dek.hex()} if with_key else {})
    return of(
        made,
        notes=[*made.notes, made.log.note(at_s=90, by=OTHERS)],
        entries=made.log.entry_lines(),
        opened=[*made.log.bodies, line],
        policy=rules,
    )


OTHER_TEXT = (sha(b"salt") + (8).to_bytes(4, "big") + b"EXERCISE").ljust(512, b"\0")


@pytest.mark.parametrize(
    ("content", "with_key", "node", "file"),
    [(None, True, 0, 21), (None, False, 0, 0), (OTHER_TEXT, True, 20, 21), (OTHER_TEXT, False, 0, 0)],
    ids=["whole", "whole and shut", "another text", "another text and shut"],
)
def test_a_box_that_fails_its_entry_is_proved_by_its_key(
    content: bytes | None,
    with_key: bool,  # noqa: FBT001 - a column of the table
    node: int,
    file: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """E3: the node opens the box; the one-file verifier, which has no cipher, says that it does not judge it."""
    made = boxed(content, with_key=with_key)

    assert verified(tmp_path, made) == node
    assert ("E3: " in capsys.readouterr().out) is (node == 20)
    assert told(tmp_path, made)["exit"] == file


def test_a_box_of_another_entry_is_malformed(tmp_path: Path) -> None:
    """Other sealed bytes or another key than the entry names accuse nobody."""
    content, rules = boxed(None, with_key=True)
    dek = sha(b"dek").hex().encode()
    for other in (content.replace(dek, sha(b"other").hex().encode()), content.replace(b'{"box":"', b'{"box":"AAAA', 1)):
        assert other != content
        assert verified(tmp_path, (mended(other), rules)) == 22
        assert told(tmp_path, (mended(other), rules))["exit"] == 22
