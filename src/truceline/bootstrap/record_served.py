# SPDX-License-Identifier: Apache-2.0
"""The record as peers ask it, from the files of the own log, those of mirrors, and the shelf of bodies.

Rules:
    - Heads, tiles and entries come from files, without the store and without the lock of whoever writes them; nothing
      is given that no signed head covers.
    - A sealed body is given to a party whose own key of boxes the entry names, and to nobody else; its key is wrapped
      anew each time.
    - Bodies of the own log lie in the encrypted store: asking for one waits for it, beside the loop.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from truceline.app.record_ports import RecordedRow
from truceline.base.errors import LimitError, NotFoundError, RecordError, UnavailableError
from truceline.bootstrap.peering import FollowedLog, Peering
from truceline.crypto.boxes import box_key_id, seal_box, wrap_key
from truceline.crypto.tiles import TILE_WIDTH, TilePath, make_bundle, tile_width
from truceline.http.record_door import WitnessAnswer
from truceline.ledger.keyring import KeyBody
from truceline.peers.wire import (
    parse_head,
    parse_notes,
    some_bodies,
    write_bodies,
    write_body,
    write_box,
    write_notes,
)
from truceline.records.entries import parse_entry
from truceline.storage.ledger_files import LedgerFiles
from truceline.storage.mirror_files import MirrorFiles

_SIZE_TYPE = "text/x.tlog.size"
_CONFLICT = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedRecord:
    """What the http floor is given; ``http.record_door.RecordDoor``.

    Attributes:
        peering: Knows how each log stands, and is shown heads.
        own: Files of the own log.
        own_log: The last part of its origin.
        mirrors: Files of the others.
        row_of: Gives the row of an entry of the own log from the store, and waits for it; none when there is none.
        box_keys_of: Gives the public keys of boxes of a party, from its card.
        log_parties: The names of the peers' parties in logs, by their ids.
    """

    peering: Peering
    own: LedgerFiles
    own_log: str
    mirrors: MirrorFiles
    row_of: Callable[[int], RecordedRow | None]
    box_keys_of: Callable[[str], tuple[bytes, ...]]
    log_parties: Mapping[str, str]

    def checkpoint(self, log: str) -> bytes | None:
        """Give the newest note over what is kept.

        Raises:
            UnavailableError: The log is followed, and nothing of it is kept yet.
        """
        found = self._log(log)
        if found is not None and not found.note:
            message = "log: expected a head over what is kept here, got none yet; ask again later"
            raise UnavailableError(message)
        return found.note if found else None

    def tile(self, log: str, path: TilePath) -> bytes | None:
        """Give a tile or a bundle, as far as the newest note covers it.

        Raises:
            UnavailableError: It is not here yet: it is still opened, or fetched from its author.
        """
        found = self._log(log)
        if found is None:
            return None
        if path.width > tile_width(path.level or 0, path.index, found.size):
            self._refuse_later(found)
            return None
        if path.level is None:
            raws = self._entries(found, path.index * TILE_WIDTH, path.width)
            return make_bundle(raws) if len(raws) == path.width else None
        if log == self.own_log:
            return self.own.tile(path.level, path.index, path.width)
        return self.mirrors.tile(found.origin, path.level, path.index, path.width)

    def body(self, log: str, seq: int) -> bytes | None:
        """Give an open body.

        Raises:
            UnavailableError: The entry is not here yet.
        """
        found = self._log(log)
        if found is None:
            return None
        if seq >= found.size:
            self._refuse_later(found)
            return None
        body = self._body(found, seq)
        return None if body is None else write_body(body)

    def bodies(self, log: str, first: int, count: int) -> bytes | None:
        """Give open bodies from one entry on, as many as go into an answer."""
        found = self._log(log)
        if found is None:
            return None
        return write_bodies(some_bodies(self._open_bodies(found, first, min(first + count, found.size))))

    def box(self, log: str, seq: int, party: str, key: str) -> bytes | None:
        """Give a sealed body of the own log to a party that its entry names."""
        found = self._log(log)
        public = next((each for each in self.box_keys_of(party) if box_key_id(each) == key), None)
        if found is None or public is None or log != self.own_log or seq >= found.size:
            return None
        (raw,) = self._entries(found, seq, 1)
        row = self.row_of(seq)
        if key not in parse_entry(raw).header.to or row is None or row.is_open:
            return None
        if row.body is None or row.salt is None or row.dek is None:
            return None
        sealed = seal_box(row.body, salt=row.salt, dek=row.dek)
        return write_box(sealed.sealed, wrap_key(row.dek, public, commitment=row.commitment))

    def add_checkpoint(self, party: str, content: bytes) -> WitnessAnswer:
        """Show a head to this node as a witness."""
        del party
        try:
            shown = parse_head(content)
        except (RecordError, LimitError) as error:
            return WitnessAnswer(status=400, body=f"{error}\n".encode())
        answer = self.peering.show_head(shown)
        media_type = _SIZE_TYPE if answer.status == _CONFLICT else "text/plain; charset=utf-8"
        return WitnessAnswer(status=answer.status, body=answer.body.encode(), media_type=media_type)

    def exchange(self, party: str, content: bytes) -> bytes:
        """Take a peer's notes, and give those of this node.

        Raises:
            RecordError: They are none.
            LimitError: They are too many.
            NotFoundError: The party is no peer.
        """
        name = self.log_parties.get(party)
        if name is None:
            message = f"exchange: expected a party whose card this node took, got {party!r:.60}"
            raise NotFoundError(message)
        return write_notes(self.peering.exchange(name, parse_notes(content)))

    def _log(self, log: str) -> FollowedLog | None:
        return self.peering.logs.get(log)

    def _entries(self, found: FollowedLog, first: int, count: int) -> tuple[bytes, ...]:
        if self._is_own(found):
            return self.own.entries.read(first, count)
        return self.mirrors.entries(found.origin, first, count)

    def _refuse_later(self, found: FollowedLog) -> None:
        """Say that something is not here yet, where it may come; what the own log does not have is refused.

        Raises:
            UnavailableError: It may come.
        """
        if not found.size or not self._is_own(found):
            message = f"log: expected what is kept here below {found.size}, got a question about more; ask again later"
            raise UnavailableError(message)

    def _is_own(self, found: FollowedLog) -> bool:
        return found.origin.rpartition("/")[2] == self.own_log

    def _open_bodies(self, found: FollowedLog, first: int, end: int) -> Iterator[tuple[int, KeyBody]]:
        """Give the open bodies of a range of entries that are kept here, in order."""
        for seq, raw in enumerate(self._entries(found, first, max(0, end - first)), first):
            box = parse_entry(raw).header.box
            if box is not None and box.key_digest is None:
                body = self._body(found, seq)
                if body is not None:
                    yield seq, body

    def _body(self, found: FollowedLog, seq: int) -> KeyBody | None:
        if not self._is_own(found):
            return self.mirrors.body(found.origin, seq)
        key_body = self.own.key_body(seq)
        if key_body is not None:
            return key_body
        row = self.row_of(seq)
        if row is None or not row.is_open or row.body is None or row.salt is None:
            return None
        return KeyBody(salt=row.salt, content=row.body)
