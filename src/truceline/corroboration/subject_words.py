# SPDX-License-Identifier: Apache-2.0
"""The English words by which a text tells of contacts, channels and announcements: data, each group with its reason.

Nothing here knows a party or a war. A group says which state its words tell; several words may tell one state.
"""

from dataclasses import dataclass
from enum import StrEnum

from truceline.picture.contacts import ContactForm, ContactStatus


class ChannelState(StrEnum):
    """What a text tells of a channel; declared and used are two sides of it."""

    MAINTAINED = "maintained"
    OFF = "switched_off"
    ON = "switched_on"
    LIMITED_USE = "limited_use"
    READINESS = "readiness"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelWords:
    """Words that tell one state of a channel."""

    state: ChannelState
    reason: str
    phrases: tuple[str, ...]


CHANNEL_WORDS = (
    ChannelWords(
        state=ChannelState.LIMITED_USE,
        reason="use that is less than full; says nothing about what was declared",
        phrases=("limited resumption", "partial resumption", "limited use", "partly resumed", "occasional use"),
    ),
    ChannelWords(
        state=ChannelState.READINESS,
        reason="readiness to restore is not restoring",
        phrases=(
            "readiness to reinstate",
            "readiness to resume",
            "readiness to restore",
            "ready to resume",
            "ready to restore",
        ),
    ),
    ChannelWords(
        state=ChannelState.OFF,
        reason="a party ends or stops its service",
        phrases=(
            "switched off",
            "turned off",
            "shut off",
            "shut down",
            "cut off",
            "severed",
            "disconnected",
            "suspended",
            "suspension",
            "went dead",
            "gone dead",
            "goes dead",
            "going dead",
            "no longer works",
            "no longer answers",
            "stopped working",
            "stopped answering",
            "fell silent",
            "hung up",
            "broken off",
            "was cut",
            "were cut",
        ),
    ),
    ChannelWords(
        state=ChannelState.ON,
        reason="a party takes its service up, for the first time or again",
        phrases=(
            "switched on",
            "switched back on",
            "turned on",
            "turned back on",
            "reconnected",
            "reopened",
            "resumed",
            "restored",
            "reinstated",
            "resumption",
            "back in service",
            "back in use",
            "working again",
        ),
    ),
    ChannelWords(
        state=ChannelState.MAINTAINED,
        reason="service or use goes on without a break",
        phrases=(
            "maintained",
            "maintain",
            "kept open",
            "kept up",
            "remained open",
            "remains open",
            "remained intact",
            "remain intact",
            "remains intact",
            "stayed open",
            "never closed",
            "non-stop",
            "without interruption",
            "uninterrupted",
            "in daily use",
            "in constant use",
            "in use",
            "in operation",
        ),
    ),
)
"""Looked for in this order; of two that overlap the first counts."""

PARTED = {"switched": {"off": "switched off", "on": "switched on"}, "turned": {"off": "turned off", "on": "turned on"}}
"""Verbs whose particle may stand after the object: "switched the line off"."""

CHANNEL_NOUNS = frozenset({"hotline", "hotlines", "hot-line", "backchannel"})
"""Words that name a channel by themselves; "hot line" is read as one."""
CHANNEL_KINDS = frozenset(
    [
        "hot",
        "deconfliction",
        "communication",
        "communications",
        "telephone",
        "phone",
        "emergency",
        "military-to-military",
        "liaison",
        "radio",
    ]
)
"""Before "line" or "channel" these make it a channel between sides."""
LINES = frozenset({"line", "lines", "channel", "channels", "link", "links"})

MEETING_NOUNS = {
    "meeting": None,
    "meetings": None,
    "met": None,
    "meet": None,
    "encounter": None,
    "summit": ContactForm.FORMAL_MEETING,
    "greeted": ContactForm.GREETING,
    "handshake": ContactForm.GREETING,
    "pull-aside": ContactForm.PULL_ASIDE,
    "call": ContactForm.CALL,
    "conversation": ContactForm.CALL,
}
"""Words for a contact, with its form where the word tells it."""

CONTACT_FORMS = {
    "informal": ContactForm.INFORMAL_MEETING,
    "unofficial": ContactForm.INFORMAL_MEETING,
    "formal": ContactForm.FORMAL_MEETING,
    "official": ContactForm.FORMAL_MEETING,
    "bilateral": ContactForm.FORMAL_MEETING,
    "telephone": ContactForm.CALL,
    "phone": ContactForm.CALL,
}
"""Adjectives before a contact that tell its form; "less formal" is informal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusWords:
    """Words that tell one status of a contact."""

    status: ContactStatus
    reason: str
    phrases: tuple[str, ...]


STATUS_WORDS = (
    StatusWords(
        status=ContactStatus.PLANNED,
        reason="wanted by somebody on a condition: not yet declined",
        phrases=("reluctant to schedule", "reluctant to hold", "unless"),
    ),
    StatusWords(
        status=ContactStatus.DECLINED,
        reason="said not to take place",
        phrases=(
            "won't hold",
            "won't have",
            "won't meet",
            "will not hold",
            "will not have",
            "will not meet",
            "would not hold",
            "would not meet",
            "no formal",
            "no meeting",
            "refused",
            "ruled out",
            "called off",
            "cancelled",
            "cancelled".replace("ll", "l"),  # As American papers spell it.
            "declined",
        ),
    ),
    StatusWords(
        status=ContactStatus.RUMOURED,
        reason="talked of, and by nobody announced",
        phrases=("talk of", "rumours of", "rumors of", "speculation", "reportedly", "rumoured", "rumored"),
    ),
    StatusWords(
        status=ContactStatus.PLANNED,
        reason="to come",
        phrases=(
            "will",
            "could",
            "may",
            "might",
            "would",
            "expected",
            "scheduled",
            "plans",
            "planned",
            "due",
            "set to",
        ),
    ),
    StatusWords(
        status=ContactStatus.HELD,
        reason="told as past",
        phrases=("had", "held", "met", "greeted", "was", "were", "took place", "kicked off", "during", "in their"),
    ),
)
"""Looked for in this order in the clause of the contact; the first found counts."""

REASON_WORDS = (("because", "of"), ("due", "to"), ("owing", "to"), ("because",), ("unless",))
"""After these stands why a contact is not held, or on what condition."""

ANNOUNCING = frozenset(
    ["announce", "announced", "unveil", "unveiled", "present", "presented", "sign", "signed", "publish", "published"]
)
"""What is done with a deal when it comes."""
DEALS = frozenset(
    [
        "accord",
        "agreement",
        "arrangement",
        "ceasefire",
        "cease-fire",
        "deal",
        "memorandum",
        "pact",
        "plan",
        "settlement",
        "treaty",
        "truce",
        "understanding",
    ]
)
"""What can be announced."""
COMING = frozenset({"could", "will", "may", "might", "would", "shall", "expected", "likely", "due", "set", "scheduled"})
"""Before the verb these make an announcement one that is to come."""
