# SPDX-License-Identifier: Apache-2.0
"""Writes docs/api.md from the OpenAPI document of a node: every route with an example, every form with its fields."""
# ruff: noqa: E501 one sentence to a line, as the page has them

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import msgspec

from http_door import make_node
from pages.tables import table

Plain: TypeAlias = Mapping[str, Any]

HEAD = """# The node's API

<!-- Written by scripts/pages from the OpenAPI document of a node. -->

A node answers JSON over HTTP under `/v1`.
The same is described for programs by `GET /v1/openapi.json` (OpenAPI 3.1), which needs no token.
The examples are invented and marked EXERCISE; `$NODE` is the address that `serve` prints, such as `http://127.0.0.1:8340`, and `$TOKEN` a token from `truceline token`.

What holds for every route:

- **Who asks.** `Authorization: Bearer TOKEN`, a JWT signed with RS256 or Ed25519 by an issuer that the node trusts. Party, role and scopes come from the token alone; each route names the scope that it needs.
- **HEAD** stands for `GET` on every route but the stream: the same answer without its body; a look is recorded all the same.
- **What is sent.** `Content-Type: application/json`, strict JSON in UTF-8: every key once, finite numbers, no unknown fields, no compression. Instants are RFC 3339 in upper case with `Z` or an offset up to 14:59, at most nine digits of a second, and no leap second. Positions are longitude, latitude on WGS84.
- **What goes wrong** has one shape on every route: [problems](problems.md). Every route may answer 400, 401, 403, 406, 414, 422, 431, 500 and 503, and one with a body 408, 413 and 415; only further ones stand with the routes. A query parameter that a route does not have is refused, and so is one that stands twice.
- **Conditions.** An answer about one thing has a strong `ETag`. `If-None-Match` brings 304 when nothing changed; a change needs `If-Match` with a tag that you read (428 without, 412 when somebody was faster). `If-Match: *` is 428 too: it would change unread what somebody may have changed since.
- **On the record.** What is taken stands in the log of the party whose node it is before you are answered. `Truceline-Record: LOG SEQ LEAF` names the entry: the log's origin, its index, its hash (docs/records.md); a filed or changed intent says the same in `record`. A repeated answer names none.
- **Once.** `Idempotency-Key: KEY` (1 to 64 visible ASCII characters; an empty one is refused) on a `POST` or `PUT`: the same request under the same key is done once and answered the same, marked `Idempotency-Replayed: true`.
- **Lists** are `{"items": [...], "next": "..."}`; `next` goes into `after` for the page that follows, and is empty on the last. A cursor is sealed: it opens only the list, reader and filter that it was given for.
- **Places.** Where a list has places, `Accept: application/geo+json` gives a GeoJSON FeatureCollection (RFC 7946). A box is west, south, east, north: with west above east it crosses the antimeridian, in an answer and in `area`, and what is drawn across it is cut there in two. A circle is a Point with `radius_m` in plain JSON; as GeoJSON it is a polygon of 64 corners, drawn for show, with the exact `centre` and `radius_m` among its properties. Outer rings run counter-clockwise, holes clockwise.
- **Marking.** `exercise` in every answer, and the header `Truceline-Exercise: true`, say that everything here is invented.
- **Request id.** `X-Request-Id` is in every answer and in the node's log.

A notice is information, never approval; silence is never consent; that no clause was found says nothing about lawfulness.

"""
_EVERYWHERE = frozenset({"400", "401", "403", "406", "408", "413", "414", "415", "422", "431", "500", "503"})
"""Statuses of problems that the head of the page speaks of."""
_PART = re.compile(r"\{(\w+)\}")
_REF = re.compile(r"#/components/schemas/(\w+)")


def api_page() -> str:
    """Write the page."""
    answer = make_node().ask("GET", "/v1/openapi.json", token="")
    document = msgspec.json.decode(answer.content, type=dict[str, Any])
    operations = [
        (method.upper(), path, told) for path, methods in document["paths"].items() for method, told in methods.items()
    ]
    tags = list(dict.fromkeys(told["tags"][0] for _, _, told in operations))
    operations.sort(key=lambda each: tags.index(each[2]["tags"][0]))
    parts = [HEAD, _contents(operations)]
    for tag in tags:
        parts.append(f"## {tag}\n\n")
        parts += [_operation(*each) for each in operations if each[2]["tags"][0] == tag]
    schemas = document["components"]["schemas"]
    parts.append("## Forms\n\n")
    parts += [_form(name, schemas[name]) for name in sorted(schemas)]
    return "".join(parts).rstrip() + "\n"


def _contents(operations: list[tuple[str, str, Plain]]) -> str:
    rows = [(f"`{method} {path}`", _scope(told), told["summary"]) for method, path, told in operations]
    return table(("Route", "Scope", "What it does"), rows) + "\n"


def _scope(told: Plain) -> str:
    scope = told["x-scope"]
    return {"public": "no token", "any token": "any token"}.get(scope, f"`{scope}`")


def _operation(method: str, path: str, told: Plain) -> str:
    parts = [f"### `{method} {path}`\n\n{told['summary']}\n"]
    if told.get("description"):
        parts.append(f"\n{told['description']}\n")
    parts.append(f"\nScope: {_scope(told)}.\n\n")
    parameters = told.get("parameters", [])
    if parameters:
        rows = [
            (f"`{each['name']}`", each["in"], _kind(each["schema"]), _needed(each), each.get("description", ""))
            for each in parameters
        ]
        parts.append(table(("Parameter", "Where", "Form", "Needed", "Meaning"), rows) + "\n")
    parts.append(f"```sh\n{_curl(method, path, told)}\n```\n\n")
    parts += [f"- {line}\n" for line in _answers(told)]
    return "".join(parts) + "\n"


def _needed(parameter: Plain) -> str:
    return "yes" if parameter.get("required") else ""


def _answers(told: Plain) -> Iterator[str]:
    sent = told.get("requestBody", {}).get("content", {})
    for media, each in sent.items():
        yield f"Sent: {_kind(each.get('schema', {}))} (`{media}`)"
    problems = []
    for status, each in sorted(told["responses"].items()):
        forms = each.get("content", {})
        if "application/problem+json" in forms and len(forms) == 1:
            if status in _EVERYWHERE:
                continue
            problems.append(f"{status} {each['description'][0].lower() + each['description'][1:]}")
        else:
            kinds = ", ".join(f"{_kind(form.get('schema', {}))} (`{media}`)" for media, form in forms.items())
            yield f"Answer {status}: {kinds or 'no body'}"
    if problems:
        yield f"[Problems](problems.md) of its own: {'; '.join(problems)}"


def _curl(method: str, path: str, told: Plain) -> str:
    filled = _PART.sub(lambda found: "$" + found[1].upper(), path)
    lines = [f'curl "$NODE{filled}{_query(told)}"']
    if method != "GET":
        lines[0] = lines[0].replace("curl ", f"curl -X {method} ")
    if told["x-scope"] != "public":
        lines.append('-H "Authorization: Bearer $TOKEN"')
    lines.extend(
        f"-H '{parameter['name']}: {_header_example(parameter['name'])}'"
        for parameter in told.get("parameters", [])
        if parameter["in"] == "header" and parameter.get("required")
    )
    if any(parameter["name"] == "Idempotency-Key" for parameter in told.get("parameters", [])):
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    for media, content in told.get("requestBody", {}).get("content", {}).items():
        lines.append(f"-H 'Content-Type: {media}'")
        example = content.get("example")
        if isinstance(example, str):
            lines.append("--data-binary @document")
        elif example is not None:
            lines.append(f"-d '{_shell(msgspec.json.encode(example).decode())}'")
    return " \\\n  ".join(lines)


def _query(told: Plain) -> str:
    for parameter in told.get("parameters", []):
        examples = parameter["schema"].get("examples")
        if parameter["in"] == "query" and examples:
            return f"?{parameter['name']}={examples[0]}"
    return ""


def _header_example(name: str) -> str:
    return {"If-Match": '"ETAG"'}.get(name, "...")


def _shell(text: str) -> str:
    return text.replace("'", "'\\''")


def _form(name: str, schema: Plain) -> str:
    parts = [f"### {name}\n\n"]
    if schema.get("description"):
        parts.append(f"{' '.join(schema['description'].split())}\n\n")
    if "enum" in schema:
        return "".join(parts) + f"One of {', '.join(f'`{value}`' for value in schema['enum'])}.\n\n"
    required = set(schema.get("required", ()))
    rows = [
        (f"`{field}`", _kind(each), "" if field in required else "may be left out", " ".join(_said(each).split()))
        for field, each in schema.get("properties", {}).items()
    ]
    if rows:
        parts.append(table(("Field", "Form", "", "Meaning"), rows) + "\n")
    return "".join(parts)


def _said(schema: Plain) -> str:
    said = schema.get("description", "")
    return str(said)


def _kind(schema: Plain) -> str:
    """Say the form of a schema in a few words, with a link to another form."""
    if "$ref" in schema:
        found = _REF.match(schema["$ref"])
        assert found is not None, schema
        return f"[{found[1]}](#{found[1].lower()})"
    if "anyOf" in schema or "oneOf" in schema:
        return " or ".join(dict.fromkeys(_kind(each) for each in schema.get("anyOf", schema.get("oneOf", ()))))
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    kind = schema.get("type", "any")
    if kind == "array":
        return _list_kind(schema)
    if schema.get("format") == "date-time":
        return "instant"
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    bounds = _bounds(schema)
    unit = " characters" if bounds and kind == "string" else ""
    return f"{words.get(str(kind), str(kind))}{', ' if bounds else ''}{bounds}{unit}"


def _list_kind(schema: Plain) -> str:
    """Say what a list holds, and how many of it."""
    fixed = schema.get("prefixItems")
    each = _kind(fixed[0] if fixed else schema.get("items", {}))
    bounds = str(len(fixed)) if fixed else _bounds(schema)
    return f"list of {bounds}: {each}" if bounds else f"list of {each}"


def _bounds(schema: Plain) -> str:
    low = next((schema[name] for name in ("minimum", "minLength", "minItems") if name in schema), None)
    high = next((schema[name] for name in ("maximum", "maxLength", "maxItems") if name in schema), None)
    if low is None and high is None:
        return ""
    if high is None:
        return f"at least {low:,}"
    if low is None:
        return f"at most {high:,}"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
