# SPDX-License-Identifier: Apache-2.0
"""``record key``: officers enrolled and revoked, a log key replaced, by the root keys that were promised (EXERCISE)."""

import json
from base64 import b64encode
from pathlib import Path

import pytest

from federation_over_http import HttpNode, made
from made_nodes import PASSPHRASE, passphrase_file
from recorded import OFFICER, OFFICER_ID
from truceline.bootstrap.federated_log import FederatedLog
from truceline.bootstrap.federating import close_federated, open_federated
from truceline.cli import main
from truceline.crypto.passphrases import passphrase_bytes
from truceline.crypto.root_keys import read_root_keys


@pytest.fixture
def node(tmp_path: Path) -> HttpNode:
    """Give a node that does not run, with its root keys beside it."""
    found = made("north", tmp_path)
    passphrase_file(tmp_path)
    return found


def changed(node: HttpNode, *arguments: str, word: str = "") -> int:
    """Run a command on the keys."""
    place = node.folder.root.parent
    secret = str(passphrase_file(place, word, "other") if word else place / "passphrase")
    roots = ["--root-keys", str(roots_of(node)), "--root-passphrase-file", secret]
    kind, *rest = arguments
    own = str(node.folder.root)
    return main.main(
        ["record", "key", kind, own, *rest, *roots, "--passphrase-file", str(place / "passphrase"), "--json"]
    )


def roots_of(node: HttpNode) -> Path:
    """Give where the root keys lie."""
    return node.folder.root.with_name(f"{node.folder.root.name}-root-keys")


def test_keys_change_by_the_word_of_the_root_key(
    node: HttpNode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Enrolled, rotated, revoked; the log goes on under the new key, and what goes out is proven."""
    public = b64encode(OFFICER.public).decode()

    assert changed(node, "enrol", public) == 0
    assert changed(node, "rotate", "--suspect-from", "2026-01-31T00:00:00Z") == 0
    assert changed(node, "revoke", OFFICER_ID) == 0
    told = [json.loads(f"{{{each}")["type"] for each in capsys.readouterr().out.split("{")[1:]]
    assert told == ["key.officer", "key.rotate", "key.revoke"]
    roots = read_root_keys(roots_of(node).read_bytes(), passphrase_bytes(PASSPHRASE))
    assert (roots.used, len(roots.seeds)) == (4, 5)
    assert roots_of(node).stat().st_mode & 0o077 == 0
    bundle, rules = str(tmp_path / "a.bundle"), str(tmp_path / "a.policy")
    assert main.main(["record", "export", str(node.folder.root), "--out", bundle, "--policy-out", rules]) == 0
    assert main.main(["record", "verify", bundle, "--policy", rules]) == 0
    assert "entry 2 is a key.rotate" in capsys.readouterr().out
    settings = node.folder.read_settings()
    recording = open_federated(node.folder, settings, node.made.store_key, (), without_peers=True)
    try:
        assert isinstance(recording.own, FederatedLog)
        assert (recording.refusal, recording.own.entries) == ("", 4)
    finally:
        close_federated(recording)


def test_nothing_changes_without_the_root_keys(node: HttpNode, capsys: pytest.CaptureFixture[str]) -> None:
    """Another passphrase, older root keys, a key that was never enrolled: refused, and the log stays as it was."""
    before = (node.folder.record / "entries.log").read_bytes()
    old = roots_of(node).read_bytes()

    assert changed(node, "rotate", word="other words by chance") == 77
    assert changed(node, "revoke", OFFICER_ID) == 77
    assert changed(node, "enrol", "AAAA") == 77
    assert (node.folder.record / "entries.log").read_bytes() == before
    assert changed(node, "enrol", b64encode(OFFICER.public).decode()) == 0
    assert changed(node, "rotate") == 0
    after = (node.folder.record / "entries.log").read_bytes()
    roots_of(node).write_bytes(old)
    assert changed(node, "rotate") == 77
    assert (node.folder.record / "entries.log").read_bytes() == after
    assert "expected the root keys of" in capsys.readouterr().err
