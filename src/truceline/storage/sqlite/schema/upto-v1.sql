-- SPDX-License-Identifier: Apache-2.0
-- Version 1: intents, statements, findings, texts, requests and events.
-- Instants are nanoseconds since 1970 UTC. Bodies are MessagePack (storage/sqlite/bodies.py).

-- The latest version of each intent; versions before it stand in intent_past.
CREATE TABLE intent (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    party TEXT NOT NULL,
    officer TEXT NOT NULL,
    filed_ns INTEGER NOT NULL,
    start_ns INTEGER NOT NULL,
    end_ns INTEGER NOT NULL,
    -- When it is over: its end, or when it was withdrawn or declared over.
    over_ns INTEGER NOT NULL,
    -- Rows in volume_box: numbered from key * 65536.
    boxes INTEGER NOT NULL,
    -- What is counted in slot_holder and standing_holder, so that it can be taken out again.
    held BLOB NOT NULL,
    -- The bounding box of all volumes [deg].
    west REAL NOT NULL,
    south REAL NOT NULL,
    east REAL NOT NULL,
    north REAL NOT NULL,
    -- NULL once it was erased.
    body BLOB
) STRICT;
-- By days: what is filed together then touches few pages of it.
CREATE INDEX intent_over ON intent (over_ns / 86400000000000);

CREATE TABLE intent_past (
    intent INTEGER NOT NULL REFERENCES intent (key) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (intent, version)
) STRICT, WITHOUT ROWID;

-- Who may read the latest version, in the order of lists.
CREATE TABLE intent_reader (
    reader TEXT NOT NULL,
    filed_ns INTEGER NOT NULL,
    intent INTEGER NOT NULL,
    PRIMARY KEY (reader, filed_ns, intent)
) STRICT, WITHOUT ROWID;

-- One box for each volume of a filed intent: 1e-7 deg and seconds since 2020, rounded outward. Its sharing stands beside
-- it, so that what may not be told is passed over without reading anything of it.
CREATE VIRTUAL TABLE volume_box USING rtree_i32(id, west, east, south, north, since, until, +sharing);

-- A party, and the parties that may be told of an exact conflict with its intents if they agree, each between two ends
-- of line; written once for all boxes and slots of which it is said, and gone with the last version. A key is never
-- given twice: what was read of it may be remembered.
CREATE TABLE sharing (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    party TEXT NOT NULL,
    shared TEXT NOT NULL,
    -- How many versions stand under it.
    versions INTEGER NOT NULL,
    UNIQUE (party, shared)
) STRICT;

-- How many filed intents of a party, shared with the same parties, hold a coarse slot.
CREATE TABLE slot_holder (
    cell INTEGER NOT NULL,
    block INTEGER NOT NULL,
    sharing INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (cell, block, sharing)
) STRICT, WITHOUT ROWID;

-- The same for presence without an end, from an instant on.
CREATE TABLE standing_holder (
    cell INTEGER NOT NULL,
    since_ns INTEGER NOT NULL,
    sharing INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (cell, since_ns, sharing)
) STRICT, WITHOUT ROWID;

-- Claims, reports and acts of the past.
CREATE TABLE statement (
    key INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    party TEXT NOT NULL,
    officer TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    is_protected INTEGER NOT NULL,
    exercise INTEGER NOT NULL,
    readers BLOB NOT NULL,
    start_ns INTEGER NOT NULL,
    end_ns INTEGER NOT NULL,
    west REAL,
    south REAL,
    east REAL,
    north REAL,
    body BLOB,
    UNIQUE (kind, id)
) STRICT;
CREATE INDEX statement_at ON statement (kind, at_ns);

-- Who may read it, in the order of lists, with the place and time that lists are narrowed by: a list is searched in
-- itself, so that what stands in other lists takes no time of it.
CREATE TABLE statement_reader (
    kind TEXT NOT NULL,
    reader TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    statement INTEGER NOT NULL,
    start_ns INTEGER NOT NULL,
    end_ns INTEGER NOT NULL,
    west REAL,
    south REAL,
    east REAL,
    north REAL,
    PRIMARY KEY (kind, reader, at_ns, statement)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    ruling TEXT NOT NULL,
    exercise INTEGER NOT NULL,
    about BLOB NOT NULL,
    readers BLOB NOT NULL,
    subjects BLOB NOT NULL,
    start_ns INTEGER NOT NULL,
    end_ns INTEGER NOT NULL,
    west REAL,
    south REAL,
    east REAL,
    north REAL,
    body BLOB
) STRICT;
CREATE INDEX finding_at ON finding (at_ns);

-- As statement_reader.
CREATE TABLE finding_reader (
    reader TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    finding INTEGER NOT NULL,
    kind TEXT NOT NULL,
    start_ns INTEGER NOT NULL,
    end_ns INTEGER NOT NULL,
    west REAL,
    south REAL,
    east REAL,
    north REAL,
    PRIMARY KEY (reader, at_ns, finding)
) STRICT, WITHOUT ROWID;

-- Versions of agreements as they were proposed, and who accepted which.
CREATE TABLE proposed_text (
    key INTEGER PRIMARY KEY,
    agreement TEXT NOT NULL,
    digest TEXT NOT NULL,
    party TEXT NOT NULL,
    officer TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    document BLOB NOT NULL,
    replaces TEXT NOT NULL,
    UNIQUE (agreement, digest)
) STRICT;

CREATE TABLE acceptance (
    key INTEGER PRIMARY KEY,
    agreement TEXT NOT NULL,
    digest TEXT NOT NULL,
    party TEXT NOT NULL,
    officer TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    words TEXT NOT NULL,
    UNIQUE (agreement, digest, party)
) STRICT;

CREATE TABLE kept_answer (
    officer TEXT NOT NULL,
    key TEXT NOT NULL,
    digest BLOB NOT NULL,
    status INTEGER NOT NULL,
    etag TEXT NOT NULL,
    location TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (officer, key)
) STRICT;
CREATE INDEX kept_answer_at ON kept_answer (at_ns);

CREATE TABLE cell_asked (
    party TEXT NOT NULL,
    officer TEXT NOT NULL,
    cell INTEGER NOT NULL,
    at_ns INTEGER NOT NULL,
    PRIMARY KEY (party, officer, cell)
) STRICT, WITHOUT ROWID;

-- How many intents an officer changed, withdrew, or declared over before they began, at an instant.
CREATE TABLE revision (
    officer TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (officer, at_ns)
) STRICT, WITHOUT ROWID;

-- A number is never given twice, not even after its event was deleted.
CREATE TABLE event (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ns INTEGER NOT NULL,
    what TEXT NOT NULL,
    change TEXT NOT NULL,
    id TEXT NOT NULL,
    readers BLOB NOT NULL
) STRICT;

CREATE TABLE event_reader (
    reader TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (reader, number)
) STRICT, WITHOUT ROWID;
