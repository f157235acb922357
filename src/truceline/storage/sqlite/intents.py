# SPDX-License-Identifier: Apache-2.0
"""The shelf of intents: the latest versions, those before them, and what searches go by."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import apsw

from truceline.app.ports import Page, Selection, SlotHolder
from truceline.base.errors import NotFoundError, StaleVersionError
from truceline.base.instants import Interval
from truceline.coordination.disclosure import readers_of_intent
from truceline.findings.conflict import Bounds, Slot
from truceline.geo.volume import Volume4D
from truceline.picture.intents import Intent, IntentState
from truceline.storage.extents import intent_meets
from truceline.storage.sqlite.asking import Fields, ask_each, ask_one
from truceline.storage.sqlite.boxes import MEETS, box_of, narrow_to, questions_of
from truceline.storage.sqlite.holders import (
    Held,
    HolderCounts,
    between_lines,
    decode_held,
    encode_held,
    held_by,
    told_to,
)
from truceline.storage.sqlite.intent_body import decode_intent, encode_intent
from truceline.storage.sqlite.pages import Row, fill_page

BOXES_PER_INTENT = 65_536
FEW_MET = 5_000
"""A box that so few volumes meet is searched by the volumes; a larger one by the reader's list."""

_INSERT = (
    "INSERT INTO intent (version, state, party, officer, filed_ns, start_ns, end_ns, over_ns, boxes, held, "
    "west, south, east, north, body, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_UPDATE = (
    "UPDATE intent SET version = ?, state = ?, party = ?, officer = ?, filed_ns = ?, start_ns = ?, "
    "end_ns = ?, over_ns = ?, boxes = ?, held = ?, west = ?, south = ?, east = ?, north = ?, body = ? WHERE id = ?"
)
_INSERT_BOX = (
    "INSERT INTO volume_box (id, west, east, south, north, since, until, sharing) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_MET = f"SELECT id >> 16 AS key FROM volume_box WHERE {MEETS}"  # noqa: S608 - our own words
_BY_READER = (
    "SELECT r.filed_ns, r.intent, i.body FROM intent_reader AS r CROSS JOIN intent AS i ON i.key = r.intent "
    "WHERE r.reader = ? AND (r.filed_ns, r.intent) < (?, ?)"
)
_BY_BOX = (
    "SELECT r.filed_ns, r.intent, i.body FROM (SELECT DISTINCT key FROM ({met})) AS b "
    "CROSS JOIN intent AS i ON i.key = b.key "
    "CROSS JOIN intent_reader AS r ON r.filed_ns = i.filed_ns AND r.intent = i.key "
    "WHERE r.reader = ? AND (r.filed_ns, r.intent) < (?, ?)"
)
_CANDIDATES = (
    "SELECT i.id, i.body FROM (SELECT DISTINCT b.id >> 16 AS key FROM volume_box AS b "  # noqa: S608 - our own words
    f"CROSS JOIN sharing AS s ON s.key = b.sharing WHERE {MEETS} "
    "AND (s.party = ? OR (instr(?, char(10) || s.party || char(10)) AND instr(s.shared, ?)))) AS m "
    "CROSS JOIN intent AS i ON i.key = m.key WHERE i.id <> ?"
)
_LATEST_FIRST = " ORDER BY r.filed_ns DESC, r.intent DESC LIMIT ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class SQLiteIntents:
    """Intents with every version, as ``app.ports.Intents`` says.

    Attributes:
        connection: The store's connection, inside a transaction.
        counts: Who holds which coarse slot.
    """

    connection: apsw.Connection
    counts: HolderCounts

    def add(
        self, intent: Intent, slots: Sequence[Slot], standing_cells: Sequence[int] = (), *, may_skip: bool = False
    ) -> None:
        """Keep a version.

        Raises:
            StaleVersionError: Another version stands there already.
        """
        found = ask_one(
            self.connection, "SELECT key, version, boxes, held, body FROM intent WHERE id = ?", (intent.id,)
        )
        stands = found[1] if found else 0
        is_next = intent.version > stands if may_skip else intent.version == stands + 1
        if not is_next or (found and found[4] is None):
            what = f"version {stands}" if stands else "none"
            message = f"intent {intent.id}: expected version {stands + 1}, got {intent.version}; {what} stands here"
            raise StaleVersionError(message)
        if found:
            self._put_away(found)
        is_filed = intent.state is IntentState.FILED
        held = held_by(intent, slots, standing_cells)
        boxes = [(volume.area.bounds_deg, volume) for volume in intent.volumes]
        row = (*_columns(intent, boxes), encode_intent(intent), intent.id)
        self.connection.execute(
            _UPDATE if found else _INSERT, (*row[:8], len(boxes) * is_filed, encode_held(held), *row[8:])
        )
        key = found[0] if found else self.connection.last_insert_rowid()
        sharing = self.counts.count_in(held, is_searched=is_filed)
        if is_filed:
            self._make_searchable(key, boxes, sharing)
        self.connection.executemany(
            "INSERT INTO intent_reader (reader, filed_ns, intent) VALUES (?, ?, ?)",
            [(reader, intent.filed_ns, key) for reader in readers_of_intent(intent)],
        )

    def _make_searchable(self, key: int, boxes: Sequence[tuple[Bounds, Volume4D]], sharing: int) -> None:
        first = key * BOXES_PER_INTENT
        for number, (bounds_deg, volume) in enumerate(boxes):
            self.connection.execute(_INSERT_BOX, (first + number, *box_of(bounds_deg, volume.interval), sharing))

    def _put_away(self, found: Fields) -> None:
        """Keep the latest version among those of the past, and take it out of every search."""
        key, version, boxes, held, body = found
        self.connection.execute(
            "INSERT INTO intent_past (intent, version, body) VALUES (?, ?, ?)", (key, version, body)
        )
        self.take_out(key, boxes, held, body)

    def take_out(self, key: int, boxes: int, held: bytes, body: bytes) -> None:
        """Take the latest version of an intent out of every search and list.

        Args:
            key: The intent's key.
            boxes: How many boxes it has.
            held: What it counts for.
            body: The version's bytes.
        """
        for number in range(boxes):
            self.connection.execute("DELETE FROM volume_box WHERE id = ?", (key * BOXES_PER_INTENT + number,))
        self.counts.count_out(decode_held(held), is_searched=boxes > 0)
        before = decode_intent(body)
        self.connection.executemany(
            "DELETE FROM intent_reader WHERE reader = ? AND filed_ns = ? AND intent = ?",
            [(reader, before.filed_ns, key) for reader in readers_of_intent(before)],
        )

    def get(self, intent_id: str) -> Intent:
        """Give the latest version.

        Raises:
            NotFoundError: There is none of that id, or it was erased.
        """
        found = ask_one(self.connection, "SELECT body FROM intent WHERE id = ?", (intent_id,))
        if found is None or found[0] is None:
            message = f"intent {intent_id:.80}: expected one that stands here, got none"
            raise NotFoundError(message)
        return decode_intent(found[0])

    def versions(self, intent_id: str) -> tuple[Intent, ...]:
        """Give every version, the first one first."""
        found = ask_one(self.connection, "SELECT key, body FROM intent WHERE id = ?", (intent_id,))
        if found is None or found[1] is None:
            return ()
        past = ask_each(self.connection, "SELECT body FROM intent_past WHERE intent = ? ORDER BY version", (found[0],))
        return tuple(decode_intent(body) for body in (*(row[0] for row in past), found[1]))

    def candidates(self, intent: Intent) -> tuple[Intent, ...]:
        """Give the other filed intents that an intent may meet, and of which it may be told so exactly, by id.

        What may not be told is taken away by its party and sharing, before its body is read (R5).
        """
        asked = (intent.party, told_to(intent), between_lines((intent.party,)), intent.id)
        bodies = {
            id_: body
            for volume in intent.volumes
            for question in questions_of(volume.area.bounds_deg, volume.interval)
            for id_, body in ask_each(self.connection, _CANDIDATES, (*question, *asked))
        }
        return tuple(decode_intent(bodies[id_]) for id_ in sorted(bodies))

    def holders(self, slots: Sequence[Slot]) -> tuple[SlotHolder, ...]:
        """Give who has filed intents in coarse slots."""
        return self.counts.holders(slots)

    def held(self, intent_id: str, block: int) -> tuple[Slot, ...]:
        """Give the slots of one block that an intent holds, closed or not, by cell; none when there is no such id."""
        held = self._held(intent_id)
        places = (*held.slots, *held.standing) if held is not None else ()
        slots = [Slot(cell=cell, block=block) for cell in sorted({cell for cell, _ in places})]
        return self.counts.held_among(held, slots) if held is not None else ()

    def holders_and_fullest(
        self, slots: Sequence[Slot], party: str, besides: str = ""
    ) -> tuple[tuple[SlotHolder, ...], int]:
        """Give who holds slots, and how many intents of one party hold that one of them which most of them hold."""
        return self.counts.holders_and_fullest(slots, party, self._held(besides) if besides else None)

    def held_from(self, intent_id: str, at_ns: int) -> Held:
        """Say what an intent counts for in the block of an instant and in the next one, its standing cells too."""
        first, held = at_ns // self.counts.block_ns, self._held(intent_id)
        assert held is not None, "every version of an intent says what it holds"
        places = tuple((slot.cell, slot.block) for block in (first, first + 1) for slot in self.held(intent_id, block))
        return Held(held.party, held.shared, places, ())

    def _held(self, intent_id: str) -> Held | None:
        found = ask_one(self.connection, "SELECT held FROM intent WHERE id = ?", (intent_id,))
        return decode_held(found[0]) if found and found[0] else None

    def page(
        self,
        selection: Selection,
        *,
        state: IntentState | None = None,
        own: bool = False,
        only: Callable[[Intent], bool] | None = None,
    ) -> Page[Intent]:
        """Give latest versions that the reader may read, latest filed first."""
        if selection.bounds_deg is not None and state not in (None, IntentState.FILED):
            return Page(items=())
        sql, arguments = self._narrowed(selection, state, own=own)

        def rows(reader: str, place: tuple[int, int], count: int) -> Iterable[Row]:
            found: Iterable[Row] = ask_each(self.connection, sql, (*arguments[0], reader, *place, *arguments[1], count))
            return found

        def make(row: Row) -> Intent | None:
            intent = decode_intent(row[2])
            return intent if intent_meets(intent, selection) and (only is None or only(intent)) else None

        return fill_page(rows, (selection.reader,), selection.after, selection.limit, make)

    def _narrowed(
        self, selection: Selection, state: IntentState | None, *, own: bool
    ) -> tuple[str, tuple[tuple[object, ...], tuple[object, ...]]]:
        """Write the question of a page: its words, and what is bound before and after the reader and the place."""
        words, first, rest = _BY_READER, tuple[object, ...](), list[object]()
        wanted = state
        if selection.bounds_deg is not None:
            wanted = IntentState.FILED
            questions = questions_of(selection.bounds_deg, selection.interval or Interval())
            if all(self._are_few(question) for question in questions):
                words = _BY_BOX.format(met=" UNION ALL ".join([_MET] * len(questions)))
                first = tuple(side for question in questions for side in question)
            else:
                near, sides = narrow_to("i", selection.bounds_deg)
                words += near
                rest += sides
        if wanted is not None:
            words += " AND i.state = ?"
            rest.append(wanted.value)
        if own:
            words += " AND i.party = r.reader"
        if selection.interval is not None:
            words += " AND i.start_ns < ? AND i.end_ns > ?"
            rest += [selection.interval.end_ns, selection.interval.start_ns]
        return words + _LATEST_FIRST, (first, tuple(rest))

    def _are_few(self, question: tuple[int, ...]) -> bool:
        counted = ask_one(
            self.connection,
            f"SELECT count(*) FROM (SELECT 1 FROM volume_box WHERE {MEETS} LIMIT ?)",  # noqa: S608 - our own words
            (*question, FEW_MET + 1),
        )
        return counted is not None and bool(counted[0] <= FEW_MET)


def _columns(intent: Intent, boxes: Sequence[tuple[Bounds, Volume4D]]) -> tuple[object, ...]:
    """Give what stands beside the body: eight columns, then the bounding box of all volumes."""
    end_ns = intent.end_ns
    over_ns = end_ns if intent.state is IntentState.FILED else min(end_ns, intent.filed_ns)
    assert len(boxes) <= BOXES_PER_INTENT, "the http side bounds volumes far below this"
    return (
        intent.version,
        intent.state.value,
        intent.party,
        intent.officer,
        intent.filed_ns,
        intent.start_ns,
        end_ns,
        over_ns,
        min(bounds[0] for bounds, _ in boxes),
        min(bounds[1] for bounds, _ in boxes),
        max(bounds[2] for bounds, _ in boxes),
        max(bounds[3] for bounds, _ in boxes),
    )
