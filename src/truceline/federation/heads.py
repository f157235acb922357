# SPDX-License-Identifier: Apache-2.0
"""Heads of logs as they are heard: verified, merged with all cosignatures known, and held against what is known.

Rules:
    - A note counts only if the log's key that was in force at its size signed it, and every line of a known key holds.
    - Lines of unknown keys are left out: they prove nothing, and would make one note many.
    - Of two cosignatures of one key over one head the later time stays.
    - A line that was verified is known by its text: the same one in another note costs nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from truceline.base.errors import NodeError, RecordError, SignatureError
from truceline.base.limits import NOTE_SIGNATURES_MAX
from truceline.crypto.checkpoints import parse_checkpoint
from truceline.crypto.notes import (
    COSIGNATURE_TYPE,
    Note,
    NoteSignature,
    VerifierKey,
    parse_note,
    verify_note,
)
from truceline.crypto.signatures import VerifySignature
from truceline.crypto.tlog_policy import organisation_of
from truceline.federation.members import Member
from truceline.federation.states import HEADS_KEPT, Heads, Heard, Known, Line, State, Vouched
from truceline.ledger.happenings import Head
from truceline.ledger.keyring import KeyRing
from truceline.records.profile import INTEGER_MAX

TEXTS_KNOWN = 128
"""Lines of one head that are remembered."""
_SIZE_DIGITS_MAX = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Gained:
    """What a note added.

    Attributes:
        heard: The head with all cosignatures that are known now.
        lines: The cosignatures that are new.
        is_new: Whether the head itself is.
        other: A head of the same size with another root that the log signed as well; a fork.
    """

    heard: Heard
    lines: tuple[Line, ...]
    is_new: bool
    other: Heard | None = None


def origin_in(raw: bytes) -> str:
    """Say which log a note seems to be about."""
    return raw.partition(b"\n")[0].decode("ascii", "replace")


def size_in(raw: bytes) -> int:
    """Say of which size a note seems to be; 0 if it says none."""
    size = raw.split(b"\n", 2)[1:2]
    return int(size[0]) if size and size[0].isdigit() and len(size[0]) <= _SIZE_DIGITS_MAX else 0


def is_known(heads: Heads, raw: bytes) -> bool:
    """Say whether a note can say nothing new: each of its lines was seen over the same head."""
    body, blank, tail = raw.decode("utf-8", "replace").rpartition("\n\n")
    known = heads.texts.get(body + "\n")
    if known is None or not blank or not tail.endswith("\n"):
        return False
    stands, lines = heads.by_size.get(known.head.size), known.lines
    if stands is None or stands.head != known.head:
        return False
    return all(line + "\n" in lines for line in tail[:-1].split("\n"))


def read_head(state: State, heads: Heads, keys: KeyRing | None, raw: bytes) -> Heard:
    """Read and verify a note.

    Args:
        state: Knows the keys of cosigners.
        heads: Of the log.
        keys: Of the log, as far as they are known.
        raw: The note.

    Raises:
        LimitError: It is too large.
        RecordError: It is no head of this log.
        SignatureError: The key in force did not sign it, or a signature of a known key does not hold.
    """
    note = parse_note(raw)
    known = _known(heads, note.body)
    lines = _verified(state, known, note)
    key = key_in_force(heads.member, keys, known.head.size)
    own = next((line for line in lines if line.key == key), None) or _verified_own(known, note, key, state.verify)
    return _heard(heads, known.head, note.body, own, lines)


def key_in_force(member: Member, keys: KeyRing | None, size: int) -> VerifierKey:
    """Give the key that must have signed a head of some size, as far as the keys of the log are known."""
    return member.first_key if keys is None else keys.log_key_at(size)


def cosigners_in(known: Known) -> tuple[Line, ...]:
    """Give the cosignatures that were seen over a text."""
    return tuple(line for line in known.lines.values() if line is not None and line.key.type == COSIGNATURE_TYPE)


def drop_replaced(heads: Heads, keys: KeyRing, under: Heard | None) -> None:
    """Forget heads by keys that had been replaced before their size, as is known now: they are none of this log.

    Args:
        heads: Of the log.
        keys: Of the log.
        under: The verified head below which all is in the mirror.
    """
    sizes = {size: each for size, each in heads.by_size.items() if each.key == keys.log_key_at(size)}
    if len(sizes) == len(heads.by_size):
        return
    heads.by_size = sizes
    heads.newest = sizes[max(sizes)] if sizes else under
    cosigned = heads.cosigned
    if cosigned is not None and cosigned.key != keys.log_key_at(cosigned.head.size):
        left = [each for each in sizes.values() if each.organisations]
        heads.cosigned, heads.is_kept = max(left, key=lambda each: each.head.size, default=None), False
        heads.proved_size = min(heads.proved_size, max(sizes, default=0))


def add_head(heads: Heads, heard: Heard) -> Gained | None:
    """Add a verified head to those of its log.

    Returns:
        What it added; none if nothing.
    """
    stands = heads.by_size.get(heard.head.size)
    if stands is None:
        if len(heads.by_size) >= HEADS_KEPT and heard.head.size < min(heads.by_size):
            return None
        _put(heads, heard)
        return Gained(heard=heard, lines=heard.lines, is_new=True)
    if stands.head != heard.head:
        return Gained(heard=heard, lines=(), is_new=False, other=stands)
    before = {line.text for line in stands.lines}
    if all(line.text in before for line in heard.lines):
        return None
    merged = _heard(heads, stands.head, stands.body, stands.own, (*stands.lines, *heard.lines))
    if merged.raw == stands.raw:
        return None
    _put(heads, merged)
    return Gained(heard=merged, lines=tuple(each for each in merged.lines if each.text not in before), is_new=False)


def add_notes(state: State, heads: Heads, keys: KeyRing | None, notes: tuple[bytes, ...]) -> None:
    """Know kept notes again; what does not hold any more is passed over."""
    for raw in notes:
        try:
            heard = read_head(state, heads, keys, raw)
        except NodeError:
            continue
        gained = add_head(heads, heard)
        if gained is None or gained.other is not None:
            continue
        for line in gained.lines:
            vouch(heads, gained.heard, line)
        heads.is_kept = heads.cosigned is not None and heads.cosigned.raw == raw


def vouch(heads: Heads, heard: Heard, line: Line) -> Vouched | None:
    """Hold a cosignature against the newest one of the same key (E4).

    Returns:
        The one that it contradicts: another root at one size, or times that run back while sizes grow; otherwise none.
    """
    last, size = heads.vouched.get(line.key.name), heard.head.size
    if last is not None:
        before, time_s = last.heard.head, line.signature.time_s
        is_back = (size > before.size and time_s < last.line.signature.time_s) or (
            size < before.size and time_s > last.line.signature.time_s
        )
        if is_back or (size == before.size and heard.head.root != before.root):
            return last
        if size < before.size:
            return None
    heads.vouched[line.key.name] = Vouched(heard=heard, line=line)
    return None


def with_line(heads: Heads, heard: Heard, line: Line) -> Heard:
    """Give a head with a cosignature that this node just made."""
    _known(heads, heard.body).lines[line.text] = line
    return _heard(heads, heard.head, heard.body, heard.own, (*heard.lines, line))


def cosignature_line(key: VerifierKey, time_s: int, signature: bytes) -> Line:
    """Make the line of a cosignature."""
    assert key.type == COSIGNATURE_TYPE
    made = NoteSignature(name=key.name, key_id=key.id, content=time_s.to_bytes(8, "big") + signature)
    return Line(key=key, signature=made, text=made.to_line())


def _known(heads: Heads, body: str) -> Known:
    """Give what is known of a text, or read it as a head.

    Raises:
        RecordError: It is none.
        SignatureError: It is one of another log, or of none.
    """
    known = heads.texts.get(body)
    if known is not None:
        return known
    checkpoint = parse_checkpoint(body)
    if checkpoint.origin != heads.member.origin or checkpoint.size == 0:
        message = f"checkpoint: expected a head of {heads.member.origin} with entries, got another"
        raise SignatureError(message)
    if checkpoint.size > INTEGER_MAX:
        message = f"checkpoint of {checkpoint.origin}: expected a size below 2^53, which entries can state, got more"
        raise RecordError(message)
    if len(heads.texts) > HEADS_KEPT:
        del heads.texts[next(iter(heads.texts))]
    known = heads.texts[body] = Known(head=Head(size=checkpoint.size, root=checkpoint.root))
    return known


def _verified(state: State, known: Known, note: Note) -> list[Line]:
    """Give the lines of known keys, and verify those that were not before.

    Raises:
        SignatureError: One does not hold.
    """
    if len(known.lines) > TEXTS_KNOWN:
        known.lines.clear()
    origin = note.body.partition("\n")[0]
    found, left = list[Line](), list[Line]()
    for each in note.signatures:
        text = each.to_line()
        line = known.lines.get(text)
        key = None if line is not None else state.cosigners.get((each.name, each.key_id))
        if line is not None:
            found.append(line)
        elif key is not None:
            left.append(Line(key=key, signature=each, text=text))
        elif each.name != origin:
            known.lines[text] = None
    if left:
        alone = Note(body=note.body, signatures=tuple(line.signature for line in left))
        verify_note(alone, [line.key for line in left], verify=state.verify)
        known.lines.update((line.text, line) for line in left)
    return found + left


def _verified_own(known: Known, note: Note, key: VerifierKey, verify: VerifySignature) -> Line:
    """Verify the line of the log's key.

    Raises:
        SignatureError: There is none, or it does not hold.
    """
    by_log = tuple(each for each in note.signatures if each.name == key.name)
    verify_note(Note(body=note.body, signatures=by_log), [key], verify=verify)
    own = next(each for each in by_log if each.key_id == key.id)
    line = Line(key=key, signature=own, text=own.to_line())
    known.lines[line.text] = line
    return line


def _heard(heads: Heads, head: Head, body: str, own: Line, lines: Iterable[Line]) -> Heard:
    best = dict[str, Line]()
    for line in lines:
        if line.key.type == COSIGNATURE_TYPE:
            stands = best.get(line.key.name)
            if stands is None or line.signature.time_s > stands.signature.time_s:
                best[line.key.name] = line
    chosen = tuple(best[name] for name in sorted(best))[: NOTE_SIGNATURES_MAX - 1]
    return Heard(
        head=head,
        body=body,
        own=own,
        lines=chosen,
        raw="".join((body, "\n", own.text, *(line.text for line in chosen))).encode(),
        organisations=frozenset(organisation_of(line.key.name) for line in chosen) - heads.member.organisations,
    )


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
