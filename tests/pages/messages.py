# SPDX-License-Identifier: Apache-2.0
"""Writes docs/messages.md from the one table of messages: types, fields, precedence, answers, deadlines."""
# ruff: noqa: E501 one sentence to a line, as the page has them

from collections.abc import Iterator

from pages.tables import table
from truceline.line.message_fields import (
    HEIGHT_TOLERANCE_M,
    INSTANT_TOLERANCE_S,
    POSITION_TOLERANCE_M,
    FieldForm,
)
from truceline.line.message_types import (
    DEADLINES,
    ENDING,
    MESSAGE_TYPES,
    UNABLE_REASONS,
    AnswerCode,
    Deadlines,
    MessageType,
    Precedence,
)

HEAD = """# Messages of the line

<!-- Written by scripts/pages from src/truceline/line/message_types.py and message_fields.py. -->

There is one table of messages. Nothing is sent that is not in it.
This version holds the table and its rules; nodes do not send messages yet.

- Code and fields are what is signed. Every language is a view of them; free text is attached and never carries the meaning.
- **Acknowledged is not approved.** ROGER says that a message was understood, WILCO that what was asked will be done. No answer approves an activity, and silence is not consent.
- What somebody is to act on says until when (`valid_until`). After that it is history: it can be answered, and WILCO cannot be given any more.
- Cancelling and correcting never erase. Both messages stand.
- EXERCISE is part of what is signed. A message of an exercise never answers, corrects or cancels a live one.

"""
ANSWERS = {
    AnswerCode.ROGER: "Understood. It says nothing of approval.",
    AnswerCode.WILCO: "Understood, and what was asked will be done.",
    AnswerCode.UNABLE: f"Understood, and it cannot be done: {', '.join(f'`{each}`' for each in UNABLE_REASONS)}.",
    AnswerCode.STANDBY: "An answer follows until a stated time. All together they move the answer by no more than the time for it once again.",
    AnswerCode.RECEIVED: "Received. It says nothing of the content.",
    AnswerCode.CONTEST: "Received, and the account is contested.",
    AnswerCode.QUERY: "Something in it is asked about.",
    AnswerCode.CHECKED: "A test came through.",
}
FORMS = {
    FieldForm.INSTANT: "milliseconds since 1970 UTC",
    FieldForm.WINDOW: '`{"from": ms, "until": ms}`',
    FieldForm.POSITION: '`{"lat": n, "lon": n}` in units of 1e-7 degree (WGS 84), and `error_m` [m] where it is known',
    FieldForm.AREA: '`{"circle": {"lat", "lon", "radius_m"}}` or `{"ring": [[lon, lat], ...]}`',
    FieldForm.BAND: '`{"datum": "agl" or "amsl" or "pressure" or "wgs84"}` with `lower_m`, `upper_m` or both [m]',
    FieldForm.CODE: "one of the codes that stand with the field",
    FieldForm.COUNT: "a whole number from 0",
    FieldForm.NAME: "the id of a party, a force, a unit, a channel, an agreement or an officer's pseudonym",
    FieldForm.ENTRY: "`[origin, seq, leaf]`: an entry of the record",
}


def messages_page() -> str:
    """Write the page."""
    return "".join(
        (
            HEAD,
            "## All types\n\n",
            table(("Code", "Type", "Precedence", "Answers", "Until when"), (_row(kind) for kind in MESSAGE_TYPES)),
            "\nThe first precedence is taken when none is said. *Until when*: can it be acted on only until a stated time?\n",
            "\n## Deadlines\n\nDelivery is due after the message was deposited with a third party, or made where there is none; reading and answering after delivery, or after delivery was due as long as nothing was delivered. An agreement may state others.\n\n",
            table(
                ("Precedence", "Delivered", "Read by an officer", "Answered"),
                ((each.value, *_due(DEADLINES[each])) for each in reversed(Precedence)),
            ),
            "".join(_own_deadlines()),
            "\n## Answers\n\n",
            table(
                ("Answer", "It says", "Ends the waiting"),
                ((f"`{each}`", ANSWERS[each], "yes" if each in ENDING else "no") for each in AnswerCode),
            ),
            "\n## Forms of fields\n\n",
            table(("Form", "What stands in it"), ((f"`{each}`", FORMS[each]) for each in FieldForm)),
            f"\nA read-back agrees when places lie within {POSITION_TOLERANCE_M} m, times within {INSTANT_TOLERANCE_S} s and heights on the same datum within {HEIGHT_TOLERANCE_M} m: what reading aloud and writing down may lose. Everything else must be equal.\n",
            "\n## Fields of each type\n",
            *(_section(kind) for kind in MESSAGE_TYPES),
        )
    )


def _row(kind: MessageType) -> tuple[str, ...]:
    return (
        f"[`{kind.code}`](#{kind.code.replace('.', '')})",
        kind.title,
        ", ".join(kind.precedences),
        ", ".join(f"`{each}`" for each in kind.answers),
        "yes" if kind.is_actionable else "",
    )


def _own_deadlines() -> Iterator[str]:
    yield "\nOf their own:\n\n"
    for kind in MESSAGE_TYPES:
        if kind.deadlines:
            delivered, read, answered = _due(kind.deadlines)
            yield f"- `{kind.code}`: delivered {delivered}, read {read}, answered {answered}\n"


def _due(deadlines: Deadlines) -> tuple[str, str, str]:
    return _span(deadlines.delivered_s), _span(deadlines.read_s), _span(deadlines.answered_s)


def _span(seconds: int | None) -> str:
    if seconds is None:
        return "not asked for"
    for unit, size in (("h", 3_600), ("min", 60)):
        if seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _section(kind: MessageType) -> str:
    marks = [
        {"must": "It refers to an earlier message.", "may": "", "never": "It refers to no earlier message."}[
            kind.refers
        ],
        "It is passed on to units before the activity begins, each by name." if kind.reaches_units else "",
        "It stays with the own side." if kind.is_own_side else "",
    ]
    rows = [
        (
            f"`{each.name}`",
            f"`{each.form}`",
            "" if each.is_required else "may be left out",
            "yes" if each.is_read_back else "",
            each.about + (f": {', '.join(f'`{code}`' for code in each.codes)}" if each.codes else ""),
        )
        for each in kind.fields
    ]
    head = f"\n### {kind.code}\n\n{kind.title}. {' '.join((kind.about, *filter(None, marks)))}\n\n"
    return head + table(("Field", "Form", "", "Read back", "What it says"), rows)
