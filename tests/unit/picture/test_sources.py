# SPDX-License-Identifier: Apache-2.0
"""Who is counted as one origin."""

import pytest

from truceline.picture.sources import Source


@pytest.mark.parametrize(
    ("source", "origin"),
    [
        (Source(ref=("N1", "N2"), party="amber", origin="tide-wire"), "tide-wire"),
        (Source(ref=("N1", "N2"), party="amber"), "party:amber"),
        (Source(ref=("N1", "N2")), "N1"),
        (Source(), "unknown"),
    ],
    ids=["a stated origin", "a party's own word", "the first publication", "nothing at all"],
)
def test_an_origin_is_stated_or_the_party_or_the_first_publication(source: Source, origin: str) -> None:
    """So that copies of one story are one origin, and a party's word is one wherever it is printed."""
    assert source.origin_id == origin
