# SPDX-License-Identifier: Apache-2.0
"""Every example of the page on JSON Lines can be read as it stands."""

import json
import re
from pathlib import Path

import msgspec

from event_rows import write
from exercise_acts import NOW_NS
from exercise_library import exercise_library
from tidy.tree import CHECKOUT
from truceline.app.admit_act import AdmissionTerms
from truceline.feeds.bytelines import ByteLines
from truceline.feeds.jsonlines import read_jsonlines

PAGE = CHECKOUT / "docs" / "jsonl-format.md"


def test_every_example_of_the_page_is_read(tmp_path: Path) -> None:
    """Nothing is set aside, nothing is left alone, and every kind of claim is there with known names only."""
    blocks = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    records = b"".join(msgspec.json.encode(json.loads(block)) + b"\n" for block in blocks)
    terms = AdmissionTerms(library=exercise_library(), now_ns=NOW_NS, is_bulk=True)
    path = write(tmp_path, records, "page.jsonl")
    intake = read_jsonlines(ByteLines(path, "page.jsonl"), terms, set(), lambda _count: None)

    assert (intake.rejections, intake.opaque) == ((), 0)
    assert len(intake.acts) + len(intake.claims) + len(intake.reports) == len(blocks)
    assert intake.unmapped + intake.unmapped_publications + intake.unmapped_zones == ()
    bodies = [
        [name for name in ("control", "boundary", "designation", "act") if getattr(each, name)]
        for each in intake.claims
    ]
    assert sorted(bodies) == [["act"], ["boundary"], ["control"], ["designation"]]
