# SPDX-License-Identifier: Apache-2.0
"""What both stores do alike with the log: commit to what is put on the shelf, and bring it once it is kept."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import takewhile

from truceline.app.record_bodies import sealed_content
from truceline.app.record_ports import EntryPlace, Recordable, Recorded, RecordedRow, Recorder
from truceline.base.errors import StorageError
from truceline.base.limits import ENTRY_GROUP_MAX
from truceline.crypto.boxes import seal_box
from truceline.crypto.commitments import BODY_SALT_BYTES, body_commitment
from truceline.crypto.derivation import KEY_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """A body with all that its entry says of it; fields as in ``RecordedRow``."""

    body: bytes
    salt: bytes
    dek: bytes | None
    commitment: bytes
    size: int
    key_digest: bytes = b""
    sealed_digest: bytes = b""


def commit_to(thing: Recordable, draw: Callable[[int], bytes]) -> Committed:
    """Commit to a body, with a salt and a key drawn for it alone.

    What an entry says of it is worked out here, so that an entry can be made even if the body was erased before.
    """
    salt = draw(BODY_SALT_BYTES)
    if thing.is_open:
        commitment = body_commitment(salt, thing.body)
        return Committed(body=thing.body, salt=salt, dek=None, commitment=commitment, size=len(thing.body))
    body, dek = sealed_content(thing.type, thing.body), draw(KEY_BYTES)
    box = seal_box(body, salt=salt, dek=dek)
    return Committed(
        body=body,
        salt=salt,
        dek=dek,
        commitment=box.header.commitment,
        size=box.header.padded_bytes,
        key_digest=box.header.key_commitment,
        sealed_digest=box.header.sealed_digest,
    )


def refuse_unrecorded(recorder: Recorder | None) -> None:
    """Refuse what the log would not take.

    Raises:
        StorageError: It takes nothing now.
    """
    refusal = recorder.refusal if recorder is not None else ""
    if refusal:
        message = f"record: expected a log that takes entries, got one that does not: {refusal}"
        raise StorageError(message)


def bring(recorded: Recorded, recorder: Recorder) -> Iterator[Sequence[EntryPlace]]:
    """Bring to the log what waits on the shelf, in order, group by group.

    Args:
        recorded: The shelf, after its transaction is durable. Whoever takes a group's places makes them known to the
            shelf before the next group is asked for.
        recorder: The log.

    Yields:
        The places of each group, once the log has it for good.

    Raises:
        StorageError: The log failed or was stopped: what waits is brought at the next start.
        StateError: It takes nothing now.
    """
    while rows := recorded.waiting(ENTRY_GROUP_MAX):
        first = rows[0].number
        # A row about one of the same group waits until that one has its place.
        group = tuple(takewhile(partial(_is_about_earlier, first), rows))
        abouts = {number for row in group for number in row.about}
        # A crash here leaves rows without a place: they are looked for in the log, and brought, at the next start.
        yield recorder.record(group, tuple(_place_of(recorded, number, recorder.origin) for number in sorted(abouts)))
        # A crash here leaves entries that are in the log for good: their rows find them by their commitments.


def _is_about_earlier(first: int, row: RecordedRow) -> bool:
    return all(number < first for number in row.about)


def find_places(recorded: Recorded, recorder: Recorder) -> Sequence[EntryPlace]:
    """Find the entries of rows that the log took before the last stop.

    Raises:
        StateError: Store and log do not belong together.
    """
    return recorder.find(recorded.last_placed(), recorded.waiting(ENTRY_GROUP_MAX))


def _place_of(recorded: Recorded, number: int, origin: str) -> EntryPlace:
    (row,) = recorded.after(number - 1, 1)
    assert row.number == number
    assert row.seq is not None
    assert row.leaf is not None
    return EntryPlace(number=number, origin=origin, seq=row.seq, leaf=row.leaf)
