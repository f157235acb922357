-- SPDX-License-Identifier: Apache-2.0
-- Version 3: what goes into the party's log, with the bodies of its entries; and what other logs delivered.

-- A row is written in the transaction of the thing itself. It gets its place once the log has taken it, in the order
-- of its number; a row without a place is brought to the log again at the next start.
CREATE TABLE recorded (
    number INTEGER PRIMARY KEY,
    typ TEXT NOT NULL,
    what TEXT NOT NULL,
    id TEXT NOT NULL,
    author TEXT NOT NULL,
    recipients BLOB NOT NULL,
    -- Numbers of rows that it is about; and entries of other logs, by origin, index and hash.
    about BLOB NOT NULL,
    refers BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    deadline_ms INTEGER,
    is_open INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    -- What the entry says of the body; both digests are empty for an open one.
    size INTEGER NOT NULL,
    key_digest BLOB NOT NULL,
    sealed_digest BLOB NOT NULL,
    -- NULL once they were destroyed; dek of an open body as well.
    salt BLOB,
    dek BLOB,
    body BLOB,
    -- NULL until the log has taken it.
    seq INTEGER,
    leaf BLOB
) STRICT;
CREATE INDEX recorded_thing ON recorded (id);
CREATE INDEX recorded_body ON recorded (at_ms) WHERE body IS NOT NULL;
CREATE UNIQUE INDEX recorded_seq ON recorded (seq) WHERE seq IS NOT NULL;

-- Bodies that other parties' logs delivered here, each once: taken, or refused and why.
CREATE TABLE delivered (
    origin TEXT NOT NULL,
    seq INTEGER NOT NULL,
    leaf BLOB NOT NULL,
    party TEXT NOT NULL,
    typ TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    salt BLOB NOT NULL,
    dek BLOB NOT NULL,
    body BLOB NOT NULL,
    what TEXT NOT NULL,
    id TEXT NOT NULL,
    refused TEXT NOT NULL,
    PRIMARY KEY (origin, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivered_thing ON delivered (id);
