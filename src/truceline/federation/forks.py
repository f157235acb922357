# SPDX-License-Identifier: Apache-2.0
"""The proof that one log key signed two heads that cannot be of one history (E1): written, and verified, without files.

Two roots of one size are the proof by themselves. For other sizes it names the first entry in which they differ, and
proves both leaves at that index: who has the key of the log needs nothing else, no network and no contents.

Rules:
    - Only the log's own signature lines go into it: no cosigner is drawn in by a fork.
    - A proof is believed after it was verified here, whoever made it, this node included.
    - A key proves something by heads of those sizes alone at which it was in force: what a replaced key signs beyond
      its rotation is no head.

Source:
    ``docs/records.md``, "Bundle"; RFC 9162, section 2.1.3.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NoReturn

from truceline.base.errors import ConsistencyError, LimitError, RecordError
from truceline.base.limits import FORK_BYTES_MAX
from truceline.crypto.checkpoints import Checkpoint, VerifiedCheckpoint, parse_checkpoint, verify_checkpoint
from truceline.crypto.merkle import HashAt, inclusion_proof, verify_inclusion
from truceline.crypto.notes import Note, VerifierKey, parse_note
from truceline.crypto.signatures import VerifySignature
from truceline.federation.evidence import ProvedFork
from truceline.ledger.happenings import Head
from truceline.records.profile import Value, encode, parse_object

MAKER = "truceline"
BUNDLE = "truceline/bundle/1"
_NOTES = 2
_SIZE_LINES = 4
_INDEX_LINES = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One of two histories: its signed head, and a leaf with the proof that it is under it.

    Attributes:
        note: Of the head.
        head: Its size and root.
        leaf: Hash of the leaf at the index in which they differ; empty for two roots of one size.
        proof: Its inclusion.
    """

    note: Note
    head: Head
    leaf: bytes = b""
    proof: tuple[bytes, ...] = ()


def branch(note: Note, head: Head, index: int, hash_at: HashAt) -> Branch:
    """Give one side of a fork at an index."""
    return Branch(note=note, head=head, leaf=hash_at(0, index), proof=inclusion_proof(index, head.size, hash_at))


def prove_fork(origin: str, index: int | None, branches: tuple[Branch, Branch], made_ms: int) -> ProvedFork:
    """Write the proof of a fork.

    Args:
        origin: Of the log.
        index: The first entry in which the branches differ; none for two roots of one size.
        branches: Both.
        made_ms: Now [ms since 1970 UTC].

    Raises:
        LimitError: It would be larger than a proof may be.
    """
    one, other = sorted(branches, key=lambda each: (each.head.size, each.head.root))
    lines: list[dict[str, Value]] = [{"bundle": BUNDLE, "made": made_ms, "maker": MAKER}]
    lines += [{"note": _own_lines(each.note, origin)} for each in (one, other)]
    if index is not None:
        lines.append({"fork": {"index": index, "log": origin}})
        lines += [_leaf_line(each, index, origin) for each in (one, other)]
    bundle = write_lines(lines)
    _check_size(bundle)
    return ProvedFork(origin=origin, index=index, sizes=(one.head.size, other.head.size), bundle=bundle)


def verify_fork(
    bundle: bytes, keys_of: Callable[[str, int], Sequence[VerifierKey]], *, verify: VerifySignature
) -> ProvedFork:
    """Verify the proof of a fork.

    Args:
        bundle: As received.
        keys_of: Gives the keys that may sign a head of a log, by its origin and the size of the head: those that were
            in force there; none for a log that is not known.
        verify: How.

    Returns:
        What it proves, with the same bytes.

    Raises:
        LimitError: It is too large.
        RecordError: It is no such proof.
        SignatureError: A head is not signed by a key that was in force at its size.
        InclusionError: A leaf is not proven.
        ConsistencyError: It shows no fork, or not by one key.
    """
    _check_size(bundle)
    lines = read_lines(bundle)
    if len(lines) not in {_SIZE_LINES, _INDEX_LINES} or [set(each) for each in lines[1:3]] != [{"note"}, {"note"}]:
        _refuse("two notes, and for heads of two sizes the fork and two proofs", f"{len(lines)} lines")
    notes = [parse_note(str(line["note"]).encode()) for line in lines[1:3]]
    origin = notes[0].body.partition("\n")[0]
    heads = [verify_checkpoint(note, keys_of(origin, _size(note)), verify=verify) for note in notes]
    one, other = (each.checkpoint for each in heads)
    if one.origin != other.origin or not _is_one_key(heads):
        _refuse_fork("two heads of one log by one key", "others")
    if len(lines) == _SIZE_LINES:
        if one.size != other.size or one.root == other.root:
            _refuse_fork("two roots of one size", f"the sizes {one.size} and {other.size}")
        return ProvedFork(origin=origin, index=None, sizes=(one.size, other.size), bundle=bundle)
    index = _verified_index(lines, (one, other))
    return ProvedFork(origin=origin, index=index, sizes=(one.size, other.size), bundle=bundle)


def write_lines(lines: Sequence[dict[str, Value]]) -> bytes:
    """Write the lines of a bundle with the line that ends it."""
    content = b"".join(encode(line, what="bundle", has_newlines=True) + b"\n" for line in lines)
    return content + encode({"end": sha256(content).hexdigest(), "lines": len(lines)}, what="bundle") + b"\n"


def read_lines(bundle: bytes) -> list[dict[str, Value]]:
    """Read the lines of a short bundle with the one that ends it.

    Raises:
        RecordError: It is cut off, altered on its way, or no bundle.
        LimitError: A line is too long.
    """
    *lines, last = bundle.split(b"\n")
    if last or not lines:
        _refuse("lines that end in a newline", "a cut one")
    read = [parse_object(line, what="bundle", has_newlines=True) for line in lines]
    content = bundle[: -len(lines[-1]) - 1]
    if read[-1] != {"end": sha256(content).hexdigest(), "lines": len(lines) - 1} or read[0].get("bundle") != BUNDLE:
        _refuse(f"a whole bundle {BUNDLE}", "an altered or another one")
    return read


def _verified_index(lines: list[dict[str, Value]], heads: tuple[Checkpoint, Checkpoint]) -> int:
    """Verify both leaves and give the index in which they differ.

    Raises:
        RecordError: The lines are no such proofs.
        InclusionError: One is not proven.
        ConsistencyError: They are one.
    """
    fork = lines[3].get("fork")
    index = fork.get("index") if isinstance(fork, dict) else None
    if type(index) is not int or fork != {"index": index, "log": heads[0].origin}:
        _refuse("the index of the fork", "another line")
    leaves = set[bytes]()
    for line, head in zip(lines[4:6], heads, strict=True):
        hashes, leaf = line.get("hashes"), line.get("leaf_hash")
        placed = {"leaf": index, "log": head.origin, "size": head.size}
        if not isinstance(hashes, list) or {**line, **placed} != line or not isinstance(leaf, str) or len(line) != 5:  # noqa: PLR2004 - its fields
            _refuse("the inclusion proof of the index under each head", "another line")
        proof = [_digest(each) for each in hashes]
        verify_inclusion(_digest(leaf), index, head.size, proof, head.root)
        leaves.add(_digest(leaf))
    if len(leaves) != _NOTES:
        _refuse_fork("two entries at one index", "one")
    return index


def _size(note: Note) -> int:
    size = parse_checkpoint(note.body).size
    if size == 0:
        _refuse("heads of logs with entries", "one of size 0")
    return size


def _is_one_key(heads: Sequence[VerifiedCheckpoint]) -> bool:
    return len({each.log_key for each in heads}) == 1


def _leaf_line(each: Branch, index: int, origin: str) -> dict[str, Value]:
    return {
        "hashes": [one.hex() for one in each.proof],
        "leaf": index,
        "leaf_hash": each.leaf.hex(),
        "log": origin,
        "size": each.head.size,
    }


def _own_lines(note: Note, origin: str) -> str:
    own = tuple(each for each in note.signatures if each.name == origin)
    return Note(body=note.body, signatures=own).to_bytes().decode()


def _digest(value: Value) -> bytes:
    try:
        return bytes.fromhex(str(value))
    except ValueError:
        _refuse("a hash of hexadecimal digits", repr(value)[:80])


def _check_size(bundle: bytes) -> None:
    if len(bundle) > FORK_BYTES_MAX:
        message = f"proof of a fork: expected at most {FORK_BYTES_MAX} bytes, got {len(bundle)}"
        raise LimitError(message)


def _refuse(expected: str, got: str) -> NoReturn:
    message = f"proof of a fork: expected {expected}, got {got}"
    raise RecordError(message)


def _refuse_fork(expected: str, got: str) -> NoReturn:
    message = f"proof of a fork: expected {expected}, got {got}; it proves nothing"
    raise ConsistencyError(message)
