# SPDX-License-Identifier: Apache-2.0
"""The published schemas of a library's files say what its reader reads."""

from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from agreement_schemas import pages
from exercise import EXERCISE
from truceline.agreement.library import DEFAULT_LIBRARY, find_library
from truceline.agreement.reading import library_files
from truceline.agreement.records import DOCUMENT_NOUNS
from truceline.records.document import Value, parse_document


def test_the_published_schemas_are_current() -> None:
    """A noun that changes changes its page: ``cd tests && python -m agreement_schemas``."""
    for path, content in pages().items():
        assert path.read_bytes() == content, path.name


def _plain(value: Value) -> object:
    content = value.content
    if isinstance(content, dict):
        return {key: _plain(item) for key, item in content.items()}
    if isinstance(content, tuple):
        return [_plain(item) for item in content]
    return content


def _schema(checkout: Path, path: Path) -> dict[str, Any]:
    is_agreement = path.parent.name in {"agreements", "templates"}
    name = "place" if path.suffix == ".geojson" else "agreement" if is_agreement else path.stem
    found = msgspec.json.decode((checkout / "docs" / "schemas" / f"{name}.json").read_bytes())
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("folder", [EXERCISE, find_library(DEFAULT_LIBRARY)], ids=["exercise", "shipped"])
def test_a_stranger_with_the_schemas_accepts_every_file(checkout: Path, folder: Path) -> None:
    """And refuses an unknown field in each."""
    for path in library_files(folder):
        if path.suffix == ".geojson":
            document = msgspec.json.decode(path.read_bytes())
        else:
            document = _plain(parse_document(path.read_bytes(), path.name).root)
        validator = jsonschema.Draft202012Validator(_schema(checkout, path))

        assert list(validator.iter_errors(document)) == [], path
        if path.suffix == ".yaml":
            assert not validator.is_valid({**document, "mood": "calm"})


def test_every_kind_of_file_has_a_schema(checkout: Path) -> None:
    """Also the kinds that a library may leave out."""
    assert {path.stem for path in (checkout / "docs" / "schemas").glob("*.json")} >= {*DOCUMENT_NOUNS, "place"}
