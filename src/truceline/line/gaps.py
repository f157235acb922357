# SPDX-License-Identifier: Apache-2.0
"""The gap report: which units have not confirmed a message before what it tells of begins.

Rules:
    - A unit is named by the side that it belongs to, and told to that side alone; the sender learns that confirmations
      are missing, and how many.
    - It is made before the activity begins: afterwards it is history.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from truceline.line.levels import Level, Progress
from truceline.line.message_types import MessageType
from truceline.line.messages import Message
from truceline.records.profile import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What is missing of one message with one party.

    Attributes:
        party: The party.
        begins_ms: When what the message tells of begins [ms since 1970 UTC].
        left_ms: So long from now; below nothing once it has begun [ms].
        is_passed_on: Whether the party states to have passed it on to anybody.
        units: Units that have not confirmed.
    """

    party: str
    begins_ms: int
    left_ms: int
    is_passed_on: bool
    units: tuple[str, ...]


def begins_ms(message: Message) -> int:
    """Give when what a message tells of begins [ms since 1970 UTC]: its window's start, else when it was made."""
    window: Value = message.fields.get("window", {})
    start = window.get("from") if isinstance(window, Mapping) else None
    return start if isinstance(start, int) else message.made_ms


def gap(message: Message, kind: MessageType, found: Progress, now_ms: int) -> Gap | None:
    """Say what is missing; nothing when every unit confirmed, or the type reaches no units.

    Args:
        message: The message.
        kind: Its type.
        found: How far it came with the party.
        now_ms: Now [ms since 1970 UTC].
    """
    is_passed_on = found.at(Level.DISSEMINATED) is not None
    if not kind.reaches_units or (is_passed_on and not found.unconfirmed):
        return None
    start = begins_ms(message)
    return Gap(
        party=found.party,
        begins_ms=start,
        left_ms=start - now_ms,
        is_passed_on=is_passed_on,
        units=found.unconfirmed,
    )
