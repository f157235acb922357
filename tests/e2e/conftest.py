# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the end-to-end tests."""

from pathlib import Path

import pytest

from e2e.clones import lend_environment, make_clone


@pytest.fixture(scope="session")
def lent_clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a clone with a lent environment, one for each process of the run."""
    clone = make_clone(tmp_path_factory.mktemp("clone"))
    lend_environment(clone)
    return clone
