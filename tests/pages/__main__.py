# SPDX-License-Identifier: Apache-2.0
"""Started by ``scripts/pages``: writes the pages that are made from code and data, or takes the README's pictures.

With the path of a report as argument it takes pictures of that report; without, it writes the pages and says which
changed.
"""

import sys
from pathlib import Path

from pages.written import DOCS, write_all

if __name__ == "__main__":
    if len(sys.argv) > 1:
        from pages.pictures import take_pictures

        changed = tuple(path.name for path in take_pictures(Path(sys.argv[1]), DOCS / "images"))
    else:
        changed = write_all()
    sys.stdout.write("".join(f"{name} written\n" for name in changed) or "every page was current\n")
