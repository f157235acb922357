-- SPDX-License-Identifier: Apache-2.0
-- Version 2: who looked at what is sensitive, and what was erased and why.

CREATE TABLE look (
    key INTEGER PRIMARY KEY,
    at_ns INTEGER NOT NULL,
    party TEXT NOT NULL,
    officer TEXT NOT NULL,
    what TEXT NOT NULL,
    id TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX look_party ON look (party, at_ns, key);
CREATE INDEX look_at ON look (at_ns);

CREATE TABLE erasure (
    what TEXT NOT NULL,
    id TEXT NOT NULL,
    party TEXT NOT NULL,
    taken_ns INTEGER NOT NULL,
    at_ns INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (what, id)
) STRICT, WITHOUT ROWID;
