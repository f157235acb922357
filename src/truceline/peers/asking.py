# SPDX-License-Identifier: Apache-2.0
"""Does what the federation asks of a peer: one request of it becomes one or more of HTTP, and one event.

Rules:
    - Paths are made of whole numbers and hexadecimal digits: nothing that a peer sent stands in one.
    - What comes back is split into its parts and no more: whether it holds is for the federation to verify.
    - Only what the peer itself answered (403, 404, 410) is a refusal; a line that is cut is none.
"""

import re
from dataclasses import dataclass
from typing import NoReturn

from truceline.base.errors import NodeError, RecordError, UnavailableError
from truceline.base.limits import EXCHANGE_BYTES_MAX
from truceline.crypto.merkle import HASH_BYTES
from truceline.crypto.tiles import TILE_WIDTH, TilePath, parse_bundle
from truceline.federation.happenings import (
    BodyReceived,
    BoxReceived,
    CheckpointAnswered,
    EntriesReceived,
    Exchange,
    FetchBody,
    FetchBox,
    FetchEntries,
    FetchTiles,
    Happening,
    NetworkEffect,
    NotesReceived,
    RequestFailed,
    SeqBody,
    SubmitCheckpoint,
    TilesReceived,
)
from truceline.peers.client import Answer, Asks, Question
from truceline.peers.wire import (
    ShownHead,
    ShownNotes,
    parse_bodies,
    parse_body,
    parse_box,
    parse_notes,
    write_head,
    write_notes,
)

JSON = "application/json"
WITNESS_ANSWER_BYTES_MAX = 65_536
_ORIGIN_DIGITS = re.compile(r"[0-9a-f]{16}", re.ASCII)
_KEY_DIGITS = re.compile(r"[0-9a-f]{32}", re.ASCII)
_REFUSALS = frozenset({403, 404, 410})
_WITNESS_STATUSES = frozenset({200, 400, 403, 404, 409, 422})
_OK = 200
_BUNDLES_MAX = 64
"""Bundles, or answers with bodies, for one request of the federation."""


class RefusedError(Exception):
    """The peer itself answered that it does not give this; it is told to nobody but the federation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of a request.

    Attributes:
        request: What was asked.
        event: For the federation.
        trouble: What went wrong, for the log of the node; empty when nothing did.
    """

    request: NetworkEffect
    event: Happening
    trouble: str = ""


def do(effect: NetworkEffect, peer: Asks) -> Done:
    """Do what is asked of a peer, whatever comes of it."""
    try:
        return Done(request=effect, event=_done(effect, peer))
    except RefusedError as error:
        return Done(request=effect, event=RequestFailed(request=effect, is_refusal=True), trouble=str(error))
    except NodeError as error:
        return Done(request=effect, event=RequestFailed(request=effect), trouble=str(error))


def log_digits(origin: str) -> str:
    """Give the digits by which paths name a log: the last part of its origin."""
    digits = origin.rpartition("/")[2]
    assert _ORIGIN_DIGITS.fullmatch(digits), "origins are read strictly before anything is asked"
    return digits


def _done(effect: NetworkEffect, peer: Asks) -> Happening:
    match effect:
        case Exchange():
            return _exchange(effect, peer)
        case FetchEntries():
            return _entries(effect, peer)
        case FetchTiles():
            return _tiles(effect, peer)
        case FetchBody():
            found = _got(peer, f"{_log(effect.origin)}/bodies/{effect.seq:d}")
            return BodyReceived(peer=effect.peer, origin=effect.origin, seq=effect.seq, body=parse_body(found))
        case FetchBox():
            return _box(effect, peer)
        case SubmitCheckpoint():
            return _submit(effect, peer)


def _exchange(effect: Exchange, peer: Asks) -> NotesReceived:
    content = write_notes(ShownNotes(notes=effect.notes, evidence=effect.evidence))
    question = Question(
        method="POST", path="/record/exchange", content=content, media_type=JSON, bytes_max=EXCHANGE_BYTES_MAX
    )
    shown = parse_notes(_expect(peer.ask(question), JSON))
    return NotesReceived(peer=effect.peer, notes=shown.notes, evidence=shown.evidence)


def _entries(effect: FetchEntries, peer: Asks) -> EntriesReceived:
    """Fetch entries, whole bundles where they can be had, with the open bodies that are among them.

    Raises:
        RefusedError: The peer gives not one of them.
    """
    raws = list[bytes]()
    end = effect.first + effect.count
    while (place := effect.first + len(raws)) < end:
        index, skipped = divmod(place, TILE_WIDTH)
        path = TilePath(level=None, index=index, width=min(TILE_WIDTH, end - index * TILE_WIDTH))
        try:
            bundle = _got(peer, _log(effect.origin) + path.to_text(), may_be_packed=True)
        except RefusedError:
            if raws:
                break  # Fewer are welcome: the next request is answered for itself.
            raise
        raws += parse_bundle(bundle, path.width)[skipped:]
    bodies = _bodies(effect, raws, peer) if any(_may_be_open(raw) for raw in raws) else ()
    return EntriesReceived(peer=effect.peer, origin=effect.origin, first=effect.first, raws=tuple(raws), bodies=bodies)


def _bodies(effect: FetchEntries, raws: list[bytes], peer: Asks) -> tuple[SeqBody, ...]:
    found, place, end = list[SeqBody](), effect.first, effect.first + len(raws)
    for _ in range(_BUNDLES_MAX):
        some = parse_bodies(_got(peer, f"{_log(effect.origin)}/bodies/{place:d}/{end - place:d}", may_be_packed=True))
        found += [each for each in some.bodies if place <= each[0] < end]
        if not place < some.next < end:
            break
        place = some.next
    return tuple(found)


def _tiles(effect: FetchTiles, peer: Asks) -> TilesReceived:
    found = list[tuple[TilePath, bytes]]()
    for path in effect.paths:
        content = _got(peer, _log(effect.origin) + path.to_text(), bytes_max=TILE_WIDTH * HASH_BYTES)
        found.append((path, content))
    return TilesReceived(peer=effect.peer, origin=effect.origin, size=effect.size, tiles=tuple(found))


def _box(effect: FetchBox, peer: Asks) -> BoxReceived:
    assert _KEY_DIGITS.fullmatch(effect.key)
    sealed, wrap = parse_box(_got(peer, f"{_log(effect.origin)}/boxes/{effect.seq:d}/{effect.key}"))
    return BoxReceived(peer=effect.peer, origin=effect.origin, seq=effect.seq, sealed=sealed, wrap=wrap)


def _submit(effect: SubmitCheckpoint, peer: Asks) -> CheckpointAnswered:
    content = write_head(ShownHead(old_size=effect.old_size, proof=effect.proof, note=effect.note))
    question = Question(
        method="POST", path="/record/add-checkpoint", content=content, bytes_max=WITNESS_ANSWER_BYTES_MAX
    )
    answer = peer.ask(question)
    is_problem = answer.media_type not in {"text/plain", "text/x.tlog.size"}
    if answer.status not in _WITNESS_STATUSES or is_problem:
        _refuse(answer)
    try:
        body = answer.body.decode()
    except UnicodeDecodeError as error:
        message = "witness: expected an answer in UTF-8, got other bytes"
        raise RecordError(message) from error
    return CheckpointAnswered(peer=effect.peer, size=_size_of(effect.note), status=answer.status, body=body)


def _got(peer: Asks, path: str, *, may_be_packed: bool = False, bytes_max: int = 0) -> bytes:
    question = Question(method="GET", path=path, may_be_packed=may_be_packed)
    if bytes_max:
        question = Question(method="GET", path=path, may_be_packed=may_be_packed, bytes_max=bytes_max)
    return _expect(peer.ask(question))


def _expect(answer: Answer, media_type: str = "") -> bytes:
    if answer.status != _OK:
        _refuse(answer)
    if media_type and answer.media_type != media_type:
        message = f"peer: expected {media_type}, got another form"
        raise RecordError(message)
    return answer.body


def _refuse(answer: Answer) -> NoReturn:
    message = f"peer: expected an answer with 200, got {answer.status}"
    if answer.status in _REFUSALS:
        raise RefusedError(message)
    raise UnavailableError(message)


def _log(origin: str) -> str:
    return f"/record/logs/{log_digits(origin)}"


def _may_be_open(raw: bytes) -> bool:
    """Say whether an entry looks as if its body were open: only whether bodies are asked for hangs on it."""
    head = b'{"box":{"c":"'
    place = len(head) + 2 * HASH_BYTES
    return raw.startswith(head) and raw[place : place + 5] == b'","n"'


def _size_of(note: bytes) -> int:
    """Give the size that our own note states."""
    return int(note.split(b"\n", 2)[1])
