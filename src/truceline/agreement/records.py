# SPDX-License-Identifier: Apache-2.0
"""The published schemas of the files of a library, made from the nouns by which the files are read.

Source:
    ``files`` and ``agreement``; JSON Schema draft 2020-12.
"""

from collections.abc import Mapping

from truceline.agreement.agreement import Agreement
from truceline.agreement.places import PlaceProperties
from truceline.agreement.reading import FILE_NOUNS
from truceline.records.schema import json_schema
from truceline.records.writer import Plain

DOCUMENT_NOUNS: Mapping[str, type] = {**FILE_NOUNS, "agreement": Agreement}
"""Noun of every YAML document of a library by the middle part of its ``schema``."""

_OBJECT_KEYS = ("type", "description", "properties", "required", "additionalProperties")


def published_schemas() -> dict[str, dict[str, Plain]]:
    """Make every schema of a library's files, by name.

    Returns:
        One schema per kind of YAML file (``library``, ``parties``, ``agreement`` ...), and ``place`` for the
        features of its GeoJSON files.

    Source:
        ``records.schema``.
    """
    made = {
        name: json_schema(noun, f"truceline/{name}/1", f"Truceline {name} file, version 1")
        for name, noun in DOCUMENT_NOUNS.items()
    }
    return {**made, "place": _place_schema()}


def _place_schema() -> dict[str, Plain]:
    properties = json_schema(PlaceProperties, "", "")
    feature: dict[str, Plain] = {
        "type": "object",
        "properties": {
            "type": {"const": "Feature"},
            "id": {"type": "string", "description": "P-code of an area, code of a country, slug of anything else."},
            "properties": {name: properties[name] for name in _OBJECT_KEYS},
            "geometry": {"type": "object", "description": "GeoJSON geometry: longitude, latitude, WGS84."},
        },
        "required": ["type", "id", "properties", "geometry"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Truceline places and shapes, version 1",
        "description": "A GeoJSON file of places/ or zones/; it holds no date.",
        "type": "object",
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": feature},
        },
        "required": ["type", "features"],
    }
