# SPDX-License-Identifier: Apache-2.0
"""One OpenAPI 3.1 document of every route, ordinary and hot alike."""

from collections.abc import Sequence
from typing import Any, cast

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from truceline.http.field_meanings import tell_meanings
from truceline.http.hot import HotRoute, describe
from truceline.http.routes.zones import FeatureCollection
from truceline.http.routing import Ask, ProblemTold, Routes

_REF = "#/components/schemas/{model}"
_DESCRIPTION = (
    "The node of one party to an agreement. A notice is information, never approval; silence is never consent; that "
    "no clause was found says nothing about lawfulness. Errors are RFC 9457 problems of one shape (docs/problems.md)."
)
_ALWAYS: tuple[type[BaseModel], ...] = (ProblemTold, FeatureCollection)
"""Models that are referred to by name alone."""


def openapi_document(framework: FastAPI, routes: Sequence[Routes], hot_routes: Sequence[HotRoute]) -> dict[str, Any]:
    """Describe every route.

    Args:
        framework: With the ordinary routes.
        routes: These, as they were declared.
        hot_routes: The others.

    Returns:
        The document.
    """
    document = get_openapi(
        title=framework.title,
        version=framework.version,
        openapi_version="3.1.0",
        description=_DESCRIPTION,
        routes=framework.routes,
    )
    paths, schemas = describe(tuple(hot_routes), _structs(routes))
    for path, operations in paths.items():
        document["paths"].setdefault(path, {}).update(operations)
    _, named = models_json_schema([(each, "serialization") for each in _ALWAYS], ref_template=_REF)
    for operation in (each for operations in document["paths"].values() for each in operations.values()):
        if operation.get("description") == operation["summary"]:
            del operation["description"]
    components = document.setdefault("components", {})
    components["schemas"] = {**components.get("schemas", {}), **named.get("$defs", {}), **schemas}
    for name in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(name, None)
    components["securitySchemes"] = {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "RS256 or Ed25519; `x-scope` names the scope that a route needs.",
        }
    }
    tell_meanings(document)
    return document


def _structs(routes: Sequence[Routes]) -> tuple[type[msgspec.Struct], ...]:
    """Give the answers of ordinary routes that msgspec writes."""
    found: list[type[msgspec.Struct]] = []
    for endpoint in (getattr(route, "endpoint", None) for each in routes for route in each.router.routes):
        ask = cast("Ask", getattr(endpoint, "truceline_ask", Ask(scope="")))
        if ask.answers is not None and issubclass(ask.answers, msgspec.Struct):
            found.append(ask.answers)
    return tuple(found)
