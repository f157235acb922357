# SPDX-License-Identifier: Apache-2.0
"""All shelves on one connection."""

from dataclasses import dataclass

import apsw

from truceline.storage.sqlite.events import SQLiteEvents
from truceline.storage.sqlite.findings import SQLiteFindings
from truceline.storage.sqlite.holders import HolderCounts
from truceline.storage.sqlite.intents import SQLiteIntents
from truceline.storage.sqlite.messages import SQLiteMessages
from truceline.storage.sqlite.recorded import SQLiteRecorded
from truceline.storage.sqlite.requests import SQLiteRequests
from truceline.storage.sqlite.retention import SQLiteRetention
from truceline.storage.sqlite.statements import SQLiteStatements
from truceline.storage.sqlite.texts import SQLiteTexts


@dataclass(frozen=True, slots=True, kw_only=True)
class SQLiteRecords:
    """All shelves, as ``app.ports.Records`` says."""

    intents: SQLiteIntents
    statements: SQLiteStatements
    findings: SQLiteFindings
    texts: SQLiteTexts
    requests: SQLiteRequests
    events: SQLiteEvents
    retention: SQLiteRetention
    recorded: SQLiteRecorded
    messages: SQLiteMessages


def records_on(connection: apsw.Connection, block_ns: int) -> SQLiteRecords:
    """Make the shelves of a connection.

    Args:
        connection: The store's connection.
        block_ns: Length of a coarse block of time [ns].

    Returns:
        The shelves.
    """
    intents = SQLiteIntents(connection=connection, counts=HolderCounts(connection=connection, block_ns=block_ns))
    return SQLiteRecords(
        intents=intents,
        statements=SQLiteStatements(connection=connection),
        findings=SQLiteFindings(connection=connection),
        texts=SQLiteTexts(connection=connection),
        requests=SQLiteRequests(connection=connection),
        events=SQLiteEvents(connection=connection),
        retention=SQLiteRetention(connection=connection, intents=intents),
        recorded=SQLiteRecorded(connection=connection),
        messages=SQLiteMessages(connection=connection),
    )
