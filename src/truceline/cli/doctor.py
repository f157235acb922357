# SPDX-License-Identifier: Apache-2.0
"""``truceline doctor``: what this installation runs on, what it uses, and what it lacks."""

import hashlib
import importlib
import importlib.metadata
import os
import platform
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from truceline import __version__

DOCTOR_SCHEMA = "truceline/doctor/1"
LACKING = 69
"""Exit code when something is missing without which commands cannot work."""

NEEDED = (
    ("arro3-core", "arro3.core", True),
    ("arro3-io", "arro3.io", True),
    ("click", "click", True),
    ("Jinja2", "jinja2", True),
    ("msgspec", "msgspec", True),
    ("numpy", "numpy", True),
    ("ruamel.yaml", "ruamel.yaml", True),
    ("shapely", "shapely", True),
    ("numba", "numba", False),
    ("typst", "typst", False),
)
"""Distribution, module, and whether anything works without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """One package this installation needs or can use.

    Attributes:
        name: Name of the distribution.
        required: False when everything works without it.
        version: Installed version, empty when it is not installed.
        trouble: Why it cannot be imported, empty when it can.
    """

    name: str
    required: bool
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
        return tuple(entry.name for entry in self.dependencies if entry.required and not entry.is_usable)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
def doctor(*, as_json: bool) -> None:
    """Say what this installation runs on and what it lacks.

    Ends with 0 when every command can work, with 69 when a required package is missing.

    \b
    Example:
      ./truceline doctor --json
    """
    checkup = examine()
    click.echo(as_document(checkup) if as_json else as_text(checkup))
    if checkup.missing:
        sys.exit(LACKING)


def examine() -> Checkup:
    """Look at the running installation."""
    from truceline.kernels.jit import HAVE_NUMBA, IS_JIT_DISABLED

    dependencies = tuple(look_at(name, module, required=required) for name, module, required in NEEDED)
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


def look_at(name: str, module: str, *, required: bool) -> Dependency:
    """Import one package and read its version."""
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Dependency(name=name, required=required, version="", trouble="not installed")
    try:
        importlib.import_module(module)
    except Exception as error:  # noqa: BLE001 (a broken package may raise anything; the doctor says what)
        return Dependency(name=name, required=required, version=version, trouble=f"cannot be imported: {error}")
    return Dependency(name=name, required=required, version=version, trouble="")


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


def as_text(checkup: Checkup) -> str:
    """Write the checkup for people."""
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
        use = "" if entry.required else " (optional)"
        rows.append(f"  {entry.name:<12} {entry.version or '-':<10} {entry.trouble or 'ok'}{use}")
    if checkup.missing:
        rows.append(f"missing: {', '.join(checkup.missing)}; scripts/demo installs them")
    else:
        rows.append("nothing that is required is missing")
    return "\n".join(rows)


def as_document(checkup: Checkup) -> str:
    """Write the checkup as one JSON document."""
    import msgspec

    document = {"schema": DOCTOR_SCHEMA, **asdict(checkup), "missing": checkup.missing}
    return msgspec.json.encode(document).decode()
