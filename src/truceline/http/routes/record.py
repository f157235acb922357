# SPDX-License-Identifier: Apache-2.0
"""The record as the nodes of other parties ask it: heads, tiles, entries, bodies; and heads brought to this node.

Rules:
    - Paths are made of whole numbers and hexadecimal digits; no part of one reaches a disk as text.
    - Reading asks files alone. Bringing a head waits for the disk beside the loop.
    - A full tile never changes, and says so.

Source:
    C2SP tlog-tiles v1; C2SP tlog-witness v1.
"""

import asyncio
import gzip
from collections.abc import Callable
from typing import Annotated

from fastapi import Path
from pydantic import Field
from starlette.responses import Response

from truceline.base.errors import RecordError
from truceline.base.limits import EXCHANGE_BYTES_MAX, NOTE_BYTES_MAX, PEER_UNPACKED_RATIO_MAX, READ_GROUP_MAX
from truceline.crypto.tiles import TILE_WIDTH, TilePath, parse_path
from truceline.http.asking import JSON, Asking
from truceline.http.fields import etag_of, is_known_already
from truceline.http.problems import ProblemError
from truceline.http.record_door import RecordDoor, is_digits, is_log
from truceline.http.routing import Ask, Asked, Routes, Told

RECORD = Routes("The record, between nodes")
SCOPE = "record:exchange"
TEXT = "text/plain"
OCTETS = "application/octet-stream"
WITNESS_BYTES_MAX = NOTE_BYTES_MAX + 8_192
"""Size of a head that is brought, with its proof [bytes]: 63 lines of hashes are a third of what is added."""
_IMMUTABLE = "private, max-age=31536000, immutable"
_PACKED_MIN = 1_024
_SEQ_DIGITS_MAX = 16
_KEY_DIGITS = 32
_EXAMPLE = '{"evidence":[],"notes":[]}'
_PROBLEMS = ("not-found", "peer-pace")
_POSTED = ("length-required", "not-found", "peer-pace")

Log = Annotated[str, Path(max_length=16, description="The last sixteen hexadecimal digits of the log's origin.")]
Seq = Annotated[str, Path(max_length=_SEQ_DIGITS_MAX, description="Index of the entry.")]
Key = Annotated[
    str, Path(max_length=32, description="Id of the box key of the party that asks, as the entry names it.")
]
Rest = Annotated[
    str,
    Path(
        max_length=64,
        description="As C2SP tlog-tiles writes it: `LEVEL/INDEX` or `entries/INDEX`, such as `0/x001/067` "
        "or `entries/000.p/12`.",
    ),
]


class BodyTold(Told):
    """The open body of an entry."""

    body: str = Field(description="The body, in base64.")
    salt: str = Field(description="Its salt, in hexadecimal digits.")


class BodyOfTold(BodyTold):
    """The open body of one of several entries."""

    seq: int = Field(description="Index of the entry.")


class BodiesTold(Told):
    """Open bodies of several entries, in their order."""

    bodies: list[BodyOfTold] = Field(description="Those that are kept here, in the order of their entries.")
    next: int = Field(description="Index of the entry from which on there may be more; 0 when there are none.")


class BoxTold(Told):
    """The sealed body of an entry, and the key of it wrapped for whoever asks."""

    sealed: str = Field(description="The sealed body, in base64.")
    wrap: str = Field(description="Its key, wrapped for the box key of the party that asks, in base64.")


class NotesTold(Told):
    """Newest heads of logs."""

    notes: list[str] = Field(description="Signed notes with their cosignatures, each in base64; at most 16.")


@RECORD.get("/record/logs/{log}/checkpoint", Ask(scope=SCOPE, form=TEXT, problems=_PROBLEMS))
async def read_checkpoint(asking: Asked, log: Log) -> Response:
    """Give the newest head of a log that is kept here, with the cosignatures that are known."""
    found = await _pulled(asking, lambda record: record.checkpoint(_log(log)))
    return asking.answer(found, etag=etag_of(found), form=f"{TEXT}; charset=utf-8")


@RECORD.get("/record/logs/{log}/tile/{rest:path}", Ask(scope=SCOPE, form=OCTETS, problems=_PROBLEMS))
async def read_tile(asking: Asked, log: Log, rest: Rest) -> Response:
    """Give a tile of hashes, or a bundle of entries, as far as a signed head covers it.

    A full one never changes. Bundles may be packed (`Accept-Encoding: gzip`).
    """
    path = _tile(rest)
    found = await _pulled(asking, lambda record: record.tile(_log(log), path))
    etag = etag_of(found)
    headers = {"ETag": etag}
    if path.width == TILE_WIDTH:
        headers["Cache-Control"] = _IMMUTABLE
    if is_known_already(asking.scope, etag):
        return Response(None, 304, headers)
    if path.level is None:
        headers["Vary"] = "Accept-Encoding"
        found = await asyncio.to_thread(_packed, asking, found, headers)
    return Response(found, 200, headers, OCTETS)


@RECORD.get("/record/logs/{log}/bodies/{seq}", Ask(scope=SCOPE, answers=BodyTold, problems=_PROBLEMS))
async def read_body(asking: Asked, log: Log, seq: Seq) -> Response:
    """Give the open body of an entry: of an entry about keys, or of one that is open to all members."""
    found = await _pulled(asking, lambda record: record.body(_log(log), _seq(seq)))
    return asking.answer(found, etag=etag_of(found))


@RECORD.get("/record/logs/{log}/bodies/{seq}/{count}", Ask(scope=SCOPE, answers=BodiesTold, problems=_PROBLEMS))
async def read_bodies(asking: Asked, log: Log, seq: Seq, count: Seq) -> Response:
    """Give the open bodies of several entries, at most 4096 from one on; where more come, it says from which on."""
    found = await _pulled(asking, lambda record: record.bodies(_log(log), _seq(seq), min(_seq(count), READ_GROUP_MAX)))
    headers: dict[str, str] = {"Vary": "Accept-Encoding"}
    packed = await asyncio.to_thread(_packed, asking, found, headers)
    return Response(packed, 200, headers, JSON)


@RECORD.get("/record/logs/{log}/boxes/{seq}/{key}", Ask(scope=SCOPE, answers=BoxTold, problems=_PROBLEMS))
async def read_box(asking: Asked, log: Log, seq: Seq, key: Key) -> Response:
    """Give the sealed body of an entry to a party that it addresses; to all others there is none."""
    found = await _pulled(asking, lambda record: record.box(_log(log), _seq(seq), asking.caller.party, _key(key)))
    return asking.answer(found)


@RECORD.post(
    "/record/add-checkpoint",
    Ask(scope=SCOPE, form=TEXT, document=TEXT, problems=_POSTED),
)
async def add_checkpoint(asking: Asked) -> Response:
    """Show a head to this node as a witness: `old N`, lines of a consistency proof, an empty line, the note.

    Answers as C2SP tlog-witness says: 200 with lines of cosignatures; 400 not of this form; 403 no signature of a key
    of this log; 404 a log that is not followed here; 409 with the size that is held (`text/x.tlog.size`); 422 the
    proof does not hold.
    """
    content = await _posted(asking, bytes_max=WITNESS_BYTES_MAX, forms=(TEXT, OCTETS, ""))
    record = _record(asking)
    answer = await asyncio.to_thread(record.add_checkpoint, asking.caller.party, content)
    # As the specification has it: the framework would add a charset to a size.
    return Response(answer.body, answer.status, {"Content-Type": answer.media_type})


@RECORD.post(
    "/record/exchange",
    Ask(scope=SCOPE, answers=NotesTold, document=JSON, problems=("record", "limit", *_POSTED), example=_EXAMPLE),
)
async def exchange(asking: Asked) -> Response:
    """Take the newest heads that a peer holds of all logs, and give those that are held here.

    Both are `{"evidence":[BASE64,...],"notes":[BASE64,...]}` in canonical JSON: at most 16 signed notes with their
    cosignatures, and proofs of forks; either list may be empty, and both are there.
    """
    content = await _posted(asking, bytes_max=EXCHANGE_BYTES_MAX, forms=())
    record = _record(asking)
    found = await asyncio.to_thread(record.exchange, asking.caller.party, content)
    return asking.answer(found)


async def _posted(asking: Asking, *, bytes_max: int, forms: tuple[str, ...]) -> bytes:
    """Count a question in, and read its body.

    Raises:
        ProblemError: It says no length (411), or the peer asks too much (429).
    """
    if not asking.header("content-length"):
        raise ProblemError(code="length-required", detail="Content-Length: expected the length of the body")
    asking.node.peer_pace.take(asking.caller.party)
    return await asking.body(bytes_max=bytes_max, forms=forms)


async def _pulled(asking: Asking, read: Callable[[RecordDoor], bytes | None]) -> bytes:
    """Read from files, beside the loop.

    Raises:
        ProblemError: Nothing is there (404), or the peer pulls too much at once (429).
    """
    record = _record(asking)
    with asking.node.peer_pace.pulling(asking.caller.party):
        found = await asyncio.to_thread(read, record)
    if found is None:
        raise ProblemError(code="not-found", detail="expected what this node keeps and you may read")
    return found


def _record(asking: Asking) -> RecordDoor:
    record = asking.node.record
    if record is None:
        raise ProblemError(code="not-found", detail="expected a node that keeps a record")
    return record


def _packed(asking: Asking, content: bytes, headers: dict[str, str]) -> bytes:
    """Pack a bundle where that is asked for, unless it would be more than the other side unpacks."""
    if "gzip" not in asking.header("accept-encoding").lower() or len(content) < _PACKED_MIN:
        return content
    packed = gzip.compress(content, 6, mtime=0)
    if not len(packed) < len(content) < len(packed) * PEER_UNPACKED_RATIO_MAX:
        return content
    headers["Content-Encoding"] = "gzip"
    return packed


def _log(text: str) -> str:
    if not is_log(text):
        raise ProblemError(code="not-found", detail="expected sixteen hexadecimal digits of a log that is kept here")
    return text


def _seq(text: str) -> int:
    if not text.isascii() or not text.isdigit() or (text.startswith("0") and text != "0"):
        raise ProblemError(code="not-found", detail="expected the index of an entry")
    return int(text)


def _key(text: str) -> str:
    if len(text) != _KEY_DIGITS or not is_digits(text):
        raise ProblemError(code="not-found", detail="expected the id of a box key of the party that asks")
    return text


def _tile(rest: str) -> TilePath:
    try:
        return parse_path(f"/tile/{rest}")
    except RecordError as error:
        detail = "expected LEVEL/INDEX or entries/INDEX, as C2SP tlog-tiles writes them"
        raise ProblemError(code="not-found", detail=detail) from error
