# SPDX-License-Identifier: Apache-2.0
"""Header fields: entity tags, idempotency keys, and which form of an answer is wanted."""

from typing import Any

import pytest

from truceline.http.fields import accepts, check_match, etag_of, header, idempotency_key, is_known_already
from truceline.http.problems import ProblemError

TAG = etag_of(b"EXERCISE")


def scope(**fields: str) -> dict[str, Any]:
    """Give a request with header fields."""
    return {"headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in fields.items()]}


@pytest.mark.parametrize("condition", [TAG, f'"other", {TAG}'])
def test_a_change_of_what_was_read_passes(condition: str) -> None:
    """One of several tags is enough."""
    check_match(scope(if_match=condition), TAG)

    assert TAG.startswith('"')


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 428),
        ({"if_match": ""}, 428),
        ({"if_match": "*"}, 428),
        ({"if_match": '"other"'}, 412),
        ({"if_match": f"W/{TAG}"}, 412),
        ({"if_match": TAG.strip('"')}, 400),
        ({"if_match": ",".join([TAG] * 40)}, 400),
    ],
)
def test_a_change_of_something_else_does_not(fields: dict[str, str], status: int) -> None:
    """No condition, another version, a weak tag, and what is no tag."""
    with pytest.raises(ProblemError) as caught:
        check_match(scope(**fields), TAG)

    assert caught.value.kind.status == status


def test_a_tag_tells_contents_apart() -> None:
    """Equal bytes, equal tags; a weak comparison knows what a client has already."""
    assert etag_of(b"a") == etag_of(b"a") != etag_of(b"b")
    assert is_known_already(scope(if_none_match=f"W/{TAG}"), TAG)
    assert not is_known_already(scope(if_none_match='"other"'), TAG)
    assert not is_known_already(scope(), TAG)


@pytest.mark.parametrize("key", ["a", "!" * 64, "8e03978e-40d5-43dd-bc93-6894a57f9324"])
def test_a_key_is_visible_ascii(key: str) -> None:
    """Up to 64 characters."""
    assert idempotency_key(scope(idempotency_key=key)) == key


@pytest.mark.parametrize("key", ["", "a b", "a" * 65, "\x7f", "ä"])
def test_another_key_is_refused(key: str) -> None:
    """Blanks, controls, long ones."""
    with pytest.raises(ProblemError):
        idempotency_key(scope(idempotency_key=key))


def test_a_field_that_stands_twice_is_refused() -> None:
    """Nobody chooses between two."""
    twice = {"headers": [(b"if-match", b'"a"'), (b"if-match", b'"b"')]}

    with pytest.raises(ProblemError):
        header(twice, b"if-match")


@pytest.mark.parametrize(
    ("asked", "form"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/geo+json", "application/geo+json"),
        ("application/json;q=0.5, application/geo+json", "application/geo+json"),
        ("application/json, application/geo+json;q=0.9", "application/json"),
        ("text/html, */*;q=0.1", "application/json"),
        ("application/json;q=0, */*", "application/geo+json"),
        ("APPLICATION/GEO+JSON", "application/geo+json"),
    ],
)
def test_the_form_that_is_wanted_most_is_given(asked: str, form: str) -> None:
    """The usual one first when several are wanted alike."""
    fields = {"accept": asked} if asked else {}

    assert accepts(scope(**fields), ("application/json", "application/geo+json")) == form


@pytest.mark.parametrize("asked", ["text/html", "application/json;q=0", "image/*, text/*", "application/json;q=x"])
def test_a_form_that_is_not_offered_is_said(asked: str) -> None:
    """406, with what is offered."""
    with pytest.raises(ProblemError) as caught:
        accepts(scope(accept=asked), ("application/json",))

    assert caught.value.kind.status == 406
    assert "application/json" in caught.value.detail
