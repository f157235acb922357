# SPDX-License-Identifier: Apache-2.0
"""Take a report: what somebody published or told, with the acts that were read from it.

Rules:
    - Its acts are let in as acts of the past are: none that is planned, none that may yet be to come (R1), no invented
      one beside real parties (R11). They are kept with the report; what is to be judged is told as an act.
    - What a publication says another party said stands under the publication, never as that party's own word.
"""

from dataclasses import replace

from truceline.app.admit_act import AdmissionTerms, admit_act, is_exercise
from truceline.app.caller import Caller, NodeTerms
from truceline.app.circle import Circle, keep_statement, own_id, readers_of, statement_of
from truceline.app.ports import Records, Statement
from truceline.app.whose_word import refuse_foreign_words, with_pseudonyms
from truceline.base.errors import InputError, LimitError
from truceline.base.instants import to_text
from truceline.base.limits import PAST_ACTS_MAX
from truceline.picture.acts import Act
from truceline.picture.reports import Report


def state_report(
    records: Records, report: Report, caller: Caller, terms: NodeTerms, *, now_ns: int, circle: Circle
) -> Statement:
    """Take a report.

    Args:
        records: The shelves.
        report: The report, with an id of its party's own.
        caller: Who states it.
        terms: What the node answers by.
        now_ns: The present instant [ns since 1970 UTC].
        circle: Who may read it.

    Returns:
        The statement as kept.

    Raises:
        AuthorityError: It puts words into another party's mouth.
        RedLineError: One of its acts is barred by a red line.
        InputError: It cannot be read, or was published after now.
        LimitError: Too many readers or acts.
        TakenError: The party has stated a report under that id already.
    """
    library = terms.library
    refuse_unreadable_report(report, terms, now_ns)
    refuse_foreign_words(report, caller.party, f"report {report.id}")
    told = with_pseudonyms(report, circle.pseudonym) if circle.is_protected else report
    acts = tuple(owned_act(act, caller) for act in told.acts)
    noun = replace(told, id=own_id(report.id, caller, "report"), acts=acts)
    readers, exercise = readers_of(circle, caller, library), is_exercise(library)
    statement = statement_of(noun, caller, circle, readers, now_ns=now_ns, exercise=exercise)
    return keep_statement(records, statement)


def owned_act(act: Act, caller: Caller) -> Act:
    """Give an act under ids of its party's own; both acts of an engagement still share theirs.

    Raises:
        InputError: An id is not usable.
    """
    engagement = own_id(act.engagement, caller, f"act {act.id}: engagement") if act.engagement else ""
    return replace(act, id=own_id(act.id, caller, "act"), engagement=engagement)


def refuse_unreadable_report(report: Report, terms: NodeTerms, now_ns: int) -> None:
    """Refuse a report that cannot be read, or of which an act is barred.

    Raises:
        InputError: It cannot be read, or was published after now.
        LimitError: It tells of too many acts.
        RedLineError: An act is barred by a red line.
    """
    own_terms = AdmissionTerms(library=terms.library, now_ns=now_ns, is_bulk=len(report.acts) > 1)
    offset = terms.library.header.utc_offset.delta
    if report.published.start_ns(offset) > now_ns:
        message = f"report {report.id}: published: expected a moment not after {to_text(now_ns)}, got a later one"
        raise InputError(message)
    if len(report.acts) > PAST_ACTS_MAX:
        message = f"report {report.id}: acts: expected at most {PAST_ACTS_MAX}, got {len(report.acts)}"
        raise LimitError(message)
    ids = [act.id for act in report.acts]
    if len(set(ids)) < len(ids):
        message = f"report {report.id}: acts: expected every id once, got one twice"
        raise InputError(message)
    for act in report.acts:
        admit_act(act, own_terms)
