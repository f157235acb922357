# SPDX-License-Identifier: Apache-2.0
"""The application as a whole: who is let in, what every answer carries, and the one shape of problems."""

import pytest

from http_door import make_node


def test_the_landing_page_says_who_asks() -> None:
    """Party, pseudonym, role and scopes are those of the token."""
    node = make_node()
    answer = node.ask("GET", "/v1")

    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["caller"]["party"] == "northland"
    assert told["exercise"] is True
    assert answer.headers["truceline-exercise"] == "true"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/v1", "/nowhere", "/v1/", "/v1/%2e%2e/x"])
def test_what_goes_wrong_has_one_shape(path: str) -> None:
    """Unknown paths, missing tokens and wrong methods are told alike."""
    node = make_node()
    for answer in (node.ask("GET", path, token=""), node.ask("PATCH", path)):
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        assert answer.json()["type"] == f"urn:truceline:problem:{answer.json()['code']}"
        assert answer.json()["status"] == answer.status_code
