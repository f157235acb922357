# SPDX-License-Identifier: Apache-2.0
"""``truceline doctor``: what this installation runs on, what it uses, and what it lacks; how a node's folder stands."""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import os
import platform
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from truceline import __version__

if TYPE_CHECKING:
    from truceline.base.clock import Clock
    from truceline.cli.node_checkup import NodeCheck

DOCTOR_SCHEMA = "truceline/doctor/1"
LACKING = 69
"""Exit code when something is missing without which commands cannot work, or a node's folder is out of order."""

NEEDED = (
    ("arro3-core", "arro3.core", ""),
    ("arro3-io", "arro3.io", ""),
    ("click", "click", ""),
    ("Jinja2", "jinja2", ""),
    ("msgspec", "msgspec", ""),
    ("numpy", "numpy", ""),
    ("ruamel.yaml", "ruamel.yaml", ""),
    ("shapely", "shapely", ""),
    ("apsw-sqlite3mc", "apsw", "node"),
    ("cryptography", "cryptography", "node"),
    ("fastapi", "fastapi", "node"),
    ("fluent-runtime", "fluent.runtime", "node"),
    ("httptools", "httptools", "node"),
    ("prometheus-client", "prometheus_client", "node"),
    ("pydantic", "pydantic", "node"),
    ("PyJWT", "jwt", "node"),
    ("PyNaCl", "nacl", "node"),
    ("structlog", "structlog", "node"),
    ("uvicorn", "uvicorn", "node"),
    *(() if sys.platform == "win32" else (("uvloop", "uvloop", "node"),)),
    ("numba", "numba", "fast"),
    ("typst", "typst", "pdf"),
)
"""Distribution, module, and the extra that it belongs to: empty for what every command needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """One package this installation needs or can use.

    Attributes:
        name: Name of the distribution.
        required: Whether every command needs it.
        extra: The extra that it belongs to (``node``, ``fast``, ``pdf``); empty when it is required.
        version: Installed version, empty when it is not installed.
        trouble: Why it cannot be imported, empty when it can.
    """

    name: str
    required: bool
    extra: str
    version: str
    trouble: str

    @property
    def is_usable(self) -> bool:
        """Whether it is there and can be imported."""
        return bool(self.version) and not self.trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """Everything the doctor says.

    Attributes:
        version: This software's version.
        python: Version and path of the interpreter.
        platform: Operating system and machine.
        dependencies: Each package, required ones first.
        loops: Whether array loops run compiled, and why.
        points_in_zones: Which way points are placed in zones: ``compiled`` or ``shapely``.
        lock: Whether the environment is the one that requirements.lock names.
        data: What ``TRUCELINE_DATA`` names, for tests and trials.
    """

    version: str
    python: str
    platform: str
    dependencies: tuple[Dependency, ...]
    loops: str
    points_in_zones: str
    lock: str
    data: str

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of required packages that are not usable."""
        return self._unusable("")

    @property
    def missing_for_nodes(self) -> tuple[str, ...]:
        """Names of packages of the extra ``node`` that are not usable."""
        return self._unusable("node")

    def _unusable(self, extra: str) -> tuple[str, ...]:
        return tuple(entry.name for entry in self.dependencies if entry.extra == extra and not entry.is_usable)


@click.command()
@click.option(
    "--node",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Say also how the folder of a node stands, without unlocking it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
@click.pass_obj
def doctor(clock: Clock | None, node: Path | None, *, as_json: bool) -> None:
    """Say what this installation runs on and what it lacks.

    Ends with 0 when every command on files can work and the node's folder, if one is named, is in order; with 69 when
    a required package is missing or something of the folder is out of order.

    \b
    Example:
      ./truceline doctor --node my-node
    """
    checks = None if node is None else examine_node(node, clock)
    checkup = examine()
    click.echo(as_document(checkup, checks) if as_json else as_text(checkup, checks))
    if checkup.missing or not all(is_fine(check) for check in checks or ()):
        sys.exit(LACKING)


def examine_node(node: Path, clock: Clock | None) -> tuple[NodeCheck, ...]:
    """Look at the folder of a node.

    Raises:
        StateError: A package of the extra ``node`` is not installed.
        NotFoundError: There is no folder.
    """
    from truceline.cli.agreement import present_ns
    from truceline.cli.node_checkup import check_node
    from truceline.cli.node_extra import require_node

    require_node()
    return check_node(node, present_ns(clock))


def is_fine(check: NodeCheck) -> bool:
    """Say whether nothing need be done; what is not known is no fault."""
    from truceline.cli.node_checkup import Order

    return check.order is not Order.OUT_OF_ORDER


def examine() -> Checkup:
    """Look at the running installation."""
    from truceline.kernels.jit import HAVE_NUMBA, IS_JIT_DISABLED

    dependencies = tuple(look_at(name, module, extra=extra) for name, module, extra in NEEDED)
    numba = next((each for each in dependencies if each.name == "numba" and each.is_usable), None)
    compiled = HAVE_NUMBA and numba is not None
    if numba is not None and compiled:
        loops = f"compiled by numba {numba.version}"
    elif IS_JIT_DISABLED:
        loops = "plain Python, because NUMBA_DISABLE_JIT is set"
    else:
        loops = "not compiled, because numba is not installed; shapely and numpy do the work with equal results"
    return Checkup(
        version=__version__,
        python=f"{platform.python_version()} ({sys.executable})",
        platform=f"{platform.system()} {platform.machine()}",
        dependencies=dependencies,
        loops=loops,
        points_in_zones="compiled" if compiled else "shapely",
        lock=look_at_lock(Path(sys.prefix)),
        data=look_at_data(os.environ.get("TRUCELINE_DATA", "")),
    )


def look_at(name: str, module: str, *, extra: str) -> Dependency:
    """Import one package and read its version."""
    required = not extra
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Dependency(name=name, required=required, extra=extra, version="", trouble="not installed")
    try:
        importlib.import_module(module)
    except Exception as error:  # noqa: BLE001 (a broken package may raise anything; the doctor says what)
        return Dependency(
            name=name, required=required, extra=extra, version=version, trouble=f"cannot be imported: {error}"
        )
    return Dependency(name=name, required=required, extra=extra, version=version, trouble="")


def look_at_lock(prefix: Path) -> str:
    """Compare the environment's stamp, written by the scripts, with the lock file of its checkout.

    Args:
        prefix: Folder of the environment.

    Returns:
        One sentence.
    """
    stamp = prefix / "truceline-stamp"
    if not stamp.is_file():
        return "this environment was not made by scripts/demo or scripts/test"
    said = dict(line.partition("=")[::2] for line in stamp.read_text(encoding="utf-8").splitlines())
    lock_file = Path(said.get("checkout", "")) / "requirements.lock"
    if not lock_file.is_file():
        return f"made from a checkout that is no longer at {said.get('checkout', 'any known place')}"
    digest = hashlib.sha256(lock_file.read_bytes()).hexdigest()
    if digest != said.get("lock"):
        return "older than requirements.lock; scripts/demo renews it"
    return f"as requirements.lock says (sha256 {digest[:16]})"


def look_at_data(folder: str) -> str:
    """Say which sets of data ``TRUCELINE_DATA`` names."""
    if not folder:
        return "TRUCELINE_DATA is not set; commands do not need it (docs/data.md)"
    path = Path(folder)
    if not path.is_dir():
        return f"TRUCELINE_DATA names {folder}, which is not a folder (docs/data.md)"
    sets = sorted(entry.name for entry in path.iterdir() if entry.is_dir())
    return f"{folder}: {', '.join(sets) or 'no sets'}"


def as_text(checkup: Checkup, checks: tuple[NodeCheck, ...] | None = None) -> str:
    """Write the checkup for people, and that of a node's folder after it."""
    rows = [
        f"truceline    {checkup.version}",
        f"Python       {checkup.python}",
        f"platform     {checkup.platform}",
        f"environment  {checkup.lock}",
        f"loops        {checkup.loops}",
        f"zones        points are placed in zones by {checkup.points_in_zones}",
        f"data         {checkup.data}",
        "packages",
    ]
    for entry in checkup.dependencies:
        use = "" if entry.required else f" (extra {entry.extra})"
        rows.append(f"  {entry.name:<17} {entry.version or '-':<10} {entry.trouble or 'ok'}{use}")
    if checkup.missing:
        rows.append(f"missing: {', '.join(checkup.missing)}; scripts/demo installs them")
    else:
        rows.append("nothing that is required is missing")
    if checkup.missing_for_nodes:
        rows.append(f"no node can run here without {', '.join(checkup.missing_for_nodes)}; scripts/demo installs them")
    rows += [] if checks is None else _node_rows(checks)
    return "\n".join(rows)


def _node_rows(checks: tuple[NodeCheck, ...]) -> list[str]:
    from truceline.report.plain import plain

    rows = ["node", *(plain(f"  {check.name:<12} {check.order:<12} {check.said}") for check in checks)]
    wrong = [check.name for check in checks if not is_fine(check)]
    rows.append(plain(f"out of order: {', '.join(wrong)}") if wrong else "nothing of the node is out of order")
    return rows


def as_document(checkup: Checkup, checks: tuple[NodeCheck, ...] | None = None) -> str:
    """Write the checkup as one JSON document; ``node`` is null when none was named."""
    import msgspec

    document = {
        "schema": DOCTOR_SCHEMA,
        **asdict(checkup),
        "missing": checkup.missing,
        "missing_for_nodes": checkup.missing_for_nodes,
        "node": None if checks is None else [asdict(check) for check in checks],
    }
    return msgspec.json.encode(document).decode()
