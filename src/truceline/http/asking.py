# SPDX-License-Identifier: Apache-2.0
"""What a route is given: who asks, the store across the bridge, and how an answer is written.

Rules:
    - Whoever asks is known before the body is read.
    - An answer with an entity tag that the client has already is 304 without a body.
    - The same request under the same idempotency key is answered as the first time, and done once, even when what it
      made was erased since.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

import msgspec
from pydantic import BaseModel
from starlette.responses import Response
from starlette.types import Receive, Scope

from truceline.app.caller import Caller
from truceline.app.ports import ERASED_STATUS, Job, KeptAnswer, Records
from truceline.app.record_ports import Placing
from truceline.base.errors import AuthorityError, StorageError
from truceline.coordination.roles import SPEAKING
from truceline.http import bodies
from truceline.http.bridge import Bridge
from truceline.http.door import NodeDoor
from truceline.http.fields import accepts, header, idempotency_key, is_known_already
from truceline.http.passage import passage_of
from truceline.http.problems import ProblemError

T = TypeVar("T")
JSON = "application/json"
GEOJSON = "application/geo+json"
RECORD_HEADER = "Truceline-Record"
"""Tells where what was taken stands in the party's log: origin, index of the entry, and its hash as a leaf."""
_CHALLENGE = 'Bearer realm="truceline"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The answer to a write, made inside its transaction so that it can be kept with it.

    Attributes:
        status: HTTP status.
        body: Bytes of JSON.
        etag: Strong entity tag of what was made; empty when it has none.
        location: Path where it stands; empty when it stands nowhere.
        thing: Kind and id of what was recorded; empty for nothing.
        tells_entry: Whether the body has a field for the entry (``record``), else the header alone tells it.
        placing: Where it stands in the party's log, filled in before this is sent.
    """

    status: int
    body: bytes
    etag: str = ""
    location: str = ""
    thing: tuple[str, str] = ("", "")
    tells_entry: bool = False
    placing: Placing | None = None


@dataclass(kw_only=True)
class Asking:
    """One request of somebody who is known.

    Attributes:
        node: What this floor was given.
        bridge: The way to the store.
        caller: Who asks.
        scope: The request as ASGI has it.
        receive: Where its body comes from.
        params: Parts of the path by name.
        now_ns: The instant of the request [ns since 1970 UTC].
    """

    node: NodeDoor
    bridge: Bridge
    caller: Caller
    scope: Scope
    receive: Receive
    now_ns: int
    params: dict[str, str] = field(default_factory=dict)
    _body: bytes | None = None

    @cached_property
    def request_id(self) -> str:
        """Id of the request."""
        return passage_of(self.scope).request_id

    def header(self, name: str) -> str:
        """Give a header field; empty when it does not stand."""
        return header(self.scope, name.lower().encode("ascii"))

    def accepts(self, *offered: str) -> str:
        """Choose the form of the answer among media types, the usual one first."""
        return accepts(self.scope, offered)

    async def body(self, *, bytes_max: int = 0, forms: tuple[str, ...] = ()) -> bytes:
        """Read the body, not decoded; once.

        Args:
            bytes_max: Largest size [bytes]; 0 for that of the node's limits.
            forms: Media types that are read; none for JSON.
        """
        if self._body is None:
            limits = self.node.limits
            size = bytes_max or limits.body_bytes_max
            self._body = await bodies.read_body(
                self.scope, self.receive, bytes_max=size, seconds=limits.body_s, forms=forms
            )
        return self._body

    async def read(self, job: Job[T]) -> T:
        """Run a job on what is durable."""
        return await self.bridge.read(job)

    async def write(self, job: Job[T]) -> T:
        """Run a job in a transaction."""
        return await self.bridge.write(job)

    async def record_look(self, job: Job[T]) -> T:
        """Run a job in a transaction that records a look; what cannot be recorded is not shown.

        Raises:
            ProblemError: The store takes no writes (503).
        """
        try:
            return await self.bridge.write(job)
        except StorageError as error:
            detail = (
                "A look at this must be recorded, and the store takes no writes: it is not shown until an operator has "
                "mended the store. What is not sensitive can still be read."
            )
            raise ProblemError(code="storage", detail=detail) from error

    async def write_once(self, job: Job[Made], *, content: bytes = b"") -> Response:
        """Run a job in a transaction, once for each idempotency key of the officer.

        Args:
            job: Makes the thing and the answer.
            content: The body of the request, to tell another request under the same key.

        Returns:
            The answer; the one given before, when the same request came again.
        """
        key = idempotency_key(self.scope)
        made, is_repeated = await self.bridge.write(self.once(job, key, content))
        return self.made(made, is_repeated=is_repeated)

    def once(self, job: Job[Made], key: str, content: bytes) -> Callable[[Records], tuple[Made, bool]]:
        """Give a job that does another one at most once under a key; without a key it does it every time."""
        digest = _digest(self.scope, self.caller, content)

        def run(records: Records) -> tuple[Made, bool]:
            if not key:
                return _placed(job(records), records), False
            kept = records.requests.answer(self.caller.officer, key)
            if kept is not None:
                return _same(kept, digest), True
            made = job(records)
            answer = KeptAnswer(
                digest=digest,
                status=made.status,
                body=made.body,
                at_ns=self.now_ns,
                etag=made.etag,
                location=made.location,
            )
            records.requests.keep_answer(self.caller.officer, key, answer)
            return _placed(made, records), False

        return run

    def made(self, made: Made, *, is_repeated: bool = False) -> Response:
        """Write the answer to a write."""
        headers = {"ETag": made.etag} if made.etag else {}
        if made.location:
            headers["Location"] = made.location
        if is_repeated:
            headers["Idempotency-Replayed"] = "true"
        placing, body = made.placing, made.body
        if placing is not None and placing.is_placed:
            headers[RECORD_HEADER] = f"{placing.origin} {placing.seq} {placing.leaf.hex()}"
            body = _with_entry(body, placing) if made.tells_entry else body
        return Response(body or b"", made.status, headers, JSON if body else None)

    def answer(self, answer: "BaseModel | msgspec.Struct | bytes", *, etag: str = "", form: str = JSON) -> Response:
        """Write the answer to a read.

        Args:
            answer: A wire model, or bytes written already.
            etag: Its strong entity tag; empty when it has none.
            form: Its media type.
        """
        headers = {"ETag": etag} if etag else {}
        if etag and is_known_already(self.scope, etag):
            return Response(None, 304, headers)
        return Response(to_json(answer), 200, headers, form)


def to_json(answer: "BaseModel | msgspec.Struct | bytes") -> bytes:
    """Write a wire model as JSON."""
    if isinstance(answer, bytes):
        return answer
    if isinstance(answer, msgspec.Struct):
        return msgspec.json.encode(answer)
    return answer.model_dump_json(by_alias=True).encode()


def identify(node: NodeDoor, scope: Scope, needed: str) -> Caller:
    """Say who asks, and whether the token allows it.

    Args:
        node: What this floor was given.
        scope: The request.
        needed: The scope that the route needs; empty when any token will do.

    Returns:
        The caller.

    Raises:
        ProblemError: No valid token (401), or one without the scope (403).
        AuthorityError: It would say something for a party that has a node of its own (403).
    """
    text = header(scope, b"authorization")
    kind, _, token = text.partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise ProblemError(
            code="unauthenticated",
            detail="Authorization: expected Bearer and a token",
            headers={"WWW-Authenticate": _CHALLENGE},
        )
    if len(token) > node.limits.token_bytes_max:
        raise ProblemError(
            code="unauthenticated",
            detail="token: expected a shorter one",
            headers={"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_token"'},
        )
    caller = node.callers.caller_of(token.strip())
    passage_of(scope).officer = caller.officer
    if needed and needed not in caller.scopes:
        challenge = f'{_CHALLENGE}, error="insufficient_scope", scope="{needed}"'
        raise ProblemError(
            code="scope", detail=f"expected the scope {needed} in the token", headers={"WWW-Authenticate": challenge}
        )
    if needed in SPEAKING and caller.party in node.parties_elsewhere:
        message = (
            f"token: expected a party that speaks here, got {caller.party}, which has a node of its own: what it files "
            "or states it says there, under its own keys, and its log brings it here"
        )
        raise AuthorityError(message)
    return caller


def _placed(made: Made, records: Records) -> Made:
    """Give an answer with the place in the log of what it tells; the place is filled in once the log has it."""
    placing = records.recorded.placing(*made.thing) if made.thing[0] else None
    return made if placing is None else replace(made, placing=placing)


def _with_entry(body: bytes, placing: Placing) -> bytes:
    """Add the entry to an answer, which was kept without it: it was not known while the transaction ran."""
    assert body.endswith(b"}")
    entry = msgspec.json.encode({"log": placing.origin, "seq": placing.seq, "leaf": placing.leaf.hex()})
    return b'%b,"record":%b}' % (body[:-1], entry)


def _digest(scope: Scope, caller: Caller, content: bytes) -> bytes:
    """Tell a request by who asks for whom and as what, and by what it changes: an answer is kept for nothing else."""
    condition = header(scope, b"if-match")
    head = f"{caller.party} {caller.role} {scope['method']} {scope['path']} {condition}\n"
    return hashlib.sha256(head.encode("utf-8", "surrogateescape") + content).digest()


def _same(kept: KeptAnswer, digest: bytes) -> Made:
    if kept.digest != digest:
        raise ProblemError(
            code="key-reused", detail="Idempotency-Key: expected the same request as the first time under this key"
        )
    if kept.status == ERASED_STATUS:
        raise ProblemError(
            code="erased",
            detail="What was answered under this Idempotency-Key named something that was erased since. "
            "The request was done once; it is not done again.",
        )
    return Made(status=kept.status, body=kept.body, etag=kept.etag, location=kept.location)
