# SPDX-License-Identifier: Apache-2.0
"""What is written is read back the same, for every noun that stands in a document."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nouns import nouns
from truceline.agreement.records import DOCUMENT_NOUNS
from truceline.picture.records import ACT, CLAIM, REPORT
from truceline.records.document import parse_document, parse_json_line
from truceline.records.reader import read
from truceline.records.writer import plain

NOUNS = {**DOCUMENT_NOUNS, **{kind.name: kind.noun for kind in (ACT, CLAIM, REPORT)}}
ROUNDS = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.mark.parametrize("noun", NOUNS.values(), ids=NOUNS)
@ROUNDS
@given(data=st.data())
def test_a_line_gives_back_its_noun(noun: type, data: st.DataObject) -> None:
    """Written as one line of JSON."""
    thing = data.draw(nouns(noun))
    line = msgspec.json.encode(plain(thing))

    assert read(noun, parse_json_line(line, "x", 1)) == thing


@pytest.mark.parametrize("noun", NOUNS.values(), ids=NOUNS)
@settings(ROUNDS, max_examples=8)
@given(data=st.data())
def test_a_yaml_document_gives_back_its_noun(noun: type, data: st.DataObject) -> None:
    """JSON is a part of YAML 1.2."""
    thing = data.draw(nouns(noun))
    content = msgspec.json.format(msgspec.json.encode(plain(thing)), indent=2)

    assert read(noun, parse_document(content, "x")) == thing
