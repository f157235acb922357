# SPDX-License-Identifier: Apache-2.0
"""Started by ``scripts/pages``: writes the pages that are made from code and data, and says which changed."""

import sys

from pages.written import write_all

if __name__ == "__main__":
    changed = write_all()
    sys.stdout.write("".join(f"docs/{name} written\n" for name in changed) or "every page was current\n")
