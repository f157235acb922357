# SPDX-License-Identifier: Apache-2.0
"""The reference of the API leaves no field unexplained, and explains none that is not there."""

from functools import cache
from typing import Any, cast

from http_door import make_node
from truceline.http.field_meanings import MEANINGS, OF_FORMS, OF_PATHS, fields_of


@cache
def document() -> dict[str, Any]:
    """Read the OpenAPI document as a client does."""
    return cast("dict[str, Any]", make_node().ask("GET", "/v1/openapi.json", token="").json())


def parameters() -> list[tuple[str, dict[str, Any]]]:
    """Give every parameter of every route with its path."""
    return [
        (path, parameter)
        for path, operations in document()["paths"].items()
        for operation in operations.values()
        for parameter in operation.get("parameters", ())
    ]


def test_every_field_has_a_meaning() -> None:
    """Add what is missing to http/field_meanings.py, or where the field is declared."""
    untold = [f"{form}.{field}" for form, field, told in fields_of(document()) if not told.get("description")]

    assert untold == []


def test_every_parameter_has_a_meaning() -> None:
    """In paths, queries and headers."""
    untold = [f"{path} {parameter['name']}" for path, parameter in parameters() if not parameter.get("description")]

    assert untold == []


def test_every_length_says_its_unit() -> None:
    """A field that ends in a unit names it in its meaning."""
    units = {"_m": "[m]", "_deg": "[deg]", "_s": "[s]", "_ns": "[ns]"}
    silent = [
        f"{form}.{field}: {told['description']}"
        for form, field, told in fields_of(document())
        for suffix, unit in units.items()
        if field.endswith(suffix) and unit not in told["description"]
    ]

    assert silent == []


def test_no_meaning_is_of_a_field_that_is_gone() -> None:
    """Every row of the tables is used."""
    there = {(form, field) for form, field, _ in fields_of(document())}
    names = {field for _, field in there}
    parts = {parameter["name"] for _, parameter in parameters() if parameter["in"] == "path"}

    assert sorted(set(MEANINGS) - names) == []
    assert [(form, field) for form, rows in OF_FORMS.items() for field in rows if (form, field) not in there] == []
    assert sorted(set(OF_PATHS) - parts) == []
