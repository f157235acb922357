# SPDX-License-Identifier: Apache-2.0
"""House rules on the shape of Python files: sizes, nesting, names, public lists (docs/style.md)."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tidy.tree import CHECKOUT, SourceFile

FILE_LINES_MAX = 600
VERIFIER = "verify/truceline_verify.py"
"""One file on purpose; test_verifier_file.py has its own limits."""
FUNCTION_LINES_MAX = 60
NESTING_MAX = 3
KERNEL_NESTING_MAX = 4
"""A compiled loop over shapes, rings and edges is three deep before it asks its first question."""

_BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, ast.AsyncFor, ast.AsyncWith)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_EMPTY_NAMES = {"base", "common", "core", "helper", "helpers", "manager", "misc", "service", "tools", "util", "utils"}
_EMPTY_ENDINGS = ("Helper", "Manager", "Service", "Util", "Utils")
_LONG_UNITS = {
    "degrees": "_deg",
    "feet": "_m (aviation units live in feeds)",
    "ft": "_m (aviation units live in feeds)",
    "kilometers": "_m",
    "kilometres": "_m",
    "km": "_m",
    "knots": "_mps (naval units live in feeds)",
    "meters": "_m",
    "metres": "_m",
    "milliseconds": "_ns or _s",
    "nanoseconds": "_ns",
    "radians": "_rad",
    "secs": "_s",
    "seconds": "_s",
}
_CITING = ("bench/", "docs/", "src/")
_PAGE = re.compile(r"(?<![\w./*-])\w[\w./-]*\.md\b")
_SOURCED = ("src/truceline/crypto/", "src/truceline/geo/", "src/truceline/kernels/")
_UNSOURCED = {"src/truceline/kernels/jit.py"}


def long_files(file: SourceFile) -> Iterator[str]:
    """Find files that hold more than one thing can."""
    count = len(file.text.splitlines())
    if file.is_python and count > FILE_LINES_MAX and file.path != VERIFIER:
        yield f"{file.path}: {count} lines, expected at most {FILE_LINES_MAX}; split it by noun"


def long_functions(file: SourceFile) -> Iterator[str]:
    """Find functions whose body, without its docstring, cannot be seen at once."""
    for function in _functions(file):
        body = function.body[1:] if ast.get_docstring(function) is not None else function.body
        count = (function.end_lineno or 0) - body[0].lineno + 1 if body else 0
        if count > FUNCTION_LINES_MAX:
            yield (
                f"{file.path}:{function.lineno}: {function.name} has {count} lines, "
                f"expected at most {FUNCTION_LINES_MAX}; name its steps"
            )


def deep_nesting(file: SourceFile) -> Iterator[str]:
    """Find functions with blocks within blocks within blocks."""
    for function in _functions(file):
        limit = KERNEL_NESTING_MAX if "/kernels/" in file.path else NESTING_MAX
        depth = _depth(function.body)
        if depth > limit:
            yield (
                f"{file.path}:{function.lineno}: {function.name} nests {depth} deep, "
                f"expected at most {limit}; return early or name the inner step"
            )


def empty_names(file: SourceFile) -> Iterator[str]:
    """Find files and classes whose names say nothing."""
    if not file.is_python:
        return
    path = PurePosixPath(file.path)
    if path.stem in _EMPTY_NAMES or path.stem.startswith("base_"):
        yield f"{file.path}: {path.stem!r} says nothing; name the noun it owns"
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.ClassDef) and node.name.endswith(_EMPTY_ENDINGS):
            yield f"{file.path}:{node.lineno}: class {node.name}: name the noun it is"


def units_spelt_out(file: SourceFile) -> Iterator[str]:
    """Find names whose unit is not the agreed suffix."""
    if not file.is_python or not file.path.startswith("src/") or "/feeds/" in file.path:
        return
    for name, line in _declared_names(_tree(file)):
        ending = name.rpartition("_")[2].lower()
        if "_" in name and ending in _LONG_UNITS:
            yield f"{file.path}:{line}: {name}: expected the suffix {_LONG_UNITS[ending]}"


def unsorted_public_lists(file: SourceFile) -> Iterator[str]:
    """Find an ``__all__`` that is not sorted, or names what is not there."""
    if not file.is_python:
        return
    tree = _tree(file)
    names = _public_list(tree)
    if names != sorted(names):
        yield f"{file.path}: __all__ is not sorted; expected {sorted(names)}"
    there = {name for name, _ in _declared_names(tree, top_only=True)}
    for name in names:
        if name not in there:
            yield f"{file.path}: __all__ names {name}, which is not here"


def missing_sources(file: SourceFile) -> Iterator[str]:
    """Find modules of mathematics that do not say where their formulas come from."""
    if not file.path.startswith(_SOURCED) or not file.is_python or file.path in _UNSOURCED:
        return
    tree = _tree(file)
    documented = [tree, *(node for node in ast.walk(tree) if isinstance(node, (*_FUNCTIONS, ast.ClassDef)))]
    if any(isinstance(node, _FUNCTIONS) for node in tree.body) and not any(
        "Source:" in (ast.get_docstring(node) or "") for node in documented
    ):
        yield f"{file.path}: no docstring has a Source: section; cite the paper, standard or derivation"


def missing_pages(file: SourceFile) -> Iterator[str]:
    """Find pages that code or a page cites and that are not there, from the checkout, from docs or beside the file."""
    if not file.path.startswith(_CITING):
        return
    beside = (CHECKOUT, CHECKOUT / "docs", (CHECKOUT / file.path).parent)
    for number, line in file.lines():
        for cited in _PAGE.findall(line):
            if not any((folder / cited).is_file() for folder in beside):
                yield f"{file.path}:{number}: cites {cited}, which is not there; cite a page of docs or the paper"


def missing_licence_lines(file: SourceFile) -> Iterator[str]:
    """Find code without its licence line."""
    if not (file.is_python or file.is_script or file.path.endswith(".toml")):
        return
    if not any("SPDX-License-Identifier: Apache-2.0" in line for _, line in file.lines()[:3]):
        yield f"{file.path}: expected '# SPDX-License-Identifier: Apache-2.0' at its head"


def _tree(file: SourceFile) -> ast.Module:
    return ast.parse(file.text, filename=file.path)


def _public_list(tree: ast.Module) -> list[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    return []


def _functions(file: SourceFile) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    if file.is_python:
        yield from (node for node in ast.walk(_tree(file)) if isinstance(node, _FUNCTIONS))


def _depth(body: list[ast.stmt]) -> int:
    return max((_depth_of(statement) for statement in body), default=0)


def _depth_of(node: ast.stmt) -> int:
    if not isinstance(node, _BLOCKS):
        return 0
    if isinstance(node, ast.Match):
        return 1 + max(_depth(case.body) for case in node.cases)
    inside = [_depth(node.body)]
    for extra in ("orelse", "finalbody"):
        rest: list[ast.stmt] = getattr(node, extra, [])
        is_elif = extra == "orelse" and isinstance(node, ast.If) and len(rest) == 1 and isinstance(rest[0], ast.If)
        inside.append(_depth(rest) - 1 if is_elif else _depth(rest))
    inside.extend(_depth(handler.body) for handler in getattr(node, "handlers", []))
    return 1 + max(inside)


def _declared_names(tree: ast.Module, *, top_only: bool = False) -> Iterator[tuple[str, int]]:
    for node in tree.body if top_only else ast.walk(tree):
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.lineno
        elif isinstance(node, ast.Assign):
            yield from ((target.id, node.lineno) for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name, node.lineno) for alias in node.names)
