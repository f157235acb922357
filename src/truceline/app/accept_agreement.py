# SPDX-License-Identifier: Apache-2.0
"""Take a party's own record that it accepts one version of a proposed agreement.

Rules:
    - Nobody accepts for anybody else: the party is the caller's own.
    - What is accepted is one document, named by its digest; another version needs another acceptance.
    - A version is accepted no longer once a later one was agreed.
"""

from truceline.agreement.bonds import BINDING_ROLES
from truceline.agreement.library import Library
from truceline.app.agreed_texts import AgreedTexts, TextVersion
from truceline.app.caller import Caller
from truceline.app.ports import Acceptance, Records
from truceline.app.propose_agreement import tell_participants
from truceline.app.read_agreement import find_version
from truceline.app.record_bodies import acceptance_recordable
from truceline.base.errors import AuthorityError, ClosedError, LimitError
from truceline.base.limits import RESERVATIONS_LENGTH_MAX


def accept_agreement(
    records: Records, wanted: tuple[str, str], caller: Caller, agreed: AgreedTexts, *, now_ns: int, words: str = ""
) -> TextVersion:
    """Take an acceptance.

    Args:
        records: The shelves.
        wanted: Id of the agreement, and digest of the version.
        caller: Who accepts, for its own party.
        agreed: Reads proposed texts.
        now_ns: The present instant [ns since 1970 UTC].
        words: Reservations in the party's own words.

    Returns:
        The version as it stands with it.

    Raises:
        NotFoundError: There is no such version that the caller may read.
        AuthorityError: The text has no place for this party's consent.
        ClosedError: A later version was agreed.
        TakenError: The party accepted this version already.
        LimitError: Too many words.
    """
    acceptance = admit_acceptance(records, wanted, caller, agreed, now_ns=now_ns, words=words)
    records.texts.accept(acceptance)
    records.recorded.put(acceptance_recordable(acceptance))
    after = find_version(records, *wanted, caller, agreed)
    tell_participants(records, after, "accepted", now_ns)
    return after


def admit_acceptance(
    records: Records, wanted: tuple[str, str], caller: Caller, agreed: AgreedTexts, *, now_ns: int, words: str
) -> Acceptance:
    """Let an acceptance in as it would be kept; arguments as for ``accept_agreement``.

    Raises:
        NotFoundError: There is no such version that the caller may read.
        AuthorityError: The text has no place for this party's consent.
        ClosedError: A later version was agreed.
        LimitError: Too many words.
    """
    agreement, digest = wanted
    if len(words) > RESERVATIONS_LENGTH_MAX:
        message = f"words: expected at most {RESERVATIONS_LENGTH_MAX} characters, got {len(words)}"
        raise LimitError(message)
    version = find_version(records, agreement, digest, caller, agreed)
    if version.replaced_ns is not None or _is_overtaken(agreed.versions(records, agreement), digest):
        message = f"agreement {agreement}: expected the version in force or a later one, got one before it; accept that"
        raise ClosedError(message)
    if not _can_accept(version, caller.party, agreed.base):
        message = (
            f"agreement {agreement}: expected a party, a guarantor or another in a role that binds, got "
            f"{caller.party}; only whom the text would bind can accept it"
        )
        raise AuthorityError(message)
    return Acceptance(
        agreement=agreement,
        digest=digest,
        party=caller.party,
        officer=caller.officer,
        at_ns=now_ns,
        words=words,
    )


def _is_overtaken(versions: tuple[TextVersion, ...], digest: str) -> bool:
    """Say whether a later version was agreed."""
    digests = [each.text.digest for each in versions]
    return any(each.agreed_ns is not None for each in versions[digests.index(digest) + 1 :])


def _can_accept(version: TextVersion, party: str, library: Library) -> bool:
    """Say whether a text has a place for a party's consent: a role that binds, or a kind that may join."""
    if party in version.needed:
        return True
    roles = [each.role for each in version.noun.participants if each.party == party]
    if roles:
        return any(role in BINDING_ROLES for role in roles)
    known = library.parties.get(party)
    return known is not None and known.kind in version.noun.open_to
