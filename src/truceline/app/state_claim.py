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
from truceline.app.admit_act import Terms, admit_claim, is_exercise
from truceline.app.caller import Caller, NodeTerms
from truceline.app.circle import EVERYBODY, Circle, keep_statement, own_id, readers_of
from truceline.app.ports import Records, Selection, Statement, StatementKind
from truceline.app.whose_word import refuse_foreign_words, sources_in, with_pseudonyms
from truceline.base.errors import LimitError, RedLineError
from truceline.base.limits import ACCOUNTS_MAX
from truceline.picture.claims import Claim

_PAGE = 500
"""Claims read at once."""
_CLAIMS_ABOUT_ONE_ACT_MAX = ACCOUNTS_MAX // 2
"""So many claims about one act may stand here, that the act itself has room for its own accounts."""


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
        LimitError: Too many readers, or too many claims about one act.
        TakenError: The party has stated a claim under that id already.
    """
    library = terms.library
    admit_claim(claim, Terms(library=library, now_ns=now_ns, is_bulk=False))
    refuse_foreign_words(claim, caller.party, f"claim {claim.id}")
    _refuse_strangers(claim, library)
    readers = readers_of(circle, caller, library)
    if readers == (EVERYBODY,):
        _refuse_crowd(records, claim)
    told = with_pseudonyms(claim, circle.pseudonym) if circle.is_protected else claim
    statement = Statement(
        kind=StatementKind.CLAIM,
        party=caller.party,
        officer=caller.officer,
        at_ns=now_ns,
        noun=_owned(told, caller),
        readers=readers,
        is_protected=circle.is_protected,
        exercise=is_exercise(library),
    )
    return keep_statement(records, statement)


def claims_in_force(records: Records) -> tuple[Claim, ...]:
    """Give the claims on which rulings may rest, in the order in which they came.

    Those are the claims that every party may read: none that is protected, none for some parties alone, none that was
    erased.
    """
    found: list[Claim] = []
    cursor = ""
    while True:
        page = records.statements.page(StatementKind.CLAIM, Selection(reader=EVERYBODY, limit=_PAGE, after=cursor))
        found.extend(
            statement.noun
            for statement in page.items
            if isinstance(statement.noun, Claim) and not statement.is_protected and EVERYBODY in statement.readers
        )
        cursor = page.next
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


def _refuse_strangers(claim: Claim, library: Library) -> None:
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


def _refuse_crowd(records: Records, claim: Claim) -> None:
    """Refuse one more claim about an act that many speak of: beyond the limit nobody could have the act judged.

    Raises:
        LimitError: It is one too many.
    """
    if claim.act is None:
        return
    about = claim.act.act
    count = sum(each.act is not None and each.act.act == about for each in claims_in_force(records))
    if count >= _CLAIMS_ABOUT_ONE_ACT_MAX:
        message = (
            f"claim {claim.id}: expected fewer than {_CLAIMS_ABOUT_ONE_ACT_MAX} claims about one act, got one more; "
            "tell it as an account of an act of your own"
        )
        raise LimitError(message)
