# SPDX-License-Identifier: Apache-2.0
"""What the federation tells the app and the operator: entries of others, entries to make, proofs and suspicions.

Rules:
    - Proved and suspected are logged by different words, each by its class and log; no content is.
    - An entry that the federation has made stands on the shelf first, as everything that goes into the log.
"""

from collections.abc import Callable
from dataclasses import dataclass

from truceline.app.at_hand import AtHand
from truceline.app.caller import NodeTerms
from truceline.app.ports import Records, Store
from truceline.app.record_bodies import Drafted, drafted_recordable
from truceline.app.record_ports import Delivered
from truceline.app.take_delivered import Taken, take_delivered, unpack
from truceline.base.clock import Clock
from truceline.bootstrap.peer_cards import KnownPeer
from truceline.bootstrap.peering import AppNews
from truceline.bootstrap.waiting import now_from, written_to
from truceline.federation.evidence import Proved
from truceline.federation.happenings import Deliver, LogStopped, RecordDraft, TellProved, TellSuspected
from truceline.http.door import Log
from truceline.ledger.keyring import KEY_TYPES
from truceline.records.entries import SEALED_TYPE

_OF_LOGS = frozenset({"blob.missing", "challenge", "clock.doubt", "receipt.exception", "reject"})
"""Types of entries that are about logs themselves: the federation reads them, and the app has no noun for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerNews:
    """Takes what the federation tells.

    Attributes:
        store: The store.
        party: Whose node this is.
        peers: Whose cards were taken.
        terms: Gives what the node answers by at present.
        at_hand: What is kept at hand for what is stated and agreed.
        dek_of: Gives the key of a sealed body that was delivered; empty when its box is gone.
        clock: Tells the present instant.
        log: Takes what happened.
    """

    store: Store
    party: str
    peers: tuple[KnownPeer, ...]
    terms: Callable[[], NodeTerms]
    at_hand: AtHand
    dek_of: Callable[[Deliver], bytes]
    clock: Clock
    log: Log

    def lacks(self, news: Deliver) -> bool:
        """Say whether the app has not taken a delivery that is for it.

        Raises:
            NodeError: The store cannot be asked.
        """
        name = news.origin, news.entry.header.seq
        return _is_for_app(news) and now_from(self.store, lambda records: records.recorded.delivered(*name)) is None

    def take(self, news: AppNews) -> None:
        """Take one piece of news; waits for the store where it must.

        Raises:
            NodeError: The store takes nothing now: it is to be brought again.
        """
        match news:
            case Deliver():
                self._deliver(news)
            case RecordDraft():
                written_to(self.store, self._job_of(news))
                self.log("recorded", type=news.type)
            case TellProved():
                self.log("proved", evidence=news.proved.word, log=_log_of(news.proved))
            case TellSuspected():
                word = "suspicion withdrawn" if news.is_withdrawn else "suspected"
                self.log(word, suspicion=news.suspected.word, party=news.suspected.party)
            case LogStopped():
                self.log("log stopped", log=news.origin.rpartition("/")[2], trouble=news.reason[:200])

    def _deliver(self, news: Deliver) -> None:
        """Bring the app what another log delivered, once; what it refuses is logged by its place alone."""
        if not self.lacks(news):
            return
        assert news.body is not None
        delivered = Delivered(
            origin=news.origin,
            seq=news.entry.header.seq,
            leaf=news.entry.leaf,
            party=next((each.card.party for each in self.peers if each.card.log_party == news.party), news.party),
            type=news.type,
            at_ms=news.entry.header.at_ms,
            salt=news.body.salt,
            body=news.body.content,
            dek=self.dek_of(news) if news.type == SEALED_TYPE else b"",
        )
        unpacked = unpack(delivered, now_from(self.store, self.at_hand.agreed.ground))

        def job(records: Records) -> Taken:
            return take_delivered(records, unpacked, self.terms(), self.at_hand.agreed, now_ns=self.clock.now_ns())

        taken = written_to(self.store, job)
        if taken.must_renew:
            now_from(self.store, self.at_hand.renew)
        if taken.row.refused and taken.is_new:
            self.log("delivery refused", log=news.origin.rpartition("/")[2], seq=delivered.seq)

    def _job_of(self, draft: RecordDraft) -> Callable[[Records], None]:
        refers = tuple((each.log, each.seq, bytes.fromhex(each.leaf)) for each in draft.refers)
        drafted = Drafted(type=draft.type, body=draft.body, to=draft.to, refers=refers, deadline_ms=draft.deadline_ms)
        thing = drafted_recordable(drafted, self.party, self.clock.now_ns())

        def job(records: Records) -> None:
            records.recorded.put(thing)

        return job


def _is_for_app(news: Deliver) -> bool:
    """Say whether a delivery has a body that is about anything but logs and their keys."""
    return news.body is not None and not news.type.startswith(KEY_TYPES) and news.type not in _OF_LOGS


def _log_of(proved: Proved) -> str:
    """Give the digits of the log that a proof is about; none of one about a party alone."""
    origin = getattr(proved, "origin", "")
    return str(origin).rpartition("/")[2]
