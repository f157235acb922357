# SPDX-License-Identifier: Apache-2.0
"""The command line: one file per command, listed in ``commands.py``; ``main.run`` starts it and ends it."""
