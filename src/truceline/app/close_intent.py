# SPDX-License-Identifier: Apache-2.0
"""Withdraw an intent, declare it over, or confirm a standing presence; each makes a new version."""

from dataclasses import replace

from truceline.app.caller import Caller, NodeTerms
from truceline.app.declare_intent import refuse_closed
from truceline.app.keep_intent import tell_lapsed, tell_readers
from truceline.app.ports import Records
from truceline.app.raise_probing import count_revision
from truceline.app.record_bodies import intent_recordable
from truceline.app.weigh_intent import cover_of, running_slots, told_conflicts
from truceline.base.errors import StateError
from truceline.picture.intents import Intent, IntentState


def close_intent(
    records: Records, before: Intent, state: IntentState, caller: Caller, terms: NodeTerms, *, now_ns: int
) -> Intent:
    """Withdraw an intent, or declare it over.

    Args:
        records: The shelves.
        before: Its latest version.
        state: ``WITHDRAWN`` or ``ENDED``.
        caller: Who says so, of its own party.
        terms: What the node answers by.
        now_ns: The present instant [ns since 1970 UTC].

    Returns:
        The new version.

    Raises:
        ClosedError: It is over already.
        StaleVersionError: It was changed since.
    """
    assert state is not IntentState.FILED
    refuse_closed(before, now_ns)
    closed = replace(before, version=before.version + 1, state=state, officer=caller.officer, filed_ns=now_ns)
    records.intents.add(closed, running_slots(records, before, terms, now_ns))
    records.recorded.put(intent_recordable(closed, state.value))
    tell_readers(records, closed, state.value, now_ns)
    tell_lapsed(records, before, told_conflicts(records, before), terms, state.value, now_ns)
    if state is IntentState.WITHDRAWN or now_ns < before.start_ns:
        count_revision(records, caller, terms, now_ns=now_ns)
    return closed


def confirm_presence(records: Records, before: Intent, caller: Caller, terms: NodeTerms, *, now_ns: int) -> Intent:
    """Confirm that a standing presence still holds.

    Args:
        records: The shelves.
        before: Its latest version.
        caller: Who says so, of its own party.
        terms: What the node answers by.
        now_ns: The present instant [ns since 1970 UTC].

    Returns:
        The new version.

    Raises:
        StateError: It has an end and needs no word.
        ClosedError: It is over.
        StaleVersionError: It was changed since.
    """
    if not before.is_standing:
        message = f"intent {before.id}: expected a standing presence, got one with an end, which needs no confirmation"
        raise StateError(message)
    refuse_closed(before, now_ns)
    confirmed = replace(
        before, version=before.version + 1, officer=caller.officer, filed_ns=now_ns, confirmed_ns=now_ns
    )
    cover = cover_of(confirmed, terms, now_ns)
    still_held = running_slots(records, before, terms, now_ns)
    records.intents.add(confirmed, (*cover.slots, *still_held), cover.standing_cells)
    records.recorded.put(intent_recordable(confirmed, "confirmed"))
    tell_readers(records, confirmed, "confirmed", now_ns)
    return confirmed
