# SPDX-License-Identifier: Apache-2.0
"""Heads of logs as they are heard: verified, merged with all cosignatures known, and held against what is known.

Rules:
    - A note counts only if the log's key that was in force at its size signed it, and every line of a known key holds.
    - Lines of unknown keys are left out: they prove nothing, and would make one note many.
    - Of two cosignatures of one key over one head the later time stays.
"""

from dataclasses import dataclass

from truceline.base.errors import NodeError, SignatureError
from truceline.base.limits import NOTE_SIGNATURES_MAX
from truceline.crypto.checkpoints import Checkpoint, parse_checkpoint
from truceline.crypto.notes import (
    COSIGNATURE_TYPE,
    KeyRole,
    Note,
    NoteSignature,
    VerifierKey,
    parse_note,
    verify_note,
)
from truceline.crypto.tlog_policy import organisation_of
from truceline.federation.states import HEADS_KEPT, NOTES_KNOWN, Heads, Heard, State, Vouched
from truceline.ledger.happenings import Head
from truceline.ledger.keyring import KeyRing

_SIZE_DIGITS_MAX = 15
LINES_KNOWN = 4_096
"""Verified lines that are remembered, so that a note with one new line costs one signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gained:
    """What a note added.

    Attributes:
        heard: The head with all cosignatures that are known now.
        lines: The cosignatures that are new, with their keys.
        is_new: Whether the head itself is.
        other: A head of the same size with another root that the log signed as well; a fork.
    """

    heard: Heard
    lines: tuple[tuple[VerifierKey, NoteSignature], ...]
    is_new: bool
    other: Heard | None = None


def origin_in(raw: bytes) -> str:
    """Say which log a note seems to be about."""
    return raw.partition(b"\n")[0].decode("ascii", "replace")


def size_in(raw: bytes) -> int:
    """Say of which size a note seems to be; 0 if it says none."""
    size = raw.split(b"\n", 2)[1:2]
    return int(size[0]) if size and size[0].isdigit() and len(size[0]) <= _SIZE_DIGITS_MAX else 0


def read_head(state: State, heads: Heads, keys: KeyRing | None, size: int, raw: bytes) -> Heard:
    """Read and verify a note.

    Args:
        state: Knows the keys of cosigners.
        heads: Of the log.
        keys: Of the log, as far as they are known.
        size: How many entries say so.
        raw: The note.

    Raises:
        LimitError: It is too large.
        RecordError: It is no head of this log.
        SignatureError: The key in force did not sign it, or a signature of a known key does not hold.
    """
    note = parse_note(raw)
    checkpoint = parse_checkpoint(note.body)
    if checkpoint.origin != heads.member.origin or checkpoint.size == 0:
        message = f"checkpoint: expected a head of {heads.member.origin} with entries, got another"
        raise SignatureError(message)
    key = _key_in_force(heads, keys, size, checkpoint)
    lines = dict[tuple[str, bytes], tuple[VerifierKey, NoteSignature]]()
    for each in note.signatures:
        known = key if (each.name, each.key_id) == (key.name, key.id) else state.cosigners.get((each.name, each.key_id))
        if known is not None:
            lines[each.name, each.key_id] = (known, each)
    if (key.name, key.id) not in lines:
        message = f"checkpoint of {checkpoint.origin}: expected the signature of the key in force, got none"
        raise SignatureError(message)
    _verify(state, note.body, list(lines.values()))
    return _heard(heads, Head(size=checkpoint.size, root=checkpoint.root), key, note.body, list(lines.values()))


def add_head(state: State, heads: Heads, heard: Heard) -> Gained | None:
    """Add a verified head to those of its log.

    Returns:
        What it added; none if nothing.
    """
    stands = heads.by_size.get(heard.head.size)
    if stands is None:
        if len(heads.by_size) >= HEADS_KEPT and heard.head.size < min(heads.by_size):
            return None
        lines = _cosignatures(state, heard.note.signatures)
        _put(heads, heard)
        return Gained(heard=heard, lines=lines, is_new=True)
    if stands.head != heard.head:
        return Gained(heard=heard, lines=(), is_new=False, other=stands)
    merged = _merged(state, heads, stands, heard)
    if merged is stands:
        return None
    before = set(stands.note.signatures)
    lines = _cosignatures(state, tuple(each for each in merged.note.signatures if each not in before))
    _put(heads, merged)
    return Gained(heard=merged, lines=lines, is_new=False)


def add_notes(state: State, heads: Heads, keys: KeyRing | None, size: int, notes: tuple[bytes, ...]) -> None:
    """Know kept notes again; what does not hold any more is passed over."""
    for raw in notes:
        try:
            heard = read_head(state, heads, keys, size, raw)
        except NodeError:
            continue
        gained = add_head(state, heads, heard)
        if gained is None or gained.other is not None:
            continue
        for key, line in gained.lines:
            vouch(heads, gained.heard, key, line)
        remember(heads, raw)
        heads.is_kept = heads.cosigned is not None and heads.cosigned.raw == raw


def remember(heads: Heads, raw: bytes) -> None:
    """Know a note as it came, so that it is not read again."""
    if len(heads.known) >= NOTES_KNOWN:
        del heads.known[next(iter(heads.known))]
    heads.known[raw] = None


def vouch(heads: Heads, heard: Heard, key: VerifierKey, line: NoteSignature) -> Vouched | None:
    """Hold a cosignature against the newest one of the same key (E4).

    Returns:
        The one that it contradicts: another root at one size, or times that run back while sizes grow; otherwise none.
    """
    last, time_s = heads.vouched.get(key.name), line.time_s
    if last is not None:
        if last.head.size == heard.head.size and last.head.root != heard.head.root:
            return last
        if (heard.head.size > last.head.size and time_s < last.time_s) or (
            heard.head.size < last.head.size and time_s > last.time_s
        ):
            return last
    if last is None or heard.head.size >= last.head.size:
        alone = Note(body=heard.note.body, signatures=_with_log_line(heard, line)).to_bytes()
        heads.vouched[key.name] = Vouched(head=heard.head, time_s=time_s, note=alone)
    return None


def with_line(state: State, heads: Heads, heard: Heard, key: VerifierKey, line: NoteSignature) -> Heard:
    """Give a head with a cosignature that this node just made."""
    lines = [*_keyed(state, heard), (key, line)]
    return _heard(heads, heard.head, heard.key, heard.note.body, lines)


def cosignature_line(key: VerifierKey, time_s: int, signature: bytes) -> NoteSignature:
    """Make the line of a cosignature."""
    assert key.type == COSIGNATURE_TYPE
    return NoteSignature(name=key.name, key_id=key.id, content=time_s.to_bytes(8, "big") + signature)


def _key_in_force(heads: Heads, keys: KeyRing | None, size: int, checkpoint: Checkpoint) -> VerifierKey:
    if keys is None:
        return heads.member.first_key
    return keys.log_key_at(checkpoint.size) if checkpoint.size <= size else keys.log_key


def _verify(state: State, body: str, lines: list[tuple[VerifierKey, NoteSignature]]) -> None:
    """Verify the lines that were not verified before.

    Raises:
        SignatureError: One does not hold.
    """
    left = [(key, line) for key, line in lines if (body, line) not in state.lines]
    if not left:
        return
    verify_note(
        Note(body=body, signatures=tuple(line for _, line in left)), [key for key, _ in left], verify=state.verify
    )
    for _, line in left:
        if len(state.lines) >= LINES_KNOWN:
            del state.lines[next(iter(state.lines))]
        state.lines[body, line] = None


def _heard(
    heads: Heads, head: Head, key: VerifierKey, body: str, lines: list[tuple[VerifierKey, NoteSignature]]
) -> Heard:
    best = dict[tuple[str, bytes], tuple[VerifierKey, NoteSignature]]()
    for one, line in lines:
        stands = best.get((line.name, line.key_id))
        if stands is None or (one.role is not KeyRole.LOG and line.time_s > stands[1].time_s):
            best[line.name, line.key_id] = (one, line)
    chosen = sorted(best.values(), key=lambda each: (each[0].role is not KeyRole.LOG, each[1].name, each[1].key_id))
    chosen = chosen[:NOTE_SIGNATURES_MAX]
    cosigners = [one.name for one, _ in chosen if one.role is not KeyRole.LOG]
    note = Note(body=body, signatures=tuple(line for _, line in chosen))
    return Heard(
        head=head,
        key=key,
        note=note,
        raw=(body + "\n" + "".join(line.to_line() for line in note.signatures)).encode(),
        names=frozenset(cosigners),
        organisations=frozenset(map(organisation_of, cosigners)) - heads.member.organisations,
    )


def _merged(state: State, heads: Heads, stands: Heard, heard: Heard) -> Heard:
    if set(heard.note.signatures) <= set(stands.note.signatures):
        return stands
    lines = [*_keyed(state, stands), *_keyed(state, heard)]
    merged = _heard(heads, stands.head, stands.key, stands.note.body, lines)
    return stands if merged.raw == stands.raw else merged


def _keyed(state: State, heard: Heard) -> list[tuple[VerifierKey, NoteSignature]]:
    own = (heard.key.name, heard.key.id)
    return [
        (heard.key if (each.name, each.key_id) == own else state.cosigners[each.name, each.key_id], each)
        for each in heard.note.signatures
    ]


def _cosignatures(state: State, signatures: tuple[NoteSignature, ...]) -> tuple[tuple[VerifierKey, NoteSignature], ...]:
    found = ((state.cosigners.get((each.name, each.key_id)), each) for each in signatures)
    return tuple((key, each) for key, each in found if key is not None)


def _with_log_line(heard: Heard, line: NoteSignature) -> tuple[NoteSignature, ...]:
    return (*(each for each in heard.note.signatures if each.name == heard.key.name), line)


def _put(heads: Heads, heard: Heard) -> None:
    sizes = heads.by_size
    sizes[heard.head.size] = heard
    if len(sizes) > HEADS_KEPT:
        del sizes[min(sizes)]
    if heads.newest is None or heard.head.size >= heads.newest.head.size:
        heads.newest = heard
    is_newer = heads.cosigned is None or heard.head.size >= heads.cosigned.head.size
    if heard.organisations and is_newer:
        heads.cosigned, heads.is_kept = heard, False
