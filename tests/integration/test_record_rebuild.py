# SPDX-License-Identifier: Apache-2.0
"""``record rebuild`` on a node that ran, and ``record export --disclose`` of what it recorded (EXERCISE)."""

import json
from pathlib import Path

import pytest

from federation_over_http import made
from filed_over_http import plan
from made_nodes import passphrase_file
from truceline.cli import main

pytestmark = pytest.mark.network


def test_a_store_is_rebuilt_and_a_body_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All tables come back equal; the body of one entry goes out when it is asked for, and is proven."""
    node = made("north", tmp_path)
    node.start()
    try:
        for _ in range(3):
            node.file(plan(node.party))
    finally:
        node.stop()
    root, secret = str(node.folder.root), str(passphrase_file(tmp_path))
    out = tmp_path / "new.db"

    assert main.main(["record", "rebuild", root, "--out", str(out), "--passphrase-file", secret, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    counted = {row["table"]: (row["old"], row["new"], row["differing"]) for row in found["tables"]}
    assert (found["missing"], counted["intent"], counted["recorded"][2]) == ([], (3, 3, 0), 0)
    assert main.main(["record", "rebuild", root, "--out", str(out), "--passphrase-file", secret]) == 69

    bundle, rules = str(tmp_path / "a.bundle"), str(tmp_path / "a.policy")
    shown = ["record", "export", root, "--out", bundle, "--policy-out", rules, "--entry", "1", "--disclose"]
    assert main.main([*shown, "--passphrase-file", secret]) == 0
    capsys.readouterr()
    assert main.main(["record", "head", root, "--json"]) == 0
    log = json.loads(capsys.readouterr().out)["logs"][0]["log"]
    asked = ["record", "verify", bundle, "--policy", rules, "--question", "entry", "--log", log, "--seq", "1", "--json"]
    assert main.main(asked) == 0
    assert any("Its content, as opened" in text for text in json.loads(capsys.readouterr().out)["claimed"])
