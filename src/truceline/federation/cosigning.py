# SPDX-License-Identifier: Apache-2.0
"""Cosigns heads of other logs: as a witness (it continues all that was cosigned) and as a mirror (all of it is here).

The order, always: consistent with everything that was cosigned and mirrored; kept durably, apart from all backups;
signed; shown. A crash leaves a record of what may have been signed, and nothing that contradicts it is signed after.

Rules:
    - Times of one role over one log never run back. While the clock is in doubt nothing is cosigned.
    - A mirror cosigns once every box that is addressed to this party below the head is here, or recorded as missing.
    - A log with a proved fork, or a proved malformed entry, is cosigned no more.

Source:
    C2SP tlog-witness v1 (``add-checkpoint``); C2SP tlog-cosignature v1; C2SP tlog-mirror.
"""

from truceline.base.errors import AuthorityError, ConsistencyError, LimitError, RecordError, SignatureError
from truceline.base.limits import PROOF_HASHES_MAX
from truceline.crypto.merkle import root_at, verify_consistency
from truceline.crypto.notes import KeyRole, cosigned_message
from truceline.federation.disputes import begin_dispute, same_size_fork
from truceline.federation.happenings import AddCheckpoint, AnswerWitness, Cosigned, CosignedKept, KeepCosigned
from truceline.federation.heads import Gained, add_head, cosignature_line, origin_in, read_head, with_line
from truceline.federation.states import Followed, Heard, State
from truceline.ledger.happenings import Head

OK, MALFORMED, UNKNOWN_KEY, UNKNOWN_LOG, CONFLICT, BAD_PROOF, NOT_NOW = 200, 400, 403, 404, 409, 422, 503


def add_checkpoint(state: State, event: AddCheckpoint) -> None:
    """Answer a log that asks for a cosignature; with 200 only after it was kept."""
    status, said = _judge(state, event)
    if status:
        state.do(AnswerWitness(request=event.request, status=status, body=said))


def cosign_mirror(state: State, log: Followed) -> None:
    """State that everything below the kept head is here, if it is, and if that is worth stating now."""
    kept, last = log.kept, log.cosigned.get(KeyRole.MIRROR)
    if kept is None or log.durable < kept.size or not may_cosign(state, log) or KeyRole.MIRROR in log.cosigning:
        return
    if last is not None and kept.size <= last.head.size and (kept != last.head or not _is_due(state, log, last)):
        return
    first = 0 if last is None else last.head.size
    if any(first <= seq < kept.size and not owed.is_listed for seq, owed in log.owed.items()):
        return
    if _fits_witness(state, log, kept):
        _keep(state, log, KeyRole.MIRROR, kept, None)


def _is_due(state: State, log: Followed, last: Cosigned) -> bool:
    """Say whether a head that was cosigned is cosigned again: it was long ago, or a crash left none of it to show."""
    own, newest = state.own, log.heads.newest
    if own is None or newest is None or newest is not log.heads.by_size.get(last.head.size):
        return False
    is_lost = not log.has_cosigned and all(line.key != own.member.key_of(last.role) for line in newest.lines)
    return is_lost or state.now_ms >= last.time_s * 1000 + state.timing.recosign_ms


def may_cosign(state: State, log: Followed) -> bool:
    """Say whether anything of a log may be cosigned now."""
    return log.is_followed and not log.must_hear and state.doubt_ms is None and log.dispute is None


def cosigned_kept(state: State, event: CosignedKept) -> Gained | None:
    """Sign what is durable now, and show it.

    Returns:
        The head with this cosignature; none if nothing was signed.
    """
    log, own = state.logs.get(event.origin), state.own
    if log is None or own is None:
        return None
    cosigned = event.cosigned
    before = log.cosigned.get(cosigned.role)
    log.cosigned[cosigned.role] = cosigned
    waiting = log.cosigning.pop(cosigned.role, None)
    key = own.member.key_of(cosigned.role)
    if waiting is None or key is None:
        return None
    heard, request = waiting
    content = state.keys.sign(key.public, cosigned_message(heard.body, cosigned.time_s))
    line = cosignature_line(key, cosigned.time_s, content)
    gained = add_head(log.heads, with_line(log.heads, heard, line))
    if request is not None:
        state.do(AnswerWitness(request=request, status=OK, body=line.text))
    is_first = not log.has_cosigned or before is None or cosigned.head.size > before.head.size
    log.has_cosigned = log.has_cosigned or cosigned.role is KeyRole.MIRROR
    if is_first:
        state.news()
    return gained


def adopt(state: State, log: Followed, role: KeyRole, head: Head, time_s: int) -> None:
    """Remember what this node cosigned before it lost its memory: a peer showed the cosignature."""
    last = log.cosigned.get(role)
    if last is None or (head.size, time_s) > (last.head.size, last.time_s):
        time_s = time_s if last is None else max(time_s, last.time_s)
        log.cosigned[role] = Cosigned(role=role, head=head, time_s=time_s)
        if not log.must_hear:
            keep_adopted(state, log)


def keep_adopted(state: State, log: Followed) -> None:
    """Keep what is known to be cosigned; not before all peers were heard: a part would look like all of it."""
    for each in log.cosigned.values():
        state.do(KeepCosigned(origin=log.origin, role=each.role, head=each.head, time_s=each.time_s))


def _judge(state: State, event: AddCheckpoint) -> tuple[int, str]:
    """Judge a request to cosign.

    Returns:
        The answer that can be given at once; 0 when it is given once it was kept.
    """
    log = state.logs.get(origin_in(event.note))
    if log is None:
        return UNKNOWN_LOG, "this log is not followed here"
    if len(event.proof) > PROOF_HASHES_MAX:
        return MALFORMED, f"expected at most {PROOF_HASHES_MAX} hashes"
    try:
        heard = read_head(state, log.heads, log.keys, event.note)
    except (RecordError, LimitError) as error:
        return MALFORMED, str(error)
    except (SignatureError, AuthorityError) as error:
        return UNKNOWN_KEY, str(error)
    gained = add_head(log.heads, heard)
    if gained is not None and gained.other is not None:
        same_size_fork(state, log.heads, gained.other, heard)
        return CONFLICT, f"{gained.other.head.size}\n"
    if not may_cosign(state, log) or KeyRole.WITNESS in log.cosigning:
        return (
            (UNKNOWN_KEY, "this log is cosigned no more") if log.fork or log.malformed else (NOT_NOW, _why(state, log))
        )
    return _continue(state, log, event, heard)


def _continue(state: State, log: Followed, event: AddCheckpoint, heard: Heard) -> tuple[int, str]:
    """Judge whether a head continues what was cosigned."""
    last = log.cosigned.get(KeyRole.WITNESS)
    size, head = 0 if last is None else last.head.size, heard.head
    if event.old_size > head.size:
        return MALFORMED, "the old size is larger than the new one"
    if event.old_size != size:
        return CONFLICT, f"{size}\n"
    if last is not None:
        if head.size == size and head.root != last.head.root:
            return CONFLICT, f"{size}\n"
        try:
            verify_consistency(size, head.size, event.proof, last.head.root, head.root)
        except ConsistencyError as error:
            return BAD_PROOF, str(error)
    elif event.proof:
        return BAD_PROOF, "expected no proof from size 0"
    if log.kept is not None and head.size <= log.kept.size and _root(state, log, head.size) != head.root:
        begin_dispute(state, log, heard, log.member.party)
        return BAD_PROOF, "this head is not of the history that is mirrored here"
    return (0, "") if _keep(state, log, KeyRole.WITNESS, head, event.request) else (NOT_NOW, _why(state, log))


def _keep(state: State, log: Followed, role: KeyRole, head: Head, request: int | None) -> bool:
    """Have a cosignature kept before it is made.

    Returns:
        Whether it may be made: not when the clock ran back, or this node has no such key.
    """
    last, time_s, own = log.cosigned.get(role), state.now_ms // 1000, state.own
    heard = log.heads.by_size.get(head.size)
    heard = log.under if (heard is None or heard.head != head) and log.kept == head else heard
    if own is None or own.member.key_of(role) is None or heard is None or time_s <= 0:
        return False
    if last is not None and time_s < last.time_s:
        return False
    log.cosigning[role] = (heard, request)
    state.do(KeepCosigned(origin=log.origin, role=role, head=head, time_s=time_s))
    return True


def _fits_witness(state: State, log: Followed, kept: Head) -> bool:
    """Say whether the mirrored history is the one that this node cosigned as a witness; if not, compare the two."""
    last = log.cosigned.get(KeyRole.WITNESS)
    if last is None or last.head.size > kept.size or _root(state, log, last.head.size) == last.head.root:
        return True
    heard = log.heads.by_size.get(last.head.size)
    if heard is not None:
        begin_dispute(state, log, heard, log.member.party)
    return False


def _root(state: State, log: Followed, size: int) -> bytes:
    """Give the root of the mirror at a size up to the kept one."""
    assert log.kept is not None
    if size == log.kept.size:
        return log.kept.root
    return root_at(size, state.hashes(log.origin, log.kept.size))


def _why(state: State, log: Followed) -> str:
    if state.doubt_ms is not None:
        return "this node's clock is in doubt; ask again later"
    return f"nothing of this log is cosigned here now{': ' + log.failed if log.failed else ''}; ask again later"
