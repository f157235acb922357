# SPDX-License-Identifier: Apache-2.0
"""A node in this process for tests: the shipped exercise library, the real store in a file, every real route."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from http_door import Lines, NamedCallers, Node
from shipped import HTTP_LIMITS, NODE_LIMITS
from truceline.agreement.library import Library, find_library
from truceline.app.at_hand import make_at_hand
from truceline.app.caller import NodeLimits, NodeTerms
from truceline.app.current_terms import CurrentTerms
from truceline.app.ports import Records
from truceline.app.text_ground import TextGround, read_ground
from truceline.base.clock import FixedClock
from truceline.base.instants import parse_instant
from truceline.clauses.judging import clause_test
from truceline.clauses.planned import PlanTest, plan_test
from truceline.coordination.coarse import CoarseGrid
from truceline.http.cursors import CursorSeal
from truceline.http.door import Check, NodeDoor
from truceline.http.node_app import make_app
from truceline.storage.sqlite import SQLiteStore, create_store

NOW = "2026-11-22T12:00:00Z"
"""The instant at which these nodes stand; invented, as is their library."""


def drawn_id() -> str:
    """Draw an id as a node does."""
    return secrets.token_hex(16)


@contextmanager
def running_node(
    folder: Path, *, limits: NodeLimits | None = None, now: str = NOW, new_id: Callable[[], str] = drawn_id
) -> Iterator[Node]:
    """Give a node with an empty store.

    Args:
        folder: Where its store lies.
        limits: Bounds, where they differ from the usual ones.
        now: The instant at which it stands.
        new_id: Gives ids.
    """
    path, key = folder / "store.db", secrets.token_bytes(32)
    create_store(path, key)
    store = SQLiteStore(path, key, block_ns=CoarseGrid().block_ns)
    try:
        yield _node(store, limits or NODE_LIMITS, now, new_id)
    finally:
        store.close()


@cache
def _ground() -> tuple[TextGround, Library, PlanTest]:
    """Read the library once; nothing of it is ever altered."""
    text = read_ground(find_library("exercise-strait"))
    library = text.library()
    return text, library, plan_test(clause_test(library))


def _node(store: Any, limits: NodeLimits, now: str, new_id: Callable[[], str]) -> Node:  # noqa: ANN401 - the door of tests takes any store
    text, library, plans = _ground()
    current: CurrentTerms

    def renew(records: Records) -> None:
        current.renew(records)

    at_hand = make_at_hand(library, text, lambda name: f"witness-{len(name)}", renew)
    terms = NodeTerms(
        party="northland",
        library=library,
        plans=plans,
        grid=CoarseGrid(),
        limits=limits,
        new_id=new_id,
    )
    current = CurrentTerms(terms=terms, agreed=at_hand.agreed, tests=at_hand.current)
    log = Lines()
    door = NodeDoor(
        store=store,
        terms=lambda: current.terms,
        callers=NamedCallers(),
        clock=FixedClock(parse_instant(now)),
        seal=CursorSeal(secrets.token_bytes(32)),
        readiness=lambda: (Check(name="store open", is_done=True),),
        is_exercise=True,
        version="0.0.test",
        log=log,
        limits=replace(HTTP_LIMITS, body_s=0.5, stream_poll_s=0.01, heartbeat_s=0.05),
        at_hand=at_hand,
    )
    return Node(app=make_app(door), door=door, store=store, log=log)
