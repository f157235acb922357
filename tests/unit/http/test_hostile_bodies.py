# SPDX-License-Identifier: Apache-2.0
"""Bodies that nobody sends in good faith: each is told 4xx in the one shape, in little time and memory."""

import gzip
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from http_door import LIMITS, Node, make_node
from truceline.http.bodies import parse_json
from truceline.http.problems import ProblemError

AUDITOR = "northland.zed.auditor"
SIZE = LIMITS.body_bytes_max
SECONDS_MAX = 2.0
MEMORY_BYTES_MAX = 40_000_000


def around(inner: bytes) -> bytes:
    """Put something where a reason stands."""
    return b'{"what":"report","id":"x","reason":' + inner + b"}"


BODIES: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n\t ",
    "no JSON": b"reason=because",
    "half": b'{"what":"report"',
    "two documents": b"{} {}",
    "deep lists": b"[" * (SIZE - 1),
    "deep objects": b'{"a":' * (SIZE // 6),
    "deep and closed": b"[" * 1_000 + b"]" * 1_000,
    "deep within": around(b"[" * 100 + b"]" * 100),
    "a string of quotes without end": b'"' + b'\\"' * (SIZE // 2 - 1),
    "quotes": b'"' * (SIZE - 1),
    "backslashes": b'"' + b"\\" * (SIZE - 2),
    "many small values": b"[" + b"0," * (SIZE // 2 - 2) + b"0]",
    "many objects": b"[" + b"{}," * (SIZE // 3 - 2) + b"{}]",
    "a key twice": b'{"what":"report","what":"act","id":"x","reason":"because"}',
    "a key twice by escapes": b'{"what":"report","\\u0077hat":"act","id":"x","reason":"because"}',
    "a key twice within": around(b'{"a":1,"a":2}'),
    "NaN": around(b"NaN"),
    "infinity": around(b"-Infinity"),
    "a number beyond doubles": around(b"1e999"),
    "a number of many digits": around(b"9" * 5_000),
    "a huge exponent": around(b"1e99999999"),
    "a fraction of many digits": around(b"0." + b"3" * 200_000),
    "bad UTF-8": around(b'"\xff\xfe because"'),
    "long UTF-8": around(b'"\xc0\xafbecause"'),
    "half a character": around(b'"\\ud800 because"'),
    "half a character in a key": b'{"\\udc00":1}',
    "half a character as it is": around(b'"\xed\xa0\x80because"'),
    "a byte order mark": b"\xef\xbb\xbf" + around(b'"because"'),
    "UTF-16": around(b'"because"').decode().encode("utf-16"),
    "NUL": around(b'"be\\u0000cause"'),
    "a control character": around(b'"be\x01cause"'),
    "letters turned round": around('"be\u202ecause"'.encode()),
    "letters set apart": around('"be\u2066cause"'.encode()),
    "turned by an escape": around(b'"be\\u202Ecause"'),
    "a turned key": '{"wh\u202eat":1}'.encode(),
    "a list": b"[]",
    "a text": b'"report"',
    "null": b"null",
    "an unknown field": b'{"what":"report","id":"x","reason":"because","more":1}',
    "a number for a text": around(b"12345"),
    "truth for a text": around(b"true"),
    "a text too long": around(b'"' + b"a" * 5_000 + b'"'),
    "nothing of what is needed": b"{}",
    "another kind": b'{"what":"party","id":"x","reason":"because"}',
    "too large": b" " * (SIZE + 1),
    "a comment": around(b'"because" /* why */'),
    "single quotes": b"{'what':'report'}",
    "a comma too many": around(b'["because",]'),
}


@pytest.fixture(scope="module")
def node() -> Node:
    """Give one node for all."""
    return make_node()


def send(node: Node, content: bytes) -> httpx2.Response:
    """Send a body to a route that an auditor may use."""
    return node.ask("POST", "/v1/erasures", AUDITOR, content=content, headers={"Content-Type": "application/json"})


def check(answer: httpx2.Response) -> None:
    """Hold an answer to the shape of a problem."""
    told = answer.json()

    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["status"] == answer.status_code
    assert set(told) == {"type", "title", "status", "detail", "instance", "code", "remedy", "errors", "exercise"}
    assert "because" not in answer.text
    assert len(answer.content) < 30_000


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_refused_cheaply(name: str, node: Node) -> None:
    """In little time and memory, and without repeating anything that was sent."""
    start = time.process_time()
    check(send(node, BODIES[name]))
    seconds = time.process_time() - start
    tracemalloc.start()
    send(node, BODIES[name])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert seconds < SECONDS_MAX
    assert peak < MEMORY_BYTES_MAX


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "application/json; charset=latin-1"}, 415),
        ({}, 415),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, 415),
        ({"Content-Type": "application/json", "Content-Encoding": "deflate"}, 415),
        ({"Content-Type": "application/json", "Content-Encoding": "br, gzip"}, 415),
        ({"Content-Type": "application/json", "Idempotency-Key": "a b"}, 400),
        ({"Content-Type": "application/json", "Idempotency-Key": "a" * 65}, 400),
    ],
)
def test_another_form_is_refused_by_its_header(headers: dict[str, str], status: int, node: Node) -> None:
    """No compressed body is ever unpacked."""
    bomb = gzip.compress(bytes(50_000_000)) if headers.get("Content-Encoding") == "gzip" else zlib.compress(b"{}")
    content = around(b'"why not"') if "Idempotency-Key" in headers else bomb
    answer = node.ask("POST", "/v1/erasures", AUDITOR, content=content, headers=headers)

    check(answer)
    assert answer.status_code == status


@pytest.mark.parametrize("size", [SIZE + 1, 50 * SIZE])
def test_a_body_without_a_stated_length_is_cut_off(size: int, node: Node) -> None:
    """Reading stops at the limit, whatever still comes."""
    sent = list[int]()

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(size // 1_000 + 1):
            sent.append(1_000)
            yield b" " * 1_000

    answer = node.ask("POST", "/v1/erasures", AUDITOR, content=parts(), headers={"Content-Type": "application/json"})

    check(answer)
    assert answer.status_code == 413


def test_a_stranger_is_told_before_the_body_is_read(node: Node) -> None:
    """Not one byte of the body is asked for."""
    asked = list[int]()

    async def receive() -> Message:
        asked.append(1)
        return {"type": "http.request", "body": b"{}", "more_body": False}

    sent = list[Message]()

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/v1/erasures", "raw_path": b"/v1/erasures", "query_string": b""}
    scope |= {"headers": [(b"content-type", b"application/json")], "client": ("192.0.2.1", 1), "scheme": "http"}
    node.run(lambda _: node.app(scope, receive, send))

    assert sent[0]["status"] == 401
    assert asked == []


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf"))),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_what_is_strict_json_is_read_as_it_stands(value: object) -> None:
    """What we write ourselves is read back equal."""
    import msgspec  # noqa: PLC0415 - a stranger's writer would do

    assert parse_json(msgspec.json.encode(value), depth_max=64) == value


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    """Whatever comes is read or refused, and nothing else is raised."""
    statuses = []
    try:
        parse_json(content, depth_max=8)
    except ProblemError as error:
        statuses.append(error.kind.status)

    assert set(statuses) <= {400, 422}


def nested(depth: int) -> Iterator[bytes]:
    """Give lists in lists in both spellings."""
    yield b"[" * depth + b"]" * depth
    yield b'{"a":' * depth + b"1" + b"}" * depth


@pytest.mark.parametrize("depth", [23, 24, 25])
def test_the_depth_is_exact(depth: int) -> None:
    """As deep as allowed is read, one deeper is not; brackets within strings do not count."""
    for content in nested(depth):
        if depth <= 24:
            assert parse_json(content, depth_max=24) is not None
        else:
            with pytest.raises(ProblemError):
                parse_json(content, depth_max=24)

    assert parse_json(b'["' + b"[" * 100 + b'\\"]"]', depth_max=1) is not None
