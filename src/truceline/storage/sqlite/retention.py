# SPDX-License-Identifier: Apache-2.0
"""Deletes what is kept no longer, and erases what must go.

Freed pages are overwritten (``secure_delete``). Copies that were made before, such as backups, are not reached.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import apsw

from truceline.app.ports import ERASED_STATUS
from truceline.base.errors import InputError, NotFoundError
from truceline.findings.finding import PLAN_FINDINGS
from truceline.storage.sqlite.asking import ask_all, ask_one
from truceline.storage.sqlite.bodies import decode_names, encode
from truceline.storage.sqlite.findings import listed_under
from truceline.storage.sqlite.holders import decode_held, encode_held
from truceline.storage.sqlite.intents import SQLiteIntents
from truceline.storage.sqlite.pages import readers_of

STATED = ("claim", "report", "act")
_PLAIN = {
    "look": "DELETE FROM look WHERE key IN (SELECT key FROM look WHERE at_ns < ? LIMIT ?)",
    "body": (
        "UPDATE recorded SET salt = NULL, dek = NULL, body = NULL WHERE number IN "
        "(SELECT number FROM recorded WHERE body IS NOT NULL AND seq IS NOT NULL AND at_ms < ? / 1000000 LIMIT ?)"
    ),
    "answer": "DELETE FROM kept_answer WHERE rowid IN (SELECT rowid FROM kept_answer WHERE at_ns < ? LIMIT ?)",
}
_ASKED = (
    (
        "DELETE FROM cell_asked WHERE (party, officer, cell) IN "
        "(SELECT party, officer, cell FROM cell_asked WHERE at_ns < ? LIMIT ?)"
    ),
    "DELETE FROM revision WHERE (officer, at_ns) IN (SELECT officer, at_ns FROM revision WHERE at_ns < ? LIMIT ?)",
)
"""What an officer asked: the cells, then the revisions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SQLiteRetention:
    """What may be deleted and erased, as ``app.ports.Retention`` says.

    Attributes:
        connection: The store's connection, inside a transaction.
        intents: The shelf of intents, which knows what goes with one.
    """

    connection: apsw.Connection
    intents: SQLiteIntents

    def delete_before(self, what: str, before_ns: int, limit: int) -> int:
        """Delete things of one kind that ended, or were taken, before an instant.

        Raises:
            InputError: There is no such kind.
        """
        if what in _PLAIN:
            self.connection.execute(_PLAIN[what], (before_ns, limit))
            return self.connection.changes()
        ways: dict[str, Callable[[int, int], int]] = {
            "intent": self._delete_intents,
            "finding": partial(self._delete_findings, "NOT IN"),
            "plan_finding": partial(self._delete_findings, "IN"),
            "event": self._delete_events,
            "cell": self._delete_asked,
        }
        if what in STATED:
            return self._delete_statements(what, before_ns, limit)
        if what not in ways:
            message = f"retention: expected a kind of thing that is kept, got {what!r:.40}"
            raise InputError(message)
        return ways[what](before_ns, limit)

    def _delete_asked(self, before_ns: int, limit: int) -> int:
        count = 0
        for words in _ASKED:
            self.connection.execute(words, (before_ns, limit - count))
            count += self.connection.changes()
        return count

    def _delete_intents(self, before_ns: int, limit: int) -> int:
        found = ask_all(
            self.connection,
            "SELECT key, boxes, held, body FROM intent "
            "WHERE over_ns / 86400000000000 <= ? / 86400000000000 AND over_ns < ? LIMIT ?",
            (before_ns, before_ns, limit),
        )
        for key, boxes, held, body in found:
            if body is not None:
                self.intents.take_out(key, boxes, held, body)
            elif held:
                self.intents.counts.count_out(decode_held(held))
            self.connection.execute("DELETE FROM intent_past WHERE intent = ?", (key,))
            self.connection.execute("DELETE FROM intent WHERE key = ?", (key,))
        return len(found)

    def _delete_statements(self, kind: str, before_ns: int, limit: int) -> int:
        found = ask_all(
            self.connection,
            "SELECT key, party, at_ns, readers FROM statement WHERE kind = ? AND at_ns < ? LIMIT ?",
            (kind, before_ns, limit),
        )
        for key, party, at_ns, readers in found:
            self._unlist_statement(kind, key, at_ns, (party, *decode_names(readers)))
            self.connection.execute("DELETE FROM statement WHERE key = ?", (key,))
        return len(found)

    def _unlist_statement(self, kind: str, key: int, at_ns: int, readers: tuple[str, ...]) -> None:
        for reader in {*readers, *readers_of(readers[0], readers[1:])}:
            self.connection.execute(
                "DELETE FROM statement_reader WHERE kind = ? AND reader = ? AND at_ns = ? AND statement = ?",
                (kind, reader, at_ns, key),
            )

    def _delete_findings(self, which: str, before_ns: int, limit: int) -> int:
        """Delete findings of which the kind is, or is not, one about plans."""
        kinds = ", ".join("?" for _ in PLAN_FINDINGS)
        found = ask_all(
            self.connection,
            f"SELECT key, at_ns, readers FROM finding WHERE kind {which} ({kinds}) AND at_ns < ? LIMIT ?",  # noqa: S608 - our own words
            (*(kind.value for kind in PLAN_FINDINGS), before_ns, limit),
        )
        for key, at_ns, readers in found:
            self._unlist_finding(key, at_ns, decode_names(readers))
            self.connection.execute("DELETE FROM finding WHERE key = ?", (key,))
        return len(found)

    def _unlist_finding(self, key: int, at_ns: int, readers: tuple[str, ...]) -> None:
        for reader in listed_under(readers):
            self.connection.execute(
                "DELETE FROM finding_reader WHERE reader = ? AND at_ns = ? AND finding = ?", (reader, at_ns, key)
            )

    def _delete_events(self, before_ns: int, limit: int) -> int:
        """Delete the oldest events; the first one that is younger ends it, so that no gap arises in the order."""
        count = 0
        found = ask_all(self.connection, "SELECT number, at_ns, readers FROM event ORDER BY number LIMIT ?", (limit,))
        for number, at_ns, readers in found:
            if at_ns >= before_ns:
                break
            for reader in decode_names(readers):
                self.connection.execute("DELETE FROM event_reader WHERE reader = ? AND number = ?", (reader, number))
            self.connection.execute("DELETE FROM event WHERE number = ?", (number,))
            count += 1
        return count

    def erase(self, what: str, thing_id: str, reason: str, at_ns: int) -> None:
        """Destroy the body of one thing, and every kept answer that names it but for its key and digest.

        Raises:
            NotFoundError: There is no such thing, or it was erased already.
        """
        party, taken_ns = self._destroy(what, thing_id, at_ns)
        self.connection.execute(
            "UPDATE kept_answer SET status = ?, etag = '', location = '', body = x'' "
            "WHERE instr(body, ?) > 0 OR instr(location, ?) > 0",
            (ERASED_STATUS, thing_id.encode(), thing_id),
        )
        self._note(what, thing_id, party, taken_ns, at_ns, reason)

    def erase_for(self, finding_id: str, reader: str, reason: str, at_ns: int) -> None:
        """Erase a finding for one of its readers.

        Raises:
            NotFoundError: There is no such finding, or the party is not among its readers.
        """
        found = ask_one(
            self.connection,
            "SELECT key, at_ns, about, readers FROM finding WHERE id = ? AND body IS NOT NULL",
            (finding_id,),
        )
        if found is None or reader not in decode_names(found[3]):
            message = f"finding {finding_id:.80}: expected one that {reader:.80} reads, got none"
            raise NotFoundError(message)
        key, taken_ns, about, readers = found
        left = [tuple(party for party in decode_names(names) if party != reader) for names in (about, readers)]
        self._unlist_finding(key, taken_ns, (reader,))
        self.connection.execute(
            "UPDATE finding SET about = ?, readers = ? WHERE key = ?", (encode(left[0]), encode(left[1]), key)
        )
        self._note("reading", f"{finding_id}/{reader}", reader, taken_ns, at_ns, reason)

    def _note(self, *noted: str | int) -> None:
        """Note what was erased: kind, id, party, when it was taken, when it went, and why."""
        self.connection.execute(
            "INSERT OR REPLACE INTO erasure (what, id, party, taken_ns, at_ns, reason) VALUES (?, ?, ?, ?, ?, ?)", noted
        )

    def _destroy(self, what: str, thing_id: str, now_ns: int) -> tuple[str, int]:
        """Destroy a body; whose it was and when it was taken.

        Raises:
            NotFoundError: There is no such thing.
        """
        if what == "intent":
            return self._destroy_intent(thing_id, now_ns)
        if what == "finding":
            return self._destroy_finding(thing_id)
        found = ask_one(
            self.connection,
            "SELECT key, party, at_ns, readers FROM statement WHERE kind = ? AND id = ? AND body IS NOT NULL",
            (what, thing_id),
        )
        if found is None:
            raise NotFoundError(_nothing(what, thing_id))
        key, party, at_ns, readers = found
        self._unlist_statement(what, key, at_ns, (party, *decode_names(readers)))
        self.connection.execute(
            "UPDATE statement SET body = NULL, officer = '', start_ns = at_ns, end_ns = at_ns + 1, "
            "west = NULL, south = NULL, east = NULL, north = NULL WHERE key = ?",
            (key,),
        )
        return party, at_ns

    def _destroy_intent(self, thing_id: str, at_ns: int) -> tuple[str, int]:
        """Destroy every version of an intent; its coarse slots of the running block and the next one stay held.

        Raises:
            NotFoundError: There is no such thing.
        """
        found = ask_one(
            self.connection,
            "SELECT key, boxes, held, body, party, filed_ns FROM intent WHERE id = ? AND body IS NOT NULL",
            (thing_id,),
        )
        if found is None:
            raise NotFoundError(_nothing("intent", thing_id))
        key, boxes, held, body, party, filed_ns = found
        still_held = self.intents.held_from(thing_id, at_ns)
        self.intents.take_out(key, boxes, held, body)
        self.intents.counts.count_in(still_held)
        self.connection.execute("DELETE FROM intent_past WHERE intent = ?", (key,))
        self.connection.execute(
            "UPDATE intent SET body = NULL, officer = '', boxes = 0, held = ?, "
            "west = 0, south = 0, east = 0, north = 0 WHERE key = ?",
            (encode_held(still_held), key),
        )
        return party, filed_ns

    def _destroy_finding(self, thing_id: str) -> tuple[str, int]:
        """Destroy what a finding concluded.

        Raises:
            NotFoundError: There is no such thing.
        """
        found = ask_one(
            self.connection,
            "SELECT key, at_ns, readers, about FROM finding WHERE id = ? AND body IS NOT NULL",
            (thing_id,),
        )
        if found is None:
            raise NotFoundError(_nothing("finding", thing_id))
        key, at_ns, readers, about = found
        self._unlist_finding(key, at_ns, decode_names(readers))
        self.connection.execute(
            "UPDATE finding SET body = NULL, subjects = x'90', start_ns = at_ns, end_ns = at_ns + 1, "
            "west = NULL, south = NULL, east = NULL, north = NULL WHERE key = ?",
            (key,),
        )
        return ", ".join(decode_names(about)), at_ns

    def erased(self, what: str, thing_id: str) -> str:
        """Give the reason for which a thing was erased; empty when it was not."""
        found = ask_one(self.connection, "SELECT reason FROM erasure WHERE what = ? AND id = ?", (what, thing_id))
        return found[0] if found is not None else ""


def _nothing(what: str, thing_id: str) -> str:
    return f"{what:.20} {thing_id:.80}: expected one that stands here, got none"
