# SPDX-License-Identifier: Apache-2.0
"""Whether the packages of a node are installed: they are the extra ``node``, without which files are judged as ever."""

from importlib.util import find_spec

from truceline.base.errors import StateError

NODE_PACKAGES = ("apsw", "cryptography", "fastapi", "jwt", "prometheus_client", "structlog", "uvicorn")
"""Modules that every command on a node's folder imports."""


def require_node() -> None:
    """Refuse a command on a node where nodes cannot run, before anything is asked or read.

    Raises:
        StateError: A package of the extra is not installed.
    """
    lacking = [name for name in NODE_PACKAGES if find_spec(name) is None]
    if lacking:
        message = (
            f"node: expected the extra `node`, got an installation without {', '.join(lacking)}; run "
            "`pip install 'truceline[node]'`, or scripts/demo"
        )
        raise StateError(message)
