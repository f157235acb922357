# SPDX-License-Identifier: Apache-2.0
"""Writes the schemas of a library's files into docs/schemas; a test holds them current.

cd tests && python -m agreement_schemas
"""

from pathlib import Path

import msgspec

from truceline.agreement.records import published_schemas

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "schemas"


def pages() -> dict[Path, bytes]:
    """Make every page by its path."""
    return {
        FOLDER / f"{name}.json": msgspec.json.format(msgspec.json.encode(schema), indent=2) + b"\n"
        for name, schema in published_schemas().items()
    }


def write_pages() -> None:
    """Write every page."""
    for path, content in pages().items():
        path.write_bytes(content)


if __name__ == "__main__":
    write_pages()
