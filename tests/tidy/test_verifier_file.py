# SPDX-License-Identifier: Apache-2.0
"""The one-file verifier stays a file that one expert can read whole: short, and resting on nothing but Python."""

import ast
import sys

import pytest

from tidy.tree import CHECKOUT

VERIFIER = CHECKOUT / "verify" / "truceline_verify.py"
LINES_MAX, COLUMNS_MAX = 800, 120
BARRED = {"ctypes", "importlib", "multiprocessing", "os", "pickle", "runpy", "socket", "ssl", "subprocess", "urllib"}
BARRED_CALLS = {"__import__", "compile", "eval", "exec", "globals", "setattr"}


@pytest.fixture(scope="module")
def text() -> str:
    """The file."""
    return VERIFIER.read_text(encoding="utf-8")


def test_it_is_short(text: str) -> None:
    """Few lines, none long."""
    lines = text.splitlines()

    assert len(lines) <= LINES_MAX
    assert [number for number, line in enumerate(lines, start=1) if len(line) > COLUMNS_MAX] == []


def test_it_imports_only_the_standard_library(text: str) -> None:
    """No product, no package, nothing that reaches outside."""
    nodes = list(ast.walk(ast.parse(text)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)}
    names = {name.partition(".")[0] for name in names}

    assert names <= sys.stdlib_module_names | {"__future__"}
    assert names & BARRED == set()


def test_it_runs_nothing_that_it_reads(text: str) -> None:
    """No code from data."""
    nodes = [node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]

    assert {node.id for node in nodes if isinstance(node, ast.Name)} & BARRED_CALLS == set()


def test_the_oldest_python_it_promises_can_read_it(text: str) -> None:
    """Python 3.9 knows every form of statement in it: no match, no parenthesised with, no groups of exceptions."""
    newer = {"Match", "TryStar", "TypeAlias"}
    tree = ast.parse(text, feature_version=(3, 9))

    assert not {type(node).__name__ for node in ast.walk(tree)} & newer
    assert {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} >= {"main"}


def test_every_class_and_longer_function_says_what_it_is_for(text: str) -> None:
    """An expert meets no bare code of more than a few lines."""
    kinds = (ast.ClassDef, ast.FunctionDef)
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds) and node.name != "__init__"]
    bare = [node.name for node in nodes if (node.end_lineno or 0) - node.lineno > 9 and not ast.get_docstring(node)]

    assert set(bare) <= {"_take", "_genesis", "_change", "read_arguments"}
