# SPDX-License-Identifier: Apache-2.0
"""The published schemas of acts, claims and reports say what the readers read."""

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from exercise_acts import act, claim
from truceline.picture.records import ACT, CLAIM, REPORT, picture_registry
from truceline.records.registry import Kind

KINDS = (ACT, CLAIM, REPORT)
REPORT_RECORD = {
    "schema": "truceline/report/1",
    "id": "story-1",
    "source": {"ref": ["X1"], "origin": "River Wire"},
    "published": "2001-02-13",
}


def published(checkout: Path, kind: Kind) -> Path:
    """Give the page of one kind's schema."""
    return checkout / "docs" / "schemas" / f"{kind.name}.json"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_published_schema_is_current(checkout: Path, kind: Kind) -> None:
    """A noun that changes changes its page; on a failure write what is expected here into the page."""
    made = msgspec.json.format(msgspec.json.encode(picture_registry().published_schema(kind.schema)), indent=2)

    assert published(checkout, kind).read_bytes() == made + b"\n"


@pytest.mark.parametrize(
    ("kind", "record"),
    [(ACT, act()), (CLAIM, claim("c1", designation={
        "force": "lake-band", "authority": "exland", "listed": True, "source": {"ref": ["X1"]},
    })), (REPORT, REPORT_RECORD)],
    ids=["act", "claim", "report"],
)  # fmt: skip
def test_a_stranger_with_the_schema_accepts_what_we_read(checkout: Path, kind: Kind, record: dict[str, object]) -> None:
    """And refuses what we refuse: an unknown field, another schema."""
    schema = json.loads(published(checkout, kind).read_bytes())

    def accepts(each: dict[str, object]) -> bool:
        return bool(jsonschema.Draft202012Validator(schema).is_valid(each))

    assert picture_registry().decode_line(msgspec.json.encode(record), "x", 1)
    assert accepts(record)
    assert not accepts({**record, "mood": "calm"})
    assert not accepts({**record, "schema": "truceline/other/1"})
