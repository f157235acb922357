# SPDX-License-Identifier: Apache-2.0
"""``python -m truceline``: the same command as ``truceline``."""

from truceline.cli.main import run

if __name__ == "__main__":
    run()
