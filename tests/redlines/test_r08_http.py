# SPDX-License-Identifier: Apache-2.0
"""R8: a node answers and never calls: nothing in its doors opens a connection, and the stream carries no content."""

import ast
from pathlib import Path

import pytest

from redlines.kept import DOORS, SOURCE
from truceline.http.routes.stream import EventTold

CALLING = {
    "connect",
    "create_connection",
    "create_unix_connection",
    "open_connection",
    "open_unix_connection",
    "create_datagram_endpoint",
    "sendto",
    "sendmsg",
    "urlopen",
    "urlretrieve",
    "sendmail",
    "Popen",
    "system",
    "create_subprocess_exec",
    "create_subprocess_shell",
}
"""Names by which something is called, mailed or started."""
CLIENTS = {"httpx", "httpx2", "requests", "aiohttp", "smtplib", "ftplib", "subprocess", "http", "websockets", "xmlrpc"}
OWN = [name for name, test in DOORS.items() if test == Path(__file__).name]
FILES = sorted(
    path for name in OWN for path in ([SOURCE / name] if name.endswith(".py") else (SOURCE / name).rglob("*.py"))
)
LISTENS = {"http/serving.py"}
"""The one file that knows sockets: it binds and listens."""


def modules_of(tree: ast.AST) -> set[str]:
    """Give every module that a file imports, whole."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_nothing_here_calls_out(path: Path) -> None:
    """No client, no connection outwards, no other program; sockets in the one file that listens."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    modules = modules_of(tree)
    name = path.relative_to(SOURCE).as_posix()

    assert (attributes | names) & CALLING == set()
    assert {each.partition(".")[0] for each in modules} & (CLIENTS - {"http"}) == set()
    assert {each for each in modules if each.partition(".")[0] in {"http", "urllib"}} <= {"http", "urllib.parse"}
    assert ("socket" in modules) is (name in LISTENS)


def test_an_event_says_only_that_something_waits() -> None:
    """Fixed fields: what kind of thing, how it changed, when, and where to read it with a token."""
    assert set(EventTold.__struct_fields__) == {"what", "change", "id", "at", "href", "exercise"}
