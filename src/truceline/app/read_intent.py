# SPDX-License-Identifier: Apache-2.0
"""Read an intent, if the reader may. That there is one that the reader may not read is never told."""

from truceline.app.caller import Caller
from truceline.app.ports import Look, Records
from truceline.base.errors import NotFoundError
from truceline.coordination.disclosure import may_look
from truceline.picture.intents import Intent


def read_intent(records: Records, intent_id: str, caller: Caller) -> Intent:
    """Give the latest version of an intent.

    Args:
        records: The shelves.
        intent_id: Its id.
        caller: Who asks.

    Returns:
        The intent.

    Raises:
        NotFoundError: There is none that the caller may read.
    """
    intent = maybe_intent(records, intent_id)
    if intent is None or not may_look(intent, caller.party, caller.role):
        raise NotFoundError(no_such_intent(intent_id))
    return intent


def read_versions(records: Records, intent_id: str, caller: Caller) -> tuple[Intent, ...]:
    """Give every version of an intent: all to its own party, to others those that were shared with them in full.

    Raises:
        NotFoundError: There is none that the caller may read.
    """
    found = records.intents.versions(intent_id)
    versions = tuple(each for each in found if may_look(each, caller.party, caller.role))
    if not versions:
        raise NotFoundError(no_such_intent(intent_id))
    return versions


def is_sensitive(intent: Intent) -> bool:
    """Say whether a look at an intent is to be recorded: hidden kinds, and what is shared with nobody."""
    return intent.is_hidden or not (intent.sharing.full or intent.sharing.conflict)


def look_at(intent: Intent, caller: Caller, reason: str, now_ns: int) -> Look:
    """Give the record of a look."""
    return Look(at_ns=now_ns, party=caller.party, officer=caller.officer, what="intent", id=intent.id, reason=reason)


def no_such_intent(intent_id: str) -> str:
    """Write the one sentence for an intent that is not there and for one that the caller may not read."""
    return f"intent {intent_id!r:.60}: expected the id of an intent that you may read, got none"


def maybe_intent(records: Records, intent_id: str) -> Intent | None:
    """Give the latest version of an intent; None when there is none."""
    try:
        return records.intents.get(intent_id)
    except NotFoundError:
        return None
