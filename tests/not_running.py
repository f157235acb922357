# SPDX-License-Identifier: Apache-2.0
"""How a test says that it cannot run here.

    from not_running import not_run

    if shutil.which("shellcheck") is None:
        not_run("shellcheck is not installed (Debian: apt-get install shellcheck)")
    if os.geteuid() == 0:
        not_run("root may write everywhere", could_be_given=False)

``scripts/test`` lists the reasons as its last lines; ``--complete`` fails on those that could have been given.
"""

from typing import NoReturn

import pytest

_GIVEN = "NOT RUN, could be given: "
_FORBIDDEN = "NOT RUN, this machine forbids: "


def not_run(reason: str, *, could_be_given: bool = True) -> NoReturn:
    """End a test that cannot run here.

    Args:
        reason: What is missing and how to get it, in one line; equal reasons are counted together.
        could_be_given: True when installing or giving something would let it run; False when only another
            machine could.
    """
    pytest.skip((_GIVEN if could_be_given else _FORBIDDEN) + reason)


def kind_and_reason(message: str) -> str:
    """Turn the message of a skipped test into a line for ``scripts/test``: ``given`` or ``machine``, and the reason."""
    text = " ".join(message.removeprefix("Skipped: ").split())
    if text.startswith(_FORBIDDEN):
        return f"machine {text.removeprefix(_FORBIDDEN)}"
    return f"given {text.removeprefix(_GIVEN)}"
