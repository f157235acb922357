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


def test_the_landing_page_links_every_list_and_counts_in_whole_numbers() -> None:
    """A bound that is a number of things has no fraction."""
    answer = make_node().ask("GET", "/v1")

    assert {"claims", "reports", "acts", "erasures"} <= set(answer.json()["links"])
    assert '"page_max":500' in answer.text
    assert '"body_bytes_max":1000000' in answer.text


@pytest.mark.parametrize(
    "path", ["/v1", "/healthz", "/readyz", "/v1/openapi.json", "/v1/findings", "/v1/findings/none"]
)
def test_head_answers_as_get_without_a_body(path: str) -> None:
    """Status, length and entity tag are those of GET."""
    node = make_node()
    head, whole = node.ask("HEAD", path), node.ask("GET", path)

    assert (head.status_code, head.content) == (whole.status_code, b"")
    for name in ("content-length", "content-type", "etag", "truceline-exercise"):
        assert head.headers.get(name) == whole.headers.get(name)


def test_nothing_but_reading_has_a_head() -> None:
    """What is allowed is said; a stream, which never ends, has none."""
    node = make_node()
    stream, erasure, put = node.ask("HEAD", "/v1/stream"), node.ask("HEAD", "/v1/erasures"), node.ask("PUT", "/v1")

    assert [each.status_code for each in (stream, erasure, put)] == [405, 405, 405]
    assert [each.headers["allow"] for each in (stream, erasure, put)] == ["GET", "POST", "GET, HEAD"]


@pytest.mark.parametrize(
    ("query", "detail", "pointers"),
    [
        ("shade=red", "1 fault", ["query:shade"]),
        ("limit=1&limit=2&shade=red", "2 faults", ["query:limit", "query:shade"]),
        ("36.1,41.2=x", "1 fault", ["query:"]),
    ],
)
def test_a_parameter_that_is_not_known_is_pointed_at(query: str, detail: str, pointers: list[str]) -> None:
    """By its name when it looks like one; what might be a place is not repeated."""
    told = make_node().ask("GET", f"/v1/findings?{query}").json()

    assert (told["detail"], [each["pointer"] for each in told["errors"]]) == (detail, pointers)
    assert "41.2" not in str(told)


@pytest.mark.parametrize("path", ["/v1", "/nowhere", "/v1/", "/v1/%2e%2e/x"])
def test_what_goes_wrong_has_one_shape(path: str) -> None:
    """Unknown paths, missing tokens and wrong methods are told alike."""
    node = make_node()
    for answer in (node.ask("GET", path, token=""), node.ask("PATCH", path)):
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        assert answer.json()["type"] == f"urn:truceline:problem:{answer.json()['code']}"
        assert answer.json()["status"] == answer.status_code
