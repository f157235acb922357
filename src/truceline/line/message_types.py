# SPDX-License-Identifier: Apache-2.0
"""The table of messages: each type with its fields, how urgent it may be, and which answers it allows.

There is one such table. ``docs/messages.md`` is printed from it, the forms of the desk and the catalogues of languages
follow it, and nothing is sent that is not in it.

Rules:
    - A type means one thing and is never given another meaning; what changes gets a type of its own.
    - Free text is attached to a type and never carries its meaning. Code and fields are what is signed and compared.
    - A notice informs. No type asks for approval, and no answer grants it: ROGER says that it was understood, WILCO
      that what was asked will be done.
    - What somebody is to act on has a time until which that is possible (``is_actionable``).

Source:
    The procedure words of ACP 125 and the answers of ICAO Doc 4444 (CPDLC) for ROGER, WILCO, UNABLE and STANDBY; the
    Vienna Document 2011, chapter III, for clarification within 48 hours.
"""

from dataclasses import dataclass
from enum import StrEnum

from truceline.line.message_fields import Field, FieldForm


class Precedence(StrEnum):
    """How urgent a message is, least urgent first."""

    ROUTINE = "routine"
    PRIORITY = "priority"
    IMMEDIATE = "immediate"
    FLASH = "flash"


class AnswerCode(StrEnum):
    """What can be answered."""

    ROGER = "roger"
    """Understood; it says nothing of approval."""
    WILCO = "wilco"
    """Understood, and what was asked will be done."""
    UNABLE = "unable"
    """Understood, and it cannot be done, for a reason."""
    STANDBY = "standby"
    """An answer follows, until a stated time."""
    RECEIVED = "received"
    """Received; nothing is said of its content."""
    CONTEST = "contest"
    """Received, and its account is contested."""
    QUERY = "query"
    """Something in it is asked about."""
    CHECKED = "checked"
    """A test came through."""


ENDING = frozenset(AnswerCode) - {AnswerCode.STANDBY, AnswerCode.QUERY}
"""Answers that end the waiting for one; the others move it."""
UNABLE_REASONS = (
    *("cannot_reach_unit", "not_own_forces", "own_forces_in_danger", "too_late", "place_not_clear", "other_reason"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Until when each level is to be reached, after the message was deposited [s].

    Attributes:
        delivered_s: The other node has it.
        read_s: A named officer read it; none where no person is asked for.
        answered_s: An answer that ends the waiting.
    """

    delivered_s: int
    read_s: int | None
    answered_s: int


MINUTE, HOUR = 60, 3_600

DEADLINES = {
    Precedence.FLASH: Deadlines(delivered_s=30, read_s=2 * MINUTE, answered_s=5 * MINUTE),
    Precedence.IMMEDIATE: Deadlines(delivered_s=MINUTE, read_s=15 * MINUTE, answered_s=HOUR),
    Precedence.PRIORITY: Deadlines(delivered_s=5 * MINUTE, read_s=HOUR, answered_s=24 * HOUR),
    Precedence.ROUTINE: Deadlines(delivered_s=HOUR, read_s=24 * HOUR, answered_s=48 * HOUR),
}
"""Unless the agreement or the type says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageType:
    """A type of message.

    Attributes:
        code: As it is signed.
        title: Its name in English.
        about: What such a message says.
        fields: Its fields.
        precedences: How urgent it may be; the first is taken when none is said.
        answers: What may be answered.
        deadlines: Its own, in place of those of its precedence.
        is_actionable: Whether somebody is to act on it, so that it must say until when it is valid.
        refers: Whether it is about an earlier message: ``must``, ``may`` or ``never``.
        reaches_units: Whether it is to be passed on to units before the activity begins.
        is_own_side: Whether it stays with the own side.
    """

    code: str
    title: str
    about: str
    precedences: tuple[Precedence, ...]
    answers: tuple[AnswerCode, ...]
    fields: tuple[Field, ...] = ()
    deadlines: Deadlines | None = None
    is_actionable: bool = False
    refers: str = "may"
    reaches_units: bool = False
    is_own_side: bool = False

    def deadlines_at(self, precedence: Precedence) -> Deadlines:
        """Give its deadlines at a precedence."""
        return self.deadlines or DEADLINES[precedence]


def _field(name: str, form: FieldForm, about: str, *marks: str, codes: tuple[str, ...] = ()) -> Field:
    """Write a field in one line; ``?`` marks one that may be left out, ``=`` one that is read back."""
    return Field(
        name=name, form=form, about=about, codes=codes, is_required="?" not in marks, is_read_back="=" in marks
    )


_R, _P, _I, _F = Precedence.ROUTINE, Precedence.PRIORITY, Precedence.IMMEDIATE, Precedence.FLASH
_A = AnswerCode
_INFORMED = (_A.ROGER, _A.QUERY, _A.STANDBY)
_ASKED = (_A.WILCO, _A.UNABLE, _A.STANDBY, _A.ROGER, _A.QUERY)
_TOLD = (_A.RECEIVED, _A.CONTEST, _A.QUERY)

_AREA = _field("area", FieldForm.AREA, "Where", "=")
_WINDOW = _field("window", FieldForm.WINDOW, "From when until when", "=")
_BAND = _field("band", FieldForm.BAND, "At which heights", "?", "=")
_PLACE = _field("place", FieldForm.POSITION, "Where", "=")
_AT = _field("at", FieldForm.INSTANT, "When", "=")
_FORCE = _field("force", FieldForm.NAME, "Whose", "?")
_DOMAIN = _field("domain", FieldForm.CODE, "Where it is done", codes=("air", "ground", "sea", "fires"))
_CHANNEL = _field("channel", FieldForm.NAME, "Which channel of the line", "=")
_COUNT_OF_PERSONS = _field("persons", FieldForm.COUNT, "How many persons", "?", "=")
_HARM = (
    _field("killed", FieldForm.COUNT, "How many were killed, according to whoever tells", "?"),
    _field("injured", FieldForm.COUNT, "How many were injured, according to whoever tells", "?"),
)
_RULING = _field(
    "ruling",
    FieldForm.CODE,
    "What the clause test says of it",
    "?",
    codes=("prohibited", "contested", "cannot_judge", "no_clause"),
)

MESSAGE_TYPES = (
    MessageType(
        code="test.check",
        title="Check of the line",
        about="Is this line heard? A machine asks every minute, a person twice a day.",
        fields=(
            _CHANNEL,
            _field("asked_by", FieldForm.CODE, "Who asks", codes=("machine", "person")),
            _field("number", FieldForm.COUNT, "Number of the check", "="),
        ),
        precedences=(_R,),
        answers=(_A.CHECKED,),
        deadlines=Deadlines(delivered_s=MINUTE, read_s=None, answered_s=MINUTE),
        refers="never",
    ),
    MessageType(
        code="activity.notice",
        title="Notice of an activity",
        about="An activity of the own side, where and when. It informs; it asks for nothing.",
        fields=(_DOMAIN, _AREA, _WINDOW, _BAND, _FORCE, _RULING),
        precedences=(_P, _R, _I, _F),
        answers=_INFORMED,
        is_actionable=True,
        refers="never",
        reaches_units=True,
    ),
    MessageType(
        code="activity.change",
        title="Change of an activity",
        about="A noticed activity is changed; all of it is told anew.",
        fields=(_DOMAIN, _AREA, _WINDOW, _BAND, _FORCE, _RULING),
        precedences=(_P, _R, _I, _F),
        answers=_INFORMED,
        is_actionable=True,
        refers="must",
        reaches_units=True,
    ),
    MessageType(
        code="activity.cancel",
        title="Cancelling of an activity",
        about="A noticed activity does not take place. The notice stays on record.",
        fields=(_field("from", FieldForm.INSTANT, "From when on", "="),),
        precedences=(_P, _R, _I, _F),
        answers=_INFORMED,
        refers="must",
        reaches_units=True,
    ),
    MessageType(
        code="hazard",
        title="Hazard",
        about="A danger to others that somebody knows of.",
        fields=(
            _field("danger", FieldForm.CODE, "Which", "=", codes=("laser", "live_fire", "debris", "jamming", "mines")),
            _AREA,
            _WINDOW,
            _BAND,
        ),
        precedences=(_I, _P, _F),
        answers=_INFORMED,
        is_actionable=True,
        reaches_units=True,
    ),
    MessageType(
        code="flight.safety",
        title="Safety of flight",
        about="An aircraft is in danger, or came dangerously near.",
        fields=(
            _field(
                "nature", FieldForm.CODE, "Of which kind", codes=("distress", "near_miss", "lost_contact", "emergency")
            ),
            _PLACE,
            _AT,
            _BAND,
        ),
        precedences=(_F, _I),
        answers=_ASKED,
        is_actionable=True,
        reaches_units=True,
    ),
    MessageType(
        code="entry.inadvertent",
        title="Entry by mistake",
        about="Somebody of the own side entered, or is about to enter, by mistake.",
        fields=(
            _DOMAIN,
            _PLACE,
            _AT,
            _field("is", FieldForm.CODE, "What he does", "=", codes=("still_inside", "leaving", "left")),
            _COUNT_OF_PERSONS,
        ),
        precedences=(_F, _I, _P),
        answers=_ASKED,
        is_actionable=True,
        reaches_units=True,
    ),
    MessageType(
        code="incident",
        title="Incident",
        about="Something happened, according to whoever reports it. It accuses nobody.",
        fields=(_PLACE, _AT, _DOMAIN, *_HARM, _RULING),
        precedences=(_P, _I, _F, _R),
        answers=_TOLD,
        refers="may",
    ),
    MessageType(
        code="protest",
        title="Protest",
        about="A side holds that a provision was not kept, and says which.",
        fields=(
            _field("agreement", FieldForm.NAME, "Which agreement"),
            _field("provision", FieldForm.NAME, "Which provision"),
            _AT,
            _field("place", FieldForm.POSITION, "Where", "?", "="),
            _RULING,
        ),
        precedences=(_R, _P),
        answers=(_A.RECEIVED, _A.CONTEST),
    ),
    MessageType(
        code="clarification.request",
        title="Request for clarification",
        about="A side asks what something was.",
        fields=(
            _field(
                "about",
                FieldForm.CODE,
                "What is asked",
                codes=("activity", "incident", "boundary", "control", "text", "message"),
            ),
            _field("at", FieldForm.INSTANT, "Of which time", "?", "="),
            _field("place", FieldForm.POSITION, "Of which place", "?", "="),
        ),
        precedences=(_P, _R, _I),
        answers=(_A.ROGER, _A.STANDBY, _A.UNABLE),
        deadlines=Deadlines(delivered_s=HOUR, read_s=24 * HOUR, answered_s=48 * HOUR),
    ),
    MessageType(
        code="reply",
        title="Reply",
        about="What a side answers to a request for clarification, an incident or a protest.",
        fields=(
            _field(
                "account",
                FieldForm.CODE,
                "What it says",
                codes=("confirmed", "denied", "explained", "not_known", "under_inquiry"),
            ),
        ),
        precedences=(_P, _R, _I),
        answers=_TOLD,
        refers="must",
    ),
    MessageType(
        code="self.report",
        title="Report on oneself",
        about="A side reports what its own forces did.",
        fields=(_PLACE, _AT, _DOMAIN, *_HARM),
        precedences=(_I, _P, _F, _R),
        answers=(_A.RECEIVED, _A.QUERY),
    ),
    MessageType(
        code="halt.request",
        title="Request to halt",
        about="A side asks that something going on be stopped at once.",
        fields=(
            _DOMAIN,
            _PLACE,
            _field("since", FieldForm.INSTANT, "Since when", "="),
            _field(
                "because",
                FieldForm.CODE,
                "Why",
                "=",
                codes=("own_forces_under_fire", "protected_site", "civilians", "aid_convoy", "aircraft_in_danger"),
            ),
        ),
        precedences=(_F,),
        answers=_ASKED,
        is_actionable=True,
        reaches_units=True,
    ),
    MessageType(
        code="rescue",
        title="Medical evacuation or rescue",
        about="Persons are to be fetched; a side asks for safe passage for that.",
        fields=(
            _field("purpose", FieldForm.CODE, "What for", codes=("medical_evacuation", "search_and_rescue")),
            _AREA,
            _WINDOW,
            _BAND,
            _COUNT_OF_PERSONS,
        ),
        precedences=(_F, _I),
        answers=_ASKED,
        is_actionable=True,
        reaches_units=True,
    ),
    MessageType(
        code="aid.passage",
        title="Passage of humanitarian aid",
        about="A humanitarian movement is passed on for whoever notified it, no more finely than he allowed.",
        fields=(
            _AREA,
            _WINDOW,
            _field("vehicles", FieldForm.COUNT, "How many vehicles", "?", "="),
        ),
        precedences=(_P, _I, _R),
        answers=_ASKED,
        is_actionable=True,
        reaches_units=True,
    ),
    MessageType(
        code="admin",
        title="Administration",
        about="Rosters, frequencies, keys and hours of the line itself.",
        fields=(
            _field(
                "subject", FieldForm.CODE, "About what", codes=("roster", "frequencies", "keys", "hours", "contact")
            ),
            _field("from", FieldForm.INSTANT, "From when on", "?", "="),
        ),
        precedences=(_R, _P),
        answers=(_A.RECEIVED, _A.QUERY),
    ),
    MessageType(
        code="correction",
        title="Correction",
        about="Fields of an earlier message were wrong; the message stays, and is read with these.",
        fields=(
            _field("area", FieldForm.AREA, "Where, rightly", "?", "="),
            _field("place", FieldForm.POSITION, "Where, rightly", "?", "="),
            _field("at", FieldForm.INSTANT, "When, rightly", "?", "="),
            _field("window", FieldForm.WINDOW, "From when until when, rightly", "?", "="),
            _field("band", FieldForm.BAND, "At which heights, rightly", "?", "="),
        ),
        precedences=(_P, _I, _F, _R),
        answers=_INFORMED,
        refers="must",
        reaches_units=True,
    ),
    MessageType(
        code="line.fault",
        title="Fault of the line",
        about="A side's own service of a channel is out of order, or bad, by its own account.",
        fields=(
            _CHANNEL,
            _field("state", FieldForm.CODE, "How it is", codes=("degraded", "fault_claimed")),
            _field("since", FieldForm.INSTANT, "Since when"),
        ),
        precedences=(_P, _I),
        answers=(_A.RECEIVED,),
        refers="never",
    ),
    MessageType(
        code="line.suspend",
        title="Suspension of the line",
        about="A side suspends its own service of a channel; the words attached are its own.",
        fields=(
            _CHANNEL,
            _field("from", FieldForm.INSTANT, "From when on", "="),
            _field("calls_continue", FieldForm.CODE, "Whether calls are still taken", codes=("yes", "no", "distress")),
            _field("review_at", FieldForm.INSTANT, "When it is looked at again", "?"),
        ),
        precedences=(_P, _I),
        answers=(_A.RECEIVED, _A.CONTEST),
        refers="never",
    ),
    MessageType(
        code="line.resume",
        title="Resuming of the line",
        about="A side takes up its own service of a channel again, or begins to.",
        fields=(
            _CHANNEL,
            _field("state", FieldForm.CODE, "How it is", codes=("readiness_declared", "restoring", "restored", "open")),
            _field("from", FieldForm.INSTANT, "From when on", "="),
            _field("owed", FieldForm.COUNT, "How many entries and bodies are still to be caught up", "?"),
        ),
        precedences=(_P, _R, _I),
        answers=(_A.RECEIVED, _A.CONTEST),
    ),
    MessageType(
        code="watch.handover",
        title="Handover of the watch",
        about="The watch passes to a relief, who takes over what is open, piece by piece.",
        fields=(
            _field("from_officer", FieldForm.NAME, "Who hands over"),
            _field("to_officer", FieldForm.NAME, "Who takes over"),
            _field("open_items", FieldForm.COUNT, "How many messages wait for an answer", "="),
        ),
        precedences=(_R,),
        answers=(_A.ROGER, _A.QUERY),
        deadlines=Deadlines(delivered_s=MINUTE, read_s=15 * MINUTE, answered_s=15 * MINUTE),
        refers="never",
        is_own_side=True,
    ),
)
"""Every type there is."""

_BY_CODE = {each.code: each for each in MESSAGE_TYPES}


def message_type(code: str) -> MessageType | None:
    """Give a type by its code; none for one that this version does not know."""
    return _BY_CODE.get(code)
