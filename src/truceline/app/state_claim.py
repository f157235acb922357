# SPDX-License-Identifier: Apache-2.0
"""Take a claim: who holds a place, where a zone ends, who is listed, a further account of an act.

Rules:
    - A claim settles nothing; it adds one telling. It bears on the rulings of plans and acts from then on, if every
      party may read it: no ruling rests on what one of its readers may not know of.
    - Claims bear on rulings in the order in which they came. An erased one bears on nothing.
    - R11: in an exercise nobody is named whom the exercise did not invent.
"""

from collections.abc import Iterator

from truceline.agreement.library import Library
from truceline.app.admit_act import AdmissionTerms, admit_claim, is_exercise
from truceline.app.caller import Caller, NodeTerms
from truceline.app.circle import EVERYBODY, Circle, keep_statement, own_id, readers_of, statement_of
from truceline.app.ports import Records, Selection, Statement, StatementKind
from truceline.app.whose_word import refuse_foreign_words, sources_in, with_pseudonyms
from truceline.base.errors import RedLineError
from truceline.picture.claims import Claim

_PAGE_FIRST, _PAGE = 8, 500
"""Claims read at first, and then at once: mostly one or two are new."""


def state_claim(
    records: Records, claim: Claim, caller: Caller, terms: NodeTerms, *, now_ns: int, circle: Circle
) -> Statement:
    """Take a claim.

    Args:
        records: The shelves.
        claim: The claim, with an id of its party's own.
        caller: Who states it.
        terms: What the node answers by.
        now_ns: The present instant [ns since 1970 UTC].
        circle: Who may read it.

    Returns:
        The statement as kept.

    Raises:
        AuthorityError: It puts words into another party's mouth.
        RedLineError: It tells of an act to come (R1), or names somebody whom the exercise did not invent (R11).
        InputError: It cannot be read.
        LimitError: Too many readers.
        TakenError: The party has stated a claim under that id already.
    """
    library = terms.library
    admit_claim(claim, AdmissionTerms(library=library, now_ns=now_ns, is_bulk=False))
    refuse_foreign_words(claim, caller.party, f"claim {claim.id}")
    refuse_strange_claim(claim, library)
    readers = readers_of(circle, caller, library)
    told = with_pseudonyms(claim, circle.pseudonym) if circle.is_protected else claim
    noun, exercise = _owned(told, caller), is_exercise(library)
    statement = statement_of(noun, caller, circle, readers, now_ns=now_ns, exercise=exercise)
    return keep_statement(records, statement)


def claims_in_force(records: Records, known: str = "") -> tuple[Claim, ...]:
    """Give the claims on which rulings may rest, in the order in which they came.

    Those are the claims that every party may read: none that is protected, none for some parties alone, none that was
    erased.

    Args:
        records: The shelves.
        known: Id of a claim; only those that came after it are wanted. All, when it is not among them.

    Returns:
        The claims.
    """
    found: list[Claim] = []
    cursor, limit = "", _PAGE_FIRST
    while True:
        page = records.statements.page(StatementKind.CLAIM, Selection(reader=EVERYBODY, limit=limit, after=cursor))
        for statement in page.items:
            if statement.id == known:
                return tuple(reversed(found))
            if isinstance(statement.noun, Claim) and EVERYBODY in statement.readers:
                found.append(statement.noun)
        cursor, limit = page.next, _PAGE
        if not cursor:
            return tuple(reversed(found))


def _owned(claim: Claim, caller: Caller) -> Claim:
    return Claim(
        id=own_id(claim.id, caller, "claim"),
        control=claim.control,
        boundary=claim.boundary,
        designation=claim.designation,
        act=claim.act,
    )


def refuse_strange_claim(claim: Claim, library: Library) -> None:
    """Refuse a claim in an exercise that names anybody whom the exercise did not invent.

    Raises:
        RedLineError: It does.
    """
    if not is_exercise(library):
        return
    known = {"", *library.parties, *library.forces, *library.lists}
    stranger = next((name for name in _named(claim) if name not in known), "")
    if stranger:
        message = (
            f"claim {claim.id}: red line R11: expected a claim in an exercise to name only the parties and forces of "
            f"{library.header.id}, got {stranger!r:.60}; add an invented party to the library (docs/intended-use.md)"
        )
        raise RedLineError(message)


def _named(claim: Claim) -> Iterator[str]:
    yield from (source.party for source in sources_in(claim))
    if claim.control:
        yield from claim.control.holder
    if claim.designation:
        yield from (claim.designation.force, claim.designation.authority)
