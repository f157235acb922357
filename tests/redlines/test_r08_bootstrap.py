# SPDX-License-Identifier: Apache-2.0
"""R8: a node's doors to other programs are sockets of this machine, and carry neither place, unit nor content."""

import ast
from pathlib import Path

import pytest

from doors import LockableNode, open_door
from made_nodes import made_node
from redlines.kept import DOORS, SOURCE
from truceline.bootstrap.control import Question, ask_node

LOCAL = [name for name, test in DOORS.items() if test == Path(__file__).name]


@pytest.mark.parametrize("name", LOCAL)
def test_only_sockets_of_this_machine_are_opened(name: str) -> None:
    """Every socket is a UNIX one, and nothing else connects or listens."""
    tree = ast.parse((SOURCE / name).read_text(encoding="utf-8"))
    families = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr.startswith("AF_")]
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    opened = [
        node.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "socket"
    ]

    assert families
    assert set(families) == {"AF_UNIX"}
    assert [ast.unparse(each) for each in opened] == ["socket.AF_UNIX"] * len(opened)
    assert called & {"create_connection", "open_connection", "start_server", "getaddrinfo", "create_server"} == set()


@pytest.mark.network
def test_the_door_tells_only_how_the_node_stands(tmp_path: Path) -> None:
    """What is asked and answered has fixed fields: a command, what unlocks, and whether it is locked."""
    node = LockableNode(folder=made_node(tmp_path).folder.root)
    with open_door(node):
        answer = ask_node(node.folder, Question(command="status"))

    assert set(Question.__struct_fields__) == {"command", "passphrase", "agent_socket"}
    assert answer == {"ok": True, "state": "unlocked"}
