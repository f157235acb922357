# SPDX-License-Identifier: Apache-2.0
"""That every header which a route reads stands in the OpenAPI document, and none that it does not read."""

import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from fastapi.routing import APIRoute

from http_door import make_node
from truceline.http.headers_read import HEADERS_READ
from truceline.http.table import HOT_ROUTES, ROUTES

READ_BY = {"Idempotency-Key": {"write_once"}, "If-Match": {"expected_tags", "check_match"}}
"""What reads each header, by the name that is called."""


def names_called(function: Callable[..., Any]) -> set[str]:
    """Give every name that a function uses, and those that functions of its own module use which it names."""
    module = sys.modules[function.__module__]
    found: set[str] = set()
    waiting = [function.__code__]
    while waiting:
        code = waiting.pop()
        new = set(code.co_names) - found
        found |= new
        waiting += [each for each in code.co_consts if inspect.iscode(each)]
        inner = (getattr(module, name, None) for name in new)
        waiting += [each.__code__ for each in inner if inspect.isfunction(each) and each.__module__ == module.__name__]
    return found


def routes() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Give every route as method, path and what answers it."""
    for hot in HOT_ROUTES:
        yield hot.method, hot.path, hot.handle
    for route in (cast("APIRoute", each) for group in ROUTES for each in group.router.routes):
        for method in route.methods or ():
            yield method, route.path, route.endpoint


@pytest.mark.parametrize("header", HEADERS_READ, ids=lambda each: each.name)
def test_a_header_is_described_where_it_is_read_and_nowhere_else(header: Any) -> None:  # noqa: ANN401 - a row
    """In the document of a whole node, hot routes and others alike, with one description."""
    document = make_node().ask("GET", "/v1/openapi.json", token="").json()
    told = {
        (method.upper(), path): each["description"]
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        for each in operation.get("parameters", [])
        if each["name"] == header.name
    }
    read = {(method, path) for method, path, handle in routes() if names_called(handle) & READ_BY[header.name]}

    assert len(read) >= 4
    assert set(told) == read
    assert set(told.values()) == {header.description}
