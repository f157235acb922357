# SPDX-License-Identifier: Apache-2.0
"""Header fields that set conditions: entity tags and idempotency keys.

Source:
    RFC 9110, sections 8.8.3 and 13; RFC 6585, section 3 (428).
"""

import hashlib
import re
from collections.abc import Iterable

from starlette.types import Scope

from truceline.http.problems import Mistake, ProblemError

KEY_LENGTH_MAX = 64
"""Characters of an idempotency key: a UUID has 36."""
_KEY = re.compile(r"[\x21-\x7e]{1,64}")
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{0,128}"')
_TAGS = re.compile(rf"\s*{_TAG.pattern}(?:\s*,\s*{_TAG.pattern}){{0,15}}\s*")


def header(scope: Scope, name: bytes) -> str:
    """Give a header field that may stand once; empty when it does not stand.

    Raises:
        ProblemError: It stands more than once.
    """
    found = [value for key, value in scope["headers"] if key == name]
    if len(found) > 1:
        title = name.decode("ascii").title()
        raise ProblemError(
            code="malformed",
            detail=f"{title}: expected the field once",
            mistakes=[Mistake(pointer=f"header:{title}", detail="expected it once")],
        )
    return found[0].decode("latin-1") if found else ""


def etag_of(content: bytes) -> str:
    """Give the strong entity tag of some bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def expected_tags(scope: Scope) -> tuple[str, ...]:
    """Give the tags of ``If-Match``; ``*``, which stands for whatever is there, is none.

    Raises:
        ProblemError: There is none (428), or it is malformed.
    """
    tags = _tags(scope, b"if-match")
    if not tags or "*" in tags:
        raise ProblemError(
            code="condition-required",
            detail="A change needs If-Match with the ETag of what it changes; * would change it unread.",
        )
    return tags


def check_match(scope: Scope, *etags: str) -> None:
    """Refuse a change of something else than was read.

    Args:
        scope: The request.
        etags: Strong tags of what stands there; any of them will do.

    Raises:
        ProblemError: No condition (428), malformed (400), or another tag (412).
    """
    tags = expected_tags(scope)
    if not set(etags) & set(tags):
        raise ProblemError(code="stale-version", detail="If-Match: expected the ETag of what stands there now.")


def is_known_already(scope: Scope, etag: str) -> bool:
    """Say whether ``If-None-Match`` says that the client has this already."""
    tags = _tags(scope, b"if-none-match")
    return "*" in tags or etag in {tag.removeprefix("W/") for tag in tags}


def idempotency_key(scope: Scope) -> str:
    """Give the idempotency key; empty when the field does not stand.

    Raises:
        ProblemError: It stands, and is no key: an empty one too.
    """
    key = header(scope, b"idempotency-key")
    if not key and all(name != b"idempotency-key" for name, _ in scope["headers"]):
        return ""
    if _KEY.fullmatch(key) is None:
        detail = f"expected 1 to {KEY_LENGTH_MAX} visible ASCII characters"
        raise ProblemError(
            code="malformed",
            detail=f"Idempotency-Key: {detail}",
            mistakes=[Mistake(pointer="header:Idempotency-Key", detail=detail)],
        )
    return key


def accepts(scope: Scope, offered: Iterable[str]) -> str:
    """Choose the form of an answer.

    Args:
        scope: The request.
        offered: Media types, the usual one first.

    Returns:
        One of them.

    Raises:
        ProblemError: None of them is accepted.
    """
    forms = tuple(offered)
    asked = ",".join(value.decode("latin-1") for key, value in scope["headers"] if key == b"accept")
    if asked in {"", "*/*"}:
        return forms[0]
    weights = dict(_ranges(asked))
    if not weights:
        return forms[0]
    best = max(forms, key=lambda form: (_weight(form, weights), -forms.index(form)))
    if _weight(best, weights) <= 0:
        raise ProblemError(code="not-acceptable", detail=f"This is offered as {', '.join(forms)}.")
    return best


def _tags(scope: Scope, name: bytes) -> tuple[str, ...]:
    text = header(scope, name).strip()
    if text in {"", "*"}:
        return (text,) if text else ()
    if _TAGS.fullmatch(text) is None:
        title = name.decode("ascii").title()
        detail = "expected entity tags in quotation marks"
        raise ProblemError(
            code="malformed", detail=f"{title}: {detail}", mistakes=[Mistake(pointer=f"header:{title}", detail=detail)]
        )
    return tuple(_TAG.findall(text))


def _ranges(asked: str) -> Iterable[tuple[str, float]]:
    for each in asked.split(",")[:32]:
        name, _, rest = each.partition(";")
        if name.strip():
            yield name.strip().lower(), _quality(rest)


def _quality(parameters: str) -> float:
    for each in parameters.split(";"):
        name, _, number = each.partition("=")
        if name.strip().lower() == "q":
            return float(number) if re.fullmatch(r"\s*(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", number) else 0.0
    return 1.0


def _weight(form: str, weights: dict[str, float]) -> float:
    kind = form.partition(";")[0]
    for name in (kind, f"{kind.partition('/')[0]}/*", "*/*"):
        if name in weights:
            return weights[name]
    return 0.0
