# SPDX-License-Identifier: Apache-2.0
"""Writes docs/problems.md from the one table of problems: code, status, meaning, what to do, and which errors end so."""
# ruff: noqa: E501 one sentence to a line, as the page has them

from pages.tables import table
from truceline.http.problems import BY_ERROR, PROBLEMS, URN

HEAD = f"""# Problems

<!-- Written by scripts/pages from src/truceline/http/problems.py. -->

Every answer of a node that is no success has this one shape (RFC 9457, `application/problem+json`), on every route and for every fault:

```json
{{
  "type": "{URN}stale-version",
  "title": "It was changed since you read it",
  "status": 412,
  "detail": "If-Match: expected the ETag of what stands there now.",
  "instance": "urn:truceline:request:4f0d2c9a7be15d30c1a2b3c4",
  "code": "stale-version",
  "remedy": "Read it again, then send your change with the new `ETag`.",
  "errors": [],
  "exercise": true
}}
```

- `code` is stable and the last part of `type`; programs go by it. `title` and `detail` are for people and may change.
- `errors` lists single faults: `pointer` is a JSON pointer into the body (`#/volumes/0/geometry`), or `query:NAME`, `header:NAME`.
- `instance` names the request; the same id stands in `X-Request-Id` and in the node's log, and the operator finds it there.
- No body and no position that was sent is repeated: a problem says what was expected, and where. Ids and names may be repeated to whoever sent them.
- What you may not know of is told exactly like what is not there.
- 500 is a fault of this software. It says nothing about any party, act or plan.
- A write that was answered 503 `no-answer-yet`, or not at all, may have taken effect. Repeat it with the same `Idempotency-Key`: it is done once, and you are told what became of it.

"""


def problems_page() -> str:
    """Write the page."""
    errors: dict[str, list[str]] = {kind.code: [] for kind in PROBLEMS}
    for error, kind in BY_ERROR.items():
        errors[kind.code].append(f"`{error.__name__}`")
    rows = [
        (str(kind.status), f"`{kind.code}`", kind.title, kind.remedy, ", ".join(errors[kind.code])) for kind in PROBLEMS
    ]
    return HEAD + table(("Status", "Code", "Meaning", "What to do", "Errors that end so"), rows)
