# SPDX-License-Identifier: Apache-2.0
"""What the tests of red lines share: runs of the real commands, their outputs, and what is not built yet."""

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from exercise_acts import lines
from truceline.cli import main

CHECKOUT = Path(__file__).resolve().parent.parent.parent
SOURCE = CHECKOUT / "src" / "truceline"
SENDING_MODULES = frozenset(
    {
        "asyncio",
        "fastapi",
        "ftplib",
        "http",
        "httpx",
        "imaplib",
        "paramiko",
        "requests",
        "select",
        "selectors",
        "smtplib",
    }
    | {
        "aiohttp",
        "socket",
        "socketserver",
        "ssl",
        "starlette",
        "subprocess",
        "telnetlib",
        "urllib",
        "websockets",
        "xmlrpc",
    }
)
"""Modules by which something could leave this machine or reach another program."""
DOORS = {
    "bootstrap/control.py": "test_r08_bootstrap.py",
    "bootstrap/ssh_agent.py": "test_r08_bootstrap.py",
    "bootstrap/node.py": "test_r08_http.py",
    "bootstrap/drill_link.py": "test_r08_peers.py",
    "bootstrap/drill_nodes.py": "test_r08_peers.py",
    "cli/drill.py": "test_r08_peers.py",
    "http/": "test_r08_http.py",
    "peers/": "test_r08_peers.py",
}
"""The files and packages that may import them, each with the test that proves what goes through."""


def run(*arguments: object) -> int:
    """Run the command line in this process."""
    return main.main([str(each) for each in arguments])


def write_act(folder: Path, record: object) -> Path:
    """Write an act as a user would."""
    path = folder / "act.json"
    path.write_text(json.dumps(record), encoding="utf-8")  # noqa: TID251 - as a user writes it
    return path


def assess_acts(folder: Path, library: Path, *records: object) -> Path:
    """Assess some acts and give the folder of results."""
    events, out = folder / "acts.jsonl", folder / "out"
    events.write_bytes(lines(*records))
    assert run("assess", "--library", library, "--events", events, "--out", out) == 0
    return out


def read_json(path: Path) -> dict[str, Any]:
    """Read a document."""
    found = json.loads(path.read_bytes())
    assert isinstance(found, dict)
    return found


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read JSON Lines."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def objects_in(document: object) -> Iterator[dict[str, Any]]:
    """Give every object in a document, at every depth."""
    if isinstance(document, dict):
        yield document
        for value in document.values():
            yield from objects_in(value)
    elif isinstance(document, list):
        for value in document:
            yield from objects_in(value)


def built_without_a_test(line: str, *packages: str) -> list[str]:
    """Give the packages of which a red line speaks that exist and have no test of their own for it.

    Args:
        line: Such as ``r04``.
        packages: Names of packages that were not built when the test was written.

    Returns:
        Those for which ``tests/redlines/test_LINE_PACKAGE.py`` is to be written.
    """
    exists = [name for name in packages if (SOURCE / name).exists() or (SOURCE / f"{name}.py").exists()]
    return [name for name in exists if not (CHECKOUT / "tests" / "redlines" / f"test_{line}_{name}.py").exists()]


@cache
def imported_modules() -> dict[str, frozenset[str]]:
    """Give the first names of all modules imported anywhere in the software, each with the files that do."""
    found: dict[str, set[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for name in _names(node):
                found.setdefault(name.partition(".")[0], set()).add(path.relative_to(SOURCE).as_posix())
    return {name: frozenset(files) for name, files in found.items()}


def sending_files() -> dict[str, list[str]]:
    """Give the files that could send something, by module, without the doors that have a test of their own."""
    folder = CHECKOUT / "tests" / "redlines"
    proven = tuple(door for door, test in DOORS.items() if (folder / test).exists())
    found = {
        name: sorted(file for file in files if not file.startswith(proven))
        for name, files in imported_modules().items()
        if name in SENDING_MODULES
    }
    return {name: files for name, files in found.items() if files}


def _names(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, ast.Import):
        return tuple(alias.name for alias in node.names)
    return (node.module,) if isinstance(node, ast.ImportFrom) and node.module else ()
