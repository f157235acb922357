# SPDX-License-Identifier: Apache-2.0
"""Makes the published JSON Schema of a noun from the same annotations by which it is read.

Source:
    JSON Schema draft 2020-12.
"""

import dataclasses
import inspect
import re
import types
import typing
from enum import StrEnum

from truceline.base.moments import Moment, UTCOffset
from truceline.records.reader import field_forms
from truceline.records.writer import Plain

_DAY_OR_INSTANT = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2}))?$"
_OFFSET = r"^[+-]\d{2}:\d{2}$"
_ATTRIBUTE = re.compile(r"^ {8}(\w+): (.*)$")


def json_schema(noun: type, schema_id: str, title: str) -> dict[str, Plain]:
    """Make the schema of a document.

    Args:
        noun: The document's noun.
        schema_id: Value of its ``schema`` field, such as ``truceline/agreement/1``; empty when it has none.
        title: For people.

    Returns:
        A self-contained JSON Schema, definitions in alphabetical order.
    """
    definitions: dict[str, Plain] = {}
    root = _noun(noun, definitions)
    properties = root["properties"]
    assert isinstance(properties, dict)
    if "schema" in properties and schema_id:
        properties["schema"] = {"const": schema_id}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _noun(noun: type, definitions: dict[str, Plain]) -> dict[str, Plain]:
    forms = field_forms(noun)
    words = _attribute_words(noun)
    properties: dict[str, Plain] = {}
    for form in forms:
        described = _form(form.form, definitions)
        if form.name in words:
            described = {**described, "description": words[form.name]}
        properties[form.name] = described
    return {
        "type": "object",
        "description": (inspect.getdoc(noun) or "").split("\n", 1)[0],
        "properties": properties,
        "required": [form.name for form in forms if form.required],
        "additionalProperties": False,
    }


def _form(form: object, definitions: dict[str, Plain]) -> dict[str, Plain]:
    origin = typing.get_origin(form)
    arguments = typing.get_args(form)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (part for part in arguments if part is not type(None))
        return {"anyOf": [_form(inner, definitions), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _form(arguments[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _form(arguments[1], definitions)}
    assert isinstance(form, type), form
    return _type(form, definitions)


def _type(form: type, definitions: dict[str, Plain]) -> dict[str, Plain]:
    if form is Moment:
        return {"type": "string", "pattern": _DAY_OR_INSTANT}
    if form is UTCOffset:
        return {"type": "string", "pattern": _OFFSET}
    if issubclass(form, StrEnum):
        return {"enum": [member.value for member in form]}
    if dataclasses.is_dataclass(form):
        if form.__name__ not in definitions:
            definitions[form.__name__] = {}
            definitions[form.__name__] = _noun(form, definitions)
        return {"$ref": f"#/$defs/{form.__name__}"}
    names = {str: "string", int: "integer", float: "number", bool: "boolean"}
    return {"type": names[form]}


def _attribute_words(noun: type) -> dict[str, str]:
    """Take each field's words from the ``Attributes`` part of the noun's docstring."""
    words: dict[str, str] = {}
    current = ""
    for line in (noun.__doc__ or "").splitlines():
        match = _ATTRIBUTE.match(line)
        if match:
            current = match[1]
            words[current] = match[2]
        elif current and line.startswith(" " * 12):
            words[current] += " " + line.strip()
        else:
            current = ""
    return words
