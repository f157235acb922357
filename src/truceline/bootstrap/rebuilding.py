# SPDX-License-Identifier: Apache-2.0
"""Rebuilds a node's store from its own log beside the old one, and compares the two.

The bodies come from the old store's shelf of what was recorded, each held against its entry; the rows of all other
tables are worked out anew. How long the log is the log says, not the old store; what other logs delivered is in their
logs, and left out. The node may run: what it records meanwhile may differ.
"""

from pathlib import Path
from secrets import token_hex

from truceline.app.caller import NodeTerms
from truceline.app.rebuild import Rebuilt, bodies_of, rebuild
from truceline.base.errors import StorageError
from truceline.bootstrap.assembling import node_limits
from truceline.bootstrap.folder import NodeFolder
from truceline.bootstrap.settings import Settings
from truceline.bootstrap.waiting import written_to
from truceline.clauses.judging import clause_test
from truceline.clauses.planned import plan_test
from truceline.coordination.coarse import CoarseGrid
from truceline.storage.kept_logs import KeptLog
from truceline.storage.sqlite import SQLiteStore, create_store
from truceline.storage.sqlite.comparing import Compared, compare_stores, recorded_rows


def rebuild_store(
    folder: NodeFolder, settings: Settings, log: KeptLog, key: bytes, out: Path
) -> tuple[Rebuilt, tuple[Compared, ...]]:
    """Rebuild a store.

    Args:
        folder: Of the node.
        settings: Its settings.
        log: Its own log.
        key: Of its store; the new one has the same.
        out: Where the new store goes; nothing may stand there.

    Returns:
        What was put back, and each table that the log decides in both stores.

    Raises:
        StorageError: The log is damaged.
        CommitmentError: A body is not the one to which its entry commits.
        NodeError: The old store does not open, or things do not follow from one another as they must.
    """
    if log.damage:
        raise StorageError(log.damage)
    rows = list(recorded_rows(folder.store, key))
    raws = list(log.read(0, log.size))
    terms = _terms(folder, settings)
    create_store(out, key)
    store = SQLiteStore(out, key, block_ns=terms.grid.block_ns)
    try:
        found = written_to(store, lambda records: rebuild(records, raws, bodies_of(rows, raws), terms))
    finally:
        store.close()
    return found, compare_stores(folder.store, out, key)


def _terms(folder: NodeFolder, settings: Settings) -> NodeTerms:
    library = folder.load_library(settings)
    return NodeTerms(
        party=settings.party,
        library=library,
        plans=plan_test(clause_test(library)),
        grid=CoarseGrid(cell_m=settings.coarse_cell_m, block_hours=settings.coarse_block_hours),
        limits=node_limits(settings),
        new_id=lambda: token_hex(16),
    )
