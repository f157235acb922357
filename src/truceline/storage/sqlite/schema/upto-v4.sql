-- SPDX-License-Identifier: Apache-2.0
-- Version 4: messages of the line, and what each side says of them.

CREATE TABLE message (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    -- Party in whose log it stands.
    log TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;

-- The sender and those who are to answer; open as long as an answer is waited for.
CREATE TABLE message_side (
    party TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    message INTEGER NOT NULL REFERENCES message (key) ON DELETE CASCADE,
    urgency INTEGER NOT NULL,
    is_open INTEGER NOT NULL,
    PRIMARY KEY (party, at_ns, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_open ON message_side (party, urgency, at_ns) WHERE is_open = 1;
CREATE INDEX message_side_message ON message_side (message);

CREATE TABLE message_step (
    key INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES message (key) ON DELETE CASCADE,
    party TEXT NOT NULL,
    log TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX message_step_message ON message_step (message);
