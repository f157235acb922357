# SPDX-License-Identifier: Apache-2.0
"""R8: one file calls other nodes, and says heads of logs and nothing else; a drill stays on this machine."""

import ast
from dataclasses import fields
from typing import get_args

from redlines.kept import SENDING_MODULES, SOURCE
from truceline.federation.happenings import NetworkEffect

CALLER = "client.py"
SENT = {"notes", "evidence", "old_size", "proof", "note"}
"""What a request carries to a peer: signed heads, how they hang together, and proofs about logs."""
ASKED = {"peer", "origin", "first", "count", "size", "paths", "seq", "key"}
"""Whom, and for what: names and numbers of logs."""


def modules_of(path: str) -> set[str]:
    """Give the first names of the modules that a file imports."""
    tree = ast.parse((SOURCE / path).read_text(encoding="utf-8"))
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {each.partition(".")[0] for each in found}


def test_one_file_of_the_floor_opens_connections() -> None:
    """Everything else there writes and reads bytes."""
    callers = [
        path.name for path in (SOURCE / "peers").glob("*.py") if modules_of(f"peers/{path.name}") & SENDING_MODULES
    ]

    assert callers == [CALLER]
    assert modules_of("peers/client.py") & SENDING_MODULES == {"http", "socket", "ssl"}


def test_a_request_to_a_peer_carries_heads_of_logs_alone() -> None:
    """No body, no place, no unit and no text of anybody is sent; bodies are given to those who ask and may."""
    named = {each.name for effect in get_args(NetworkEffect) for each in fields(effect)}

    assert named == SENT | ASKED


def test_a_drill_reaches_nothing_beyond_this_machine() -> None:
    """Its lines listen and connect on the loopback address, and its programs are this software's own."""
    link = (SOURCE / "bootstrap" / "drill_link.py").read_text(encoding="utf-8")
    nodes = (SOURCE / "bootstrap" / "drill_nodes.py").read_text(encoding="utf-8")

    assert '_LOOPBACK = "127.0.0.1"' in link
    assert link.count("create_server((_LOOPBACK") == link.count("create_server(") == 1
    assert link.count("create_connection((_LOOPBACK") == link.count("create_connection(") == 1
    assert nodes.count("Popen(") == 1
    assert '[sys.executable, "-m", "truceline", "serve"' in nodes
