# SPDX-License-Identifier: Apache-2.0
"""What every test may use: the checkout, the data, ``not_run``, and a network that is switched off.

Rules:
- A test that cannot run here calls ``not_run`` and is listed by ``scripts/test`` with its reason; a plain
  ``pytest.skip`` counts as something that could have been given.
- Sockets stay shut unless a test is marked ``network`` or ``browser``.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from not_running import kind_and_reason, not_run

CHECKOUT = Path(__file__).resolve().parent.parent

settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("house")

_open_sockets = {"allowed": False}
_reasons: list[str] = []


def _refuse_sockets(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.getaddrinfo"} and not _open_sockets["allowed"]:
        message = f"a test reached for the network ({event} {arguments[-1]!r}); mark it `network` if it must"
        raise RuntimeError(message)


sys.addaudithook(_refuse_sockets)


@pytest.fixture(autouse=True)
def _sockets(request: pytest.FixtureRequest) -> Iterator[None]:
    """Open sockets for the tests that say so, and shut them again."""
    node: pytest.Item = request.node
    _open_sockets["allowed"] = any(node.get_closest_marker(name) for name in ("network", "browser"))
    yield
    _open_sockets["allowed"] = False


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Give the folder of the checkout."""
    return CHECKOUT


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Give the folder with the data of docs/data.md, or list the test as NOT RUN.

    With ``TRUCELINE_REQUIRE_DATA=1`` missing data are a failure.
    """
    folder = Path(os.environ.get("TRUCELINE_DATA") or CHECKOUT.parent / "shared" / "data")
    if folder.is_dir():
        return folder
    lacking = f"the data of docs/data.md are not in {folder}; TRUCELINE_DATA names their folder"
    if os.environ.get("TRUCELINE_REQUIRE_DATA") == "1":
        pytest.fail(f"{lacking}, and TRUCELINE_REQUIRE_DATA=1 asks for them", pytrace=False)
    not_run(lacking)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of the browser for tests marked ``browser``, or list the test as NOT RUN."""
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        for name in ("chromium", "chromium-browser", "google-chrome"):
            if os.access(Path(folder) / name, os.X_OK):
                return str(Path(folder) / name)
    not_run("browser tests need chromium (Debian: apt-get install chromium)")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep the reason of every test that did not run."""
    if report.skipped and isinstance(report.longrepr, tuple) and not hasattr(report, "wasxfail"):
        _reasons.append(kind_and_reason(str(report.longrepr[2])))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the reasons to scripts/test, from the one process that sees all reports."""
    wanted = os.environ.get("TRUCELINE_NOT_RUN")
    if wanted and not hasattr(session.config, "workerinput"):
        with Path(wanted).open("a", encoding="utf-8") as stream:
            stream.writelines(f"{reason}\n" for reason in _reasons)
