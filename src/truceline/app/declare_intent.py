# SPDX-License-Identifier: Apache-2.0
"""Take an intent from its author and answer at once: whom it meets, and what the clauses say of it.

Rules:
    - Only a party's own officers declare, change and end its intents.
    - Nothing in the answer is approval; that nobody is met says nothing about anybody else's plans.
    - An intent that a provision prohibits is taken all the same: it is a notice, and it is on the record.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from truceline.agreement.library import not_found
from truceline.app.caller import Caller, NodeLimits, NodeTerms
from truceline.app.keep_intent import keep_intent, tell_lapsed
from truceline.app.ports import Records
from truceline.app.raise_probing import count_revision, raise_probing
from truceline.app.read_intent import maybe_intent, no_such_intent
from truceline.app.record_bodies import unshared, unshared_recordable
from truceline.app.weigh_intent import Weighed, running_slots, told_conflicts, weigh_intent
from truceline.app.whose_word import FACTS, PARTIES
from truceline.base.errors import AuthorityError, ClosedError, InputError, LimitError, NotFoundError
from truceline.base.instants import LATEST_NS, NS_PER_DAY, NS_PER_S, to_text
from truceline.clauses.slots import names_asked
from truceline.coordination.disclosure import may_handle
from truceline.coordination.quota import cells_told_from
from truceline.geo.footprint import Footprint
from truceline.geo.volume import Volume4D
from truceline.picture.intents import HIDDEN_KINDS, Intent, IntentState, Sharing
from truceline.picture.kinds import KIND_BY_CODE

_NS_PER_HOUR = 3_600 * NS_PER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a party declares: an intent without what the node adds.

    Attributes:
        kind: As ``Intent.kind``.
        volumes: As ``Intent.volumes``.
        sharing: As ``Intent.sharing``.
        force: As ``Intent.force``.
        against: As ``Intent.against``.
        facts: As ``Intent.facts``.
        title: As ``Intent.title``.
    """

    kind: tuple[str, ...]
    volumes: tuple[Volume4D, ...]
    sharing: Sharing
    force: str = ""
    against: tuple[str, ...] = ()
    facts: tuple[tuple[str, bool], ...] = ()
    title: str = ""


def declare_intent(records: Records, wish: Wish, caller: Caller, terms: NodeTerms, *, now_ns: int) -> Weighed:
    """Take a new intent.

    Args:
        records: The shelves.
        wish: What is declared.
        caller: Who declares it; its party is the author.
        terms: What the node answers by.
        now_ns: The present instant [ns since 1970 UTC].

    Returns:
        The intent as kept and what was found about it.

    Raises:
        AuthorityError: It speaks for a force of somebody else.
        RedLineError: A red line bars it.
        InputError: It cannot be read, or is not of the time to come.
        LimitError: It is larger than the node accepts.
        QuotaError: More was asked about than one may in a day.
    """
    weighed = weigh_intent(records, intent_of(wish, caller, terms, now_ns), caller, terms, now_ns=now_ns)
    weighed = keep_intent(records, weighed, terms, "filed")
    if weighed.cells_asked >= cells_told_from(terms.limits):
        raise_probing(records, caller, terms, now_ns=now_ns)
    return weighed


def change_intent(
    records: Records, before: Intent, wish: Wish, caller: Caller, terms: NodeTerms, *, now_ns: int
) -> Weighed:
    """Take a changed intent: a new version under the same id.

    Args:
        records: The shelves.
        before: The version that the author had before them.
        wish: What is declared now.
        caller: Who declares it.
        terms: What the node answers by.
        now_ns: The present instant [ns since 1970 UTC].

    Returns:
        The new version and what was found about it.

    Raises:
        ClosedError: It has ended or was withdrawn.
        StaleVersionError: It was changed since.
        NodeError: As ``declare_intent``.
    """
    refuse_closed(before, now_ns)
    intent = replace(intent_of(wish, caller, terms, now_ns), id=before.id, version=before.version + 1)
    stood = told_conflicts(records, before)
    weighed = weigh_intent(records, intent, caller, terms, now_ns=now_ns)
    weighed = keep_intent(records, weighed, terms, "changed", running_slots(records, before, terms, now_ns))
    dropped = unshared(before, intent)
    if dropped is not None:
        records.recorded.put(unshared_recordable(dropped))
    still = {ref.id for conflict in weighed.conflicts for ref in conflict.intents}
    lapsed = tuple(each for each in stood if not {ref.id for ref in each.intents} <= still | {before.id})
    tell_lapsed(records, before, lapsed, terms, "changed", now_ns)
    count_revision(records, caller, terms, now_ns=now_ns)
    return weighed


def find_own(records: Records, intent_id: str, caller: Caller) -> Intent:
    """Give the latest version of an intent that a caller may change.

    Args:
        records: The shelves.
        intent_id: The intent.
        caller: Who asks.

    Returns:
        The latest version.

    Raises:
        NotFoundError: There is none that the caller's party owns, and that one of its role may change.
    """
    intent = maybe_intent(records, intent_id)
    if intent is None or intent.party != caller.party or not may_handle(intent, caller.party, caller.role):
        raise NotFoundError(no_such_intent(intent_id))
    return intent


def refuse_closed(intent: Intent, now_ns: int) -> None:
    """Refuse to touch an intent that is over.

    Raises:
        ClosedError: It is.
    """
    if intent.state is not IntentState.FILED or intent.end_ns <= now_ns:
        over = intent.state.value if intent.state is not IntentState.FILED else "over"
        message = f"intent {intent.id}: expected one that still stands, got one that is {over}; declare a new one"
        raise ClosedError(message)


def intent_of(wish: Wish, caller: Caller, terms: NodeTerms, now_ns: int) -> Intent:
    """Give the intent that a wish makes, or refuse it; nothing is weighed yet, and nothing kept.

    Args:
        wish: What is declared.
        caller: Who declares it.
        terms: What the node answers by.
        now_ns: The present instant [ns since 1970 UTC].

    Returns:
        Its first version, under a new id.

    Raises:
        AuthorityError: It speaks for a force of somebody else, or is not for the caller's role.
        RedLineError: A red line bars it.
        InputError: A name is not known, or it is not of the time to come.
        LimitError: It is larger than the node accepts.
    """
    refuse_strangers(wish, caller, terms)
    refuse_kinds(wish)
    _refuse_facts(wish, terms)
    for number, volume in enumerate(wish.volumes):
        _refuse_times(volume, f"volumes[{number}]", terms.limits, now_ns)
        _refuse_size(volume, f"volumes[{number}]", terms.limits)
    if len(wish.volumes) > terms.limits.volumes_max:
        message = f"volumes: expected at most {terms.limits.volumes_max}, got {len(wish.volumes)}; file several intents"
        raise LimitError(message)
    intent = Intent(
        id=terms.new_id(),
        version=1,
        state=IntentState.FILED,
        party=caller.party,
        officer=caller.officer,
        filed_ns=now_ns,
        confirmed_ns=now_ns,
        kind=wish.kind,
        volumes=wish.volumes,
        sharing=wish.sharing,
        force=wish.force,
        against=wish.against,
        facts=wish.facts,
        title=wish.title,
        exercise=terms.library.header.exercise,
    )
    if not may_handle(intent, caller.party, caller.role):
        message = (
            f"kind: expected {' or '.join(HIDDEN_KINDS)} alone of the role {caller.role}, got another kind; "
            "an officer of your party files everything else"
        )
        raise AuthorityError(message)
    return intent


def refuse_strangers(wish: Wish, caller: Caller, terms: NodeTerms) -> None:
    """Refuse forces that are not the caller's, and names that the library does not know.

    Raises:
        AuthorityError: The force is somebody else's.
        InputError: A name is not known.
    """
    library = terms.library
    actors = {*library.parties, *library.forces}
    _refuse_unknown(
        "force", (wish.force,) if wish.force else (), {*library.forces, caller.party}, "the forces (GET /v1/forces)"
    )
    _refuse_unknown("sharing.full", wish.sharing.full, set(library.parties), PARTIES)
    _refuse_unknown("sharing.conflict", wish.sharing.conflict, set(library.parties), PARTIES)
    _refuse_unknown("against", wish.against, actors, "the parties and forces (GET /v1/parties, /v1/forces)")
    force = library.forces.get(wish.force)
    if force is not None and caller.party not in {force.party, force.id}:
        message = f"force: expected a force of {caller.party}, got {wish.force}; only its own party speaks for it"
        raise AuthorityError(message)


def _refuse_unknown(where: str, names: Iterable[str], known: set[str], of_which: str) -> None:
    """Refuse names that are none of those known.

    Raises:
        InputError: There is one.
    """
    for name in names:
        if name not in known:
            message = not_found(where, name, known, of_which)
            raise InputError(message)


def refuse_kinds(wish: Wish) -> None:
    """Refuse kinds of activity that nobody knows.

    Raises:
        InputError: There is one.
    """
    for code in wish.kind:
        if code not in KIND_BY_CODE:
            near = difflib.get_close_matches(code, KIND_BY_CODE, n=3, cutoff=0.4)
            advice = f"; did you mean {' or '.join(near)}?" if near else ""
            message = f"kind: expected a code of GET /v1/kinds, such as flight.non_combat, got {code!r:.60}{advice}"
            raise InputError(message)


def _refuse_facts(wish: Wish, terms: NodeTerms) -> None:
    """Refuse facts that no provision asks for: one that is misspelt would say nothing, and nobody would notice.

    Raises:
        InputError: There is one.
    """
    if wish.facts:
        names = (name for name, _ in wish.facts)
        _refuse_unknown("facts", names, set(names_asked(terms.plans.test.plans)), FACTS)


def _refuse_times(volume: Volume4D, where: str, limits: NodeLimits, now_ns: int) -> None:
    """Refuse a volume that is over, too far ahead or too long.

    Raises:
        InputError: It is over.
        LimitError: It is beyond what the node takes.
    """
    start_ns, end_ns = volume.interval.start_ns, volume.interval.end_ns
    if end_ns <= now_ns:
        message = (
            f"{where}.end: expected an instant after {to_text(now_ns)}, got {to_text(end_ns)}; "
            "tell what has happened as an act (POST /v1/acts)"
        )
        raise InputError(message)
    horizon_ns = now_ns + limits.horizon_days * NS_PER_DAY
    last_ns = start_ns if end_ns >= LATEST_NS else end_ns
    if last_ns > horizon_ns:
        message = (
            f"{where}: expected nothing beyond {limits.horizon_days} days from now ({to_text(horizon_ns)}), "
            f"got {to_text(last_ns)}; file it later"
        )
        raise LimitError(message)
    if end_ns < LATEST_NS and end_ns - start_ns > limits.duration_hours_max * _NS_PER_HOUR:
        hours = (end_ns - start_ns) / _NS_PER_HOUR
        message = (
            f"{where}: expected at most {limits.duration_hours_max} hours, got {hours:.1f}; "
            "file it in parts, or as a standing presence"
        )
        raise LimitError(message)


def _refuse_size(volume: Volume4D, where: str, limits: NodeLimits) -> None:
    """Refuse an outline with too many corners.

    Raises:
        LimitError: It is one.
    """
    if isinstance(volume.area, Footprint):
        longest = max(len(ring) for polygon in volume.area.polygons for ring in polygon)
        if longest > limits.vertices_max:
            message = (
                f"{where}.geometry: expected at most {limits.vertices_max} positions of a ring, got {longest}; "
                "simplify the outline"
            )
            raise LimitError(message)
