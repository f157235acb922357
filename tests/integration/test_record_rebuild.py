# SPDX-License-Identifier: Apache-2.0
"""``record rebuild`` on a node that ran, and ``record export --disclose`` of what it recorded (EXERCISE)."""

import json
from pathlib import Path

import pytest

from federation_over_http import HttpNode, made, nodes_over_http, plan_of_tomorrow, until
from made_nodes import passphrase_file
from truceline.bootstrap.waiting import now_from
from truceline.cli import main
from truceline.crypto.derivation import Purpose
from truceline.storage.sqlite.opening import open_connection

pytestmark = pytest.mark.network


def test_a_store_is_rebuilt_and_a_body_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All tables come back equal; the body of one entry goes out when it is asked for, and is proven."""
    node = made("north", tmp_path)
    node.start()
    try:
        for _ in range(3):
            node.file(plan_of_tomorrow(node.party))
    finally:
        node.stop()
    root, secret = str(node.folder.root), str(passphrase_file(tmp_path))
    out = tmp_path / "new.db"

    assert main.main(["record", "rebuild", root, "--out", str(out), "--passphrase-file", secret, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    counted = {row["table"]: (row["old"], row["new"], row["differing"]) for row in found["tables"]}
    assert (found["missing"], counted["intent"], counted["recorded"][2]) == ([], (3, 3, 0), 0)
    assert main.main(["record", "rebuild", root, "--out", str(out), "--passphrase-file", secret]) == 69

    assert main.main(["record", "entry", root, "1", "--passphrase-file", secret, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["entry"]["typ"] == "x"
    assert '"flight.non_combat"' in told["body"]
    assert main.main(["record", "entry", root, "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["body"] == ""

    bundle, rules = str(tmp_path / "a.bundle"), str(tmp_path / "a.policy")
    shown = ["record", "export", root, "--out", bundle, "--policy-out", rules, "--entry", "1", "--disclose"]
    assert main.main([*shown, "--passphrase-file", secret]) == 0
    capsys.readouterr()
    assert main.main(["record", "head", root, "--json"]) == 0
    log = json.loads(capsys.readouterr().out)["logs"][0]["log"]
    asked = ["record", "verify", bundle, "--policy", rules, "--question", "entry", "--log", log, "--seq", "1", "--json"]
    assert main.main(asked) == 0
    assert any("Its content, as opened" in text for text in json.loads(capsys.readouterr().out)["claimed"])


def rebuilt(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, int]]:
    """Rebuild: how it ended, and the tables that differ."""
    code = main.main(["record", "rebuild", *arguments, "--json"])
    found = json.loads(capsys.readouterr().out)
    return code, {row["table"]: row["differing"] for row in found["tables"] if row["differing"]}


def exchange_plans(north: HttpNode, south: HttpNode) -> None:
    """Have north take a plan of south's, and file one of its own after it."""
    intent = south.file(plan_of_tomorrow(south.party, north.party))["intent"]["id"]
    store = north.assembled.store
    until(lambda: now_from(store, lambda records: records.intents.versions(intent)), "a plan of the other side")
    north.file(plan_of_tomorrow(north.party, south.party))


def test_what_others_delivered_is_no_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Plans of another party stand between the own ones; a row that was altered is still told."""
    with nodes_over_http(tmp_path, "north", "south") as (north, south):
        for _ in range(2):
            exchange_plans(north, south)
        key = north.made.store_key.derive(Purpose.STORE_FILE)
    root, secret = str(north.folder.root), ["--passphrase-file", str(passphrase_file(tmp_path))]

    assert rebuilt(capsys, root, "--out", str(tmp_path / "a.db"), *secret) == (0, {})

    connection = open_connection(north.folder.store, key).connection
    connection.execute("UPDATE intent SET state = 'ended' WHERE party = ?", (north.party,))
    connection.close()
    assert rebuilt(capsys, root, "--out", str(tmp_path / "b.db"), *secret) == (76, {"intent": 4})


def test_the_log_says_how_long_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An old store that lost its newest rows is not the measure: what is lacking is told."""
    node = made("north", tmp_path)
    node.start()
    try:
        for _ in range(3):
            node.file(plan_of_tomorrow(node.party))
    finally:
        node.stop()
    connection = open_connection(node.folder.store, node.made.store_key.derive(Purpose.STORE_FILE)).connection
    ((lost,),) = connection.execute("DELETE FROM recorded WHERE seq = (SELECT max(seq) FROM recorded) RETURNING seq")
    connection.close()
    secret = ["--passphrase-file", str(passphrase_file(tmp_path))]

    code = main.main(["record", "rebuild", str(node.folder.root), "--out", str(tmp_path / "a.db"), *secret, "--json"])
    assert code == 76
    assert json.loads(capsys.readouterr().out)["missing"] == [lost]
